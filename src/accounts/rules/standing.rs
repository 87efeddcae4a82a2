//! How an account stands, as a list shows it and is filtered by. Pure.

use chrono::NaiveDateTime;

use super::is_locked;
use crate::accounts::AccountState;
use crate::text_enum;

text_enum!(
    /// How a person or an office stands with its account.
    AccountStanding {
        /// There is no account.
        NotIssued = "not_issued", "未开通";
        /// The owner has not signed in with the first password or link.
        Waiting = "waiting", "待首次登录";
        /// In use.
        Working = "working", "正常";
        /// Locked for a while after failures.
        LockedOut = "locked_out", "锁定";
        /// Taken out of use by an office.
        OutOfUse = "out_of_use", "已停用";
    }
);

/// What an account's standing follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingFacts {
    /// In use or taken out of it.
    pub state: AccountState,
    /// Until when failures have locked it (UTC).
    pub locked_until: Option<NaiveDateTime>,
    /// Its password is a first or reset one.
    pub must_change_password: bool,
    /// There is a password at all.
    pub has_password: bool,
}

/// How an account stands at an instant; none is no account.
pub fn standing(account: Option<StandingFacts>, now: NaiveDateTime) -> AccountStanding {
    match account {
        None => AccountStanding::NotIssued,
        Some(facts) if facts.state == AccountState::Locked => AccountStanding::OutOfUse,
        Some(facts) if is_locked(facts.locked_until, now) => AccountStanding::LockedOut,
        Some(facts) if facts.must_change_password || !facts.has_password => {
            AccountStanding::Waiting
        }
        Some(_) => AccountStanding::Working,
    }
}

impl AccountStanding {
    /// The class of its mark and its mark: shape and word, as everywhere.
    pub const fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::NotIssued | Self::OutOfUse => ("none", "—"),
            Self::Waiting => ("wait", "◔"),
            Self::Working => ("done", "✓"),
            Self::LockedOut => ("late", "!"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDate, TimeDelta};

    use super::*;

    #[test]
    fn what_keeps_somebody_out_is_told_before_what_waits() {
        let now = NaiveDate::from_ymd_opt(2026, 3, 9)
            .unwrap()
            .and_hms_opt(2, 0, 0)
            .unwrap();
        let soon = Some(now + TimeDelta::minutes(10));
        let facts = |state, locked_until, must_change_password, has_password| {
            Some(StandingFacts {
                state,
                locked_until,
                must_change_password,
                has_password,
            })
        };
        use AccountState::{Active, Locked};
        for (account, told) in [
            (None, "未开通"),
            (facts(Active, None, true, true), "待首次登录"),
            (facts(Active, None, false, false), "待首次登录"),
            (facts(Active, None, false, true), "正常"),
            (facts(Active, soon, true, true), "锁定"),
            (facts(Active, Some(now), false, true), "正常"),
            (facts(Locked, soon, true, true), "已停用"),
        ] {
            assert_eq!(standing(account, now).label(), told, "{account:?}");
        }
    }
}
