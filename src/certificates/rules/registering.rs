//! Which registration row a first registration, a renewal or a correction makes.

use chrono::NaiveDate;

use super::{registration_last_day, rows_in_use};
use crate::calendar::{chinese_day, plus_days};
use crate::certificates::{RegistrationId, RegistrationKind, RegistrationRow};

/// What somebody wants to enter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registering {
    /// 首次登记.
    First,
    /// 再登记.
    Renewal,
    /// 更正 of the row with this id.
    Correction(RegistrationId),
}

/// Why no row is made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegisteringRefusal {
    /// There is a registration already.
    #[error("该证书已有登记（{}起），请办理“再登记”，原登记有误请办理“更正”。", chinese_day(*.0))]
    RegisteredAlready(NaiveDate),
    /// There is nothing to renew.
    #[error("该证书还没有登记，请先办理“首次登记”。")]
    NothingToRenew,
    /// Not later than the one before.
    #[error("再登记日期{}不晚于上一次登记日期{}，请核对；上一次登记有误请办理“更正”。", chinese_day(*first_day), chinese_day(*earlier))]
    NotLater {
        /// The day typed.
        first_day: NaiveDate,
        /// First day of the registration in use.
        earlier: NaiveDate,
    },
    /// Ends before it begins.
    #[error("有效期至{}早于登记日期{}，请核对。", chinese_day(*last_day), chinese_day(*first_day))]
    EndsBeforeItBegins {
        /// First day.
        first_day: NaiveDate,
        /// Last day.
        last_day: NaiveDate,
    },
    /// The row that should be corrected is not in use.
    #[error("这条登记已被延期或更正取代，请更正最新的一条。")]
    NotInUse,
    /// The same days.
    #[error("更正后的日期与原登记相同，没有需要更正的内容。")]
    NothingToCorrect,
    /// Another registration begins on that day.
    #[error("该证书在{}已有另一条登记，请核对。", chinese_day(*.0))]
    SameFirstDay(NaiveDate),
}

impl RegisteringRefusal {
    /// The field of the form that it stands beside.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::RegisteredAlready(_) | Self::NothingToRenew => "kind",
            Self::NotLater { .. } | Self::SameFirstDay(_) => "first_day",
            Self::EndsBeforeItBegins { .. } | Self::NothingToCorrect => "last_day",
            Self::NotInUse => "follows",
        }
    }
}

/// A printed last day may lie this many days beside three years without a question.
const USUAL_DIFFERENCE_DAYS: i64 = 370;
/// A registration entered further ahead than this is mostly a slipped year.
const USUAL_AHEAD_DAYS: i64 = 92;

/// What makes a registration look like a slip of the pen, in one sentence; none where
/// nothing does. A wrong year would keep somebody valid, and out of every list, for years.
pub fn doubt_about_days(
    first_day: NaiveDate,
    printed_last_day: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<String> {
    if first_day > plus_days(today, USUAL_AHEAD_DAYS) {
        return Some(format!(
            "登记日期{}比今天晚三个月以上",
            chinese_day(first_day)
        ));
    }
    let printed = printed_last_day?;
    let usual = registration_last_day(first_day, None);
    let apart = (printed - usual).num_days().abs();
    (apart > USUAL_DIFFERENCE_DAYS).then(|| {
        format!(
            "有效期至{}，按三年推算应为{}，相差一年以上",
            chinese_day(printed),
            chinese_day(usual)
        )
    })
}

/// The row that is made, and what to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationStep {
    /// First, renewal or correction.
    pub kind: RegistrationKind,
    /// The row it follows.
    pub follows: Option<RegistrationId>,
    /// First day.
    pub first_day: NaiveDate,
    /// Last day: the printed one stands, else three years.
    pub last_day: NaiveDate,
    /// Sentences for whoever enters it; they block nothing.
    pub notices: Vec<String>,
}

