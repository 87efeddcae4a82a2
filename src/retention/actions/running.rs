//! The nightly erasing of what two officers wanted.

use std::collections::BTreeMap;

use super::{PEOPLE_AT_ONCE, RetentionError, due_people, erasing, scope_of};
use crate::app::App;
use crate::audit::{self, Action, Change, Entity, Occasion, PersonsErased};
use crate::clock::Now;
use crate::db::Conn;
use crate::people::{self, PersonId};
use crate::policy::{Policies, RetentionClass};
use crate::retention::{Part, PersonScope, PurgeOrder, PurgeOrderId, PurgeState, store};

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

/// Erases what was confirmed and is still due, each person in a short transaction of
/// their own: people go on working beside it, and what is stopped goes on where it was.
/// Who came back meanwhile loses nothing; where an order is withdrawn on the way, the rest
/// of its people keep everything.
///
/// # Errors
/// [`RetentionError`]; whoever was erased before stays erased.
pub fn run_confirmed(app: &App, occasion: &Occasion) -> Result<Vec<Purged>, RetentionError> {
    let waiting = app
        .db
        .read(|conn| Ok::<_, RetentionError>(store::load_confirmed(conn)?))?;
    let mut done = Vec::new();
    for order in waiting {
        done.extend(run_one(app, &order, occasion)?);
    }
    Ok(done)
}

/// One order; none where it was withdrawn, or done by another process.
fn run_one(
    app: &App,
    order: &PurgeOrder,
    occasion: &Occasion,
) -> Result<Option<Purged>, RetentionError> {
    for wanted in scope_of(order)? {
        let goes_on = app
            .db
            .write(|conn| erase_person(app, conn, order, wanted, occasion))?;
        if !goes_on {
            return Ok(None);
        }
    }
    app.db.write(|conn| finish(conn, order, occasion))
}

/// Erases what is still due of one person, and of the entries merged into them; false
/// where the order waits no more. Of whom nothing is due (erased before a stop, or came
/// back), nothing is written.
fn erase_person(
    app: &App,
    conn: &mut Conn,
    order: &PurgeOrder,
    wanted: PersonScope,
    occasion: &Occasion,
) -> Result<bool, RetentionError> {
    // First, so that two processes never erase the same person at once.
    if !store::hold(conn, order.id)? {
        return Ok(false);
    }
    let scope = still_due(app, conn, &[wanted], occasion.now)?;
    if scope.is_empty() {
        return Ok(true);
    }
    let rows = erasing::erase(conn, &scope, occasion)?;
    let told = PersonsErased {
        people: scope.iter().map(|one| one.person).collect(),
        grounds: grounds(&app.policies, &scope, occasion.now),
        rows,
    };
    record(conn, order, &told, occasion)?;
    let line = audit::store::erase::line_of_erasure(conn, Entity::PurgeOrder, order.id.0)?;
    erasing::erase_history(conn, &scope, line)?;
    for one in scope.iter().filter(|one| one.touches_the_person()) {
        let name = one.parts.contains(&Part::Name);
        store::note_erased(conn, one.person, order.id, occasion.now.today, name)?;
    }
    Ok(true)
}

/// The line that tells whose data went, on what ground and how much.
fn record(
    conn: &mut Conn,
    order: &PurgeOrder,
    told: &PersonsErased,
    occasion: &Occasion,
) -> Result<(), RetentionError> {
    let change = Change {
        person: None,
        entity: Entity::PurgeOrder,
        entity_id: order.id.0,
        action: Action::Erased,
        before: None,
        after: serde_json::to_value(told).ok(),
    };
    audit::store::record(conn, occasion, &[change])?;
    Ok(())
}

/// Ends the order, with the sum of what its lines tell: also of those written before a
/// stop.
fn finish(
    conn: &mut Conn,
    order: &PurgeOrder,
    occasion: &Occasion,
) -> Result<Option<Purged>, RetentionError> {
    if !store::end(conn, order.id, PurgeState::Done, "", occasion.now.instant)? {
        return Ok(None);
    }
    let purged = so_far(conn, order.id)?;
    if purged.people == 0 {
        let nobody = PersonsErased {
            people: Vec::new(),
            grounds: Vec::new(),
            rows: BTreeMap::new(),
        };
        record(conn, order, &nobody, occasion)?;
    }
    store::set_outcome(conn, order.id, &purged.sentence())?;
    Ok(Some(purged))
}

/// What an order has erased by now.
pub(super) fn so_far(conn: &mut Conn, id: PurgeOrderId) -> Result<Purged, RetentionError> {
    let mut purged = Purged {
        order: id,
        people: 0,
        rows: BTreeMap::new(),
    };
    for told in audit::store::erase::load_erasures(conn, Entity::PurgeOrder, id.0)? {
        purged.people += told.people.len() as u64;
        for (kind, count) in told.rows {
            *purged.rows.entry(kind).or_default() += count;
        }
    }
    Ok(purged)
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
