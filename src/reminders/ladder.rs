//! A ladder: the rungs of one rule for one subject, and which of them are due.

use chrono::NaiveDate;

use super::content::ReminderContent;
use super::model::{
    Channel, DueReminder, MadeReminder, OutdatedReason, Recipient, ReminderOutcome, ReminderRule,
};
use crate::calendar::plus_days;

/// One step of a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rung {
    /// From this day on it is due.
    pub due_on: NaiveDate,
    /// Last day of use, inclusive.
    pub useful_until: NaiveDate,
}

/// Every rung of one rule and subject, with the facts as they stand now.
#[derive(Debug, Clone)]
pub(super) struct Ladder {
    pub rule: ReminderRule,
    pub subject: String,
    pub content: ReminderContent,
    /// Any order; days may repeat.
    pub rungs: Vec<Rung>,
}

impl Ladder {
    /// A ladder whose rungs lie `offsets` days from `day`, all of use until
    /// the same day.
    pub fn around(
        rule: ReminderRule,
        subject: String,
        content: ReminderContent,
        day: NaiveDate,
        offsets: &[i64],
        useful_until: NaiveDate,
    ) -> Ladder {
        let rungs = offsets
            .iter()
            .map(|days| Rung {
                due_on: plus_days(day, *days),
                useful_until,
            })
            .collect();
        Ladder {
            rule,
            subject,
            content,
            rungs,
        }
    }

    /// The due rungs that have no row yet: the latest is made, earlier ones
    /// are skipped. Where the latest has its row, earlier ones without a row
    /// are only skipped: nobody is told "in 7 days" after "in 3 days".
    pub fn due(
        mut self,
        recipient: Recipient,
        channel: Channel,
        made: &[MadeReminder],
        today: NaiveDate,
    ) -> Vec<DueReminder> {
        let told = self.content.told_on();
        if let Some(earlier) = self.moved_from(made, told) {
            self.content.tell_moved_from(earlier);
        }
        let mut due: Vec<Rung> = self
            .rungs
            .iter()
            .copied()
            .filter(|rung| rung.due_on <= today && today <= rung.useful_until)
            .collect();
        due.sort_unstable();
        due.dedup_by_key(|rung| rung.due_on);
        let latest = due.last().map(|rung| rung.due_on);
        due.into_iter()
            .filter_map(|rung| {
                let subject = self.free_subject(made, rung, told)?;
                Some(DueReminder {
                    recipient,
                    rule: self.rule,
                    subject,
                    due_on: rung.due_on,
                    useful_until: rung.useful_until,
                    channel,
                    outcome: if Some(rung.due_on) == latest {
                        ReminderOutcome::Made
                    } else {
                        ReminderOutcome::Skipped
                    },
                    content: self.content.clone(),
                })
            })
            .collect()
    }

    /// Whether a made reminder is one of this ladder's, and if so why it no
    /// longer holds.
    pub fn outdated(&self, made: &MadeReminder, today: NaiveDate) -> Option<OutdatedReason> {
        if made.told_on.is_some() && made.told_on != self.content.told_on() {
            return Some(OutdatedReason::Moved);
        }
        if !self.rungs.iter().any(|rung| rung.due_on == made.due_on) {
            return Some(OutdatedReason::Moved);
        }
        (today > made.useful_until).then_some(OutdatedReason::TooLate)
    }

    /// Whether the row is about the same thing.
    pub fn is_about(&self, made: &MadeReminder) -> bool {
        made.rule == self.rule
            && made
                .subject
                .strip_prefix(self.subject.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('@'))
    }

    /// The subject under which the rung can still be made; none if it has its
    /// row. A row of the same day that told another day is no obstacle: the
    /// new day joins the subject.
    fn free_subject(
        &self,
        made: &[MadeReminder],
        rung: Rung,
        told: Option<NaiveDate>,
    ) -> Option<String> {
        let mut taken = made
            .iter()
            .filter(|row| self.is_about(row) && row.due_on == rung.due_on)
            .peekable();
        if taken.peek().is_none() {
            return Some(self.subject.clone());
        }
        let told = told?;
        if taken.any(|row| row.told_on.is_none_or(|day| day == told)) {
            return None;
        }
        Some(format!("{}@{told}", self.subject))
    }

    /// The day that the last row told, if it is not the day that holds now.
    fn moved_from(&self, made: &[MadeReminder], told: Option<NaiveDate>) -> Option<NaiveDate> {
        let told = told?;
        let mut earlier: Vec<(NaiveDate, NaiveDate)> = made
            .iter()
            .filter(|row| self.is_about(row))
            .filter_map(|row| Some((row.due_on, row.told_on?)))
            .collect();
        earlier.sort_unstable();
        if earlier.iter().any(|(_, day)| *day == told) {
            return None;
        }
        earlier.last().map(|(_, day)| *day)
    }
}
