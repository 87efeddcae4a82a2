//! Preview, order, confirm, withdraw, and erase what was confirmed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::rules::due_parts;
use super::store::{self, Ordering};
use super::{
    DuePart, OrderStanding, Part, PersonScope, PurgeOrder, PurgeOrderId, PurgeState, situation,
};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::clock::Now;
use crate::db::{Conn, DatabaseError};
use crate::people::{self, Person, PersonId};
use crate::policy::Policies;
use crate::units::UnitId;

mod erasing;
mod running;
mod second;

pub use running::{Purged, run_confirmed};
pub use second::{Second, confirm, second};

/// People looked at together.
const PEOPLE_AT_ONCE: i64 = 500;

/// Why nothing was confirmed, withdrawn or erased.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// Nobody was chosen, or nothing of theirs is due.
    #[error("所选人员目前没有到期可清除的数据，请刷新页面后重新选择")]
    NothingDue,
    /// It was confirmed, done or withdrawn meanwhile.
    #[error("这一批清理已经复核、执行或撤回，请刷新页面查看结果")]
    NotWaiting,
    /// Whoever ordered does not confirm.
    #[error("这一批清理是您提出的，须由{0}复核，不能由同一账号确认")]
    OwnOrder(&'static str),
    /// There is none such, or it is not the viewer's.
    #[error("没有这一批清理，请刷新页面后再看")]
    NotFound,
    /// The list of a confirmed erasure cannot be read.
    #[error("第 {0} 批清理的名单已损坏，没有清除任何数据，请撤回后重新确认")]
    Unreadable(PurgeOrderId),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for RetentionError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// A leaver of whom something may go.
#[derive(Debug, Clone)]
pub struct DuePerson {
    /// Who.
    pub person: Person,
    /// What, and since when.
    pub parts: Vec<DuePart>,
}

/// Everyone of whom something may go on `now`'s day and who stands in no order that
/// waits, in these units only where any are given. Nothing is changed.
///
/// # Errors
/// When the database fails.
pub fn preview(
    conn: &mut Conn,
    policies: &Policies,
    units: Option<&[UnitId]>,
    now: Now,
) -> Result<Vec<DuePerson>, RetentionError> {
    let waiting = in_waiting_orders(conn)?;
    let mut due = Vec::new();
    let mut after = PersonId(0);
    loop {
        let block = people::store::leavers::load(conn, units, now.today, after, PEOPLE_AT_ONCE)?;
        let Some(last) = block.last().map(|person| person.id) else {
            return Ok(due);
        };
        after = last;
        let block = block
            .into_iter()
            .filter(|person| !waiting.contains(&person.id))
            .collect();
        due.extend(due_people(conn, policies, block, now)?);
    }
}

fn due_people(
    conn: &mut Conn,
    policies: &Policies,
    block: Vec<Person>,
    now: Now,
) -> Result<Vec<DuePerson>, RetentionError> {
    let facts: BTreeMap<PersonId, _> = situation::load(conn, &block)?
        .into_iter()
        .map(|facts| (facts.person, facts))
        .collect();
    Ok(block
        .into_iter()
        .filter_map(|person| {
            let parts = due_parts(facts.get(&person.id)?, policies, now.today);
            (!parts.is_empty()).then_some(DuePerson { person, parts })
        })
        .collect())
}

/// Whose erasure is ordered and neither done nor withdrawn.
fn in_waiting_orders(conn: &mut Conn) -> Result<BTreeSet<PersonId>, RetentionError> {
    let mut people = BTreeSet::new();
    for order in store::load_waiting(conn)? {
        people.extend(scope_of(&order)?.into_iter().map(|one| one.person));
    }
    Ok(people)
}

/// Whose and what an order is about.
///
/// # Errors
/// [`RetentionError::Unreadable`].
pub fn scope_of(order: &PurgeOrder) -> Result<Vec<PersonScope>, RetentionError> {
    serde_json::from_str(&order.scope).map_err(|_| RetentionError::Unreadable(order.id))
}

/// The people of a scope, in blocks for a query.
pub(in crate::retention) fn in_scope(
    scope: &[PersonScope],
) -> impl Iterator<Item = Vec<PersonId>> + '_ {
    let at_once = usize::try_from(PEOPLE_AT_ONCE).unwrap_or(usize::MAX);
    scope
        .chunks(at_once)
        .map(|block| block.iter().map(|one| one.person).collect())
}

