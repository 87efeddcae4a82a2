//! What the form asks of a region's targets (持证目标): which levels count, how many in
//! all, and for each kind of unit how many people or what share of the staff.

use std::collections::BTreeSet;

use num_rational::Ratio;

use super::PolicyForm;
use crate::certificates::Level;
use crate::policy::rules::TARGET_FIELDS;
use crate::policy::{TargetAmount, TargetGroup, TargetPolicy};
use crate::units::UnitKind;
use crate::web::Typed;

/// How many groups of units the form has at most.
pub const TARGETS: usize = TARGET_FIELDS.len();

/// No unit is asked for more certified people.
const MOST_PEOPLE: i64 = 1_000_000;

/// New targets.
pub(super) fn blank(form: &mut PolicyForm) {
    let levels = [Level::Assistant, Level::Intermediate, Level::Senior];
    form.tick("levels", levels.iter().map(|level| level.as_str()));
}

/// The next version of a region's targets.
pub(super) fn fill(form: &mut PolicyForm, policy: &TargetPolicy) {
    form.set("id", &policy.id);
    form.set("name", &policy.name);
    form.set("region", &policy.region);
    form.tick("levels", policy.levels.iter().map(|level| level.as_str()));
    if let Some(due) = policy.due_on {
        form.set("due", due);
    }
    for (field, number) in [
        ("total_people", policy.total_people),
        ("agencies", policy.agencies),
    ] {
        if let Some(number) = number {
            form.set(field, number);
        }
    }
    for (place, group) in policy.groups.iter().enumerate() {
        form.set(&format!("target_id_{place}"), &group.id);
        form.set(&format!("target_name_{place}"), &group.name);
        form.set(
            &format!("target_words_{place}"),
            group.name_words.join("、"),
        );
        match group.amount {
            TargetAmount::People(people) => form.set(&format!("target_people_{place}"), people),
            TargetAmount::ShareOfStaff(share) => {
                form.set(&format!("target_share_{place}"), share.denom());
            }
            TargetAmount::None => {}
        }
        let note = group.note.as_deref().unwrap_or_default();
        form.set(&format!("target_note_{place}"), note);
        form.tick(
            &format!("target_units_{place}"),
            group.unit_kinds.iter().map(|kind| kind.as_str()),
        );
        for (field, ticked) in [
            ("target_degree", group.degree_counts),
            ("target_office", group.office_required),
        ] {
            if ticked {
                form.tick(&format!("{field}_{place}"), ["yes"]);
            }
        }
    }
}

/// Whether the form has as many groups, and only shares of one in so many.
pub(super) fn fits(policy: &TargetPolicy) -> bool {
    policy.groups.len() <= TARGETS
        && policy.groups.iter().all(|group| match group.amount {
            TargetAmount::ShareOfStaff(share) => *share.numer() == 1,
            TargetAmount::People(_) | TargetAmount::None => true,
        })
}

/// What was typed; mistakes are kept in `typed`.
pub(super) fn read(typed: &mut Typed<'_>) -> TargetPolicy {
    let validity = super::validity(typed);
    let levels: BTreeSet<Level> = typed.words("levels").into_iter().collect();
    let mut groups: Vec<TargetGroup> = Vec::new();
    for place in 0..TARGETS {
        if let Some(mut group) = group(typed, place) {
            if group.id.is_empty() || groups.iter().any(|other| other.id == group.id) {
                group.id = format!("group-{}", place + 1);
            }
            groups.push(group);
        }
    }
    TargetPolicy {
        id: typed.text("id"),
        name: typed.text("name"),
        region: typed.text("region"),
        validity,
        due_on: typed.day("due"),
        levels,
        total_people: typed.whole("total_people", 1, MOST_PEOPLE),
        agencies: typed.whole("agencies", 1, MOST_PEOPLE),
        groups,
        source: super::source(typed),
    }
}

/// One group; none where nothing of it was filled in.
fn group(typed: &mut Typed<'_>, place: usize) -> Option<TargetGroup> {
    let field = |word: &str| format!("target_{word}_{place}");
    let unit_kinds: BTreeSet<UnitKind> = typed.words(&field("units")).into_iter().collect();
    let name = typed.text(&field("name"));
    let others = ["people", "share", "words", "degree", "office", "note"];
    let filled = others
        .iter()
        .any(|word| typed.optional(&field(word)).is_some());
    if unit_kinds.is_empty() && name.is_empty() && !filled {
        return None;
    }
    if name.is_empty() {
        typed.wrong(&field("name"), "请填写这一类单位的名称");
    }
    for (word, most) in [("name", 40), ("words", 500), ("note", 500)] {
        if typed.text(&field(word)).chars().count() > most {
            typed.wrong(&field(word), format!("超过{most}个字，请改短"));
        }
    }
    let words = typed.text(&field("words"));
    Some(TargetGroup {
        id: known_id(&typed.text(&field("id"))),
        name,
        unit_kinds,
        name_words: crate::text::fold(&words)
            .split(['、', ',', ';', ' '])
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect(),
        amount: amount(typed, &field("people"), &field("share")),
        degree_counts: !typed.text(&field("degree")).is_empty(),
        office_required: !typed.text(&field("office")).is_empty(),
        note: typed.optional(&field("note")),
    })
}

/// So many people, or one in so many of the staff.
fn amount(typed: &mut Typed<'_>, people: &str, share: &str) -> TargetAmount {
    match (
        typed.whole(people, 1, MOST_PEOPLE),
        typed.whole(share, 1, 1000),
    ) {
        (Some(_), Some(_)) => {
            typed.wrong(share, "人数和比例只填一个，请删去一个");
            TargetAmount::None
        }
        (Some(people), None) => TargetAmount::People(people),
        (None, Some(one_of)) => TargetAmount::ShareOfStaff(Ratio::new(1, one_of)),
        (None, None) => TargetAmount::None,
    }
}

/// The id that a hidden field carries; none where it is no such id.
fn known_id(text: &str) -> String {
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if text.chars().all(plain) && text.len() <= 60 {
        text.to_owned()
    } else {
        String::new()
    }
}
