//! One connection type over both databases, and how to open it.
//!
//! The derive's own `establish` tries each variant in turn and hides the real
//! reason, so [`Connector`] picks by the URL's scheme.

use std::path::PathBuf;
use std::time::Duration;

use diesel::connection::{SimpleConnection, TransactionManager as _};
use diesel::prelude::*;
use diesel::r2d2::ManageConnection;

/// A connection to either database; queries are written once against it.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL, through the bundled libpq.
    Postgres(PgConnection),
    /// SQLite, bundled.
    Sqlite(SqliteConnection),
}

/// The backend that covers both databases.
pub type Backend = <Conn as diesel::Connection>::Backend;

/// Runs one expression with the concrete connection of either database; inside
/// it that backend's whole API works (upserts, bulk inserts).
#[macro_export]
macro_rules! each_backend {
    ($conn:expr, |$inner:ident| $body:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($inner) => $body,
            $crate::db::Conn::Sqlite($inner) => $body,
        }
    };
}

/// Where the data lives, by the URL's scheme. Nothing else is accepted, so that a
/// typing error never makes an empty database.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `sqlite:PATH`
    Sqlite(PathBuf),
    /// `postgres://…`, kept whole for libpq.
    Postgres(String),
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.without_password())
    }
}

impl DatabaseUrl {
    /// Reads a `sqlite:` or `postgres:` URL.
    ///
    /// # Errors
    /// A Chinese sentence with the two forms that are accepted.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.contains('?') {
                return Err(
                    "数据库地址“sqlite:”后面请写文件路径，例如 sqlite:data/shegong.db".to_owned(),
                );
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            if ["sslmode=require", "sslmode=verify"]
                .iter()
                .any(|mode| text.contains(mode))
            {
                return Err("本程序构建时未带 PostgreSQL 的 TLS 支持：请去掉地址中的 sslmode，或用 pq-sys/bundled 特性重新构建".to_owned());
            }
            if password(text).is_some_and(|password| password.contains(['@', '/', '?', '#'])) {
                // libpq would cut the address at the wrong place and tell parts of it.
                return Err(
                    "数据库密码里的 @ / ? # 会被当作地址的分隔符：请分别写成 %40 %2F %3F %23"
                        .to_owned(),
                );
            }
            return Ok(Self::Postgres(text.to_owned()));
        }
        Err(format!(
            "不认识的数据库地址“{}”：请写 sqlite:文件路径 或 postgres://用户:密码@主机/库名",
            hide_password(text)
        ))
    }

    /// The URL as it may be shown: without its password.
    pub fn without_password(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => hide_password(url),
        }
    }
}

/// The password as it stands in the address.
fn password(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let (credentials, _) = rest.rsplit_once('@')?;
    credentials.split_once(':').map(|(_, password)| password)
}

fn hide_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let shown = match rest.rsplit_once('@') {
        Some((credentials, host)) => {
            let user = credentials.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:***@{host}")
        }
        None => url.to_owned(),
    };
    // libpq takes the password as a parameter, too.
    match shown.split_once("password=") {
        Some((before, after)) => {
            let rest = after
                .find('&')
                .map_or("", |end| after.get(end..).unwrap_or_default());
            format!("{before}password=***{rest}")
        }
        None => shown,
    }
}

/// Opens connections of one kind for a pool.
#[derive(Debug, Clone)]
pub struct Connector {
    url: DatabaseUrl,
    read_only: bool,
    wait: Duration,
}

impl Connector {
    /// Connections that may write, waiting so long for another process's lock.
    pub fn writing(url: DatabaseUrl, wait: Duration) -> Self {
        Self {
            url,
            read_only: false,
            wait,
        }
    }

    /// Connections that refuse to write.
    pub fn reading(url: DatabaseUrl, wait: Duration) -> Self {
        Self {
            url,
            read_only: true,
            wait,
        }
    }

    /// The address with an end to the waiting for a server that does not answer, where it
    /// sets none itself; libpq counts in whole seconds, two at the least.
    fn bounded(&self, url: &str) -> String {
        if url.contains("connect_timeout=") {
            return url.to_owned();
        }
        let joint = if url.contains('?') { '&' } else { '?' };
        let seconds = self.wait.as_secs().max(2);
        format!("{url}{joint}connect_timeout={seconds}")
    }

    fn open_sqlite(&self, path: &std::path::Path) -> Result<Conn, ConnectError> {
        let path = path
            .to_str()
            .ok_or_else(|| ConnectError("数据库文件的路径不是有效的文字".to_owned()))?;
        let mut connection =
            SqliteConnection::establish(path).map_err(|error| ConnectError(error.to_string()))?;
        // Each in its own statement and in this order, as the library asks for.
        connection
            .batch_execute(&format!("PRAGMA busy_timeout = {}", self.wait.as_millis()))
            .map_err(|error| ConnectError(error.to_string()))?;
        use_write_ahead_log(&mut connection)?;
        let mut pragmas = vec![
            "PRAGMA synchronous = NORMAL",
            "PRAGMA foreign_keys = ON",
            // What the list of a large unit reads, so that it is read from the file once.
            "PRAGMA cache_size = -24000",
        ];
        if self.read_only {
            pragmas.push("PRAGMA query_only = ON");
        }
        for pragma in pragmas {
            connection
                .batch_execute(pragma)
                .map_err(|error| ConnectError(error.to_string()))?;
        }
        Ok(Conn::Sqlite(connection))
    }
}

/// Changing the journal mode is the one thing that does not wait for other
/// processes, so it is tried again for a while.
fn use_write_ahead_log(connection: &mut SqliteConnection) -> Result<(), ConnectError> {
    const TRIES: u32 = 200;
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(50);
    let mut last = String::new();
    for _ in 0..TRIES {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Ok(()) => return Ok(()),
            Err(error) => last = error.to_string(),
        }
        if !last.contains("locked") {
            break;
        }
        std::thread::sleep(PAUSE);
    }
    Err(ConnectError(last))
}

/// The real reason why a connection could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConnectError(pub String);

impl ManageConnection for Connector {
    type Connection = Conn;
    type Error = ConnectError;

    fn connect(&self) -> Result<Conn, ConnectError> {
        match &self.url {
            DatabaseUrl::Sqlite(path) => self.open_sqlite(path),
            DatabaseUrl::Postgres(url) => {
                let mut connection = PgConnection::establish(&self.bounded(url))
                    .map_err(|error| ConnectError(error.to_string()))?;
                connection
                    .batch_execute("SET TIME ZONE 'UTC'")
                    .map_err(|error| ConnectError(error.to_string()))?;
                Ok(Conn::Postgres(connection))
            }
        }
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), ConnectError> {
        match conn {
            // A file is not lost on the way as a server is.
            Conn::Sqlite(_) => Ok(()),
            Conn::Postgres(inner) => inner
                .batch_execute("SELECT 1")
                .map_err(|error| ConnectError(error.to_string())),
        }
    }

    /// A connection whose transaction could be neither kept nor rolled back (the disk
    /// was full, the server went away) would refuse every later one: it is thrown away.
    fn has_broken(&self, conn: &mut Conn) -> bool {
        type Manager = <Conn as diesel::Connection>::TransactionManager;
        std::thread::panicking() || Manager::is_broken_transaction_manager(conn)
    }
}
