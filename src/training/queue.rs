//! Submitted records as a reviewer sees them: the person, the proofs, and what to look
//! at first. A page of cases costs the same few queries whatever its length.

use std::collections::HashMap;

use diesel::QueryResult;

use super::rules::review::{Exception, exceptions};
use super::store::submissions::{QueuePlace, Wanted};
use super::store::{self, proofs, submissions};
use super::submission::{Standing, Submission};
use super::{StoredRecord, TrainingRecordId};
use crate::accounts::Reach;
use crate::db::Conn;
use crate::evidence::{self, Evidence, EvidenceId};
use crate::people::{self, Person, PersonId};

/// One submitted record with what a decision needs.
#[derive(Debug, Clone)]
pub struct Case {
    /// The record.
    pub record: StoredRecord,
    /// How it came and where it stands.
    pub submission: Submission,
    /// Whose it is.
    pub person: Person,
    /// The files that prove it.
    pub proofs: Vec<Evidence>,
    /// What to look at first.
    pub exceptions: Vec<Exception>,
}

/// The cases that are wanted, the longest waiting first; of one page those with
/// something to look at come before the others.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Conn,
    wanted: &Wanted,
    place: QueuePlace,
    limit: i64,
) -> QueryResult<Vec<Case>> {
    let rows = submissions::load_standing(conn, wanted, place, limit)?;
    let mut cases = cases_of(conn, rows)?;
    cases.sort_by_key(|case| case.exceptions.is_empty());
    Ok(cases)
}

/// One case, if it lies within reach.
///
/// # Errors
/// When a query fails.
pub fn find(conn: &mut Conn, reach: &Reach, record: TrainingRecordId) -> QueryResult<Option<Case>> {
    let Some(stored) = store::find(conn, record)? else {
        return Ok(None);
    };
    let Some(submission) = submissions::find(conn, record)? else {
        return Ok(None);
    };
    let case = cases_of(conn, vec![(submission, stored)])?.pop();
    Ok(case.filter(|case| reach.contains(case.person.details.unit_id)))
}

/// The waiting case after this one in the queue; the first one where this is the last.
///
/// # Errors
/// When a query fails.
pub fn next_waiting(
    conn: &mut Conn,
    reach: &Reach,
    after: &Submission,
) -> QueryResult<Option<TrainingRecordId>> {
    /// A queue longer than this is begun anew rather than searched.
    const LOOKED_THROUGH: i64 = 500;
    let wanted = Wanted {
        units: reach.units(),
        standing: Standing::Waiting,
        kind: None,
        people: None,
    };
    let first = QueuePlace::Skip(0);
    let waiting = submissions::load_standing(conn, &wanted, first, LOOKED_THROUGH)?;
    let place = (after.handed_in_at, after.record_id);
    let others = || {
        waiting
            .iter()
            .map(|(submission, _)| submission)
            .filter(|submission| submission.record_id != after.record_id)
    };
    Ok(others()
        .find(|submission| (submission.handed_in_at, submission.record_id) > place)
        .or_else(|| others().next())
        .map(|submission| submission.record_id))
}

/// Cases of these records.
///
/// # Errors
/// When a query fails.
pub fn cases_of(conn: &mut Conn, rows: Vec<(Submission, StoredRecord)>) -> QueryResult<Vec<Case>> {
    let records: Vec<TrainingRecordId> = rows.iter().map(|(_, record)| record.id).collect();
    let mut person_ids: Vec<PersonId> = rows
        .iter()
        .map(|(_, record)| record.details.person_id)
        .collect();
    person_ids.sort_unstable();
    person_ids.dedup();
    let people: HashMap<PersonId, Person> = people::store::load_listed_of_ids(conn, &person_ids)?
        .into_iter()
        .map(|person| (person.id, person))
        .collect();
    let others = store::load_of_people(conn, &person_ids)?;
    let files = Files::load(conn, &records)?;
    Ok(rows
        .into_iter()
        .filter_map(|(submission, record)| {
            let person = people.get(&record.details.person_id)?.clone();
            let proofs = files.of(record.id);
            let own: Vec<StoredRecord> = others
                .iter()
                .filter(|other| other.details.person_id == person.id)
                .cloned()
                .collect();
            let mut exceptions = exceptions(&record, &own, proofs.len());
            exceptions.extend(files.seen_elsewhere(&record, &proofs));
            Some(Case {
                record,
                submission,
                person,
                proofs,
                exceptions,
            })
        })
        .collect())
}

/// The files of some records, and where the same files lie elsewhere.
struct Files {
    by_record: Vec<(TrainingRecordId, Evidence)>,
    same: Vec<Evidence>,
    records_of_same: HashMap<EvidenceId, TrainingRecordId>,
}

impl Files {
    fn load(conn: &mut Conn, records: &[TrainingRecordId]) -> QueryResult<Self> {
        let proofs = proofs::load_of_records(conn, records)?;
        let ids: Vec<EvidenceId> = proofs.iter().map(|proof| proof.evidence_id).collect();
        let files: HashMap<EvidenceId, Evidence> = evidence::store::load_of_ids(conn, &ids)?
            .into_iter()
            .map(|file| (file.id, file))
            .collect();
        let hashes = |pick: fn(&Evidence) -> &String| -> Vec<String> {
            files.values().map(pick).cloned().collect()
        };
        let same = evidence::store::load_same(
            conn,
            &hashes(|file| &file.details.original_sha256),
            &hashes(|file| &file.details.stored_sha256),
        )?;
        let same_ids: Vec<EvidenceId> = same.iter().map(|file| file.id).collect();
        Ok(Self {
            records_of_same: proofs::load_of_files(conn, &same_ids)?
                .into_iter()
                .filter(|proof| proof.removed_at.is_none())
                .map(|proof| (proof.evidence_id, proof.record_id))
                .collect(),
            by_record: proofs
                .iter()
                .filter_map(|proof| Some((proof.record_id, files.get(&proof.evidence_id)?.clone())))
                .collect(),
            same,
        })
    }

    fn of(&self, record: TrainingRecordId) -> Vec<Evidence> {
        self.by_record
            .iter()
            .filter(|(of, _)| *of == record)
            .map(|(_, file)| file.clone())
            .collect()
    }

    /// The same file at another record of the person, or of somebody else; each once.
    fn seen_elsewhere(&self, record: &StoredRecord, proofs: &[Evidence]) -> Vec<Exception> {
        let person = record.details.person_id;
        let mut found: Vec<Exception> = Vec::new();
        for proof in proofs {
            let is_same = |file: &&Evidence| {
                file.id != proof.id
                    && (file.details.original_sha256 == proof.details.original_sha256
                        || file.details.stored_sha256 == proof.details.stored_sha256)
            };
            for file in self.same.iter().filter(is_same) {
                let exception = if file.details.person_id != person {
                    Exception::SameFileOfOther {
                        person: file.details.person_id,
                    }
                } else {
                    match self.records_of_same.get(&file.id) {
                        Some(other) if *other != record.id => Exception::SameFile { other: *other },
                        _ => continue,
                    }
                };
                if !found.contains(&exception) {
                    found.push(exception);
                }
            }
        }
        found
    }
}
