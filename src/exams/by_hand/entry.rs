//! One entry: made, moved on, taken back with a reason.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDateTime};
use chrono_tz::Tz;
use serde::Serialize;

use super::second_look::{is_over, no_doubt, stands, stands_in_season};
use super::{FIRST_EXAM_YEAR, held, needed_reason, wrong};
use crate::accounts::Viewer;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::certificates::Level;
use crate::clock::to_utc;
use crate::db::Conn;
use crate::exams::import::EntryHistory;
use crate::exams::rules::may_move_entry;
use crate::exams::season_book::SeasonBook;
use crate::exams::store::entries as store;
use crate::exams::{EntryDetails, EntryId, EntryState, SeasonId, Subject};
use crate::people::PersonId;
use crate::people::actions::{ChangeError, stale};
use crate::people::form::FieldRefusal;
use crate::policy::Policies;
use crate::sheets::{Cell, Epoch, parse};
use crate::text::tidy;

/// The longest ticket number.
const LONGEST_TICKET: usize = 40;

/// An entry as typed; every field a text, an empty one is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedEntry {
    /// 考试年度; only read when an entry is made.
    pub year: String,
    /// 报考级别; only read when an entry is made.
    pub level: String,
    /// 报考科目, words of [`Subject`]; none = all of the level.
    pub subjects: Vec<String>,
    /// 报考状态, a word of [`EntryState`].
    pub state: String,
    /// 缴费时间: a day, or a day and a time, local.
    pub paid_at: String,
    /// 缴费金额, in 元.
    pub paid: String,
    /// 退费金额, in 元.
    pub refunded: String,
    /// 准考证号.
    pub ticket_number: String,
    /// Why it goes back; only read when an entry is changed.
    pub reason: String,
    /// 仍然登记: entered though the person is past the level or not admitted; only read
    /// when an entry is made.
    pub confirmed: bool,
}

/// What stands behind the fields that both forms have.
struct Checked {
    subjects: BTreeSet<Subject>,
    state: EntryState,
    paid_at: Option<NaiveDateTime>,
    paid_cents: Option<i64>,
    refunded_cents: Option<i64>,
    ticket_number: Option<String>,
}

impl Checked {
    fn details(self, person: PersonId, season: SeasonId, level: Level) -> EntryDetails {
        EntryDetails {
            person_id: person,
            season_id: season,
            level,
            state: self.state,
            paid_at: self.paid_at,
            paid_cents: self.paid_cents,
            refunded_cents: self.refunded_cents,
            ticket_number: self.ticket_number,
        }
    }
}

fn cell(typed: &str) -> Option<Cell<'_>> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| Cell::Text(typed.into()))
}

impl TypedEntry {
    fn year(&self, last_year: i32, refused: &mut Vec<FieldRefusal>) -> Option<i32> {
        let year = self.year.trim().parse().ok();
        let year = year.filter(|year| (FIRST_EXAM_YEAR..=last_year).contains(year));
        if year.is_none() {
            let sentence = format!("请填写{FIRST_EXAM_YEAR}到{last_year}之间的考试年度");
            refused.push(FieldRefusal::new("year", sentence));
        }
        year
    }

    fn level(&self, policies: &Policies, refused: &mut Vec<FieldRefusal>) -> Option<Level> {
        let level = self.level.trim().parse().ok();
        let level = level.filter(|level| !policies.subjects(*level).is_empty());
        if level.is_none() {
            refused.push(FieldRefusal::new("level", "请选择报考级别"));
        }
        level
    }

    /// The subjects; all of the level where none is ticked.
    fn subjects(
        &self,
        policies: &Policies,
        level: Level,
        refused: &mut Vec<FieldRefusal>,
    ) -> BTreeSet<Subject> {
        let known = policies.subjects(level);
        let mut subjects = BTreeSet::new();
        for word in &self.subjects {
            match word.parse::<Subject>() {
                Ok(subject) if known.contains(&subject) => {
                    subjects.insert(subject);
                }
                Ok(subject) => refused.push(FieldRefusal::new(
                    "subjects",
                    format!("{}没有“{}”这一科，请去掉", level.label(), subject.label()),
                )),
                Err(_) => refused.push(FieldRefusal::new("subjects", "请从列表中选择科目")),
            }
        }
        if subjects.is_empty() {
            subjects.extend(known);
        }
        subjects
    }

