//! A mass extension of registrations by policy (docs/rules.md §2): which
//! registrations it touches, and when it cannot be done or taken back.

use chrono::NaiveDate;

use super::{registration_last_day, rows_in_use};
use crate::calendar::{Period, last_day_of_years, plus_days};
use crate::certificates::{Level, RegistrationRow};
use crate::changes::Refusal;
use crate::units::UnitId;

/// Nobody is given more than this many years beyond the last day in scope; more is
/// a typing error (decided).
const MOST_YEARS: i32 = 3;
/// The longest document number or name.
const LONGEST_DOCUMENT: usize = 200;

/// What is to be extended, by how much and on whose word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionInput {
    /// The people of this unit and of those below it; a district for a whole region.
    pub unit: UnitId,
    /// Only certificates of this level; none = every level.
    pub level: Option<Level>,
    /// Registrations whose last day lies in it, both ends included.
    pub last_days: Period,
    /// Their new last day.
    pub new_last_day: NaiveDate,
    /// The document that extends them, with its number.
    pub document: String,
}

/// Why an extension cannot be made or taken back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtensionRefusal {
    /// The unit is not there for the viewer.
    #[error("单位不存在或不在您的管理范围内，请重新选择")]
    UnitUnknown,
    /// The span ends before it begins.
    #[error("有效期范围的最后一天不能早于第一天，请核对")]
    SpanOrder,
    /// Not later than what is extended.
    #[error("新的有效期止日必须晚于所选范围的最后一天{0}，否则有人的有效期会被缩短")]
    NotLater(NaiveDate),
    /// Far too late.
    #[error("新的有效期止日比所选范围晚了{MOST_YEARS}年以上，请核对年份")]
    TooLate,
    /// No document.
    #[error("请填写延期依据的文件名称和文号")]
    DocumentMissing,
    /// A document too long.
    #[error("文件名称超过{LONGEST_DOCUMENT}个字，请只写名称和文号")]
    DocumentTooLong,
    /// Nothing to extend.
    #[error("没有符合条件的登记，请核对单位、级别和有效期范围")]
    Nobody,
    /// The list is another than the one that was looked at.
    #[error("名单刚才有变化（现在有{0}条登记），请核对新的名单后再确认")]
    ListChanged(usize),
    /// It was taken back already.
    #[error("这次延期已经撤销")]
    Reversed,
    /// Something was built on it.
    #[error("已有{0}条登记在延期之后又办理了再登记或更正，不能整批撤销；请逐个更正")]
    Followed(usize),
}

impl Refusal for ExtensionRefusal {
    fn field(&self) -> Option<&'static str> {
        match self {
            Self::UnitUnknown => Some("unit"),
            Self::SpanOrder => Some("last_day_to"),
            Self::NotLater(_) | Self::TooLate => Some("new_last_day"),
            Self::DocumentMissing | Self::DocumentTooLong => Some("document"),
            Self::Nobody | Self::ListChanged(_) | Self::Reversed | Self::Followed(_) => None,
        }
    }
}

/// Checks what was typed, the unit apart.
///
/// # Errors
/// Every [`ExtensionRefusal`] at once.
pub fn check_extension(input: &ExtensionInput) -> Result<(), Vec<ExtensionRefusal>> {
    let mut refusals = Vec::new();
    let Period { first, last } = input.last_days;
    if last < first {
        refusals.push(ExtensionRefusal::SpanOrder);
    } else if input.new_last_day <= last {
        refusals.push(ExtensionRefusal::NotLater(last));
    } else if input.new_last_day > last_day_of_years(plus_days(last, 1), MOST_YEARS) {
        refusals.push(ExtensionRefusal::TooLate);
    }
    let document = input.document.trim();
    if document.is_empty() {
        refusals.push(ExtensionRefusal::DocumentMissing);
    } else if document.chars().count() > LONGEST_DOCUMENT {
        refusals.push(ExtensionRefusal::DocumentTooLong);
    }
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}

