//! A mass extension of registrations as it is stored.

use chrono::{NaiveDate, NaiveDateTime};

use super::Level;
use crate::id_type;
use crate::units::UnitId;

id_type!(
    /// One mass extension.
    ExtensionId
);

/// What was extended, by how much, on whose word, and whether it was taken back;
/// also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::registration_extensions, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct ExtensionDetails {
    /// The unit whose people, and those below, are meant.
    pub unit_id: UnitId,
    /// Only this level; none = every level.
    pub level: Option<Level>,
    /// Registrations that ended on or after this day.
    pub last_day_from: NaiveDate,
    /// And on or before this one.
    pub last_day_to: NaiveDate,
    /// Their new last day, inclusive.
    pub new_last_day: NaiveDate,
    /// The document, with its number.
    pub document: String,
    /// How many registrations it touched.
    pub registration_count: i64,
    /// Who made it.
    pub made_by: String,
    /// When (UTC).
    pub made_at: NaiveDateTime,
    /// Who took it back.
    pub reversed_by: Option<String>,
    /// When (UTC); none while it holds.
    pub reversed_at: Option<NaiveDateTime>,
}

/// A mass extension with its id.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::registration_extensions)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct RegistrationExtension {
    /// Its id.
    pub id: ExtensionId,
    /// Its values.
    #[diesel(embed)]
    pub details: ExtensionDetails,
    /// Raised by each change.
    pub version: i64,
}
