//! The uploaded files' SQL.

pub mod of_people;

use diesel::dsl::exists;
use diesel::prelude::*;

use super::{Evidence, EvidenceDetails, EvidenceId};
use crate::db::schema::evidence_files;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::people::PersonId;

#[derive(Insertable)]
#[diesel(table_name = evidence_files, treat_none_as_default_value = false)]
struct NewEvidence {
    id: EvidenceId,
    #[diesel(embed)]
    details: EvidenceDetails,
}

/// Adds a file's row.
///
/// # Errors
/// When the query fails.
pub fn insert(conn: &mut Conn, details: EvidenceDetails) -> QueryResult<Evidence> {
    let id = EvidenceId(ids::allocate_one(conn, "evidence_files")?);
    let row = NewEvidence {
        id,
        details: details.clone(),
    };
    each_backend!(conn, |inner| diesel::insert_into(evidence_files::table)
        .values(&row)
        .execute(inner))?;
    Ok(Evidence { id, details })
}

/// The file with this id.
///
/// # Errors
/// When the query fails.
pub fn find(conn: &mut Conn, id: EvidenceId) -> QueryResult<Option<Evidence>> {
    evidence_files::table
        .filter(evidence_files::id.eq(id))
        .select(Evidence::as_select())
        .get_result(conn)
        .optional()
}

/// These files, by id.
///
/// # Errors
/// When the query fails.
pub fn load_of_ids(conn: &mut Conn, ids: &[EvidenceId]) -> QueryResult<Vec<Evidence>> {
    evidence_files::table
        .filter(evidence_files::id.eq_any(ids))
        .order(evidence_files::id)
        .select(Evidence::as_select())
        .load(conn)
}

/// The files that came with one of these contents or are kept as one of them, of
/// whomever: the same file again, also where only its hidden parts differ.
///
/// # Errors
/// When the query fails.
pub fn load_same(
    conn: &mut Conn,
    original: &[String],
    stored: &[String],
) -> QueryResult<Vec<Evidence>> {
    evidence_files::table
        .filter(
            evidence_files::original_sha256
                .eq_any(original)
                .or(evidence_files::stored_sha256.eq_any(stored)),
        )
        .order(evidence_files::id)
        .select(Evidence::as_select())
        .load(conn)
}

/// Whether a row speaks of a stored content.
///
/// # Errors
/// When the query fails.
pub fn is_kept(conn: &mut Conn, stored_sha256: &str) -> QueryResult<bool> {
    diesel::select(exists(
        evidence_files::table.filter(evidence_files::stored_sha256.eq(stored_sha256)),
    ))
    .get_result(conn)
}

/// Gives one person's files to another, where two entries of one person become one.
///
/// # Errors
/// When the query fails.
pub fn move_to_person(conn: &mut Conn, from: PersonId, to: PersonId) -> QueryResult<usize> {
    diesel::update(evidence_files::table.filter(evidence_files::person_id.eq(from)))
        .set(evidence_files::person_id.eq(to))
        .execute(conn)
}