/// The row that `wanted` makes of `rows`, all registrations of one certificate.
///
/// # Errors
/// [`RegisteringRefusal`].
pub fn register(
    rows: &[RegistrationRow],
    wanted: Registering,
    first_day: NaiveDate,
    printed_last_day: Option<NaiveDate>,
) -> Result<RegistrationStep, RegisteringRefusal> {
    let last_day = registration_last_day(first_day, printed_last_day);
    if last_day < first_day {
        return Err(RegisteringRefusal::EndsBeforeItBegins {
            first_day,
            last_day,
        });
    }
    let latest = rows_in_use(rows).max_by_key(|row| (row.first_day, row.id));
    let mut step = RegistrationStep {
        kind: RegistrationKind::First,
        follows: None,
        first_day,
        last_day,
        notices: Vec::new(),
    };
    match wanted {
        Registering::First => match latest {
            Some(row) => Err(RegisteringRefusal::RegisteredAlready(row.first_day)),
            None => Ok(step),
        },
        Registering::Renewal => {
            let before = latest.ok_or(RegisteringRefusal::NothingToRenew)?;
            if first_day <= before.first_day {
                return Err(RegisteringRefusal::NotLater {
                    first_day,
                    earlier: before.first_day,
                });
            }
            let ended = registration_last_day(before.first_day, before.printed_last_day);
            let expected = plus_days(ended, 1);
            if first_day != expected {
                step.notices.push(format!(
                    "上一次登记有效期至{}，再登记一般从{}起，请与证书核对。",
                    chinese_day(ended),
                    chinese_day(expected)
                ));
            }
            step.kind = RegistrationKind::Renewal;
            step.follows = Some(before.id);
            Ok(step)
        }
        Registering::Correction(id) => {
            let wrong = rows_in_use(rows)
                .find(|row| row.id == id)
                .ok_or(RegisteringRefusal::NotInUse)?;
            let known = registration_last_day(wrong.first_day, wrong.printed_last_day);
            if (wrong.first_day, known) == (first_day, last_day) {
                return Err(RegisteringRefusal::NothingToCorrect);
            }
            if rows_in_use(rows).any(|row| row.id != id && row.first_day == first_day) {
                return Err(RegisteringRefusal::SameFirstDay(first_day));
            }
            step.kind = RegistrationKind::Correction;
            step.follows = Some(id);
            Ok(step)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day;
    use crate::certificates::Level;

    #[test]
    fn a_slipped_year_is_asked_about() {
        for (first, last, doubted) in [
            ("2026-03-01", None, false),
            ("2026-03-01", Some("2029-02-28"), false),
            // Some certificates end with the year, or after two.
            ("2026-03-01", Some("2029-12-31"), false),
            ("2026-03-01", Some("2028-02-29"), false),
            ("2026-03-01", Some("2040-02-28"), true),
            ("2026-03-01", Some("2027-02-28"), true),
            ("2026-06-09", None, false),
            ("2026-06-10", None, true),
            ("2062-03-01", Some("2065-02-28"), true),
        ] {
            let found = doubt_about_days(day(first), last.map(day), day("2026-03-09"));
            assert_eq!(found.is_some(), doubted, "{first} {last:?}: {found:?}");
        }
    }

    fn row(
        id: i64,
        follows: Option<i64>,
        kind: RegistrationKind,
        days: (&str, &str),
    ) -> RegistrationRow {
        RegistrationRow {
            id: RegistrationId(id),
            follows: follows.map(RegistrationId),
            kind,
            level: Level::Assistant,
            first_day: day(days.0),
            printed_last_day: Some(day(days.1)),
        }
    }

    /// Registered from April 2023, corrected to end a day later.
    fn rows() -> [RegistrationRow; 2] {
        [
            row(
                1,
                None,
                RegistrationKind::First,
                ("2023-04-01", "2026-03-31"),
            ),
            row(
                2,
                Some(1),
                RegistrationKind::Correction,
                ("2023-04-01", "2026-04-01"),
            ),
        ]
    }

    #[test]
    fn each_step_makes_a_row_that_points_at_the_one_it_follows() {
        let none: &[RegistrationRow] = &[];
        let known = rows();
        for (rows, wanted, first, printed, told) in [
            (
                none,
                Registering::First,
                "2023-04-01",
                None,
                "first - 2026-03-31 0",
            ),
            (
                none,
                Registering::First,
                "2023-04-01",
                Some("2026-04-01"),
                "first - 2026-04-01 0",
            ),
            (
                &known[..],
                Registering::Renewal,
                "2026-04-02",
                None,
                "renewal 2 2029-04-01 0",
            ),
            (
                &known[..],
                Registering::Renewal,
                "2026-06-01",
                None,
                "renewal 2 2029-05-31 1",
            ),
            (
                &known[..],
                Registering::Correction(RegistrationId(2)),
                "2023-04-01",
                Some("2026-03-31"),
                "correction 2 2026-03-31 0",
            ),
        ] {
            let step = register(rows, wanted, day(first), printed.map(day)).expect("allowed");
            let follows = step.follows.map_or("-".to_owned(), |id| id.to_string());
            assert_eq!(
                format!(
                    "{} {follows} {} {}",
                    step.kind,
                    step.last_day,
                    step.notices.len()
                ),
                told
            );
        }
    }

    #[test]
    fn a_row_that_makes_no_sense_is_refused_with_its_sentence() {
        let none: &[RegistrationRow] = &[];
        let known = rows();
        for (rows, wanted, first, printed, sentence) in [
            (
                &known[..],
                Registering::First,
                "2026-04-02",
                None,
                "该证书已有登记（2023年4月1日起），请办理“再登记”，原登记有误请办理“更正”。",
            ),
            (
                none,
                Registering::Renewal,
                "2026-04-02",
                None,
                "该证书还没有登记，请先办理“首次登记”。",
            ),
            (
                &known[..],
                Registering::Renewal,
                "2023-04-01",
                None,
                "再登记日期2023年4月1日不晚于上一次登记日期2023年4月1日，请核对；上一次登记有误请办理“更正”。",
            ),
            (
                none,
                Registering::First,
                "2023-04-01",
                Some("2023-03-31"),
                "有效期至2023年3月31日早于登记日期2023年4月1日，请核对。",
            ),
            (
                &known[..],
                Registering::Correction(RegistrationId(1)),
                "2023-04-01",
                Some("2026-05-01"),
                "这条登记已被延期或更正取代，请更正最新的一条。",
            ),
            (
                &known[..],
                Registering::Correction(RegistrationId(2)),
                "2023-04-01",
                Some("2026-04-01"),
                "更正后的日期与原登记相同，没有需要更正的内容。",
            ),
        ] {
            let refusal =
                register(rows, wanted, day(first), printed.map(day)).expect_err("refused");
            assert_eq!(refusal.to_string(), sentence);
        }
    }
}
