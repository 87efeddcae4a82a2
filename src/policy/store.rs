//! The SQL of versions added in the browser.

use diesel::prelude::*;

use super::versions::{PolicyVersion, PolicyVersionDetails, PolicyVersionId};
use crate::db::schema::policy_versions;
use crate::db::{Conn, ids};
use crate::each_backend;

#[derive(Insertable)]
#[diesel(table_name = policy_versions, treat_none_as_default_value = false)]
struct NewVersion {
    id: PolicyVersionId,
    #[diesel(embed)]
    details: PolicyVersionDetails,
}

/// The highest id; 0 where nothing was added.
///
/// # Errors
/// When the query fails.
pub fn revision(conn: &mut Conn) -> QueryResult<i64> {
    let latest: Option<PolicyVersionId> = each_backend!(conn, |inner| policy_versions::table
        .select(diesel::dsl::max(policy_versions::id))
        .get_result(inner))?;
    Ok(latest.map_or(0, |id| id.0))
}

/// Every added version, in the order of adding.
///
/// # Errors
/// When the query fails.
pub fn load_all(conn: &mut Conn) -> QueryResult<Vec<PolicyVersion>> {
    policy_versions::table
        .order(policy_versions::id)
        .select(PolicyVersion::as_select())
        .load(conn)
}

/// Adds a version. Only under [`crate::settings::lock`], so that ids are in the
/// order of their commits.
///
/// # Errors
/// When the query fails.
pub fn insert(conn: &mut Conn, details: PolicyVersionDetails) -> QueryResult<PolicyVersion> {
    let id = PolicyVersionId(ids::allocate_one(conn, "policy_versions")?);
    let row = NewVersion {
        id,
        details: details.clone(),
    };
    each_backend!(conn, |inner| diesel::insert_into(policy_versions::table)
        .values(&row)
        .execute(inner))?;
    Ok(PolicyVersion { id, details })
}
