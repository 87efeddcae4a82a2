//! Finding the unit that a spreadsheet names, and making it where it is missing.

mod finding;

use std::collections::{HashMap, HashSet};

use super::former::FormerNames;
use super::rules::{guess_kind, township_in};
use super::{FoundUnit, Unit, UnitDetails, UnitId, UnitKind, UnitTree, store};
use crate::accounts::Reach;
use crate::audit::{Change, Entity};
use crate::db::Conn;
use crate::intake::{Block, ImportError, RowRefusal};
use crate::policy::Policies;
use crate::text::compare_key;

/// Finds units below one district, and makes those that a spreadsheet names for the
/// first time.
#[derive(Debug)]
pub struct UnitFinder {
    tree: UnitTree,
    former: FormerNames,
    district: UnitId,
    made: HashSet<UnitId>,
    /// What cells led to; the same few names come thousands of times.
    found: HashMap<String, UnitId>,
}

/// The path of a unit called `name` below `above`.
pub fn child_path(above: &Unit, name: &str) -> String {
    format!("{}/{name}", above.details.path)
}

impl UnitFinder {
    /// A finder below the district of `region`, which is made if it is missing.
    ///
    /// # Errors
    /// When the database fails.
    pub fn new(
        conn: &mut Conn,
        policies: &Policies,
        region: &str,
        block: &mut Block<'_>,
    ) -> Result<Self, ImportError> {
        let region = region.trim();
        if region.is_empty() {
            return Err(ImportError::Region(
                "--region 不能为空：请写文件所属的区县，例如 --region 綦江区".to_owned(),
            ));
        }
        let known = policies.region(region).map(|known| known.name.clone());
        if known.is_none() {
            block.notices.push(format!(
                "“{region}”不在行政区划表中，只按全国规定计算；如写错请改正 --region"
            ));
        }
        let name = known.unwrap_or_else(|| region.to_owned());
        let tree = store::load_tree(conn)?;
        let mut finder = Self {
            district: UnitId(0),
            tree,
            former: store::load_former(conn)?,
            made: HashSet::new(),
            found: HashMap::new(),
        };
        finder.district = match finder.tree.district_of_region(&name) {
            Some(unit) => unit.id,
            None if block.within.units_below != Reach::Everywhere => {
                return Err(ImportError::Region(format!(
                    "“{name}”不在您管理的范围内，请选择本单位所在的区县"
                )));
            }
            None => finder.make(conn, district_details(&name), block)?.id,
        };
        Ok(finder)
    }

    /// Every unit.
    pub fn tree(&self) -> &UnitTree {
        &self.tree
    }

    /// The district below which units are found.
    pub fn district(&self) -> UnitId {
        self.district
    }

    /// Whether this import made the unit.
    pub fn was_made(&self, id: UnitId) -> bool {
        self.made.contains(&id)
    }

    /// Takes a new or changed unit in.
    pub fn insert(&mut self, unit: Unit) {
        self.tree.insert(unit);
    }

    /// The unit that a cell names; made, with its township, where it is missing.
    ///
    /// # Errors
    /// When the database fails. A name that several units have, or that would be a new
    /// unit where the import may make none, is the inner refusal.
    pub fn find_or_make(
        &mut self,
        conn: &mut Conn,
        cell: &str,
        heading: &str,
        block: &mut Block<'_>,
    ) -> Result<Result<UnitId, RowRefusal>, ImportError> {
        if let Some(id) = self.found.get(cell) {
            return Ok(Ok(*id));
        }
        let (nearest, renamed) = self.find_of_today(cell, block.within);
        let id = match nearest {
            FoundUnit::One(id) if !self.may_touch(id, block.within) => {
                return Ok(Err(out_of_reach(cell, heading)));
            }
            FoundUnit::One(id) => match self.tree.get(id).and_then(|unit| unit.closed_on) {
                Some(day) => {
                    return Ok(Err(RowRefusal::at(
                        heading,
                        format!(
                            "“{cell}”已于{}撤销，请改填现在的单位",
                            crate::calendar::chinese_day(day)
                        ),
                    )));
                }
                None => id,
            },
            FoundUnit::None if !self.may_touch(self.district, block.within) => {
                let Some(parent) = self.parent_in_reach(cell, block.within) else {
                    return Ok(Err(out_of_reach(cell, heading)));
                };
                if !block.within.may_make_below(parent) {
                    return Ok(Err(unknown_unit(cell, heading)));
                }
                let name = self.without_district(cell).to_owned();
                self.child(conn, parent, &name, block)?
            }
            FoundUnit::Several(paths) => {
                return Ok(Err(RowRefusal::at(
                    heading,
                    format!(
                        "“{cell}”有{}个同名单位（{}），请改填完整路径",
                        paths.len(),
                        paths.join("、")
                    ),
                )));
            }
            FoundUnit::None if !block.within.may_make_below(self.district) => {
                return Ok(Err(unknown_unit(cell, heading)));
            }
            FoundUnit::None => self.make_named(conn, cell, block)?,
        };
        if let Some(renamed) = renamed {
            let told = renamed.sentence(cell, &self.tree);
            block.notices.push(format!("{told}，按现在的单位导入"));
        }
        self.found.insert(cell.to_owned(), id);
        Ok(Ok(id))
    }

