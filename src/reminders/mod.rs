//! Reminders (提醒): what is due on a day, for whom, and the mails that say so.
//!
//! The ladder is rules.md §7. A reminder is due when its day has come and it
//! has not been made ("due and not made", never "today equals"), so a machine
//! that was off for a week makes up for what is still useful and drops the
//! rest. [`due_for_person`], [`due_for_unit`] and [`outdated`] are pure: the
//! caller loads situations, writes the unique rows and queues the mails.

pub mod actions;
mod content;
pub mod gather;
mod invitations;
mod ladder;
pub mod mails;
mod model;
mod parcel;
mod rules;
mod situation;
pub mod store;
mod stored;
#[cfg(test)]
mod tests;
pub mod unsent;

pub use content::{ExamDoor, ReminderContent, WeeklyFact, WeeklyLine, WeeklyList};
pub use model::{
    Channel, DueReminder, MadeReminder, OutdatedReason, Recipient, ReminderOutcome, ReminderRule,
};
pub use parcel::ReminderLine;
pub use rules::{add_to_list, begin_list, due_for_list, due_for_person, due_for_unit, outdated};
pub use situation::{
    CertificateSituation, ClaimSituation, EntrySituation, Invitation, PersonSituation,
    RegistrationSituation, SeasonDates, SeasonKey, Seasons, TrainingSituation, UnitContact,
    UnitSituation,
};
pub use stored::{ReminderId, ReminderState, StoredReminder};
