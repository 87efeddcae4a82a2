//! All files of people, and taking them out when their time of keeping is over.

use diesel::prelude::*;

use crate::db::Conn;
use crate::db::schema::evidence_files;
use crate::evidence::{Evidence, EvidenceId};
use crate::people::PersonId;

/// The files of these people, oldest first.
///
/// # Errors
/// When the query fails.
pub fn load(conn: &mut Conn, of: &[PersonId]) -> QueryResult<Vec<Evidence>> {
    evidence_files::table
        .filter(evidence_files::person_id.eq_any(of))
        .order(evidence_files::id)
        .select(Evidence::as_select())
        .load(conn)
}

/// Takes out the rows of these people's files, those in `kept` excepted: a proof of a
/// record that stays. The sweep takes the bytes away.
///
/// # Errors
/// When something still refers to one of them.
pub fn delete(conn: &mut Conn, of: &[PersonId], kept: &[EvidenceId]) -> QueryResult<usize> {
    diesel::delete(
        evidence_files::table
            .filter(evidence_files::person_id.eq_any(of))
            .filter(evidence_files::id.ne_all(kept)),
    )
    .execute(conn)
}
