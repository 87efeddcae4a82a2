//! What a certificate and its registrations mean on a day. Pure.
//!
//! Source: 民发〔2009〕44号 art. 4 (one year, three years, three months); the
//! day arithmetic is decided in docs/rules.md §1–2.

mod extension;
mod registering;

pub use extension::{ExtensionInput, ExtensionRefusal, check_extension, extendable};

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{
    ApplicationState, HeldCertificate, Level, RegistrationId, RegistrationInUse, RegistrationKind,
    RegistrationRow,
};
use crate::calendar::{Period, last_day_of_years, plus_months};

pub use registering::{
    Registering, RegisteringRefusal, RegistrationStep, doubt_about_days, register,
};

/// A registration is valid this many years (44号 art. 4).
pub const REGISTRATION_YEARS: i32 = 3;
/// Renewal is accepted in this many last calendar months (44号 art. 4).
pub const RENEWAL_MONTHS: i32 = 3;
/// The first registration is due this many months after approval; advisory only.
pub const FIRST_REGISTRATION_MONTHS: i32 = 12;

/// Why a command about a registration is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateRefusal {
    /// The application cannot go from one state to the other.
    #[error("登记申请不能从“{}”改为“{}”，请刷新页面后按流程办理。", from.label(), to.label())]
    NoSuchStep {
        /// Where the application stands.
        from: ApplicationState,
        /// Where it was to go.
        to: ApplicationState,
    },
}

/// The person's level on `day`: the highest of the certificates approved on or
/// before it. A certificate without an approval date counts as held (decided).
pub fn level_on(certificates: &[HeldCertificate], day: NaiveDate) -> Option<Level> {
    certificates
        .iter()
        .filter(|held| held.approved_on.is_none_or(|approved| approved <= day))
        .map(|held| held.level)
        .max()
}

/// The last day of a registration: the printed one stands, else three years
/// from the first day.
pub fn registration_last_day(
    first_day: NaiveDate,
    printed_last_day: Option<NaiveDate>,
) -> NaiveDate {
    printed_last_day.unwrap_or_else(|| last_day_of_years(first_day, REGISTRATION_YEARS))
}

/// The rows that are in use: those that no extension or correction follows. A
/// renewal leaves the one it follows in use for its own period.
pub fn rows_in_use(rows: &[RegistrationRow]) -> impl Iterator<Item = &RegistrationRow> {
    let replaced: HashSet<RegistrationId> = rows
        .iter()
        .filter(|row| replaces_what_it_follows(row.kind))
        .filter_map(|row| row.follows)
        .collect();
    rows.iter().filter(move |row| !replaced.contains(&row.id))
}

/// The registrations in use as the training rules read them, in the order given.
pub fn registrations_in_use(rows: &[RegistrationRow]) -> Vec<RegistrationInUse> {
    rows_in_use(rows)
        .map(|row| RegistrationInUse {
            level: row.level,
            first_day: row.first_day,
            last_day: registration_last_day(row.first_day, row.printed_last_day),
        })
        .collect()
}

fn replaces_what_it_follows(kind: RegistrationKind) -> bool {
    match kind {
        RegistrationKind::Extension | RegistrationKind::Correction => true,
        RegistrationKind::First | RegistrationKind::Renewal => false,
    }
}

/// The registrations whose period runs on `day`, latest first day first: after
/// a promotion that of the old certificate and that of the new one.
pub fn running_on(registrations: &[RegistrationInUse], day: NaiveDate) -> Vec<RegistrationInUse> {
    let mut running: Vec<_> = registrations
        .iter()
        .copied()
        .filter(|registration| registration.first_day <= day && day <= registration.last_day)
        .collect();
    running.sort_by_key(|registration| {
        std::cmp::Reverse((
            registration.first_day,
            registration.last_day,
            registration.level,
        ))
    });
    running
}

/// When renewal is accepted: the last three calendar months of the registration,
/// its last day included; a month that lacks the day begins on its last one.
pub fn renewal_window(last_day: NaiveDate) -> Period {
    Period {
        first: plus_months(last_day, -RENEWAL_MONTHS),
        last: last_day,
    }
}

