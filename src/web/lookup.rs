//! Who a request comes from: the session's or the token's row, and what its upkeep is.

use crate::accounts::actions::{self as sessions, Resumed};
use crate::accounts::rules::Upkeep as SessionUpkeep;
use crate::accounts::{SessionId, TokenId, Viewer};
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
    /// It was used, by the cookie of this generation: the minute is noted.
    Touch(SessionId, i64),
    /// A token was used: the minute is noted.
    TouchToken(TokenId),
    /// Its cookie is due for the next generation.
    Rotate(SessionId, i64),
    /// The cookie of this generation never arrived: it is sent again.
    SendAgain(SessionId, i64),
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
    app: &App,
    now: Now,
    claimed: Claimed,
) -> Result<Looked, DatabaseError> {
    let resumed = sessions::resume(
        conn,
        claimed.session,
        claimed.generation,
        now,
        &app.config.security,
    )?;
    Ok(match resumed {
        Resumed::Over(_) => Looked {
            viewer: None,
            upkeep: Upkeep::Gone,
        },
        Resumed::Live(live) => Looked {
            upkeep: match live.upkeep {
                SessionUpkeep::SendAgain => Upkeep::SendAgain(claimed.session, live.generation),
                SessionUpkeep::Rotate => Upkeep::Rotate(claimed.session, claimed.generation),
                // Its own ten minutes may be over a little before the row's.
                _ if claimed.outdated && claimed.generation == live.generation => {
                    Upkeep::Rotate(claimed.session, claimed.generation)
                }
                SessionUpkeep::Note => Upkeep::Touch(claimed.session, claimed.generation),
                SessionUpkeep::Nothing => Upkeep::None,
            },
            viewer: Some(live.viewer),
        },
    })
}

/// The viewer of a token.
pub(super) fn token(
    conn: &mut Conn,
    app: &App,
    now: Now,
    bearer: &str,
) -> Result<Looked, DatabaseError> {
    let live = sessions::resume_token(conn, &app.keys, bearer, now, &app.config.security)?;
    Ok(live.map_or_else(Looked::default, |live| Looked {
        upkeep: match live.viewer.token {
            Some((id, _)) if live.note_used => Upkeep::TouchToken(id),
            _ => Upkeep::None,
        },
        viewer: Some(live.viewer),
    }))
}

/// Touches or rotates; the session and its next generation where the cookie must be set.
///
/// Nobody waits for it: where somebody else is writing, the next request sees to it.
pub(super) fn keep_up(
    app: &App,
    now: Now,
    upkeep: Upkeep,
) -> Result<Option<(SessionId, i64)>, DatabaseError> {
    match upkeep {
        Upkeep::None | Upkeep::Gone => Ok(None),
        Upkeep::SendAgain(id, generation) => Ok(Some((id, generation))),
        Upkeep::Touch(id, generation) => {
            app.db.write_if_free(|conn| {
                Ok::<_, DatabaseError>(sessions::touch(conn, id, generation, now)?)
            })?;
            Ok(None)
        }
        Upkeep::TouchToken(id) => {
            app.db.write_if_free(|conn| {
                Ok::<_, DatabaseError>(sessions::touch_token(conn, id, now)?)
            })?;
            Ok(None)
        }
        Upkeep::Rotate(id, seen) => {
            let next = app.db.write_if_free(|conn| {
                Ok::<_, DatabaseError>(sessions::rotate(conn, id, seen, now)?)
            })?;
            Ok(next.flatten().map(|generation| (id, generation)))
        }
    }
}
