//! The web application: one gate for every request ([`Route`], `gate`), one table of
//! routes, one layout. Rooms bring their pages (`pages.rs`) and their JSON (`api.rs`)
//! as plain functions; who may call them is said where they are listed.
//!
//! A request's way: headers → body (bounded) → session row → forced step → right →
//! CSRF → handler → cookie. docs/architecture.md §10 tells why.

mod access;
mod assets;
mod body;
mod conflict;
mod csrf;
mod fields;
mod frame;
mod gate;
mod headers;
mod health;
mod json_refusal;
mod limits;
mod lookup;
mod metrics;
pub mod openapi;
mod origin;
mod pager;
mod problem;
mod programs;
mod reading;
mod refusals;
mod reply;
mod request;
mod route;
mod routes;
mod serving;
mod session;
mod start;
mod streaming;
mod table_file;
mod typed;

pub use conflict::{Conflict, ConflictField, CurrentJson};
pub use fields::Fields;
pub use frame::{Frame, Link, Section};
pub use headers::Spans;
pub use limits::{Knock, Limits};
pub use metrics::Metrics;
pub use pager::Pager;
pub use problem::{FieldProblem, Problem, ProblemJson};
pub use programs::{Listed, SeenChange, page};
pub use reading::ReadingThreads;
pub use refusals::Refusals;
pub use reply::Reply;
pub use request::{Request, UploadedFile};
pub use route::{Answer, Body, Handler, MOST_UPLOAD_BYTES, Route, Verb};
pub use routes::{TABLE, routes};
pub use serving::{ServeError, serve, site};
pub use session::credentials;
pub use typed::{Typed, choices, parse_day, parse_hundredths};