/// The day by which a certificate should be registered first: one year after
/// approval. Advisory: warn after it, never block.
pub fn first_registration_due(approved_on: NaiveDate) -> NaiveDate {
    plus_months(approved_on, FIRST_REGISTRATION_MONTHS)
}

/// Whether the person may still edit the application.
pub fn may_edit_application(state: ApplicationState) -> bool {
    match state {
        ApplicationState::NotApplied | ApplicationState::Submitted => true,
        ApplicationState::FirstPassed
        | ApplicationState::FirstFailed
        | ApplicationState::FinalPassed
        | ApplicationState::FinalFailed
        | ApplicationState::Registered
        | ApplicationState::CertificateOut => false,
    }
}

/// Whether an application may go from `from` to `to`. A failed one goes nowhere:
/// who applies again makes a new application (decided).
///
/// # Errors
/// [`CertificateRefusal::NoSuchStep`] for every step the national system does not have.
pub fn may_move_application(
    from: ApplicationState,
    to: ApplicationState,
) -> Result<(), CertificateRefusal> {
    if next_application_states(from).contains(&to) {
        Ok(())
    } else {
        Err(CertificateRefusal::NoSuchStep { from, to })
    }
}

/// The states an application can go to from `from`.
pub fn next_application_states(from: ApplicationState) -> &'static [ApplicationState] {
    use ApplicationState::*;
    match from {
        NotApplied => &[Submitted],
        Submitted => &[FirstPassed, FirstFailed],
        FirstPassed => &[FinalPassed, FinalFailed],
        FinalPassed => &[Registered],
        Registered => &[CertificateOut],
        FirstFailed | FinalFailed | CertificateOut => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day;
    use ApplicationState::*;
    use RegistrationKind::*;

    fn held(level: Level, approved_on: Option<&str>) -> HeldCertificate {
        HeldCertificate {
            level,
            approved_on: approved_on.map(day),
        }
    }

    fn row(
        id: i64,
        follows: Option<i64>,
        kind: RegistrationKind,
        first: &str,
        last: &str,
    ) -> RegistrationRow {
        RegistrationRow {
            id: RegistrationId(id),
            follows: follows.map(RegistrationId),
            kind,
            level: Level::Assistant,
            first_day: day(first),
            printed_last_day: (!last.is_empty()).then(|| day(last)),
        }
    }

    fn ids_in_use(rows: &[RegistrationRow]) -> Vec<i64> {
        rows_in_use(rows).map(|row| row.id.0).collect()
    }

    #[test]
    fn the_highest_certificate_approved_by_the_day_gives_the_level() {
        let both = [
            held(Level::Intermediate, Some("2024-06-16")),
            held(Level::Assistant, Some("2020-06-14")),
        ];
        for (on, level) in [
            ("2020-06-13", None),
            ("2020-06-14", Some(Level::Assistant)),
            ("2024-06-15", Some(Level::Assistant)),
            ("2024-06-16", Some(Level::Intermediate)),
        ] {
            assert_eq!(level_on(&both, day(on)), level, "{on}");
        }
    }

    #[test]
    fn a_certificate_without_an_approval_date_is_held_on_every_day() {
        let undated = [
            held(Level::Worker, None),
            held(Level::Senior, Some("2030-01-01")),
        ];

        assert_eq!(level_on(&undated, day("1999-01-01")), Some(Level::Worker));
        assert_eq!(level_on(&[], day("2026-03-09")), None);
    }

    #[test]
    fn a_printed_last_day_stands_and_a_missing_one_is_three_years() {
        for (first, printed, last) in [
            ("2023-05-31", None, "2026-05-30"),
            ("2024-02-29", None, "2027-02-28"),
            ("2024-04-02", Some("2027-04-02"), "2027-04-02"),
            ("2024-04-02", Some("2026-12-31"), "2026-12-31"),
        ] {
            assert_eq!(
                registration_last_day(day(first), printed.map(day)),
                day(last),
                "{first}"
            );
        }
    }

    #[test]
    fn a_renewal_leaves_the_earlier_registration_in_use() {
        let rows = [
            row(1, None, First, "2020-01-01", ""),
            row(2, Some(1), Renewal, "2023-01-01", ""),
        ];

        assert_eq!(ids_in_use(&rows), [1, 2]);
    }

    #[test]
    fn an_extension_a_correction_and_a_chain_of_them_replace_what_they_follow() {
        let rows = [
            row(1, None, First, "2020-01-01", ""),
            row(2, Some(1), Extension, "2020-01-01", "2023-06-30"),
            row(3, Some(2), Correction, "2020-01-01", "2023-05-31"),
            row(4, Some(3), Renewal, "2023-06-01", ""),
            row(5, Some(4), Correction, "2023-06-02", ""),
        ];

        assert_eq!(ids_in_use(&rows), [3, 5]);
        let mut backwards = rows;
        backwards.reverse();
        assert_eq!(ids_in_use(&backwards), [5, 3]);
    }

    #[test]
    fn an_extension_is_reversed_by_a_correction_that_follows_it() {
        let rows = [
            row(1, None, First, "2020-01-01", ""),
            row(2, Some(1), Extension, "2020-01-01", "2023-06-30"),
            row(3, Some(2), Correction, "2020-01-01", ""),
        ];

        let in_use = registrations_in_use(&rows);

        assert_eq!(in_use.len(), 1);
        assert_eq!(in_use[0].last_day, day("2022-12-31"));
    }

    #[test]
    fn after_a_promotion_both_running_periods_are_told_the_newest_first() {
        let old = RegistrationInUse {
            level: Level::Assistant,
            first_day: day("2024-01-01"),
            last_day: day("2026-12-31"),
        };
        let new = RegistrationInUse {
            level: Level::Intermediate,
            first_day: day("2025-09-01"),
            last_day: day("2028-08-31"),
        };

        assert_eq!(running_on(&[old, new], day("2025-08-31")), [old]);
        assert_eq!(running_on(&[old, new], day("2026-12-31")), [new, old]);
        assert_eq!(running_on(&[old, new], day("2027-01-01")), [new]);
    }

    #[test]
    fn renewal_is_accepted_in_the_last_three_calendar_months() {
        for (last, opens) in [
            ("2027-04-01", "2027-01-01"),
            ("2026-05-31", "2026-02-28"),
            ("2028-05-31", "2028-02-29"),
            ("2026-05-30", "2026-02-28"),
            ("2027-02-28", "2026-11-28"),
        ] {
            let window = renewal_window(day(last));
            assert_eq!(
                window,
                Period {
                    first: day(opens),
                    last: day(last)
                },
                "{last}"
            );
        }
    }

    #[test]
    fn the_first_registration_is_due_a_year_after_approval() {
        assert_eq!(first_registration_due(day("2025-05-25")), day("2026-05-25"));
        assert_eq!(first_registration_due(day("2024-02-29")), day("2025-02-28"));
    }

    #[test]
    fn an_application_takes_the_steps_of_the_national_system_and_no_others() {
        let steps = [
            (NotApplied, Submitted),
            (Submitted, FirstPassed),
            (Submitted, FirstFailed),
            (FirstPassed, FinalPassed),
            (FirstPassed, FinalFailed),
            (FinalPassed, Registered),
            (Registered, CertificateOut),
        ];
        for &from in ApplicationState::ALL {
            for &to in ApplicationState::ALL {
                let allowed = may_move_application(from, to).is_ok();
                assert_eq!(allowed, steps.contains(&(from, to)), "{from} -> {to}");
            }
        }
    }

    #[test]
    fn the_person_edits_only_before_the_first_examination() {
        let editable: Vec<_> = ApplicationState::ALL
            .iter()
            .filter(|&&state| may_edit_application(state))
            .collect();

        assert_eq!(editable, [&NotApplied, &Submitted]);
    }

    #[test]
    fn a_refused_step_is_one_sentence() {
        let refusal = may_move_application(CertificateOut, Submitted).expect_err("refused");

        assert_eq!(
            refusal.to_string(),
            "登记申请不能从“已出证”改为“待审核”，请刷新页面后按流程办理。"
        );
    }
}