    /// A name with slashes is a path from the district down; else the township is
    /// guessed from the name.
    fn make_named(
        &mut self,
        conn: &mut Conn,
        cell: &str,
        block: &mut Block<'_>,
    ) -> Result<UnitId, ImportError> {
        let parts: Vec<&str> = cell
            .split(['/', '／'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let mut above = self.district;
        let mut names = parts.as_slice();
        let is_district = |name: &str| {
            self.tree
                .get(above)
                .is_some_and(|unit| unit.details.name_key == compare_key(name))
        };
        if let [first, rest @ ..] = names
            && !rest.is_empty()
            && is_district(first)
        {
            names = rest;
        }
        if let [only] = names {
            let parent = self.parent_by_name(conn, only, block)?;
            // 重庆市綦江区石壕镇溪山村 is 石壕镇溪山村; 綦江区民政局 keeps its name.
            let local = self.without_district(only);
            let name = if parent == self.district && guess_kind(local) != UnitKind::Township {
                only
            } else {
                local
            };
            return self.child(conn, parent, name, block);
        }
        for name in names {
            above = self.child(conn, above, name, block)?;
        }
        Ok(above)
    }

    /// The unit above one with this name: the township its name begins with, made
    /// if it is missing, else the district.
    ///
    /// # Errors
    /// When the database fails.
    pub fn parent_by_name(
        &mut self,
        conn: &mut Conn,
        name: &str,
        block: &mut Block<'_>,
    ) -> Result<UnitId, ImportError> {
        let local = self.without_district(name).to_owned();
        match township_in(&local) {
            None => Ok(self.district),
            Some(township) => match self.township(township) {
                Some(id) => Ok(id),
                None => self.child(conn, self.district, township, block),
            },
        }
    }

    fn child(
        &mut self,
        conn: &mut Conn,
        parent: UnitId,
        name: &str,
        block: &mut Block<'_>,
    ) -> Result<UnitId, ImportError> {
        let details = self.details_below(parent, name);
        if let Some(unit) = self.tree.by_path(&details.path) {
            let further = self.former.successor(&self.tree, unit.id);
            return Ok(further.unwrap_or(unit.id));
        }
        if let Some(renamed) = self.renamed_below(parent, name) {
            return Ok(renamed.unit);
        }
        let unit = self.make(conn, details, block)?;
        let above = self
            .tree
            .get(parent)
            .map(|unit| unit.details.name.clone())
            .unwrap_or_default();
        block.notices.push(format!(
            "新建单位“{name}”（{}，上级：{above}）",
            unit.details.kind.label()
        ));
        Ok(unit.id)
    }

    /// The values of a unit of which only its name and place are known.
    pub fn details_below(&self, parent: UnitId, name: &str) -> UnitDetails {
        let path = self
            .tree
            .get(parent)
            .map_or_else(|| name.to_owned(), |above| child_path(above, name));
        UnitDetails {
            parent_id: Some(parent),
            name: name.to_owned(),
            path,
            name_key: compare_key(name),
            kind: guess_kind(name),
            kind_guessed: true,
            region: None,
            contact_name: None,
            contact_mobile: None,
            contact_email: None,
            employee_count: None,
            has_social_work_office: None,
        }
    }

    fn make(
        &mut self,
        conn: &mut Conn,
        details: UnitDetails,
        block: &mut Block<'_>,
    ) -> Result<Unit, ImportError> {
        let unit = add(conn, details, block)?;
        self.made.insert(unit.id);
        self.tree.insert(unit.clone());
        Ok(unit)
    }
}

/// Adds a unit, or imagines it where this is only a look.
pub(super) fn add(
    conn: &mut Conn,
    details: UnitDetails,
    block: &mut Block<'_>,
) -> Result<Unit, ImportError> {
    let unit = match block.imagine() {
        Some(id) => Unit {
            id: UnitId(id),
            details,
            version: 1,
            closed_on: None,
        },
        None => store::insert(conn, &details, block.occasion.now.instant)?,
    };
    block.changes.push(Change::created(
        Entity::Unit,
        unit.id.0,
        None,
        &unit.details,
    ));
    Ok(unit)
}

fn out_of_reach(cell: &str, heading: &str) -> RowRefusal {
    RowRefusal::at(
        heading,
        format!("“{cell}”不在您管理的单位内，请核对单位名称；其他单位的人员请由其单位导入"),
    )
}

/// Only whoever keeps the units makes one; for everybody else it may be a slip of the pen.
fn unknown_unit(cell: &str, heading: &str) -> RowRefusal {
    RowRefusal::at(
        heading,
        format!(
            "没有“{cell}”这个单位，请核对单位名称；确是新单位的，请区县先在“单位”里添加，再导入这一行"
        ),
    )
}

fn district_details(region: &str) -> UnitDetails {
    UnitDetails {
        parent_id: None,
        name: region.to_owned(),
        path: region.to_owned(),
        name_key: compare_key(region),
        kind: UnitKind::District,
        kind_guessed: false,
        region: Some(region.to_owned()),
        contact_name: None,
        contact_mobile: None,
        contact_email: None,
        employee_count: None,
        has_social_work_office: None,
    }
}