/// The registrations of one certificate that an extension touches: in use, with the
/// last day in the span, and not renewed already (no later period in use).
pub fn extendable(rows: &[RegistrationRow], last_days: Period) -> Vec<&RegistrationRow> {
    let last_day =
        |row: &RegistrationRow| registration_last_day(row.first_day, row.printed_last_day);
    let latest = rows_in_use(rows).map(|row| row.first_day).max();
    rows_in_use(rows)
        .filter(|row| Some(row.first_day) == latest && last_days.contains(last_day(row)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day;
    use crate::certificates::{RegistrationId, RegistrationKind};

    fn span(first: &str, last: &str) -> Period {
        Period {
            first: day(first),
            last: day(last),
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
            printed_last_day: Some(day(last)),
        }
    }

    fn touched(rows: &[RegistrationRow], first: &str, last: &str) -> Vec<i64> {
        extendable(rows, span(first, last))
            .iter()
            .map(|row| row.id.0)
            .collect()
    }

    #[test]
    fn both_ends_of_the_span_belong_to_it() {
        let rows = [row(
            1,
            None,
            RegistrationKind::First,
            "2023-04-01",
            "2026-03-31",
        )];

        assert_eq!(touched(&rows, "2026-03-31", "2026-06-30"), [1]);
        assert_eq!(touched(&rows, "2026-01-01", "2026-03-31"), [1]);
        assert_eq!(touched(&rows, "2026-04-01", "2026-06-30"), [0; 0]);
        assert_eq!(touched(&rows, "2026-01-01", "2026-03-30"), [0; 0]);
    }

    #[test]
    fn what_was_replaced_or_renewed_is_not_extended() {
        let replaced = [
            row(1, None, RegistrationKind::First, "2023-04-01", "2026-03-31"),
            row(
                2,
                Some(1),
                RegistrationKind::Extension,
                "2023-04-01",
                "2026-09-30",
            ),
        ];
        let renewed = [
            row(1, None, RegistrationKind::First, "2023-04-01", "2026-03-31"),
            row(
                2,
                Some(1),
                RegistrationKind::Renewal,
                "2026-04-01",
                "2029-03-31",
            ),
        ];

        assert_eq!(touched(&replaced, "2026-01-01", "2026-12-31"), [2]);
        assert_eq!(touched(&replaced, "2026-01-01", "2026-03-31"), [0; 0]);
        assert_eq!(touched(&renewed, "2026-01-01", "2026-12-31"), [0; 0]);
        assert_eq!(touched(&renewed, "2029-01-01", "2029-12-31"), [2]);
    }

    #[test]
    fn each_mistake_is_told_at_its_field() {
        let good = ExtensionInput {
            unit: UnitId(1),
            level: None,
            last_days: span("2026-01-01", "2026-06-30"),
            new_last_day: day("2026-12-31"),
            document: "渝民发〔2026〕1号".to_owned(),
        };
        let with = |change: &dyn Fn(&mut ExtensionInput)| {
            let mut input = good.clone();
            change(&mut input);
            input
        };
        assert_eq!(check_extension(&good), Ok(()));
        for (input, field) in [
            (
                with(&|one| one.last_days.last = day("2025-12-31")),
                "last_day_to",
            ),
            (
                with(&|one| one.new_last_day = day("2026-06-30")),
                "new_last_day",
            ),
            (
                with(&|one| one.new_last_day = day("2029-07-01")),
                "new_last_day",
            ),
            (with(&|one| one.document = " ".to_owned()), "document"),
            (with(&|one| one.document = "文".repeat(201)), "document"),
        ] {
            let refusals = check_extension(&input).expect_err("refused");
            assert_eq!(refusals.len(), 1);
            assert_eq!(refusals[0].field(), Some(field), "{refusals:?}");
        }
        let latest = with(&|one| one.new_last_day = day("2029-06-30"));
        assert_eq!(check_extension(&latest), Ok(()));
    }
}
