//! `import units`: names, places in the tree, kinds, contacts.

use std::collections::HashSet;

use super::actions::{UnitFinder, add, child_path};
use super::{FoundUnit, Unit, UnitDetails, UnitId, UnitKind, store};
use crate::audit::{Change, Entity};
use crate::db::Conn;
use crate::intake::{
    Block, ImportError, ImportKind, Importer, Overlay, Placed, RowOutcome, RowRefusal, SeenRows,
    Who, overlay, row_key,
};
use crate::sheets::{CellRefusal, Field, Layout, Row, layouts, words};
use crate::text::compare_key;

pub use super::rules::LONGEST_UNIT_NAME;

/// One row of the list of units.
#[derive(Debug)]
pub struct UnitRow {
    name: String,
    parent: Option<String>,
    kind: Option<UnitKind>,
    contact_name: Option<String>,
    contact_mobile: Option<String>,
    contact_email: Option<String>,
    employee_count: Option<i64>,
    has_social_work_office: Option<bool>,
    name_heading: String,
    parent_heading: String,
}

/// Imports units below one district.
#[derive(Debug)]
pub struct UnitImporter {
    finder: UnitFinder,
    seen: SeenRows,
    /// Units with a row of their own in this file.
    told: HashSet<UnitId>,
}

impl UnitImporter {
    /// An importer for the units below the finder's district.
    pub fn new(finder: UnitFinder) -> Self {
        Self {
            finder,
            seen: SeenRows::default(),
            told: HashSet::new(),
        }
    }

    /// The unit above a row's unit: the one named, else the one its name begins
    /// with, else the district.
    fn parent_of(
        &mut self,
        conn: &mut Conn,
        row: &UnitRow,
        block: &mut Block<'_>,
    ) -> Result<Result<UnitId, RowRefusal>, ImportError> {
        match &row.parent {
            Some(parent) => self
                .finder
                .find_or_make(conn, parent, &row.parent_heading, block),
            None if !self.finder.may_touch(self.finder.district(), block.within) => {
                let parent = self.finder.parent_in_reach(&row.name, block.within);
                Ok(parent.ok_or_else(|| out_of_reach(&row.name, &row.name_heading)))
            }
            None => Ok(Ok(self.finder.parent_by_name(conn, &row.name, block)?)),
        }
    }

    /// The known unit that a row speaks of.
    fn known(&self, row: &UnitRow, parent: UnitId) -> FoundUnit {
        let tree = self.finder.tree();
        let Some(above) = tree.get(parent) else {
            return FoundUnit::None;
        };
        let same_place = |name: &str| tree.by_path(&child_path(above, name)).map(|unit| unit.id);
        let with_township = format!("{}{}", above.details.name, row.name);
        let without_township = row
            .name
            .strip_prefix(above.details.name.as_str())
            .filter(|rest| !rest.is_empty());
        same_place(&row.name)
            .or_else(|| same_place(&with_township))
            .or_else(|| without_township.and_then(same_place))
            .map_or(FoundUnit::None, FoundUnit::One)
    }

