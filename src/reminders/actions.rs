//! `remind`: makes what is due, each reminder once, one mail per person and run.
//!
//! What is due is worked out on a reading connection; only the rows and the mails are
//! written, a block of people at a time, so that no other writer waits long.

use super::gather::Gatherer;
use super::mails::{RenderedMail, TemplateError};
use super::parcel::{
    Parcel, ReminderLine, line, person_parcel, reminder_change, render, unit_parcel,
};
use super::store::{self, recipient_key};
use super::{
    MadeReminder, PersonSituation, Recipient, ReminderContent, ReminderOutcome, UnitSituation,
    add_to_list, begin_list, due_for_person,
};
use crate::app::App;
use crate::audit::{self, Change, Occasion};
use crate::db::{Conn, DatabaseError};
use crate::mail::outbox::MailState;
use crate::mail::store::{self as outbox, NewMail};
use crate::mail::{Sender, SetupError};
use crate::people::{self, PersonId};
use crate::units::{Unit, UnitId};

/// People looked at together; their rows are written together.
const PEOPLE_AT_ONCE: i64 = 1_000;

/// Why reminders could not be made; what was made before stays.
#[derive(Debug, thiserror::Error)]
pub enum RemindError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The sender's address is wrong.
    #[error(transparent)]
    Mail(#[from] SetupError),
    /// A mail could not be written.
    #[error("邮件模板出错：{0}")]
    Template(#[from] TemplateError),
}

impl From<diesel::result::Error> for RemindError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// Makes every reminder that is due on the occasion's day, and tells them all.
///
/// # Errors
/// [`RemindError`].
pub fn remind(
    app: &App,
    dry_run: bool,
    occasion: &Occasion,
) -> Result<Vec<ReminderLine>, RemindError> {
    let mut made = Vec::new();
    remind_each(app, dry_run, occasion, |lines| made.extend(lines))?;
    Ok(made)
}

/// The same, a block of reminders at a time: a district makes a hundred thousand in a
/// night, and nothing of a block is held once the next begins.
///
/// # Errors
/// [`RemindError`].
pub fn remind_each(
    app: &App,
    dry_run: bool,
    occasion: &Occasion,
    mut tell: impl FnMut(Vec<ReminderLine>),
) -> Result<(), RemindError> {
    let run = Run {
        app,
        dry_run,
        occasion,
        sender: Sender::from_settings(&app.config.mail)?,
    };
    let mut after = PersonId(0);
    loop {
        let (parcels, last) = run.parcels_of_people(after)?;
        tell(run.write(parcels)?);
        match last {
            Some(last) => after = last,
            None => break,
        }
    }
    for unit in run.units_with_contact()? {
        let parcels = run.parcel_of_unit(&unit)?;
        tell(run.write(parcels)?);
    }
    Ok(())
}

struct Run<'a> {
    app: &'a App,
    dry_run: bool,
    occasion: &'a Occasion,
    sender: Sender,
}

