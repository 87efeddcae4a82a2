//! One route: a verb, a path, the one right it needs, and its handler. A route
//! cannot be made without a right, so everything is denied unless allowed here.

use actix_web::http::Method;

use super::{Problem, Reply, Request};
use crate::accounts::{Right, Step};
use crate::db::Conn;

/// What a handler answers.
pub type Answer = Result<Reply, Problem>;

/// The verb of a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Reading.
    Get,
    /// Making something, or one step of something.
    Post,
    /// Replacing.
    Put,
    /// Changing in part.
    Patch,
    /// Taking away.
    Delete,
}

impl Verb {
    /// As HTTP writes it.
    pub const fn method(self) -> Method {
        match self {
            Verb::Get => Method::GET,
            Verb::Post => Method::POST,
            Verb::Put => Method::PUT,
            Verb::Patch => Method::PATCH,
            Verb::Delete => Method::DELETE,
        }
    }
}

/// What a request of this route carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    None,
    /// A form of a page (application/x-www-form-urlencoded), with its CSRF token.
    Form,
    /// A form with files (multipart/form-data), at most this many bytes in all.
    Upload {
        /// The most bytes of all fields and files.
        most: u64,
    },
    /// JSON, or nothing.
    Json,
}

/// The function behind a route.
#[derive(Clone, Copy)]
pub enum Handler {
    /// Reads, in the transaction that looked the session up: one picture of the data.
    Read(fn(&Request, &mut Conn) -> Answer),
    /// Writes, through an action that opens its own transaction.
    Act(fn(&Request) -> Answer),
}

/// The most bytes of an upload where a route says nothing else: a proof of 20 MB and its fields.
pub const MOST_UPLOAD_BYTES: u64 = 20 * 1024 * 1024 + 64 * 1024;

/// One route of the site.
#[derive(Clone, Copy)]
pub struct Route {
    /// The verb.
    pub verb: Verb,
    /// The path, with `{names}` for what changes.
    pub path: &'static str,
    /// The right it needs.
    pub right: Right,
    /// What it carries.
    pub body: Body,
    /// Whether it answers programs (JSON) instead of people (HTML).
    pub api: bool,
    /// The forced steps during which it may still be used.
    pub during: &'static [Step],
    /// The function behind it.
    pub handler: Handler,
}

impl Route {
    const fn new(
        verb: Verb,
        path: &'static str,
        right: Right,
        body: Body,
        handler: Handler,
    ) -> Self {
        Self {
            verb,
            path,
            right,
            body,
            api: false,
            during: &[],
            handler,
        }
    }

    /// A page that reads.
    pub const fn page(
        path: &'static str,
        right: Right,
        handler: fn(&Request, &mut Conn) -> Answer,
    ) -> Self {
        Self::new(Verb::Get, path, right, Body::None, Handler::Read(handler))
    }

    /// A download or page that leaves a trace in the history, and so writes.
    pub const fn recorded_page(
        path: &'static str,
        right: Right,
        handler: fn(&Request) -> Answer,
    ) -> Self {
        Self::new(Verb::Get, path, right, Body::None, Handler::Act(handler))
    }

    /// A form that changes something.
    pub const fn act(path: &'static str, right: Right, handler: fn(&Request) -> Answer) -> Self {
        Self::new(Verb::Post, path, right, Body::Form, Handler::Act(handler))
    }

    /// A form with files.
    pub const fn upload(path: &'static str, right: Right, handler: fn(&Request) -> Answer) -> Self {
        let body = Body::Upload {
            most: MOST_UPLOAD_BYTES,
        };
        Self::new(Verb::Post, path, right, body, Handler::Act(handler))
    }

    /// A reading route for programs.
    pub const fn api_read(
        path: &'static str,
        right: Right,
        handler: fn(&Request, &mut Conn) -> Answer,
    ) -> Self {
        let mut route = Self::new(Verb::Get, path, right, Body::None, Handler::Read(handler));
        route.api = true;
        route
    }

    /// A reading route for programs that leaves a trace in the history, and so writes.
    pub const fn api_recorded(
        path: &'static str,
        right: Right,
        handler: fn(&Request) -> Answer,
    ) -> Self {
        let mut route = Self::recorded_page(path, right, handler);
        route.api = true;
        route
    }

    /// A changing route for programs, with JSON.
    pub const fn api_act(
        verb: Verb,
        path: &'static str,
        right: Right,
        handler: fn(&Request) -> Answer,
    ) -> Self {
        let mut route = Self::new(verb, path, right, Body::Json, Handler::Act(handler));
        route.api = true;
        route
    }

    /// A route for programs that takes files (multipart/form-data).
    pub const fn api_upload(
        path: &'static str,
        right: Right,
        handler: fn(&Request) -> Answer,
    ) -> Self {
        let mut route = Self::upload(path, right, handler);
        route.api = true;
        route
    }

    /// The same route, usable while these steps are still to be done.
    #[must_use]
    pub const fn during(mut self, steps: &'static [Step]) -> Self {
        self.during = steps;
        self
    }

    /// The same route for bigger uploads.
    #[must_use]
    pub const fn at_most(mut self, bytes: u64) -> Self {
        self.body = Body::Upload { most: bytes };
        self
    }
}
