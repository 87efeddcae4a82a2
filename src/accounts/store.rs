//! The accounts' SQL.

mod viewer;

pub use viewer::{AccountBehind, SessionRow, TokenRow, load_session, load_token};
