//! What the form asks of a reimbursement policy: which costs, whom after which event,
//! and the limits.

use std::collections::{BTreeMap, BTreeSet};

use num_rational::Ratio;

use super::PolicyForm;
use crate::policy::overview::plain_amount;
use crate::policy::rules::GROUP_FIELDS;
use crate::policy::{ClaimKind, ReimburseOn, ReimbursementGroup, ReimbursementPolicy};
use crate::units::UnitKind;
use crate::web::Typed;

/// How many groups of people the form has at most.
pub const GROUPS: usize = GROUP_FIELDS.len();

/// Groups that stay empty below the filled ones, for one more rule.
const EMPTY_GROUPS: usize = 2;

/// A new policy.
pub(super) fn blank(form: &mut PolicyForm) {
    form.set("invoice_title", "no");
    form.tick("kinds", [ClaimKind::ExamFee.as_str()]);
}

/// The next version of a policy.
pub(super) fn fill(form: &mut PolicyForm, policy: &ReimbursementPolicy) {
    form.set("id", &policy.id);
    form.set("name", &policy.name);
    form.set("region", &policy.region);
    form.tick("kinds", policy.kinds.iter().map(|kind| kind.as_str()));
    for (place, group) in policy.groups.iter().enumerate() {
        let paid = if group.covered {
            group.reimburse_on.as_str()
        } else {
            "not_paid"
        };
        form.set(&format!("group_paid_{place}"), paid);
        form.set(
            &format!("group_note_{place}"),
            group.note.as_deref().unwrap_or_default(),
        );
        form.tick(
            &format!("group_units_{place}"),
            group.unit_kinds.iter().map(|kind| kind.as_str()),
        );
        form.tick(
            &format!("group_employment_{place}"),
            group.employment_kinds.iter().map(|kind| kind.as_str()),
        );
    }
    for (kind, cents) in &policy.caps_cents {
        let yuan = plain_amount(Ratio::new(*cents, 100));
        form.set(&format!("cap_{kind}"), yuan);
    }
    if let Some(times) = policy.max_times_per_level {
        form.set("max_times", times);
    }
    if let Some(days) = policy.days_after_event {
        form.set("days_after_event", days);
    }
    for (field, day) in [
        ("fiscal_close", policy.fiscal_close),
        ("carry_over_until", policy.carry_over_until),
    ] {
        if let Some((month, day)) = day {
            form.set(field, format!("{month:02}-{day:02}"));
        }
    }
    let title = policy.invoice_title_must_be_unit;
    form.set("invoice_title", if title { "yes" } else { "no" });
}

/// Whether the form has as many groups as the policy.
pub(super) fn fits(policy: &ReimbursementPolicy) -> bool {
    policy.groups.len() <= GROUPS
}

impl PolicyForm {
    /// How many groups the page shows: the filled ones and a few to fill.
    pub fn groups_shown(&self) -> usize {
        let filled = (0..GROUPS)
            .rev()
            .find(|place| !self.group_is_empty(*place))
            .map_or(0, |place| place + 1);
        (filled + EMPTY_GROUPS).min(GROUPS)
    }

    fn group_is_empty(&self, place: usize) -> bool {
        self.ticked(&format!("group_units_{place}")) == 0
            && self.ticked(&format!("group_employment_{place}")) == 0
            && self.get(&format!("group_paid_{place}")).is_empty()
            && self.get(&format!("group_note_{place}")).is_empty()
    }
}

/// What was typed; mistakes are kept in `typed`.
pub(super) fn read(typed: &mut Typed<'_>) -> ReimbursementPolicy {
    let validity = super::validity(typed);
    let kinds: BTreeSet<ClaimKind> = typed.words("kinds").into_iter().collect();
    let groups = (0..GROUPS)
        .filter_map(|place| group(typed, place))
        .collect();
    let mut caps_cents = BTreeMap::new();
    for kind in ClaimKind::ALL {
        if let Some(cents) = typed.hundredths(&format!("cap_{kind}")) {
            caps_cents.insert(*kind, cents);
        }
    }
    let max_times = typed.whole("max_times", 1, 99);
    ReimbursementPolicy {
        id: typed.text("id"),
        name: typed.text("name"),
        region: typed.text("region"),
        validity,
        kinds,
        groups,
        max_times_per_level: max_times.and_then(|times| u32::try_from(times).ok()),
        caps_cents,
        days_after_event: typed.whole("days_after_event", 1, 3650),
        fiscal_close: month_day(typed, "fiscal_close"),
        carry_over_until: month_day(typed, "carry_over_until"),
        invoice_title_must_be_unit: typed.text("invoice_title") == "yes",
        source: super::source(typed),
    }
}

/// One group; none where nothing of it was filled in.
fn group(typed: &mut Typed<'_>, place: usize) -> Option<ReimbursementGroup> {
    let units_field = format!("group_units_{place}");
    let paid_field = format!("group_paid_{place}");
    let unit_kinds: BTreeSet<UnitKind> = typed.words(&units_field).into_iter().collect();
    let employment = typed.words(&format!("group_employment_{place}"));
    let note = typed.optional(&format!("group_note_{place}"));
    let paid = typed.optional(&paid_field);
    if unit_kinds.is_empty() && employment.is_empty() && note.is_none() && paid.is_none() {
        return None;
    }
    if unit_kinds.is_empty() {
        typed.wrong(&units_field, "请至少选择一种单位");
    }
    let covered = paid.as_deref() != Some("not_paid");
    let reimburse_on = if covered {
        typed.needed_word(&paid_field)
    } else {
        None
    };
    Some(ReimbursementGroup {
        unit_kinds,
        employment_kinds: employment.into_iter().collect(),
        covered,
        reimburse_on: reimburse_on.unwrap_or(ReimburseOn::Passed),
        note,
    })
}

/// A day of every year: 12-31.
fn month_day(typed: &mut Typed<'_>, field: &str) -> Option<(u32, u32)> {
    let text = typed.optional(field)?;
    let day = crate::policy::values::parse_month_day(&crate::text::fold(&text));
    if day.is_none() {
        typed.wrong(field, "日期不对，请写成 12-31 这样的月和日");
    }
    day
}
