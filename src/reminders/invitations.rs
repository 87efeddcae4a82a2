//! Who is invited to which exam: the levels that a person may certainly sit in a
//! season whose sign-up is not over.

use chrono::{Datelike, NaiveDate};

use super::{Invitation, SeasonKey};
use crate::certificates::Level;
use crate::exams::rules::{Eligibility, eligibility, may_be_invited};
use crate::exams::season_book::SeasonBook;
use crate::exams::situation::ExamSituation;
use crate::exams::{Candidate, ExamOutcome, SeasonState};
use crate::policy::{EligibilityLine, Policies, SeasonDays};
use crate::training::situation::TrainingSituation;
use crate::units::UnitTree;

/// The national exams, lowest first.
const EXAM_LEVELS: [Level; 3] = [Level::Assistant, Level::Intermediate, Level::Senior];

/// Works out invitations; holds what is the same for everyone.
pub(super) struct Inviter<'p> {
    policies: &'p Policies,
    today: NaiveDate,
    lines: Vec<EligibilityLine>,
}

impl<'p> Inviter<'p> {
    pub(super) fn new(policies: &'p Policies, today: NaiveDate) -> Self {
        Self {
            policies,
            today,
            lines: EXAM_LEVELS
                .iter()
                .flat_map(|level| policies.eligibility_lines(*level))
                .cloned()
                .collect(),
        }
    }

    pub(super) fn invitations(
        &self,
        book: &SeasonBook<'_>,
        tree: &UnitTree,
        training: &TrainingSituation,
        exams: &ExamSituation,
    ) -> Vec<Invitation> {
        let region = tree.region_of(training.person.details.unit_id);
        let Some(region) = region.filter(|region| self.policies.area_of(region).is_some()) else {
            return Vec::new();
        };
        [self.today.year(), self.today.year() + 1]
            .into_iter()
            .filter_map(|year| {
                Some((
                    book.place(year, region),
                    book.days_ahead(year, region, self.today)?,
                ))
            })
            .filter(|(_, days)| self.is_open(days))
            .flat_map(|(place, days)| self.to_season(&days, place, training, exams))
            .collect()
    }

    /// Sign-up is not over, and the season takes place as far as anyone knows.
    fn is_open(&self, days: &SeasonDays) -> bool {
        days.signup_closes
            .is_some_and(|closes| closes.date() >= self.today)
            && matches!(days.state, SeasonState::Expected | SeasonState::Announced)
    }

    fn to_season(
        &self,
        days: &SeasonDays,
        area: &str,
        training: &TrainingSituation,
        exams: &ExamSituation,
    ) -> Vec<Invitation> {
        let candidate = candidate(training);
        let qualified: Vec<Level> = exams
            .statuses
            .iter()
            .filter(|status| status.outcome == ExamOutcome::Qualified)
            .map(|status| status.level)
            .collect();
        let cutoff = days
            .service_cutoff
            .or_else(|| NaiveDate::from_ymd_opt(days.year, 12, 31))
            .unwrap_or(self.today);
        let mut invitations = Vec::new();
        for level in EXAM_LEVELS {
            if !may_be_invited(level, &qualified, &candidate.certificates) {
                continue;
            }
            if let Eligibility::Yes(line) = eligibility(&candidate, level, &self.lines, cutoff) {
                invitations.push(Invitation {
                    season: SeasonKey {
                        year: days.year,
                        area: area.to_owned(),
                    },
                    level,
                    admitted_by: line.label.clone(),
                });
            }
        }
        invitations
    }
}

fn candidate(training: &TrainingSituation) -> Candidate {
    let details = &training.person.details;
    Candidate {
        education: details.education,
        major: details.major.clone(),
        graduated_on: details.graduated_on,
        social_work_since: details.social_work_since,
        certificates: training.held(),
    }
}
