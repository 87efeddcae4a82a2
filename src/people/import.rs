//! `import people`: the roster. The only import that makes people and changes names.

mod following;
mod mobiles;
mod row;

use std::collections::HashMap;

use chrono::NaiveDate;

use following::follow;
use mobiles::{Mobiles, Owner};
pub use row::PersonRow;
use row::{lay_over, newcomer, note_later_days};

use super::rules::{CONTACT_KEPT, PeopleRefusal};
use super::{ID_NUMBER_COLUMN, PersonDetails, PersonId, store};
use crate::audit::{Change, Entity};
use crate::db::Conn;
use crate::identity::IdNumber;
use crate::intake::{
    Block, ImportError, ImportKind, Importer, Place, Placed, RowOutcome, RowRefusal, SeenRows, Who,
    Within, row_key,
};
use crate::secrecy::Keys;
use crate::sheets::{CellRefusal, Layout, Row, layouts};
use crate::units::UnitId;
use crate::units::actions::UnitFinder;

/// Imports the roster of one district.
#[derive(Debug)]
pub struct PersonImporter {
    keys: Keys,
    finder: UnitFinder,
    seen: SeenRows,
    today: NaiveDate,
    mobiles: Mobiles,
    /// In a look: whom earlier blocks would have stored, by the hash of the ID number.
    imagined: HashMap<String, Known>,
}

/// A person as far as this block knows: stored, or about to be.
#[derive(Debug)]
struct Known {
    id: Option<PersonId>,
    version: i64,
    details: PersonDetails,
    /// This file made or changed it.
    touched: bool,
}

impl Known {
    fn unstored(details: PersonDetails) -> Self {
        Self {
            id: None,
            version: 0,
            details,
            touched: true,
        }
    }
}

/// What a block knows and whom it will add.
struct Roster {
    known: HashMap<String, Known>,
    newcomers: Vec<(IdNumber, PersonDetails)>,
}

fn change(
    conn: &mut Conn,
    person: &mut Known,
    id: PersonId,
    after: PersonDetails,
    row: &PersonRow,
    place: &Place,
    block: &mut Block<'_>,
) -> Result<(), ImportError> {
    let before = &person.details;
    if before.name != after.name {
        block.notices.push(format!(
            "{}：身份证号{}的姓名由“{}”改为“{}”",
            place.words(),
            row.id_number.masked(),
            before.name,
            after.name
        ));
    }
    if !block.looks() {
        store::update(conn, id, person.version, &after, block.occasion.now.instant)?;
    }
    block.changes.push(Change::changed(
        Entity::Person,
        id.0,
        Some(id),
        before,
        &after,
    ));
    person.version += 1;
    person.details = after;
    person.touched = true;
    Ok(())
}

/// The mobile number and the mail address lead to the account; where it may more than
/// whoever sends the file, a row that says something else about them is refused.
fn contact_kept(known: Option<&Known>, row: &PersonRow, within: &Within) -> Option<RowRefusal> {
    let person = known?;
    if within.may_change_contact(person.id?) {
        return None;
    }
    let other = |cell: &Option<String>, known: &Option<String>| cell.is_some() && cell != known;
    let column = if other(&row.email, &person.details.email) {
        &row.email_heading
    } else if other(&row.mobile, &person.details.mobile) {
        &row.mobile_heading
    } else {
        return None;
    };
    Some(RowRefusal::at(column, CONTACT_KEPT))
}

impl PersonImporter {
    /// An importer for the people of the finder's district.
    pub fn new(keys: Keys, finder: UnitFinder, today: NaiveDate) -> Self {
        Self {
            keys,
            finder,
            seen: SeenRows::default(),
            today,
            mobiles: Mobiles::default(),
            imagined: HashMap::new(),
        }
    }

    /// The unit of a row: the one named; of a newcomer without one, the office whose list
    /// it is. A district has too many units to guess one (decided).
    fn unit_of(
        &mut self,
        conn: &mut Conn,
        row: &PersonRow,
        known: bool,
        block: &mut Block<'_>,
    ) -> Result<Result<Option<UnitId>, RowRefusal>, ImportError> {
        match &row.unit {
            Some(cell) => Ok(self
                .finder
                .find_or_make(conn, cell, &row.unit_heading, block)?
                .map(Some)),
            None if known => Ok(Ok(None)),
            None => Ok(match block.within.home {
                Some(home) if home != self.finder.district() => Ok(Some(home)),
                _ => Err(Self::unit_needed(row)),
            }),
        }
    }

