//! Roles follow their unit: where a unit is merged into another, or hands all its people
//! over, the roles held there are held at the other unit, as far as whoever does it could
//! give them there; the others end.

use std::collections::HashMap;

use serde::Serialize;

use super::super::rules::may_grant;
use super::super::store::{self, AccountRow, RoleRow};
use super::super::{Role, RoleAt, Viewer};
use super::following::place;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::Conn;
use crate::people::PersonId;
use crate::text::pinyin_key;
use crate::units::{UnitId, UnitTree};

/// A role held at a unit, with its holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldAt {
    row: RoleRow,
    account: AccountRow,
}

impl HeldAt {
    /// Its number.
    pub fn id(&self) -> i64 {
        self.row.id.0
    }

    /// Which role.
    pub fn role(&self) -> Role {
        self.row.role
    }

    /// Who holds it.
    pub fn holder(&self) -> &str {
        &self.account.display_name
    }

    /// Whose account it is; none for the account of an office.
    pub fn person(&self) -> Option<PersonId> {
        self.account.person_id
    }

    /// Whether the viewer may take it here and give it at the other unit.
    pub fn may_go_to(&self, viewer: &Viewer, to: UnitId, tree: &UnitTree) -> bool {
        let there = RoleAt {
            role: self.row.role,
            unit: Some(to),
        };
        may_grant(viewer, self.row.held(), tree) && may_grant(viewer, there, tree)
    }
}

/// The roles held at exactly this unit, by holder and number.
///
/// # Errors
/// When a query fails.
pub fn roles_at(conn: &mut Conn, unit: UnitId) -> diesel::QueryResult<Vec<HeldAt>> {
    let rows = store::load_roles_at(conn, unit)?;
    let mut accounts: HashMap<_, AccountRow> = HashMap::new();
    for row in &rows {
        if !accounts.contains_key(&row.account_id) {
            accounts.insert(row.account_id, store::get(conn, row.account_id)?);
        }
    }
    let mut held: Vec<HeldAt> = rows
        .into_iter()
        .filter_map(|row| {
            let account = accounts.get(&row.account_id)?.clone();
            Some(HeldAt { row, account })
        })
        .collect();
    held.sort_by(|a, b| {
        let key = |one: &HeldAt| (pinyin_key(one.holder()), one.row.id);
        key(a).cmp(&key(b))
    });
    Ok(held)
}

#[derive(Serialize)]
struct CarriedLine<'a> {
    name: &'a str,
    role: Role,
    unit: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
}

/// Carries these roles to another unit; those that `carries` does not name end. How many
/// went along.
///
/// # Errors
/// When a query fails.
pub fn carry_roles(
    conn: &mut Conn,
    tree: &UnitTree,
    held: &[HeldAt],
    to: UnitId,
    carries: impl Fn(&HeldAt) -> bool,
    occasion: &Occasion,
) -> diesel::QueryResult<usize> {
    if held.is_empty() {
        return Ok(0);
    }
    store::lock_all(conn)?;
    let (here, there) = (place(held[0].row.unit_id, tree), place(Some(to), tree));
    let mut carried = 0;
    let mut changes = Vec::new();
    for one in held {
        let line = |unit, why| CarriedLine {
            name: one.holder(),
            role: one.row.role,
            unit,
            why,
        };
        let holds_there = store::load_of_accounts(conn, &[one.row.account_id])?
            .iter()
            .any(|row| row.role == one.row.role && row.unit_id == Some(to));
        let goes = carries(one) && !holds_there;
        let person = one.account.person_id;
        changes.push(if goes {
            store::move_role(conn, one.row.id, to)?;
            let (before, after) = (line(&here, None), line(&there, Some("随单位转入")));
            Change::changed(Entity::AccountRole, one.id(), person, &before, &after)
        } else {
            store::delete_role(conn, one.row.id)?;
            let why = Some(if holds_there {
                "在新单位已有同一角色"
            } else {
                "随单位移交收回"
            });
            Change::removed(Entity::AccountRole, one.id(), person, &line(&here, why))
        });
        store::raise_version(conn, one.row.account_id, occasion.now.instant)?;
        carried += usize::from(goes || holds_there);
    }
    audit::store::record(conn, occasion, &changes)?;
    Ok(carried)
}
