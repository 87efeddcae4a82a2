//! `[[training_rule]]`: one dated version of a training rule.

use crate::certificates::Level;
use crate::policy::fields::Fields;
use crate::policy::model::{Cap, HoursPerDay, TrainingRule};
use crate::policy::values::ratio;

/// Fewer days than this to the end of the window are "soon" (rules §3).
const DUE_SOON_DAYS: i64 = 180;

pub(super) fn rule(fields: &Fields<'_>) -> Option<TrainingRule> {
    let id = fields.required("id", Fields::text);
    let name = fields.required("name", Fields::text);
    let region = fields.required("region", Fields::text);
    let validity = fields.validity();
    let unit = fields.required("unit", Fields::word);
    let required = fields.by_word::<Level, _>("required", ratio);
    if required.is_empty() && !fields.has("required") {
        fields.report(
            "required",
            "没有写，请写明各级别的数量，如 { assistant = 72 }",
        );
    }
    let by_analogy = fields.words("by_analogy");
    let years = fields.required("years", |fields, key| fields.whole(key, 1, 10));
    let window = fields.required("window", Fields::word);
    let hours_per_day = hours_per_day(fields);
    let kinds = fields.some_words(
        "kinds",
        "没有写能计入的类别，请至少写一个，如 [\"training\"]",
    );
    let caps = caps(fields);
    let degree_amount = fields.ratio("degree_amount");
    let due_soon_days = fields
        .whole("due_soon_days", 0, 3650)
        .unwrap_or(DUE_SOON_DAYS);
    let pace_test = fields.boolean("pace_test").unwrap_or(true);
    let source = fields.source();
    Some(TrainingRule {
        id: id?,
        name: name?,
        region: region?,
        validity: validity?,
        unit: unit?,
        required,
        by_analogy,
        years: i32::try_from(years?).ok()?,
        window: window?,
        hours_per_day,
        kinds,
        caps,
        degree_amount,
        due_soon_days,
        pace_test,
        source: source?,
    })
}

fn hours_per_day(fields: &Fields<'_>) -> Vec<HoursPerDay> {
    let mut lines = Vec::new();
    let tables = fields.tables("hours_per_day");
    for line in &tables {
        let from = line.day("from");
        let to = line.day("to");
        let hours = line.required("hours", Fields::ratio);
        line.refuse_unknown();
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            line.report("to", "早于 from，请把起止日期改对");
        }
        match hours {
            Some(hours) if hours > num_rational::Ratio::from_integer(0) => {
                lines.push(HoursPerDay { from, to, hours });
            }
            Some(_) => line.report("hours", "应大于 0，请改正"),
            None => {}
        }
    }
    if tables.is_empty() {
        fields.report(
            "hours_per_day",
            "没有写每天折合的学时，请写明，如 [{ hours = 6 }]",
        );
    }
    lines
}

fn caps(fields: &Fields<'_>) -> Vec<Cap> {
    let mut caps = Vec::new();
    for cap in fields.tables("caps") {
        let kinds = cap.words("kinds");
        let modes = cap.words("modes");
        let at_most = cap.required("at_most", Fields::ratio);
        cap.refuse_unknown();
        if let Some(at_most) = at_most {
            caps.push(Cap {
                kinds,
                modes,
                at_most,
            });
        }
    }
    caps
}
