//! The mail to one person, as the templates see it.

use super::MailFrame;
use super::wording::{Item, PRESSING_DAYS, WATCH, item};
use chrono::NaiveDate;

use crate::certificates::Level;
use crate::reminders::content::{ExamDoor, ReminderContent};
use crate::reminders::situation::UnitContact;

/// A mail's page. Everything is a finished sentence.
pub(super) struct ReminderPage {
    pub system_name: String,
    pub base_url: String,
    pub name: String,
    /// What to do by when: the first line, and the subject.
    pub headline: String,
    /// How many things come after the headline's.
    pub others: usize,
    pub items: Vec<Item>,
    /// Whom to ask.
    pub contact: Contact,
    /// Nothing must be done, only watched for.
    pub only_watch: bool,
    /// Some day in the mail is a guess.
    pub has_expected: bool,
}

impl ReminderPage {
    pub fn new(
        name: &str,
        reminders: &[ReminderContent],
        contact: &UnitContact,
        frame: &MailFrame<'_>,
    ) -> Option<ReminderPage> {
        let mut told = folded(reminders);
        told.sort_by_key(|one| urgency(&one.content, frame.today));
        let items: Vec<Item> = told
            .iter()
            .map(|one| item(&one.content, &one.levels, frame.today))
            .collect();
        let first = items.first()?;
        Some(ReminderPage {
            system_name: frame.system_name.to_owned(),
            base_url: frame.base_url.to_owned(),
            name: name.to_owned(),
            headline: first.headline.clone(),
            others: items.len() - 1,
            contact: Contact::new(contact),
            only_watch: items.iter().all(|item| item.mark == WATCH),
            has_expected: items.iter().any(|item| item.expected),
            items,
        })
    }
}

/// A reminder as the mail tells it: for one or several levels of one exam.
struct Told {
    content: ReminderContent,
    levels: Vec<Level>,
}

/// What the mail tells: rungs of two ladders that would say the same thing
/// twice become one, and the levels that a person may choose from share a line.
fn folded(reminders: &[ReminderContent]) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for content in reminders.iter().filter(|c| !is_overtaken(c, reminders)) {
        let level = content.exam().map(|exam| exam.level);
        match told
            .iter_mut()
            .find(|one| is_same_door(&one.content, content))
        {
            Some(one) => one.levels.extend(level),
            None => told.push(Told {
                content: content.clone(),
                levels: level.into_iter().collect(),
            }),
        }
    }
    for one in &mut told {
        one.levels.sort_unstable();
        one.levels.dedup();
    }
    told
}

/// "Opens" says nothing new beside "closes" of the same thing.
fn is_overtaken(content: &ReminderContent, all: &[ReminderContent]) -> bool {
    match content {
        ReminderContent::SignupOpens { exam, .. } => all.iter().any(|other| {
            matches!(other, ReminderContent::SignupCloses { exam: closing, .. }
                if is_same_exam(exam, closing) && exam.level == closing.level)
        }),
        ReminderContent::RegistrationOpens {
            level, last_day, ..
        } => all.iter().any(|other| {
            matches!(other, ReminderContent::RegistrationEnds { level: l, last_day: d }
                if l == level && d == last_day)
        }),
        _ => false,
    }
}

fn is_same_exam(one: &ExamDoor, other: &ExamDoor) -> bool {
    one.year == other.year && one.area == other.area
}

fn is_same_door(one: &ReminderContent, other: &ReminderContent) -> bool {
    match (one, other) {
        (
            ReminderContent::SignupOpens { exam: a, .. },
            ReminderContent::SignupOpens { exam: b, .. },
        )
        | (
            ReminderContent::SignupCloses { exam: a, .. },
            ReminderContent::SignupCloses { exam: b, .. },
        ) => is_same_exam(a, b) && a.moved_from == b.moved_from,
        _ => false,
    }
}

/// A door that closes within days and never opens again comes first, then what
/// is late already, then what has time, then what has no day.
fn urgency(content: &ReminderContent, today: NaiveDate) -> (u8, Option<NaiveDate>, u8) {
    let act_by = content.act_by();
    let group = match act_by.map(|day| (day - today).num_days()) {
        Some(left) if (0..=PRESSING_DAYS).contains(&left) => 0,
        Some(left) if left < 0 => 1,
        Some(_) => 2,
        None => 3,
    };
    (group, act_by, place(content))
}

/// The order of things that share a day, and of those without one.
fn place(content: &ReminderContent) -> u8 {
    match content {
        ReminderContent::TrainingOverdue(_) => 0,
        ReminderContent::SignupCloses { .. } => 1,
        ReminderContent::PaymentCloses { .. } => 2,
        ReminderContent::Ticket { .. } => 3,
        ReminderContent::Exam { .. } => 4,
        ReminderContent::ClaimDeadline { .. } => 5,
        ReminderContent::RegistrationEnds { .. } => 6,
        ReminderContent::RegistrationOpens { .. } => 7,
        ReminderContent::RegistrationFirst { .. } => 8,
        ReminderContent::TrainingShort(_) => 9,
        ReminderContent::SignupOpens { .. } => 10,
        ReminderContent::Results { .. } => 11,
        ReminderContent::FeeReceipt { .. } => 12,
        ReminderContent::TrainingRolling(_) => 13,
        ReminderContent::UnitWeekly(_) => 14,
    }
}

/// Whom to ask at the unit, in parts, so that HTML can keep each together.
pub(super) struct Contact {
    pub who: String,
    pub phone: Option<String>,
    pub address: Option<String>,
}

impl Contact {
    fn new(contact: &UnitContact) -> Contact {
        Contact {
            who: match &contact.name {
                Some(name) => format!("{} {name}", contact.unit_name),
                None => format!("{}人事负责人", contact.unit_name),
            },
            phone: contact.phone.clone(),
            address: contact.address.clone(),
        }
    }
}
