//! Changing people: one function per command. Each loads the entry within the
//! viewer's reach (what lies outside does not exist), asks the rule, changes the row
//! that was seen and writes the history, in one transaction.

use chrono::NaiveDate;
use serde::Serialize;

use super::form::{FieldRefusal, TypedPerson};
use super::store::{self, StorePersonError};
use super::{ID_NUMBER_COLUMN, Person, PersonDetails, PersonId, PersonMove, noting, rules};
use crate::accounts::{Reach, Right, Viewer};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::{Conn, DatabaseError};
use crate::identity::{IdNumber, mask_id_number};
use crate::people::rules::PeopleRefusal;
use crate::secrecy::{CannotOpen, KeyError};
use crate::units::{self, UnitId, UnitTree};

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

/// What the history keeps of a number: never more than its masked form.
#[derive(Serialize)]
struct NumberInHistory<'a> {
    id_number: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
}

/// What the history keeps of a new person.
#[derive(Serialize)]
struct NewInHistory<'a> {
    id_number: String,
    #[serde(flatten)]
    details: &'a PersonDetails,
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

/// Loads an entry for a change: within reach of `right`, in the version that was seen.
///
/// # Errors
/// [`ChangeError::NotFound`], [`ChangeError::Stale`].
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

/// Adds a person.
///
/// # Errors
/// [`ChangeError::Invalid`], also for a number that is known: its sentence says where;
/// [`ChangeError::NotFound`] for a unit out of reach.
pub fn add(
    app: &App,
    viewer: &Viewer,
    typed: &TypedPerson,
    occasion: &Occasion,
) -> Result<PersonId, ChangeError> {
    let new = typed.new_person()?;
    app.db.write(|conn| {
        let tree = units::store::load_tree(conn)?;
        let reach = viewer.reach(Right::EditPeople, &tree);
        let unit = new.details.unit_id;
        if tree.get(unit).is_none() || !reach.contains(unit) {
            return Err(ChangeError::NotFound);
        }
        if let Some((owner, _)) = owner_of(app, conn, &new.id_number)? {
            let sentence = known_already(&owner, &new.id_number, &tree, &reach);
            return Err(vec![FieldRefusal::new("id_number", sentence)].into());
        }
        let at = occasion.now.instant;
        let rows = vec![(new.id_number.clone(), new.details.clone())];
        let id = store::insert(conn, &app.keys, rows, at)?
            .pop()
            .ok_or(diesel::result::Error::NotFound)?;
        let after = NewInHistory {
            id_number: new.id_number.masked(),
            details: &new.details,
        };
        let change = Change::created(Entity::Person, id.0, Some(id), &after);
        audit::store::record(conn, occasion, &[change])?;
        Ok(id)
    })
}

/// Whose number it is, and its keyed hash.
fn owner_of(
    app: &App,
    conn: &mut Conn,
    number: &IdNumber,
) -> Result<Option<(Person, String)>, ChangeError> {
    let hash = app.keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str());
    let mut found = store::load_by_hash(conn, std::slice::from_ref(&hash))?;
    Ok(found.remove(&hash).map(|person| (person, hash)))
}

/// Where a number is known. Outside the viewer's reach the unit is told, so that the
/// two offices can talk, but not the name.
fn known_already(owner: &Person, number: &IdNumber, tree: &UnitTree, reach: &Reach) -> String {
    let unit = owner.details.unit_id;
    let place = path_of(tree, unit);
    let masked = number.masked();
    if !reach.contains(unit) {
        return format!("证件号码{masked}已登记在“{place}”，请与该单位联系办理调动，不要重复新增");
    }
    match owner.details.left_on {
        Some(_) => format!(
            "证件号码{masked}已在名册中：{}（{place}，已离职），请打开其档案办理重新入职",
            owner.details.name
        ),
        None => format!(
            "证件号码{masked}已在名册中：{}（{place}），请直接打开其档案修改",
            owner.details.name
        ),
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
        if after == held.person.details {
            return Ok(false);
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

/// Corrects an ID number: sealed anew, found by its new hash; the history keeps the
/// old one masked.
///
/// # Errors
/// [`ChangeError`]; a number that is somebody else's is refused naming it masked.
pub fn correct_id_number(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    seen_version: i64,
    typed: &str,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    let number = IdNumber::parse(typed)
        .map_err(|refusal| vec![FieldRefusal::new("id_number", refusal.to_string())])?;
    app.db.write(|conn| {
        let held = hold(conn, viewer, Right::EditPeople, id, seen_version)?;
        let reason = rules::reason(reason, "更正证件号码")?;
        let before = held.person.id_number(&app.keys)?;
        if before == number.as_str() {
            return Err(PeopleRefusal::SameNumber.into());
        }
        if let Some((owner, _)) = owner_of(app, conn, &number)? {
            return Err(taken(&owner, &number, &held).into());
        }
        let at = occasion.now.instant;
        store::replace_id_number(conn, &app.keys, id, seen_version, &number, at).map_err(
            |error| match error {
                StorePersonError::Query(error) => stale(error),
                StorePersonError::Key(error) => error.into(),
            },
        )?;
        let change = Change::changed(
            Entity::Person,
            id.0,
            Some(id),
            &NumberInHistory {
                id_number: mask_id_number(&before),
                reason: "",
            },
            &NumberInHistory {
                id_number: number.masked(),
                reason: &reason,
            },
        );
        Ok(audit::store::record(conn, occasion, &[change])?)
    })
}

fn taken(owner: &Person, number: &IdNumber, held: &Held) -> PeopleRefusal {
    let unit = owner.details.unit_id;
    PeopleRefusal::NumberTaken {
        masked: number.masked(),
        place: path_of(&held.tree, unit),
        owner: if held.reach.contains(unit) {
            owner.details.name.clone()
        } else {
            String::new()
        },
    }
}

/// What is shown in full, on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmasked {
    /// 证件号码.
    pub id_number: String,
    /// 手机号.
    pub mobile: Option<String>,
}

/// Shows the ID number and the mobile number in full; the history keeps who asked and
/// why. A look that cannot be recorded does not happen.
///
/// # Errors
/// [`ChangeError`].
pub fn unmask(
    app: &App,
    viewer: &Viewer,
    id: PersonId,
    reason: &str,
    occasion: &Occasion,
) -> Result<Unmasked, ChangeError> {
    app.db.write(|conn| {
        let tree = units::store::load_tree(conn)?;
        let reach = viewer.reach(Right::Unmask, &tree);
        let person = store::find_within(conn, id, &reach)?.ok_or(ChangeError::NotFound)?;
        let reason = rules::reason(reason, "查看完整号码")?;
        let id_number = person.id_number(&app.keys)?;
        noting::looked(conn, occasion, id, &reason)?;
        Ok(Unmasked {
            id_number,
            mobile: person.details.mobile,
        })
    })
}
