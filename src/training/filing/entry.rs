//! One filing on its way into the database: the rows of its files, its submission, its
//! line in the trail and in the history.

use super::{FilingRefusal, RecordHistory};
use crate::audit::{self, Change, Entity, Occasion};
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::evidence::actions::{Kept, Uploader, record as record_file};
use crate::evidence::{self, Evidence, EvidenceId};
use crate::people::PersonId;
use crate::training::store::{self, proofs, submissions};
use crate::training::submission::{
    FieldRefusal, Filer, MOST_PROOFS, Standing, Step, Submission, TrailLine,
};
use crate::training::{RecordDetails, StoredRecord, TrainingRecordId};

/// One filing on its way into the database.
pub(super) struct Filing<'a> {
    record: TrainingRecordId,
    person: PersonId,
    filer: &'a Filer,
    occasion: &'a Occasion,
    pub(super) changes: Vec<Change>,
}

impl<'a> Filing<'a> {
    pub(super) fn new(
        record: TrainingRecordId,
        person: PersonId,
        filer: &'a Filer,
        occasion: &'a Occasion,
    ) -> Self {
        Self {
            record,
            person,
            filer,
            occasion,
            changes: Vec::new(),
        }
    }

    fn on_behalf(&self) -> bool {
        self.filer.person != Some(self.person)
    }

    pub(super) fn submission(&self, standing: Standing) -> Submission {
        Submission {
            record_id: self.record,
            standing,
            filed_by: self.filer.account,
            filed_by_name: self.filer.name.clone(),
            on_behalf: self.on_behalf(),
            handed_in_at: self.occasion.now.instant,
        }
    }

    /// Writes the rows of new files; the same file of the same person must be confirmed.
    pub(super) fn attach(
        &mut self,
        conn: &mut Conn,
        files: &[Kept],
        confirmed: bool,
    ) -> Result<(), FilingRefusal> {
        let uploader = Uploader {
            account: self.filer.account,
            name: self.filer.name.clone(),
        };
        for kept in files {
            let same = evidence::store::load_same(
                conn,
                std::slice::from_ref(&kept.file.original_sha256),
                std::slice::from_ref(&kept.file.stored_sha256),
            )?;
            match self.own_record_with(conn, &same)? {
                Some(other) if other.id == self.record => continue,
                Some(other) if !confirmed => {
                    return Err(FilingRefusal::SameFile(format!(
                        "“{}”已经作为“{}”（{}结束）的证明提交过，请换一份；如果一份证明确实包含两次培训，请勾选确认后再提交",
                        kept.name,
                        other.details.title,
                        chinese_day(other.details.last_day)
                    )));
                }
                _ => {}
            }
            let file = record_file(
                conn,
                kept,
                self.person,
                &uploader,
                self.occasion,
                &mut self.changes,
            )?;
            proofs::insert(conn, self.record, file.id, self.occasion.now.instant)?;
        }
        Ok(())
    }

    /// The person's own record that one of these files proves now.
    fn own_record_with(
        &self,
        conn: &mut Conn,
        same: &[Evidence],
    ) -> Result<Option<StoredRecord>, FilingRefusal> {
        let own: Vec<EvidenceId> = same
            .iter()
            .filter(|file| file.details.person_id == self.person)
            .map(|file| file.id)
            .collect();
        if own.is_empty() {
            return Ok(None);
        }
        let proofs: Vec<_> = proofs::load_of_files(conn, &own)?
            .into_iter()
            .filter(|proof| proof.removed_at.is_none())
            .collect();
        let here = proofs.iter().find(|proof| proof.record_id == self.record);
        match here.or(proofs.first()) {
            Some(proof) => Ok(store::find(conn, proof.record_id)?),
            None => Ok(None),
        }
    }

    /// Somebody of the office may file what lies before them on paper; a person
    /// attaches the proof.
    pub(super) fn require_proof(&self, conn: &mut Conn) -> Result<(), FilingRefusal> {
        let count = proofs::load_of_records(conn, &[self.record])?.len();
        let message = if count == 0 && !self.on_behalf() {
            "请上传证明（结业证书、学时证明等），PDF、JPG、PNG 或 OFD 都可以".to_owned()
        } else if count > MOST_PROOFS {
            format!("一条记录最多 {MOST_PROOFS} 份证明，请先去掉不用的")
        } else {
            return Ok(());
        };
        Err(FilingRefusal::Invalid(vec![FieldRefusal::new(
            "proof", message,
        )]))
    }

    pub(super) fn note(&self, conn: &mut Conn, step: Step) -> diesel::QueryResult<()> {
        submissions::insert_step(
            conn,
            &TrailLine {
                record_id: self.record,
                step,
                account_id: self.filer.account,
                actor_name: self.filer.name.clone(),
                reason: None,
                correction: None,
                taken_at: self.occasion.now.instant,
            },
        )
    }

    pub(super) fn change(
        mut self,
        conn: &mut Conn,
        stored: &StoredRecord,
        before: &Submission,
        details: &RecordDetails,
        standing: Standing,
        step: Step,
    ) -> Result<(), FilingRefusal> {
        let at = self.occasion.now.instant;
        store::update(conn, self.record, stored.version, details, at).map_err(
            |error| match error {
                diesel::result::Error::NotFound => FilingRefusal::Stale,
                other => other.into(),
            },
        )?;
        let after = self.submission(standing);
        submissions::update(conn, &after)?;
        self.note(conn, step)?;
        self.changes.push(Change::changed(
            Entity::TrainingRecord,
            self.record.0,
            Some(self.person),
            &RecordHistory::new(&stored.details, before),
            &RecordHistory::new(details, &after),
        ));
        Ok(audit::store::record(conn, self.occasion, &self.changes)?)
    }
}
