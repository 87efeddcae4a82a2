//! Handing in a training record with its proof, changing it, taking it back.
//!
//! Files are looked through and put into the folder before the transaction; their rows,
//! the record, the trail and the history are one transaction.

mod entry;

use std::collections::BTreeSet;

use serde::Serialize;

use entry::Filing;

use super::store::{self, proofs, submissions};
use super::submission::{
    CheckedRecord, FieldRefusal, Filer, MOST_PROOFS, Standing, Step, Submission, TypedRecord, check,
};
use super::{RecordDetails, RecordSource, StoredRecord, TrainingRecordId};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::calendar::chinese_day;
use crate::db::{Conn, DatabaseError};
use crate::evidence::actions::{Kept, put};
use crate::evidence::{self, EvidenceId};
use crate::people::{self, PersonId};
use crate::text::compare_key;

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct SentFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What is handed in.
#[derive(Debug, Clone, Default)]
pub struct Handing {
    /// The fields as typed.
    pub typed: TypedRecord,
    /// New proofs.
    pub files: Vec<SentFile>,
    /// Proofs of this record that no longer belong to it.
    pub removed: Vec<EvidenceId>,
    /// The person said that one file really proves two trainings.
    pub same_file_confirmed: bool,
}

/// Why nothing was handed in.
#[derive(Debug, thiserror::Error)]
pub enum FilingRefusal {
    /// Fields are wrong.
    #[error("{}", .0.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join("；"))]
    Invalid(Vec<FieldRefusal>),
    /// The same file proves another record of the same person; may be confirmed.
    #[error("{0}")]
    SameFile(String),
    /// There is no such record for this viewer.
    #[error("没有找到这条培训记录")]
    NoRecord,
    /// Decided already, or refused for good.
    #[error("这条培训记录{}，不能再修改；如有异议，请联系单位人事", .0.label())]
    NotEditable(Standing),
    /// Somebody changed it meanwhile.
    #[error("这条记录刚刚被别人改过，请刷新页面，看清最新内容后再办理")]
    Stale,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for FilingRefusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// Hands a new record in for a person; by somebody else it is marked 代填.
///
/// # Errors
/// [`FilingRefusal`]; then no row was stored.
pub fn submit(
    app: &App,
    person: PersonId,
    filer: &Filer,
    handing: Handing,
    occasion: &Occasion,
) -> Result<TrainingRecordId, FilingRefusal> {
    let (checked, files) = looked_through(app, handing.typed, handing.files, occasion)?;
    app.db.write(|conn| {
        people::store::lock(conn, person)?;
        let details = details_of(person, &checked);
        refuse_second(conn, &details, None)?;
        let id = store::insert(conn, vec![details.clone()], occasion.now.instant)?
            .pop()
            .ok_or(diesel::result::Error::NotFound)?;
        let mut filing = Filing::new(id, person, filer, occasion);
        filing.attach(conn, &files, handing.same_file_confirmed)?;
        filing.require_proof(conn)?;
        let submission = filing.submission(Standing::Waiting);
        submissions::insert(conn, &submission)?;
        filing.note(conn, Step::Submitted)?;
        filing.changes.push(Change::created(
            Entity::TrainingRecord,
            id.0,
            Some(person),
            &RecordHistory::new(&details, &submission),
        ));
        audit::store::record(conn, occasion, &filing.changes)?;
        Ok(id)
    })
}

/// Changes a waiting record, or hands a returned or withdrawn one in again.
///
/// # Errors
/// [`FilingRefusal`]; then nothing was changed.
pub fn mend(
    app: &App,
    person: PersonId,
    record: TrainingRecordId,
    seen_version: i64,
    filer: &Filer,
    handing: Handing,
    occasion: &Occasion,
) -> Result<(), FilingRefusal> {
    let (checked, files) = looked_through(app, handing.typed, handing.files, occasion)?;
    app.db.write(|conn| {
        people::store::lock(conn, person)?;
        let (stored, before) = mendable(conn, person, record, seen_version)?;
        let details = details_of(person, &checked);
        refuse_second(conn, &details, Some(record))?;
        let mut filing = Filing::new(record, person, filer, occasion);
        proofs::remove(conn, record, &handing.removed, occasion.now.instant)?;
        filing.attach(conn, &files, handing.same_file_confirmed)?;
        filing.require_proof(conn)?;
        let step = match before.standing {
            Standing::Waiting => Step::Edited,
            _ => Step::Resubmitted,
        };
        filing.change(conn, &stored, &before, &details, Standing::Waiting, step)
    })
}

/// Takes a waiting or returned record back.
///
/// # Errors
/// [`FilingRefusal`].
pub fn withdraw(
    app: &App,
    person: PersonId,
    record: TrainingRecordId,
    seen_version: i64,
    filer: &Filer,
    occasion: &Occasion,
) -> Result<(), FilingRefusal> {
    app.db.write(|conn| {
        let (stored, before) = mendable(conn, person, record, seen_version)?;
        if before.standing == Standing::Withdrawn {
            return Err(FilingRefusal::NotEditable(before.standing));
        }
        let details = RecordDetails {
            state: Standing::Withdrawn.record_state(),
            ..stored.details.clone()
        };
        Filing::new(record, person, filer, occasion).change(
            conn,
            &stored,
            &before,
            &details,
            Standing::Withdrawn,
            Step::Withdrawn,
        )
    })
}

/// What the history keeps of a submitted record: its values, and how it stands.
#[derive(Serialize)]
pub(super) struct RecordHistory<'a> {
    #[serde(flatten)]
    details: &'a RecordDetails,
    standing: Standing,
    filed_by: &'a str,
    on_behalf: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) correction: Option<&'a str>,
}

