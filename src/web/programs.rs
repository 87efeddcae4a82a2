//! What every interface for programs does alike: a page of a list, the thing of the path
//! with the version that was seen, how far the right reaches before an action begins.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Answer, Problem, Reply, Request};
use crate::accounts::{Reach, Viewer};
use crate::audit::Occasion;
use crate::db::DatabaseError;
use crate::units;

/// Things on one page where nothing else is asked for.
const USUAL_LIMIT: usize = 20;
/// The most things on one page.
const MOST_LIMIT: usize = 200;

/// One page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Listed<T> {
    /// The things of this page.
    pub items: Vec<T>,
    /// Hand back as `cursor` for the next page; null on the last one.
    pub next: Option<String>,
}

/// A change by a program, of something in a version that it has seen.
#[derive(Debug)]
pub struct SeenChange<'r, T> {
    /// The version of `If-Match`.
    pub version: i64,
    /// What was sent.
    pub body: T,
    /// Who acts.
    pub viewer: &'r Viewer,
    /// When, from where, in which request.
    pub occasion: Occasion,
}

impl Request {
    /// How many things a page may have: `limit`, 1 to 200.
    ///
    /// # Errors
    /// [`Problem::Invalid`] where it is something else.
    pub fn limit(&self) -> Result<usize, Problem> {
        match self.query("limit") {
            None => Ok(USUAL_LIMIT),
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MOST_LIMIT).contains(limit))
                .ok_or_else(|| Problem::field("limit", "应是1到200之间的整数")),
        }
    }

    /// From which to which of `total` things `limit` and `cursor` ask.
    ///
    /// # Errors
    /// [`Problem::Invalid`] where one of them is wrong.
    pub fn span(&self, total: usize) -> Result<std::ops::Range<usize>, Problem> {
        let limit = self.limit()?;
        let first: usize = match self.query("cursor") {
            None => 0,
            Some(text) => text
                .parse()
                .map_err(|_| Problem::field("cursor", "应是上一页返回的 next"))?,
        };
        let first = first.min(total);
        Ok(first..first.saturating_add(limit).min(total))
    }

    /// The number in the path and the version that the program has seen (`If-Match`).
    ///
    /// # Errors
    /// [`Problem::NotFound`] where it is no number, [`Problem::VersionNeeded`] where no
    /// version is said.
    pub fn seen(&self, name: &str) -> Result<(i64, i64), Problem> {
        Ok((self.param(name)?, self.if_match()?))
    }

    /// What every change by a program comes with: the version it has seen, the body, who
    /// acts and when.
    ///
    /// # Errors
    /// [`Problem::VersionNeeded`], [`Problem::Invalid`] where the body does not fit.
    pub fn change<T: DeserializeOwned>(&self) -> Result<SeenChange<'_, T>, Problem> {
        Ok(SeenChange {
            version: self.if_match()?,
            body: self.json()?,
            viewer: self.viewer()?,
            occasion: self.occasion()?,
        })
    }

    /// How far the right of this route reaches, read before an action that opens its own
    /// transaction.
    ///
    /// # Errors
    /// As [`Request::reach`], or when the units cannot be read.
    pub fn reach_now(&self) -> Result<Reach, Problem> {
        let tree = self
            .app
            .db
            .read(|conn| Ok::<_, DatabaseError>(units::store::load_tree(conn)?))?;
        self.reach(&tree)
    }
}

impl Reply {
    /// The page of `all` that `limit` and `cursor` ask for; only what is on it is put
    /// into words.
    ///
    /// # Errors
    /// [`Problem::Invalid`] where `limit` or `cursor` is wrong.
    pub fn listed<L, T: Serialize>(
        request: &Request,
        all: Vec<L>,
        told: impl Fn(L) -> T,
    ) -> Answer {
        Self::json(&page(request, all, told)?)
    }
}

/// The page of `all` that `limit` and `cursor` ask for.
///
/// # Errors
/// [`Problem::Invalid`] where `limit` or `cursor` is wrong.
pub fn page<L, T>(
    request: &Request,
    all: Vec<L>,
    told: impl Fn(L) -> T,
) -> Result<Listed<T>, Problem> {
    let span = request.span(all.len())?;
    let next = (span.end < all.len()).then(|| span.end.to_string());
    let items = all.into_iter().take(span.end).skip(span.start);
    Ok(Listed {
        items: items.map(told).collect(),
        next,
    })
}
