//! Seasons, entries and results as they are stored.

use chrono::{NaiveDate, NaiveDateTime};

use super::{EntryId, EntryState, ExamResult, ResultId, ScoreKind, SeasonId, SeasonState, Subject};
use crate::certificates::Level;
use crate::people::PersonId;
use crate::policy::Trust;

/// The values of a season; also what the history keeps. Windows are UTC instants.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::AsChangeset,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::seasons, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct SeasonDetails {
    /// Exam year.
    pub year: i64,
    /// Exam area, a province.
    pub area: String,
    /// The district whose own days these are; empty = the whole area.
    pub district: String,
    /// Expected, announced, postponed, cancelled.
    pub state: SeasonState,
    /// Sign-up opens.
    #[diesel(deserialize_as = crate::db::days::OptionalMoment)]
    pub signup_opens_at: Option<NaiveDateTime>,
    /// Sign-up closes.
    #[diesel(deserialize_as = crate::db::days::OptionalMoment)]
    pub signup_closes_at: Option<NaiveDateTime>,
    /// Payment closes.
    #[diesel(deserialize_as = crate::db::days::OptionalMoment)]
    pub payment_closes_at: Option<NaiveDateTime>,
    /// First day of ticket printing.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub ticket_first_day: Option<NaiveDate>,
    /// Last day of ticket printing.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub ticket_last_day: Option<NaiveDate>,
    /// First exam day.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub exam_first_day: Option<NaiveDate>,
    /// Last exam day.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub exam_last_day: Option<NaiveDate>,
    /// Results.
    #[diesel(deserialize_as = crate::db::days::OptionalMoment)]
    pub results_at: Option<NaiveDateTime>,
    /// Whether only the day of the results is known.
    pub results_day_only: bool,
    /// Years in social work count up to this day.
    #[diesel(deserialize_as = crate::db::days::OptionalDay)]
    pub service_cutoff_on: Option<NaiveDate>,
    /// The document.
    pub source_document: String,
    /// How well it is known.
    pub source_trust: Trust,
    /// Still exactly as the policy data has it, so that newer data may replace it.
    pub from_policy: bool,
}

/// A season as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::seasons)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Season {
    /// Its id.
    pub id: SeasonId,
    /// Its values.
    #[diesel(embed)]
    pub details: SeasonDetails,
    /// Raised by each change.
    pub version: i64,
}

/// What an entry's page needs of its season: the days come from the book of seasons.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::seasons)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct SeasonOfEntry {
    /// Exam year.
    pub year: i64,
    /// Exam area, a province.
    pub area: String,
}

impl From<&Season> for SeasonOfEntry {
    fn from(season: &Season) -> Self {
        Self {
            year: season.details.year,
            area: season.details.area.clone(),
        }
    }
}

/// The values of an entry, its subjects apart; also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::AsChangeset,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::entries, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct EntryDetails {
    /// Whose it is.
    pub person_id: PersonId,
    /// The season.
    pub season_id: SeasonId,
    /// The level sat for.
    pub level: Level,
    /// Where it stands.
    pub state: EntryState,
    /// When it was paid (UTC).
    #[diesel(deserialize_as = crate::db::days::OptionalMoment)]
    pub paid_at: Option<NaiveDateTime>,
    /// What was paid, in 分.
    pub paid_cents: Option<i64>,
    /// What came back, in 分.
    pub refunded_cents: Option<i64>,
    /// 准考证号.
    pub ticket_number: Option<String>,
}

/// An entry as stored, without its subjects.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::entries)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct StoredEntry {
    /// Its id.
    pub id: EntryId,
    /// Its values.
    #[diesel(embed)]
    pub details: EntryDetails,
    /// Raised by each change.
    pub version: i64,
}

/// The values of one result; also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::AsChangeset,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::results, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct ResultDetails {
    /// Whose it is.
    pub person_id: PersonId,
    /// Exam year.
    pub year: i64,
    /// The level sat for.
    pub level: Level,
    /// The subject.
    pub subject: Subject,
    /// A number of points or why there is none.
    pub score_kind: ScoreKind,
    /// The points, in tenths.
    pub score_tenths: Option<i64>,
    /// Exam area.
    pub area: String,
    /// 工作区县.
    pub work_county: Option<String>,
    /// A re-check revoked it.
    pub revoked: bool,
}

/// A result as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::results)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct StoredResult {
    /// Its id.
    pub id: ResultId,
    /// Its values.
    #[diesel(embed)]
    pub details: ResultDetails,
    /// Raised by each change.
    pub version: i64,
}

impl ResultDetails {
    /// The result as the rules read it.
    pub fn as_result(&self) -> ExamResult {
        ExamResult {
            year: i32::try_from(self.year).unwrap_or_default(),
            level: self.level,
            subject: self.subject,
            kind: self.score_kind,
            points_tenths: self.score_tenths,
            area: self.area.clone(),
            county: self.work_county.clone(),
            revoked: self.revoked,
        }
    }
}
