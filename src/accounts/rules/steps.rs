//! What an account must do before anything else, one thing after the other.

use chrono::{NaiveDateTime, TimeDelta};

use super::super::{RoleAt, Step};
use crate::config::{SecondFactorDemand, SecuritySettings};

/// The version of the notice about personal data (个人信息保护法 art. 17) that stands in
/// `templates/accounts/notice_text.html`. A new text gets a new version, and everybody
/// reads it once more.
pub const NOTICE_VERSION: &str = "2026-11";

/// What decides about the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing<'a> {
    /// There is a second factor.
    pub has_second_factor: bool,
    /// It was given in this session; true for a program's token.
    pub second_factor_given: bool,
    /// The password is a first or reset one.
    pub must_change_password: bool,
    /// When the password was last changed (UTC).
    pub password_changed_at: Option<NaiveDateTime>,
    /// The notice that was read last.
    pub notice_version: Option<&'a str>,
    /// The roles held.
    pub roles: &'a [RoleAt],
}

/// The next step, or none where the way is free.
pub fn next_step(
    standing: &Standing<'_>,
    now: NaiveDateTime,
    settings: &SecuritySettings,
) -> Option<Step> {
    if standing.has_second_factor && !standing.second_factor_given {
        return Some(Step::GiveSecondFactor);
    }
    if standing.must_change_password || is_outdated(standing.password_changed_at, now, settings) {
        return Some(Step::ChangePassword);
    }
    let demanded = match settings.second_factor {
        SecondFactorDemand::Optional => false,
        SecondFactorDemand::Money => standing
            .roles
            .iter()
            .any(|held| held.role.decides_about_money()),
    };
    if demanded && !standing.has_second_factor {
        return Some(Step::SetUpSecondFactor);
    }
    (standing.notice_version != Some(NOTICE_VERSION)).then_some(Step::ReadNotice)
}

fn is_outdated(
    changed_at: Option<NaiveDateTime>,
    now: NaiveDateTime,
    settings: &SecuritySettings,
) -> bool {
    let days = settings.password_max_age_days;
    days > 0 && changed_at.is_some_and(|changed| now - changed >= TimeDelta::days(days))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::super::Role;
    use super::*;

    fn now() -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 3, 9)
            .unwrap()
            .and_hms_opt(2, 0, 0)
            .unwrap()
    }

    fn settled(roles: &[RoleAt]) -> Standing<'_> {
        Standing {
            has_second_factor: false,
            second_factor_given: false,
            must_change_password: false,
            password_changed_at: Some(now() - TimeDelta::days(89)),
            notice_version: Some(NOTICE_VERSION),
            roles,
        }
    }

    #[test]
    fn the_steps_come_one_after_the_other() {
        let finance = [RoleAt {
            role: Role::Finance,
            unit: None,
        }];
        let worker = [RoleAt {
            role: Role::Worker,
            unit: None,
        }];
        let money = SecuritySettings {
            second_factor: SecondFactorDemand::Money,
            ..SecuritySettings::default()
        };
        let voluntary = SecuritySettings::default();
        let everything = Standing {
            has_second_factor: true,
            must_change_password: true,
            notice_version: None,
            ..settled(&finance)
        };
        let given = Standing {
            second_factor_given: true,
            ..everything
        };
        let changed = Standing {
            must_change_password: false,
            ..given
        };
        let without = Standing {
            has_second_factor: false,
            ..changed
        };
        let old_notice = Standing {
            notice_version: Some("2025-01"),
            ..settled(&worker)
        };
        for (standing, settings, expected) in [
            (everything, &money, Some(Step::GiveSecondFactor)),
            (given, &money, Some(Step::ChangePassword)),
            (changed, &money, Some(Step::ReadNotice)),
            (without, &money, Some(Step::SetUpSecondFactor)),
            (without, &voluntary, Some(Step::ReadNotice)),
            (settled(&worker), &money, None),
            (settled(&finance), &voluntary, None),
            (old_notice, &voluntary, Some(Step::ReadNotice)),
        ] {
            assert_eq!(
                next_step(&standing, now(), settings),
                expected,
                "{standing:?}"
            );
        }
    }

    #[test]
    fn a_password_is_changed_after_as_many_days_as_the_setting_says() {
        let ninety = SecuritySettings::default();
        let never = SecuritySettings {
            password_max_age_days: 0,
            ..SecuritySettings::default()
        };
        let old = Standing {
            password_changed_at: Some(now() - TimeDelta::days(90)),
            ..settled(&[])
        };

        assert_eq!(next_step(&old, now(), &ninety), Some(Step::ChangePassword));
        assert_eq!(next_step(&old, now(), &never), None);
        assert_eq!(next_step(&settled(&[]), now(), &ninety), None);
    }
}
