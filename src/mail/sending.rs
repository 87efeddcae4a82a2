//! `send`: empties the outbox. Each mail is leased, judged once more, handed over
//! outside any transaction, and its outcome recorded.

use chrono::TimeDelta;

use super::outbox::OutboxMail;
use super::store::{self, Delivery};
use super::{SendError, Transport};
use crate::app::App;
use crate::clock::Now;
use crate::db::DatabaseError;
use crate::reminders::actions::RemindError;
use crate::reminders::unsent::{Verdict, judge};
use crate::reminders::{OutdatedReason, store as reminders};

/// A lease outlives the slowest mail server; a crashed sender's mails are taken up after it.
const LEASE: TimeDelta = TimeDelta::minutes(10);
/// A mail is tried this often, then it has failed.
const MOST_ATTEMPTS: i64 = 8;
/// The first retry comes after this; each further one after twice as long.
const FIRST_RETRY: TimeDelta = TimeDelta::minutes(2);

/// What a run of `send` did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SendReport {
    /// Handed over.
    pub sent: u64,
    /// Refused for good.
    pub failed: u64,
    /// To be tried again.
    pub deferred: u64,
    /// No longer wanted.
    pub dropped: u64,
}

/// Why sending stopped.
#[derive(Debug, thiserror::Error)]
pub enum SendingError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A mail could not be judged.
    #[error(transparent)]
    Judge(#[from] RemindError),
    /// No mail can leave at present.
    #[error("邮件发不出去，已停止：{0}")]
    Stopped(SendError, SendReport),
}

impl From<diesel::result::Error> for SendingError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// Sends everything that is due.
///
/// # Errors
/// [`SendingError::Stopped`] when the server, the account or the folder fails for
/// every mail; what is left stays queued.
pub fn send_all(app: &App, transport: &Transport, owner: &str) -> Result<SendReport, SendingError> {
    send_at_most(app, transport, owner, u64::MAX)
}

/// Sends what is due, but hands over no more than `most` mails; the others stay queued.
///
/// # Errors
/// As [`send_all`].
pub fn send_at_most(
    app: &App,
    transport: &Transport,
    owner: &str,
    most: u64,
) -> Result<SendReport, SendingError> {
    let mut report = SendReport::default();
    while report.sent < most {
        let now = app.now();
        let leased = app.db.write(|conn| {
            Ok::<_, SendingError>(store::lease_next(
                conn,
                owner,
                now.instant,
                now.instant + LEASE,
            )?)
        })?;
        let Some(mail) = leased else {
            return Ok(report);
        };
        if let Some(stopped) = send_one(app, transport, owner, &mail, now, &mut report)? {
            return Err(SendingError::Stopped(stopped, report));
        }
    }
    Ok(report)
}

/// Sends one leased mail; the error that concerns every mail, if it met one.
fn send_one(
    app: &App,
    transport: &Transport,
    owner: &str,
    mail: &OutboxMail,
    now: Now,
    report: &mut SendReport,
) -> Result<Option<SendError>, SendingError> {
    let verdict = app
        .db
        .read(|conn| Ok::<_, SendingError>(judge(app, conn, mail, now)?))?;
    let mut mail = mail.clone();
    match verdict {
        Verdict::Send => {}
        Verdict::SendShortened(shorter, cancelled) => {
            mail = *shorter;
            app.db.write(|conn| {
                store::rewrite(conn, &mail)?;
                Ok::<_, SendingError>(reminders::cancel(conn, &cancelled)?)
            })?;
        }
        Verdict::Drop(cancelled, reason) => {
            return drop_mail(app, owner, &mail, &cancelled, reason, now, report);
        }
    }
    let (delivery, stop) = hand_over(app, transport, &mail, now);
    match &delivery {
        Delivery::Sent => report.sent += 1,
        Delivery::Again(..) => report.deferred += 1,
        Delivery::Failed(_) => report.failed += 1,
        Delivery::Dropped(_) => report.dropped += 1,
    }
    app.db.write(|conn| {
        Ok::<_, SendingError>(store::record_delivery(
            conn,
            mail.id,
            owner,
            &delivery,
            now.instant,
        )?)
    })?;
    Ok(stop)
}

/// Opens a mail and gives it to the transport. One that does not open has failed for good.
fn hand_over(
    app: &App,
    transport: &Transport,
    mail: &OutboxMail,
    now: Now,
) -> (Delivery, Option<SendError>) {
    let message = match mail.message(&app.keys) {
        Ok(message) => message,
        Err(error) => {
            tracing::error!(mail = mail.id.0, %error, "a sealed mail does not open");
            return (Delivery::Failed(error.to_string()), None);
        }
    };
    match transport.send(&message, now.instant) {
        Ok(()) => (Delivery::Sent, None),
        Err(error) => refused(error, mail, now),
    }
}

fn refused(error: SendError, mail: &OutboxMail, now: Now) -> (Delivery, Option<SendError>) {
    let sentence = error.to_string();
    tracing::warn!(mail = mail.id.0, %sentence, "a mail could not be sent");
    let tries = mail.attempts + 1;
    let stop = error.concerns_every_mail();
    // A fault of the server is no fault of the mail: it does not use up its tries.
    if error.is_temporary() && (tries < MOST_ATTEMPTS || stop) {
        let doublings = i32::try_from(mail.attempts.min(8)).unwrap_or(0);
        let wait = FIRST_RETRY * 2_i32.pow(u32::try_from(doublings).unwrap_or(0));
        return (
            Delivery::Again(now.instant + wait, sentence),
            stop.then_some(error),
        );
    }
    (Delivery::Failed(sentence), None)
}

fn drop_mail(
    app: &App,
    owner: &str,
    mail: &OutboxMail,
    cancelled: &[crate::reminders::ReminderId],
    reason: OutdatedReason,
    now: Now,
    report: &mut SendReport,
) -> Result<Option<SendError>, SendingError> {
    report.dropped += 1;
    let delivery = Delivery::Dropped(reason.label().to_owned());
    app.db.write(|conn| {
        reminders::cancel(conn, cancelled)?;
        Ok::<_, SendingError>(store::record_delivery(
            conn,
            mail.id,
            owner,
            &delivery,
            now.instant,
        )?)
    })?;
    Ok(None)
}
