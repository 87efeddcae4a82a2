//! Whose mobile number it is, while a roster comes in.
//!
//! A number is a sign-in name: one that belongs to somebody else who works somewhere is
//! not taken over, or a slip of the pen in a list would disturb that one's sign-in. The
//! row itself is stored all the same, and the report says what was left out: for want of
//! a telephone number nobody is left out of the books.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::QueryResult;

use super::PersonRow;
use crate::db::Conn;
use crate::intake::{Block, Place};
use crate::people::{PersonDetails, PersonId, store};

/// Who has a number: by the keyed hash of the ID number, and by id once stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    /// Keyed hash of the ID number.
    pub(super) hash: String,
    /// The id; none for whom this block will store.
    pub(super) id: Option<PersonId>,
}

impl Owner {
    fn is(&self, other: &Owner) -> bool {
        self.hash == other.hash || (self.id.is_some() && self.id == other.id)
    }
}

/// The numbers in use among the rows of a block, and each one's owner.
#[derive(Debug, Default)]
pub(super) struct Mobiles {
    owners: HashMap<String, Owner>,
    /// Of whom this file spoke, so that a number that is given up becomes free.
    noted: HashSet<String>,
}

impl Mobiles {
    /// Looks up who has the numbers of these rows. What an earlier block of a look would
    /// have stored is known from then (`keeps`).
    pub(super) fn look_up<'r>(
        &mut self,
        conn: &mut Conn,
        rows: impl Iterator<Item = &'r PersonRow>,
        keeps: bool,
        today: NaiveDate,
    ) -> QueryResult<()> {
        if !keeps {
            *self = Self::default();
        }
        let numbers: Vec<String> = rows.filter_map(|row| row.mobile.clone()).collect();
        for (number, id, hash) in store::load_mobile_owners(conn, &numbers, today)? {
            // Who gave it up earlier in this file has it no more.
            if !self.noted.contains(&hash) {
                let owner = Owner { hash, id: Some(id) };
                self.owners.entry(number).or_insert(owner);
            }
        }
        Ok(())
    }

    /// Takes a number out of a row that is somebody else's, and says so. Who has it
    /// already keeps it, and a leaver's number disturbs nobody.
    pub(super) fn check(
        &self,
        row: &mut PersonRow,
        owner: &Owner,
        known: Option<&PersonDetails>,
        place: &Place,
        block: &mut Block<'_>,
    ) {
        let Some(number) = &row.mobile else { return };
        let had = known.is_some_and(|details| details.mobile.as_ref() == Some(number));
        let left_on = row.left_on.or(known.and_then(|details| details.left_on));
        let has_left = left_on.is_some_and(|left| left < block.occasion.now.today);
        let taken = self
            .owners
            .get(number)
            .is_some_and(|known| !known.is(owner));
        if had || has_left || !taken {
            return;
        }
        block.notices.push(format!(
            "{}“{}”列：这个手机号已登记在另一人名下，没有采用，这一行的其他内容不受影响；请核对后更正，号码确已换人使用的请先更正原来的登记",
            place.words(),
            row.mobile_heading
        ));
        row.mobile = None;
    }

    /// A person stands with these values from now on; `before` are the values until now.
    pub(super) fn note(
        &mut self,
        owner: &Owner,
        before: Option<&PersonDetails>,
        after: &PersonDetails,
        today: NaiveDate,
    ) {
        let given_up = before.and_then(|details| details.mobile.as_deref());
        if let Some(number) = given_up
            && self.owners.get(number).is_some_and(|known| known.is(owner))
        {
            self.owners.remove(number);
        }
        self.noted.insert(owner.hash.clone());
        if let Some(number) = after.mobile.clone().filter(|_| !after.has_left(today)) {
            self.owners.entry(number).or_insert_with(|| owner.clone());
        }
    }
}
