//! Entries and results: those behind the certificates of the seasons of the demo, and
//! an attempt at the next level.

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use crate::certificates::{CertificateScope, Level};
use crate::exams::{EntryState, ResultDetails, ScoreKind, Subject};
use crate::people::PersonId;
use crate::policy::Policies;

use super::attempts::{ATTEMPTS, Attempt};
use super::careers::CertificatePlan;
use super::random::{Dice, story};
use super::seasons::DemoSeasons;

/// One entry to be made.
#[derive(Debug, Clone)]
pub(super) struct EntryPlan {
    pub(super) year: i32,
    pub(super) level: Level,
    pub(super) subjects: Vec<Subject>,
    pub(super) state: EntryState,
    pub(super) paid_at: Option<NaiveDateTime>,
    pub(super) paid_cents: Option<i64>,
    pub(super) refunded_cents: Option<i64>,
    pub(super) ticket_number: Option<String>,
}

/// What a person brings from the exams.
#[derive(Debug, Clone, Default)]
pub(super) struct ExamPlan {
    pub(super) entries: Vec<EntryPlan>,
    pub(super) results: Vec<ResultDetails>,
}

/// What the plans of everyone look at.
pub(super) struct ExamWorld<'a> {
    pub(super) policies: &'a Policies,
    pub(super) seasons: &'a DemoSeasons,
    pub(super) zone: Tz,
    /// Nothing is paid after this local moment.
    pub(super) now: NaiveDateTime,
}

/// Marks of one sitting: subject by subject, and the county of work where told.
struct Sitting {
    year: i32,
    level: Level,
    marks: Vec<(Subject, Mark)>,
    county: Option<String>,
    revoked: bool,
}

#[derive(Debug, Clone, Copy)]
enum Mark {
    Tenths(i64),
    Not(ScoreKind),
}

/// The entries and results of the person number `index`.
pub(super) fn exams(
    world: &ExamWorld<'_>,
    index: usize,
    certificates: &[CertificatePlan],
    dice: &mut Dice,
) -> ExamPlan {
    let mut run = Run {
        world,
        index,
        plan: ExamPlan::default(),
    };
    for held in certificates {
        if let Some(year) = held.year.filter(|year| world.seasons.past.contains(year)) {
            run.passed(held, year, dice);
        }
    }
    let level = match certificates.iter().map(|held| held.level).max() {
        None | Some(Level::Worker) if dice.chance(22) => Level::Intermediate,
        None | Some(Level::Worker) => Level::Assistant,
        Some(Level::Assistant) => Level::Intermediate,
        Some(Level::Intermediate | Level::Senior) => Level::Senior,
    };
    let is_senior = certificates.iter().any(|held| held.level == Level::Senior);
    let attempt = story(index, 1, &ATTEMPTS, dice);
    if !is_senior {
        run.attempt(attempt, level, dice);
    }
    run.plan
}

pub(super) struct Run<'a> {
    pub(super) world: &'a ExamWorld<'a>,
    pub(super) index: usize,
    pub(super) plan: ExamPlan,
}

