//! The scores of one person in one year and level, as a result sheet has them.

use std::collections::BTreeSet;

use chrono::Datelike;
use serde::Serialize;

use super::{FIRST_EXAM_YEAR, held, needed_reason, wrong};
use crate::accounts::Viewer;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::certificates::Level;
use crate::db::Conn;
use crate::exams::import::EntryHistory;
use crate::exams::rules::may_move_entry;
use crate::exams::season_book::SeasonBook;
use crate::exams::store::{entries, results as store};
use crate::exams::{EntryDetails, EntryState, ResultDetails, ScoreKind, StoredResult, Subject};
use crate::people::actions::{ChangeError, stale};
use crate::people::form::FieldRefusal;
use crate::people::{Person, PersonId};
use crate::policy::Policies;
use crate::sheets::{Cell, parse};
use crate::text::tidy;

/// The longest name of a county.
const LONGEST_COUNTY: usize = 40;

/// One subject's score as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedScore {
    /// The subject.
    pub subject: Subject,
    /// Points, or 缺考, 违纪, 成绩无效; empty where there is none.
    pub score: String,
    /// A re-check revoked it, or it was entered by mistake: kept, passes nothing.
    pub revoked: bool,
    /// The version on the page; 0 where there was none.
    pub seen_version: i64,
}

/// The scores of one year and level as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedResults {
    /// 考试年度.
    pub year: String,
    /// 级别.
    pub level: String,
    /// 工作区县, where a special pass line may hold.
    pub county: String,
    /// A line for each subject.
    pub scores: Vec<TypedScore>,
    /// Why a score on record changes.
    pub reason: String,
}

/// The fields' names, one for each subject; a refusal's field must live long enough.
const fn field_of(subject: Subject) -> &'static str {
    match subject {
        Subject::LawAndPolicy => "score_law_and_policy",
        Subject::ComprehensiveAbility => "score_comprehensive_ability",
        Subject::Practice => "score_practice",
    }
}

impl TypedResults {
    /// Year and level, if both are what they should be.
    fn key(&self, policies: &Policies, this_year: i32) -> Result<(i32, Level), ChangeError> {
        let year = self.year.trim().parse().ok();
        let year = year.filter(|year| (FIRST_EXAM_YEAR..=this_year).contains(year));
        let year = year.ok_or_else(|| {
            let span = format!("请填写{FIRST_EXAM_YEAR}到{this_year}之间的考试年度");
            wrong("year", span)
        })?;
        let level = self.level.trim().parse().ok();
        let level = level.filter(|level| !policies.subjects(*level).is_empty());
        Ok((year, level.ok_or_else(|| wrong("level", "请选择级别"))?))
    }
}

#[derive(Serialize)]
struct WithReason<'a> {
    #[serde(flatten)]
    details: &'a ResultDetails,
    reason: &'a str,
}

/// What is to be done with the scores of one form.
#[derive(Default)]
struct Plan {
    added: Vec<ResultDetails>,
    changed: Vec<(StoredResult, ResultDetails)>,
}

/// Enters or corrects the scores of one year and level; an entry of that season then
/// stands at 已出成绩, or at 缺考 where every subject was missed. Returns how many scores
/// were entered or changed.
///
/// # Errors
/// [`ChangeError`]; then nothing was stored.
pub fn record(
    app: &App,
    viewer: &Viewer,
    person: PersonId,
    typed: &TypedResults,
    occasion: &Occasion,
) -> Result<usize, ChangeError> {
    let (year, level) = typed.key(&app.policies, occasion.now.today.year())?;
    app.db.write(|conn| {
        let (person, area) = held(conn, app, viewer, person)?;
        let mut changes = Vec::new();
        let mut book = SeasonBook::load_areas(conn, &app.policies, app.config.time_zone, &[&area])?;
        let exam = book.days(year, &area).and_then(|days| days.exam);
        if exam.is_some_and(|exam| exam.first > occasion.now.today) {
            let sentence = format!("{year}年度考试还没有举行，不能录入成绩");
            return Err(wrong("year", sentence));
        }
        let plan = plan(conn, app, &person, (year, level), &area, typed)?;
        let told = plan.added.len() + plan.changed.len();
        store_plan(conn, plan, typed, occasion, &mut changes)?;
        let season = book.ensure(conn, year, &area, occasion.now, None, &mut changes)?;
        let entry = entries::load_of_people(conn, &[person.id])?
            .into_iter()
            .find(|entry| entry.details.season_id == season && entry.details.level == level);
        if let Some(entry) = entry {
            let scores: BTreeSet<ScoreKind> = of_year(conn, &person, year, level)?
                .iter()
                .map(|known| known.details.score_kind)
                .collect();
            let state = if scores.iter().all(|kind| *kind == ScoreKind::Absent) {
                EntryState::Absent
            } else {
                EntryState::Scored
            };
            if state != entry.details.state
                && may_move_entry(entry.details.state, state, None).is_ok()
            {
                let subjects = entries::load_subjects(conn, &[entry.id])?
                    .remove(&entry.id)
                    .unwrap_or_default();
                let after = EntryDetails {
                    state,
                    ..entry.details.clone()
                };
                let at = occasion.now.instant;
                entries::update(conn, entry.id, entry.version, &after, at).map_err(stale)?;
                let with = |details| EntryHistory {
                    details,
                    subjects: subjects.clone(),
                };
                changes.push(Change::changed(
                    Entity::Entry,
                    entry.id.0,
                    Some(person.id),
                    &with(entry.details),
                    &with(after),
                ));
            }
        }
        audit::store::record(conn, occasion, &changes)?;
        Ok(told)
    })
}

