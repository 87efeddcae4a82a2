//! Whose files of a kind are taken, and how far they reach.

use super::UploadError;
use crate::accounts::actions::people_beyond;
use crate::accounts::{Reach, Right, RoleAt, Viewer};
use crate::app::App;
use crate::db::Conn;
use crate::intake::{ImportKind, Within};
use crate::units::{self, UnitId, UnitTree};

/// The viewer with those roles only that may import such a file: as an import and as
/// what it does by hand.
fn importing(viewer: &Viewer, kind: ImportKind) -> Viewer {
    let may = |held: &&RoleAt| {
        [Right::Import, kind.right()]
            .iter()
            .all(|right| right.roles().contains(&held.role))
    };
    Viewer {
        roles: viewer.roles.iter().filter(may).copied().collect(),
        ..viewer.clone()
    }
}

/// Whether a viewer may import such a file anywhere.
pub fn may_import(viewer: &Viewer, kind: ImportKind) -> bool {
    !importing(viewer, kind).roles.is_empty()
}

/// The units that a viewer's files of this kind may touch.
pub fn reach(viewer: &Viewer, kind: ImportKind, tree: &UnitTree) -> Reach {
    importing(viewer, kind).reach(Right::Import, tree)
}

/// In whose name a viewer's files of this kind come; none for whoever reaches everywhere.
pub fn home(viewer: &Viewer, kind: ImportKind, tree: &UnitTree) -> Option<UnitId> {
    let roles = importing(viewer, kind).roles;
    if roles.iter().any(|held| held.unit.is_none()) {
        return None;
    }
    // Of several offices, the one nearest to the top.
    roles
        .iter()
        .filter_map(|held| held.unit)
        .min_by_key(|unit| (tree.chain(*unit).len(), *unit))
}

/// How far a viewer's imports of this kind reach.
///
/// # Errors
/// [`UploadError::NotAllowed`], or when a query fails.
pub fn within(
    conn: &mut Conn,
    viewer: &Viewer,
    kind: ImportKind,
    tree: &UnitTree,
) -> Result<Within, UploadError> {
    if !may_import(viewer, kind) {
        return Err(UploadError::NotAllowed(kind.right()));
    }
    Ok(Within {
        reach: reach(viewer, kind, tree),
        home: home(viewer, kind, tree),
        units_below: viewer.reach(Right::EditUnits, tree),
        contacts_kept: people_beyond(conn, viewer, tree)?,
        sender: viewer.person,
    })
}

pub(super) fn within_now(
    app: &App,
    viewer: &Viewer,
    kind: ImportKind,
) -> Result<(Within, UnitTree), UploadError> {
    app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        Ok((within(conn, viewer, kind, &tree)?, tree))
    })
}
