//! The accounts' SQL.

pub mod checks;
pub mod clean_up;
pub mod erase;
mod viewer;

pub use viewer::{AccountBehind, SessionRow, TokenRow, load_session, load_token};
