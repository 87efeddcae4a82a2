//! The typed rule data: what `config/policies/*.toml` says, after it was checked.
//!
//! Nothing here decides; the rooms' `rules.rs` do. Every entry carries its
//! document and how well it is known.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use num_rational::Ratio;

use crate::calendar::Period;
use crate::certificates::Level;
use crate::exams::{SeasonState, Subject};
use crate::people::{Education, EmploymentKind};
use crate::text_enum;
use crate::training::{RuleUnit, TrainingKind, TrainingMode, WindowKind};
use crate::units::UnitKind;

text_enum!(
    /// How well an entry is known (facts §0), best first.
    Trust {
        /// Read on a government, school or established news page.
        ConfirmedA = "CONF-A", "官方网页";
        /// Read on a page that reproduces an official notice.
        ConfirmedB = "CONF-B", "转载的官方文件";
        /// Read in a paraphrase only.
        ConfirmedC = "CONF-C", "转述，待核实";
        /// Stated in a founding document of the project, which lies before it.
        Seed = "SEED", "已见原文";
        /// Computed from known facts.
        Derived = "DERIVED", "据已知推算";
        /// General knowledge, not seen in a document.
        Recalled = "RECALLED", "未见原文，待核实";
        /// Decided by this project where no source says it.
        Decided = "DECIDED", "本系统约定";
    }
);

/// Where an entry comes from and how well it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The document, with its number: 民发〔2009〕123号.
    pub document: String,
    /// The clause, where known.
    pub clause: Option<String>,
    /// The sentence itself, word for word; only where the document itself was read.
    pub quote: Option<String>,
    /// How far to trust it.
    pub trust: Trust,
    /// What a reader must know: a contradiction, an analogy, an assumption.
    pub note: Option<String>,
}

/// From which day to which day an entry is in force; open at the end without `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First day in force.
    pub from: NaiveDate,
    /// Last day in force, inclusive.
    pub to: Option<NaiveDate>,
}

impl Validity {
    /// Whether the entry is in force on `day`.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A region (行政区划) and the one it lies in; 全国 is the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Official name: 綦江区, 酉阳土家族苗族自治县.
    pub name: String,
    /// The region it lies in; none for 全国.
    pub parent: Option<String>,
    /// Other names that mean it.
    pub aliases: Vec<String>,
}

/// How many hours make a day, for the records whose last day lies in `period`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoursPerDay {
    /// First day of the table's line; none = from the beginning.
    pub from: Option<NaiveDate>,
    /// Last day of the line; none = without end.
    pub to: Option<NaiveDate>,
    /// Hours a day, exactly.
    pub hours: Ratio<i64>,
}

/// A limit on what records of one kind or mode may count together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// The cap holds for records of these kinds; empty = any kind.
    pub kinds: BTreeSet<TrainingKind>,
    /// The cap holds for records of these modes; empty = any mode.
    pub modes: BTreeSet<TrainingMode>,
    /// At most this much counts, in the rule's unit.
    pub at_most: Ratio<i64>,
}

/// One dated version of a training rule (继续教育要求). Versions share an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingRule {
    /// Stable id: `national-hours`.
    pub id: String,
    /// What a page calls it: 国家学时要求.
    pub name: String,
    /// Where it holds: everyone of a unit below this region.
    pub region: String,
    /// When this version is in force.
    pub validity: Validity,
    /// Days or hours.
    pub unit: RuleUnit,
    /// Amount owed per level, in `unit`; a level without one owes nothing here.
    pub required: BTreeMap<Level, Ratio<i64>>,
    /// Levels whose amount is by analogy, to be marked so.
    pub by_analogy: BTreeSet<Level>,
    /// Years of the window.
    pub years: i32,
    /// Where the window comes from.
    pub window: WindowKind,
    /// Dated table of hours a day; lines do not overlap.
    pub hours_per_day: Vec<HoursPerDay>,
    /// The kinds that count. Pre-exam courses never do.
    pub kinds: BTreeSet<TrainingKind>,
    /// Caps; at most one applies to a record.
    pub caps: Vec<Cap>,
    /// What a degree gained in the window counts, once, in `unit`.
    pub degree_amount: Option<Ratio<i64>>,
    /// Fewer days than this to the end, and something open: due soon (default 180).
    pub due_soon_days: i64,
    /// Whether the pace test makes `behind` (default true).
    pub pace_test: bool,
    /// Its document.
    pub source: Source,
}

