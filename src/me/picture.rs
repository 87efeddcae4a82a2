//! One person on one day: training by rule, certificates, exams, claims.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::app::App;
use crate::certificates::{HeldCertificate, Level};
use crate::claims::{self, Claim};
use crate::clock::Now;
use crate::db::Conn;
use crate::exams::actions::ExamRules;
use crate::exams::entered::EnteredSeasons;
use crate::exams::rules::{ExamStatus, eligibility, may_be_invited};
use crate::exams::situation::{self, EntryOnRecord};
use crate::exams::store::{entries, results};
use crate::exams::{Candidate, ExamOutcome, ExamResult, Subject};
use crate::people::{self, PersonId};
use crate::policy::versions::RefreshError;
use crate::policy::{Policies, SeasonDays};
use crate::training::rules::StatusLine;
use crate::training::situation::{RegionalRules, TrainingSituation, load_one};
use crate::training::store::submissions;
use crate::training::submission::{Submission, TrailLine};
use crate::training::{RecordSource, TrainingRecordId};
use crate::units::UnitTree;

/// The national exams, lowest first.
const EXAM_LEVELS: [Level; 3] = [Level::Assistant, Level::Intermediate, Level::Senior];

/// Everything a person's own pages show.
#[derive(Debug, Clone)]
pub struct Picture<'p> {
    /// The day and instant it was made for.
    pub now: Now,
    /// The units.
    pub units: Arc<UnitTree>,
    /// The person with records, certificates and registrations.
    pub training: TrainingSituation,
    /// The highest level on the day.
    pub level: Option<Level>,
    /// How the person stands under each rule.
    pub lines: Vec<StatusLine<'p>>,
    /// How the submitted records stand.
    pub submissions: HashMap<TrainingRecordId, Submission>,
    /// The latest reason for which a record was returned or refused.
    pub reasons: HashMap<TrainingRecordId, TrailLine>,
    /// The exams.
    pub exams: ExamPicture,
    /// The claims with their sums in 分, the latest first.
    pub claims: Vec<(Claim, i64)>,
}

/// A person's exams.
#[derive(Debug, Clone, Default)]
pub struct ExamPicture {
    /// The season that the person can act in next; none outside every exam area.
    pub season: Option<SeasonPicture>,
    /// Every result, by year.
    pub results: Vec<ExamResult>,
    /// What they come to, by level.
    pub statuses: Vec<ExamStatus>,
    /// Every entry.
    pub entries: Vec<EntryOnRecord>,
    /// The season that counts next, where its exam is over and its results are not out.
    pub held: Option<i32>,
}

/// The next season, as it concerns one person.
#[derive(Debug, Clone)]
pub struct SeasonPicture {
    /// Its days.
    pub days: SeasonDays,
    /// The levels that the person does not have, each with the answer whether they may
    /// sit it.
    pub answers: Vec<LevelAnswer>,
}

/// Whether a person may sit one level, in one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelAnswer {
    /// The level.
    pub level: Level,
    /// Yes, no, or nobody can tell yet.
    pub may: Option<bool>,
    /// Why: the line that admits, what is missing, or which facts are not known.
    pub sentence: String,
    /// The id of the line that decides, where one does.
    pub line: Option<String>,
}

impl ExamPicture {
    /// The entry in the next season that is not called off.
    pub fn entry(&self) -> Option<&EntryOnRecord> {
        let season = self.season.as_ref()?;
        self.entries.iter().rev().find(|entry| {
            entry.year() == season.days.year
                && entry.entry.details.state != crate::exams::EntryState::Cancelled
        })
    }

    /// How each level stands, in words, with its status.
    pub fn told(&self, certified: Option<Level>) -> Vec<(&ExamStatus, Vec<String>)> {
        situation::told(
            &self.statuses,
            self.held,
            &self.entries,
            &self.results,
            certified,
        )
    }

    /// The levels whose results the person waits for.
    pub fn waits_for(&self) -> Vec<Level> {
        situation::waits_for(self.held, &self.entries, &self.results)
    }

    /// What the next season needs of a level: the subjects without a live pass; none
    /// where nothing lives and everything is needed.
    pub fn needs(&self, level: Level) -> Option<&[Subject]> {
        self.statuses
            .iter()
            .find(|status| status.level == level && status.outcome == ExamOutcome::Partial)
            .map(|status| status.needs.as_slice())
    }
}

impl Picture<'_> {
    /// The highest level with a certificate on record.
    pub fn certified(&self) -> Option<Level> {
        let held = self.training.held();
        held.into_iter().map(|one| one.level).max()
    }

    /// The name of the person's unit.
    pub fn unit_name(&self) -> &str {
        self.units
            .get(self.training.person.details.unit_id)
            .map_or("", |unit| unit.details.name.as_str())
    }
}

