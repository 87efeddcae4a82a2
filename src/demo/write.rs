//! Writes the plans through the rooms' stores, with their history.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Serialize;

use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::certificates::{self, CertificateDetails, RegistrationDetails, RegistrationKind};
use crate::db::Conn;
use crate::exams::import::EntryHistory;
use crate::exams::season_book::SeasonBook;
use crate::exams::store::{entries, results, seasons as season_rows};
use crate::exams::{EntryDetails, SeasonId};
use crate::identity::IdNumber;
use crate::people::{self, PersonDetails, PersonId};
use crate::training::store::submissions;
use crate::training::submission::{Standing, Step, Submission, TrailLine};
use crate::training::{self, RecordState, TrainingRecordId};
use crate::units::{self, UnitId};

use super::actions::DemoError;
use super::careers::CertificatePlan;
use super::exams::{EntryPlan, ExamWorld};
use super::people::{PersonPlan, Workplace, person};
use super::places::UnitPlan;
use super::random::Dice;
use super::report::{DemoReport, one_more};
use super::seasons::DemoSeasons;

/// Training records of one bulk insert: 16 columns each, below SQLite's 32,766 parameters.
const RECORDS_AT_ONCE: usize = 1_500;

/// Writes the units; their ids in the order of the plans.
pub(super) fn units(
    conn: &mut Conn,
    plans: Vec<UnitPlan>,
    occasion: &Occasion,
) -> Result<Vec<Workplace>, DemoError> {
    let mut made: Vec<Workplace> = Vec::with_capacity(plans.len());
    let mut changes = Vec::with_capacity(plans.len());
    for mut plan in plans {
        plan.details.parent_id = plan
            .above
            .and_then(|above| made.get(above))
            .map(|above: &Workplace| above.id);
        let unit = units::store::insert(conn, &plan.details, occasion.now.instant)?;
        changes.push(Change::created(
            Entity::Unit,
            unit.id.0,
            None,
            &unit.details,
        ));
        let id: UnitId = unit.id;
        made.push(Workplace {
            id,
            kind: unit.details.kind,
        });
    }
    audit::store::record(conn, occasion, &changes)?;
    Ok(made)
}

/// Enters the seasons: those announced with every day, an expected one as policy has it.
pub(super) fn seasons(
    conn: &mut Conn,
    app: &App,
    seasons: &DemoSeasons,
    occasion: &Occasion,
) -> Result<BTreeMap<i32, SeasonId>, DemoError> {
    let mut book = SeasonBook::load(conn, &app.policies, app.config.time_zone)?;
    let mut changes = Vec::new();
    let mut ids = BTreeMap::new();
    for year in seasons.years() {
        let Some(season) = seasons.get(year) else {
            continue;
        };
        let id = if season.expected {
            book.ensure(conn, year, &season.area, occasion.now, None, &mut changes)?
        } else {
            let details = season.details(app.config.time_zone, seasons.today);
            let row = season_rows::insert(conn, details, occasion.now.instant)?;
            changes.push(Change::created(
                Entity::Season,
                row.id.0,
                None,
                &row.details,
            ));
            row.id
        };
        ids.insert(year, id);
    }
    audit::store::record(conn, occasion, &changes)?;
    Ok(ids)
}

/// What every block of people needs.
pub(super) struct BlockWriter<'a> {
    pub(super) app: &'a App,
    pub(super) occasion: &'a Occasion,
    pub(super) seed: u64,
    pub(super) workplaces: &'a [Workplace],
    pub(super) season_ids: &'a BTreeMap<i32, SeasonId>,
    pub(super) world: ExamWorld<'a>,
}