text_enum!(
    /// How a paper is answered; decides the fee.
    PaperType {
        /// 客观题.
        Objective = "objective", "客观题";
        /// 主观题.
        Subjective = "subjective", "主观题";
    }
);

/// One paper of one level and its slot (facts §2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamPaper {
    /// The level.
    pub level: Level,
    /// The subject.
    pub subject: Subject,
    /// How it is answered.
    pub paper: PaperType,
    /// 1 = the first exam day (Saturday), 2 = the second.
    pub exam_day: u8,
    /// Start, minutes after midnight local time.
    pub starts_minute: u32,
    /// Duration in minutes.
    pub minutes: u32,
    /// Its document.
    pub source: Source,
}

/// The days of one season as far as policy knows them; local time of the zone.
/// `area` 全国 is the national calendar that fills what an area leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeasonDays {
    /// Exam year (考试年度).
    pub year: i32,
    /// Exam area (考区), a province, or 全国.
    pub area: String,
    /// Announced, postponed, cancelled …
    pub state: SeasonState,
    /// Sign-up opens.
    pub signup_opens: Option<NaiveDateTime>,
    /// Sign-up closes.
    pub signup_closes: Option<NaiveDateTime>,
    /// The exam's days are announced and those of sign-up are not: those here are expected
    /// ones, as the area's habit has them.
    pub signup_expected: bool,
    /// Payment closes.
    pub payment_closes: Option<NaiveDateTime>,
    /// Ticket printing, first to last day.
    pub ticket: Option<Period>,
    /// Exam, first to last day.
    pub exam: Option<Period>,
    /// Results day and, where known, hour.
    pub results: Option<NaiveDateTime>,
    /// Whether `results` had no hour in the source.
    pub results_day_only: bool,
    /// Years in social work count up to this day; none = 31 December of the year.
    pub service_cutoff: Option<NaiveDate>,
    /// Official notice number, where known.
    pub notice: Option<String>,
    /// Its document.
    pub source: Source,
}

/// How a season nobody has announced yet is filled, per area (预计).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedSeason {
    /// The area it holds for; 全国 = where no area has its own.
    pub area: String,
    /// Sign-up opens, (month, day); none = not guessed.
    pub signup_opens: Option<(u32, u32)>,
    /// Sign-up closes, (month, day).
    pub signup_closes: Option<(u32, u32)>,
    /// The exam's month (5 = May).
    pub exam_month: u32,
    /// The exam begins on this Saturday of the month, counted from its end
    /// (1 = the last, 2 = the one before), and lasts to the day after.
    pub exam_saturday_from_end: u32,
    /// Results come this many days after the last exam day (60).
    pub results_days_after: i64,
    /// Its basis.
    pub source: Source,
}

/// Exam fees of an area (facts §3.5), in 分.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamFees {
    /// The area.
    pub area: String,
    /// When in force.
    pub validity: Validity,
    /// An objective paper.
    pub objective_cents: i64,
    /// A subjective paper of assistant or intermediate.
    pub subjective_cents: i64,
    /// The senior paper.
    pub senior_cents: i64,
    /// 考试成绩档案管理费, charged to everyone with the payment; 0 where none.
    pub archive_fee_cents: i64,
    /// It comes back to all but intermediate candidates without an entry in the
    /// area in this many exam years before.
    pub archive_record_years: i32,
    /// Its document.
    pub source: Source,
}