impl Run<'_> {
    /// The results that gave a certificate.
    fn passed(&mut self, held: &CertificatePlan, year: i32, dice: &mut Dice) {
        let subjects = self.world.policies.subjects(held.level);
        let line = self.world.seasons.special_line(year, held.level);
        let (mark, county) = match (held.scope, line) {
            (CertificateScope::Local, Some(line)) => {
                (line.mark_tenths + 5, Some(line.county.clone()))
            }
            _ => (600 + dice.between(0, 250), None),
        };
        let marks = subjects
            .iter()
            .map(|subject| (*subject, Mark::Tenths(mark)))
            .collect();
        self.sit(
            Sitting {
                year,
                level: held.level,
                marks,
                county,
                revoked: false,
            },
            dice,
        );
    }

    fn attempt(&mut self, attempt: Attempt, level: Level, dice: &mut Dice) {
        let past = &self.world.seasons.past;
        // Whoever gained a certificate in the latest season did not try another then.
        let latest = past.first().copied().filter(|year| !self.sat_in(*year));
        let before = past.get(1).copied().filter(|year| !self.sat_in(*year));
        match attempt {
            Attempt::Never => {}
            Attempt::Stuck(state) => self.stuck(latest.or(before), level, state, dice),
            Attempt::Now(state) => self.now(level, state, dice),
            Attempt::Again(state) => {
                if let Some(year) = latest {
                    let marks = self.marks(level, 1, dice);
                    self.sit(
                        Sitting {
                            year,
                            level,
                            marks,
                            county: None,
                            revoked: false,
                        },
                        dice,
                    );
                }
                self.now(level, state, dice);
            }
            Attempt::TwoYears => {
                if let Some(year) = before {
                    let marks = self.marks(level, 1, dice);
                    self.sit(
                        Sitting {
                            year,
                            level,
                            marks,
                            county: None,
                            revoked: false,
                        },
                        dice,
                    );
                }
                if let Some(year) = latest {
                    let marks = self.missing(level, before, dice);
                    self.sit(
                        Sitting {
                            year,
                            level,
                            marks,
                            county: None,
                            revoked: false,
                        },
                        dice,
                    );
                }
            }
            Attempt::Lapsed => {
                if let Some(year) = past.get(2).copied().filter(|year| !self.sat_in(*year)) {
                    let marks = self.marks(level, 1, dice);
                    self.sit(
                        Sitting {
                            year,
                            level,
                            marks,
                            county: None,
                            revoked: false,
                        },
                        dice,
                    );
                }
            }
            Attempt::CalledOff => self.stuck(latest.or(before), level, EntryState::Cancelled, dice),
            Attempt::SpecialLine => self.special(level, dice),
            _ => {
                if let Some(year) = latest.or(before) {
                    self.sit_once(attempt, year, level, dice);
                }
            }
        }
    }

    /// The attempts that are one sitting.
    fn sit_once(&mut self, attempt: Attempt, year: i32, level: Level, dice: &mut Dice) {
        let all = self.world.policies.subjects(level).len();
        let below = match attempt {
            Attempt::Failed => all,
            Attempt::PartPassed => 1,
            _ => 0,
        };
        let mut marks = self.marks(level, below, dice);
        let last = marks.len().saturating_sub(1);
        match attempt {
            Attempt::AbsentAll => marks
                .iter_mut()
                .for_each(|(_, mark)| *mark = Mark::Not(ScoreKind::Absent)),
            Attempt::AbsentOnce => marks[last].1 = Mark::Not(ScoreKind::Absent),
            Attempt::Violation => marks[last].1 = Mark::Not(ScoreKind::Violation),
            Attempt::Void => marks[last].1 = Mark::Not(ScoreKind::Void),
            _ => {}
        }
        let revoked = attempt == Attempt::Revoked;
        self.sit(
            Sitting {
                year,
                level,
                marks,
                county: None,
                revoked,
            },
            dice,
        );
        if let (Attempt::OddPayment, Some(entry)) = (attempt, self.plan.entries.last_mut()) {
            // The list shows what was charged as if nothing had come back.
            entry.refunded_cents = Some(0);
        }
    }

    /// Marks of which the last `below` lie under sixty.
    fn marks(&self, level: Level, below: usize, dice: &mut Dice) -> Vec<(Subject, Mark)> {
        let subjects = self.world.policies.subjects(level);
        let count = subjects.len();
        subjects
            .into_iter()
            .enumerate()
            .map(|(place, subject)| {
                let passed = place + below < count;
                let tenths = if passed {
                    dice.between(120, 170) * 5
                } else {
                    dice.between(60, 119) * 5
                };
                (subject, Mark::Tenths(tenths))
            })
            .collect()
    }

    /// The subjects that the sitting of the year before left open, passed; an assistant
    /// must sit all of them again.
    fn missing(&self, level: Level, before: Option<i32>, dice: &mut Dice) -> Vec<(Subject, Mark)> {
        let all = self.marks(level, 0, dice);
        let only_last = level == Level::Intermediate && before.is_some();
        let skip = if only_last {
            all.len().saturating_sub(1)
        } else {
            0
        };
        all.into_iter().skip(skip).collect()
    }

    fn special(&mut self, level: Level, dice: &mut Dice) {
        let seasons = self.world.seasons;
        let line = seasons
            .past
            .iter()
            .filter(|year| !self.sat_in(**year))
            .find_map(|year| seasons.special_line(*year, level));
        let Some(line) = line else { return };
        let (year, mark, county) = (line.year, line.mark_tenths, line.county.clone());
        let marks = self
            .world
            .policies
            .subjects(level)
            .into_iter()
            .map(|subject| (subject, Mark::Tenths(mark + dice.between(0, 1) * 10)))
            .collect();
        self.sit(
            Sitting {
                year,
                level,
                marks,
                county: Some(county),
                revoked: false,
            },
            dice,
        );
    }

    /// An entry of a past season with its results.
    fn sit(&mut self, sitting: Sitting, dice: &mut Dice) {
        let Some(season) = self.world.seasons.get(sitting.year) else {
            return;
        };
        let subjects: Vec<Subject> = sitting.marks.iter().map(|(subject, _)| *subject).collect();
        let absent = sitting
            .marks
            .iter()
            .all(|(_, mark)| matches!(mark, Mark::Not(ScoreKind::Absent)));
        let state = if absent {
            EntryState::Absent
        } else {
            EntryState::Scored
        };
        self.enter(season, sitting.level, subjects, state, dice);
        for (subject, mark) in sitting.marks {
            let (score_kind, score_tenths) = match mark {
                Mark::Tenths(tenths) => (ScoreKind::Score, Some(tenths)),
                Mark::Not(kind) => (kind, None),
            };
            self.plan.results.push(ResultDetails {
                person_id: PersonId(0),
                year: i64::from(sitting.year),
                level: sitting.level,
                subject,
                score_kind,
                score_tenths,
                area: season.area.clone(),
                work_county: sitting.county.clone(),
                revoked: sitting.revoked,
            });
        }
    }

    /// An entry of a past season that went no further.
    fn stuck(&mut self, year: Option<i32>, level: Level, state: EntryState, dice: &mut Dice) {
        if let Some(season) = year.and_then(|year| self.world.seasons.get(year)) {
            let subjects = self.world.policies.subjects(level);
            self.enter(season, level, subjects, state, dice);
        }
    }
}
