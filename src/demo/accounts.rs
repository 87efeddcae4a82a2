//! Sign-ins of a demo: one of each role, their passwords known, nothing forced. Only a
//! demo's database ever gets them.

use std::collections::HashMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

use crate::accounts::actions::token_hash;
use crate::accounts::rules::NOTICE_VERSION;
use crate::accounts::store::{self, NewAccount, NewToken};
use crate::accounts::{AccountId, Role, RoleAt, TokenScope};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::Conn;
use crate::identity::IdNumber;
use crate::people::{self, ID_NUMBER_COLUMN, Person, PersonId};
use crate::units::{self, UnitId, UnitKind, UnitTree};

use super::actions::DemoError;

/// The password of every sign-in of a demo.
pub const DEMO_PASSWORD: &str = "Shegong#2026";

/// The token of the district's program in a demo; only a demo's database knows it.
pub const DEMO_TOKEN: &str = "sgt_demo_district_2026";
/// How long it may be used.
const DEMO_TOKEN_DAYS: i64 = 3_650;

/// So many people are looked at to find who stands for a role.
const PEOPLE_LOOKED_AT: i64 = 1_000;

/// One sign-in of a demo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoAccount {
    /// What it shows.
    pub role: String,
    /// The account name.
    pub login_name: String,
    /// Whose or which unit's it is.
    pub place: String,
}

struct Plan {
    login_name: &'static str,
    role: Option<RoleAt>,
    label: &'static str,
    person: Option<Person>,
    place: String,
}

/// Makes the sign-ins. `shown_person` is the ID number of somebody with much to show.
///
/// # Errors
/// When a query fails or the password cannot be hashed.
pub(super) fn make(
    app: &App,
    shown_person: Option<&str>,
    occasion: &Occasion,
) -> Result<Vec<DemoAccount>, DemoError> {
    let hash = app
        .hashing
        .hash(DEMO_PASSWORD)
        .map_err(|error| DemoError::Setting(error.to_string()))?;
    app.db.write(|conn| {
        let plans = plan(app, conn, shown_person, occasion)?;
        let mut made = Vec::with_capacity(plans.len());
        for plan in plans {
            let account = write(conn, &plan, &hash, occasion)?;
            if plan.role.is_some_and(|held| held.role == Role::District) {
                give_token(app, conn, account, occasion)?;
            }
            made.push(DemoAccount {
                role: plan.label.to_owned(),
                login_name: plan.login_name.to_owned(),
                place: plan.place,
            });
        }
        Ok(made)
    })
}

/// A program of the district's, to try the JSON API with.
fn give_token(
    app: &App,
    conn: &mut Conn,
    account: AccountId,
    occasion: &Occasion,
) -> Result<(), DemoError> {
    let at = occasion.now.instant;
    store::insert_token(
        conn,
        &NewToken {
            account,
            label: "演示程序",
            hash: &token_hash(&app.keys, DEMO_TOKEN),
            scope: TokenScope::Write,
            at,
            expires_at: at + TimeDelta::days(DEMO_TOKEN_DAYS),
        },
    )?;
    Ok(())
}

fn write(
    conn: &mut Conn,
    plan: &Plan,
    hash: &str,
    occasion: &Occasion,
) -> Result<AccountId, DemoError> {
    let at = occasion.now.instant;
    let name = plan.person.as_ref().map_or_else(
        || plan.label.to_owned(),
        |person| person.details.name.clone(),
    );
    let person = plan.person.as_ref().map(|person| person.id);
    let id = store::insert(
        conn,
        &NewAccount {
            login_name: Some(plan.login_name),
            person,
            display_name: &name,
            password_hash: Some(hash),
            must_change_password: false,
            at,
        },
    )?;
    store::set_notice(conn, id, NOTICE_VERSION)?;
    if let Some(role) = plan.role {
        store::insert_role(conn, id, role, at)?;
    }
    let change = Change::created(Entity::Account, id.0, person, &plan.login_name);
    audit::store::record(conn, occasion, &[change])?;
    Ok(id)
}

fn plan(
    app: &App,
    conn: &mut Conn,
    shown_person: Option<&str>,
    occasion: &Occasion,
) -> Result<Vec<Plan>, DemoError> {
    let tree = units::store::load_tree(conn)?;
    let mut staff = people::store::load_page(conn, None, PersonId(0), PEOPLE_LOOKED_AT)?;
    staff.retain(|person| !person.details.has_left(occasion.now.today));
    let shown = find_shown(app, conn, shown_person)?
        .filter(|person| !person.details.has_left(occasion.now.today));
    let worker = shown.or_else(|| staff.first().cloned());
    let town = fullest(&tree, &staff, UnitKind::Township);
    let community = fullest(&tree, &staff, UnitKind::UrbanCommunity);
    let district = tree
        .iter()
        .filter(|unit| unit.details.parent_id.is_none())
        .map(|unit| unit.id)
        .min();
    let name = |unit: Option<UnitId>| {
        unit.and_then(|id| tree.get(id))
            .map_or_else(|| "全部单位".to_owned(), |unit| unit.details.name.clone())
    };
    let office = |login_name, label, role, unit: Option<UnitId>| Plan {
        login_name,
        role: Some(RoleAt { role, unit }),
        label,
        person: None,
        place: name(unit),
    };
    let mut plans = Vec::new();
    if let Some(worker) = worker {
        plans.push(Plan {
            login_name: "worker",
            role: None,
            label: "社会工作者",
            place: format!(
                "{}（{}）",
                worker.details.name,
                name(Some(worker.details.unit_id))
            ),
            person: Some(worker),
        });
    }
    let taken: Vec<PersonId> = plans
        .iter()
        .filter_map(|plan| plan.person.as_ref().map(|person| person.id))
        .collect();
    plans.push(Plan {
        person: staff
            .into_iter()
            .find(|person| Some(person.details.unit_id) == town && !taken.contains(&person.id)),
        ..office("hr-town", "街镇人事", Role::Hr, town)
    });
    plans.extend([
        office("hr-community", "社区人事", Role::Hr, community),
        office("training", "培训管理员", Role::TrainingOfficer, district),
        office("registrar", "登记审核人", Role::Registrar, district),
        office("district", "区县主管", Role::District, district),
        office("auditor", "审计", Role::Auditor, None),
        office("admin", "系统管理员", Role::Admin, None),
    ]);
    Ok(plans)
}

fn find_shown(
    app: &App,
    conn: &mut Conn,
    number: Option<&str>,
) -> Result<Option<Person>, DemoError> {
    let Some(number) = number.and_then(|number| IdNumber::parse(number).ok()) else {
        return Ok(None);
    };
    let hash = app.keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str());
    let found = people::store::load_by_hash(conn, &[hash])?;
    Ok(found.into_values().next())
}

/// The unit of a kind with most of these people at and below it; the first of them by
/// number where there are several.
fn fullest(tree: &UnitTree, staff: &[Person], kind: UnitKind) -> Option<UnitId> {
    let mut counts: HashMap<UnitId, usize> = HashMap::new();
    for person in staff {
        for unit in tree.chain(person.details.unit_id) {
            if unit.details.kind == kind {
                *counts.entry(unit.id).or_default() += 1;
            }
        }
    }
    counts
        .into_iter()
        .max_by_key(|(unit, count)| (*count, std::cmp::Reverse(*unit)))
        .map(|(unit, _)| unit)
        .or_else(|| {
            tree.iter()
                .filter(|unit| unit.details.kind == kind)
                .map(|unit| unit.id)
                .min()
        })
}