/// A pass line (合格标准), in tenths of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassLine {
    /// First exam year it holds for.
    pub year_from: i32,
    /// Last exam year; none = without end. A special line has one year only.
    pub year_to: Option<i32>,
    /// 全国, or the province of a special line.
    pub area: String,
    /// The counties of a special line (单独划线地区); empty = the whole area.
    pub counties: Vec<String>,
    /// The level; none = every level.
    pub level: Option<Level>,
    /// The subject; none = every subject.
    pub subject: Option<Subject>,
    /// The line, in tenths of a point (600 = 60).
    pub mark_tenths: i64,
    /// When it was published; only lines published on or before a day count on it.
    pub published_on: Option<NaiveDate>,
    /// No notice says it (2018–2021).
    pub assumed: bool,
    /// Its document.
    pub source: Source,
}

text_enum!(
    /// Which major a line of eligibility asks for.
    Major {
        /// 社会工作.
        SocialWork = "social_work", "社会工作专业";
        /// Any other (no major = another).
        Other = "other", "其他专业";
        /// Does not matter.
        Any = "any", "专业不限";
    }
);

/// One line of eligibility (报考条件, facts §2.2); either of a level's lines is enough.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EligibilityLine {
    /// Stable id: `assistant-junior-college-other`.
    pub id: String,
    /// What a page says: 大专（其他专业），从事社会工作满4年.
    pub label: String,
    /// The level applied for.
    pub level: Level,
    /// The educations the line is for.
    pub educations: BTreeSet<Education>,
    /// The major the line is for.
    pub major: Major,
    /// Full years of social work needed up to the season's cut-off.
    pub years: i32,
    /// The years count after this certificate, which must be held.
    pub after_certificate: Option<Level>,
    /// Its document.
    pub source: Source,
}

text_enum!(
    /// What a claim line pays for.
    ClaimKind {
        /// 报名考试费.
        ExamFee = "exam_fee", "考试报名费";
        /// 书本费.
        Books = "books", "书本费";
        /// 差旅费.
        Travel = "travel", "差旅费";
        /// 培训费.
        TrainingFee = "training_fee", "培训费";
    }
);

text_enum!(
    /// The event after which a unit pays.
    ReimburseOn {
        /// 报名缴费后.
        Registered = "registered", "报名后";
        /// 参加考试后.
        Attended = "attended", "参加考试后";
        /// 考试通过后.
        Passed = "passed", "考试通过后";
    }
);

/// Whom a reimbursement policy pays, and after which event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReimbursementGroup {
    /// The kinds of unit.
    pub unit_kinds: BTreeSet<UnitKind>,
    /// The kinds of employment within them; empty = any.
    pub employment_kinds: BTreeSet<EmploymentKind>,
    /// Whether anything is paid.
    pub covered: bool,
    /// After which event exam costs are paid.
    pub reimburse_on: ReimburseOn,
    /// The sentence shown as the reason.
    pub note: Option<String>,
}

/// A dated reimbursement policy of a region (报销政策).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReimbursementPolicy {
    /// Stable id: `qijiang-60`.
    pub id: String,
    /// What a page calls it.
    pub name: String,
    /// Where it holds.
    pub region: String,
    /// When in force; read by the event's day.
    pub validity: Validity,
    /// The kinds of cost it pays.
    pub kinds: BTreeSet<ClaimKind>,
    /// Groups, the first that fits decides; no group = not covered.
    pub groups: Vec<ReimbursementGroup>,
    /// How many entries of one level are paid at most; none = no limit in the source.
    pub max_times_per_level: Option<u32>,
    /// Caps per kind and entry, in 分.
    pub caps_cents: BTreeMap<ClaimKind, i64>,
    /// Days allowed after the event; none = none in the source.
    pub days_after_event: Option<i64>,
    /// The unit's last day for claims of a year, (month, day).
    pub fiscal_close: Option<(u32, u32)>,
    /// Claims of a year are still taken until this (month, day) of the next.
    pub carry_over_until: Option<(u32, u32)>,
    /// Whether an invoice's title must be the unit (never for exam fees).
    pub invoice_title_must_be_unit: bool,
    /// Its document.
    pub source: Source,
}

/// Public holidays and working weekends (调休) of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayYear {
    /// The year.
    pub year: i32,
    /// Days off.
    pub holidays: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays that are worked.
    pub workdays: BTreeSet<NaiveDate>,
    /// Its document.
    pub source: Source,
}
