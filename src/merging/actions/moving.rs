//! What goes from one entry to the other, table by table, with its lines of history.

use crate::accounts;
use crate::audit::{Change, Entity, Occasion};
use crate::certificates;
use crate::claims;
use crate::db::Conn;
use crate::evidence;
use crate::exams::store::{entries, results};
use crate::mail;
use crate::merging::{Belongings, JoinedCertificate, MergePlan};
use crate::people::actions::{ChangeError, stale};
use crate::people::{self, PersonId};
use crate::reminders;
use crate::training::store::submissions;
use crate::training::submission::{Standing, Step, Submission, TrailLine};
use crate::training::{self, RecordDetails, RecordState, StoredRecord};

/// One merging under way.
pub(super) struct Merging<'a> {
    pub(super) conn: &'a mut Conn,
    pub(super) occasion: &'a Occasion,
    pub(super) kept: &'a Belongings,
    pub(super) other: &'a Belongings,
    /// The kept entry and the other one in words.
    pub(super) names: &'a [String; 2],
    /// What differs, though somebody looked at the documents.
    pub(super) checked: Vec<&'static str>,
    pub(super) changes: Vec<Change>,
}

#[derive(serde::Serialize)]
struct GoneInHistory<'a> {
    merged_into: PersonId,
    kept_entry: &'a str,
    reason: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    checked_differences: &'a [&'static str],
    /// What stayed with it, because the kept entry has the same.
    stayed: Vec<String>,
}

#[derive(serde::Serialize)]
struct KeptInHistory<'a> {
    #[serde(flatten)]
    details: &'a people::PersonDetails,
    merged_from: PersonId,
    gone_entry: &'a str,
    reason: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    checked_differences: &'a [&'static str],
}

#[derive(serde::Serialize)]
struct OwnerInHistory {
    person_id: PersonId,
}

