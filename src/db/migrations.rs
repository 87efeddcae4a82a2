//! Paired migrations, embedded: `migrations/{sqlite,postgres}/NNNN_name`.
//! Append-only once landed; tests keep the pairs alike.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::Conn;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Why the schema is not the one this program needs.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database was written by a newer program.
    #[error("数据库的结构（{found}）比本程序新：请换用新版程序，或从备份恢复")]
    Newer {
        /// The newest migration in the database.
        found: String,
    },
    /// The database waits for `migrate`.
    #[error("数据库的结构还不是最新（缺 {missing}）：请先运行 shegong migrate")]
    Pending {
        /// The first missing migration.
        missing: String,
    },
    /// A migration failed; nothing of it is stored.
    #[error("升级数据库结构失败（{0}），请检查磁盘空间和权限后重试")]
    Failed(String),
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> MigrationError {
    MigrationError::Failed(error.to_string())
}

fn source(conn: &Conn) -> EmbeddedMigrations {
    match conn {
        Conn::Sqlite(_) => SQLITE,
        Conn::Postgres(_) => POSTGRES,
    }
}

fn known_versions(conn: &Conn) -> Result<Vec<String>, MigrationError> {
    use diesel::migration::MigrationSource;
    let mut versions: Vec<String> = match conn {
        Conn::Sqlite(_) => MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE)
            .map_err(failed)?
            .iter()
            .map(|migration| migration.name().version().to_string())
            .collect(),
        Conn::Postgres(_) => MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES)
            .map_err(failed)?
            .iter()
            .map(|migration| migration.name().version().to_string())
            .collect(),
    };
    versions.sort();
    Ok(versions)
}

fn refuse_newer(conn: &mut Conn) -> Result<(), MigrationError> {
    let known = known_versions(conn)?;
    let applied = conn.applied_migrations().map_err(failed)?;
    match applied
        .iter()
        .map(ToString::to_string)
        .find(|version| !known.contains(version))
    {
        Some(found) => Err(MigrationError::Newer { found }),
        None => Ok(()),
    }
}

/// Runs what is missing. Two processes that start at once take turns: PostgreSQL by
/// an advisory lock, SQLite by its write lock.
pub(super) fn migrate(conn: &mut Conn) -> Result<Vec<String>, MigrationError> {
    lock(conn).map_err(|error| failed(Box::new(error)))?;
    let run = run_pending(conn);
    unlock(conn, run.is_ok()).map_err(|error| failed(Box::new(error)))?;
    run
}

fn run_pending(conn: &mut Conn) -> Result<Vec<String>, MigrationError> {
    refuse_newer(conn)?;
    let migrations = source(conn);
    let run = conn.run_pending_migrations(migrations).map_err(failed)?;
    Ok(run.iter().map(ToString::to_string).collect())
}

/// Any number; it only has to be the same in every process.
const MIGRATION_LOCK: &str = "SELECT pg_advisory_lock(7405316)";
const MIGRATION_UNLOCK: &str = "SELECT pg_advisory_unlock(7405316)";

fn lock(conn: &mut Conn) -> diesel::QueryResult<()> {
    match conn {
        Conn::Sqlite(inner) => {
            AnsiTransactionManager::begin_transaction_sql(inner, "BEGIN IMMEDIATE")
        }
        Conn::Postgres(inner) => inner.batch_execute(MIGRATION_LOCK),
    }
}

fn unlock(conn: &mut Conn, done: bool) -> diesel::QueryResult<()> {
    match conn {
        Conn::Sqlite(inner) if done => AnsiTransactionManager::commit_transaction(inner),
        Conn::Sqlite(inner) => AnsiTransactionManager::rollback_transaction(inner),
        Conn::Postgres(inner) => inner.batch_execute(MIGRATION_UNLOCK),
    }
}

pub(super) fn revert_all(conn: &mut Conn) -> Result<(), MigrationError> {
    let migrations = source(conn);
    conn.revert_all_migrations(migrations).map_err(failed)?;
    Ok(())
}

pub(super) fn check(conn: &mut Conn) -> Result<(), MigrationError> {
    refuse_newer(conn)?;
    let migrations = source(conn);
    match pending(conn, migrations)?.into_iter().next() {
        Some(missing) => Err(MigrationError::Pending { missing }),
        None => Ok(()),
    }
}

/// The migrations that `conn` still lacks.
///
/// # Errors
/// When the list cannot be read.
pub fn pending(
    conn: &mut Conn,
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, MigrationError> {
    let pending = conn.pending_migrations(migrations).map_err(failed)?;
    Ok(pending
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}
