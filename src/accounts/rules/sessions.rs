//! How long a session lives, and which cookie of it still counts.
//!
//! The cookie is a token of ten minutes that names the session and its generation.
//! The first request after these ten minutes gets a new one of the next generation.
//! Requests already under way still bear the old one, so it counts for another minute.
//! It counts for longer where the new one was never seen: then the answer that brought
//! it was lost (a closed tab, a dropped line), and the bearer gets it once more. An old
//! cookie that comes back after the new one was in use was copied, and counts no more.

use chrono::{NaiveDateTime, TimeDelta};

/// After so long a cookie is replaced.
pub const COOKIE_TIME: TimeDelta = TimeDelta::minutes(10);

/// So long the cookie before the present one still counts.
pub const ROTATION_GRACE: TimeDelta = TimeDelta::seconds(60);

/// How long a reset link is good, and only once.
pub const LINK_TIME: TimeDelta = TimeDelta::minutes(30);

/// How long the link of a mail is good that tells of a new account.
pub const INVITATION_TIME: TimeDelta = TimeDelta::days(7);

/// So many reset links an account gets in an hour; further wishes are passed over, so
/// that nobody's mailbox is filled.
pub const LINKS_AN_HOUR: i64 = 5;

/// An account is sent no second reset link for so long; the first one stays good.
pub const LINK_PAUSE: TimeDelta = TimeDelta::minutes(5);

/// How long a first password can still be printed.
pub const SLIPS_KEPT: TimeDelta = TimeDelta::days(7);

/// The longest time that a program's token may live, in days.
pub const LONGEST_TOKEN_DAYS: i64 = 366;

/// Last use is noted to the minute, so that not every request writes.
const NOTED_EVERY: TimeDelta = TimeDelta::seconds(60);

/// The times of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionClock {
    /// Which cookie is the present one.
    pub generation: i64,
    /// The newest cookie that a request has borne.
    pub seen_generation: i64,
    /// When it was last used, to the minute (UTC).
    pub last_seen_at: NaiveDateTime,
    /// When the cookie was last replaced (UTC).
    pub rotated_at: NaiveDateTime,
    /// Until when it may live at the most (UTC).
    pub expires_at: NaiveDateTime,
    /// When it was ended (UTC).
    pub ended_at: Option<NaiveDateTime>,
}

/// Why a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionEnd {
    /// There is none of this number.
    Unknown,
    /// Signed out, or ended by somebody who may.
    Ended,
    /// Its longest time is over.
    Expired,
    /// Not used for too long.
    Idle,
    /// The cookie is an old one, or of a generation that never was.
    Superseded,
    /// The account was locked, or its person has left.
    AccountClosed,
}

/// What a session's times say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionVerdict {
    /// It lives.
    Live(Upkeep),
    /// It is over.
    Over(SessionEnd),
}

/// What a request does to its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upkeep {
    /// Nothing.
    Nothing,
    /// Its use is noted.
    Note,
    /// The bearer is to get the cookie of the next generation.
    Rotate,
    /// The bearer is to get the present cookie once more: it never arrived.
    SendAgain,
}

/// Judges a session whose cookie bears `generation`. `idle` is the longest time
/// without a request.
pub fn judge_session(
    session: &SessionClock,
    generation: i64,
    now: NaiveDateTime,
    idle: TimeDelta,
) -> SessionVerdict {
    if session.ended_at.is_some() {
        return SessionVerdict::Over(SessionEnd::Ended);
    }
    if now >= session.expires_at {
        return SessionVerdict::Over(SessionEnd::Expired);
    }
    if now - session.last_seen_at >= idle {
        return SessionVerdict::Over(SessionEnd::Idle);
    }
    if generation == session.generation {
        let note =
            session.seen_generation < generation || must_note(Some(session.last_seen_at), now);
        return SessionVerdict::Live(match (now >= session.rotated_at + COOKIE_TIME, note) {
            (true, _) => Upkeep::Rotate,
            (false, true) => Upkeep::Note,
            (false, false) => Upkeep::Nothing,
        });
    }
    if generation != session.generation - 1 {
        return SessionVerdict::Over(SessionEnd::Superseded);
    }
    if session.seen_generation < session.generation {
        return SessionVerdict::Live(Upkeep::SendAgain);
    }
    if now < session.rotated_at + ROTATION_GRACE {
        return SessionVerdict::Live(Upkeep::Nothing);
    }
    SessionVerdict::Over(SessionEnd::Superseded)
}

