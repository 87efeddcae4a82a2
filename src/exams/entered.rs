//! The seasons that the district entered, kept in memory: every person's page asks for
//! them, and they change a few times a year.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono_tz::Tz;

use super::SeasonEnd;
use super::season_book::{SeasonBook, Stored};
use super::store::seasons;
use crate::db::Conn;
use crate::policy::Policies;

/// Closing days by place and last year.
type EndsByPlace = HashMap<(String, i32), Arc<[SeasonEnd]>>;

/// The entered seasons with the rule data that they stand beside, and what was worked
/// out from both. Nothing here depends on who asks or on the day.
#[derive(Debug)]
pub struct EnteredSeasons {
    policies: Arc<Policies>,
    zone: Tz,
    stored: Arc<Stored>,
    ends: Mutex<EndsByPlace>,
}

impl EnteredSeasons {
    /// Reads what the district entered, of all areas. A row made from policy data says
    /// nothing of the days that the policy data does not say.
    ///
    /// # Errors
    /// When the query fails.
    pub fn load(conn: &mut Conn, policies: Arc<Policies>, zone: Tz) -> diesel::QueryResult<Self> {
        let stored = SeasonBook::stored_of(seasons::load_entered(conn)?);
        Ok(Self {
            policies,
            zone,
            stored: Arc::new(stored),
            ends: Mutex::default(),
        })
    }

    /// The book of them: its days are the same as with every row; [`SeasonBook::stored`]
    /// and [`SeasonBook::find`] know the entered ones only.
    pub fn book(&self) -> SeasonBook<'_> {
        SeasonBook::with_stored(Arc::clone(&self.stored), &self.policies, self.zone)
    }

    /// The rule data that the seasons stand beside.
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// When each season of a place closes up to `last_year` ([`SeasonBook::ends`]),
    /// worked out once: twenty years of days for a handful of places.
    pub fn ends(&self, place: &str, last_year: i32) -> Arc<[SeasonEnd]> {
        let key = (place.to_owned(), last_year);
        let mut known = self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = known
            .entry(key)
            .or_insert_with(|| self.book().ends(place, last_year).into());
        Arc::clone(ends)
    }
}
