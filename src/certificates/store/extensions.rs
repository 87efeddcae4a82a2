//! Mass extensions, the rows they made, and the registrations that one may touch.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::calendar::Period;
use crate::certificates::{
    ExtensionDetails, ExtensionId, Level, Registration, RegistrationExtension, RegistrationId,
};
use crate::db::schema::{
    certificates, extended_registrations, registration_extensions, registrations,
};
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::people::PersonId;
use crate::people::store::ids_listed;

/// Link rows of one bulk insert.
const ROWS_AT_ONCE: usize = 5_000;

#[derive(Insertable)]
#[diesel(table_name = registration_extensions, treat_none_as_default_value = false)]
struct NewExtension {
    id: ExtensionId,
    #[diesel(embed)]
    details: ExtensionDetails,
    version: i64,
}

#[derive(Insertable)]
#[diesel(table_name = extended_registrations)]
struct NewLink {
    registration_id: RegistrationId,
    extension_id: ExtensionId,
}

/// A registration with whose certificate it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedRegistration {
    /// Whose.
    pub person: PersonId,
    /// The certificate's level.
    pub level: Level,
    /// The row.
    pub registration: Registration,
}

/// The registrations, replaced or not, whose last day lies in a span, of one level
/// or of all, oldest row first; of entries that were merged none.
///
/// # Errors
/// When the query fails.
pub fn load_ending(
    conn: &mut Conn,
    last_days: Period,
    level: Option<Level>,
) -> QueryResult<Vec<OwnedRegistration>> {
    let query = registrations::table
        .inner_join(certificates::table)
        .filter(registrations::last_day.between(last_days.first, last_days.last))
        .filter(certificates::person_id.eq_any(ids_listed()))
        .order(registrations::id)
        .select((
            certificates::person_id,
            certificates::level,
            Registration::as_select(),
        ));
    let rows: Vec<(PersonId, Level, Registration)> = match level {
        None => query.load(conn)?,
        Some(level) => query.filter(certificates::level.eq(level)).load(conn)?,
    };
    Ok(rows
        .into_iter()
        .map(|(person, level, registration)| OwnedRegistration {
            person,
            level,
            registration,
        })
        .collect())
}

/// Adds an extension with the rows it made.
///
/// # Errors
/// When the query fails.
pub fn insert(
    conn: &mut Conn,
    details: ExtensionDetails,
    made: &[RegistrationId],
) -> QueryResult<RegistrationExtension> {
    let id = ExtensionId(ids::allocate_one(conn, "registration_extensions")?);
    let row = NewExtension {
        id,
        details: details.clone(),
        version: 1,
    };
    each_backend!(conn, |inner| diesel::insert_into(
        registration_extensions::table
    )
    .values(&row)
    .execute(inner))?;
    for chunk in made.chunks(ROWS_AT_ONCE) {
        let links: Vec<NewLink> = chunk
            .iter()
            .map(|registration_id| NewLink {
                registration_id: *registration_id,
                extension_id: id,
            })
            .collect();
        each_backend!(conn, |inner| diesel::insert_into(
            extended_registrations::table
        )
        .values(&links)
        .execute(inner))?;
    }
    Ok(RegistrationExtension {
        id,
        details,
        version: 1,
    })
}

/// Every extension, the latest first.
///
/// # Errors
/// When the query fails.
pub fn load_all(conn: &mut Conn) -> QueryResult<Vec<RegistrationExtension>> {
    registration_extensions::table
        .order(registration_extensions::id.desc())
        .select(RegistrationExtension::as_select())
        .load(conn)
}

/// The extension with this id.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, id: ExtensionId) -> QueryResult<Option<RegistrationExtension>> {
    registration_extensions::table
        .filter(registration_extensions::id.eq(id))
        .select(RegistrationExtension::as_select())
        .get_result(conn)
        .optional()
}

/// The rows that an extension made, with whose they are.
///
/// # Errors
/// When the query fails.
pub fn load_made(conn: &mut Conn, id: ExtensionId) -> QueryResult<Vec<OwnedRegistration>> {
    let rows: Vec<(PersonId, Level, Registration)> = extended_registrations::table
        .inner_join(registrations::table.inner_join(certificates::table))
        .filter(extended_registrations::extension_id.eq(id))
        .order(registrations::id)
        .select((
            certificates::person_id,
            certificates::level,
            Registration::as_select(),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(person, level, registration)| OwnedRegistration {
            person,
            level,
            registration,
        })
        .collect())
}

/// Notes that an extension was taken back.
///
/// # Errors
/// `NotFound` when somebody else changed it since it was read.
pub fn set_reversed(
    conn: &mut Conn,
    extension: &RegistrationExtension,
    by: &str,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let mine = registration_extensions::table.filter(
        registration_extensions::id
            .eq(extension.id)
            .and(registration_extensions::version.eq(extension.version)),
    );
    let changed = diesel::update(mine)
        .set((
            registration_extensions::reversed_by.eq(by),
            registration_extensions::reversed_at.eq(at),
            registration_extensions::version.eq(extension.version + 1),
        ))
        .execute(conn)?;
    if changed == 1 {
        Ok(())
    } else {
        Err(diesel::result::Error::NotFound)
    }
}

/// The last days of registrations, by row: what stood before an extension.
///
/// # Errors
/// When the query fails.
pub fn load_last_days(
    conn: &mut Conn,
    ids: &[RegistrationId],
) -> QueryResult<std::collections::HashMap<RegistrationId, (NaiveDate, bool)>> {
    let mut found = std::collections::HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let rows: Vec<(RegistrationId, NaiveDate, bool)> = registrations::table
            .filter(registrations::id.eq_any(chunk))
            .select((
                registrations::id,
                registrations::last_day,
                registrations::last_day_printed,
            ))
            .load(conn)?;
        found.extend(
            rows.into_iter()
                .map(|(id, last_day, printed)| (id, (last_day, printed))),
        );
    }
    Ok(found)
}

/// How many rows follow these.
///
/// # Errors
/// When the query fails.
pub fn count_following(conn: &mut Conn, ids: &[RegistrationId]) -> QueryResult<usize> {
    let mut count = 0;
    for chunk in ids.chunks(ROWS_AT_ONCE) {
        let found: i64 = registrations::table
            .filter(registrations::follows_id.eq_any(chunk))
            .count()
            .get_result(conn)?;
        count += usize::try_from(found).unwrap_or(usize::MAX);
    }
    Ok(count)
}
