//! The table of contents of the site: every room's routes, put in order.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use actix_web::{HttpRequest, HttpResponse, Resource, Scope, guard, web};

use super::problem::Problem;
use super::route::{Route, Verb};
use super::{assets, gate, health, metrics, openapi, start};
use crate::app::App;

/// Every route with its right. A room adds its own by `pages::routes()` and `api::routes()`.
pub static TABLE: LazyLock<Vec<Route>> = LazyLock::new(|| {
    [
        start::routes(),
        openapi::routes(),
        crate::accounts::pages::routes(),
        crate::accounts::api::routes(),
        crate::roster::pages::routes(),
        crate::people::pages::routes(),
        crate::merging::pages::routes(),
        crate::merging::api::routes(),
        crate::certificates::pages::routes(),
        crate::certificates::api::routes(),
        crate::imports::pages::routes(),
        crate::imports::api::routes(),
        crate::roster::api::routes(),
        crate::people::api::routes(),
        crate::me::pages::routes(),
        crate::me::api::routes(),
        crate::evidence::pages::routes(),
        crate::training::record_pages::routes(),
        crate::evidence::api::routes(),
        crate::training::review_pages::routes(),
        crate::training::review_api::routes(),
        crate::help::pages::routes(),
        crate::units::pages::routes(),
        crate::units::api::routes(),
        crate::exams::by_hand::pages::routes(),
        crate::exams::by_hand::api::routes(),
        crate::training::record_api::routes(),
        crate::exams::season_pages::routes(),
        crate::exams::season_api::routes(),
        crate::certificates::extension_pages::routes(),
        crate::certificates::extension_api::routes(),
        crate::policy::pages::routes(),
        crate::policy::api::routes(),
        crate::reports::pages::routes(),
        crate::reports::gap_pages::routes(),
        crate::reports::api::routes(),
        crate::history::pages::routes(),
        crate::history::api::routes(),
        crate::dossier::pages::routes(),
        crate::dossier::api::routes(),
        crate::retention::pages::routes(),
        crate::retention::api::routes(),
        crate::operations::pages::routes(),
        crate::operations::api::routes(),
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// Registers everything.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/assets/shegong.css", web::get().to(assets::style))
        .route("/assets/reload.js", web::get().to(assets::reload))
        .route("/favicon.ico", web::get().to(assets::icon))
        .route("/healthz", web::get().to(health::alive))
        .route("/readyz", web::get().to(health::ready))
        .route("/metrics", web::get().to(metrics::page));
    let (patterns, texts): (Vec<_>, Vec<_>) = in_order()
        .into_iter()
        .partition(|(path, _)| path.contains('{'));
    for (path, routes) in texts {
        config.service(resource(path, routes));
    }
    let mut groups: BTreeMap<&'static str, Scope> = BTreeMap::new();
    for (path, routes) in patterns {
        let front = front(path);
        let group = groups.remove(front).unwrap_or_else(|| web::scope(front));
        let rest = path.strip_prefix(front).unwrap_or(path);
        groups.insert(front, group.service(resource(rest, routes)));
    }
    for group in groups.into_values() {
        config.service(group);
    }
    config.default_service(web::route().to(nowhere));
}

/// What a path with changing segments begins with: `/people` of `/people/{id}/edit`,
/// `/api/v1/people` of `/api/v1/people/{id}`. A request is compared with the patterns of
/// its own beginning only: with all of them, finding the route took a tenth of a page.
fn front(path: &'static str) -> &'static str {
    let segments = if path.starts_with("/api/v1/") { 3 } else { 1 };
    path.match_indices('/')
        .nth(segments)
        .and_then(|(at, _)| path.get(..at))
        .unwrap_or(path)
}

/// The routes by path; a fixed segment before a changing one, so that `/people/new`
/// is never taken for the person "new".
fn in_order() -> Vec<(&'static str, Vec<&'static Route>)> {
    let mut by_path: BTreeMap<&'static str, Vec<&'static Route>> = BTreeMap::new();
    for route in TABLE.iter() {
        by_path.entry(route.path).or_default().push(route);
    }
    let mut ordered: Vec<_> = by_path.into_iter().collect();
    ordered.sort_by_key(|(path, _)| {
        path.split('/')
            .map(|segment| (segment.contains('{'), segment))
            .collect::<Vec<_>>()
    });
    ordered
}

fn resource(path: &str, routes: Vec<&'static Route>) -> Resource {
    let mut resource = web::resource(path);
    for route in routes {
        let verb = match route.verb {
            Verb::Get => web::route().guard(guard::Any(guard::Get()).or(guard::Head())),
            other => web::method(other.method()),
        };
        resource = resource.route(verb.to(
            move |http: HttpRequest, payload: web::Payload, app: web::Data<App>| {
                gate::pass(route, http, payload, app)
            },
        ));
    }
    resource.default_service(web::route().to(wrong_verb))
}

/// The answer to an address that leads nowhere.
pub(super) async fn nowhere(http: HttpRequest) -> HttpResponse {
    told(&http, &Problem::NotFound)
}

async fn wrong_verb(http: HttpRequest) -> HttpResponse {
    told(&http, &Problem::WrongVerb)
}

/// A problem of an address that belongs to no route, without a viewer.
fn told(http: &HttpRequest, problem: &Problem) -> HttpResponse {
    let mut response = HttpResponse::build(problem.status());
    if http.path().starts_with("/api/") {
        let id = gate::request_id(http);
        let reply = problem.json(&id, http.path());
        return match reply.content {
            super::reply::Content::Bytes(bytes) => response
                .content_type("application/problem+json")
                .body(bytes),
            _ => response.finish(),
        };
    }
    response
        .content_type("text/html; charset=utf-8")
        .body(start::plain_page(problem))
}