    fn unit_needed(row: &PersonRow) -> RowRefusal {
        let column = match row.unit_heading.as_str() {
            "" => "单位",
            heading => heading,
        };
        RowRefusal::at(
            column,
            format!(
                "{}是新增人员，没有填写单位，请填写所在单位后再导入",
                row.name
            ),
        )
    }

    /// Somebody of an office that the importer has no right at. Which one is not told:
    /// a list of ID numbers would otherwise tell where everybody works.
    fn elsewhere(row: &PersonRow) -> RowRefusal {
        RowRefusal::at(
            &row.id_heading,
            format!(
                "身份证号{}已在其他单位的名册中，请联系区县主管办理调动",
                row.id_number.masked()
            ),
        )
    }

    fn refuse_repeated(row: &PersonRow, earlier: &Place) -> RowOutcome {
        RowOutcome::Refused(RowRefusal::at(
            &row.id_heading,
            format!(
                "与{}是同一个人（身份证号相同），但内容不一致，请核对后只保留一行",
                earlier.words()
            ),
        ))
    }
}

impl Importer for PersonImporter {
    type Row = PersonRow;
    const KIND: ImportKind = ImportKind::People;
    const LAYOUT: &'static Layout = &layouts::PEOPLE;

    fn read(&mut self, row: &Row<'_>) -> Result<PersonRow, CellRefusal> {
        PersonRow::read(row)
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        rows: Vec<Placed<PersonRow>>,
        block: &mut Block<'_>,
    ) -> Result<Vec<RowOutcome>, ImportError> {
        let hashes: Vec<String> = rows
            .iter()
            .map(|placed| {
                self.keys
                    .lookup_hash(ID_NUMBER_COLUMN, placed.row.id_number.as_str())
            })
            .collect();
        let known: HashMap<String, Known> = store::load_by_hash(conn, &hashes)?
            .into_iter()
            .map(|(hash, person)| {
                let known = Known {
                    id: Some(person.id),
                    version: person.version,
                    details: person.details,
                    touched: false,
                };
                (hash, known)
            })
            .collect();
        let mut roster = Roster {
            known,
            newcomers: Vec::new(),
        };
        if !self.imagined.is_empty() {
            let known = hashes
                .iter()
                .filter_map(|hash| self.imagined.remove_entry(hash));
            roster.known.extend(known);
        }
        let row_of = rows.iter().map(|placed| &placed.row);
        self.mobiles
            .look_up(conn, row_of, block.looks(), self.today)?;
        let mut outcomes = Vec::with_capacity(rows.len());
        for (placed, hash) in rows.into_iter().zip(hashes) {
            outcomes.push(self.store_row(conn, &mut roster, placed, hash, block)?);
        }
        if block.looks() {
            let touched = roster.known.into_iter().filter(|(_, known)| known.touched);
            self.imagined.extend(touched);
        } else {
            self.add(conn, roster.newcomers, block)?;
        }
        Ok(outcomes)
    }
}

