//! The gate that every request passes: read whole, session looked up, right checked,
//! and only then the handler; all blocking work in one go on a blocking thread.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::http::header;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, web};
use tracing_actix_web::RequestId;

use super::csrf::{self, Bound};
use super::lookup::{self, Looked, Upkeep};
use super::problem::Problem;
use super::reply::{Content, Reply, SessionChange};
use super::request::Request;
use super::route::{Answer, Body, Handler, Route};
use super::{Fields, access, body, origin, session};
use crate::accounts::SessionId;
use crate::app::App;
use crate::db::{Conn, DatabaseError};

/// The id of a request, as the log has it.
pub(super) fn request_id(http: &HttpRequest) -> String {
    let id = http
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string);
    id.unwrap_or_default()
}

/// What a request shows of who it is.
struct Shown {
    claimed: Option<session::Claimed>,
    bearer: Option<String>,
    visitor: Option<String>,
    new_visitor: bool,
    csrf_header: Option<String>,
}

/// What comes back from the blocking thread.
struct Outcome {
    reply: Reply,
    upkeep: Upkeep,
    notice_shown: bool,
}

/// Answers one request of `route`.
pub(super) async fn pass(
    route: &'static Route,
    http: HttpRequest,
    payload: web::Payload,
    app: web::Data<App>,
) -> HttpResponse {
    let app = app.get_ref().clone();
    let (mut request, shown) = match open(route, &http, &app) {
        Ok(opened) => opened,
        Err(error) => return plain_failure(&error),
    };
    let shows_something = shown.claimed.is_some() || shown.bearer.is_some();
    let visitor = shown.visitor.clone().filter(|_| shown.new_visitor);
    let own = origin::is_own(&http, &app.config) || shown.bearer.is_some();
    let shown = Arc::new(shown);
    let mut admitted = match (own, access::reads_body_of(route, shows_something)) {
        (false, _) => Err(Problem::StalePage),
        (true, false) => Err(Problem::SignIn),
        (true, true) => Ok(()),
    };
    // Files are taken from nobody who may not send them.
    if admitted.is_ok() && matches!(route.body, Body::Upload { .. }) {
        let shown = Arc::clone(&shown);
        let looked = web::block(move || {
            let admitted = may_send(&mut request, &shown);
            (request, admitted)
        })
        .await;
        match looked {
            Ok((looked_up, decided)) => (request, admitted) = (looked_up, decided),
            Err(_) => return plain_failure("the blocking threads are gone"),
        }
    }
    let read = match admitted {
        Ok(()) => body::read(route.body, &http, payload).await,
        Err(problem) => Err(problem),
    };
    let reading = matches!(route.handler, Handler::Read(_));
    let work = move || {
        match read {
            Ok(read) => {
                request.fields = read.fields;
                request.files = read.files;
                request.json = read.json;
                answer(&mut request, &shown)
            }
            // Looked up all the same, so that the page that tells it is the viewer's own.
            Err(problem) => refuse(&mut request, &shown, problem),
        }
    };
    let outcome = match reading {
        true => app.reading.run(work).await,
        false => web::block(work).await.ok(),
    };
    match outcome {
        Some(outcome) => finish(&app, outcome, visitor, route.api),
        None => plain_failure("the blocking threads are gone"),
    }
}

/// Whether somebody may send files to this route: all but the form's own token, which
/// comes with them.
fn may_send(request: &mut Request, shown: &Shown) -> Result<(), Problem> {
    let app = request.app.clone();
    app.db.read(|conn| {
        look_up(request, shown, conn)?;
        access::decide(request.route, request.viewer.as_ref(), || true)
    })
}

/// The head of a request.
fn open(route: &'static Route, http: &HttpRequest, app: &App) -> Result<(Request, Shown), String> {
    let now = app.now();
    let cookies = session::read(http, app, now);
    let header_text = |name: &str| {
        http.headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned)
    };
    let bearer = header_text("authorization").and_then(|text| {
        text.strip_prefix("Bearer ")
            .map(|token| token.trim().to_owned())
    });
    let new_visitor = cookies.claimed.is_none() && cookies.visitor.is_none();
    let visitor = match cookies.visitor {
        Some(visitor) => Some(visitor),
        None if new_visitor => Some(csrf::random_hex(16).map_err(|error| error.to_string())?),
        None => None,
    };
    let request = Request {
        app: app.clone(),
        now,
        route,
        path: http.path().to_owned(),
        address: origin::address(http, &app.config),
        user_agent: header_text("user-agent")
            .unwrap_or_default()
            .chars()
            .take(200)
            .collect(),
        id: request_id(http),
        viewer: None,
        csrf: String::new(),
        notice: cookies.notice,
        params: http
            .match_info()
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<HashMap<_, _>>(),
        query: Fields::parse(http.query_string().as_bytes()),
        fields: Fields::default(),
        files: Vec::new(),
        json: Vec::new(),
        if_match: header_text("if-match"),
        came_from: origin::came_from(http),
        had_session: cookies.claimed.is_some(),
    };
    let shown = Shown {
        claimed: cookies.claimed,
        bearer,
        visitor,
        new_visitor,
        csrf_header: header_text("x-csrf-token"),
    };
    Ok((request, shown))
}

