//! The mail to one person, as the templates see it.

use super::MailFrame;
use super::wording::{Item, item};
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
    pub contact: String,
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
        told.sort_by_key(|one| {
            let act_by = one.content.act_by();
            (act_by.is_none(), act_by, place(&one.content))
        });
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
            contact: contact_sentence(contact),
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

fn contact_sentence(contact: &UnitContact) -> String {
    let who = match &contact.name {
        Some(name) => format!("{} {name}", contact.unit_name),
        None => format!("{}人事负责人", contact.unit_name),
    };
    let mut ways = String::new();
    if let Some(phone) = &contact.phone {
        ways.push_str(&format!("，电话 {phone}"));
    }
    if let Some(address) = &contact.address {
        ways.push_str(&format!("，邮箱 {address}"));
    }
    format!("有疑问请联系：{who}{ways}。")
}
