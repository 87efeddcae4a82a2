//! Why a change that somebody asked for was not made: the same four ways in every
//! room, so that pages and the JSON interface answer alike.

use crate::db::DatabaseError;

/// A refusal that may stand beside one field of a form.
pub trait Refusal: std::fmt::Display {
    /// The field it belongs to; none where it is about the whole.
    fn field(&self) -> Option<&'static str>;
}

/// Why a change was not made. Nothing of it is stored.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError<R: Refusal + std::fmt::Debug> {
    /// Rules refuse it; every reason at once, never none.
    #[error("{}", sentences(.0))]
    Refused(Vec<R>),
    /// Somebody else changed the same thing meanwhile.
    #[error("{0}")]
    Stale(String),
    /// There is no such thing, or it lies out of the viewer's reach.
    #[error("没有找到要修改的内容，可能已被删除，或不在您的管理范围内")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl<R: Refusal + std::fmt::Debug> ChangeError<R> {
    /// One reason.
    pub fn refused(reason: R) -> Self {
        Self::Refused(vec![reason])
    }

    /// Somebody else was faster.
    pub fn stale(what: &str) -> Self {
        Self::Stale(format!("{what}刚才已被别人修改，请刷新页面核对后再提交"))
    }
}

impl<R: Refusal + std::fmt::Debug> From<diesel::result::Error> for ChangeError<R> {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

fn sentences<R: Refusal>(refusals: &[R]) -> String {
    let all: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    all.join("；")
}

/// Turns a guarded update that changed no row into [`ChangeError::Stale`].
///
/// # Errors
/// What the update met with.
pub fn guarded<T, R: Refusal + std::fmt::Debug>(
    outcome: diesel::QueryResult<T>,
    what: &str,
) -> Result<T, ChangeError<R>> {
    match outcome {
        Err(diesel::result::Error::NotFound) => Err(ChangeError::stale(what)),
        other => Ok(other?),
    }
}
