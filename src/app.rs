//! The application: settings, database, keys, rule data and clock, put together
//! once. [`App::open`] serves `main` and the tests alike.

use std::path::Path;
use std::sync::Arc;

use crate::accounts::Hashing;
use crate::audit::{Actor, Occasion};
use crate::clock::{Clock, Now};
use crate::config::Config;
use crate::db::revisions::{self, Kept};
use crate::db::{Conn, Database, DatabaseError};
use crate::exams::entered::EnteredSeasons;
use crate::imports::UnderWay;
use crate::jobs::background::LiveProgress;
use crate::policy::versions::{PolicyShelf, RefreshError};
use crate::policy::{Policies, PolicyProblems};
use crate::secrecy::{KeyError, Keys};
use crate::settings;
use crate::units::{self, UnitTree};
use crate::web::{Limits, ReadingThreads};

/// The setting that holds the fingerprint of the key the database was written with.
const KEY_FINGERPRINT: &str = "key_fingerprint";

/// Everything a command, a page or a job works with. Cloning is cheap.
#[derive(Clone)]
pub struct App {
    /// The checked settings.
    pub config: Arc<Config>,
    /// The database.
    pub db: Database,
    /// The deployment's keys.
    pub keys: Keys,
    /// The rule data as it was when this value was made; [`App::current`] brings it
    /// up to date, so that one piece of work never sees two versions of a rule.
    pub policies: Arc<Policies>,
    /// What is kept in memory of data that seldom changes.
    shelves: Shelves,
    /// What the transaction of a reading request sees of it.
    seen: Option<Standing>,
    /// Where the time comes from.
    pub clock: Clock,
    /// The gate that passwords are hashed behind.
    pub hashing: Arc<Hashing>,
    /// How often one address may knock.
    pub limits: Arc<Limits>,
    /// Where reading requests are answered.
    pub reading: Arc<ReadingThreads>,
    /// How far the long work under way in this process is.
    pub live: LiveProgress,
    /// The looks at spreadsheets and imports under way in this process.
    pub imports: UnderWay,
    /// This program's own file, for work that is done by a process apart.
    pub program: Arc<Path>,
}

/// What is kept in memory, each under the number that its data's every change raises.
#[derive(Clone)]
struct Shelves {
    policies: PolicyShelf,
    units: Kept<i64, UnitTree>,
    seasons: Kept<(i64, i64), EnteredSeasons>,
}

/// What nearly every page asks for and seldom changes, as one transaction sees it.
#[derive(Clone)]
pub struct Standing {
    /// The rule data.
    pub policies: Arc<Policies>,
    /// The units.
    pub units: Arc<UnitTree>,
    /// The seasons that the district entered.
    pub seasons: Arc<EnteredSeasons>,
}

/// Why the application cannot start. Each sentence says what to do.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A setting is wrong.
    #[error("{0}")]
    Setting(String),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The rule data is wrong.
    #[error("政策数据有问题：\n{0}")]
    Policy(#[from] PolicyProblems),
}

impl From<RefreshError> for OpenError {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Database(error) => Self::Database(error),
            RefreshError::Policy(problems) => Self::Policy(problems),
        }
    }
}

impl From<diesel::result::Error> for OpenError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

impl App {
    /// Opens everything: reads the rule data, opens and migrates the database,
    /// reads the key file or, on an empty database only, makes it.
    ///
    /// # Errors
    /// [`OpenError`], with nothing half done.
    pub fn open(config: Config, clock: Clock) -> Result<Self, OpenError> {
        let folder = config.policies.folder.clone();
        // Files that cannot be read are told before a database is made.
        Policies::load(folder.as_deref())?;
        let url = config.database_url().map_err(OpenError::Setting)?;
        let wait = std::time::Duration::from_secs(config.database.wait_seconds);
        let db = Database::open_waiting(url, config.database.connections, wait)?;
        db.migrate()?;
        let keys = open_keys(&db, &config.security.key_file)?;
        let shelves = Shelves {
            policies: PolicyShelf::new(folder),
            units: Kept::default(),
            seasons: Kept::default(),
        };
        let policies = db.read(|conn| {
            let revision = revisions::load(conn)?.policies;
            Ok::<_, OpenError>(shelves.policies.at(conn, revision)?)
        })?;
        let reading = ReadingThreads::for_connections(db.most_readers()).map_err(|error| {
            OpenError::Setting(format!(
                "系统没有给出线程（{error}），请检查系统的限制后重试"
            ))
        })?;
        let hashing = Hashing::new(config.security.password_hashes_at_once);
        Ok(Self {
            config: Arc::new(config),
            hashing: Arc::new(hashing),
            limits: Arc::new(Limits::default()),
            reading: Arc::new(reading),
            db,
            keys,
            policies,
            shelves,
            seen: None,
            clock,
            live: LiveProgress::default(),
            imports: UnderWay::default(),
            // Unknown only where the system has no /proc: then nothing is done apart.
            program: std::env::current_exe().unwrap_or_default().into(),
        })
    }

