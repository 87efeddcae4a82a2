//! Certificates and registrations: which one a person holds, and where its
//! registration stands on the demo's day.

use chrono::NaiveDate;

use crate::calendar::{Period, last_day_of_years, plus_days, plus_months};
use crate::certificates::{CertificateScope, Level, RegistrationKind};

use super::random::{Dice, story};
use super::seasons::DemoSeasons;

/// What a person holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Career {
    /// No certificate.
    None,
    /// 社会工作员, not registered.
    Worker,
    /// Certificate of the last season, not registered: still within the year.
    FirstDue,
    /// Certificate older than a year, never registered.
    NeverRegistered,
    /// Registered, the period runs.
    Running,
    /// The period ends within about a month, three months, half a year.
    EndsInDays(i64),
    /// The period ended in the last two months.
    JustEnded,
    /// The period ended long ago, nothing followed.
    LongEnded,
    /// A second period runs.
    Renewed,
    /// A mass extension prolonged an ended period.
    Extended,
    /// The printed last day was wrong and put right.
    Corrected,
    /// A higher certificate, not registered yet, inside the period of the lower.
    Promoted,
    /// A higher certificate, registered.
    PromotedRegistered,
    /// Gained on the lower line of a county: valid there only.
    Local,
}

/// The careers with how many of a hundred have them.
const CAREERS: [(Career, usize); 16] = [
    (Career::None, 33),
    (Career::Running, 22),
    (Career::EndsInDays(30), 2),
    (Career::JustEnded, 2),
    (Career::Worker, 12),
    (Career::EndsInDays(90), 2),
    (Career::FirstDue, 4),
    (Career::Renewed, 8),
    (Career::LongEnded, 2),
    (Career::EndsInDays(170), 3),
    (Career::NeverRegistered, 3),
    (Career::Extended, 2),
    (Career::Promoted, 2),
    (Career::Corrected, 1),
    (Career::PromotedRegistered, 3),
    (Career::Local, 1),
];

/// A certificate to be made, with its registrations in order.
#[derive(Debug, Clone)]
pub(super) struct CertificatePlan {
    pub(super) level: Level,
    /// 18 digits, opaque.
    pub(super) number: String,
    pub(super) approved_on: NaiveDate,
    /// The exam year that gave it; none for the local grade.
    pub(super) year: Option<i32>,
    pub(super) scope: CertificateScope,
    pub(super) scope_region: Option<String>,
    pub(super) registrations: Vec<RegistrationPlan>,
}

/// A registration row to be made.
#[derive(Debug, Clone)]
pub(super) struct RegistrationPlan {
    pub(super) kind: RegistrationKind,
    pub(super) period: Period,
    /// The last day stood on the paper.
    pub(super) printed: bool,
    pub(super) document: Option<String>,
}

/// The certificates of the person number `index`, lowest first.
pub(super) fn certificates(
    index: usize,
    seasons: &DemoSeasons,
    dice: &mut Dice,
) -> Vec<CertificatePlan> {
    let career = story(index, 1, &CAREERS, dice);
    let today = seasons.today;
    let level = level(index, dice);
    match career {
        Career::None => Vec::new(),
        Career::Worker => vec![worker(index, today, dice)],
        Career::FirstDue => {
            let latest = seasons.past.first().copied();
            unregistered(index, level, latest, seasons, dice)
        }
        Career::NeverRegistered => {
            let year = seasons.past.get(1 + dice.below(2)).copied();
            unregistered(index, level, year, seasons, dice)
        }
        Career::Local => local(index, seasons, dice),
        Career::Promoted | Career::PromotedRegistered => promoted(index, career, seasons, dice),
        Career::Running
        | Career::EndsInDays(_)
        | Career::JustEnded
        | Career::LongEnded
        | Career::Renewed
        | Career::Extended
        | Career::Corrected => {
            let rows = registrations(career, today, dice);
            registered(index, level, rows, seasons, dice)
                .into_iter()
                .collect()
        }
    }
}

fn level(index: usize, dice: &mut Dice) -> Level {
    // In turn mostly assistants too: a level may stand in the list more than once.
    let levels = [
        (Level::Assistant, 36),
        (Level::Intermediate, 18),
        (Level::Assistant, 30),
        (Level::Senior, 4),
        (Level::Intermediate, 12),
    ];
    story(index, 16, &levels, dice)
}

fn registrations(career: Career, today: NaiveDate, dice: &mut Dice) -> Vec<RegistrationPlan> {
    match career {
        Career::EndsInDays(days) => vec![ending_on(plus_days(today, days - dice.between(0, 8)))],
        Career::JustEnded => vec![ending_on(plus_days(today, -dice.between(1, 55)))],
        Career::LongEnded => vec![ending_on(plus_days(today, -dice.between(120, 420)))],
        Career::Renewed => {
            let first = ending_on(plus_days(today, -dice.between(60, 900)));
            let again = beginning_on(plus_days(first.period.last, 1), RegistrationKind::Renewal);
            vec![first, again]
        }
        Career::Extended => {
            let first = ending_on(plus_days(today, -dice.between(20, 80)));
            let last = plus_months(first.period.last, 6);
            let extension = RegistrationPlan {
                kind: RegistrationKind::Extension,
                period: Period {
                    first: first.period.first,
                    last,
                },
                printed: true,
                document: Some("渝社工演示〔2026〕1号".to_owned()),
            };
            vec![first, extension]
        }
        Career::Corrected => {
            let right = beginning_on(
                plus_days(today, -dice.between(100, 700)),
                RegistrationKind::Correction,
            );
            let mut wrong = right.clone();
            wrong.kind = RegistrationKind::First;
            wrong.printed = true;
            wrong.period.last = plus_days(right.period.last, 1);
            vec![wrong, right]
        }
        _ => vec![beginning_on(
            plus_days(today, -dice.between(30, 880)),
            RegistrationKind::First,
        )],
    }
}