/// What the history keeps of an order.
#[derive(Debug, Serialize)]
struct OrderHistory<'a> {
    due_on: chrono::NaiveDate,
    people: Vec<PersonId>,
    state: OrderStanding,
    parts: Vec<&'a str>,
}

/// Orders that what is due of the chosen people is erased; once another officer has
/// confirmed it ([`confirm`]), the nightly job does it.
///
/// # Errors
/// [`RetentionError::NothingDue`] where nothing of theirs is due or they are out of reach.
pub fn order(
    app: &App,
    chosen: &[PersonId],
    units: Option<&[UnitId]>,
    occasion: &Occasion,
) -> Result<PurgeOrderId, RetentionError> {
    app.db.write(|conn| {
        let waiting = in_waiting_orders(conn)?;
        let mut scope = Vec::new();
        for ids in chosen.chunks(usize::try_from(PEOPLE_AT_ONCE).unwrap_or(usize::MAX)) {
            let mut block = people::store::load_of_ids(conn, ids)?;
            block.retain(|person| !waiting.contains(&person.id));
            block
                .retain(|person| units.is_none_or(|units| units.contains(&person.details.unit_id)));
            let due = due_people(conn, &app.policies, block, occasion.now)?;
            scope.extend(due.into_iter().map(|due| PersonScope {
                person: due.person.id,
                parts: due.parts.into_iter().map(|due| due.part).collect(),
            }));
        }
        if scope.is_empty() {
            return Err(RetentionError::NothingDue);
        }
        let id = store::insert(
            conn,
            Ordering {
                due_on: occasion.now.today,
                scope: &serde_json::to_string(&scope).unwrap_or_default(),
                person_count: i64::try_from(scope.len()).unwrap_or(i64::MAX),
                by: &occasion.actor.name,
                account: occasion.actor.account,
                at: occasion.now.instant,
            },
        )?;
        let after = order_history(&scope, occasion, OrderStanding::Ordered);
        let change = Change::created(Entity::PurgeOrder, id.0, None, &after);
        audit::store::record(conn, occasion, &[change])?;
        Ok(id)
    })
}

fn order_history(
    scope: &[PersonScope],
    occasion: &Occasion,
    state: OrderStanding,
) -> OrderHistory<'static> {
    let mut parts: Vec<Part> = scope.iter().flat_map(|one| one.parts.clone()).collect();
    parts.sort_unstable();
    parts.dedup();
    OrderHistory {
        due_on: occasion.now.today,
        people: scope.iter().map(|one| one.person).collect(),
        state,
        parts: parts.into_iter().map(Part::label).collect(),
    }
}

#[derive(Serialize)]
struct StateLine {
    state: OrderStanding,
}

/// Takes an order back before it is done.
///
/// # Errors
/// [`RetentionError::NotWaiting`].
pub fn withdraw(app: &App, id: PurgeOrderId, occasion: &Occasion) -> Result<(), RetentionError> {
    app.db.write(|conn| {
        let before = store::find(conn, id)?.ok_or(RetentionError::NotFound)?;
        let gone = running::so_far(conn, id)?.people;
        let outcome = match gone {
            0 => format!("由{}撤回", occasion.actor.name),
            gone => format!("由{}撤回；撤回前已清除 {gone} 人", occasion.actor.name),
        };
        let at = occasion.now.instant;
        if !store::end(conn, id, PurgeState::Withdrawn, &outcome, at)? {
            return Err(RetentionError::NotWaiting);
        }
        let change = Change::changed(
            Entity::PurgeOrder,
            id.0,
            None,
            &StateLine {
                state: before.standing(),
            },
            &StateLine {
                state: OrderStanding::Withdrawn,
            },
        );
        audit::store::record(conn, occasion, &[change])?;
        Ok(())
    })
}

/// Whether everyone whom an order concerns works in these units; any, where none
/// are given. Whose reach is narrower, for them it does not exist.
///
/// # Errors
/// When the database fails.
pub fn is_within(
    conn: &mut Conn,
    order: &PurgeOrder,
    units: Option<&[UnitId]>,
) -> Result<bool, RetentionError> {
    let Some(units) = units else { return Ok(true) };
    let scope = scope_of(order)?;
    for ids in in_scope(&scope) {
        let outside = |person: &Person| !units.contains(&person.details.unit_id);
        if people::store::load_of_ids(conn, &ids)?.iter().any(outside) {
            return Ok(false);
        }
    }
    Ok(true)
}
