//! What the form asks of an area's exam fees.

use num_rational::Ratio;

use super::PolicyForm;
use crate::policy::ExamFees;
use crate::policy::overview::plain_amount;
use crate::web::Typed;

/// A new table.
pub(super) fn blank(form: &mut PolicyForm) {
    form.set("archive_fee", 0);
}

/// The next version of a table.
pub(super) fn fill(form: &mut PolicyForm, fees: &ExamFees) {
    form.set("region", &fees.area);
    for (field, cents) in [
        ("objective", fees.objective_cents),
        ("subjective", fees.subjective_cents),
        ("senior", fees.senior_cents),
        ("archive_fee", fees.archive_fee_cents),
    ] {
        form.set(field, plain_amount(Ratio::new(cents, 100)));
    }
    form.set("archive_years", fees.archive_record_years);
}

/// What was typed; mistakes are kept in `typed`.
pub(super) fn read(typed: &mut Typed<'_>) -> ExamFees {
    let validity = super::validity(typed);
    let years = typed.whole("archive_years", 0, 10).unwrap_or(0);
    ExamFees {
        area: typed.text("region"),
        validity,
        objective_cents: needed_amount(typed, "objective"),
        subjective_cents: needed_amount(typed, "subjective"),
        senior_cents: needed_amount(typed, "senior"),
        archive_fee_cents: typed.hundredths("archive_fee").unwrap_or(0),
        archive_record_years: i32::try_from(years).unwrap_or(0),
        source: super::source(typed),
    }
}

/// An amount in 元 that must be there, in 分.
fn needed_amount(typed: &mut Typed<'_>, field: &str) -> i64 {
    if typed.optional(field).is_none() {
        typed.wrong(field, "请填写金额，单位是元");
    }
    typed.hundredths(field).unwrap_or(0)
}
