//! Entries and results that an office keeps by hand: who told HR "I have paid", whose
//! score came on paper. The rules are those of the imports (docs/rules.md §4): any later
//! state may be set, an earlier one needs a reason, a changed score too. Nothing is
//! removed; what was there before stands in the history.

pub mod api;
mod entry;
pub mod pages;
mod results;
mod second_look;

pub use entry::{TypedEntry, change, enter};
pub use results::{TypedResults, TypedScore, record};

use crate::accounts::{Right, Viewer};
use crate::app::App;
use crate::db::Conn;
use crate::people::actions::ChangeError;
use crate::people::form::FieldRefusal;
use crate::people::{Person, PersonId, rules as people_rules, store as people_store};
use crate::units::store::load_tree;

/// The first exam was held in 2008 (facts §2.1).
const FIRST_EXAM_YEAR: i32 = 2008;

/// The person that a change is about, within reach, and the exam area of the unit.
fn held(
    conn: &mut Conn,
    app: &App,
    viewer: &Viewer,
    person: PersonId,
) -> Result<(Person, String), ChangeError> {
    let tree = load_tree(conn)?;
    let reach = viewer.reach(Right::EditPeople, &tree);
    people_store::lock(conn, person)?;
    let person = people_store::find_within(conn, person, &reach)?.ok_or(ChangeError::NotFound)?;
    if viewer.is(person.id) {
        return Err(ChangeError::Refused(
            "不能录入本人的报考和成绩（通过考试关系到报销和补贴），请由本单位其他经办人或上级单位录入。".to_owned(),
        ));
    }
    let area = tree
        .region_of(person.details.unit_id)
        .and_then(|region| app.policies.area_of(region))
        .map(str::to_owned)
        .ok_or_else(|| {
            ChangeError::Refused(
                "不知道该人员的单位属于哪个省市的考区，请先在“单位”中填写行政区划。".to_owned(),
            )
        })?;
    Ok((person, area))
}

/// A reason where one is needed: beside its field.
fn needed_reason(typed: &str, of_what: &'static str) -> Result<String, ChangeError> {
    people_rules::reason(typed, of_what).map_err(|refusal| wrong("reason", refusal.to_string()))
}

/// One wrong field.
fn wrong(field: &'static str, message: impl Into<String>) -> ChangeError {
    ChangeError::Invalid(vec![FieldRefusal::new(field, message)])
}
