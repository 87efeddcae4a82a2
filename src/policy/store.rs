//! The SQL of versions added in the browser, and of their withdrawal.

use diesel::prelude::*;

use super::versions::{
    PolicyVersion, PolicyVersionDetails, PolicyVersionId, PolicyWithdrawal, PolicyWithdrawalId,
};
use crate::db::schema::{policy_versions, policy_withdrawals};
use crate::db::{Conn, ids};
use crate::each_backend;

#[derive(Insertable)]
#[diesel(table_name = policy_versions, treat_none_as_default_value = false)]
struct NewVersion {
    id: PolicyVersionId,
    #[diesel(embed)]
    details: PolicyVersionDetails,
}

#[derive(Insertable)]
#[diesel(table_name = policy_withdrawals, treat_none_as_default_value = false)]
struct NewWithdrawal {
    id: PolicyWithdrawalId,
    #[diesel(embed)]
    details: PolicyWithdrawal,
}

/// The highest ids of versions and withdrawals, added up; 0 where nothing was added.
/// It grows with every one of either.
///
/// # Errors
/// When the query fails.
pub fn revision(conn: &mut Conn) -> QueryResult<i64> {
    let latest: (Option<PolicyVersionId>, Option<PolicyWithdrawalId>) =
        each_backend!(conn, |inner| diesel::select((
            policy_versions::table
                .select(diesel::dsl::max(policy_versions::id))
                .single_value(),
            policy_withdrawals::table
                .select(diesel::dsl::max(policy_withdrawals::id))
                .single_value(),
        ))
        .get_result(inner))?;
    Ok(latest.0.map_or(0, |id| id.0) + latest.1.map_or(0, |id| id.0))
}

/// Every added version, in the order of adding, the withdrawn ones among them.
///
/// # Errors
/// When the query fails.
pub fn load_all(conn: &mut Conn) -> QueryResult<Vec<PolicyVersion>> {
    policy_versions::table
        .order(policy_versions::id)
        .select(PolicyVersion::as_select())
        .load(conn)
}

/// Every added version that was not withdrawn, in the order of adding.
///
/// # Errors
/// When a query fails.
pub fn load_valid(conn: &mut Conn) -> QueryResult<Vec<PolicyVersion>> {
    let withdrawn = load_withdrawals(conn)?;
    let mut versions = load_all(conn)?;
    versions.retain(|version| withdrawn.iter().all(|one| one.version_id != version.id));
    Ok(versions)
}

/// Every withdrawal, in order.
///
/// # Errors
/// When the query fails.
pub fn load_withdrawals(conn: &mut Conn) -> QueryResult<Vec<PolicyWithdrawal>> {
    policy_withdrawals::table
        .order(policy_withdrawals::id)
        .select(PolicyWithdrawal::as_select())
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

/// Withdraws a version. Only under [`crate::settings::lock`], and only one that was not
/// withdrawn yet.
///
/// # Errors
/// When the query fails.
pub fn withdraw(conn: &mut Conn, details: PolicyWithdrawal) -> QueryResult<()> {
    let row = NewWithdrawal {
        id: PolicyWithdrawalId(ids::allocate_one(conn, "policy_withdrawals")?),
        details,
    };
    each_backend!(conn, |inner| diesel::insert_into(policy_withdrawals::table)
        .values(&row)
        .execute(inner))?;
    Ok(())
}