impl BlockWriter<'_> {
    /// Draws and writes the people of a range, with everything they have.
    pub(super) fn write(
        &self,
        conn: &mut Conn,
        range: std::ops::Range<usize>,
        report: &mut DemoReport,
    ) -> Result<(), DemoError> {
        let today = self.world.seasons.today;
        let mut changes = Vec::new();
        let mut drawn = Vec::with_capacity(range.len());
        let mut newcomers = Vec::with_capacity(range.len());
        for index in range {
            let mut dice = Dice::new(self.seed, index as u64 + 1);
            let Some(PersonPlan { id_number, details }) =
                person(index, today, self.workplaces, &mut dice)
            else {
                continue;
            };
            report.people += 1;
            report.leavers += u64::from(details.left_on.is_some());
            report.without_address += u64::from(details.email.is_none());
            newcomers.push((id_number, details));
            drawn.push((index, dice));
        }
        let ids = self.people(conn, newcomers, &mut changes)?;
        let mut records = Vec::new();
        let mut scores = Vec::new();
        for (person, (index, mut dice)) in ids.into_iter().zip(drawn) {
            let held = super::careers::certificates(index, self.world.seasons, &mut dice);
            let of_person = super::training::records(index, &held, today, &mut dice);
            records.extend(of_person.into_iter().map(|record| training::RecordDetails {
                person_id: person,
                ..record
            }));
            let plan = super::exams::exams(&self.world, index, &held, &mut dice);
            for certificate in held {
                one_more(&mut report.certificates, certificate.level);
                for row in &certificate.registrations {
                    one_more(&mut report.registrations, row.kind);
                }
                self.certificate(conn, person, certificate, &mut changes)?;
            }
            for entry in plan.entries {
                one_more(&mut report.entries, entry.state);
                self.entry(conn, person, entry, &mut changes)?;
            }
            scores.extend(
                plan.results
                    .into_iter()
                    .map(|result| crate::exams::ResultDetails {
                        person_id: person,
                        ..result
                    }),
            );
        }
        report.training_records += records.len() as u64;
        report.results += scores.len() as u64;
        self.records(conn, records, &mut changes)?;
        self.results(conn, scores, &mut changes)?;
        audit::store::record(conn, self.occasion, &changes)?;
        Ok(())
    }

    fn people(
        &self,
        conn: &mut Conn,
        newcomers: Vec<(IdNumber, PersonDetails)>,
        changes: &mut Vec<Change>,
    ) -> Result<Vec<PersonId>, DemoError> {
        let told: Vec<NewPersonHistory> = newcomers
            .iter()
            .map(|(number, details)| NewPersonHistory {
                id_number: number.masked(),
                details: details.clone(),
            })
            .collect();
        let ids =
            people::store::insert(conn, &self.app.keys, newcomers, self.occasion.now.instant)?;
        for (id, after) in ids.iter().zip(&told) {
            changes.push(Change::created(Entity::Person, id.0, Some(*id), after));
        }
        Ok(ids)
    }

    fn certificate(
        &self,
        conn: &mut Conn,
        person: PersonId,
        plan: CertificatePlan,
        changes: &mut Vec<Change>,
    ) -> Result<(), DemoError> {
        let at = self.occasion.now.instant;
        let details = CertificateDetails {
            person_id: person,
            level: plan.level,
            number: Some(plan.number),
            approved_on: Some(plan.approved_on),
            scope: plan.scope,
            scope_region: plan.scope_region,
        };
        let certificate = certificates::store::insert(conn, details, at)?;
        changes.push(Change::created(
            Entity::Certificate,
            certificate.id.0,
            Some(person),
            &certificate.details,
        ));
        let mut follows = None;
        for row in plan.registrations {
            let details = RegistrationDetails {
                certificate_id: certificate.id,
                follows_id: follows.filter(|_| row.kind != RegistrationKind::First),
                kind: row.kind,
                first_day: row.period.first,
                last_day: row.period.last,
                last_day_printed: row.printed,
                document: row.document,
            };
            let registration = certificates::store::insert_registration(conn, details, at)?;
            changes.push(Change::created(
                Entity::Registration,
                registration.id.0,
                Some(person),
                &registration.details,
            ));
            follows = Some(registration.id);
        }
        Ok(())
    }

    fn entry(
        &self,
        conn: &mut Conn,
        person: PersonId,
        plan: EntryPlan,
        changes: &mut Vec<Change>,
    ) -> Result<(), DemoError> {
        let Some(season_id) = self.season_ids.get(&plan.year).copied() else {
            return Ok(());
        };
        let details = EntryDetails {
            person_id: person,
            season_id,
            level: plan.level,
            state: plan.state,
            paid_at: plan.paid_at,
            paid_cents: plan.paid_cents,
            refunded_cents: plan.refunded_cents,
            ticket_number: plan.ticket_number,
        };
        let entry = entries::insert(conn, details, self.occasion.now.instant)?;
        entries::add_subjects(conn, entry.id, plan.subjects.iter().copied())?;
        let after = EntryHistory {
            details: entry.details,
            subjects: plan.subjects.into_iter().collect(),
        };
        changes.push(Change::created(
            Entity::Entry,
            entry.id.0,
            Some(person),
            &after,
        ));
        Ok(())
    }

    fn records(
        &self,
        conn: &mut Conn,
        records: Vec<training::RecordDetails>,
        changes: &mut Vec<Change>,
    ) -> Result<(), DemoError> {
        for block in records.chunks(RECORDS_AT_ONCE) {
            let ids = training::store::insert(conn, block.to_vec(), self.occasion.now.instant)?;
            for (id, details) in ids.into_iter().zip(block) {
                if details.source == training::RecordSource::Typed {
                    self.submission(conn, id, details)?;
                }
                changes.push(Change::created(
                    Entity::TrainingRecord,
                    id.0,
                    Some(details.person_id),
                    details,
                ));
            }
        }
        Ok(())
    }

    /// How a typed record came to where it stands: what waits can be decided.
    fn submission(
        &self,
        conn: &mut Conn,
        record: TrainingRecordId,
        details: &training::RecordDetails,
    ) -> Result<(), DemoError> {
        let person = people::store::get(conn, details.person_id)?.details.name;
        let submission = Submission {
            record_id: record,
            standing: match details.state {
                RecordState::Pending => Standing::Waiting,
                RecordState::Recognised => Standing::Recognised,
                RecordState::Rejected => Standing::Rejected,
                RecordState::Withdrawn => Standing::Withdrawn,
            },
            filed_by: None,
            filed_by_name: person.clone(),
            on_behalf: false,
            handed_in_at: self.occasion.now.instant - TimeDelta::days(12),
        };
        submissions::insert(conn, &submission)?;
        let step = |step, actor_name: &str, reason: Option<&str>, days| TrailLine {
            record_id: record,
            step,
            account_id: None,
            actor_name: actor_name.to_owned(),
            reason: reason.map(str::to_owned),
            correction: None,
            taken_at: self.occasion.now.instant - TimeDelta::days(days),
        };
        submissions::insert_step(conn, &step(Step::Submitted, &person, None, 12))?;
        let last = match submission.standing {
            Standing::Waiting | Standing::Returned => return Ok(()),
            Standing::Recognised => step(Step::Recognised, "培训管理员", None, 9),
            Standing::Rejected => step(
                Step::Rejected,
                "培训管理员",
                Some("证明上的姓名不是本人，不予认定"),
                9,
            ),
            Standing::Withdrawn => step(Step::Withdrawn, &person, None, 10),
        };
        Ok(submissions::insert_step(conn, &last)?)
    }

    fn results(
        &self,
        conn: &mut Conn,
        scores: Vec<crate::exams::ResultDetails>,
        changes: &mut Vec<Change>,
    ) -> Result<(), DemoError> {
        for block in scores.chunks(RECORDS_AT_ONCE) {
            let ids = results::insert(conn, block.to_vec(), self.occasion.now.instant)?;
            for (id, details) in ids.into_iter().zip(block) {
                changes.push(Change::created(
                    Entity::ExamResult,
                    id.0,
                    Some(details.person_id),
                    details,
                ));
            }
        }
        Ok(())
    }
}

/// What the history keeps of a new person: the ID number only masked.
#[derive(Serialize)]
struct NewPersonHistory {
    id_number: String,
    #[serde(flatten)]
    details: PersonDetails,
}
