//! The exam status of everyone who ever sat: what is passed, what still lives, what
//! the next season needs.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde::Serialize;

use super::entered::EnteredSeasons;
use super::rules::{ExamStatus, exam_status as rule_status, next_season};
use super::season_book::SeasonBook;
use super::store::results;
use super::{ExamOutcome, ExamResult, SeasonEnd, SeasonState, StoredResult, Subject};
use crate::app::App;
use crate::certificates::Level;
use crate::db::Conn;
use crate::files::JsonArray;
use crate::people::{self, Person, PersonId};
use crate::policy::{ExamPaper, Policies};
use crate::training::actions::StatusError;
use crate::units::{self, UnitId};

/// People loaded at once.
const PEOPLE_AT_ONCE: i64 = 2_000;

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct ExamQuestion {
    /// Only the people of this unit and those below it.
    pub unit: Option<UnitId>,
    /// ID numbers in full.
    pub full_ids: bool,
}

/// One person at one level, as `exam-status` tells it.
#[derive(Debug, Clone, Serialize)]
pub struct PersonExamStatus {
    /// Masked unless asked for in full.
    pub id_number: String,
    /// 姓名.
    pub name: String,
    /// 单位.
    pub unit: String,
    /// The level.
    pub level: Level,
    /// Qualified, partial, not passed.
    pub outcome: ExamOutcome,
    /// The first year in which the outcome was reached.
    pub qualified_year: Option<i32>,
    /// The next season.
    pub next_season: i32,
    /// What still counts there.
    pub live_passes: Vec<LivePassLine>,
    /// What is needed there.
    pub needs: Vec<&'static str>,
}

/// A pass that still counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LivePassLine {
    /// The subject's official name.
    pub subject: &'static str,
    /// The year it was passed in.
    pub year: i32,
}

/// Works out exam statuses; holds what is the same for everyone.
pub struct ExamRules<'p> {
    policies: &'p Policies,
    papers: &'p [ExamPaper],
    ends: HashMap<String, Arc<[SeasonEnd]>>,
    held: HashMap<String, Option<i32>>,
    today: NaiveDate,
    book: SeasonBook<'p>,
    entered: Option<&'p EnteredSeasons>,
}

impl<'p> ExamRules<'p> {
    /// The rules on `today`.
    ///
    /// # Errors
    /// When the seasons cannot be read.
    pub fn load(
        conn: &mut Conn,
        policies: &'p Policies,
        zone: Tz,
        today: NaiveDate,
    ) -> diesel::QueryResult<Self> {
        let book = SeasonBook::load(conn, policies, zone)?;
        Ok(Self::with_book(policies, today, book))
    }

    /// The rules on `today` where only the seasons of these areas are asked for.
    ///
    /// # Errors
    /// When the seasons cannot be read.
    pub fn load_days(
        conn: &mut Conn,
        policies: &'p Policies,
        zone: Tz,
        today: NaiveDate,
        areas: &[&str],
    ) -> diesel::QueryResult<Self> {
        let book = SeasonBook::load_areas(conn, policies, zone, areas)?;
        Ok(Self::with_book(policies, today, book))
    }

    /// The rules on `today` where only the days of seasons are asked for, not the stored
    /// rows: what a page needs, without a query.
    pub fn of_entered(entered: &'p EnteredSeasons, today: NaiveDate) -> Self {
        Self {
            entered: Some(entered),
            ..Self::with_book(entered.policies(), today, entered.book())
        }
    }

    fn with_book(policies: &'p Policies, today: NaiveDate, book: SeasonBook<'p>) -> Self {
        Self {
            policies,
            papers: policies.all_papers(),
            ends: HashMap::new(),
            held: HashMap::new(),
            today,
            book,
            entered: None,
        }
    }

