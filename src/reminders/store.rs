//! The reminders' SQL.

pub mod checks;
pub mod of_people;

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::stored::{ReminderId, ReminderState, StoredReminder};
use super::{Channel, DueReminder, Recipient, ReminderRule};
use crate::db::schema::reminders;
use crate::db::{Conn, ids};
use crate::each_backend;
use crate::mail::outbox::OutboxId;
use crate::people::PersonId;
use crate::units::UnitId;

#[derive(Insertable)]
#[diesel(table_name = reminders, treat_none_as_default_value = false)]
struct NewReminder<'a> {
    id: ReminderId,
    recipient: String,
    person_id: Option<PersonId>,
    unit_id: Option<UnitId>,
    rule: ReminderRule,
    subject: &'a str,
    due_on: NaiveDate,
    useful_until: NaiveDate,
    told_on: Option<NaiveDate>,
    content: String,
    channel: Channel,
    state: ReminderState,
    outbox_id: Option<OutboxId>,
    made_on: NaiveDate,
    created_at: NaiveDateTime,
}

/// How a recipient stands in the unique key.
pub fn recipient_key(recipient: Recipient) -> String {
    match recipient {
        Recipient::Person(id) => format!("person-{id}"),
        Recipient::Unit(id) => format!("unit-{id}"),
    }
}

/// Every reminder of these recipients, by key.
///
/// # Errors
/// When the query fails.
pub fn load_of_recipients(
    conn: &mut Conn,
    recipients: &[String],
) -> QueryResult<HashMap<String, Vec<StoredReminder>>> {
    let rows: Vec<StoredReminder> = reminders::table
        .filter(reminders::recipient.eq_any(recipients))
        .order(reminders::id)
        .select(StoredReminder::as_select())
        .load(conn)?;
    let mut grouped: HashMap<String, Vec<StoredReminder>> = HashMap::new();
    for row in rows {
        grouped.entry(row.recipient.clone()).or_default().push(row);
    }
    Ok(grouped)
}

/// The reminders that one mail tells.
///
/// # Errors
/// When the query fails.
pub fn load_of_mail(conn: &mut Conn, mail: OutboxId) -> QueryResult<Vec<StoredReminder>> {
    reminders::table
        .filter(reminders::outbox_id.eq(mail))
        .order(reminders::id)
        .select(StoredReminder::as_select())
        .load(conn)
}

/// Writes a due reminder; none when it is there already, made by another process.
///
/// # Errors
/// When the query fails.
pub fn insert_if_new(
    conn: &mut Conn,
    due: &DueReminder,
    today: NaiveDate,
    at: NaiveDateTime,
) -> QueryResult<Option<ReminderId>> {
    let id = ReminderId(ids::allocate_one(conn, "reminders")?);
    let (person_id, unit_id) = match due.recipient {
        Recipient::Person(person) => (Some(person), None),
        Recipient::Unit(unit) => (None, Some(unit)),
    };
    let row = NewReminder {
        id,
        recipient: recipient_key(due.recipient),
        person_id,
        unit_id,
        rule: due.rule,
        subject: &due.subject,
        due_on: due.due_on,
        useful_until: due.useful_until,
        told_on: due.told_on(),
        content: serde_json::to_string(&due.content).unwrap_or_default(),
        channel: due.channel,
        state: due.outcome.into(),
        outbox_id: None,
        made_on: today,
        created_at: at,
    };
    let inserted = each_backend!(conn, |inner| diesel::insert_into(reminders::table)
        .values(&row)
        .on_conflict_do_nothing()
        .execute(inner))?;
    Ok((inserted == 1).then_some(id))
}

/// Notes which mail tells these reminders.
///
/// # Errors
/// When the query fails.
pub fn set_mail(conn: &mut Conn, of: &[ReminderId], mail: OutboxId) -> QueryResult<()> {
    diesel::update(reminders::table.filter(reminders::id.eq_any(of)))
        .set(reminders::outbox_id.eq(mail))
        .execute(conn)?;
    Ok(())
}

/// Cancels reminders that were made and not sent.
///
/// # Errors
/// When the query fails.
pub fn cancel(conn: &mut Conn, of: &[ReminderId]) -> QueryResult<()> {
    let made = reminders::table.filter(
        reminders::id
            .eq_any(of)
            .and(reminders::state.eq(ReminderState::Made)),
    );
    diesel::update(made)
        .set(reminders::state.eq(ReminderState::Cancelled))
        .execute(conn)?;
    Ok(())
}

/// Hands the reminders of one entry to another of the same person, so that nothing is
/// told twice; one that both were told stays where it is.
///
/// # Errors
/// When the query fails.
pub fn reassign(conn: &mut Conn, from: PersonId, to: PersonId) -> QueryResult<()> {
    let (old, new) = (
        recipient_key(Recipient::Person(from)),
        recipient_key(Recipient::Person(to)),
    );
    type Key = (ReminderId, ReminderRule, String, NaiveDate);
    let load = |conn: &mut Conn, recipient: &str| -> QueryResult<Vec<Key>> {
        reminders::table
            .filter(reminders::recipient.eq(recipient))
            .order(reminders::id)
            .select((
                reminders::id,
                reminders::rule,
                reminders::subject,
                reminders::due_on,
            ))
            .load(conn)
    };
    let known = load(conn, &new)?;
    for (id, rule, subject, due_on) in load(conn, &old)? {
        let told_to_both = known
            .iter()
            .any(|(_, known_rule, known_subject, known_due)| {
                (*known_rule, known_subject, *known_due) == (rule, &subject, due_on)
            });
        if told_to_both {
            continue;
        }
        diesel::update(reminders::table.filter(reminders::id.eq(id)))
            .set((reminders::recipient.eq(&new), reminders::person_id.eq(to)))
            .execute(conn)?;
    }
    Ok(())
}
