//! Changing people: one function per command. Each loads the entry within the
//! viewer's reach (what lies outside does not exist), asks the rule, changes the row
//! that was seen and writes the history, in one transaction.

mod numbers;
mod steps;
mod together;

use chrono::NaiveDate;
use serde::Serialize;

use super::form::{FieldRefusal, TypedPerson};
use super::store::{self, StorePersonError};
use super::{Person, PersonDetails, PersonId, rules};
use crate::accounts::actions::{Departure, end_roles, people_beyond};
use crate::accounts::notices::tell_old_address;
use crate::accounts::{Reach, Right, Viewer};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::{Conn, DatabaseError};
use crate::people::rules::PeopleRefusal;
use crate::secrecy::{CannotOpen, KeyError};
use crate::units::{self, UnitId, UnitTree};

pub use numbers::{Unmasked, add, correct_id_number, unmask};
pub use steps::{Moving, come_back, leave, move_to, take_back_leaving};
pub use together::{MovingTogether, move_together, present_in, who_may_not_move};

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
        match refusal.field() {
            Some(field) => Self::Invalid(vec![FieldRefusal::new(field, refusal.to_string())]),
            None => Self::Refused(refusal.to_string()),
        }
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

/// Stores changed values of an entry and tells the history why. Whoever had left and is
/// there again begins without roles.
fn store_change(
    conn: &mut Conn,
    person: &Person,
    after: &PersonDetails,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    let (at, today) = (occasion.now.instant, occasion.now.today);
    store::update(conn, person.id, person.version, after, at).map_err(stale)?;
    if person.details.has_left(today) && !after.has_left(today) {
        let tree = units::store::load_tree(conn)?;
        end_roles(
            conn,
            &tree,
            person.id,
            Departure::Returns,
            |_| false,
            occasion,
        )?;
    }
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

/// Years in social work are counted from a day that has come.
pub(super) fn begun(details: &PersonDetails, today: NaiveDate) -> Result<(), ChangeError> {
    match details.social_work_since.filter(|since| *since > today) {
        Some(_) => Err(vec![FieldRefusal::new(
            "social_work_since",
            "从事社会工作时间晚于今天，请核对",
        )]
        .into()),
        None => Ok(()),
    }
}

/// A mobile number is a sign-in name and the way a reminder takes: it belongs to one
/// person who works somewhere. Who has it already keeps it; `before` is what stood there.
///
/// # Errors
/// When the query fails; the sentence for the field comes as a value.
pub fn mobile_taken(
    conn: &mut Conn,
    itself: Option<PersonId>,
    (before, after): (Option<&str>, Option<&str>),
    today: NaiveDate,
) -> diesel::QueryResult<Option<FieldRefusal>> {
    let Some(mobile) = after.filter(|after| Some(*after) != before) else {
        return Ok(None);
    };
    let taken = store::load_with_mobile(conn, mobile)?
        .into_iter()
        .any(|other| Some(other.id) != itself && !other.details.has_left(today));
    Ok(taken.then(|| {
        FieldRefusal::new(
            "mobile",
            "这个手机号已登记在另一人名下，手机号要用来登录和接收提醒，请核对；号码确已换人使用的，请先由单位人事更正原来的登记",
        )
    }))
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
        begun(&after, occasion.now.today)?;
        let mobiles = (before.mobile.as_deref(), after.mobile.as_deref());
        if let Some(taken) = mobile_taken(conn, Some(id), mobiles, occasion.now.today)? {
            return Err(vec![taken].into());
        }
        store_change(conn, &held.person, &after, "", occasion)?;
        tell_old_address(app, conn, &held.person, after.email.as_deref(), occasion)?;
        Ok(true)
    })
}
