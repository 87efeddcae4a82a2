//! What is due for one recipient in one run: its rows, its one mail, its line in the
//! report.

use serde::Serialize;

use super::actions::RemindError;
use super::gather::Gatherer;
use super::mails::{MailFrame, RenderedMail, reminder_mail, unit_weekly_mail};
use super::{
    Channel, DueReminder, MadeReminder, PersonSituation, Recipient, ReminderContent,
    ReminderOutcome, ReminderRule, UnitContact, UnitSituation, WeeklyList, due_for_list,
};
use crate::app::App;
use crate::audit::{Change, Entity, Occasion};
use crate::units::Unit;

/// One reminder that this run made, as `remind` tells it.
#[derive(Debug, Clone, Serialize)]
pub struct ReminderLine {
    /// The person's name; none for a unit's list.
    pub person: Option<String>,
    /// The unit's name.
    pub unit: String,
    /// The rule.
    pub rule: ReminderRule,
    /// What it is about.
    pub subject: String,
    /// The rung's day.
    pub due_on: chrono::NaiveDate,
    /// By mail, or not at all.
    pub channel: Channel,
}

/// What is due for one recipient, with what its mail needs.
pub(super) struct Parcel {
    pub(super) recipient: Recipient,
    pub(super) to_name: String,
    pub(super) address: Option<String>,
    pub(super) unit_name: String,
    pub(super) contact: UnitContact,
    pub(super) due: Vec<DueReminder>,
}

/// The mail that tells these contents: a person's reminders, or a unit's list.
///
/// # Errors
/// When a template fails.
pub fn render(
    app: &App,
    to_name: &str,
    contents: &[ReminderContent],
    contact: &UnitContact,
    today: chrono::NaiveDate,
) -> Result<Option<RenderedMail>, RemindError> {
    let frame = MailFrame {
        system_name: &app.config.mail.from_name,
        base_url: &app.config.base_url,
        today,
    };
    match contents {
        [ReminderContent::UnitWeekly(list)] => Ok(unit_weekly_mail(list, &frame)?),
        contents => Ok(reminder_mail(to_name, contents, contact, &frame)?),
    }
}

pub(super) fn person_parcel(
    person: &PersonSituation,
    contact: UnitContact,
    due: Vec<DueReminder>,
) -> Parcel {
    Parcel {
        recipient: Recipient::Person(person.person),
        to_name: person.name.clone(),
        address: person.address.clone(),
        unit_name: person.unit_name.clone(),
        contact,
        due,
    }
}

pub(super) fn unit_parcel(
    unit: &Unit,
    gatherer: &Gatherer<'_>,
    situation: &UnitSituation,
    list: WeeklyList,
    rows: &[MadeReminder],
    occasion: &Occasion,
) -> Vec<Parcel> {
    let due = due_for_list(situation, list, rows, occasion.now.today);
    if due.is_empty() {
        return Vec::new();
    }
    vec![Parcel {
        recipient: Recipient::Unit(unit.id),
        to_name: unit
            .details
            .contact_name
            .clone()
            .unwrap_or_else(|| unit.details.name.clone()),
        address: situation.address.clone(),
        unit_name: unit.details.name.clone(),
        contact: gatherer.contact(unit.id),
        due,
    }]
}

pub(super) fn line(parcel: &Parcel, due: &DueReminder) -> ReminderLine {
    ReminderLine {
        person: matches!(parcel.recipient, Recipient::Person(_)).then(|| parcel.to_name.clone()),
        unit: parcel.unit_name.clone(),
        rule: due.rule,
        subject: due.subject.clone(),
        due_on: due.due_on,
        channel: due.channel,
    }
}

/// What the history keeps of a reminder.
#[derive(Serialize)]
struct ReminderHistory<'a> {
    rule: ReminderRule,
    subject: &'a str,
    due_on: chrono::NaiveDate,
    channel: Channel,
    outcome: ReminderOutcome,
}

pub(super) fn reminder_change(recipient: Recipient, id: i64, due: &DueReminder) -> Change {
    let person = match recipient {
        Recipient::Person(person) => Some(person),
        Recipient::Unit(_) => None,
    };
    let after = ReminderHistory {
        rule: due.rule,
        subject: &due.subject,
        due_on: due.due_on,
        channel: due.channel,
        outcome: due.outcome,
    };
    Change::created(Entity::Reminder, id, person, &after)
}
