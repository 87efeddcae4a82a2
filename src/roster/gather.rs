//! Gathers the roster: the people of some units with everything a line tells, in a
//! fixed number of queries whatever their number.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;
use diesel::QueryResult;

use super::rules::{
    binding, counts, duties, exam_word, listed, matches, order, registration_standing, tiles,
};
use super::{
    EntryStanding, ExamStanding, Focus, MOST_PEOPLE, Presence, Question, RosterRow, SeasonAtHand,
    Tiles, TrainingStanding,
};
use crate::accounts::Reach;
use crate::claims::{self, ClaimStanding};
use crate::db::Conn;
use crate::exams::actions::ExamRules;
use crate::exams::prospects::{MaySit, Prospects, foremost};
use crate::exams::rules::next_door;
use crate::exams::situation::{self as exam_situation, ExamSituation};
use crate::exams::{Candidate, Door, EntryState, SeasonState};
use crate::people::{self, Person, PersonId};
use crate::policy::Policies;
use crate::training::RecordState;
use crate::training::rules::StatusLine;
use crate::training::situation::{self as training_situation, RegionalRules, TrainingSituation};
use crate::units::{UnitId, UnitTree};

/// The people of a unit as a list shows them.
#[derive(Debug, Clone)]
pub struct Roster {
    /// Those that the filters show, in the order asked for.
    pub listed: Vec<RosterRow>,
    /// What the people who work here come to, whatever the filters show.
    pub tiles: Tiles,
    /// How many each state, and none, would show beside the other filters.
    pub counts: HashMap<Option<Focus>, usize>,
    /// The season at hand, where all are of one region.
    pub season: Option<SeasonAtHand>,
    /// More than [`MOST_PEOPLE`] people: nothing is listed, so many there are.
    pub too_many: Option<usize>,
}

/// Gathers rows; holds what is the same for everyone.
pub struct Gatherer<'p> {
    policies: &'p Policies,
    today: NaiveDate,
    tree: &'p UnitTree,
    exam_rules: ExamRules<'p>,
    training_rules: RegionalRules<'p>,
    prospects: Prospects<'p>,
    seasons: HashMap<String, Option<SeasonAtHand>>,
}

/// The roster that `question` asks for, of the units within `reach`.
///
/// # Errors
/// When a query fails.
pub fn load(
    conn: &mut Conn,
    policies: &Policies,
    zone: Tz,
    today: NaiveDate,
    tree: &UnitTree,
    reach: &Reach,
    question: &Question,
) -> QueryResult<Roster> {
    let reach = match question.unit {
        Some(unit) => reach.below(unit, tree),
        None => reach.clone(),
    };
    let units = reach.units();
    let people = match found(conn, units.as_deref(), question, today)? {
        Found::People(people) => people,
        Found::TooMany(count) => {
            return Ok(Roster {
                listed: Vec::new(),
                tiles: Tiles::default(),
                counts: HashMap::new(),
                season: None,
                too_many: Some(count),
            });
        }
    };
    let mut gatherer = Gatherer::load(conn, policies, zone, today, tree)?;
    let everyone = gatherer.rows(conn, people)?;
    let tiles = tiles(&everyone, today);
    let counts = counts(&everyone, question, today);
    let mut listed: Vec<RosterRow> = everyone
        .into_iter()
        .filter(|row| listed(row, question, today))
        .collect();
    order(&mut listed, question.sort);
    Ok(Roster {
        tiles,
        counts,
        season: gatherer.common_season(),
        listed,
        too_many: None,
    })
}

enum Found {
    People(Vec<Person>),
    TooMany(usize),
}