impl<'a> RecordHistory<'a> {
    pub(super) fn new(details: &'a RecordDetails, submission: &'a Submission) -> Self {
        Self {
            details,
            standing: submission.standing,
            filed_by: &submission.filed_by_name,
            on_behalf: submission.on_behalf,
            reason: None,
            correction: None,
        }
    }
}

/// Checks the fields and the files, so that everything wrong is told at once.
fn looked_through(
    app: &App,
    typed: TypedRecord,
    files: Vec<SentFile>,
    occasion: &Occasion,
) -> Result<(CheckedRecord, Vec<Kept>), FilingRefusal> {
    let (checked, mut wrong) = match check(&typed, occasion.now.today) {
        Ok(checked) => (Some(checked), Vec::new()),
        Err(wrong) => (None, wrong),
    };
    if files.len() > MOST_PROOFS {
        wrong.push(FieldRefusal::new(
            "proof",
            format!("一条记录最多 {MOST_PROOFS} 份证明，请合并成一个 PDF 后再上传"),
        ));
        return Err(FilingRefusal::Invalid(wrong));
    }
    let refuse = |name: &str, error: &dyn std::fmt::Display| {
        let name = evidence::inspect::file_name(name);
        FieldRefusal::new("proof", format!("“{name}”：{error}"))
    };
    let mut looked = Vec::new();
    let mut seen = BTreeSet::new();
    for file in files {
        match evidence::inspect::inspect(file.bytes) {
            // The same file chosen twice in one form is one proof.
            Ok(inspected) if seen.insert(inspected.stored_sha256.clone()) => {
                looked.push((file.name, inspected));
            }
            Ok(_) => {}
            Err(error) => wrong.push(refuse(&file.name, &error)),
        }
    }
    let Some(checked) = checked.filter(|_| wrong.is_empty()) else {
        return Err(FilingRefusal::Invalid(wrong));
    };
    // Only now: a form that is shown again leaves no file behind.
    let mut kept = Vec::new();
    for (name, inspected) in looked {
        match put(app, &name, inspected) {
            Ok(file) => kept.push(file),
            Err(error) => return Err(FilingRefusal::Invalid(vec![refuse(&name, &error)])),
        }
    }
    Ok((checked, kept))
}

fn details_of(person: PersonId, checked: &CheckedRecord) -> RecordDetails {
    RecordDetails {
        person_id: person,
        title: checked.title.clone(),
        title_key: compare_key(&checked.title),
        organiser: Some(checked.organiser.clone()),
        first_day: checked.days.first,
        last_day: checked.days.last,
        days_hundredths: checked.days_hundredths,
        hours_hundredths: checked.hours_hundredths,
        mode: checked.mode,
        kind: checked.kind,
        state: Standing::Waiting.record_state(),
        source: RecordSource::Typed,
    }
}

/// One training is typed once; where it is there already, the sentence says where.
fn refuse_second(
    conn: &mut Conn,
    details: &RecordDetails,
    itself: Option<TrainingRecordId>,
) -> Result<(), FilingRefusal> {
    let Some(there) = submissions::find_typed(conn, details)? else {
        return Ok(());
    };
    if Some(there.id) == itself {
        return Ok(());
    }
    let standing = submissions::find(conn, there.id)?.map(|submission| submission.standing);
    let advice = match standing {
        Some(Standing::Returned | Standing::Withdrawn) => "请打开原记录修改后重新提交",
        Some(Standing::Waiting) => "请等候审核，或打开原记录修改",
        Some(Standing::Recognised | Standing::Rejected) | None => "不用重复提交",
    };
    let state = standing.map_or(there.details.state.label(), Standing::label);
    Err(FilingRefusal::Invalid(vec![FieldRefusal::new(
        "title",
        format!(
            "这次培训（{}结束）已经填报过，现在是“{state}”，{advice}",
            chinese_day(there.details.last_day)
        ),
    )]))
}

/// The record and its submission, if this person's and still open to changes.
fn mendable(
    conn: &mut Conn,
    person: PersonId,
    record: TrainingRecordId,
    seen_version: i64,
) -> Result<(StoredRecord, Submission), FilingRefusal> {
    let stored = store::find(conn, record)?
        .filter(|stored| stored.details.person_id == person)
        .ok_or(FilingRefusal::NoRecord)?;
    let submission = submissions::find(conn, record)?.ok_or(FilingRefusal::NoRecord)?;
    if stored.version != seen_version {
        return Err(FilingRefusal::Stale);
    }
    if !submission.standing.may_be_mended() {
        return Err(FilingRefusal::NotEditable(submission.standing));
    }
    Ok((stored, submission))
}
