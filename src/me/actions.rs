//! What a person changes or looks at of their own data.

use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::DatabaseError;
use crate::identity::{Mobile, email};
use crate::people::noting::looked;
use crate::people::{self, PersonDetails, PersonId};
use crate::secrecy::CannotOpen;
use crate::training::submission::FieldRefusal;

/// Why nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum OwnDataRefusal {
    /// Fields are wrong.
    #[error("{}", .0.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join("；"))]
    Invalid(Vec<FieldRefusal>),
    /// Somebody changed it meanwhile.
    #[error("您的资料刚刚被修改过，请刷新页面，核对后再改")]
    Stale,
    /// The ID number does not open.
    #[error(transparent)]
    Sealed(#[from] CannotOpen),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for OwnDataRefusal {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// Replaces one's own mobile number and mail address; an empty field is none.
///
/// # Errors
/// [`OwnDataRefusal`].
pub fn change_contact(
    app: &App,
    person: PersonId,
    seen_version: i64,
    mobile: &str,
    address: &str,
    occasion: &Occasion,
) -> Result<(), OwnDataRefusal> {
    let mut wrong = Vec::new();
    let mobile = filled(mobile).and_then(|typed| match Mobile::parse(typed) {
        Ok(mobile) => Some(mobile.as_str().to_owned()),
        Err(error) => {
            wrong.push(FieldRefusal::new("mobile", error.to_string()));
            None
        }
    });
    let address = filled(address).and_then(|typed| match email(typed) {
        Ok(address) => Some(address),
        Err(error) => {
            wrong.push(FieldRefusal::new("email", error.to_string()));
            None
        }
    });
    if !wrong.is_empty() {
        return Err(OwnDataRefusal::Invalid(wrong));
    }
    app.db.write(|conn| {
        let before = people::store::get(conn, person)?;
        let after = PersonDetails {
            mobile,
            email: address,
            ..before.details.clone()
        };
        if before.version != seen_version {
            return Err(OwnDataRefusal::Stale);
        }
        if after == before.details {
            return Ok(());
        }
        let at = occasion.now.instant;
        people::store::update(conn, person, seen_version, &after, at).map_err(
            |error| match error {
                diesel::result::Error::NotFound => OwnDataRefusal::Stale,
                other => other.into(),
            },
        )?;
        let change = Change::changed(
            Entity::Person,
            person.0,
            Some(person),
            &before.details,
            &after,
        );
        Ok(audit::store::record(conn, occasion, &[change])?)
    })
}

fn filled(typed: &str) -> Option<&str> {
    Some(typed.trim()).filter(|typed| !typed.is_empty())
}

/// One's own ID number in full; the look stands in the history, or does not happen.
///
/// # Errors
/// [`OwnDataRefusal`].
pub fn own_id_number(
    app: &App,
    person: PersonId,
    occasion: &Occasion,
) -> Result<String, OwnDataRefusal> {
    app.db.write(|conn| {
        let found = people::store::get(conn, person)?;
        let number = found.shown_id_number(&app.keys, true)?;
        looked(conn, occasion, person, "本人查看")?;
        Ok(number)
    })
}
