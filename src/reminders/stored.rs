//! Reminders as they are stored: made, skipped or cancelled, each once.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Channel, MadeReminder, ReminderOutcome, ReminderRule};
use crate::mail::outbox::OutboxId;
use crate::people::PersonId;
use crate::units::UnitId;
use crate::{id_type, text_enum};

id_type!(
    /// One reminder.
    ReminderId
);

text_enum!(
    /// Where a stored reminder stands. Whether it was sent is the outbox's to say.
    ReminderState {
        /// It is told.
        Made = "made", "已生成";
        /// A later rung was told in its place.
        Skipped = "skipped", "已跳过";
        /// Made, and taken back before it was sent.
        Cancelled = "cancelled", "已取消";
    }
);

impl From<ReminderOutcome> for ReminderState {
    fn from(outcome: ReminderOutcome) -> Self {
        match outcome {
            ReminderOutcome::Made => Self::Made,
            ReminderOutcome::Skipped => Self::Skipped,
        }
    }
}

/// A reminder as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::reminders)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct StoredReminder {
    /// Its id.
    pub id: ReminderId,
    /// `person-12` or `unit-3`; part of the unique key.
    pub recipient: String,
    /// The person, where it is for one.
    pub person_id: Option<PersonId>,
    /// The unit, where it is for one.
    pub unit_id: Option<UnitId>,
    /// The rule.
    pub rule: ReminderRule,
    /// What it is about.
    pub subject: String,
    /// The rung's day.
    pub due_on: NaiveDate,
    /// Last day of use.
    pub useful_until: NaiveDate,
    /// The day it tells of.
    pub told_on: Option<NaiveDate>,
    /// What the mail says, JSON of [`super::ReminderContent`].
    pub content: String,
    /// Which way it goes.
    pub channel: Channel,
    /// Where it stands.
    pub state: ReminderState,
    /// The mail it is told in.
    pub outbox_id: Option<OutboxId>,
    /// The day it was made for; `--as-of` may set another than the clock's.
    pub made_on: NaiveDate,
    /// When it was made, by the clock (UTC).
    pub created_at: NaiveDateTime,
}

impl StoredReminder {
    /// The row as the ladder looks at it.
    pub fn as_made(&self) -> MadeReminder {
        MadeReminder {
            rule: self.rule,
            subject: self.subject.clone(),
            due_on: self.due_on,
            useful_until: self.useful_until,
            told_on: self.told_on,
        }
    }
}
