//! The databases: connections, transactions, migrations, schema, column types.
//!
//! Everything that differs between SQLite and PostgreSQL lives here. Rooms take
//! `&mut Conn` inside [`Database::read`] or [`Database::write`] and never know
//! which database answers.

pub mod checks;
mod connection;
pub mod days;
mod failure;
pub mod ids;
mod migrations;
pub mod revisions;
pub mod schema;
pub mod types;

use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::r2d2::Pool;

pub use connection::{Backend, Conn, ConnectError, Connector, DatabaseUrl};
pub use failure::Failure;
pub use migrations::{MigrationError, pending};

/// How long somebody who changes something waits for a connection before being told
/// that the database is busy, where no setting says otherwise; SQLite's writers stand in
/// one queue.
const WAIT: Duration = Duration::from_secs(30);
/// Who reads waits a third of it: a page that says so after ten seconds is better than
/// one that never comes.
const READERS_SHARE: u32 = 3;
/// A connection that nobody needed for so long is closed: its caches are memory that a
/// rush of requests has left behind.
const IDLE: Duration = Duration::from_secs(60);

/// What can go wrong below the rooms. Its text is for operators, never for users.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// No connection: the server is away, the file cannot be opened.
    #[error("无法连接数据库 {url}（{reason}），请核对地址、权限和磁盘空间，并确认数据库正在运行")]
    Unreachable {
        /// The URL without its password.
        url: String,
        /// What the driver said.
        reason: String,
    },
    /// A statement failed.
    #[error("数据库操作失败（{0}），请检查磁盘空间和数据库是否正常，然后重试")]
    Query(#[from] diesel::result::Error),
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migration(#[from] MigrationError),
}

impl DatabaseError {
    /// The driver's reason in one line: libpq writes several.
    fn unreachable(url: &DatabaseUrl, reason: &str) -> Self {
        Self::Unreachable {
            url: url.without_password(),
            reason: reason.split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

/// The pools of one database. Cloning is cheap.
#[derive(Clone)]
pub struct Database {
    url: DatabaseUrl,
    readers: Connections,
    writers: Connections,
}

/// A pool with what opens its connections and begins their transactions.
#[derive(Clone)]
struct Connections {
    pool: Pool<Connector>,
    connector: Connector,
    begin: fn(&mut Conn) -> diesel::QueryResult<()>,
}

type Pooled = diesel::r2d2::PooledConnection<Connector>;

impl Database {
    /// Opens the database at `url`; a SQLite file and its folder are made if they
    /// are missing. Does not migrate.
    ///
    /// # Errors
    /// [`DatabaseError::Unreachable`] with the driver's own reason.
    pub fn open(url: DatabaseUrl, connections: u32) -> Result<Self, DatabaseError> {
        Self::open_waiting(url, connections, WAIT)
    }

    /// The same; `wait` is how long a change waits for a connection or a lock.
    ///
    /// # Errors
    /// As [`Database::open`].
    pub fn open_waiting(
        url: DatabaseUrl,
        connections: u32,
        wait: Duration,
    ) -> Result<Self, DatabaseError> {
        let unreachable = |reason: String| DatabaseError::unreachable(&url, &reason);
        // SQLite allows one writer: one connection behind the pool's queue, so
        // that writers of this process wait in order and never time out on each other.
        let (readers, writers) = match &url {
            DatabaseUrl::Sqlite(path) => {
                if let Some(folder) = path
                    .parent()
                    .filter(|folder| !folder.as_os_str().is_empty())
                {
                    std::fs::create_dir_all(folder).map_err(|error| {
                        unreachable(format!("不能建立文件夹 {}：{error}", folder.display()))
                    })?;
                }
                (connections.min(most_sqlite_readers()), 1)
            }
            DatabaseUrl::Postgres(_) => (connections, connections),
        };
        // Once without the pool, whose own error would hide the reason.
        let writing = Connector::writing(url.clone(), wait);
        diesel::r2d2::ManageConnection::connect(&writing).map_err(|error| unreachable(error.0))?;
        let open = |connector: Connector, size, wait, begin| {
            let pool = Pool::builder()
                .max_size(size)
                .min_idle(Some(0))
                .idle_timeout(Some(IDLE))
                .connection_timeout(wait)
                // Whether the server is there, the beginning of the transaction tells.
                .test_on_check_out(false)
                .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
                .build(connector.clone())
                .map_err(|error| unreachable(error.to_string()))?;
            Ok::<_, DatabaseError>(Connections {
                pool,
                connector,
                begin,
            })
        };
        let reading = Connector::reading(url.clone(), wait / READERS_SHARE);
        Ok(Self {
            readers: open(reading, readers, wait / READERS_SHARE, begin_reading)?,
            writers: open(writing, writers, wait, begin_writing)?,
            url,
        })
    }

    /// Where the data lives.
    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// How many can read at once.
    pub fn most_readers(&self) -> u32 {
        self.readers.pool.max_size()
    }

    /// Runs `work` on one unchanging picture of the data; it cannot write.
    ///
    /// # Errors
    /// What `work` returns, or a [`DatabaseError`].
    pub fn read<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<DatabaseError>,
    {
        let mut conn = self.begun(&self.readers, self.connection(&self.readers)?)?;
        let outcome = work(&mut conn);
        rollback(&mut conn).map_err(DatabaseError::Query)?;
        outcome
    }

    /// Runs `work` in one writing transaction: all of it is stored, or nothing.
    /// On SQLite the write lock is taken at once, so that a read before a write
    /// never fails half-way.
    ///
    /// # Errors
    /// What `work` returns (then nothing is stored), or a [`DatabaseError`].
    pub fn write<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E>
    where
        E: From<DatabaseError>,
    {
        self.write_or_roll_back(|conn| Ok((work(conn)?, true)))
    }

    /// Like [`Database::write`] where a connection is free at this moment, else nothing:
    /// for small notes that a page need not wait for behind a long import.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub fn write_if_free<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<T, E>,
    ) -> Result<Option<T>, E>
    where
        E: From<DatabaseError>,
    {
        let pool = &self.writers.pool;
        let conn = match pool.try_get() {
            Some(conn) => conn,
            // None was open: that is not the same as busy.
            None if pool.state().connections < pool.max_size() => self.connection(&self.writers)?,
            None => return Ok(None),
        };
        let conn = self.begun(&self.writers, conn)?;
        write_on(conn, |conn| Ok((work(conn)?, true))).map(Some)
    }

    /// Like [`Database::write`], but `work` also says whether to keep what it did;
    /// a dry run says no.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub fn write_or_roll_back<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> Result<(T, bool), E>,
    ) -> Result<T, E>
    where
        E: From<DatabaseError>,
    {
        let conn = self.begun(&self.writers, self.connection(&self.writers)?)?;
        write_on(conn, work)
    }

    /// Brings the schema up to date.
    ///
    /// # Errors
    /// [`MigrationError`], also when the schema is newer than this program.
    pub fn migrate(&self) -> Result<Vec<String>, DatabaseError> {
        let mut conn = self.connection(&self.writers)?;
        Ok(migrations::migrate(&mut conn)?)
    }

    /// Takes every migration back, newest first; for the tests of the migrations.
    ///
    /// # Errors
    /// [`MigrationError`].
    pub fn revert_all(&self) -> Result<(), DatabaseError> {
        let mut conn = self.connection(&self.writers)?;
        Ok(migrations::revert_all(&mut conn)?)
    }

    /// Checks that the schema is exactly the one this program was built for.
    ///
    /// # Errors
    /// [`MigrationError::Newer`] or [`MigrationError::Pending`].
    pub fn check_schema(&self) -> Result<(), DatabaseError> {
        let mut conn = self.connection(&self.readers)?;
        Ok(migrations::check(&mut conn)?)
    }

    fn connection(&self, from: &Connections) -> Result<Pooled, DatabaseError> {
        from.pool
            .get()
            .map_err(|error| DatabaseError::unreachable(&self.url, &error.to_string()))
    }

    /// Begins a transaction. A server that was away leaves connections in the pool that
    /// fail at their first word: such a one is opened anew, once, so that no request has
    /// to ask beforehand whether its connection still lives.
    fn begun(&self, from: &Connections, mut conn: Pooled) -> Result<Pooled, DatabaseError> {
        let Err(error) = (from.begin)(&mut conn) else {
            return Ok(conn);
        };
        if matches!(*conn, Conn::Sqlite(_)) {
            return Err(DatabaseError::Query(error));
        }
        *conn = diesel::r2d2::ManageConnection::connect(&from.connector)
            .map_err(|error| DatabaseError::unreachable(&self.url, &error.0))?;
        (from.begin)(&mut conn).map_err(DatabaseError::Query)?;
        Ok(conn)
    }
}

/// A reader of SQLite computes and hardly ever waits: more of them than two for each
/// processor would only hold memory, each its own copy of the pages it has read.
fn most_sqlite_readers() -> u32 {
    let processors = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    u32::try_from(2 * processors).unwrap_or(u32::MAX).max(4)
}

/// Works in a transaction that has begun, and ends it.
fn write_on<T, E>(
    mut conn: Pooled,
    work: impl FnOnce(&mut Conn) -> Result<(T, bool), E>,
) -> Result<T, E>
where
    E: From<DatabaseError>,
{
    match work(&mut conn) {
        Ok((value, true)) => {
            commit(&mut conn).map_err(DatabaseError::Query)?;
            Ok(value)
        }
        Ok((value, false)) => {
            rollback(&mut conn).map_err(DatabaseError::Query)?;
            Ok(value)
        }
        Err(error) => {
            // The first error is the one to tell; a connection that cannot
            // even roll back is broken and leaves the pool.
            let _ = rollback(&mut conn);
            Err(error)
        }
    }
}

fn begin_writing(conn: &mut Conn) -> diesel::QueryResult<()> {
    match conn {
        Conn::Sqlite(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE")
        }
        Conn::Postgres(inner) => AnsiTransactionManager::begin_transaction(inner),
    }
}

fn begin_reading(conn: &mut Conn) -> diesel::QueryResult<()> {
    match conn {
        Conn::Sqlite(inner) => AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN"),
        Conn::Postgres(inner) => {
            // One way to the server instead of two.
            AnsiTransactionManager::begin_transaction_sql(
                inner,
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            )
        }
    }
}

fn commit(conn: &mut Conn) -> diesel::QueryResult<()> {
    <Conn as diesel::Connection>::TransactionManager::commit_transaction(conn)
}

fn rollback(conn: &mut Conn) -> diesel::QueryResult<()> {
    <Conn as diesel::Connection>::TransactionManager::rollback_transaction(conn)
}