/// Loads one person's picture.
///
/// # Errors
/// `NotFound` where there is no such person, or when a query fails.
pub fn load<'p>(
    conn: &mut Conn,
    app: &'p App,
    person: PersonId,
    now: Now,
) -> Result<Picture<'p>, RefreshError> {
    let person = people::store::get(conn, person)?;
    let id = person.id;
    let unit = person.details.unit_id;
    let standing = app.standing(conn)?;
    let units = &*standing.units;
    let training = load_one(conn, person)?;
    let lines = training.status(
        RegionalRules::new(&app.policies, now.today, None).of_unit(units, unit),
        now.today,
    );
    let typed = |record: &crate::training::Record| record.source == RecordSource::Typed;
    let (submissions, reasons) = if training.records.iter().any(typed) {
        (
            submissions::load_of_person(conn, id)?,
            submissions::load_reasons_of_person(conn, id)?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let region = units.region_of(unit);
    let exams = load_exams(conn, &standing.seasons, &training, region, now.today)?;
    Ok(Picture {
        now,
        level: training.level_on(now.today),
        units: standing.units,
        lines,
        submissions: submissions
            .into_iter()
            .map(|submission| (submission.record_id, submission))
            .collect(),
        reasons: reasons
            .into_iter()
            .map(|line| (line.record_id, line))
            .collect(),
        training,
        exams,
        claims: claims::store::load_with_sums(conn, id)?,
    })
}

fn load_exams(
    conn: &mut Conn,
    seasons: &EnteredSeasons,
    training: &TrainingSituation,
    region: Option<&str>,
    today: NaiveDate,
) -> diesel::QueryResult<ExamPicture> {
    let policies = seasons.policies();
    let person = training.person.id;
    let results: Vec<ExamResult> = results::load_of_person(conn, person)?
        .iter()
        .map(|stored| stored.details.as_result())
        .collect();
    let entries = load_entries(conn, person)?;
    let region = region.filter(|region| policies.area_of(region).is_some());
    if region.is_none() && results.is_empty() {
        return Ok(ExamPicture {
            results,
            entries,
            ..ExamPicture::default()
        });
    }
    let mut rules = ExamRules::of_entered(seasons, today);
    let statuses = rules.status(&results, region);
    let sat = !(entries.is_empty() && statuses.is_empty());
    let held = region
        .filter(|_| sat)
        .and_then(|region| rules.held_without_results(region));
    let season = region
        .and_then(|region| rules.book().at_hand(region, today))
        .map(|days| SeasonPicture {
            answers: answers(policies, training, &statuses, &days, today),
            days,
        });
    Ok(ExamPicture {
        season,
        results,
        statuses,
        entries,
        held,
    })
}

fn load_entries(conn: &mut Conn, person: PersonId) -> diesel::QueryResult<Vec<EntryOnRecord>> {
    let rows = entries::load_of_person(conn, person)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut subjects = entries::load_subjects_of_person(conn, person)?;
    Ok(rows
        .into_iter()
        .map(|(entry, season)| EntryOnRecord {
            subjects: subjects.remove(&entry.id).unwrap_or_default(),
            entry,
            season,
        })
        .collect())
}

fn answers(
    policies: &Policies,
    training: &TrainingSituation,
    statuses: &[ExamStatus],
    days: &SeasonDays,
    today: NaiveDate,
) -> Vec<LevelAnswer> {
    let details = &training.person.details;
    let certificates: Vec<HeldCertificate> = training.held();
    let qualified: Vec<Level> = statuses
        .iter()
        .filter(|status| status.outcome == ExamOutcome::Qualified)
        .map(|status| status.level)
        .collect();
    let candidate = Candidate {
        education: details.education,
        major: details.major.clone(),
        graduated_on: details.graduated_on,
        social_work_since: details.social_work_since,
        certificates,
    };
    let cutoff = days
        .service_cutoff
        .or_else(|| NaiveDate::from_ymd_opt(days.year, 12, 31))
        .unwrap_or(today);
    EXAM_LEVELS
        .into_iter()
        .filter(|level| may_be_invited(*level, &qualified, &candidate.certificates))
        .map(|level| {
            let lines = policies.all_eligibility_lines();
            let answer = eligibility(&candidate, level, lines, cutoff);
            LevelAnswer {
                level,
                may: match &answer {
                    crate::exams::rules::Eligibility::Yes(_) => Some(true),
                    crate::exams::rules::Eligibility::No { .. } => Some(false),
                    crate::exams::rules::Eligibility::Unknown(_) => None,
                },
                sentence: answer.to_the_person(),
                line: answer.line().map(|line| line.id.clone()),
            }
        })
        .collect()
}