    /// What a new entry needs: the year, the level and the rest.
    fn as_new(
        &self,
        policies: &Policies,
        zone: Tz,
        last_year: i32,
    ) -> Result<(i32, Level, Checked), Vec<FieldRefusal>> {
        let mut refused = Vec::new();
        let year = self.year(last_year, &mut refused);
        let level = self.level(policies, &mut refused);
        let subjects = match level {
            Some(level) => self.subjects(policies, level, &mut refused),
            None => BTreeSet::new(),
        };
        let checked = self.checked(subjects, zone, &mut refused);
        match (year, level, checked) {
            (Some(year), Some(level), Some(checked)) if refused.is_empty() => {
                Ok((year, level, checked))
            }
            _ => Err(refused),
        }
    }

    fn checked(
        &self,
        subjects: BTreeSet<Subject>,
        zone: Tz,
        refused: &mut Vec<FieldRefusal>,
    ) -> Option<Checked> {
        let state = self.state.trim().parse::<EntryState>().ok();
        if state.is_none() {
            refused.push(FieldRefusal::new("state", "请选择报考状态"));
        }
        let mut cents = |typed: &str, field: &'static str| {
            let read = cell(typed).map(|cell| parse::cents(&cell)).transpose();
            read.unwrap_or_else(|refusal| {
                refused.push(FieldRefusal::new(
                    field,
                    format!("“{}”{refusal}", typed.trim()),
                ));
                None
            })
        };
        let paid_cents = cents(&self.paid, "paid");
        let refunded_cents = cents(&self.refunded, "refunded");
        if paid_cents.is_some_and(|paid| refunded_cents.is_some_and(|refunded| refunded > paid)) {
            let sentence = "退费金额大于缴费金额，请核对";
            refused.push(FieldRefusal::new("refunded", sentence));
        }
        let paid_at = cell(&self.paid_at).map(|cell| parse::moment(&cell, Epoch::default()));
        let paid_at = paid_at.transpose().unwrap_or_else(|refusal| {
            let sentence = format!("“{}”{refusal}", self.paid_at.trim());
            refused.push(FieldRefusal::new("paid_at", sentence));
            None
        });
        let ticket_number = tidy(&self.ticket_number).into_owned();
        if ticket_number.chars().count() > LONGEST_TICKET {
            let sentence = format!("准考证号最多{LONGEST_TICKET}个字符，请核对");
            refused.push(FieldRefusal::new("ticket_number", sentence));
        }
        Some(Checked {
            subjects,
            state: state?,
            paid_at: paid_at.map(|local| to_utc(local, zone)),
            paid_cents,
            refunded_cents,
            ticket_number: (!ticket_number.is_empty()).then_some(ticket_number),
        })
    }
}

/// Makes an entry of a person; years up to the one after this.
///
/// # Errors
/// [`ChangeError`]; then nothing was stored.
pub fn enter(
    app: &App,
    viewer: &Viewer,
    person: PersonId,
    typed: &TypedEntry,
    occasion: &Occasion,
) -> Result<EntryId, ChangeError> {
    let (zone, policies) = (app.config.time_zone, &app.policies);
    let (year, level, checked) = typed.as_new(policies, zone, occasion.now.today.year() + 1)?;
    app.db.write(|conn| {
        let (person, area) = held(conn, app, viewer, person)?;
        let mut changes = Vec::new();
        let mut book = SeasonBook::load_areas(conn, policies, zone, &[&area])?;
        let days = book.days(year, &area);
        stands(checked.state, days.as_ref(), year, occasion)?;
        let season = book.ensure(conn, year, &area, occasion.now, None, &mut changes)?;
        let known = store::load_of_people(conn, &[person.id])?;
        if known
            .iter()
            .any(|entry| entry.details.season_id == season && entry.details.level == level)
        {
            let sentence = format!("{year}年度{}已有报名记录，请在原记录上修改", level.label());
            return Err(wrong("level", sentence));
        }
        let wanted = checked.state != EntryState::Cancelled && !typed.confirmed;
        if wanted && !is_over(days.as_ref(), year, occasion) {
            no_doubt(
                conn,
                app,
                &person,
                (year, level),
                days.as_ref(),
                &area,
                occasion,
            )?;
        }
        let subjects = checked.subjects.clone();
        let details = checked.details(person.id, season, level);
        let (id, made) = insert(conn, details, subjects, occasion)?;
        changes.push(made);
        audit::store::record(conn, occasion, &changes)?;
        Ok(id)
    })
}