impl<'a> Run<'a> {
    fn gatherer(&self, conn: &mut Conn) -> Result<Gatherer<'a>, RemindError> {
        let app = self.app;
        Ok(Gatherer::load(
            conn,
            &app.policies,
            app.config.time_zone,
            self.occasion.now.today,
        )?)
    }

    /// What is due for the next block of people, and the last of them.
    fn parcels_of_people(
        &self,
        after: PersonId,
    ) -> Result<(Vec<Parcel>, Option<PersonId>), RemindError> {
        self.app.db.read(|conn| {
            let block = people::store::load_page(conn, None, after, PEOPLE_AT_ONCE)?;
            let Some(last) = block.last().map(|person| person.id) else {
                return Ok((Vec::new(), None));
            };
            let mut gatherer = self.gatherer(conn)?;
            let seasons = gatherer.seasons();
            let plus_working_days = gatherer.plus_working_days();
            let keys: Vec<String> = block
                .iter()
                .map(|person| recipient_key(Recipient::Person(person.id)))
                .collect();
            let made = store::load_of_recipients(conn, &keys)?;
            let situations = gatherer.gather(conn, block, true)?;
            let mut parcels = Vec::new();
            for person in situations.iter().filter(|person| person.active) {
                let recipient = Recipient::Person(person.person);
                let rows: Vec<MadeReminder> = made
                    .get(&recipient_key(recipient))
                    .map(|rows| rows.iter().map(super::StoredReminder::as_made).collect())
                    .unwrap_or_default();
                let due = due_for_person(
                    person,
                    &seasons,
                    &rows,
                    &plus_working_days,
                    self.occasion.now.today,
                );
                if !due.is_empty() {
                    parcels.push(person_parcel(person, gatherer.contact(person.unit), due));
                }
            }
            Ok((parcels, Some(last)))
        })
    }

    fn units_with_contact(&self) -> Result<Vec<Unit>, RemindError> {
        self.app.db.read(|conn| {
            let tree = crate::units::store::load_tree(conn)?;
            let mut units: Vec<Unit> = tree
                .iter()
                .filter(|unit| unit.details.contact_email.is_some())
                .cloned()
                .collect();
            units.sort_by_key(|unit| unit.id);
            Ok(units)
        })
    }

    /// The weekly list of a unit and everything below it, where it is due.
    fn parcel_of_unit(&self, unit: &Unit) -> Result<Vec<Parcel>, RemindError> {
        let recipient = Recipient::Unit(unit.id);
        self.app.db.read(|conn| {
            let key = recipient_key(recipient);
            let rows: Vec<MadeReminder> =
                store::load_of_recipients(conn, std::slice::from_ref(&key))?
                    .remove(&key)
                    .map(|rows| rows.iter().map(super::StoredReminder::as_made).collect())
                    .unwrap_or_default();
            if rows
                .iter()
                .any(|row| row.useful_until >= self.occasion.now.today)
            {
                return Ok(Vec::new());
            }
            let mut gatherer = self.gatherer(conn)?;
            let seasons = gatherer.seasons();
            let situation = UnitSituation {
                unit: unit.id,
                name: unit.details.name.clone(),
                address: unit.details.contact_email.clone(),
            };
            let today = self.occasion.now.today;
            let mut list = begin_list(&situation, today);
            each_below(conn, &mut gatherer, unit.id, |people| {
                add_to_list(&mut list, people, &seasons, today);
            })?;
            Ok(unit_parcel(
                unit,
                &gatherer,
                &situation,
                list,
                &rows,
                self.occasion,
            ))
        })
    }

    /// Writes rows and mails of one block in one transaction; tells what was new.
    fn write(&self, parcels: Vec<Parcel>) -> Result<Vec<ReminderLine>, RemindError> {
        if parcels.is_empty() {
            return Ok(Vec::new());
        }
        self.app.db.write_or_roll_back(|conn| {
            let mut made = Vec::new();
            let mut changes = Vec::new();
            for parcel in &parcels {
                made.extend(self.write_parcel(conn, parcel, &mut changes)?);
            }
            audit::store::record(conn, self.occasion, &changes)?;
            Ok((made, !self.dry_run))
        })
    }

    fn write_parcel(
        &self,
        conn: &mut Conn,
        parcel: &Parcel,
        changes: &mut Vec<Change>,
    ) -> Result<Vec<ReminderLine>, RemindError> {
        let now = self.occasion.now;
        let mut told = Vec::new();
        let mut lines = Vec::new();
        for due in &parcel.due {
            let Some(id) = store::insert_if_new(conn, due, now.today, now.instant)? else {
                continue;
            };
            changes.push(reminder_change(parcel.recipient, id.0, due));
            if due.outcome == ReminderOutcome::Made {
                lines.push(line(parcel, due));
                told.push((id, due.content.clone()));
            }
        }
        let contents: Vec<ReminderContent> =
            told.iter().map(|(_, content)| content.clone()).collect();
        if let Some(address) = &parcel.address
            && let Some(mail) = self.render(parcel, &contents)?
        {
            let id = outbox::next_id(conn)?;
            let (person_id, unit_id) = match parcel.recipient {
                Recipient::Person(person) => (Some(person), None),
                Recipient::Unit(unit) => (None, Some(unit)),
            };
            let fingerprint = self.app.keys.fingerprint().get(..8).unwrap_or_default();
            outbox::queue(
                conn,
                &NewMail {
                    id,
                    message_id: self
                        .sender
                        .message_id(&format!("reminder-{fingerprint}-{id}")),
                    person_id,
                    unit_id,
                    to_name: parcel.to_name.clone(),
                    to_address: address.clone(),
                    subject: mail.subject,
                    text_body: mail.text,
                    html_body: mail.html,
                    state: MailState::Queued,
                    attempts: 0,
                    next_attempt_at: now.instant,
                    created_at: now.instant,
                },
            )?;
            let ids: Vec<_> = told.iter().map(|(id, _)| *id).collect();
            store::set_mail(conn, &ids, id)?;
        }
        Ok(lines)
    }

    fn render(
        &self,
        parcel: &Parcel,
        contents: &[ReminderContent],
    ) -> Result<Option<RenderedMail>, RemindError> {
        render(
            self.app,
            &parcel.to_name,
            contents,
            &parcel.contact,
            self.occasion.now.today,
        )
    }
}

/// Everybody of a unit and those below it, a block at a time.
fn each_below(
    conn: &mut Conn,
    gatherer: &mut Gatherer<'_>,
    unit: UnitId,
    mut each: impl FnMut(&[PersonSituation]),
) -> Result<(), RemindError> {
    let below = gatherer.tree().below(unit);
    let mut after = PersonId(0);
    loop {
        let block = people::store::load_page(conn, Some(&below), after, PEOPLE_AT_ONCE)?;
        let Some(last) = block.last() else {
            return Ok(());
        };
        after = last.id;
        each(&gatherer.gather(conn, block, false)?);
    }
}
