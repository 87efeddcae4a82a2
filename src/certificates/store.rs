//! The SQL of certificates and registrations.

pub mod checks;
pub mod erase;
pub mod extensions;

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{
    Certificate, CertificateDetails, CertificateId, Registration, RegistrationDetails,
    RegistrationId,
};
use crate::db::schema::{certificates, registrations};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::people::PersonId;

/// Rows of one bulk insert; 9 columns each, below SQLite's 32,766 parameters.
const ROWS_AT_ONCE: usize = 2_000;

#[derive(Insertable)]
#[diesel(table_name = certificates, treat_none_as_default_value = false)]
struct NewCertificate {
    id: CertificateId,
    #[diesel(embed)]
    details: CertificateDetails,
    version: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

#[derive(Insertable)]
#[diesel(table_name = registrations, treat_none_as_default_value = false)]
struct NewRegistration {
    id: RegistrationId,
    #[diesel(embed)]
    details: RegistrationDetails,
    created_at: NaiveDateTime,
}

/// The certificates of these people.
///
/// # Errors
/// When the query fails.
pub fn load_of_people(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<Certificate>> {
    let mut found: Vec<Certificate> = each_backend!(conn, |inner| certificates::table
        .filter(certificates::person_id.eq_any(people))
        .select(Certificate::as_select())
        .load(inner))?;
    found.sort_unstable_by_key(|certificate| (certificate.details.person_id, certificate.id));
    Ok(found)
}

/// The certificates of one person, by id. By equality: a prepared statement that every
/// page of a person uses again; and put in order here, which costs less for a few rows.
///
/// # Errors
/// When the query fails.
pub fn load_of_person(conn: &mut Conn, person: PersonId) -> QueryResult<Vec<Certificate>> {
    let mut found: Vec<Certificate> = each_backend!(conn, |inner| certificates::table
        .filter(certificates::person_id.eq(person))
        .select(Certificate::as_select())
        .load(inner))?;
    found.sort_unstable_by_key(|certificate| certificate.id);
    Ok(found)
}

/// The registrations of one person's certificates, oldest row first.
///
/// # Errors
/// When the query fails.
pub fn load_registrations_of_person(
    conn: &mut Conn,
    person: PersonId,
) -> QueryResult<Vec<Registration>> {
    let mut found: Vec<Registration> = each_backend!(conn, |inner| registrations::table
        .inner_join(certificates::table)
        .filter(certificates::person_id.eq(person))
        .select(Registration::as_select())
        .load(inner))?;
    found.sort_unstable_by_key(|registration| registration.id);
    Ok(found)
}

/// The registrations of these certificates, oldest row first.
///
/// # Errors
/// When the query fails.
pub fn load_registrations(
    conn: &mut Conn,
    of: &[CertificateId],
) -> QueryResult<HashMap<CertificateId, Vec<Registration>>> {
    let mut rows: Vec<Registration> = each_backend!(conn, |inner| registrations::table
        .filter(registrations::certificate_id.eq_any(of))
        .select(Registration::as_select())
        .load(inner))?;
    rows.sort_unstable_by_key(|registration| registration.id);
    let mut grouped: HashMap<CertificateId, Vec<Registration>> = HashMap::new();
    for row in rows {
        grouped
            .entry(row.details.certificate_id)
            .or_default()
            .push(row);
    }
    Ok(grouped)
}

/// Adds a certificate.
///
/// # Errors
/// When the person has one of this level.
pub fn insert(
    conn: &mut Conn,
    details: CertificateDetails,
    at: NaiveDateTime,
) -> QueryResult<Certificate> {
    let id = CertificateId(ids::allocate_one(conn, "certificates")?);
    let row = NewCertificate {
        id,
        details: details.clone(),
        version: 1,
        created_at: at,
        updated_at: at,
    };
    each_backend!(conn, |inner| diesel::insert_into(certificates::table)
        .values(&row)
        .execute(inner))?;
    Ok(Certificate {
        id,
        details,
        version: 1,
    })
}

/// Replaces a certificate's values.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn update(
    conn: &mut Conn,
    id: CertificateId,
    seen_version: i64,
    details: &CertificateDetails,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = certificates::table.filter(
        certificates::id
            .eq(id)
            .and(certificates::version.eq(seen_version)),
    );
    let changed = diesel::update(mine)
        .set((
            details,
            certificates::version.eq(seen_version + 1),
            certificates::updated_at.eq(at),
        ))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// Adds a registration row; rows are never changed.
///
/// # Errors
/// When another row already replaced the one it replaces.
pub fn insert_registration(
    conn: &mut Conn,
    details: RegistrationDetails,
    at: NaiveDateTime,
) -> QueryResult<Registration> {
    let id = RegistrationId(ids::allocate_one(conn, "registrations")?);
    let row = NewRegistration {
        id,
        details: details.clone(),
        created_at: at,
    };
    each_backend!(conn, |inner| diesel::insert_into(registrations::table)
        .values(&row)
        .execute(inner))?;
    Ok(Registration { id, details })
}

/// Adds many registration rows at once, in order.
///
/// # Errors
/// When another row already replaced one that they replace.
pub fn insert_registrations(
    conn: &mut Conn,
    all: Vec<RegistrationDetails>,
    at: NaiveDateTime,
) -> QueryResult<Vec<Registration>> {
    let ids = ids::allocate(conn, "registrations", all.len())?;
    let rows: Vec<NewRegistration> = ids
        .into_iter()
        .zip(all)
        .map(|(id, details)| NewRegistration {
            id: RegistrationId(id),
            details,
            created_at: at,
        })
        .collect();
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        each_backend!(conn, |inner| diesel::insert_into(registrations::table)
            .values(chunk)
            .execute(inner))?;
    }
    Ok(rows
        .into_iter()
        .map(|row| Registration {
            id: row.id,
            details: row.details,
        })
        .collect())
}

/// Takes a certificate out that nothing refers to.
///
/// # Errors
/// When something refers to it.
pub fn delete(conn: &mut Conn, id: CertificateId) -> QueryResult<usize> {
    diesel::delete(certificates::table.filter(certificates::id.eq(id))).execute(conn)
}

/// Takes a registration row out that nothing follows; only an undone import does.
///
/// # Errors
/// When another row follows it.
pub fn delete_registration(conn: &mut Conn, id: RegistrationId) -> QueryResult<usize> {
    diesel::delete(registrations::table.filter(registrations::id.eq(id))).execute(conn)
}

/// The certificate with this id.
///
/// # Errors
/// `NotFound`, or when the query fails.
pub fn get(conn: &mut Conn, id: CertificateId) -> QueryResult<Certificate> {
    certificates::table
        .filter(certificates::id.eq(id))
        .select(Certificate::as_select())
        .get_result(conn)
}

/// Hands a registration row to another certificate of the same level and person,
/// where two entries of one person are made one.
///
/// # Errors
/// When the query fails.
pub fn move_registration(
    conn: &mut Conn,
    id: RegistrationId,
    to: CertificateId,
) -> QueryResult<usize> {
    diesel::update(registrations::table.filter(registrations::id.eq(id)))
        .set(registrations::certificate_id.eq(to))
        .execute(conn)
}

/// The certificate with this id, if there is one.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, id: CertificateId) -> QueryResult<Option<Certificate>> {
    get(conn, id).optional()
}
