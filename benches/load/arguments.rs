//! What the load script is told.

use std::path::PathBuf;
use std::time::Duration;

/// The settings of a run.
pub struct Arguments {
    /// How many people the district has.
    pub people: usize,
    /// Another database than SQLite in the folder.
    pub database: Option<String>,
    /// Where the district lies.
    pub folder: PathBuf,
    /// How long each address is asked.
    pub length: Duration,
    /// How often each address is asked, in turns.
    pub rounds: usize,
    /// Connections at once.
    pub connections: usize,
    /// Only addresses whose name holds this.
    pub only: String,
}

impl Arguments {
    /// Reads the command line; what cargo adds (`--bench`) is left out.
    pub fn read() -> Self {
        let all: Vec<String> = std::env::args().skip(1).collect();
        let value = |name: &str| {
            all.iter()
                .position(|known| known == name)
                .and_then(|at| all.get(at + 1))
                .cloned()
        };
        let number = |name: &str, usual: usize| {
            value(name).map_or(usual, |text| text.parse().expect("a number"))
        };
        let people = number("--people", 100_000);
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(
            || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target"),
            PathBuf::from,
        );
        Self {
            people,
            database: value("--database"),
            folder: value("--folder").map_or_else(
                || target.join(format!("bench-data/load-{people}")),
                PathBuf::from,
            ),
            length: Duration::from_secs(number("--seconds", 8) as u64),
            rounds: number("--rounds", 3),
            connections: number("--connections", 16),
            only: value("--only").unwrap_or_default(),
        }
    }
}
