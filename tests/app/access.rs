//! The matrix: every route × every role × a stranger, pages and API alike; and what
//! every changing route must refuse.

use actix_web::http::StatusCode;
use shegong::accounts::{Right, Role};
use shegong::web::{Body, Route, TABLE, Verb};

use crate::harness::{Seen, TestApp, Visitor};

/// The route's path with an id that nobody has.
fn path(route: &Route) -> String {
    let mut path = String::new();
    let mut rest = route.path;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, tail) = after.split_once('}').unwrap();
        path.push_str(before);
        path.push_str("999999");
        rest = tail;
    }
    path.push_str(rest);
    path
}

/// Sends an empty request of the route.
fn send(visitor: &mut Visitor, route: &Route, forged: bool) -> Seen {
    let path = path(route);
    match (route.verb, route.body) {
        (Verb::Get, _) => visitor.get(&path),
        (_, Body::Json | Body::None) => {
            let headers: &[(&str, &str)] = if forged {
                &[("x-csrf-token", "forged")]
            } else {
                &[]
            };
            if forged {
                visitor.send(
                    route.verb.method(),
                    &path,
                    Some("application/json"),
                    b"{}".to_vec(),
                    headers,
                )
            } else {
                visitor.json(
                    route.verb.method(),
                    &path,
                    &serde_json::json!({}),
                    &[("if-match", "\"1\"")],
                )
            }
        }
        (_, Body::Form) if forged => visitor.post_forged(&path, &[]),
        (_, Body::Form) => visitor.post(&path, &[]),
        (_, Body::Upload { .. }) if forged => visitor.post_forged(&path, &[]),
        (_, Body::Upload { .. }) => visitor.upload(&path, &[], &[]),
    }
}

/// Whether the next route needs a visitor who signs in anew.
fn may_end_the_session(route: &Route) -> bool {
    route.verb != Verb::Get && matches!(route.right, Right::Public | Right::SignedIn)
}

on_both_databases! {
    fn every_route_is_open_to_its_roles_and_shut_to_all_others(app: TestApp) {
        let mut wrong = Vec::new();
        for role in Role::ALL {
            let mut visitor = Visitor::with_role(&app, *role, None);
            for route in TABLE.iter() {
                let seen = send(&mut visitor, route, false);
                if may_end_the_session(route) {
                    visitor = Visitor::with_role(&app, *role, None);
                }
                let allowed = match route.right {
                    Right::Public | Right::SignedIn => true,
                    Right::Own => false,
                    right => right.roles().contains(role),
                };
                let shut = seen.status == StatusCode::FORBIDDEN || seen.status == StatusCode::UNAUTHORIZED;
                if allowed == shut || seen.status.is_server_error() {
                    wrong.push(format!("{role} {:?} {} → {}", route.verb, route.path, seen.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn a_stranger_is_let_in_nowhere_but_at_the_public_pages(app: TestApp) {
        let mut wrong = Vec::new();
        for route in TABLE.iter().filter(|route| route.right != Right::Public) {
            let seen = send(&mut Visitor::stranger(&app), route, false);
            let refused = if route.api {
                seen.status == StatusCode::UNAUTHORIZED
            } else {
                seen.status == StatusCode::SEE_OTHER && seen.location().starts_with("/sign-in")
            };
            if !refused {
                wrong.push(format!("{:?} {} → {}", route.verb, route.path, seen.status));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    fn no_change_passes_without_the_token_of_its_page(app: TestApp) {
        let mut wrong = Vec::new();
        for route in TABLE.iter().filter(|route| route.verb != Verb::Get) {
            let role = route.right.roles().first().copied().unwrap_or(Role::Admin);
            let mut visitor = Visitor::with_role(&app, role, None);
            let seen = send(&mut visitor, route, true);
            if seen.status != StatusCode::FORBIDDEN {
                wrong.push(format!("{:?} {} → {}", route.verb, route.path, seen.status));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
