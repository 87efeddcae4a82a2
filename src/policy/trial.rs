//! A trial (试算): whom a new version would touch, before it is added. The rooms that
//! apply the rules compare; here stands what they answer, in words.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Policies;
use super::rules::NewVersion;
use crate::accounts::Reach;
use crate::app::App;
use crate::certificates::Level;
use crate::db::Conn;
use crate::people::PersonId;
use crate::units::{UnitId, UnitTree};

/// How one person stands, as it is or as it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialStanding {
    /// The state's word, as the interface for programs writes it.
    pub state: &'static str,
    /// What is owed, in hundredths of the rule's unit (继续教育).
    pub required_hundredths: Option<i64>,
    /// What is missing, in hundredths of the rule's unit (继续教育).
    pub open_hundredths: Option<i64>,
    /// What would be paid, in 分 (报销).
    pub amount_cents: Option<i64>,
    /// All of it in one line.
    pub sentence: String,
}

/// One person (of a reimbursement: one entry of a person) whom the change touches; of
/// targets a unit, of holidays a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialLine {
    /// The person, where it is about one.
    pub person: Option<PersonId>,
    /// The unit, where it is about one.
    pub unit_id: Option<UnitId>,
    /// 姓名; the unit's name; the day.
    pub name: String,
    /// 单位; of a unit its township; of a day the weekday.
    pub unit: String,
    /// The level on the day, or of the entry.
    pub level: Option<Level>,
    /// What it is about where a person may have several: 2026年考试.
    pub about: Option<String>,
    /// As it is; none where nothing is asked or promised now.
    pub before: Option<TrialStanding>,
    /// As it would be; none where nothing would be any more.
    pub after: Option<TrialStanding>,
}

/// How many stand in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialCount {
    /// The state's word.
    pub label: &'static str,
    /// As it is.
    pub before: i64,
    /// As it would be.
    pub after: i64,
}

/// What a change would do on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The day.
    pub day: NaiveDate,
    /// What is counted: 人 or 人次.
    pub measure: &'static str,
    /// How many the policy holds for, before or after.
    pub people: i64,
    /// By state.
    pub counts: Vec<TrialCount>,
    /// Whose state, amount or gap would change, by unit and name.
    pub lines: Vec<TrialLine>,
}

/// Compares how everyone within reach stands now and with `new` (whose id must be
/// set) in force, on a day.
///
/// # Errors
/// When a query fails.
pub fn compare(
    conn: &mut Conn,
    app: &App,
    after: &Policies,
    tree: &UnitTree,
    reach: &Reach,
    new: &NewVersion,
    day: NaiveDate,
) -> diesel::QueryResult<Trial> {
    let before = Arc::clone(&app.policies);
    let claims = |policy| crate::claims::trial::Scope {
        tree,
        reach,
        zone: app.config.time_zone,
        policy,
        day,
    };
    match new {
        NewVersion::TrainingRule(rule) => {
            crate::training::trial::compare(conn, &before, after, tree, reach, &rule.id, day)
        }
        NewVersion::Reimbursement(policy) => {
            crate::claims::trial::compare(conn, &before, after, &claims(Some(policy.id.as_str())))
        }
        // What a unit pays back follows from the fees.
        NewVersion::ExamFees(_) => {
            crate::claims::trial::compare(conn, &before, after, &claims(None))
        }
        NewVersion::CertifiedTarget(policy) => {
            crate::reports::trial::compare(conn, &before, after, tree, reach, &policy.id, day)
        }
        NewVersion::PassLine(_) => {
            let zone = app.config.time_zone;
            crate::exams::trial::compare(conn, &before, after, tree, reach, zone, day)
        }
        NewVersion::Holidays(year) => Ok(super::workdays::compare(&before, year, day)),
    }
}
