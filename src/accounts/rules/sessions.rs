//! How long a session lives, and which cookie of it still counts.
//!
//! The cookie is a token of ten minutes that names the session and its generation.
//! The first request after these ten minutes gets a new one of the next generation.
//! Requests already under way still bear the old one, so it counts for another minute.
//! The answer that brought the new one may have been lost, with a closed tab or a broken
//! connection: as long as nobody has shown the new one, the bearer of the old one gets it
//! again. Once it was shown, an old one that comes back was copied, and counts no more.

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
    Live {
        /// The bearer is to get the cookie of the next generation.
        rotate: bool,
        /// The bearer is to get the present cookie once more: the answer with it was lost.
        again: bool,
        /// The last use is to be noted.
        note_seen: bool,
    },
    /// It is over.
    Over(SessionEnd),
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
    let present = generation == session.generation;
    let before = generation == session.generation - 1;
    // The first use of a new cookie is noted at once, and only uses of the present one are.
    let shown = session.last_seen_at > session.rotated_at;
    let just_replaced = now < session.rotated_at + ROTATION_GRACE;
    if !present && !(before && (just_replaced || !shown)) {
        return SessionVerdict::Over(SessionEnd::Superseded);
    }
    SessionVerdict::Live {
        // Only the bearer of the present cookie may replace it.
        rotate: present && now >= session.rotated_at + COOKIE_TIME,
        again: !present && !shown,
        note_seen: present
            && ((!shown && now > session.rotated_at) || must_note(Some(session.last_seen_at), now)),
    }
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
            last_seen_at: start(),
            rotated_at: start(),
            expires_at: start() + TimeDelta::hours(12),
            ended_at: None,
        }
    }

    fn live(rotate: bool, note_seen: bool) -> SessionVerdict {
        SessionVerdict::Live {
            rotate,
            again: false,
            note_seen,
        }
    }

    /// The cookie before the present one, which nobody has shown yet.
    fn again() -> SessionVerdict {
        SessionVerdict::Live {
            rotate: false,
            again: true,
            note_seen: false,
        }
    }

    #[test]
    fn the_times_of_a_session_as_a_table() {
        use SessionEnd::{Ended, Expired, Idle, Superseded};
        use SessionVerdict::Over;
        let ended = SessionClock {
            ended_at: Some(start()),
            ..session()
        };
        let long_used = SessionClock {
            last_seen_at: start() + TimeDelta::hours(12) - TimeDelta::seconds(10),
            ..session()
        };
        let shown = SessionClock {
            last_seen_at: start() + TimeDelta::seconds(1),
            ..session()
        };
        for (session, generation, seconds, expected) in [
            (session(), 5, 0, live(false, false)),
            // The first use of a new cookie is noted at once, later ones to the minute.
            (session(), 5, 1, live(false, true)),
            (shown, 5, 59, live(false, false)),
            (session(), 5, 60, live(false, true)),
            (session(), 5, 599, live(false, true)),
            (session(), 5, 600, live(true, true)),
            (session(), 5, 30 * 60 - 1, live(true, true)),
            (session(), 5, 30 * 60, Over(Idle)),
            // The cookie before: a minute long, and never replaced itself.
            (shown, 4, 59, live(false, false)),
            (shown, 4, 60, Over(Superseded)),
            // Nobody has shown the new one: the answer that brought it was lost.
            (session(), 4, 59, again()),
            (session(), 4, 20 * 60, again()),
            (session(), 4, 30 * 60, Over(Idle)),
            (session(), 3, 0, Over(Superseded)),
            (session(), 6, 0, Over(Superseded)),
            (ended, 5, 0, Over(Ended)),
            (long_used, 5, 12 * 3600 - 1, live(true, false)),
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
        fn an_old_cookie_never_makes_a_new_one(behind in 1_i64..10, seconds in 0_i64..50_000) {
            let verdict = judge_session(
                &session(), 5 - behind, start() + TimeDelta::seconds(seconds), IDLE,
            );
            let may_rotate = matches!(verdict, SessionVerdict::Live { rotate: true, .. });
            prop_assert!(!may_rotate);
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
