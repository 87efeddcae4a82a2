//! Changing people: one function per command. Each loads the entry within the
//! viewer's reach (what lies outside does not exist), asks the rule, changes the row
//! that was seen and writes the history, in one transaction.

mod numbers;

use chrono::NaiveDate;
use serde::Serialize;

use super::form::{FieldRefusal, TypedPerson};
use super::store::{self, StorePersonError};
use super::{Person, PersonDetails, PersonId, PersonMove, rules};
use crate::accounts::actions::people_beyond;
use crate::accounts::{Reach, Right, Viewer};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::{Conn, DatabaseError};
use crate::people::rules::PeopleRefusal;
use crate::secrecy::{CannotOpen, KeyError};
use crate::units::{self, UnitId, UnitTree};

pub use numbers::{Unmasked, add, correct_id_number, unmask};

/// Why a change did not happen; nothing is stored.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It does not exist, or not for this viewer.
    #[error("没有找到这条记录")]
    NotFound,
    /// Somebody else changed it since it was read.
    #[error("这条记录刚才已被他人修改，您的改动没有保存；请对照最新内容后重新提交")]
    Stale,
    /// A rule refuses.
    #[error("{0}")]
    Refused(String),
    /// Fields are wrong.
    #[error("填写有误")]
    Invalid(Vec<FieldRefusal>),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A number could not be sealed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A number could not be opened.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
}

impl From<diesel::result::Error> for ChangeError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

impl From<StorePersonError> for ChangeError {
    fn from(error: StorePersonError) -> Self {
        match error {
            StorePersonError::Query(error) => error.into(),
            StorePersonError::Key(error) => error.into(),
        }
    }
}

impl From<PeopleRefusal> for ChangeError {
    fn from(refusal: PeopleRefusal) -> Self {
        Self::Refused(refusal.to_string())
    }
}

impl From<Vec<FieldRefusal>> for ChangeError {
    fn from(wrong: Vec<FieldRefusal>) -> Self {
        Self::Invalid(wrong)
    }
}

/// Why something was done, beside the values in the history.
#[derive(Serialize)]
struct WithReason<'a> {
    #[serde(flatten)]
    details: &'a PersonDetails,
    reason: &'a str,
}

/// The entry that a change is about, with what decides about it.
pub struct Held {
    /// The entry as it stands.
    pub person: Person,
    /// The units.
    pub tree: UnitTree,
    /// How far the viewer's right reaches.
    pub reach: Reach,
}

impl Held {
    /// Whether the account of the person may more than the viewer could give away: then
    /// what leads to it is not the viewer's to change.
    ///
    /// # Errors
    /// When a query fails.
    pub fn is_beyond(&self, conn: &mut Conn, viewer: &Viewer) -> diesel::QueryResult<bool> {
        Ok(people_beyond(conn, viewer, &self.tree)?.contains(&self.person.id))
    }
}

/// Loads an entry for a change: within reach of `right`, in the version that was seen,
/// and never the viewer's own.
///
/// # Errors
/// [`ChangeError::NotFound`], [`ChangeError::Refused`], [`ChangeError::Stale`].
pub fn hold(
    conn: &mut Conn,
    viewer: &Viewer,
    right: Right,
    id: PersonId,
    seen_version: i64,
) -> Result<Held, ChangeError> {
    let tree = units::store::load_tree(conn)?;
    let reach = viewer.reach(right, &tree);
    let person = store::find_within(conn, id, &reach)?.ok_or(ChangeError::NotFound)?;
    if viewer.is(person.id) {
        return Err(PeopleRefusal::AboutOneself.into());
    }
    if person.version != seen_version {
        return Err(ChangeError::Stale);
    }
    Ok(Held {
        person,
        tree,
        reach,
    })
}

/// Stores changed values of an entry and tells the history why.
fn store_change(
    conn: &mut Conn,
    person: &Person,
    after: &PersonDetails,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    let at = occasion.now.instant;
    store::update(conn, person.id, person.version, after, at).map_err(stale)?;
    let change = if reason.is_empty() {
        Change::changed(
            Entity::Person,
            person.id.0,
            Some(person.id),
            &person.details,
            after,
        )
    } else {
        let after = WithReason {
            details: after,
            reason,
        };
        Change::changed(
            Entity::Person,
            person.id.0,
            Some(person.id),
            &person.details,
            &after,
        )
    };
    Ok(audit::store::record(conn, occasion, &[change])?)
}

