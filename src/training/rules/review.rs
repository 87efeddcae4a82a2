//! Who may decide about a submitted record, and what a reviewer should look at first.

use crate::accounts::AccountId;
use crate::calendar::Period;
use crate::people::PersonId;
use crate::training::submission::Submission;
use crate::training::{RecordDetails, RecordState, StoredRecord, TrainingRecordId, plain_figure};
use crate::units::UnitId;

/// More hours than this on one day are looked at (a day is 6 or 8 hours by the rules).
const PLAUSIBLE_HOURS_PER_DAY: i64 = 8;

/// Why somebody may not decide about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReviewBar {
    /// It is one's own.
    #[error("不能审核自己的培训记录，请由本单位其他审核人或上级审核")]
    Own,
    /// One filed it, and somebody else could decide.
    #[error("这条记录由您代填，请由本单位另一位审核人审核")]
    FiledByReviewer,
}

/// Who reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    /// The account.
    pub account: AccountId,
    /// Its name.
    pub name: String,
    /// The person the account belongs to.
    pub person: Option<PersonId>,
    /// The units at which the account holds the right to review.
    pub posts: Vec<UnitId>,
}

/// Nobody decides about a record of their own, nor about one they filed for somebody
/// where another reviewer is there (decided, docs/rules.md).
///
/// # Errors
/// [`ReviewBar`].
pub fn may_review(
    reviewer: &Reviewer,
    person: PersonId,
    submission: &Submission,
    another_reviewer: bool,
) -> Result<(), ReviewBar> {
    if reviewer.person == Some(person) {
        return Err(ReviewBar::Own);
    }
    if submission.filed_by == Some(reviewer.account) && another_reviewer {
        return Err(ReviewBar::FiledByReviewer);
    }
    Ok(())
}

/// Something a reviewer should look at before recognising a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exception {
    /// No file is attached.
    NoProof,
    /// The same training is on record already.
    SameTraining {
        /// That record.
        other: TrainingRecordId,
        /// Its state.
        state: RecordState,
    },
    /// Another training on the same days.
    Overlaps {
        /// That record.
        other: TrainingRecordId,
        /// Its title.
        title: String,
        /// Its days.
        days: Period,
    },
    /// More hours on a day than people learn.
    TooManyHours {
        /// Hours by the days of the proof, in hundredths, rounded down.
        per_day_hundredths: i64,
    },
    /// The same file proves another record of the same person.
    SameFile {
        /// That record.
        other: TrainingRecordId,
    },
    /// The same file was handed in for somebody else.
    SameFileOfOther {
        /// For whom.
        person: PersonId,
    },
}

impl Exception {
    /// What to look at, in one sentence; a person out of the reviewer's reach is not named.
    pub fn sentence(&self, name_of: impl Fn(PersonId) -> Option<String>) -> String {
        match self {
            Exception::NoProof => "没有上传证明".to_owned(),
            Exception::SameTraining { state, .. } => {
                format!("同一次培训已有另一条记录（{}）", state.label())
            }
            Exception::Overlaps { title, days, .. } => {
                format!("与“{title}”（{}至{}）日期重叠", days.first, days.last)
            }
            Exception::TooManyHours { per_day_hundredths } => format!(
                "平均每天 {} 学时，超过 {PLAUSIBLE_HOURS_PER_DAY} 学时",
                plain_figure(*per_day_hundredths)
            ),
            Exception::SameFile { .. } => "同一份证明还用在本人的另一条记录上".to_owned(),
            Exception::SameFileOfOther { person } => match name_of(*person) {
                Some(name) => format!("同一份证明也为{name}提交过"),
                None => "同一份证明也为其他单位的人员提交过".to_owned(),
            },
        }
    }

    /// The other record it speaks of.
    pub const fn other(&self) -> Option<TrainingRecordId> {
        match self {
            Exception::SameTraining { other, .. }
            | Exception::Overlaps { other, .. }
            | Exception::SameFile { other } => Some(*other),
            Exception::NoProof
            | Exception::TooManyHours { .. }
            | Exception::SameFileOfOther { .. } => None,
        }
    }
}

/// What the record itself and the person's other records give to look at; the files
/// are compared by the caller, who knows them.
pub fn exceptions(record: &StoredRecord, others: &[StoredRecord], proofs: usize) -> Vec<Exception> {
    let mut found = Vec::new();
    if proofs == 0 {
        found.push(Exception::NoProof);
    }
    let live = others.iter().filter(|other| {
        other.id != record.id
            && other.details.person_id == record.details.person_id
            && matches!(
                other.details.state,
                RecordState::Recognised | RecordState::Pending
            )
    });
    for other in live {
        let days = period(&other.details);
        if other.details.title_key == record.details.title_key && days == period(&record.details) {
            found.push(Exception::SameTraining {
                other: other.id,
                state: other.details.state,
            });
        } else if days.overlaps(&period(&record.details)) {
            found.push(Exception::Overlaps {
                other: other.id,
                title: other.details.title.clone(),
                days,
            });
        }
    }
    found.extend(too_many_hours(&record.details));
    found
}

fn too_many_hours(details: &RecordDetails) -> Option<Exception> {
    let hours = details.hours_hundredths?;
    // Hundredths of a day; a proof's own days count where it names them.
    let days = details
        .days_hundredths
        .unwrap_or(i64::MAX)
        .min(period(details).days().saturating_mul(100))
        .max(1);
    (hours > days.saturating_mul(PLAUSIBLE_HOURS_PER_DAY)).then(|| Exception::TooManyHours {
        per_day_hundredths: hours.saturating_mul(100) / days,
    })
}

fn period(details: &RecordDetails) -> Period {
    Period {
        first: details.first_day,
        last: details.last_day,
    }
}
