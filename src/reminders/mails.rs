//! The mails that tell reminders: one per person and run, most urgent first;
//! one per unit and week. The first line and the subject say what to do by when.

mod chinese;
mod page;
mod weekly;
mod wording;

use askama::Template;
use chrono::NaiveDate;

use super::content::{ReminderContent, WeeklyList};
use super::situation::UnitContact;
use page::ReminderPage;
use weekly::WeeklyPage;

/// A template that could not be written out.
pub type TemplateError = askama::Error;

/// What every mail of a run shares.
#[derive(Debug, Clone)]
pub struct MailFrame<'a> {
    /// What the system calls itself: 社工通.
    pub system_name: &'a str,
    /// Where the button leads: the `base_url` of the configuration.
    pub base_url: &'a str,
    /// The day on which the mail is written; days left count from it.
    pub today: NaiveDate,
}

/// A mail's three parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedMail {
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML document, inline styles only.
    pub html: String,
}

/// The mail to one person with all reminders of one run. None without any.
///
/// # Errors
/// Only if a template fails to write, which a `String` never does.
pub fn reminder_mail(
    name: &str,
    reminders: &[ReminderContent],
    contact: &UnitContact,
    frame: &MailFrame<'_>,
) -> Result<Option<RenderedMail>, askama::Error> {
    let Some(page) = ReminderPage::new(name, reminders, contact, frame) else {
        return Ok(None);
    };
    Ok(Some(RenderedMail {
        subject: one_line(&ReminderSubject { page: &page }.render()?),
        text: ReminderText { page: &page }.render()?,
        html: ReminderHtml { page: &page }.render()?,
    }))
}

/// The weekly mail to a unit's contact. None if the list is empty.
///
/// # Errors
/// Only if a template fails to write, which a `String` never does.
pub fn unit_weekly_mail(
    list: &WeeklyList,
    frame: &MailFrame<'_>,
) -> Result<Option<RenderedMail>, askama::Error> {
    let Some(page) = WeeklyPage::new(list, frame) else {
        return Ok(None);
    };
    Ok(Some(RenderedMail {
        subject: one_line(&WeeklySubject { page: &page }.render()?),
        text: WeeklyText { page: &page }.render()?,
        html: WeeklyHtml { page: &page }.render()?,
    }))
}

#[derive(Template)]
#[template(path = "mails/reminder/subject.txt")]
struct ReminderSubject<'a> {
    page: &'a ReminderPage,
}

#[derive(Template)]
#[template(path = "mails/reminder/body.txt")]
struct ReminderText<'a> {
    page: &'a ReminderPage,
}

#[derive(Template)]
#[template(path = "mails/reminder/body.html")]
struct ReminderHtml<'a> {
    page: &'a ReminderPage,
}

#[derive(Template)]
#[template(path = "mails/unit_weekly/subject.txt")]
struct WeeklySubject<'a> {
    page: &'a WeeklyPage,
}

#[derive(Template)]
#[template(path = "mails/unit_weekly/body.txt")]
struct WeeklyText<'a> {
    page: &'a WeeklyPage,
}

#[derive(Template)]
#[template(path = "mails/unit_weekly/body.html")]
struct WeeklyHtml<'a> {
    page: &'a WeeklyPage,
}

fn one_line(subject: &str) -> String {
    subject.split_whitespace().collect::<Vec<_>>().join(" ")
}
