//! Many people at once, for lists.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::people;
use crate::each_backend;
use crate::people::{Person, PersonId};
use crate::units::UnitId;

/// Just enough of a person to search by.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = people, check_for_backend(crate::db::Backend))]
pub struct Brief {
    /// The id.
    pub id: PersonId,
    /// 姓名.
    pub name: String,
    /// For the order of lists.
    pub pinyin_key: String,
    /// For the initials search.
    pub pinyin_initials: String,
    /// 手机号.
    pub mobile: Option<String>,
    /// 离职日期.
    pub left_on: Option<NaiveDate>,
}

/// Everyone of these units (of all where none are given), by id.
///
/// # Errors
/// When the query fails.
pub fn load_of_units(conn: &mut Conn, units: Option<&[UnitId]>) -> QueryResult<Vec<Person>> {
    each_backend!(conn, |inner| {
        let query = people::table
            .filter(people::merged_into.is_null())
            .order(people::id)
            .select(Person::as_select());
        match units {
            None => query.load(inner),
            Some(units) => query.filter(people::unit_id.eq_any(units)).load(inner),
        }
    })
}

/// The same people, just enough to search by.
///
/// # Errors
/// When the query fails.
pub fn load_briefs(conn: &mut Conn, units: Option<&[UnitId]>) -> QueryResult<Vec<Brief>> {
    each_backend!(conn, |inner| {
        let query = people::table
            .filter(people::merged_into.is_null())
            .order(people::id)
            .select(Brief::as_select());
        match units {
            None => query.load(inner),
            Some(units) => query.filter(people::unit_id.eq_any(units)).load(inner),
        }
    })
}

/// How many people each unit has, leavers too; of these units where any are given.
///
/// # Errors
/// When the query fails.
pub fn count_by_unit(conn: &mut Conn, units: Option<&[UnitId]>) -> QueryResult<Vec<(UnitId, i64)>> {
    each_backend!(conn, |inner| {
        let query = people::table
            .filter(people::merged_into.is_null())
            .group_by(people::unit_id)
            .select((people::unit_id, diesel::dsl::count_star()));
        match units {
            None => query.load(inner),
            Some(units) => query.filter(people::unit_id.eq_any(units)).load(inner),
        }
    })
}

/// How many people these units have (all of them where none are given): leavers too, or
/// who has not left before `present_on`. Looks at these units' people only.
///
/// # Errors
/// When the query fails.
pub fn count_of_units(
    conn: &mut Conn,
    units: Option<&[UnitId]>,
    present_on: Option<NaiveDate>,
) -> QueryResult<i64> {
    each_backend!(conn, |inner| {
        let all = people::table.filter(people::merged_into.is_null()).count();
        let present = |day: NaiveDate| people::left_on.is_null().or(people::left_on.ge(day));
        match (units, present_on) {
            (None, None) => all.get_result(inner),
            (None, Some(day)) => all.filter(present(day)).get_result(inner),
            (Some(units), None) => all.filter(people::unit_id.eq_any(units)).get_result(inner),
            (Some(units), Some(day)) => all
                .filter(people::unit_id.eq_any(units))
                .filter(present(day))
                .get_result(inner),
        }
    })
}
