//! Who a request comes from: the session's or the token's row, and what its upkeep is.

use crate::accounts::{SessionId, Viewer};
use crate::app::App;
use crate::clock::Now;
use crate::db::{Conn, DatabaseError};

use super::session::Claimed;

/// What must be done with the row after the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Upkeep {
    /// Nothing.
    #[default]
    None,
    /// It was used: the minute is noted.
    Touch(SessionId),
    /// Its cookie is due for the next generation.
    Rotate(SessionId, i64),
    /// It has ended: the cookie goes.
    Gone,
}

impl Upkeep {
    pub(super) fn is_gone(self) -> bool {
        self == Self::Gone
    }
}

/// Who it is.
#[derive(Default)]
pub(super) struct Looked {
    pub viewer: Option<Viewer>,
    pub upkeep: Upkeep,
}

/// The viewer of a session.
pub(super) fn session(
    conn: &mut Conn,
    _app: &App,
    now: Now,
    claimed: Claimed,
) -> Result<Looked, DatabaseError> {
    let Some(row) = crate::accounts::store::load_session(conn, claimed.session)? else {
        return Ok(Looked {
            viewer: None,
            upkeep: Upkeep::Gone,
        });
    };
    if row.ended_at.is_some() || row.expires_at < now.instant {
        return Ok(Looked {
            viewer: None,
            upkeep: Upkeep::Gone,
        });
    }
    Ok(Looked {
        viewer: Some(Viewer {
            account: row.account.id,
            name: row.account.display_name,
            person: row.account.person,
            unit: row.unit,
            roles: row.roles,
            session: Some(claimed.session),
            token: None,
            step: None,
        }),
        upkeep: Upkeep::None,
    })
}

/// The viewer of a token.
pub(super) fn token(
    _conn: &mut Conn,
    _app: &App,
    _now: Now,
    _bearer: &str,
) -> Result<Looked, DatabaseError> {
    Ok(Looked::default())
}

/// Touches or rotates; the next generation's number where the cookie must be set.
pub(super) fn keep_up(
    _app: &App,
    _now: Now,
    _upkeep: Upkeep,
) -> Result<Option<(SessionId, i64)>, DatabaseError> {
    Ok(None)
}
