//! What one line of the roster tells of a person, and what all lines come to.

use chrono::{NaiveDate, NaiveDateTime};

use crate::calendar::Period;
use crate::certificates::Level;
use crate::claims::ClaimStanding;
use crate::exams::prospects::{MaySit, Prospect};
use crate::exams::{EntryId, EntryState, SeasonState};
use crate::help::links;
use crate::people::{EmploymentKind, PersonId};
use crate::text_enum;
use crate::training::{RuleUnit, TrainingState, WindowKind};
use crate::units::UnitId;

/// One person under one training rule. Amounts in hundredths of `unit`: `counted`
/// rounded down, `open` rounded up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingStanding {
    /// The rule: `qijiang-days`.
    pub rule_id: String,
    /// What a page calls it.
    pub rule_name: String,
    /// Days or hours.
    pub unit: RuleUnit,
    /// How it stands.
    pub state: TrainingState,
    /// Owed.
    pub required_hundredths: i64,
    /// Counted so far.
    pub counted_hundredths: i64,
    /// Still open.
    pub open_hundredths: i64,
    /// Where the window comes from.
    pub basis: WindowKind,
    /// The window.
    pub window: Period,
}

impl TrainingStanding {
    /// The day by which what is open must be done; a rolling window has none.
    pub fn due_on(&self) -> Option<NaiveDate> {
        (self.basis == WindowKind::Registration && self.open_hundredths > 0)
            .then_some(self.window.last)
    }

    /// How much is done, in hundredths of what is owed, at most 100.
    pub fn percent(&self) -> i64 {
        match self.required_hundredths {
            0 => 100,
            required => (self.counted_hundredths.saturating_mul(100) / required).clamp(0, 100),
        }
    }
}

text_enum!(
    /// How the registration of the highest certificate stands.
    RegistrationState {
        /// In force, renewal not open yet.
        InForce = "in_force", "有效";
        /// In force, renewal is accepted.
        RenewalOpen = "renewal_open", "可办再登记";
        /// The last day has passed.
        Ended = "ended", "已过期";
        /// Certified, never registered.
        NotRegistered = "not_registered", "未登记";
    }
);

/// The registration of the highest certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistrationStanding {
    /// The level that is registered.
    pub level: Level,
    /// How it stands.
    pub state: RegistrationState,
    /// 有效期至, or the day by which the first registration is due, where known.
    pub due_on: Option<NaiveDate>,
}

/// One entry for the season at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryStanding {
    /// The entry.
    pub entry: EntryId,
    /// Its level.
    pub level: Level,
    /// Where it stands.
    pub state: EntryState,
    /// No line of eligibility admits the person to this level, as far as is known here:
    /// somebody must look at the entry before anybody hurries to finish it.
    pub doubtful: bool,
}

text_enum!(
    /// The exam of this season in a word.
    ExamWord {
        /// The sign-up was handed in; its own state says more.
        Entered = "entered", "已报名";
        /// Wants to sit, has not handed the sign-up in, sign-up is not over.
        Planned = "planned", "拟报考、尚未报名";
        /// Could sit, has no entry, sign-up is not over.
        NotEntered = "not_entered", "未报名";
        /// Could sit, has no entry, sign-up is over.
        Missed = "missed", "未报名（已截止）";
        /// Cannot sit yet.
        NotEligible = "not_eligible", "暂不符合";
        /// A fact is missing.
        Unknown = "unknown", "资料不全";
        /// Nothing is left to sit.
        Past = "past", "无需报考";
    }
);

/// The exam of the season at hand for one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamStanding {
    /// In a word.
    pub word: ExamWord,
    /// Whether the person could sit.
    pub answer: MaySit,
    /// The level that the answer is about.
    pub level: Option<Level>,
    /// Why, in one sentence.
    pub sentence: String,
    /// The answer for every level that is left.
    pub prospects: Vec<Prospect>,
    /// The entries of the season, called off ones left out.
    pub entries: Vec<EntryStanding>,
    /// The year of the exam that the person took part in and whose results are not out.
    pub waits_for: Option<i32>,
}

/// The season that the people of a region sit in next. Moments are local.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeasonAtHand {
    /// The exam year.
    pub year: i32,
    /// Expected days ask nobody to act.
    pub state: SeasonState,
    /// Sign-up opens.
    pub signup_opens: Option<NaiveDateTime>,
    /// Sign-up closes.
    pub signup_closes: Option<NaiveDateTime>,
    /// Payment closes.
    pub payment_closes: Option<NaiveDateTime>,
    /// Ticket printing.
    pub ticket: Option<Period>,
    /// The exam.
    pub exam: Option<Period>,
    /// Years in social work count to this day.
    pub cutoff: NaiveDate,
    /// The document of the days.
    pub document: String,
}

impl SeasonAtHand {
    /// Sign-up is not over on `today`, and the season takes place as far as is known.
    pub fn signup_not_over(&self, today: NaiveDate) -> bool {
        matches!(self.state, SeasonState::Expected | SeasonState::Announced)
            && self
                .signup_closes
                .is_none_or(|closes| closes.date() >= today)
    }
}

