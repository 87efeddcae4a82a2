//! Taking out the certificates of people whose time of keeping is over.

use diesel::prelude::*;

use crate::certificates::{CertificateId, RegistrationId};
use crate::db::Conn;
use crate::db::schema::{certificates, extended_registrations, registrations};
use crate::people::PersonId;

/// Takes out the certificates and registrations of these people; how many rows.
///
/// # Errors
/// When something still refers to one of them.
pub fn delete_of_people(conn: &mut Conn, of: &[PersonId]) -> QueryResult<usize> {
    let held: Vec<CertificateId> = certificates::table
        .filter(certificates::person_id.eq_any(of))
        .select(certificates::id)
        .load(conn)?;
    // A row points at an earlier one: the latest goes first.
    let rows: Vec<RegistrationId> = registrations::table
        .filter(registrations::certificate_id.eq_any(&held))
        .order(registrations::id.desc())
        .select(registrations::id)
        .load(conn)?;
    for row in &rows {
        let extended = extended_registrations::registration_id.eq(row);
        diesel::delete(extended_registrations::table.filter(extended)).execute(conn)?;
        diesel::delete(registrations::table.filter(registrations::id.eq(row))).execute(conn)?;
    }
    let certificates =
        diesel::delete(certificates::table.filter(certificates::id.eq_any(&held))).execute(conn)?;
    Ok(rows.len() + certificates)
}
