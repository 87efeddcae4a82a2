//! The application: settings, database, keys, rule data and clock, put together
//! once. [`App::open`] serves `main` and the tests alike.

use std::path::Path;
use std::sync::Arc;

use crate::accounts::Hashing;
use crate::audit::{Actor, Occasion};
use crate::clock::{Clock, Now};
use crate::config::Config;
use crate::db::{Conn, Database, DatabaseError};
use crate::imports::UnderWay;
use crate::jobs::background::LiveProgress;
use crate::policy::versions::{PolicyShelf, RefreshError};
use crate::policy::{Policies, PolicyProblems};
use crate::secrecy::{KeyError, Keys};
use crate::settings;
use crate::web::Limits;

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
    /// Where newer rule data comes from.
    shelf: PolicyShelf,
    /// Where the time comes from.
    pub clock: Clock,
    /// The gate that passwords are hashed behind.
    pub hashing: Arc<Hashing>,
    /// How often one address may knock.
    pub limits: Arc<Limits>,
    /// How far the long work under way in this process is.
    pub live: LiveProgress,
    /// The looks at spreadsheets and imports under way in this process.
    pub imports: UnderWay,
    /// This program's own file, for work that is done by a process apart.
    pub program: Arc<Path>,
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
        let (shelf, policies) = db.read(|conn| {
            let shelf = PolicyShelf::open(conn, folder)?;
            let policies = shelf.current(conn)?;
            Ok::<_, OpenError>((shelf, policies))
        })?;
        let hashing = Hashing::new(config.security.password_hashes_at_once);
        Ok(Self {
            config: Arc::new(config),
            hashing: Arc::new(hashing),
            limits: Arc::new(Limits::default()),
            db,
            keys,
            policies,
            shelf,
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
        Ok(Self {
            policies: self.shelf.current(conn)?,
            ..self.clone()
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