fn of_year(
    conn: &mut Conn,
    person: &Person,
    year: i32,
    level: Level,
) -> Result<Vec<StoredResult>, ChangeError> {
    let all = store::load_of_person(conn, person.id)?;
    Ok(all
        .into_iter()
        .filter(|known| known.details.year == i64::from(year) && known.details.level == level)
        .collect())
}

/// Compares what was typed with what is on record; every wrong field is told at once.
fn plan(
    conn: &mut Conn,
    app: &App,
    person: &Person,
    (year, level): (i32, Level),
    area: &str,
    typed: &TypedResults,
) -> Result<Plan, ChangeError> {
    let known = of_year(conn, person, year, level)?;
    let county = tidy(&typed.county).into_owned();
    let mut refused = Vec::new();
    if county.chars().count() > LONGEST_COUNTY {
        let sentence = format!("工作区县最多{LONGEST_COUNTY}个字，请核对");
        refused.push(FieldRefusal::new("county", sentence));
    }
    let county = (!county.is_empty()).then_some(county);
    let mut plan = Plan::default();
    for score in &typed.scores {
        if !app.policies.subjects(level).contains(&score.subject) {
            continue;
        }
        let stored = known
            .iter()
            .find(|known| known.details.subject == score.subject);
        if stored.map_or(0, |stored| stored.version) != score.seen_version {
            return Err(ChangeError::Stale);
        }
        let field = field_of(score.subject);
        if score.score.trim().is_empty() {
            if stored.is_some() {
                let sentence = "已有的成绩不能清空；录错了请改正，或勾选撤销";
                refused.push(FieldRefusal::new(field, sentence));
            }
            continue;
        }
        let read = match parse::score(&Cell::Text(score.score.trim().into())) {
            Ok(read) => read,
            Err(refusal) => {
                let sentence = format!("“{}”{refusal}", score.score.trim());
                refused.push(FieldRefusal::new(field, sentence));
                continue;
            }
        };
        let details = ResultDetails {
            person_id: person.id,
            year: i64::from(year),
            level,
            subject: score.subject,
            score_kind: read.kind,
            score_tenths: read.tenths,
            area: stored.map_or_else(|| area.to_owned(), |stored| stored.details.area.clone()),
            work_county: county.clone(),
            revoked: score.revoked,
        };
        match stored {
            None => plan.added.push(details),
            Some(stored) if stored.details == details => {}
            Some(stored) => plan.changed.push((stored.clone(), details)),
        }
    }
    if !refused.is_empty() {
        return Err(refused.into());
    }
    if plan.added.is_empty() && plan.changed.is_empty() {
        return Err(ChangeError::Refused(
            "没有填写新的成绩，也没有改动，请填写后再保存。".to_owned(),
        ));
    }
    Ok(plan)
}

fn store_plan(
    conn: &mut Conn,
    plan: Plan,
    typed: &TypedResults,
    occasion: &Occasion,
    changes: &mut Vec<Change>,
) -> Result<(), ChangeError> {
    let at = occasion.now.instant;
    let reason = if plan.changed.is_empty() {
        String::new()
    } else {
        needed_reason(&typed.reason, "更正成绩")?
    };
    for (before, after) in plan.changed {
        store::update(conn, before.id, before.version, &after, at).map_err(stale)?;
        let told = WithReason {
            details: &after,
            reason: &reason,
        };
        let person = Some(after.person_id);
        changes.push(Change::changed(
            Entity::ExamResult,
            before.id.0,
            person,
            &before.details,
            &told,
        ));
    }
    if plan.added.is_empty() {
        return Ok(());
    }
    let ids = store::insert(conn, plan.added.clone(), at)?;
    for (id, details) in ids.iter().zip(&plan.added) {
        let person = Some(details.person_id);
        changes.push(Change::created(Entity::ExamResult, id.0, person, details));
    }
    Ok(())
}