    fn store_row(
        &mut self,
        conn: &mut Conn,
        placed: Placed<UnitRow>,
        block: &mut Block<'_>,
    ) -> Result<RowOutcome, ImportError> {
        let Placed { place, row } = placed;
        block.begin_row(&place, || Who {
            name: row.name.clone(),
            ..Who::default()
        });
        let district = self.finder.district();
        let is_district = self.finder.tree().get(district).is_some_and(|unit| {
            unit.details.name_key == compare_key(&row.name) && row.parent.is_none()
        });
        let known = if is_district {
            FoundUnit::One(district)
        } else {
            let parent = match self.parent_of(conn, &row, block)? {
                Ok(parent) => parent,
                Err(refusal) => return Ok(RowOutcome::Refused(refusal)),
            };
            match self.known(&row, parent) {
                FoundUnit::None => {
                    if let Some(renamed) = self.finder.renamed_below(parent, &row.name) {
                        let told = renamed.sentence(&row.name, self.finder.tree());
                        return Ok(RowOutcome::Refused(RowRefusal::at(
                            &row.name_heading,
                            format!("{told}，请改填现在的名称"),
                        )));
                    }
                    let unit = self.make(conn, &row, parent, block)?;
                    self.seen.note(row_key(&[&unit.details.path]), &place);
                    self.told.insert(unit.id);
                    return Ok(RowOutcome::New);
                }
                found => found,
            }
        };
        if let FoundUnit::One(id) = known
            && !self.finder.may_touch(id, block.within)
        {
            let refusal = out_of_reach(&row.name, &row.name_heading);
            return Ok(RowOutcome::Refused(refusal));
        }
        let FoundUnit::One(id) = known else {
            return Ok(RowOutcome::Refused(RowRefusal::at(
                &row.name_heading,
                "有同名单位，请填写上级单位",
            )));
        };
        let Some(unit) = self.finder.tree().get(id).cloned() else {
            return Ok(RowOutcome::Refused(RowRefusal::at(
                &row.name_heading,
                "找不到这个单位，请重新导入",
            )));
        };
        let mut details = unit.details.clone();
        let changed = lay_over(&mut details, &row);
        let key = row_key(&[&unit.details.path]);
        let earlier = self.seen.earlier(key);
        self.seen.note(key, &place);
        let first_mention = self.told.insert(id) && self.finder.was_made(id);
        if !changed {
            return Ok(if first_mention {
                RowOutcome::New
            } else {
                RowOutcome::Unchanged
            });
        }
        if let Some(earlier) = earlier {
            return Ok(RowOutcome::Refused(RowRefusal::at(
                &row.name_heading,
                format!(
                    "与{}是同一个单位，但内容不一致，请核对后只保留一行",
                    earlier.words()
                ),
            )));
        }
        let stored = if block.looks() {
            Unit {
                details: details.clone(),
                version: unit.version + 1,
                ..unit.clone()
            }
        } else {
            store::update(conn, &unit, &details, block.occasion.now.instant)?
        };
        block.changes.push(Change::changed(
            Entity::Unit,
            id.0,
            None,
            &unit.details,
            &details,
        ));
        self.finder.insert(stored);
        Ok(if first_mention {
            RowOutcome::New
        } else {
            RowOutcome::Changed
        })
    }

    fn make(
        &mut self,
        conn: &mut Conn,
        row: &UnitRow,
        parent: UnitId,
        block: &mut Block<'_>,
    ) -> Result<Unit, ImportError> {
        let mut details = self.finder.details_below(parent, &row.name);
        lay_over(&mut details, row);
        let unit = add(conn, details, block)?;
        self.finder.insert(unit.clone());
        Ok(unit)
    }
}

fn out_of_reach(name: &str, heading: &str) -> RowRefusal {
    RowRefusal::at(
        heading,
        format!("“{name}”不在您管理的单位内，请核对单位名称，或由上级单位导入"),
    )
}

/// Lays a row over a unit's values; whether anything changed.
fn lay_over(details: &mut UnitDetails, row: &UnitRow) -> bool {
    let before = details.clone();
    if let Some(kind) = row.kind {
        details.kind = kind;
        details.kind_guessed = false;
    }
    let laid = [
        overlay(&mut details.contact_name, row.contact_name.clone()),
        overlay(&mut details.contact_mobile, row.contact_mobile.clone()),
        overlay(&mut details.contact_email, row.contact_email.clone()),
        overlay(&mut details.employee_count, row.employee_count),
        overlay(
            &mut details.has_social_work_office,
            row.has_social_work_office,
        ),
    ];
    laid.contains(&Overlay::Other)
        || details.kind != before.kind
        || details.kind_guessed != before.kind_guessed
}

impl Importer for UnitImporter {
    type Row = UnitRow;
    const KIND: ImportKind = ImportKind::Units;
    const LAYOUT: &'static Layout = &layouts::UNITS;

    fn read(&mut self, row: &Row<'_>) -> Result<UnitRow, CellRefusal> {
        Ok(UnitRow {
            name: row.required(Field::Unit, row.text(Field::Unit, LONGEST_UNIT_NAME))?,
            parent: row.text(Field::ParentUnit, LONGEST_UNIT_NAME * 3)?,
            kind: row.word(
                Field::UnitKind,
                words::unit_kind,
                words::UNIT_KINDS_EXPECTED,
            )?,
            contact_name: row.text(Field::ContactName, 40)?,
            contact_mobile: row.text(Field::ContactPhone, 40)?,
            contact_email: row.email(Field::ContactEmail)?,
            employee_count: row.whole_number(Field::Headcount, 1_000_000)?,
            has_social_work_office: row.yes_no(Field::HasStudio)?,
            name_heading: row.heading(Field::Unit).to_owned(),
            parent_heading: row.heading(Field::ParentUnit).to_owned(),
        })
    }

    fn store(
        &mut self,
        conn: &mut Conn,
        rows: Vec<Placed<UnitRow>>,
        block: &mut Block<'_>,
    ) -> Result<Vec<RowOutcome>, ImportError> {
        rows.into_iter()
            .map(|row| self.store_row(conn, row, block))
            .collect()
    }
}
