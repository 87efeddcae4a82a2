//! `[[reimbursement]]` and its groups.

use crate::policy::fields::Fields;
use crate::policy::model::{ReimburseOn, ReimbursementGroup, ReimbursementPolicy};
use crate::policy::values::hundredths;

pub(super) fn policy(fields: &Fields<'_>) -> Option<ReimbursementPolicy> {
    let id = fields.required("id", Fields::text);
    let name = fields.required("name", Fields::text);
    let region = fields.required("region", Fields::text);
    let validity = fields.validity();
    let kinds = fields.some_words(
        "kinds",
        "没有写报销哪些费用，请至少写一个，如 [\"exam_fee\"]",
    );
    let group_tables = fields.tables("groups");
    let groups = group_tables.iter().filter_map(group).collect();
    if group_tables.is_empty() {
        fields.report("groups", "没有写对谁报销，请至少写一项");
    }
    let max_times = fields.whole("max_times_per_level", 1, 99);
    let caps_cents = fields.by_word("caps_yuan", hundredths);
    let days_after_event = fields.whole("days_after_event", 1, 3650);
    let fiscal_close = fields.month_day("fiscal_close");
    let carry_over_until = fields.month_day("carry_over_until");
    let title = fields
        .boolean("invoice_title_must_be_unit")
        .unwrap_or(false);
    let source = fields.source();
    Some(ReimbursementPolicy {
        id: id?,
        name: name?,
        region: region?,
        validity: validity?,
        kinds,
        groups,
        max_times_per_level: max_times.and_then(|times| u32::try_from(times).ok()),
        caps_cents,
        days_after_event,
        fiscal_close,
        carry_over_until,
        invoice_title_must_be_unit: title,
        source: source?,
    })
}

fn group(fields: &Fields<'_>) -> Option<ReimbursementGroup> {
    let unit_kinds =
        fields.some_words("unit_kinds", "没有写单位类别，请至少写一个，如 [\"organ\"]");
    let employment_kinds = fields.words("employment_kinds");
    let covered = fields.required("covered", Fields::boolean);
    // A group that is paid nothing needs no event.
    let reimburse_on = if covered == Some(false) && !fields.has("reimburse_on") {
        Some(ReimburseOn::Passed)
    } else {
        fields.required("reimburse_on", Fields::word)
    };
    let note = fields.text("note");
    fields.refuse_unknown();
    Some(ReimbursementGroup {
        unit_kinds,
        employment_kinds,
        covered: covered?,
        reimburse_on: reimburse_on?,
        note,
    })
}
