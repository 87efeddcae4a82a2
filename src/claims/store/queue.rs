//! Lists of claims: an office's queue, by unit, state and day, a page at a time.

use diesel::prelude::*;

use crate::claims::{Claim, ClaimId, ClaimState};
use crate::db::Conn;
use crate::db::schema::claims;
use crate::each_backend;
use crate::people::PersonId;
use crate::units::UnitId;

/// Which claims are asked for; empty = without that condition.
#[derive(Debug, Clone, Default)]
pub struct QueueQuestion {
    /// Only of these units; none = every unit.
    pub units: Option<Vec<UnitId>>,
    /// Only in these states.
    pub states: Vec<ClaimState>,
    /// Only of these people.
    pub people: Option<Vec<PersonId>>,
}

/// The claims asked for, longest waiting first: by the instant they were handed in,
/// drafts by their number.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Conn, question: &QueueQuestion) -> QueryResult<Vec<Claim>> {
    let states = if question.states.is_empty() {
        ClaimState::ALL.to_vec()
    } else {
        question.states.clone()
    };
    each_backend!(conn, |inner| {
        let mut query = claims::table
            .filter(claims::state.eq_any(&states))
            .order(claims::id)
            .select(Claim::as_select())
            .into_boxed();
        if let Some(units) = &question.units {
            query = query.filter(claims::unit_id.eq_any(units));
        }
        if let Some(people) = &question.people {
            query = query.filter(claims::person_id.eq_any(people));
        }
        query.load(inner)
    })
    .map(|mut found: Vec<Claim>| {
        found.sort_by_key(|claim| (claim.details.handed_in_at, claim.id));
        found
    })
}

/// How many claims of these units stand in each state.
///
/// # Errors
/// When the query fails.
pub fn count_by_state(
    conn: &mut Conn,
    units: Option<&[UnitId]>,
) -> QueryResult<Vec<(ClaimState, i64)>> {
    use diesel::dsl::count;
    each_backend!(conn, |inner| {
        let mut query = claims::table
            .group_by(claims::state)
            .select((claims::state, count(claims::id)))
            .into_boxed();
        if let Some(units) = units {
            query = query.filter(claims::unit_id.eq_any(units));
        }
        query.load(inner)
    })
}

/// These claims, by id.
///
/// # Errors
/// When the query fails.
pub fn load_of_ids(conn: &mut Conn, ids: &[ClaimId]) -> QueryResult<Vec<Claim>> {
    claims::table
        .filter(claims::id.eq_any(ids))
        .order(claims::id)
        .select(Claim::as_select())
        .load(conn)
}
