//! What the ladder looks at: one person, one unit and the seasons as loaded
//! data. Days are civil days, moments are local time of the zone.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::calendar::Period;
use crate::certificates::{CertificateId, Level, RegistrationId};
use crate::exams::{EntryState, SeasonState};
use crate::people::PersonId;
use crate::training::{RuleUnit, TrainingState, WindowKind};
use crate::units::UnitId;

/// A season by its year and exam area.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SeasonKey {
    /// Exam year.
    pub year: i32,
    /// Exam area (考区): 重庆市.
    pub area: String,
}

/// The days of one season as they stand now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeasonDates {
    /// Expected days ask nobody to act; postponed and cancelled ones are void.
    pub state: SeasonState,
    /// Sign-up opens.
    pub signup_opens: Option<NaiveDateTime>,
    /// Sign-up closes.
    pub signup_closes: Option<NaiveDateTime>,
    /// Payment closes.
    pub payment_closes: Option<NaiveDateTime>,
    /// Days on which the admission ticket can be printed.
    pub ticket: Option<Period>,
    /// Exam days.
    pub exam: Option<Period>,
    /// When results are out; at midnight where only the day is known.
    pub results: Option<NaiveDateTime>,
    /// `results` is worked out, not announced (预计).
    pub results_expected: bool,
    /// The document that the days stand in, with its number.
    pub document: String,
}

/// Every season that somebody can still act in.
pub type Seasons = BTreeMap<SeasonKey, SeasonDates>;

/// One person as the ladder sees them on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSituation {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their mail address; none = they cannot be reached.
    pub address: Option<String>,
    /// The unit they work in.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// False for leavers and locked accounts, who get nothing.
    pub active: bool,
    /// Levels that the person is eligible for (a certain yes) and not yet
    /// qualified at, per season.
    pub invitations: Vec<Invitation>,
    /// Entries, all states.
    pub entries: Vec<EntrySituation>,
    /// What could be reimbursed.
    pub claims: Vec<ClaimSituation>,
    /// Certificates held.
    pub certificates: Vec<CertificateSituation>,
    /// Registrations in use (without those that an extension or correction
    /// replaced).
    pub registrations: Vec<RegistrationSituation>,
    /// One line per training rule, as of today.
    pub training: Vec<TrainingSituation>,
}

/// A level that a person may sit in a season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The season.
    pub season: SeasonKey,
    /// The level.
    pub level: Level,
    /// The line that admits the person: 大专（其他专业），从事社会工作满4年.
    pub admitted_by: String,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntrySituation {
    /// The season.
    pub season: SeasonKey,
    /// The level.
    pub level: Level,
    /// Where it stands.
    pub state: EntryState,
    /// The day the fee was paid, where known.
    pub paid_on: Option<NaiveDate>,
    /// The receipt is already here.
    pub has_receipt: bool,
}

/// A claim that the policy would pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimSituation {
    /// The season of the entry.
    pub season: SeasonKey,
    /// Its level.
    pub level: Level,
    /// The policy pays now (its event has come).
    pub payable: bool,
    /// A living claim exists.
    pub has_claim: bool,
    /// Last day to hand it in; none = the policy names none.
    pub deadline: Option<NaiveDate>,
    /// What would be paid, 分, where known.
    pub amount_cents: Option<i64>,
    /// The policy's document.
    pub document: String,
}

/// A certificate held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CertificateSituation {
    /// The certificate.
    pub id: CertificateId,
    /// Its level.
    pub level: Level,
    /// 批准日期.
    pub approved_on: Option<NaiveDate>,
}

/// A registration in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistrationSituation {
    /// The registration.
    pub id: RegistrationId,
    /// The certificate it registers.
    pub certificate: CertificateId,
    /// That certificate's level.
    pub level: Level,
    /// First day.
    pub first_day: NaiveDate,
    /// Last day, inclusive.
    pub last_day: NaiveDate,
}

/// One person under one training rule, today. Amounts in hundredths of `unit`:
/// `counted` rounded down, `open` rounded up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainingSituation {
    /// The rule's id: `national-hours`.
    pub rule_id: String,
    /// What a page calls it.
    pub rule_name: String,
    /// The rule's document.
    pub document: String,
    /// The level that the amount is for.
    pub level: Level,
    /// Where the window comes from.
    pub basis: WindowKind,
    /// The window.
    pub window: Period,
    /// Days or hours.
    pub unit: RuleUnit,
    /// Owed.
    pub required_hundredths: i64,
    /// Counted so far.
    pub counted_hundredths: i64,
    /// Still open.
    pub open_hundredths: i64,
    /// How it stands.
    pub state: TrainingState,
}

/// Whom a person can ask at the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitContact {
    /// The unit.
    pub unit_name: String,
    /// 联系人.
    pub name: Option<String>,
    /// Office telephone.
    pub phone: Option<String>,
    /// Mail address.
    pub address: Option<String>,
}

/// A unit that may get its weekly list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitSituation {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Where the list goes; none = it is only shown.
    pub address: Option<String>,
}
