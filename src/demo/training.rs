//! Training records: about fifteen a person, so that every state and every reason
//! of the rules is to be seen.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::calendar::{Period, plus_days, rolling_window};
use crate::certificates::Level;
use crate::people::PersonId;
use crate::text::compare_key;
use crate::training::{RecordDetails, RecordSource, RecordState, TrainingKind, TrainingMode};

use super::careers::CertificatePlan;
use super::random::{Dice, story};

/// How a person keeps up with training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Diligence {
    /// Nothing, or only what was long ago.
    Nothing,
    /// Slower than the period passes.
    Slow,
    /// As fast as the period passes.
    InPace,
    /// A day or two short of everything.
    Nearly,
    /// Everything.
    Done,
    /// More than asked.
    Ample,
    /// Everything, online.
    Online,
    /// Pre-exam courses, which never count, and little else.
    PreExam,
    /// A degree in social work.
    Degree,
    /// The same courses typed in and imported.
    Doubled,
    /// Much of it not recognised: waiting, rejected, taken back.
    Unsettled,
    /// Supervision, conferences, papers.
    OtherKinds,
}

const DILIGENCE: [(Diligence, usize); 12] = [
    (Diligence::Slow, 16),
    (Diligence::InPace, 26),
    (Diligence::Done, 22),
    (Diligence::Nothing, 3),
    (Diligence::Nearly, 8),
    (Diligence::Ample, 8),
    (Diligence::Online, 4),
    (Diligence::PreExam, 2),
    (Diligence::Doubled, 4),
    (Diligence::Unsettled, 3),
    (Diligence::Degree, 1),
    (Diligence::OtherKinds, 3),
];

const TOPICS: [&str; 18] = [
    "社会工作法规政策解读",
    "个案工作实务",
    "小组工作方法",
    "社区治理与社会工作",
    "老年社会工作服务",
    "儿童青少年社会工作",
    "困境儿童关爱保护",
    "社会救助政策与实务",
    "志愿服务组织管理",
    "禁毒社会工作",
    "社区矫正社会工作",
    "医务社会工作",
    "基层协商议事",
    "社会工作督导能力提升",
    "社会工作伦理与价值观",
    "项目设计与评估",
    "矛盾纠纷调解技巧",
    "乡镇（街道）社工站建设",
];
const ORGANISERS: [&str; 6] = [
    "綦江区民政局",
    "綦江区委社会工作部",
    "重庆市社会工作者协会",
    "綦江区社会工作者协会",
    "重庆市民政局",
    "重庆城市管理职业学院",
];

/// The records of the person number `index`, in the order of their days; the person
/// they belong to is set when they are stored.
pub(super) fn records(
    index: usize,
    certificates: &[CertificatePlan],
    today: NaiveDate,
    dice: &mut Dice,
) -> Vec<RecordDetails> {
    let Some(highest) = certificates.iter().max_by_key(|held| held.level) else {
        return Vec::new();
    };
    let window = highest
        .registrations
        .last()
        .map_or(rolling_window(today, 3), |row| row.period);
    let diligence = story(index, 5, &DILIGENCE, dice);
    let mut ledger = Ledger {
        today,
        records: Vec::new(),
        taken: BTreeSet::new(),
    };
    let until = window.last.min(today);
    let span = Period {
        first: window.first,
        last: until,
    };
    // Hundredths of days to reach: 12 or 15 (facts §5.3).
    let required = if highest.level < Level::Intermediate {
        1200
    } else {
        1500
    };
    let elapsed = span.days() * 100 / window.days().max(1);
    let target = match diligence {
        Diligence::Nothing => 0,
        Diligence::PreExam => 100,
        Diligence::Slow => required * elapsed * 45 / 10_000,
        Diligence::InPace => required * elapsed * 110 / 10_000,
        Diligence::Nearly => required - 150,
        Diligence::Done | Diligence::Online | Diligence::Doubled | Diligence::Unsettled => required,
        Diligence::Ample => required * 135 / 100,
        Diligence::Degree => 200,
        Diligence::OtherKinds => required / 2,
    };
    let mode = (diligence == Diligence::Online).then_some(TrainingMode::Online);
    ledger.courses(span, target, mode, dice);
    ledger.specials(diligence, span, dice);
    let earlier = Period {
        first: plus_days(window.first, -700),
        last: plus_days(window.first, -1),
    };
    let before = dice.between(100, 500);
    ledger.courses(earlier, before, None, dice);
    let mut records = ledger.records;
    records.sort_by_key(|record| (record.last_day, record.first_day));
    records
}

/// What a person has gathered; no key twice.
struct Ledger {
    today: NaiveDate,
    records: Vec<RecordDetails>,
    taken: BTreeSet<(String, NaiveDate)>,
}

impl Ledger {
    /// Courses worth `target` hundredths of days, spread over a span.
    fn courses(&mut self, span: Period, target: i64, mode: Option<TrainingMode>, dice: &mut Dice) {
        let mut open = target;
        let mut tries = 0;
        while open > 0 && tries < 60 {
            tries += 1;
            let days = dice
                .weighted(&[(50, 28), (100, 50), (200, 18), (300, 4)])
                .min((open + 49) / 50 * 50);
            let Some((first, last)) = self.days_in(span, days, dice) else {
                continue;
            };
            let mode = mode.unwrap_or_else(|| {
                dice.weighted(&[
                    (TrainingMode::InPerson, 75),
                    (TrainingMode::Online, 18),
                    (TrainingMode::Mixed, 7),
                ])
            });
            let title = title(first, dice);
            let record = self.record(title, first, last, days, dice);
            if self.add(RecordDetails {
                mode: dice.chance(92).then_some(mode),
                ..record
            }) {
                open -= days;
            }
        }
    }

