//! Reminder mails.
