//! The accounts' SQL.

mod accounts;
pub mod checks;
pub mod clean_up;
pub mod erase;
mod failures;
mod holders;
mod links;
mod owner;
mod proofs;
mod recovery_codes;
mod roles;
mod sessions;
mod slips;
mod standings;
mod tokens;
mod viewer;

pub use accounts::{
    AccountRow, NewAccount, count, count_with_role, find, find_by_login, find_by_person, get,
    insert, load_after, load_of_people, load_offices, lock_all, note_failure, set_lock,
    set_password, set_second_factor, set_state, use_step,
};
pub use failures::{clear_failure, find_lock, note_unknown};
pub use holders::{RoleHolder, load_active_holders, load_role_holders};
pub use links::{NewLink, count_links_since, find_link, insert_link, use_link, void_links};
pub use owner::{raise_version, set_person};
pub use proofs::{
    add_earlier_password, delete_earlier_beyond, load_earlier_passwords, record_notice, set_notice,
};
pub use recovery_codes::{count_unused, replace_codes, use_code};
pub use roles::{
    RoleId, RoleRow, delete_role, find_role, insert_role, load_of_accounts, load_roles_at,
    move_role,
};
pub use sessions::{
    NewSession, OwnSession, end, end_all, insert_session, load_own, mark_second_factor, rotate,
    touch,
};
pub use slips::{SlipRow, delete_slip, delete_slips_before, load_slips, put_slip};
pub use standings::load_standings;
pub use tokens::{NewToken, OwnToken, insert_token, load_tokens, revoke, touch_token};
pub use viewer::{AccountBehind, SessionRow, TokenRow, load_session, load_token};
