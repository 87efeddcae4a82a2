//! The units' claim settings.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::claims::settings::ClaimSettings;
use crate::db::Conn;
use crate::db::schema::claim_settings;
use crate::each_backend;
use crate::print::Paper;
use crate::units::UnitId;

#[derive(Insertable, AsChangeset, Queryable, Selectable)]
#[diesel(table_name = claim_settings, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
struct Row {
    unit_id: UnitId,
    form_name: String,
    paper: Option<Paper>,
    signature_boxes: String,
    funding_sources: String,
    second_above_cents: Option<i64>,
    version: i64,
    updated_at: NaiveDateTime,
}

/// Lists are stored one entry a line.
fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

impl Row {
    fn settings(self) -> (UnitId, ClaimSettings, i64) {
        let settings = ClaimSettings {
            form_name: self.form_name,
            paper: self.paper,
            signature_boxes: lines_of(&self.signature_boxes),
            funding_sources: lines_of(&self.funding_sources),
            second_above_cents: self.second_above_cents,
        };
        (self.unit_id, settings, self.version)
    }
}

/// Every unit's own settings.
///
/// # Errors
/// When the query fails.
pub fn load_all(conn: &mut Conn) -> QueryResult<HashMap<UnitId, ClaimSettings>> {
    let rows: Vec<Row> = claim_settings::table.select(Row::as_select()).load(conn)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let (unit, settings, _) = row.settings();
            (unit, settings)
        })
        .collect())
}

/// A unit's own settings with their version.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, unit: UnitId) -> QueryResult<Option<(ClaimSettings, i64)>> {
    let row: Option<Row> = claim_settings::table
        .filter(claim_settings::unit_id.eq(unit))
        .select(Row::as_select())
        .get_result(conn)
        .optional()?;
    Ok(row.map(|row| {
        let (_, settings, version) = row.settings();
        (settings, version)
    }))
}

/// Sets a unit's settings; version 0 = it had none.
///
/// # Errors
/// `NotFound` where they were changed since they were read.
pub fn put(
    conn: &mut Conn,
    unit: UnitId,
    seen_version: i64,
    settings: &ClaimSettings,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let row = Row {
        unit_id: unit,
        form_name: settings.form_name.clone(),
        paper: settings.paper,
        signature_boxes: settings.signature_boxes.join("\n"),
        funding_sources: settings.funding_sources.join("\n"),
        second_above_cents: settings.second_above_cents,
        version: seen_version + 1,
        updated_at: at,
    };
    if seen_version == 0 {
        each_backend!(conn, |inner| diesel::insert_into(claim_settings::table)
            .values(&row)
            .execute(inner))?;
        return Ok(());
    }
    let mine = claim_settings::table
        .filter(claim_settings::unit_id.eq(unit))
        .filter(claim_settings::version.eq(seen_version));
    match diesel::update(mine).set(&row).execute(conn)? {
        1 => Ok(()),
        _ => Err(diesel::result::Error::NotFound),
    }
}