/// Whom to gather: everyone of the units or, where those are too many, those that a
/// search finds by name. Who has left is not counted where the list does not show
/// leavers.
fn found(
    conn: &mut Conn,
    units: Option<&[UnitId]>,
    question: &Question,
    today: NaiveDate,
) -> QueryResult<Found> {
    let present_on = (question.presence == Presence::Here).then_some(today);
    let counted = people::store::count_of_units(conn, units, present_on)?;
    let counted = usize::try_from(counted).unwrap_or_default();
    if counted <= MOST_PEOPLE {
        return Ok(Found::People(people::store::load_of_units(conn, units)?));
    }
    let Some(search) = &question.search else {
        return Ok(Found::TooMany(counted));
    };
    let ids: Vec<PersonId> = people::store::load_briefs(conn, units)?
        .into_iter()
        .filter(|brief| {
            matches(
                search,
                &brief.name,
                &brief.pinyin_initials,
                brief.mobile.as_deref(),
            )
        })
        .map(|brief| brief.id)
        .collect();
    if ids.len() > MOST_PEOPLE {
        return Ok(Found::TooMany(ids.len()));
    }
    Ok(Found::People(people::store::load_of_ids(conn, &ids)?))
}

impl<'p> Gatherer<'p> {
    /// Reads the seasons.
    ///
    /// # Errors
    /// When a query fails.
    pub fn load(
        conn: &mut Conn,
        policies: &'p Policies,
        zone: Tz,
        today: NaiveDate,
        tree: &'p UnitTree,
    ) -> QueryResult<Self> {
        Ok(Self {
            policies,
            today,
            tree,
            exam_rules: ExamRules::load(conn, policies, zone, today)?,
            training_rules: RegionalRules::new(policies, today, None),
            prospects: Prospects::new(policies),
            seasons: HashMap::new(),
        })
    }

    /// A row for each of these people, in the order given.
    ///
    /// # Errors
    /// When a query fails.
    pub fn rows(&mut self, conn: &mut Conn, people: Vec<Person>) -> QueryResult<Vec<RosterRow>> {
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        let mut exams = exam_situation::load(conn, &mut self.exam_rules, self.tree, &people)?;
        let mut claims = claims::store::load_standings(conn, &ids)?;
        let situations = training_situation::load(conn, people, false)?;
        Ok(situations
            .iter()
            .map(|situation| {
                let id = situation.person.id;
                let exams = exams.remove(&id).unwrap_or_default();
                let claim = claims.remove(&id).and_then(|mut all| all.pop());
                self.row(situation, &exams, claim)
            })
            .collect())
    }

    /// The season of everyone gathered so far, where it is one and the same.
    fn common_season(&self) -> Option<SeasonAtHand> {
        let mut seasons = self.seasons.values();
        let first = seasons.next()?.as_ref()?;
        seasons
            .all(|season| season.as_ref() == Some(first))
            .then(|| first.clone())
    }

    fn row(
        &mut self,
        situation: &TrainingSituation,
        exams: &ExamSituation,
        claim: Option<ClaimStanding>,
    ) -> RosterRow {
        let (person, today) = (&situation.person, self.today);
        let details = &person.details;
        let unit = self.tree.get(details.unit_id);
        let rules = self.training_rules.of_unit(self.tree, details.unit_id);
        let standings: Vec<TrainingStanding> = situation
            .status(rules, today)
            .iter()
            .map(training_standing)
            .collect();
        let training = binding(&standings).cloned();
        let registration =
            registration_standing(&situation.held(), &situation.registrations_in_use(), today);
        let season = self.season_of(details.unit_id);
        let exam = self.exam(situation, exams, season.as_ref());
        let has_left = details.has_left(today);
        // Who has left owes this unit nothing.
        let duties = if has_left {
            Vec::new()
        } else {
            // An entry that was not finished by the exam is nobody's duty any more.
            let ahead = |season: &&SeasonAtHand| season.exam.is_none_or(|exam| today <= exam.last);
            duties(
                training.as_ref(),
                registration,
                season.as_ref().filter(ahead),
                &exam.entries,
                claim.as_ref(),
            )
        };
        RosterRow {
            person: person.id,
            version: person.version,
            name: details.name.clone(),
            pinyin_key: details.pinyin_key.clone(),
            pinyin_initials: details.pinyin_initials.clone(),
            unit: details.unit_id,
            unit_name: unit
                .map(|unit| unit.details.name.clone())
                .unwrap_or_default(),
            unit_path: unit
                .map(|unit| unit.details.path.clone())
                .unwrap_or_default(),
            employment: details.employment_kind,
            mobile: details.mobile.clone(),
            left_on: details.left_on,
            has_left,
            level: situation.level_on(today),
            training,
            registration,
            exam,
            claim,
            pending_proofs: situation
                .records
                .iter()
                .filter(|record| record.state == RecordState::Pending)
                .count(),
            duties,
        }
    }