/// Stores a new entry; its id and its line of history.
fn insert(
    conn: &mut Conn,
    details: EntryDetails,
    subjects: BTreeSet<Subject>,
    occasion: &Occasion,
) -> diesel::QueryResult<(EntryId, Change)> {
    let entry = store::insert(conn, details, occasion.now.instant)?;
    store::add_subjects(conn, entry.id, subjects.iter().copied())?;
    let person = Some(entry.details.person_id);
    let history = EntryHistory {
        details: entry.details,
        subjects,
    };
    let made = Change::created(Entity::Entry, entry.id.0, person, &history);
    Ok((entry.id, made))
}

#[derive(Serialize)]
struct WithReason<'a> {
    #[serde(flatten)]
    history: &'a EntryHistory,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
}

/// Changes an entry in the version that was seen; back to an earlier state with a reason.
///
/// # Errors
/// [`ChangeError`]; then nothing was stored.
pub fn change(
    app: &App,
    viewer: &Viewer,
    person: PersonId,
    (id, seen_version): (EntryId, i64),
    typed: &TypedEntry,
    occasion: &Occasion,
) -> Result<EntryState, ChangeError> {
    app.db.write(|conn| {
        let (person, area) = held(conn, app, viewer, person)?;
        let known = store::load_of_people(conn, &[person.id])?
            .into_iter()
            .find(|entry| entry.id == id)
            .ok_or(ChangeError::NotFound)?;
        if known.version != seen_version {
            return Err(ChangeError::Stale);
        }
        let (level, season) = (known.details.level, known.details.season_id);
        let mut refused = Vec::new();
        let subjects = typed.subjects(&app.policies, level, &mut refused);
        let checked = typed.checked(subjects, app.config.time_zone, &mut refused);
        let (Some(checked), true) = (checked, refused.is_empty()) else {
            return Err(refused.into());
        };
        if checked.state != known.details.state {
            stands_in_season(conn, app, season, &area, checked.state, occasion)?;
        }
        let reason = match typed.reason.trim() {
            "" => String::new(),
            typed => needed_reason(typed, "修改报考状态")?,
        };
        may_move_entry(known.details.state, checked.state, Some(&reason))
            .map_err(|refusal| wrong("reason", refusal.to_string()))?;
        let before = EntryHistory {
            details: known.details,
            subjects: store::load_subjects(conn, &[id])?
                .remove(&id)
                .unwrap_or_default(),
        };
        let subjects = checked.subjects.clone();
        let after = EntryHistory {
            details: checked.details(person.id, season, level),
            subjects,
        };
        if (&before.details, &before.subjects) == (&after.details, &after.subjects) {
            return Err(ChangeError::Refused(
                "内容与原来相同，没有需要保存的改动。".to_owned(),
            ));
        }
        let at = occasion.now.instant;
        store::update(conn, id, seen_version, &after.details, at).map_err(stale)?;
        store::replace_subjects(conn, id, after.subjects.iter().copied())?;
        let told = WithReason {
            history: &after,
            reason: &reason,
        };
        let change = Change::changed(Entity::Entry, id.0, Some(person.id), &before, &told);
        audit::store::record(conn, occasion, &[change])?;
        Ok(after.details.state)
    })
}
