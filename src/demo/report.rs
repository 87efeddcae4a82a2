//! What a demo holds, counted while it is made; kept in its marker so that a demo that
//! is used again tells the same.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::certificates::{Level, RegistrationKind};
use crate::claims::{ClaimState, store as claims};
use crate::exams::actions::{ExamQuestion, exam_status};
use crate::exams::{EntryState, ExamOutcome};
use crate::reminders::ReminderLine;
use crate::reminders::{Channel, ReminderRule};
use crate::training::TrainingState;
use crate::training::actions::{PersonStatus, StatusQuestion, TwoDecimals, training_status};
use crate::units::UnitKind;

use super::accounts::DemoAccount;
use super::actions::DemoError;

/// What was made, by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoReport {
    /// Units by kind.
    pub units: BTreeMap<UnitKind, u64>,
    /// People.
    pub people: u64,
    /// Of these, those with a day of leaving.
    pub leavers: u64,
    /// Of these, those without a mail address.
    pub without_address: u64,
    /// Certificates by level.
    pub certificates: BTreeMap<Level, u64>,
    /// Registrations by kind.
    pub registrations: BTreeMap<RegistrationKind, u64>,
    /// Training records.
    pub training_records: u64,
    /// Exam years with a stored season.
    pub seasons: Vec<i32>,
    /// Entries by state.
    pub entries: BTreeMap<EntryState, u64>,
    /// Results, a row a subject.
    pub results: u64,
    /// People by state of training, by the name of the rule.
    pub training: BTreeMap<String, BTreeMap<TrainingState, u64>>,
    /// Lines of the exam status by outcome.
    pub exams: BTreeMap<ExamOutcome, u64>,
    /// Claims by state.
    pub claims: BTreeMap<ClaimState, u64>,
    /// Reminders by rule.
    pub reminders: BTreeMap<ReminderRule, u64>,
    /// Of these, those that reach nobody: no address.
    pub reminders_without_mail: u64,
    /// Mails written as files.
    pub mails: u64,
    /// Mails left in the outbox.
    pub mails_left: u64,
    /// Printed forms.
    pub forms: u64,
    /// Who owes what: a sentence each.
    pub examples: Vec<String>,
    /// The sign-ins, all with [`super::DEMO_PASSWORD`].
    #[serde(default)]
    pub accounts: Vec<DemoAccount>,
    /// Somebody to print a statement of: the ID number in full, which is nobody's.
    pub shown_person: Option<String>,
}

/// One more of a kind.
pub(super) fn one_more<K: Ord>(counts: &mut BTreeMap<K, u64>, kind: K) {
    *counts.entry(kind).or_default() += 1;
}

impl DemoReport {
    /// The reminders that a run made.
    pub(super) fn count_reminders(&mut self, lines: &[ReminderLine]) {
        for line in lines {
            one_more(&mut self.reminders, line.rule);
            self.reminders_without_mail += u64::from(line.channel == Channel::None);
        }
    }

    /// The claims, training states and exam outcomes as they stand now.
    ///
    /// # Errors
    /// When a query fails.
    pub(super) fn count_standings(&mut self, app: &App) -> Result<(), DemoError> {
        for state in ClaimState::ALL {
            let of_state = app
                .db
                .read(|conn| Ok::<_, DemoError>(claims::load_in_state(conn, *state)?.len()))?;
            if of_state > 0 {
                self.claims.insert(*state, of_state as u64);
            }
        }
        self.look_at_training(app)?;
        self.look_at_exams(app)
    }

    fn look_at_training(&mut self, app: &App) -> Result<(), DemoError> {
        let mut told: BTreeMap<TrainingState, String> = BTreeMap::new();
        let question = StatusQuestion {
            full_ids: true,
            ..StatusQuestion::default()
        };
        training_status(app, &question, app.now().today, |status| {
            let of_rule = self.training.entry(status.rule_name.clone()).or_default();
            one_more(of_rule, status.state);
            // The day rule is the district's own, and the one people ask for.
            if status.rule == "qijiang-days" && status.state != TrainingState::Complete {
                told.entry(status.state)
                    .or_insert_with(|| training_example(&status));
            }
            if self.shown_person.is_none() && status.entries.len() > 8 {
                self.shown_person = Some(status.id_number.clone());
            }
            Ok(())
        })?;
        self.examples.extend(told.into_values());
        Ok(())
    }

    fn look_at_exams(&mut self, app: &App) -> Result<(), DemoError> {
        let mut partial = None;
        exam_status(app, &ExamQuestion::default(), app.now().today, |status| {
            one_more(&mut self.exams, status.outcome);
            if status.outcome == ExamOutcome::Partial && partial.is_none() {
                let live: Vec<&str> = status.live_passes.iter().map(|pass| pass.subject).collect();
                partial = Some(format!(
                    "{}（{}）：{}已过{}，{}年还需考{}",
                    status.name,
                    status.unit,
                    status.level.label(),
                    live.join("、"),
                    status.next_season,
                    status.needs.join("、")
                ));
            }
            Ok(())
        })?;
        self.examples.extend(partial);
        Ok(())
    }
}

fn training_example(status: &PersonStatus) -> String {
    let until = match status.basis {
        crate::training::WindowKind::Registration => format!("登记期到{}", status.window.1),
        crate::training::WindowKind::Rolling => "该级别未登记，按近三年计".to_owned(),
    };
    format!(
        "{}（{}，{}）：继续教育{}，应{}{}，已计{}，还差{}，{until}",
        status.name,
        status.unit,
        status.level.label(),
        status.state.label(),
        amount(status.required),
        status.rule_unit,
        amount(status.counted),
        amount(status.open),
    )
}

/// 12, 5.5: as people say it, without noughts behind the point.
fn amount(amount: TwoDecimals) -> String {
    let text = amount.to_string();
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