/// Looks the session up, decides, and calls the handler.
fn answer(request: &mut Request, shown: &Shown) -> Outcome {
    let app = request.app.clone();
    let mut upkeep = Upkeep::default();
    let looked = app.db.read(|conn| {
        upkeep = admit(request, shown, conn)?;
        match request.route.handler {
            Handler::Read(handler) => handler(request, conn).map(Some),
            Handler::Act(_) => Ok(None),
        }
    });
    let answered: Answer = match (looked, request.route.handler) {
        (Ok(None), Handler::Act(handler)) => handler(request),
        (Ok(Some(reply)), _) => Ok(reply),
        (Ok(None), Handler::Read(_)) => Err(Problem::NotFound),
        (Err(problem), _) => Err(problem),
    };
    let told = answered.unwrap_or_else(|problem| problem.reply(request));
    keep_up(&app, request, upkeep, told)
}

/// Tells a problem that was found before the handler, with the viewer's own frame.
fn refuse(request: &mut Request, shown: &Shown, problem: Problem) -> Outcome {
    let app = request.app.clone();
    let looked = app
        .db
        .read(|conn| look_up(request, shown, conn).map_err(Problem::from));
    let upkeep = looked.unwrap_or_default();
    let told = problem.reply(request);
    keep_up(&app, request, upkeep, told)
}

/// Looks up and decides.
fn admit(request: &mut Request, shown: &Shown, conn: &mut Conn) -> Result<Upkeep, Problem> {
    let upkeep = look_up(request, shown, conn)?;
    // The rules as they are in this picture of the data, for the whole request.
    request.app = match request.route.handler {
        Handler::Read(_) => request.app.for_reading(conn),
        Handler::Act(_) => request.app.current(conn),
    }?;
    let app = &request.app;
    let bound = bound(request, shown);
    let given = shown
        .csrf_header
        .as_deref()
        .unwrap_or_else(|| request.fields.raw("csrf"));
    access::decide(request.route, request.viewer.as_ref(), || {
        bound
            .as_ref()
            .is_some_and(|bound| csrf::fits(app, bound, given))
    })?;
    Ok(upkeep)
}

/// Finds out who it is and makes the page's CSRF token.
fn look_up(request: &mut Request, shown: &Shown, conn: &mut Conn) -> Result<Upkeep, DatabaseError> {
    let Looked { viewer, upkeep } = match (&shown.bearer, shown.claimed) {
        (Some(bearer), _) => lookup::token(conn, &request.app, request.now, bearer)?,
        (None, Some(claimed)) => lookup::session(conn, &request.app, request.now, claimed)?,
        (None, None) => Looked::default(),
    };
    request.viewer = viewer;
    if let Some(bound) = bound(request, shown) {
        // Without random bytes there is no token, and then no form passes.
        request.csrf = csrf::token(&request.app, &bound).unwrap_or_default();
    }
    Ok(upkeep)
}

/// What the forms of this request are bound to.
fn bound(request: &Request, shown: &Shown) -> Option<Bound> {
    let session = request.viewer.as_ref().and_then(|viewer| viewer.session);
    match session {
        Some(id) => Some(Bound::Session(id.0)),
        None => shown.visitor.clone().map(Bound::Visitor),
    }
}

/// After the answer: the session's row is touched or rotated when it is time.
fn keep_up(app: &App, request: &Request, upkeep: Upkeep, mut reply: Reply) -> Outcome {
    if reply.session == SessionChange::Keep {
        match lookup::keep_up(app, request.now, upkeep) {
            Ok(Some((session, generation))) => {
                reply.session = SessionChange::Begin {
                    session: session.0,
                    generation,
                };
            }
            Ok(None) => {}
            // The answer is right; the session is touched at the next request.
            Err(error) => tracing::warn!(%error, "a session could not be touched"),
        }
    }
    let page = reply.status.is_success() || reply.status.is_client_error();
    Outcome {
        notice_shown: request.notice.is_some() && page && !request.route.api,
        reply,
        upkeep,
    }
}

/// Writes the answer.
fn finish(app: &App, outcome: Outcome, visitor: Option<String>, api: bool) -> HttpResponse {
    let Outcome {
        reply,
        upkeep,
        notice_shown,
    } = outcome;
    let mut response = HttpResponse::build(reply.status);
    for (name, value) in &reply.headers {
        response.insert_header((name.clone(), value.as_str()));
    }
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    let mut cookies: Vec<Cookie<'static>> = Vec::new();
    match reply.session {
        SessionChange::Begin {
            session,
            generation,
        } => match session::cookie(app, app.now(), SessionId(session), generation) {
            Ok(cookie) => cookies.push(cookie),
            Err(error) => tracing::error!(%error, "a session cookie could not be signed"),
        },
        SessionChange::End => cookies.push(session::no_cookie(app)),
        SessionChange::Keep if upkeep.is_gone() => cookies.push(session::no_cookie(app)),
        SessionChange::Keep => {}
    }
    if !api {
        if let Some(visitor) = visitor {
            cookies.push(session::visitor_cookie(app, visitor));
        }
        match &reply.notice {
            Some(notice) => cookies.push(session::notice_cookie(app, notice)),
            None if notice_shown => cookies.push(session::no_notice(app)),
            None => {}
        }
    }
    for cookie in cookies {
        response.cookie(cookie);
    }
    match reply.content {
        Content::Empty => response.finish(),
        Content::Bytes(bytes) => response.body(bytes),
        Content::File(file) => super::streaming::file(response, file),
    }
}

/// Where not even a page can be made.
fn plain_failure(error: &str) -> HttpResponse {
    tracing::error!(error, "a request failed before it was read");
    HttpResponse::InternalServerError()
        .content_type("text/plain; charset=utf-8")
        .body("系统出错了，请稍后再试")
}
