//! Records that count already, corrected by the office that keeps them: a wrong figure
//! of an imported list, a training that belongs to somebody else. Always with a reason,
//! never of one's own; the values before stand in the history. A record that waits is
//! decided in the queue instead.

use serde::Serialize;

use super::submission::{Standing, Step, Submission, TrailLine, TypedRecord, check};
use super::{RecordDetails, RecordState, StoredRecord, TrainingRecordId, store};
use crate::accounts::{Right, Viewer};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::people::actions::{ChangeError, stale};
use crate::people::form::FieldRefusal;
use crate::people::{PersonId, rules as people_rules, store as people_store};
use crate::text::compare_key;
use crate::units::store::load_tree;
use store::submissions;

/// What an office may do with a record as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// It counts: its values may be corrected, or it may be withdrawn.
    Counts,
    /// It was withdrawn and nobody can hand it in again: it may be restored.
    Withdrawn,
    /// It waits, or its person may mend it: nothing to do here.
    Elsewhere,
}

/// What may be done with a record; one that was handed in goes its own way.
pub fn handling(record: &RecordDetails, submission: Option<&Submission>) -> Handling {
    match (record.state, submission) {
        (RecordState::Recognised, _) => Handling::Counts,
        (RecordState::Withdrawn, None) => Handling::Withdrawn,
        _ => Handling::Elsewhere,
    }
}

/// What is to become of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correcting {
    /// Its values, as on the proof.
    Values(TypedRecord),
    /// It no longer counts.
    Withdraw,
    /// It counts again.
    Restore,
}

/// A record of a person, in the version that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenRecord {
    /// Whose it is.
    pub person: PersonId,
    /// The record.
    pub record: TrainingRecordId,
    /// Its version on the page.
    pub version: i64,
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    details: &'a RecordDetails,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<Standing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// Corrects, withdraws or restores a record within the reach of who may review.
///
/// # Errors
/// [`ChangeError`]; then nothing was changed.
pub fn correct(
    app: &App,
    viewer: &Viewer,
    seen: SeenRecord,
    correcting: &Correcting,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    app.db.write(|conn| {
        let tree = load_tree(conn)?;
        let reach = viewer.reach(Right::ReviewTraining, &tree);
        people_store::lock(conn, seen.person)?;
        let person =
            people_store::find_within(conn, seen.person, &reach)?.ok_or(ChangeError::NotFound)?;
        let stored = store::find(conn, seen.record)?
            .filter(|stored| stored.details.person_id == person.id)
            .ok_or(ChangeError::NotFound)?;
        if stored.version != seen.version {
            return Err(ChangeError::Stale);
        }
        if viewer.person == Some(person.id) {
            return Err(ChangeError::Refused(
                "不能更正自己的培训记录，请由本单位其他审核人或上级办理。".to_owned(),
            ));
        }
        let submission = submissions::find(conn, stored.id)?;
        let after = after(&stored, submission.as_ref(), correcting, occasion)?;
        let reason = people_rules::reason(reason, "更正培训记录").map_err(|refusal| {
            ChangeError::Invalid(vec![FieldRefusal::new("reason", refusal.to_string())])
        })?;
        refuse_taken(conn, &stored, &after)?;
        keep(
            conn,
            viewer,
            (&stored, submission),
            &after,
            &reason,
            occasion,
        )
    })
}

/// The values that the record is to have.
fn after(
    stored: &StoredRecord,
    submission: Option<&Submission>,
    correcting: &Correcting,
    occasion: &Occasion,
) -> Result<RecordDetails, ChangeError> {
    let before = &stored.details;
    let refused = |sentence: &str| Err(ChangeError::Refused(sentence.to_owned()));
    match (correcting, handling(before, submission)) {
        (Correcting::Values(typed), Handling::Counts) => {
            let after = corrected(before, typed, occasion)?;
            if after == *before {
                return refused("内容与原来相同，没有需要更正的内容。");
            }
            Ok(after)
        }
        (Correcting::Withdraw, Handling::Counts) => Ok(RecordDetails {
            state: RecordState::Withdrawn,
            ..before.clone()
        }),
        (Correcting::Restore, Handling::Withdrawn) => Ok(RecordDetails {
            state: RecordState::Recognised,
            ..before.clone()
        }),
        _ => refused("这条记录现在的状态不能这样办理，请刷新页面，看清最新状态。"),
    }
}

fn corrected(
    before: &RecordDetails,
    typed: &TypedRecord,
    occasion: &Occasion,
) -> Result<RecordDetails, ChangeError> {
    // A list may leave the organiser out; then the office need not know it either.
    let nameless = before.organiser.is_none() && typed.organiser.trim().is_empty();
    let mut asked = typed.clone();
    if nameless {
        "未填".clone_into(&mut asked.organiser);
    }
    let checked = check(&asked, occasion.now.today).map_err(|wrong| {
        let fields = wrong.into_iter();
        ChangeError::Invalid(
            fields
                .map(|wrong| FieldRefusal::new(wrong.field, wrong.message))
                .collect(),
        )
    })?;
    Ok(RecordDetails {
        title_key: compare_key(&checked.title),
        title: checked.title,
        organiser: (!nameless).then_some(checked.organiser),
        first_day: checked.days.first,
        last_day: checked.days.last,
        days_hundredths: checked.days_hundredths,
        hours_hundredths: checked.hours_hundredths,
        mode: checked.mode,
        kind: checked.kind,
        ..before.clone()
    })
}

/// One training stands once for each way it can come.
fn refuse_taken(
    conn: &mut Conn,
    stored: &StoredRecord,
    after: &RecordDetails,
) -> Result<(), ChangeError> {
    let taken = store::load_of_people(conn, &[after.person_id])?
        .into_iter()
        .any(|other| {
            let other_key = (&other.details.title_key, other.details.source);
            other.id != stored.id
                && other_key == (&after.title_key, after.source)
                && other.details.first_day == after.first_day
                && other.details.last_day == after.last_day
        });
    if taken {
        let sentence = format!(
            "该人员已有同一培训的另一条记录（{}结束），请撤销多余的一条",
            chinese_day(after.last_day)
        );
        return Err(vec![FieldRefusal::new("title", sentence)].into());
    }
    Ok(())
}

fn keep(
    conn: &mut Conn,
    viewer: &Viewer,
    (stored, submission): (&StoredRecord, Option<Submission>),
    after: &RecordDetails,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    let at = occasion.now.instant;
    store::update(conn, stored.id, stored.version, after, at).map_err(stale)?;
    let standing = submission.as_ref().map(|submission| submission.standing);
    let mut now_standing = standing;
    if let Some(submission) = submission {
        let withdrawn = after.state == RecordState::Withdrawn;
        let step = if withdrawn {
            now_standing = Some(Standing::Withdrawn);
            let withdrawn = Submission {
                standing: Standing::Withdrawn,
                ..submission
            };
            submissions::update(conn, &withdrawn)?;
            Step::Withdrawn
        } else {
            Step::Edited
        };
        submissions::insert_step(
            conn,
            &TrailLine {
                record_id: stored.id,
                step,
                account_id: Some(viewer.account),
                actor_name: viewer.name.clone(),
                reason: Some(reason.to_owned()),
                correction: None,
                taken_at: at,
            },
        )?;
    }
    let before = Told {
        details: &stored.details,
        standing,
        reason: None,
    };
    let told = Told {
        details: after,
        standing: now_standing,
        reason: Some(reason),
    };
    let person = Some(after.person_id);
    let change = Change::changed(Entity::TrainingRecord, stored.id.0, person, &before, &told);
    Ok(audit::store::record(conn, occasion, &[change])?)
}