impl PersonImporter {
    fn store_row(
        &mut self,
        conn: &mut Conn,
        roster: &mut Roster,
        placed: Placed<PersonRow>,
        hash: String,
        block: &mut Block<'_>,
    ) -> Result<RowOutcome, ImportError> {
        let Placed { place, mut row } = placed;
        let owner = Owner {
            hash: hash.clone(),
            id: roster.known.get(&hash).and_then(|person| person.id),
        };
        block.begin_row(&place, || Who {
            name: row.name.clone(),
            id_number: row.id_number.masked(),
            unit: roster.known.get(&hash).map(|person| person.details.unit_id),
        });
        let key = row_key(&[&hash]);
        let earlier = self.seen.earlier(key);
        if let (Some(earlier), Some(person)) = (&earlier, roster.known.get(&hash)) {
            let known = Some(&person.details);
            self.mobiles.check(&mut row, &owner, known, &place, block);
            return Ok(self.repeated(person, &row, earlier));
        }
        if let Some(person) = roster.known.get(&hash)
            && !self.finder.may_touch(person.details.unit_id, block.within)
        {
            return Ok(RowOutcome::Refused(Self::elsewhere(&row)));
        }
        let known = roster.known.get(&hash).map(|person| &person.details);
        self.mobiles.check(&mut row, &owner, known, &place, block);
        if let Some(refusal) = contact_kept(roster.known.get(&hash), &row, block.within) {
            return Ok(RowOutcome::Refused(refusal));
        }
        let unit = match self.unit_of(conn, &row, roster.known.contains_key(&hash), block)? {
            Ok(unit) => unit,
            Err(refusal) => return Ok(RowOutcome::Refused(refusal)),
        };
        self.seen.note(key, &place);
        note_later_days(&row, &place, self.today, block);
        match roster.known.get_mut(&hash) {
            None => {
                let details = newcomer(&row, unit.unwrap_or(self.finder.district()));
                self.mobiles.note(&owner, None, &details, self.today);
                match block.imagine() {
                    Some(id) => block.changes.push(created(
                        PersonId(id),
                        row.id_number.masked(),
                        details.clone(),
                    )),
                    None => roster.newcomers.push((row.id_number, details.clone())),
                }
                roster.known.insert(hash, Known::unstored(details));
                Ok(RowOutcome::New)
            }
            Some(person) => {
                let mut after = person.details.clone();
                match (lay_over(&mut after, &row, unit), person.id) {
                    (true, Some(id)) if block.within.sender == Some(id) => {
                        let sentence = PeopleRefusal::AboutOneself.to_string();
                        Ok(RowOutcome::Refused(RowRefusal::at(
                            &row.id_heading,
                            sentence,
                        )))
                    }
                    (true, Some(id)) => {
                        let after = after.with_name_keys();
                        let before = Some(&person.details);
                        self.mobiles.note(&owner, before, &after, self.today);
                        if !block.looks() {
                            let days = (&person.details, &after);
                            follow(conn, id, days, self.finder.tree(), block.occasion)?;
                        }
                        change(conn, person, id, after, &row, &place, block)?;
                        Ok(RowOutcome::Changed)
                    }
                    _ => Ok(RowOutcome::Unchanged),
                }
            }
        }
    }

    /// A second row of one person: it must say the same. Its unit is only looked for,
    /// never made.
    fn repeated(&self, person: &Known, row: &PersonRow, earlier: &Place) -> RowOutcome {
        let found = row.unit.as_deref().map(|cell| self.finder.find(cell));
        let unit = match found {
            None => None,
            Some(Some(unit)) => Some(unit),
            Some(None) => return Self::refuse_repeated(row, earlier),
        };
        let mut after = person.details.clone();
        if lay_over(&mut after, row, unit) {
            Self::refuse_repeated(row, earlier)
        } else {
            RowOutcome::Unchanged
        }
    }

    fn add(
        &self,
        conn: &mut Conn,
        newcomers: Vec<(IdNumber, PersonDetails)>,
        block: &mut Block<'_>,
    ) -> Result<(), ImportError> {
        if newcomers.is_empty() {
            return Ok(());
        }
        let told: Vec<(String, PersonDetails)> = newcomers
            .iter()
            .map(|(number, details)| (number.masked(), details.clone()))
            .collect();
        let ids = store::insert(conn, &self.keys, newcomers, block.occasion.now.instant)?;
        for (id, (masked, details)) in ids.into_iter().zip(told) {
            block.changes.push(created(id, masked, details));
        }
        Ok(())
    }
}

fn created(id: PersonId, id_number: String, details: PersonDetails) -> Change {
    let after = NewPersonHistory { id_number, details };
    Change::created(Entity::Person, id.0, Some(id), &after)
}

/// What the history keeps of a new person: the ID number only masked.
#[derive(serde::Serialize)]
struct NewPersonHistory {
    id_number: String,
    #[serde(flatten)]
    details: PersonDetails,
}