    /// The same application with the rule data that this transaction sees. Every
    /// request and every run of a job asks once, at its beginning.
    ///
    /// # Errors
    /// [`RefreshError`].
    pub fn current(&self, conn: &mut Conn) -> Result<Self, RefreshError> {
        let revision = revisions::load(conn)?.policies;
        Ok(Self {
            policies: self.shelves.policies.at(conn, revision)?,
            seen: None,
            ..self.clone()
        })
    }

    /// The same for a request that only reads, in its own transaction: units and seasons
    /// are at hand without another question.
    ///
    /// # Errors
    /// [`RefreshError`].
    pub fn for_reading(&self, conn: &mut Conn) -> Result<Self, RefreshError> {
        let standing = self.load_standing(conn)?;
        Ok(Self {
            policies: Arc::clone(&standing.policies),
            seen: Some(standing),
            ..self.clone()
        })
    }

    /// Rule data, units and seasons as this transaction sees them; for a reading request
    /// as it saw them at its beginning. A transaction that changes units or seasons reads
    /// them from their stores.
    ///
    /// # Errors
    /// [`RefreshError`].
    pub fn standing(&self, conn: &mut Conn) -> Result<Standing, RefreshError> {
        match &self.seen {
            Some(standing) => Ok(standing.clone()),
            None => self.load_standing(conn),
        }
    }

    /// The units, as [`App::standing`] has them.
    ///
    /// # Errors
    /// When a query fails.
    pub fn units(&self, conn: &mut Conn) -> Result<Arc<UnitTree>, DatabaseError> {
        match &self.seen {
            Some(standing) => Ok(Arc::clone(&standing.units)),
            None => {
                let revision = revisions::load(conn)?.units;
                self.load_units(conn, revision)
            }
        }
    }

    fn load_units(&self, conn: &mut Conn, revision: i64) -> Result<Arc<UnitTree>, DatabaseError> {
        self.shelves
            .units
            .get(conn, revision, |conn| Ok(units::store::load_tree(conn)?))
    }

    fn load_standing(&self, conn: &mut Conn) -> Result<Standing, RefreshError> {
        let seen = revisions::load(conn)?;
        let policies = self.shelves.policies.at(conn, seen.policies)?;
        let units = self.load_units(conn, seen.units)?;
        let both = (seen.policies, seen.seasons);
        let beside = Arc::clone(&policies);
        let seasons = self.shelves.seasons.get(conn, both, |conn| {
            let zone = self.config.time_zone;
            Ok::<_, RefreshError>(EnteredSeasons::load(conn, beside, zone)?)
        })?;
        Ok(Standing {
            policies,
            units,
            seasons,
        })
    }

    /// The present moment.
    pub fn now(&self) -> Now {
        self.clock.now(self.config.time_zone)
    }

    /// Who acts when a command runs: the system's user.
    pub fn command_line_occasion(&self, now: Now) -> Occasion {
        let user = ["USER", "USERNAME", "LOGNAME"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|user| !user.is_empty()));
        Occasion::new(
            Actor::new(user.unwrap_or_else(|| "命令行".to_owned()), "cli"),
            now,
        )
    }
}

/// The key of the database: the one in the file if it is the right one; a new one
/// only where the database has never had one.
fn open_keys(db: &Database, path: &Path) -> Result<Keys, OpenError> {
    let known = db.read(|conn| Ok::<_, OpenError>(settings::find(conn, KEY_FINGERPRINT)?))?;
    if let Some(fingerprint) = known {
        let keys = Keys::read(path)?;
        keys.must_match(&fingerprint, path)?;
        return Ok(keys);
    }
    db.write(|conn| bind_new_database(conn, path))
}

/// Inside the write lock, so that two processes starting at once agree on one key.
fn bind_new_database(conn: &mut Conn, path: &Path) -> Result<Keys, OpenError> {
    settings::lock(conn)?;
    if let Some(fingerprint) = settings::find(conn, KEY_FINGERPRINT)? {
        let keys = Keys::read(path)?;
        keys.must_match(&fingerprint, path)?;
        return Ok(keys);
    }
    let keys = if path.exists() {
        Keys::read(path)?
    } else {
        Keys::create(path)?
    };
    settings::insert(conn, KEY_FINGERPRINT, keys.fingerprint())?;
    Ok(keys)
}