impl Merging<'_> {
    fn changed(
        &mut self,
        entity: Entity,
        id: i64,
        before: &impl serde::Serialize,
        after: &impl serde::Serialize,
    ) {
        let person = Some(self.kept.person.id);
        self.changes
            .push(Change::changed(entity, id, person, before, after));
    }

    pub(super) fn certificates(&mut self, plan: &MergePlan) -> Result<(), ChangeError> {
        let at = self.occasion.now.instant;
        for certificate in &self.other.certificates {
            if plan.certificates.contains(&certificate.id) {
                let mut after = certificate.details.clone();
                after.person_id = self.kept.person.id;
                certificates::store::update(
                    self.conn,
                    certificate.id,
                    certificate.version,
                    &after,
                    at,
                )
                .map_err(stale)?;
                self.changed(
                    Entity::Certificate,
                    certificate.id.0,
                    &certificate.details,
                    &after,
                );
            }
        }
        for joined in &plan.joined {
            self.join(joined)?;
        }
        Ok(())
    }

    /// Fills the gaps of the kept certificate and takes the other's registrations over.
    fn join(&mut self, joined: &JoinedCertificate) -> Result<(), ChangeError> {
        let at = self.occasion.now.instant;
        let kept = self
            .kept
            .certificates
            .iter()
            .find(|certificate| certificate.id == joined.kept);
        if let (Some(kept), Some(after)) = (kept, &joined.details) {
            certificates::store::update(self.conn, kept.id, kept.version, after, at)
                .map_err(stale)?;
            self.changed(Entity::Certificate, kept.id.0, &kept.details, after);
        }
        if !joined.takes_registrations {
            return Ok(());
        }
        for registration in self
            .other
            .registrations
            .get(&joined.other)
            .into_iter()
            .flatten()
        {
            let mut after = registration.details.clone();
            after.certificate_id = joined.kept;
            certificates::store::move_registration(self.conn, registration.id, joined.kept)?;
            self.changed(
                Entity::Registration,
                registration.id.0,
                &registration.details,
                &after,
            );
        }
        Ok(())
    }

    pub(super) fn training(&mut self, plan: &MergePlan) -> Result<(), ChangeError> {
        let at = self.occasion.now.instant;
        for record in &self.other.records {
            if !plan.records.contains(&record.id) {
                continue;
            }
            let mut after = record.details.clone();
            after.person_id = self.kept.person.id;
            training::store::update(self.conn, record.id, record.version, &after, at)
                .map_err(stale)?;
            self.changed(Entity::TrainingRecord, record.id.0, &record.details, &after);
        }
        for (theirs, ours) in &plan.same_records {
            claims::store::repoint_record(self.conn, *theirs, *ours)?;
            let other = self.other;
            let set_aside = other.records.iter().find(|record| record.id == *theirs);
            if let Some(record) = set_aside {
                self.close(record)?;
            }
        }
        Ok(())
    }

    /// What both entries handed in waits once only: the one set aside is withdrawn.
    fn close(&mut self, record: &StoredRecord) -> Result<(), ChangeError> {
        let submission =
            submissions::find(self.conn, record.id)?.filter(|filed| filed.standing.may_be_mended());
        if submission.is_none() && record.details.state != RecordState::Pending {
            return Ok(());
        }
        let at = self.occasion.now.instant;
        let after = RecordDetails {
            state: RecordState::Withdrawn,
            ..record.details.clone()
        };
        training::store::update(self.conn, record.id, record.version, &after, at).map_err(stale)?;
        if let Some(filed) = submission {
            let withdrawn = Submission {
                standing: Standing::Withdrawn,
                ..filed
            };
            submissions::update(self.conn, &withdrawn)?;
            let line = TrailLine {
                record_id: record.id,
                step: Step::Withdrawn,
                account_id: self.occasion.actor.account,
                actor_name: self.occasion.actor.name.clone(),
                reason: Some("重复档案合并，同一培训以保留的记录为准".to_owned()),
                correction: None,
                taken_at: at,
            };
            submissions::insert_step(self.conn, &line)?;
        }
        self.changes.push(Change::changed(
            Entity::TrainingRecord,
            record.id.0,
            Some(self.other.person.id),
            &record.details,
            &after,
        ));
        Ok(())
    }

    pub(super) fn exams(&mut self, plan: &MergePlan) -> Result<(), ChangeError> {
        let at = self.occasion.now.instant;
        let kept = self.kept.person.id;
        for entry in &self.other.entries {
            if !plan.entries.contains(&entry.id) {
                continue;
            }
            let mut after = entry.details.clone();
            after.person_id = kept;
            entries::update(self.conn, entry.id, entry.version, &after, at).map_err(stale)?;
            self.changed(Entity::Entry, entry.id.0, &entry.details, &after);
        }
        for (theirs, ours) in &plan.same_entries {
            claims::store::repoint_entry(self.conn, *theirs, *ours)?;
        }
        for result in &self.other.results {
            if !plan.results.contains(&result.id) {
                continue;
            }
            let mut after = result.details.clone();
            after.person_id = kept;
            results::update(self.conn, result.id, result.version, &after, at).map_err(stale)?;
            self.changed(Entity::ExamResult, result.id.0, &result.details, &after);
        }
        Ok(())
    }

    /// Claims, reminders, mails, moves, the account.
    pub(super) fn beside(&mut self, plan: &MergePlan) -> Result<(), ChangeError> {
        let at = self.occasion.now.instant;
        let (from, to) = (self.other.person.id, self.kept.person.id);
        for (claim, _) in claims::store::load_of_person(self.conn, from)? {
            let mut after = claim.details.clone();
            after.person_id = to;
            claims::store::update(self.conn, claim.id, claim.version, &after, at).map_err(stale)?;
            self.changed(Entity::Claim, claim.id.0, &claim.details, &after);
        }
        reminders::store::reassign(self.conn, from, to)?;
        mail::store::reassign(self.conn, from, to)?;
        people::store::reassign_moves(self.conn, from, to)?;
        people::store::reassign_periods(self.conn, from, to)?;
        evidence::store::move_to_person(self.conn, from, to)?;
        if let Some(account) = plan.account {
            accounts::store::set_person(self.conn, account, to, at)?;
            self.changed(
                Entity::Person,
                to.0,
                &OwnerInHistory { person_id: from },
                &OwnerInHistory { person_id: to },
            );
        }
        Ok(())
    }

    pub(super) fn entries_themselves(
        &mut self,
        plan: &MergePlan,
        reason: &str,
    ) -> Result<(), ChangeError> {
        let at = self.occasion.now.instant;
        let (kept, other) = (&self.kept.person, &self.other.person);
        people::store::merge_into(self.conn, other.id, other.version, kept.id, at)
            .map_err(stale)?;
        let gone = GoneInHistory {
            merged_into: kept.id,
            kept_entry: &self.names[0],
            reason,
            checked_differences: &self.checked,
            stayed: plan
                .conflicts
                .iter()
                .map(|conflict| format!("{}{}：{}", conflict.what, conflict.which, conflict.other))
                .collect(),
        };
        self.changes.push(Change::changed(
            Entity::Person,
            other.id.0,
            Some(other.id),
            &other.details,
            &gone,
        ));
        people::store::update(self.conn, kept.id, kept.version, &plan.details, at)
            .map_err(stale)?;
        let after = KeptInHistory {
            details: &plan.details,
            merged_from: other.id,
            gone_entry: &self.names[1],
            reason,
            checked_differences: &self.checked,
        };
        self.changes.push(Change::changed(
            Entity::Person,
            kept.id.0,
            Some(kept.id),
            &kept.details,
            &after,
        ));
        Ok(())
    }
}