/// Three years that end on a day.
fn ending_on(last: NaiveDate) -> RegistrationPlan {
    beginning_on(
        plus_days(plus_months(last, -36), 1),
        RegistrationKind::First,
    )
}

fn beginning_on(first: NaiveDate, kind: RegistrationKind) -> RegistrationPlan {
    let last = last_day_of_years(first, 3);
    RegistrationPlan {
        kind,
        period: Period { first, last },
        printed: kind != RegistrationKind::First,
        document: None,
    }
}

/// A certificate of the season before its first registration; a senior one comes with
/// the intermediate one of five years before.
fn registered(
    index: usize,
    level: Level,
    rows: Vec<RegistrationPlan>,
    seasons: &DemoSeasons,
    dice: &mut Dice,
) -> Vec<CertificatePlan> {
    let Some(first) = rows.first().map(|row| row.period.first) else {
        return Vec::new();
    };
    let year = seasons.passed_before(first, 45).map(|season| season.year);
    let mut held = unregistered(index, level, year, seasons, dice);
    if let Some(highest) = held.last_mut() {
        highest.registrations = rows;
    }
    held
}

fn unregistered(
    index: usize,
    level: Level,
    year: Option<i32>,
    seasons: &DemoSeasons,
    dice: &mut Dice,
) -> Vec<CertificatePlan> {
    let Some(year) = year else { return Vec::new() };
    let lower = match level {
        Level::Senior => Some((Level::Intermediate, year - 5)),
        Level::Intermediate if dice.chance(35) => Some((Level::Assistant, year - 4)),
        _ => None,
    };
    let mut held: Vec<CertificatePlan> = lower
        .and_then(|(level, year)| certificate(index, level, year, seasons, dice))
        .into_iter()
        .collect();
    held.extend(certificate(index, level, year, seasons, dice));
    held
}

fn certificate(
    index: usize,
    level: Level,
    year: i32,
    seasons: &DemoSeasons,
    dice: &mut Dice,
) -> Option<CertificatePlan> {
    // 批准日期 is the exam day (facts §2.7).
    let approved_on = seasons.get(year)?.exam.last;
    Some(CertificatePlan {
        level,
        number: number(index, level, year, dice),
        approved_on,
        year: Some(year),
        scope: CertificateScope::National,
        scope_region: None,
        registrations: Vec::new(),
    })
}

/// 管理号, 18 digits whose inner structure nobody publishes (facts §2.7).
fn number(index: usize, level: Level, year: i32, dice: &mut Dice) -> String {
    let grade = match level {
        Level::Worker => 9,
        Level::Assistant => 1,
        Level::Intermediate => 2,
        Level::Senior => 3,
    };
    format!("{year:04}038{grade}{index:07}{:03}", dice.below(1000))
}

fn worker(index: usize, today: NaiveDate, dice: &mut Dice) -> CertificatePlan {
    let approved_on = plus_days(today, -dice.between(60, 2_000));
    CertificatePlan {
        level: Level::Worker,
        number: number(index, Level::Worker, 2_000, dice),
        approved_on,
        year: None,
        scope: CertificateScope::Local,
        scope_region: Some("重庆市".to_owned()),
        registrations: Vec::new(),
    }
}

/// An assistant, registered, who gained the next level in the latest season.
fn promoted(
    index: usize,
    career: Career,
    seasons: &DemoSeasons,
    dice: &mut Dice,
) -> Vec<CertificatePlan> {
    let today = seasons.today;
    let first = plus_days(today, -dice.between(700, 1_000));
    let lower = vec![beginning_on(first, RegistrationKind::First)];
    let mut held = registered(index, Level::Assistant, lower, seasons, dice);
    let Some(year) = seasons.past.first().copied() else {
        return held;
    };
    let Some(mut higher) = certificate(index, Level::Intermediate, year, seasons, dice) else {
        return held;
    };
    let registered_on = seasons
        .get(year)
        .map(|season| plus_days(season.results.date(), 25));
    if let (Career::PromotedRegistered, Some(day)) =
        (career, registered_on.filter(|day| *day <= today))
    {
        higher
            .registrations
            .push(beginning_on(day, RegistrationKind::First));
    }
    held.push(higher);
    held
}

/// A certificate on the lower line of one of the four counties, of the latest season
/// that had such a line.
fn local(index: usize, seasons: &DemoSeasons, dice: &mut Dice) -> Vec<CertificatePlan> {
    let line = seasons
        .past
        .iter()
        .find_map(|year| Some((*year, seasons.special_line(*year, Level::Assistant)?)));
    let Some((year, line)) = line else {
        return Vec::new();
    };
    let plan = certificate(index, Level::Assistant, year, seasons, dice);
    plan.map(|plan| CertificatePlan {
        scope: CertificateScope::Local,
        scope_region: Some(line.county.clone()),
        ..plan
    })
    .into_iter()
    .collect()
}
