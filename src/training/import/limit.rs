//! How many records one person may come to have by imports.

use std::collections::HashMap;

use crate::db::Conn;
use crate::intake::{RowOutcome, RowRefusal};
use crate::people::PersonId;
use crate::training::store;

/// Nobody trains more often; a ledger that says so repeats somebody's number, and every
/// page that counts the records would wait for it.
pub(super) const MOST_OF_PERSON: i64 = 1_000;

/// What the row of one more is told, beside its title.
pub(super) fn refused(title_heading: &str) -> RowOutcome {
    let sentence =
        format!("此人的培训记录已有{MOST_OF_PERSON}条，不再增加，请核对证件号码是否误填成同一个");
    RowOutcome::Refused(RowRefusal::at(title_heading, sentence))
}

/// How many records the people of this import have, those it adds among them.
#[derive(Debug, Default)]
pub(super) struct Held(HashMap<PersonId, i64>);

impl Held {
    /// Counts for the people of a block that were not met before.
    pub(super) fn load(&mut self, conn: &mut Conn, people: &[PersonId]) -> diesel::QueryResult<()> {
        let unknown: Vec<PersonId> = people
            .iter()
            .copied()
            .filter(|person| !self.0.contains_key(person))
            .collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let counts = store::count_of_people(conn, &unknown)?;
        for person in unknown {
            let held = counts.get(&person).copied().unwrap_or(0);
            self.0.insert(person, held);
        }
        Ok(())
    }

    /// Whether one more record of this person is taken; it is then counted.
    pub(super) fn takes_one_more(&mut self, person: PersonId) -> bool {
        let held = self.0.entry(person).or_default();
        let takes = *held < MOST_OF_PERSON;
        *held += i64::from(takes);
        takes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_a_thousand_records_at_most_and_others_are_not_counted() {
        let (busy, other) = (PersonId(1), PersonId(2));
        let mut held = Held::default();
        held.0.insert(busy, MOST_OF_PERSON - 2);

        let taken: Vec<bool> = (0..4).map(|_| held.takes_one_more(busy)).collect();

        assert_eq!(taken, [true, true, false, false]);
        assert!(held.takes_one_more(other));
    }
}