    /// Working days of a course of so many hundredths of a day.
    fn days_in(&self, span: Period, days: i64, dice: &mut Dice) -> Option<(NaiveDate, NaiveDate)> {
        let length = (days + 99) / 100;
        let latest = span.last.min(self.today);
        let room = (latest - span.first).num_days() - length + 1;
        if room < 0 {
            return None;
        }
        let mut first = plus_days(span.first, dice.between(0, room));
        // Back to the Monday where the course would reach into a weekend.
        let weekday = i64::from(first.weekday().num_days_from_monday());
        if weekday + length > 5 {
            first = plus_days(first, -weekday);
        }
        let last = plus_days(first, length - 1);
        (first >= span.first && last <= latest && first.weekday() != Weekday::Sun)
            .then_some((first, last))
    }

    /// Days, hours or both stand on the proof: both at six hours a day.
    fn record(
        &self,
        title: String,
        first_day: NaiveDate,
        last_day: NaiveDate,
        days: i64,
        dice: &mut Dice,
    ) -> RecordDetails {
        let (with_days, with_hours) =
            dice.weighted(&[((true, true), 45), ((true, false), 30), ((false, true), 25)]);
        RecordDetails {
            person_id: PersonId(0),
            title_key: compare_key(&title),
            title,
            organiser: dice.chance(90).then(|| dice.pick(&ORGANISERS).to_owned()),
            first_day,
            last_day,
            days_hundredths: with_days.then_some(days),
            hours_hundredths: with_hours.then_some(days * 6),
            mode: Some(TrainingMode::InPerson),
            kind: TrainingKind::Training,
            state: RecordState::Recognised,
            source: RecordSource::Imported,
        }
    }

    fn add(&mut self, record: RecordDetails) -> bool {
        let is_new = self
            .taken
            .insert((record.title_key.clone(), record.first_day));
        if is_new {
            self.records.push(record);
        }
        is_new
    }

    /// What makes one kind of ledger different from another.
    fn specials(&mut self, diligence: Diligence, span: Period, dice: &mut Dice) {
        match diligence {
            Diligence::PreExam => {
                self.single(
                    span,
                    TrainingKind::PreExam,
                    "社会工作者职业资格考试考前培训",
                    300,
                    dice,
                );
                self.single(
                    span,
                    TrainingKind::PreExam,
                    "社会工作实务考前冲刺辅导",
                    200,
                    dice,
                );
            }
            Diligence::Degree => {
                self.single(
                    span,
                    TrainingKind::Degree,
                    "社会工作专业（专升本）学历教育",
                    100,
                    dice,
                );
            }
            Diligence::OtherKinds => {
                self.single(span, TrainingKind::Supervision, "社工站外部督导", 200, dice);
                self.single(
                    span,
                    TrainingKind::Conference,
                    "社会工作主题宣传周研讨会",
                    100,
                    dice,
                );
                self.single(span, TrainingKind::Paper, "基层社会工作案例论文", 100, dice);
                self.single(span, TrainingKind::Other, "外地社区治理考察学习", 200, dice);
            }
            Diligence::Doubled => self.doubled(),
            Diligence::Unsettled => self.unsettle(),
            Diligence::InPace | Diligence::Done if dice.chance(25) => {
                self.single(
                    span,
                    TrainingKind::PreExam,
                    "社会工作者职业资格考试考前培训",
                    200,
                    dice,
                );
            }
            _ => {}
        }
    }

    fn single(
        &mut self,
        span: Period,
        kind: TrainingKind,
        title: &str,
        days: i64,
        dice: &mut Dice,
    ) {
        for _ in 0..20 {
            if let Some((first, last)) = self.days_in(span, days, dice) {
                let titled = format!("{}年{title}", first.year());
                let record = self.record(titled, first, last, days, dice);
                self.add(RecordDetails { kind, ..record });
                return;
            }
        }
    }

    /// Half of what was imported was typed in too, once with other hours.
    fn doubled(&mut self) {
        let typed: Vec<RecordDetails> = self
            .records
            .iter()
            .step_by(2)
            .enumerate()
            .map(|(place, record)| RecordDetails {
                source: if place % 3 == 2 {
                    RecordSource::Course
                } else {
                    RecordSource::Typed
                },
                hours_hundredths: record
                    .hours_hundredths
                    .map(|hours| if place == 0 { hours + 200 } else { hours }),
                ..record.clone()
            })
            .collect();
        self.records.extend(typed);
    }

    fn unsettle(&mut self) {
        let states = [
            RecordState::Pending,
            RecordState::Rejected,
            RecordState::Withdrawn,
        ];
        for (place, record) in self.records.iter_mut().enumerate() {
            if place % 2 == 0 {
                record.state = states[(place / 2) % states.len()];
                record.source = RecordSource::Typed;
            }
        }
    }
}

fn title(first: NaiveDate, dice: &mut Dice) -> String {
    let topic = dice.pick(&TOPICS);
    match dice.below(4) {
        0 => format!("{}年{topic}培训班", first.year()),
        1 => format!("{topic}专题培训（第{}期）", dice.between(1, 6)),
        2 => format!("綦江区{topic}继续教育培训"),
        _ => format!("{topic}能力提升班"),
    }
}
