//! Makes two entries one, in one transaction.

use super::{Belongings, JoinedCertificate, MergePlan, rules};
use crate::accounts::{self, Right, Viewer};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::certificates::{self, CertificateId};
use crate::claims;
use crate::db::Conn;
use crate::evidence;
use crate::exams::store::{entries, results};
use crate::mail;
use crate::people::actions::{ChangeError, hold, stale};
use crate::people::{self, Person, PersonId, rules as people_rules};
use crate::reminders;
use crate::training;

/// The two entries and the versions that were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// The entry that is kept.
    pub kept: PersonId,
    /// Its version.
    pub kept_version: i64,
    /// The entry that goes.
    pub other: PersonId,
    /// Its version.
    pub other_version: i64,
}

/// Everything of an entry that a merging looks at.
///
/// # Errors
/// When a query fails.
pub fn load_belongings(conn: &mut Conn, person: Person) -> diesel::QueryResult<Belongings> {
    let of = [person.id];
    let held = certificates::store::load_of_people(conn, &of)?;
    let ids: Vec<CertificateId> = held.iter().map(|certificate| certificate.id).collect();
    Ok(Belongings {
        registrations: certificates::store::load_registrations(conn, &ids)?
            .into_iter()
            .collect(),
        certificates: held,
        records: training::store::load_of_people(conn, &of)?,
        entries: entries::load_of_people(conn, &of)?,
        results: results::load_of_people(conn, &of)?,
        claims: claims::store::load_of_person(conn, person.id)?
            .into_iter()
            .map(|(claim, entries)| (claim.id, claim.details.state, entries))
            .collect(),
        account: accounts::store::find_by_person(conn, person.id)?
            .map(|account| (account.id, account.state)),
        person,
    })
}

/// Makes two entries one: everything of `pair.other` goes to `pair.kept`.
///
/// # Errors
/// [`ChangeError`]; both entries must lie within reach.
pub fn merge(
    app: &App,
    viewer: &Viewer,
    pair: Pair,
    reason: &str,
    occasion: &Occasion,
) -> Result<MergePlan, ChangeError> {
    app.db.write(|conn| {
        let kept = hold(
            conn,
            viewer,
            Right::EditPeople,
            pair.kept,
            pair.kept_version,
        )?;
        let other = hold(
            conn,
            viewer,
            Right::EditPeople,
            pair.other,
            pair.other_version,
        )?;
        if kept.is_beyond(conn, viewer)? || other.is_beyond(conn, viewer)? {
            return Err(people_rules::PeopleRefusal::BeyondYou("合并档案").into());
        }
        let reason = people_rules::reason(reason, "合并")?;
        // In the order of their ids, so that two processes never wait for each other.
        for id in [pair.kept.min(pair.other), pair.kept.max(pair.other)] {
            people::store::lock(conn, id)?;
        }
        let kept = load_belongings(conn, kept.person)?;
        let other = load_belongings(conn, other.person)?;
        let plan = rules::plan(&kept, &other)
            .map_err(|refusal| ChangeError::Refused(refusal.to_string()))?;
        let mut merging = Merging {
            conn,
            occasion,
            kept: &kept,
            other: &other,
            changes: Vec::new(),
        };
        merging.certificates(&plan)?;
        merging.training(&plan)?;
        merging.exams(&plan)?;
        merging.beside(&plan)?;
        merging.entries_themselves(&plan, &reason)?;
        let changes = merging.changes;
        audit::store::record(conn, occasion, &changes)?;
        Ok(plan)
    })
}

/// One merging under way.
struct Merging<'a> {
    conn: &'a mut Conn,
    occasion: &'a Occasion,
    kept: &'a Belongings,
    other: &'a Belongings,
    changes: Vec<Change>,
}

#[derive(serde::Serialize)]
struct GoneInHistory<'a> {
    merged_into: PersonId,
    reason: &'a str,
    /// What stayed with it, because the kept entry has the same.
    stayed: Vec<String>,
}

#[derive(serde::Serialize)]
struct KeptInHistory<'a> {
    #[serde(flatten)]
    details: &'a people::PersonDetails,
    merged_from: PersonId,
    reason: &'a str,
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

    fn certificates(&mut self, plan: &MergePlan) -> Result<(), ChangeError> {
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

    fn training(&mut self, plan: &MergePlan) -> Result<(), ChangeError> {
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
        }
        Ok(())
    }

    fn exams(&mut self, plan: &MergePlan) -> Result<(), ChangeError> {
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
    fn beside(&mut self, plan: &MergePlan) -> Result<(), ChangeError> {
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

    fn entries_themselves(&mut self, plan: &MergePlan, reason: &str) -> Result<(), ChangeError> {
        let at = self.occasion.now.instant;
        let (kept, other) = (&self.kept.person, &self.other.person);
        people::store::merge_into(self.conn, other.id, other.version, kept.id, at)
            .map_err(stale)?;
        let gone = GoneInHistory {
            merged_into: kept.id,
            reason,
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
            reason,
        };
        self.changed(Entity::Person, kept.id.0, &kept.details, &after);
        Ok(())
    }
}
