//! What is done with accounts: signing in and out, proving and changing a password,
//! issuing accounts, giving and taking roles.
//!
//! Passwords are hashed outside transactions: one takes as long as a hundred queries.
//! A second factor that was lost is not lifted by a new password, and nobody sets the
//! password of an account that may more than they could give away.

mod carrying;
mod contacts;
mod following;
mod issuing;
mod listing;
mod managing;
mod meant;
mod notice;
mod operators;
mod passwords;
mod reset_links;
mod roster;
mod second_factor;
mod secrets;
mod sessions;
mod signing_in;
mod single_slip;
mod tokens;

pub use carrying::{HeldAt, carry_roles, roles_at};
pub use contacts::people_beyond;
pub use following::{Departure, EndingRole, end_roles, ending_roles, kept_by};
pub use issuing::{
    FirstPassword, OfficeAccount, issue_account, issue_office_account, reset_password,
};
pub use listing::{
    Listed, Listing, Search, list_offices, list_people, look_at_account, may_see_offices,
};
pub use managing::{
    Granted, grant_role, remove_lost_second_factor, revoke_role, set_account_state, unlock,
};
pub use notice::read_notice;
pub use operators::{
    FIRST_LOGIN_NAME, first_administrator, operator_adds, operator_resets, operator_switches,
};
pub use passwords::{PasswordChange, change_password};
pub(super) use reset_links::open_asked;
pub use reset_links::{ask_for_link, forgotten_password, look_at_link, reset_with_link};
pub use roster::{Delivery, Issued, PasswordSlip, issue_for_unit, take_slips};
pub use second_factor::{
    Enrolment, SecondFactorState, begin_second_factor, confirm_second_factor, give_second_factor,
    remove_second_factor, renew_recovery_codes, second_factor_state,
};
pub use secrets::token_hash;
pub use sessions::{
    LiveSession, LiveToken, Resumed, end_session, load_viewer, own_sessions, resume, resume_token,
    rotate, sign_out, sign_out_everywhere, touch, touch_token,
};
pub use signing_in::{SignIn, SignInRefusal, SignedIn, sign_in};
pub use single_slip::single_slip;
pub use tokens::{MadeToken, TokenWish, create_token, own_tokens, revoke_token};
