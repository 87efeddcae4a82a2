//! The letters of the outbox, as their readers would get them.

use diesel::prelude::*;
use shegong::db::DatabaseError;
use shegong::db::schema::outbox;
use shegong::mail::outbox::OutboxMail;
use shegong::mail::{MemoryMails, Message, Sender, Transport};

use super::TestApp;

impl TestApp {
    /// Every letter of the outbox, opened with the deployment's key, the latest first.
    pub fn letters(&self) -> Vec<Message> {
        self.app
            .db
            .read(|conn| {
                let rows: Vec<OutboxMail> = outbox::table
                    .order(outbox::id.desc())
                    .select(OutboxMail::as_select())
                    .load(conn)?;
                Ok::<_, DatabaseError>(rows)
            })
            .unwrap()
            .iter()
            .map(|row| row.message(&self.app.keys).unwrap())
            .collect()
    }

    /// A post box in memory, and the transport that fills it.
    pub fn post_box(&self) -> (MemoryMails, Transport) {
        let mails = MemoryMails::new(Sender::from_settings(&self.app.config.mail).unwrap());
        (mails.clone(), Transport::Memory(mails))
    }
}

/// The secret of the link that a letter carries.
pub fn link_in(letter: &Message) -> String {
    let (_, after) = letter.text.split_once("/password/reset/").unwrap();
    after.chars().take_while(char::is_ascii_hexdigit).collect()
}
