//! What hangs on the ID number: adding a person, correcting the number, showing it.

use serde::Serialize;

use super::{ChangeError, Held, begun, hold, mobile_taken, path_of, stale};
use crate::accounts::{Reach, Right, Viewer};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::Conn;
use crate::identity::{IdNumber, mask_id_number};
use crate::people::form::{FieldRefusal, NewPerson, TypedPerson};
use crate::people::rules::{self, PeopleRefusal};
use crate::people::store::{self, StorePersonError};
use crate::people::{ID_NUMBER_COLUMN, Person, PersonDetails, PersonId, noting};
use crate::units::{self, UnitTree};

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
        if !typed.confirmed
            && let Some(sentence) = namesake(app, conn, &new, &tree, &reach)?
        {
            return Err(vec![FieldRefusal::new("confirmed", sentence)].into());
        }
        begun(&new.details, occasion.now.today)?;
        let mobiles = (None, new.details.mobile.as_deref());
        if let Some(taken) = mobile_taken(conn, None, mobiles, occasion.now.today)? {
            return Err(vec![taken].into());
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

/// Somebody within reach with the same name and birthday and another number: most often
/// a mistyped digit. The sentence that asks whether it is one person.
fn namesake(
    app: &App,
    conn: &mut Conn,
    new: &NewPerson,
    tree: &UnitTree,
    reach: &Reach,
) -> Result<Option<String>, ChangeError> {
    let Some(born_on) = new.id_number.birth_date() else {
        return Ok(None);
    };
    for known in store::load_named(conn, &new.details.name)? {
        if !reach.contains(known.details.unit_id) {
            continue;
        }
        let Some(number) = known.id_number(&app.keys)? else {
            continue;
        };
        let same_day = IdNumber::parse(&number).is_ok_and(|one| one.birth_date() == Some(born_on));
        if same_day {
            let place = path_of(tree, known.details.unit_id);
            let left = match known.details.left_on {
                Some(_) => "，已离职",
                None => "",
            };
            return Ok(Some(format!(
                "{place}已有同名、同出生日期的{}（证件号码{}{left}），请核对是不是同一人；不是同一人的，请勾选“不是同一人，仍然新增”",
                known.details.name,
                mask_id_number(&number)
            )));
        }
    }
    Ok(None)
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

/// Where a number is known. Outside the viewer's reach only that it is: whoever types a
/// number does not learn where its owner works; the district reaches both offices.
fn known_already(owner: &Person, number: &IdNumber, tree: &UnitTree, reach: &Reach) -> String {
    let unit = owner.details.unit_id;
    let place = path_of(tree, unit);
    let masked = number.masked();
    if !reach.contains(unit) {
        return format!(
            "证件号码{masked}已在其他单位的名册中，请联系区县主管办理调动，不要重复新增"
        );
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
        if held.is_beyond(conn, viewer)? {
            return Err(PeopleRefusal::BeyondYou("更正证件号码").into());
        }
        let reason = rules::reason(reason, "更正证件号码")?;
        let before = held
            .person
            .id_number(&app.keys)?
            .ok_or(PeopleRefusal::Erased)?;
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
        place: if held.reach.contains(unit) {
            path_of(&held.tree, unit)
        } else {
            "其他单位".to_owned()
        },
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
        let id_number = person.id_number(&app.keys)?.ok_or(PeopleRefusal::Erased)?;
        noting::looked(conn, occasion, id, &reason)?;
        Ok(Unmasked {
            id_number,
            mobile: person.details.mobile,
        })
    })
}
