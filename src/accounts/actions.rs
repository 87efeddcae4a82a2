//! What is done with accounts: signing in and out, proving and changing a password,
//! issuing accounts, giving and taking roles.
//!
//! Passwords are hashed outside transactions: one takes as long as a hundred queries.

mod sessions;
mod signing_in;

pub use sessions::{
    LiveSession, LiveToken, Resumed, end_session, own_sessions, resume, resume_token, rotate,
    sign_out, sign_out_everywhere, touch, touch_token,
};
pub use signing_in::{SignIn, SignInRefusal, SignedIn, sign_in};
