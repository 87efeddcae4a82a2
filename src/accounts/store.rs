//! The accounts' SQL.

mod holders;
mod viewer;

pub use holders::{RoleHolder, load_role_holders};
pub use viewer::{AccountBehind, SessionRow, TokenRow, load_session, load_token};