/// Whether a use is noted: at most once a minute.
pub fn must_note(last: Option<NaiveDateTime>, now: NaiveDateTime) -> bool {
    last.is_none_or(|last| now - last >= NOTED_EVERY)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    const IDLE: TimeDelta = TimeDelta::minutes(30);

    fn start() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 3, 9)
            .unwrap()
            .and_hms_opt(1, 0, 0)
            .unwrap()
    }

    /// A session of generation 5, seen and rotated at its start, of twelve hours.
    fn session() -> SessionClock {
        SessionClock {
            generation: 5,
            seen_generation: 5,
            last_seen_at: start(),
            rotated_at: start(),
            expires_at: start() + TimeDelta::hours(12),
            ended_at: None,
        }
    }

    fn live(upkeep: Upkeep) -> SessionVerdict {
        SessionVerdict::Live(upkeep)
    }

    #[test]
    fn the_times_of_a_session_as_a_table() {
        use SessionEnd::{Ended, Expired, Idle, Superseded};
        use SessionVerdict::Over;
        use Upkeep::{Note, Nothing, Rotate, SendAgain};
        let ended = SessionClock {
            ended_at: Some(start()),
            ..session()
        };
        let long_used = SessionClock {
            last_seen_at: start() + TimeDelta::hours(12) - TimeDelta::seconds(10),
            ..session()
        };
        let not_arrived = SessionClock {
            seen_generation: 4,
            ..session()
        };
        for (session, generation, seconds, expected) in [
            (session(), 5, 0, live(Nothing)),
            (session(), 5, 59, live(Nothing)),
            (session(), 5, 60, live(Note)),
            (session(), 5, 599, live(Note)),
            (session(), 5, 600, live(Rotate)),
            (session(), 5, 30 * 60 - 1, live(Rotate)),
            (session(), 5, 30 * 60, Over(Idle)),
            // The cookie before: a minute long, and never replaced itself.
            (session(), 4, 59, live(Nothing)),
            (session(), 4, 60, Over(Superseded)),
            // The present one never arrived: the cookie before gets it once more, however
            // late, and it is noted when it first comes.
            (not_arrived, 4, 1, live(SendAgain)),
            (not_arrived, 4, 1_000, live(SendAgain)),
            (not_arrived, 3, 1, Over(Superseded)),
            (not_arrived, 5, 1, live(Note)),
            (session(), 3, 0, Over(Superseded)),
            (session(), 6, 0, Over(Superseded)),
            (ended, 5, 0, Over(Ended)),
            (long_used, 5, 12 * 3600 - 1, live(Rotate)),
            (long_used, 5, 12 * 3600, Over(Expired)),
        ] {
            let verdict = judge_session(
                &session,
                generation,
                start() + TimeDelta::seconds(seconds),
                IDLE,
            );
            assert_eq!(verdict, expected, "{generation} after {seconds} s");
        }
    }

    proptest! {
        #[test]
        fn an_old_cookie_gets_no_new_one_once_the_new_one_was_seen(behind in 1_i64..10, seconds in 0_i64..50_000) {
            let verdict = judge_session(
                &session(), 5 - behind, start() + TimeDelta::seconds(seconds), IDLE,
            );
            let gets_one = matches!(
                verdict, SessionVerdict::Live(Upkeep::Rotate | Upkeep::SendAgain)
            );
            prop_assert!(!gets_one);
        }

        #[test]
        fn nothing_lives_beyond_its_longest_time(generation in 0_i64..8, seconds in 0_i64..100_000) {
            let used = SessionClock {
                last_seen_at: start() + TimeDelta::seconds(seconds), ..session()
            };
            let now = used.expires_at + TimeDelta::seconds(seconds);
            prop_assert!(matches!(
                judge_session(&used, generation, now, IDLE), SessionVerdict::Over(_)
            ));
        }
    }
}