    fn exam(
        &self,
        situation: &TrainingSituation,
        exams: &ExamSituation,
        season: Option<&SeasonAtHand>,
    ) -> ExamStanding {
        let cutoff = season.map_or(self.today, |season| season.cutoff);
        let prospects = self
            .prospects
            .of(&candidate(situation), &exams.statuses, cutoff);
        let shown = foremost(&prospects);
        let (answer, level, sentence) = match shown {
            Some(prospect) => (
                prospect.answer,
                Some(prospect.level),
                prospect.sentence.clone(),
            ),
            None => (
                MaySit::Past,
                None,
                "已取得或通过最高级别，无需再报考。".to_owned(),
            ),
        };
        let entries: Vec<EntryStanding> = exams
            .entries
            .iter()
            .filter(|entry| season.is_some_and(|season| season.year == entry.year()))
            .filter(|entry| entry.entry.details.state != EntryState::Cancelled)
            .map(|entry| EntryStanding {
                entry: entry.entry.id,
                level: entry.entry.details.level,
                state: entry.entry.details.state,
                doubtful: next_door(entry.entry.details.state) == Some(Door::SignUp)
                    && prospects
                        .iter()
                        .find(|prospect| prospect.level == entry.entry.details.level)
                        .is_none_or(|prospect| prospect.answer == MaySit::No),
            })
            .collect();
        ExamStanding {
            word: exam_word(answer, &entries, season, self.today),
            answer,
            level,
            sentence,
            prospects,
            entries,
            waits_for: exams.held.filter(|_| !exams.waits_for().is_empty()),
        }
    }

    /// The season that the people of a unit sit in next.
    pub fn season_of(&mut self, unit: UnitId) -> Option<SeasonAtHand> {
        let region = self.tree.region_of(unit)?;
        if !self.seasons.contains_key(region) {
            let season = self.season_of_region(region);
            self.seasons.insert(region.to_owned(), season);
        }
        self.seasons.get(region).cloned().flatten()
    }

    fn season_of_region(&mut self, region: &str) -> Option<SeasonAtHand> {
        self.policies.area_of(region)?;
        let days = self.exam_rules.book().at_hand(region, self.today)?;
        let year = days.year;
        Some(SeasonAtHand {
            year,
            state: days.signup_state(),
            signup_opens: days.signup_opens,
            signup_closes: days.signup_closes,
            payment_closes: days.payment_closes,
            ticket: days.ticket,
            exam: days.exam,
            cutoff: days
                .service_cutoff
                .or_else(|| NaiveDate::from_ymd_opt(year, 12, 31))
                .unwrap_or(self.today),
            document: match days.signup_state() {
                SeasonState::Expected => format!("{year}年报名通知尚未公布，日期为预计"),
                _ => days.notice.unwrap_or(days.source.document),
            },
        })
    }
}

/// What a person brings to an exam.
pub fn candidate(situation: &TrainingSituation) -> Candidate {
    let details = &situation.person.details;
    Candidate {
        education: details.education,
        major: details.major.clone(),
        graduated_on: details.graduated_on,
        social_work_since: details.social_work_since,
        certificates: situation.held(),
    }
}

/// A status line as lists keep it.
pub fn training_standing(line: &StatusLine<'_>) -> TrainingStanding {
    TrainingStanding {
        rule_id: line.rule.id.clone(),
        rule_name: line.rule.name.clone(),
        unit: line.rule.unit,
        state: line.state,
        required_hundredths: line.required.hundredths_up(),
        counted_hundredths: line.counted.hundredths_down(),
        open_hundredths: line.open.hundredths_up(),
        basis: line.basis,
        window: line.window,
    }
}
