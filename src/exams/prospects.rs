//! Who could sit the next exam: yes, no or unknown, and why, for every national level
//! that a person is not past.

use chrono::NaiveDate;

use super::rules::{Eligibility, eligibility, may_be_invited};
use super::{Candidate, ExamOutcome};
use crate::certificates::Level;
use crate::exams::rules::ExamStatus;
use crate::policy::{EligibilityLine, Policies};
use crate::text_enum;

/// The national exams, lowest first.
pub const EXAM_LEVELS: [Level; 3] = [Level::Assistant, Level::Intermediate, Level::Senior];

text_enum!(
    /// Whether somebody may sit.
    MaySit {
        /// A line admits the person.
        Yes = "yes", "可报考";
        /// No line does.
        No = "no", "暂不符合";
        /// A fact is missing.
        Unknown = "unknown", "资料不全";
        /// Certified or qualified at the highest level there is.
        Past = "past", "已持最高级";
    }
);

/// The answer for one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prospect {
    /// The level.
    pub level: Level,
    /// Yes, no or unknown; never past.
    pub answer: MaySit,
    /// The line that admits, what is lacking or what is missing, in one sentence.
    pub sentence: String,
    /// The id of the line that decides, where one does.
    pub line: Option<String>,
}

/// Answers for everyone; holds what is the same for all.
#[derive(Debug, Clone, Copy)]
pub struct Prospects<'p> {
    lines: &'p [EligibilityLine],
}

impl<'p> Prospects<'p> {
    /// With the eligibility lines of the policies.
    pub fn new(policies: &'p Policies) -> Self {
        Self {
            lines: policies.all_eligibility_lines(),
        }
    }

    /// One answer for every level above what the person is certified for or qualified
    /// at, lowest first; years are counted to `cutoff`, the season's own day.
    pub fn of(
        &self,
        candidate: &Candidate,
        statuses: &[ExamStatus],
        cutoff: NaiveDate,
    ) -> Vec<Prospect> {
        let qualified: Vec<Level> = statuses
            .iter()
            .filter(|status| status.outcome == ExamOutcome::Qualified)
            .map(|status| status.level)
            .collect();
        EXAM_LEVELS
            .into_iter()
            .filter(|level| may_be_invited(*level, &qualified, &candidate.certificates))
            .map(|level| {
                let answer = eligibility(candidate, level, self.lines, cutoff);
                Prospect {
                    level,
                    sentence: answer.sentence(),
                    line: answer.line().map(|line| line.id.clone()),
                    answer: match answer {
                        Eligibility::Yes(_) => MaySit::Yes,
                        Eligibility::No { .. } => MaySit::No,
                        Eligibility::Unknown(_) => MaySit::Unknown,
                    },
                }
            })
            .collect()
    }
}

/// The one answer that a list shows: the highest level that admits the person, else
/// the lowest of which nothing can be said, else the lowest that does not.
pub fn foremost(prospects: &[Prospect]) -> Option<&Prospect> {
    let with = |answer: MaySit| prospects.iter().filter(move |one| one.answer == answer);
    with(MaySit::Yes)
        .next_back()
        .or_else(|| with(MaySit::Unknown).next())
        .or_else(|| prospects.first())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prospect(level: Level, answer: MaySit) -> Prospect {
        Prospect {
            level,
            answer,
            sentence: String::new(),
            line: None,
        }
    }

    #[test]
    fn the_list_shows_the_highest_level_that_admits_then_what_is_unknown() {
        use Level::{Assistant, Intermediate, Senior};
        use MaySit::{No, Unknown, Yes};
        for (prospects, shown) in [
            (vec![], None),
            (
                vec![(Assistant, Yes), (Intermediate, Yes), (Senior, No)],
                Some((Intermediate, Yes)),
            ),
            (
                vec![(Assistant, Unknown), (Intermediate, Unknown), (Senior, No)],
                Some((Assistant, Unknown)),
            ),
            (
                vec![(Intermediate, No), (Senior, No)],
                Some((Intermediate, No)),
            ),
        ] {
            let prospects: Vec<Prospect> = prospects
                .into_iter()
                .map(|(level, answer)| prospect(level, answer))
                .collect();
            let found = foremost(&prospects).map(|one| (one.level, one.answer));
            assert_eq!(found, shown);
        }
    }
}
