//! The SQL of the system's own settings.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::system_settings;

/// The value of a setting.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, key: &str) -> QueryResult<Option<String>> {
    system_settings::table
        .filter(system_settings::key.eq(key))
        .select(system_settings::value)
        .get_result(conn)
        .optional()
}

/// Adds a setting.
///
/// # Errors
/// When it is there.
pub fn insert(conn: &mut Conn, key: &str, value: &str) -> QueryResult<()> {
    diesel::insert_into(system_settings::table)
        .values((
            system_settings::key.eq(key),
            system_settings::value.eq(value),
        ))
        .execute(conn)?;
    Ok(())
}

/// Sets a setting, new or not.
///
/// # Errors
/// When the query fails.
pub fn replace(conn: &mut Conn, key: &str, value: &str) -> QueryResult<()> {
    let changed = diesel::update(system_settings::table.filter(system_settings::key.eq(key)))
        .set(system_settings::value.eq(value))
        .execute(conn)?;
    if changed == 0 {
        insert(conn, key, value)
    } else {
        Ok(())
    }
}

/// Lets no other process write settings until this transaction ends. SQLite's write
/// lock does so already.
///
/// # Errors
/// When the lock cannot be had.
pub fn lock(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(_) => Ok(()),
        Conn::Postgres(inner) => {
            diesel::sql_query("LOCK TABLE system_settings IN EXCLUSIVE MODE").execute(inner)?;
            Ok(())
        }
    }
}
