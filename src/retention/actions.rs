//! Preview, confirm, withdraw, and erase what was confirmed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::rules::due_parts;
use super::store::{self, Confirmation};
use super::{DuePart, Part, PersonScope, PurgeOrder, PurgeOrderId, PurgeState, situation};
use crate::app::App;
use crate::audit::{self, Action, Change, Entity, Occasion, PersonsErased};
use crate::clock::Now;
use crate::db::{Conn, DatabaseError};
use crate::people::{self, Person, PersonId};
use crate::policy::{Policies, RetentionClass};
use crate::units::UnitId;

mod erasing;

/// People looked at together.
const PEOPLE_AT_ONCE: i64 = 500;

/// Why nothing was confirmed, withdrawn or erased.
#[derive(Debug, thiserror::Error)]
pub enum RetentionError {
    /// Nobody was chosen, or nothing of theirs is due.
    #[error("所选人员目前没有到期可清除的数据，请刷新页面后重新选择")]
    NothingDue,
    /// It was done or withdrawn meanwhile.
    #[error("这一批清理已经执行或撤回，请刷新页面查看结果")]
    NotWaiting,
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

/// Everyone of whom something may go on `now`'s day and who stands in no confirmation
/// that waits, in these units only where any are given. Nothing is changed.
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

/// Whose erasure is confirmed and waits for the night.
fn in_waiting_orders(conn: &mut Conn) -> Result<BTreeSet<PersonId>, RetentionError> {
    let mut people = BTreeSet::new();
    for order in store::load_confirmed(conn)? {
        let scope: Vec<PersonScope> =
            serde_json::from_str(&order.scope).map_err(|_| RetentionError::Unreadable(order.id))?;
        people.extend(scope.into_iter().map(|one| one.person));
    }
    Ok(people)
}

/// What the history keeps of a confirmation.
#[derive(Debug, Serialize)]
struct OrderHistory<'a> {
    due_on: chrono::NaiveDate,
    people: Vec<PersonId>,
    state: PurgeState,
    parts: Vec<&'a str>,
}

/// Confirms that what is due of the chosen people is erased; the nightly job does it.
///
/// # Errors
/// [`RetentionError::NothingDue`] where nothing of theirs is due or they are out of reach.
pub fn confirm(
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
            Confirmation {
                due_on: occasion.now.today,
                scope: &serde_json::to_string(&scope).unwrap_or_default(),
                person_count: i64::try_from(scope.len()).unwrap_or(i64::MAX),
                by: &occasion.actor.name,
                account: occasion.actor.account,
                at: occasion.now.instant,
            },
        )?;
        let after = order_history(&scope, occasion, PurgeState::Confirmed);
        let change = Change::created(Entity::PurgeOrder, id.0, None, &after);
        audit::store::record(conn, occasion, &[change])?;
        Ok(id)
    })
}

fn order_history(
    scope: &[PersonScope],
    occasion: &Occasion,
    state: PurgeState,
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

/// Takes a confirmation back before it is done.
///
/// # Errors
/// [`RetentionError::NotWaiting`].
pub fn withdraw(app: &App, id: PurgeOrderId, occasion: &Occasion) -> Result<(), RetentionError> {
    app.db.write(|conn| {
        let outcome = format!("由{}撤回", occasion.actor.name);
        let at = occasion.now.instant;
        if !store::end(conn, id, PurgeState::Withdrawn, &outcome, at)? {
            return Err(RetentionError::NotWaiting);
        }
        let change = Change::changed(
            Entity::PurgeOrder,
            id.0,
            None,
            &PurgeState::Confirmed,
            &PurgeState::Withdrawn,
        );
        audit::store::record(conn, occasion, &[change])?;
        Ok(())
    })
}

/// What one confirmed erasure came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purged {
    /// Which.
    pub order: PurgeOrderId,
    /// Of how many people something went.
    pub people: u64,
    /// How many rows of each kind.
    pub rows: BTreeMap<String, u64>,
}