/// A guarded update that met no row was overtaken.
pub fn stale(error: diesel::result::Error) -> ChangeError {
    match error {
        diesel::result::Error::NotFound => ChangeError::Stale,
        other => other.into(),
    }
}

fn path_of(tree: &UnitTree, unit: UnitId) -> String {
    tree.get(unit)
        .map(|unit| unit.details.path.clone())
        .unwrap_or_default()
}

/// Changes the values of a person; unit, ID number and leaving have their own commands.
/// Returns false where nothing was different.
///
/// # Errors
/// [`ChangeError`].
pub fn edit(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    seen_version: i64,
    typed: &TypedPerson,
    occasion: &Occasion,
) -> Result<bool, ChangeError> {
    app.db.write(|conn| {
        let held = hold(conn, viewer, Right::EditPeople, id, seen_version)?;
        let after = typed.changed_person(&held.person.details)?;
        rules::days_in_order(&after)
            .map_err(|refusal| vec![FieldRefusal::new("left_on", refusal.to_string())])?;
        let before = &held.person.details;
        if after == *before {
            return Ok(false);
        }
        if !after.same_contact(before) && held.is_beyond(conn, viewer)? {
            let field = if after.email == before.email {
                "mobile"
            } else {
                "email"
            };
            return Err(vec![FieldRefusal::new(field, rules::CONTACT_KEPT)].into());
        }
        store_change(conn, &held.person, &after, "", occasion)?;
        Ok(true)
    })
}

/// Notes that a person leaves, with the last day in the unit and why; everything else
/// of the person stays.
///
/// # Errors
/// [`ChangeError`].
pub fn leave(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    seen_version: i64,
    left_on: NaiveDate,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    app.db.write(|conn| {
        let held = hold(conn, viewer, Right::EditPeople, id, seen_version)?;
        rules::may_leave(&held.person.details, left_on, occasion.now.today)?;
        let reason = rules::reason(reason, "离职")?;
        let after = PersonDetails {
            left_on: Some(left_on),
            ..held.person.details.clone()
        };
        store_change(conn, &held.person, &after, &reason, occasion)
    })
}

/// Notes that a person who left works again, from `joined_on`.
///
/// # Errors
/// [`ChangeError`].
pub fn come_back(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    seen_version: i64,
    joined_on: NaiveDate,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    app.db.write(|conn| {
        let held = hold(conn, viewer, Right::EditPeople, id, seen_version)?;
        rules::may_return(&held.person.details, joined_on, occasion.now.today)?;
        let after = PersonDetails {
            joined_on: Some(joined_on),
            left_on: None,
            ..held.person.details.clone()
        };
        store_change(conn, &held.person, &after, "", occasion)
    })
}

/// Where somebody moves, since when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moving {
    /// The new unit.
    pub to: UnitId,
    /// 调动日期: the first day there.
    pub moved_on: NaiveDate,
    /// Why; may be empty.
    pub reason: String,
}

/// Moves a person to another unit within reach; what belongs to the person goes along.
///
/// # Errors
/// [`ChangeError`]; a unit out of reach does not exist.
pub fn move_to(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    seen_version: i64,
    moving: &Moving,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    app.db.write(|conn| {
        let held = hold(conn, viewer, Right::EditPeople, id, seen_version)?;
        if held.tree.get(moving.to).is_none() || !held.reach.contains(moving.to) {
            return Err(ChangeError::NotFound);
        }
        let last_move = store::find_last_move(conn, id)?;
        let today = occasion.now.today;
        let before = &held.person.details;
        rules::may_move(before, moving.to, moving.moved_on, last_move, today)?;
        let reason = match moving.reason.trim() {
            "" => None,
            typed => Some(rules::reason(typed, "调动")?),
        };
        let noted = PersonMove {
            person_id: id,
            from_unit_id: before.unit_id,
            to_unit_id: moving.to,
            moved_on: moving.moved_on,
            reason: reason.clone(),
        };
        store::insert_move(conn, &noted, occasion.now.instant)?;
        let after = PersonDetails {
            unit_id: moving.to,
            ..before.clone()
        };
        let told = format!(
            "{}起调入{}{}",
            moving.moved_on,
            path_of(&held.tree, moving.to),
            reason
                .map(|reason| format!("：{reason}"))
                .unwrap_or_default()
        );
        store_change(conn, &held.person, &after, &told, occasion)
    })
}
