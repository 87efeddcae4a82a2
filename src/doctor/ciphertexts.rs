//! Whether the sealed ID numbers open, and are found by their hash.

use super::{Broken, DoctorReport};
use crate::db::{Conn, DatabaseError};
use crate::people::{self, ID_NUMBER_COLUMN, PersonId};
use crate::secrecy::Keys;

/// People looked at together.
const PEOPLE_AT_ONCE: i64 = 1_000;
/// A sample is this many blocks, spread over the ids …
const SAMPLE_BLOCKS: i64 = 20;
/// … of this many people each.
const SAMPLE_BLOCK: i64 = 50;

pub(super) fn examine(
    conn: &mut Conn,
    keys: &Keys,
    full: bool,
    report: &mut DoctorReport,
) -> Result<(), DatabaseError> {
    let mut faults = Faults::default();
    if full {
        let mut after = PersonId(0);
        while let Some(last) = faults.look_at(conn, keys, after, PEOPLE_AT_ONCE)? {
            after = last;
        }
    } else {
        let count = people::store::count(conn)?;
        let stride = (count / SAMPLE_BLOCKS).max(SAMPLE_BLOCK);
        let mut start = 0;
        while start < count {
            faults.look_at(conn, keys, PersonId(start), SAMPLE_BLOCK)?;
            start += stride;
        }
    }
    report.checks += 2;
    report.ciphertexts = faults.opened;
    for (name, finding, ids) in [
        (
            "id_numbers_open",
            "身份证号的密文无法解开（数据被改动过，或密钥不对）",
            faults.closed,
        ),
        (
            "id_numbers_are_found_by_their_hash",
            "身份证号与其查找用的指纹不一致，按身份证号会找不到此人",
            faults.lost,
        ),
    ] {
        if !ids.is_empty() {
            report.broken.push(Broken::new(name, finding, ids));
        }
    }
    Ok(())
}

#[derive(Default)]
struct Faults {
    opened: u64,
    closed: Vec<i64>,
    lost: Vec<i64>,
}

impl Faults {
    /// Opens the numbers of the next people; the last of them.
    fn look_at(
        &mut self,
        conn: &mut Conn,
        keys: &Keys,
        after: PersonId,
        limit: i64,
    ) -> Result<Option<PersonId>, DatabaseError> {
        let block = people::store::load_page(conn, None, after, limit)?;
        for person in &block {
            let number = match person.id_number(keys).transpose() {
                // Erased by law.
                None => continue,
                Some(number) => number,
            };
            self.opened += 1;
            match number {
                Err(_) => self.closed.push(person.id.0),
                Ok(number) => {
                    if keys.lookup_hash(ID_NUMBER_COLUMN, &number) != person.id_number_hash {
                        self.lost.push(person.id.0);
                    }
                }
            }
        }
        Ok(block.last().map(|person| person.id))
    }
}