/// Whether everyone whom a confirmation concerns works in these units; any, where none
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
    let scope: Vec<PersonScope> =
        serde_json::from_str(&order.scope).map_err(|_| RetentionError::Unreadable(order.id))?;
    for block in scope.chunks(usize::try_from(PEOPLE_AT_ONCE).unwrap_or(usize::MAX)) {
        let ids: Vec<PersonId> = block.iter().map(|one| one.person).collect();
        let outside = |person: &Person| !units.contains(&person.details.unit_id);
        if people::store::load_of_ids(conn, &ids)?.iter().any(outside) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Erases what was confirmed and is still due, each confirmation in one transaction.
/// Who came back meanwhile loses nothing.
///
/// # Errors
/// [`RetentionError`]; confirmations done before stay done.
pub fn run_confirmed(app: &App, occasion: &Occasion) -> Result<Vec<Purged>, RetentionError> {
    let waiting = app
        .db
        .read(|conn| Ok::<_, RetentionError>(store::load_confirmed(conn)?))?;
    let mut done = Vec::new();
    for order in waiting {
        done.extend(app.db.write(|conn| run_one(app, conn, &order, occasion))?);
    }
    Ok(done)
}

fn run_one(
    app: &App,
    conn: &mut Conn,
    order: &PurgeOrder,
    occasion: &Occasion,
) -> Result<Option<Purged>, RetentionError> {
    let confirmed: Vec<PersonScope> =
        serde_json::from_str(&order.scope).map_err(|_| RetentionError::Unreadable(order.id))?;
    let at = occasion.now.instant;
    // First, so that two processes never erase the same order at once.
    let waiting = store::end(conn, order.id, PurgeState::Done, "", at)?;
    if !waiting {
        return Ok(None);
    }
    let scope = still_due(app, conn, &confirmed, occasion.now)?;
    let rows = erasing::erase(conn, &scope, occasion)?;
    let told = PersonsErased {
        people: scope.iter().map(|one| one.person).collect(),
        grounds: grounds(&app.policies, &scope, occasion.now),
        rows: rows.clone(),
    };
    let change = Change {
        person: None,
        entity: Entity::PurgeOrder,
        entity_id: order.id.0,
        action: Action::Erased,
        before: None,
        after: serde_json::to_value(&told).ok(),
    };
    audit::store::record(conn, occasion, &[change])?;
    let line = audit::store::erase::line_of_erasure(conn, Entity::PurgeOrder, order.id.0)?;
    erasing::erase_history(conn, &scope, line)?;
    for one in scope.iter().filter(|one| one.touches_the_person()) {
        let name = one.parts.contains(&Part::Name);
        store::note_erased(conn, one.person, order.id, occasion.now.today, name)?;
    }
    let purged = Purged {
        order: order.id,
        people: scope.len() as u64,
        rows,
    };
    store::set_outcome(conn, order.id, &purged.sentence())?;
    Ok(Some(purged))
}

impl Purged {
    /// What went, in one sentence.
    pub fn sentence(&self) -> String {
        if self.people == 0 {
            return "名单上的人员目前都没有到期数据，没有清除任何内容".to_owned();
        }
        let rows: Vec<String> = self
            .rows
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(kind, count)| format!("{kind} {count} 条"))
            .collect();
        format!("清除 {} 人：{}", self.people, rows.join("、"))
    }
}

/// Of what was confirmed, what the rules still let go today.
fn still_due(
    app: &App,
    conn: &mut Conn,
    confirmed: &[PersonScope],
    now: Now,
) -> Result<Vec<PersonScope>, RetentionError> {
    let mut scope = Vec::new();
    for block in confirmed.chunks(usize::try_from(PEOPLE_AT_ONCE).unwrap_or(usize::MAX)) {
        let ids: Vec<PersonId> = block.iter().map(|one| one.person).collect();
        let people = people::store::load_of_ids(conn, &ids)?;
        for due in due_people(conn, &app.policies, people, now)? {
            let wanted = block.iter().find(|one| one.person == due.person.id);
            let parts: Vec<Part> = due
                .parts
                .into_iter()
                .map(|due| due.part)
                .filter(|part| wanted.is_some_and(|wanted| wanted.parts.contains(part)))
                .collect();
            if !parts.is_empty() {
                scope.push(PersonScope {
                    person: due.person.id,
                    parts,
                });
            }
        }
        // Entries that were merged into somebody are that somebody.
        for (gone, into) in people::store::leavers::load_merged(conn, &ids)? {
            let parts = scope.iter().find(|one| one.person == into);
            if let Some(parts) = parts.map(|one| one.parts.clone()) {
                scope.push(PersonScope {
                    person: gone,
                    parts,
                });
            }
        }
    }
    Ok(scope)
}

/// The documents behind what is erased.
fn grounds(policies: &Policies, scope: &[PersonScope], now: Now) -> Vec<String> {
    RetentionClass::ALL
        .iter()
        .filter(|class| {
            scope
                .iter()
                .any(|one| one.parts.contains(&Part::Class(**class)))
        })
        .filter_map(|class| {
            let period = policies.retention(*class, now.today)?;
            Some(format!(
                "{}：{}，保存 {} 年",
                class.label(),
                period.source.document,
                period.years
            ))
        })
        .collect()
}
