//! Which database may be taken for the demo: a new one, or a demo. Anything else is
//! somebody's data and is left alone.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::db::{Conn, Database, DatabaseUrl};
use crate::{people, settings, units};

use super::actions::DemoError;
use super::report::DemoReport;

/// The setting that marks a database as a demo.
pub(super) const MARKER: &str = settings::DEMO;

/// Raised when the demo draws other facts from the same seed.
pub(super) const GENERATION: u32 = 6;

/// What makes a demo this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DemoKey {
    pub(super) generation: u32,
    pub(super) seed: u64,
    pub(super) people: usize,
    pub(super) as_of: NaiveDate,
}

/// The marker as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Marker {
    pub(super) key: DemoKey,
    /// What was made; none while it is being made.
    pub(super) report: Option<DemoReport>,
}

/// What a database holds.
#[derive(Debug)]
pub(super) enum Found {
    /// Nothing.
    Empty,
    /// A demo.
    Demo(Box<Marker>),
}

/// Looks at a database without changing it.
///
/// # Errors
/// [`DemoError::Foreign`] when it holds anything but a demo.
pub(super) fn look(url: &DatabaseUrl) -> Result<Found, DemoError> {
    if let DatabaseUrl::Sqlite(path) = url
        && std::fs::metadata(path).map_or(0, |file| file.len()) == 0
    {
        return Ok(Found::Empty);
    }
    let db = Database::open(url.clone(), 1)?;
    let foreign = || DemoError::Foreign(url.without_password());
    if matches!(url, DatabaseUrl::Postgres(_)) {
        // An empty schema has no tables to ask; one that is not empty stays as it is.
        db.migrate()?;
    }
    db.read(|conn| {
        // A file without our tables is another program's.
        let marker = settings::find(conn, MARKER).map_err(|_| foreign())?;
        match marker {
            Some(text) => {
                let marker = serde_json::from_str(&text).map_err(|_| foreign())?;
                Ok(Found::Demo(Box::new(marker)))
            }
            None if is_empty(conn)? => Ok(Found::Empty),
            None => Err(foreign()),
        }
    })
}

fn is_empty(conn: &mut Conn) -> Result<bool, DemoError> {
    let no_units = units::store::load_tree(conn)?.iter().next().is_none();
    Ok(no_units && people::store::count(conn)? == 0)
}

/// Takes a demo away: the files of SQLite, the tables of PostgreSQL. Only after
/// [`look`] found a demo there.
pub(super) fn clear(url: &DatabaseUrl) -> Result<(), DemoError> {
    match url {
        DatabaseUrl::Sqlite(path) => {
            for ending in ["", "-wal", "-shm"] {
                let mut name = path.clone().into_os_string();
                name.push(ending);
                remove_file(Path::new(&name))?;
            }
            Ok(())
        }
        DatabaseUrl::Postgres(_) => Ok(Database::open(url.clone(), 1)?.revert_all()?),
    }
}

/// Removes the files that a demo made in a folder: those with its ending, and no others.
pub(super) fn sweep(folder: &Path, ending: &str) -> Result<(), DemoError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(DemoError::file(folder, &error)),
    };
    for entry in entries {
        let path: PathBuf = entry
            .map_err(|error| DemoError::file(folder, &error))?
            .path();
        if path.extension().is_some_and(|found| found == ending) {
            remove_file(&path)?;
        }
    }
    Ok(())
}

/// Takes the proofs of an earlier demo away: each lies under the SHA-256 of its content
/// in one of 256 folders.
pub(super) fn sweep_files(folder: &Path) -> Result<(), DemoError> {
    let groups = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for file in groups.flat_map(|group| std::fs::read_dir(group.path()).into_iter().flatten()) {
        let path = file
            .map_err(|error| DemoError::file(folder, &error))?
            .path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.len() == 64) {
            remove_file(&path)?;
        }
    }
    Ok(())
}

fn remove_file(path: &Path) -> Result<(), DemoError> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(DemoError::file(path, &error)),
    }
}
