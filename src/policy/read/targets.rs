//! `[[certified_target]]`: how many certified people a region's units are to have.

use num_rational::Ratio;

use crate::policy::fields::Fields;
use crate::policy::targets::{TargetAmount, TargetGroup, TargetPolicy};

/// No unit is asked for more certified people.
const MOST_PEOPLE: i64 = 1_000_000;

pub(super) fn policy(fields: &Fields<'_>) -> Option<TargetPolicy> {
    let id = fields.required("id", Fields::text);
    let name = fields.required("name", Fields::text);
    let region = fields.required("region", Fields::text);
    let validity = fields.validity();
    let due_on = fields.day("due");
    let levels = fields.some_words(
        "levels",
        "没有写哪些级别算持证，请至少写一个，如 [\"assistant\"]",
    );
    let total_people = fields.whole("total_people", 1, MOST_PEOPLE);
    let agencies = fields.whole("agencies", 1, MOST_PEOPLE);
    let tables = fields.tables("groups");
    let groups = tables.iter().filter_map(group).collect();
    if tables.is_empty() {
        fields.report("groups", "没有写各类单位的目标，请至少写一项");
    }
    let source = fields.source();
    Some(TargetPolicy {
        id: id?,
        name: name?,
        region: region?,
        validity: validity?,
        due_on,
        levels,
        total_people,
        agencies,
        groups,
        source: source?,
    })
}

fn group(fields: &Fields<'_>) -> Option<TargetGroup> {
    let id = fields.required("id", Fields::text);
    let name = fields.required("name", Fields::text);
    let unit_kinds = fields.some_words(
        "unit_kinds",
        "没有写单位类别，请至少写一个，如 [\"village\"]",
    );
    let name_words = fields
        .texts("name_words")
        .into_iter()
        .map(|(word, _)| word)
        .collect();
    let people = fields.whole("people", 1, MOST_PEOPLE);
    let one_of = fields.whole("one_of", 1, 1000);
    let degree_counts = fields.boolean("degree_counts").unwrap_or(false);
    let office_required = fields.boolean("office_required").unwrap_or(false);
    let note = fields.text("note");
    fields.refuse_unknown();
    if people.is_some() && one_of.is_some() {
        fields.report("one_of", "和 people 只能写一个，请删去一个");
    }
    let amount = match (people, one_of) {
        (Some(people), _) => TargetAmount::People(people),
        (None, Some(one_of)) => TargetAmount::ShareOfStaff(Ratio::new(1, one_of)),
        (None, None) => TargetAmount::None,
    };
    Some(TargetGroup {
        id: id?,
        name: name?,
        unit_kinds,
        name_words,
        amount,
        degree_counts,
        office_required,
        note,
    })
}
