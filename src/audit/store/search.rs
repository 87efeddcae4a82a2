//! Looking things up in the history.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Line;
use crate::accounts::AccountId;
use crate::audit::{Action, Entity};
use crate::db::schema::history;
use crate::db::{Backend, Conn};
use crate::people::PersonId;
use crate::people::store::leavers::ids_of_units;
use crate::units::UnitId;

/// Which lines are wanted; what is empty does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// About these people.
    pub people: Option<Vec<PersonId>>,
    /// By the actor of exactly this name.
    pub actor: Option<String>,
    /// By this account.
    pub account: Option<AccountId>,
    /// About this kind of thing.
    pub entity: Option<Entity>,
    /// About this thing.
    pub entity_id: Option<i64>,
    /// Of this kind.
    pub action: Option<Action>,
    /// Of one of these kinds.
    pub actions: Option<Vec<Action>>,
    /// Not before (UTC).
    pub since: Option<NaiveDateTime>,
    /// Before (UTC).
    pub before: Option<NaiveDateTime>,
    /// Below this line: older ones.
    pub below: Option<i64>,
    /// About people of these units and these units themselves only.
    pub units: Option<Vec<UnitId>>,
}

type Boxed<'a> = history::BoxedQuery<'a, Backend>;

impl Wanted {
    fn query(&self) -> Boxed<'_> {
        let mut query = history::table.into_boxed();
        if let Some(people) = &self.people {
            query = query.filter(history::person_id.eq_any(people));
        }
        if let Some(actor) = &self.actor {
            query = query.filter(history::actor.eq(actor));
        }
        if let Some(account) = self.account {
            query = query.filter(history::account_id.eq(account));
        }
        if let Some(entity) = self.entity {
            query = query.filter(history::entity.eq(entity));
        }
        if let Some(id) = self.entity_id {
            query = query.filter(history::entity_id.eq(id));
        }
        if let Some(action) = self.action {
            query = query.filter(history::action.eq(action));
        }
        if let Some(actions) = &self.actions {
            query = query.filter(history::action.eq_any(actions));
        }
        if let Some(since) = self.since {
            query = query.filter(history::occurred_at.ge(since));
        }
        if let Some(before) = self.before {
            query = query.filter(history::occurred_at.lt(before));
        }
        if let Some(below) = self.below {
            query = query.filter(history::id.lt(below));
        }
        if let Some(units) = &self.units {
            let people = ids_of_units(units.clone());
            let own = history::entity
                .eq(Entity::Unit)
                .and(history::entity_id.eq_any(units.iter().map(|unit| unit.0)));
            query = query.filter(history::person_id.eq_any(people).or(own.nullable()));
        }
        query
    }
}

/// How many lines there are of these.
///
/// # Errors
/// When the query fails.
pub fn count(conn: &mut Conn, wanted: &Wanted) -> QueryResult<i64> {
    wanted.query().count().get_result(conn)
}

/// These lines, newest first.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Conn, wanted: &Wanted, skip: i64, limit: i64) -> QueryResult<Vec<Line>> {
    wanted
        .query()
        .order(history::id.desc())
        .offset(skip)
        .limit(limit)
        .select(Line::as_select())
        .load(conn)
}
