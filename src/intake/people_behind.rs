//! The people a block of rows speaks of: found by ID number, refused under another name.

use std::collections::HashMap;

use diesel::QueryResult;

use super::block::RowRefusal;
use crate::db::Conn;
use crate::identity::IdNumber;
use crate::people::store::{KnownPerson, load_known};
use crate::people::{ID_NUMBER_COLUMN, PersonId};
use crate::secrecy::Keys;
use crate::text::same_name;

/// The people behind the ID numbers of one block.
#[derive(Debug)]
pub struct PeopleBehind {
    by_hash: HashMap<String, KnownPerson>,
}

impl PeopleBehind {
    /// Looks them up, all at once.
    ///
    /// # Errors
    /// When the query fails.
    pub fn load<'n>(
        conn: &mut Conn,
        keys: &Keys,
        numbers: impl Iterator<Item = &'n IdNumber>,
    ) -> QueryResult<Self> {
        let mut hashes: Vec<String> = numbers
            .map(|number| keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str()))
            .collect();
        hashes.sort_unstable();
        hashes.dedup();
        Ok(Self {
            by_hash: load_known(conn, &hashes)?,
        })
    }

    /// The person of a row.
    ///
    /// # Errors
    /// An ID number that nobody has, or that belongs to another name.
    pub fn find(
        &self,
        keys: &Keys,
        number: &IdNumber,
        name: Option<&str>,
        headings: (&str, &str),
    ) -> Result<PersonId, RowRefusal> {
        let hash = keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str());
        let Some(known) = self.by_hash.get(&hash) else {
            return Err(RowRefusal::at(
                headings.0,
                format!(
                    "身份证号{}不在人员名册中，请核对号码，或先导入人员名册",
                    number.masked()
                ),
            ));
        };
        match name.filter(|name| !same_name(name, &known.name)) {
            None => Ok(known.id),
            Some(name) => Err(RowRefusal::at(
                headings.1,
                format!(
                    "身份证号{}在名册中是“{}”，本行是“{name}”，请核对姓名和号码",
                    number.masked(),
                    known.name
                ),
            )),
        }
    }
}
