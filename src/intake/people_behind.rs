//! The people a block of rows speaks of: found by ID number, refused under another name.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::QueryResult;

use super::block::{Placed, RowRefusal};
use super::planned::Who;
use super::within::Within;
use crate::db::Conn;
use crate::identity::IdNumber;
use crate::people::store::{KnownPerson, load_known};
use crate::people::{ID_NUMBER_COLUMN, PersonId};
use crate::secrecy::Keys;
use crate::sheets::{CellRefusal, Field, Row};
use crate::text::same_name;
use crate::units::UnitId;

/// Who a row is about, as it stands in the row.
#[derive(Debug, Clone)]
pub struct PersonCells {
    id_number: IdNumber,
    name: Option<String>,
    headings: Arc<[String; 2]>,
}

/// Reads who a row is about; keeps the headings of a sheet once for all its rows.
#[derive(Debug, Default)]
pub struct PersonReader {
    headings: Arc<[String; 2]>,
}

impl PersonReader {
    /// The ID number and, where the sheet has it, the name.
    ///
    /// # Errors
    /// An ID number or a name that is wrong.
    pub fn read(&mut self, row: &Row<'_>) -> Result<PersonCells, CellRefusal> {
        let (id_number, name) = (row.heading(Field::IdNumber), row.heading(Field::Name));
        if self.headings[0] != id_number || self.headings[1] != name {
            self.headings = Arc::new([id_number.to_owned(), name.to_owned()]);
        }
        Ok(PersonCells {
            id_number: row.id_number(Field::IdNumber)?,
            name: row.person_name(Field::Name)?,
            headings: self.headings.clone(),
        })
    }
}

/// A row that is about a person who must be known already.
pub trait AboutPerson {
    /// Who it is about.
    fn person(&self) -> &PersonCells;
}

/// Who the rows of a block are about.
#[derive(Debug)]
pub struct Owners {
    /// One for each row, in order: the person, or why the row is refused.
    pub of_rows: Vec<Result<PersonId, RowRefusal>>,
    /// Everyone found.
    pub people: Vec<PersonId>,
    /// Their names and units.
    pub names: Names,
}

/// The names and units of the people that a block speaks of.
#[derive(Debug, Default)]
pub struct Names(HashMap<PersonId, (String, UnitId)>);

impl Names {
    /// Whose record a row is about, as a list shows it.
    pub fn who(&self, person: PersonId, cells: &PersonCells) -> Who {
        let known = self.0.get(&person);
        Who {
            name: known.map(|(name, _)| name.clone()).unwrap_or_default(),
            id_number: cells.id_number.masked(),
            unit: known.map(|(_, unit)| *unit),
        }
    }
}

impl Owners {
    /// Looks all of them up at once. A row is refused when nobody within reach has its
    /// ID number, or someone of another name.
    ///
    /// # Errors
    /// When the query fails.
    pub fn load<R: AboutPerson>(
        conn: &mut Conn,
        keys: &Keys,
        rows: &[Placed<R>],
        within: &Within,
    ) -> QueryResult<Self> {
        let hashes: Vec<String> = rows
            .iter()
            .map(|placed| {
                let number = &placed.row.person().id_number;
                keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str())
            })
            .collect();
        let mut wanted = hashes.clone();
        wanted.sort_unstable();
        wanted.dedup();
        let known = load_known(conn, &wanted)?;
        let of_rows: Vec<_> = rows
            .iter()
            .zip(&hashes)
            .map(|(placed, hash)| owner(&known, hash, placed.row.person(), within))
            .collect();
        let people = of_rows
            .iter()
            .filter_map(|owner| owner.as_ref().ok().copied())
            .collect();
        let names = known
            .into_values()
            .map(|person| (person.id, (person.name, person.unit)))
            .collect();
        Ok(Self {
            of_rows,
            people,
            names: Names(names),
        })
    }
}

fn owner(
    known: &HashMap<String, KnownPerson>,
    hash: &str,
    cells: &PersonCells,
    within: &Within,
) -> Result<PersonId, RowRefusal> {
    let masked = cells.id_number.masked();
    // Who lies out of reach does not exist for the importer.
    let in_reach = |known: &&KnownPerson| within.contains(known.unit);
    let Some(known) = known.get(hash).filter(in_reach) else {
        let sentence = if within.is_everywhere() {
            format!("身份证号{masked}不在人员名册中，请核对号码，或先导入人员名册")
        } else {
            format!(
                "身份证号{masked}不在您管理的人员名册中，请核对号码，或先导入人员名册；其他单位的人员请由其单位导入"
            )
        };
        return Err(RowRefusal::at(&cells.headings[0], sentence));
    };
    if within.sender == Some(known.id) {
        let sentence = "这一行是您本人，不能导入本人的记录，请由本单位其他经办人或上级单位导入";
        return Err(RowRefusal::at(&cells.headings[0], sentence));
    }
    match cells
        .name
        .as_deref()
        .filter(|name| !same_name(name, &known.name))
    {
        None => Ok(known.id),
        Some(name) => {
            let sentence = format!(
                "身份证号{masked}在名册中是“{}”，本行是“{name}”，请核对姓名和号码",
                known.name
            );
            Err(RowRefusal::at(&cells.headings[1], sentence))
        }
    }
}