    /// The seasons.
    pub fn book(&self) -> &SeasonBook<'p> {
        &self.book
    }

    /// Every paper there is.
    pub fn papers(&self) -> &'p [ExamPaper] {
        self.papers
    }

    /// When the seasons of an area closed.
    pub fn ends(&mut self, area: &str) -> &[SeasonEnd] {
        let (book, entered, last_year) = (&self.book, self.entered, self.today.year() + 1);
        self.ends
            .entry(area.to_owned())
            .or_insert_with(|| match entered {
                Some(entered) => entered.ends(area, last_year),
                None => book.ends(area, last_year).into(),
            })
    }

    /// The season that counts next in a region, where its exam was held and its results
    /// are not out: what [`super::wording`] tells of.
    pub fn held_without_results(&mut self, region: &str) -> Option<i32> {
        if let Some(known) = self.held.get(region) {
            return *known;
        }
        let today = self.today;
        let year = next_season(self.ends(region), today);
        let held = self.book.days(year, region).filter(|days| {
            matches!(days.state, SeasonState::Announced | SeasonState::Expected)
                && days.exam.is_some_and(|exam| exam.last < today)
        });
        let held = held.map(|days| days.year);
        self.held.insert(region.to_owned(), held);
        held
    }

    /// One line for every level with a result; the person's area is that of the
    /// latest result, with the days of the person's own region where they differ.
    pub fn status(
        &mut self,
        person_results: &[ExamResult],
        region: Option<&str>,
    ) -> Vec<ExamStatus> {
        let Some(latest) = person_results.iter().max_by_key(|result| result.year) else {
            return Vec::new();
        };
        let place = region
            .filter(|region| self.policies.area_of(region) == Some(latest.area.as_str()))
            .unwrap_or(&latest.area)
            .to_owned();
        let (papers, policies, today) = (self.papers, self.policies, self.today);
        rule_status(
            person_results,
            papers,
            policies.pass_lines(),
            self.ends(&place),
            &BTreeSet::new(),
            today,
        )
    }
}

/// Works out the status of everyone asked for on `today` and hands each line over.
///
/// # Errors
/// [`StatusError`]; also what `each` returns.
pub fn exam_status(
    app: &App,
    question: &ExamQuestion,
    today: NaiveDate,
    mut each: impl FnMut(PersonExamStatus) -> Result<(), StatusError>,
) -> Result<(), StatusError> {
    app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let within = question.unit.map(|unit| tree.below(unit));
        let mut rules = ExamRules::load(conn, &app.policies, app.config.time_zone, today)?;
        let mut after = PersonId(0);
        loop {
            let block = people::store::load_page(conn, within.as_deref(), after, PEOPLE_AT_ONCE)?;
            let Some(last) = block.last() else {
                return Ok(());
            };
            after = last.id;
            let ids: Vec<PersonId> = block.iter().map(|person| person.id).collect();
            let mut by_person = group(results::load_of_people(conn, &ids)?);
            for person in &block {
                let Some(person_results) = by_person.remove(&person.id) else {
                    continue;
                };
                let unit = tree
                    .get(person.details.unit_id)
                    .map(|unit| unit.details.name.clone())
                    .unwrap_or_default();
                let region = tree.region_of(person.details.unit_id);
                for status in rules.status(&person_results, region) {
                    each(person_line(app, person, &unit, &status, question.full_ids)?)?;
                }
            }
        }
    })
}

/// Stored results by person, as the rules read them.
pub fn group(stored: Vec<StoredResult>) -> HashMap<PersonId, Vec<ExamResult>> {
    let mut by_person: HashMap<PersonId, Vec<ExamResult>> = HashMap::new();
    for result in stored {
        by_person
            .entry(result.details.person_id)
            .or_default()
            .push(result.details.as_result());
    }
    by_person
}

fn person_line(
    app: &App,
    person: &Person,
    unit: &str,
    status: &ExamStatus,
    full_ids: bool,
) -> Result<PersonExamStatus, StatusError> {
    let mut needs: Vec<Subject> = status.needs.clone();
    needs.dedup();
    Ok(PersonExamStatus {
        id_number: person.shown_id_number(&app.keys, full_ids)?,
        name: person.details.name.clone(),
        unit: unit.to_owned(),
        level: status.level,
        outcome: status.outcome,
        qualified_year: status.qualified_year,
        next_season: status.next_season,
        live_passes: status
            .live_passes
            .iter()
            .map(|pass| LivePassLine {
                subject: pass.subject.label(),
                year: pass.year,
            })
            .collect(),
        needs: needs.iter().map(|subject| subject.label()).collect(),
    })
}

/// Writes the status as one JSON array.
///
/// # Errors
/// [`StatusError`].
pub fn write_exam_status_json(
    app: &App,
    question: &ExamQuestion,
    today: NaiveDate,
    out: &mut impl Write,
) -> Result<(), StatusError> {
    let mut array = JsonArray::new(out);
    exam_status(app, question, today, |status| Ok(array.push(&status)?))?;
    Ok(array.end()?)
}
