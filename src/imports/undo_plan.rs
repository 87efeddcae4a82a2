//! What taking an import back would do, and what stands in the way, before it is done.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use diesel::QueryResult;

use crate::audit::store::Line;
use crate::audit::{self, Action, Entity, ImportBatchId};
use crate::clock::to_local;
use crate::db::Conn;
use crate::exams::store::seasons;
use crate::intake::store::{Batch, find_batch};
use crate::people::{self, PersonId};
use crate::units::{self, UnitId, UnitTree};
use crate::web::Problem;

/// So many obstacles are named, the others counted.
const MOST_NAMED: usize = 20;

/// What taking an import back would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UndoPlan {
    /// It was taken back already.
    pub undone: bool,
    /// What would be removed: 人员, how many.
    pub removes: Vec<(&'static str, u64)>,
    /// What would get its old values back.
    pub restores: Vec<(&'static str, u64)>,
    /// What stands in the way, at most `MOST_NAMED`.
    pub obstacles: Vec<Obstacle>,
    /// Obstacles that are not named.
    pub more_obstacles: u64,
}

/// Something that was changed or built upon since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// 陈静的培训记录, 石壕镇.
    pub name: String,
    /// 2026-03-09 10:00，邓平 修改人员.
    pub since: String,
}

/// Looks what taking an import back would do; stores nothing.
///
/// # Errors
/// When a query fails.
pub fn plan(
    conn: &mut Conn,
    batch: &Batch,
    tree: &UnitTree,
    zone: Tz,
) -> Result<UndoPlan, Problem> {
    if batch.undone_at.is_some() {
        return Ok(UndoPlan {
            undone: true,
            ..UndoPlan::default()
        });
    }
    let lines = audit::store::load_of_batch(conn, batch.id)?;
    let count = |action: Action| {
        let mut counts: BTreeMap<&'static str, u64> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.action == action) {
            *counts.entry(line.entity.label()).or_default() += 1;
        }
        counts.into_iter().collect()
    };
    let in_the_way = later(conn, batch.id, &lines)?;
    let named: Vec<&Line> = in_the_way.iter().take(MOST_NAMED).collect();
    let mut obstacles = Vec::with_capacity(named.len());
    for line in named {
        obstacles.push(Obstacle {
            name: name_of(conn, tree, line.entity, line.entity_id, line.person_id)?,
            since: format!(
                "{}，{} {}{}",
                to_local(line.occurred_at, zone).format("%Y-%m-%d %H:%M"),
                line.actor,
                line.action.label(),
                line.entity.label()
            ),
        });
    }
    Ok(UndoPlan {
        undone: false,
        removes: count(Action::Created),
        restores: count(Action::Changed),
        more_obstacles: u64::try_from(in_the_way.len().saturating_sub(obstacles.len()))
            .unwrap_or_default(),
        obstacles,
    })
}

/// The changes after an import to what it touched, and about the people whom it made;
/// one for each thing. What was itself taken back stands in nobody's way.
fn later(conn: &mut Conn, batch: ImportBatchId, lines: &[Line]) -> Result<Vec<Line>, Problem> {
    let mut touched: BTreeMap<&'static str, (Entity, Vec<i64>)> = BTreeMap::new();
    let mut people = Vec::new();
    for line in lines {
        let of_kind = touched
            .entry(line.entity.as_str())
            .or_insert_with(|| (line.entity, Vec::new()));
        of_kind.1.push(line.entity_id);
        if line.entity == Entity::Person && line.action == Action::Created {
            people.push(PersonId(line.entity_id));
        }
    }
    let Some(first) = lines.first().map(|line| line.id) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for (entity, ids) in touched.into_values() {
        found.extend(audit::store::load_later_of_things(
            conn, entity, &ids, first,
        )?);
    }
    found.extend(audit::store::load_later_of_people(conn, &people, first)?);
    let mut undone: HashMap<ImportBatchId, bool> = HashMap::from([(batch, true)]);
    let mut kept: BTreeMap<(&'static str, i64), Line> = BTreeMap::new();
    for line in found {
        let stands = match line.import_batch_id {
            None => true,
            Some(other) => !match undone.get(&other) {
                Some(undone) => *undone,
                None => {
                    let known = find_batch(conn, other)?;
                    let is_undone = known.is_some_and(|known| known.undone_at.is_some());
                    undone.insert(other, is_undone);
                    is_undone
                }
            },
        };
        if stands {
            kept.entry((line.entity.as_str(), line.entity_id))
                .or_insert(line);
        }
    }
    Ok(kept.into_values().collect())
}

/// A thing as an office names it: 陈静, 陈静的培训记录, a unit's path, 2026年重庆市考试季.
///
/// # Errors
/// When a query fails.
pub(super) fn name_of(
    conn: &mut Conn,
    tree: &UnitTree,
    entity: Entity,
    id: i64,
    person: Option<PersonId>,
) -> QueryResult<String> {
    let person = match entity {
        Entity::Person => Some(PersonId(id)),
        _ => person,
    };
    if let Some(person) = person {
        let found = people::store::load_of_ids(conn, &[person])?;
        if let Some(found) = found.first() {
            let unit = tree
                .get(found.details.unit_id)
                .map_or("", |unit| unit.details.name.as_str());
            let whose = format!("{}（{unit}）", found.details.name);
            return Ok(match entity {
                Entity::Person => whose,
                _ => format!("{whose}的{}", entity.label()),
            });
        }
    }
    let name = match entity {
        Entity::Unit => tree.get(UnitId(id)).map(|unit| unit.details.path.clone()),
        Entity::Season => seasons::load_all(conn)?
            .into_iter()
            .find(|season| season.id.0 == id)
            .map(|season| {
                let details = season.details;
                format!("{}年{}{}", details.year, details.area, entity.label())
            }),
        _ => None,
    };
    Ok(name.unwrap_or_else(|| entity.label().to_owned()))
}

/// The same without a tree at hand.
///
/// # Errors
/// When a query fails.
pub(super) fn name_alone(
    conn: &mut Conn,
    entity: Entity,
    id: i64,
    person: Option<PersonId>,
) -> QueryResult<String> {
    let tree = units::store::load_tree(conn)?;
    name_of(conn, &tree, entity, id, person)
}