text_enum!(
    /// What somebody has to do.
    DutyKind {
        /// Training is open.
        Training = "training", "继续教育";
        /// The registration ends or has ended.
        Renewal = "renewal", "再登记";
        /// A certificate was never registered.
        FirstRegistration = "first_registration", "首次登记";
        /// The sign-up must be handed in or mended.
        SignUp = "sign_up", "完成报名";
        /// The exam fee is not paid.
        Payment = "payment", "缴费";
        /// The ticket is not printed.
        Ticket = "ticket", "打印准考证";
        /// A claim came back.
        Claim = "claim", "补正报销";
    }
);

impl DutyKind {
    /// What to do, as a list of things to do says it.
    pub const fn task(self) -> &'static str {
        match self {
            DutyKind::Training => "补继续教育",
            DutyKind::Renewal => "办理再登记",
            DutyKind::FirstRegistration => "办理首次登记",
            DutyKind::SignUp => "完成报名",
            DutyKind::Payment => "缴考试费",
            DutyKind::Ticket => "打印准考证",
            DutyKind::Claim => "补正报销单",
        }
    }

    /// Where its rule is told.
    pub const fn rule(self) -> &'static str {
        match self {
            DutyKind::Training => links::TRAINING,
            DutyKind::Renewal => links::REGISTRATION_PERIOD,
            DutyKind::FirstRegistration => links::FIRST_REGISTRATION,
            DutyKind::SignUp | DutyKind::Payment | DutyKind::Ticket => links::ENTRY_STEPS,
            DutyKind::Claim => links::REIMBURSEMENT,
        }
    }

    /// Advised, never demanded: the year for the first registration (44号 art. 4).
    pub const fn is_advisory(self) -> bool {
        match self {
            DutyKind::FirstRegistration => true,
            DutyKind::Training
            | DutyKind::Renewal
            | DutyKind::SignUp
            | DutyKind::Payment
            | DutyKind::Ticket
            | DutyKind::Claim => false,
        }
    }
}

/// One thing that a person has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What.
    pub kind: DutyKind,
    /// The last day; none where there is no fixed one.
    pub due_on: Option<NaiveDate>,
    /// What exactly, in a few words: 还差3.00天.
    pub what: String,
}

impl Duty {
    /// Days from `today` to the last day, negative after it.
    pub fn days_left(&self, today: NaiveDate) -> Option<i64> {
        self.due_on.map(|due| (due - today).num_days())
    }
}

/// One person on the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// The person.
    pub person: PersonId,
    /// Raised by each change.
    pub version: i64,
    /// 姓名.
    pub name: String,
    /// Sort key of the name.
    pub pinyin_key: String,
    /// For the initials search.
    pub pinyin_initials: String,
    /// Where the person works.
    pub unit: UnitId,
    /// 单位, 村（社区）.
    pub unit_name: String,
    /// The path of the unit.
    pub unit_path: String,
    /// 人员类别.
    pub employment: Option<EmploymentKind>,
    /// For the search; shown masked only.
    pub mobile: Option<String>,
    /// 离职日期.
    pub left_on: Option<NaiveDate>,
    /// Whether the person has left by today.
    pub has_left: bool,
    /// The level today.
    pub level: Option<Level>,
    /// The training rule that binds, where any does.
    pub training: Option<TrainingStanding>,
    /// The registration, where there is a certificate that can be registered.
    pub registration: Option<RegistrationStanding>,
    /// The exam of the season at hand.
    pub exam: ExamStanding,
    /// The latest claim.
    pub claim: Option<ClaimStanding>,
    /// Training proofs that wait for review.
    pub pending_proofs: usize,
    /// What the person has to do, the first due first.
    pub duties: Vec<Duty>,
}

impl RosterRow {
    /// What is due first.
    pub fn first_duty(&self) -> Option<&Duty> {
        self.duties.first()
    }

    /// `138****1234`.
    pub fn masked_mobile(&self) -> Option<String> {
        let mobile = crate::identity::Mobile::parse(self.mobile.as_deref()?).ok()?;
        Some(mobile.masked())
    }
}

/// What the people of a unit come to; leavers are not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Tiles {
    /// People who work here.
    pub people: usize,
    /// With a certificate.
    pub certified: usize,
    /// Registrations that end within 90 days or have ended.
    pub registrations_ending: usize,
    /// Overdue training.
    pub overdue: usize,
    /// Could sit, no entry, sign-up not over.
    pub not_entered: usize,
    /// Proofs that wait for review.
    pub pending_proofs: usize,
}

impl Tiles {
    /// The share of people with a certificate, in tenths of a percent.
    pub fn certified_tenths(&self) -> usize {
        match self.people {
            0 => 0,
            people => (self.certified * 1000 + people / 2) / people,
        }
    }
}
