//! What a failed statement means for those who wait for its answer. The drivers tell
//! some of it only in words, which are looked for here and nowhere else.

use diesel::result::{DatabaseErrorKind, Error};

/// What a failed statement means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The server went away, or another process holds the file: try again later.
    Away,
    /// The disk is full, or may not be written.
    NoSpace,
    /// A fault of ours.
    Ours,
}

/// Words of libpq and PostgreSQL when the server ends, starts or is cut off.
const AWAY: [&str; 9] = [
    "terminating connection",
    "server closed the connection",
    "no connection to the server",
    "connection not open",
    "could not receive data from server",
    "could not send data to server",
    "the database system is",
    "database is locked",
    "database table is locked",
];

/// Words of both when nothing more can be written.
const NO_SPACE: [&str; 5] = [
    "database or disk is full",
    "disk I/O error",
    "readonly database",
    "No space left on device",
    "could not extend file",
];

impl Failure {
    /// What an error means.
    pub fn of(error: &Error) -> Self {
        match error {
            Error::BrokenTransactionManager
            | Error::DatabaseError(DatabaseErrorKind::ClosedConnection, _) => Self::Away,
            Error::DatabaseError(_, told) => Self::told(told.message()),
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::of(commit_error),
            _ => Self::Ours,
        }
    }

    fn told(message: &str) -> Self {
        let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
        if says(&AWAY) {
            Self::Away
        } else if says(&NO_SPACE) {
            Self::NoSpace
        } else {
            Self::Ours
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_drivers_say_is_understood() {
        let told = |message: &str| {
            Failure::of(&Error::DatabaseError(
                DatabaseErrorKind::Unknown,
                Box::new(message.to_owned()),
            ))
        };
        for (message, means) in [
            ("database is locked", Failure::Away),
            (
                "FATAL:  terminating connection due to administrator command",
                Failure::Away,
            ),
            ("database or disk is full", Failure::NoSpace),
            (
                "could not extend file \"base/5/1\": No space left on device",
                Failure::NoSpace,
            ),
            ("syntax error at or near", Failure::Ours),
        ] {
            assert_eq!(told(message), means, "{message}");
        }
        assert_eq!(Failure::of(&Error::BrokenTransactionManager), Failure::Away);
        assert_eq!(Failure::of(&Error::NotFound), Failure::Ours);
    }
}
