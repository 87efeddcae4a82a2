//! Lists, their files, searches and cursors: nobody of another unit is in any of them,
//! whatever the query names.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use shegong::accounts::{Right, Role};
use shegong::web::{Route, TABLE, Verb};

use super::asking::{filled, leaked};
use super::names::{FOREIGN, OWN};
use super::township::Township;
use crate::harness::{TestApp, Visitor};

/// What a query may name of the other township; `""` is the plain list.
const QUERIES: &[&str] = &[
    "",
    "unit={unit}",
    "unit={village}",
    "q={initials}",
    "person={person}",
    "job={job}",
    "parent={unit}",
    "limit=200&state=all&presence=all",
];

/// Lists in which a township finds its own people, so that their emptiness for others
/// says something.
const FULL_FOR_THEIR_OWN: &[&str] = &[
    "/people",
    "/people.xlsx",
    "/people/candidates",
    "/people/candidates.xlsx",
    "/people/message",
    "/reviews",
    "/accounts",
    "/imports",
    "/extensions",
    "/history",
    "/history.xlsx",
    "/registrations",
    "/registrations.xlsx",
    "/units",
    "/api/v1/people",
    "/api/v1/reviews",
    "/api/v1/accounts",
    "/api/v1/imports",
    "/api/v1/extensions",
    "/api/v1/history",
];

/// The routes that list something of a unit.
fn lists() -> impl Iterator<Item = &'static Route> {
    let of_no_unit = [Right::Public, Right::SignedIn, Right::Own];
    TABLE.iter().filter(move |route| {
        route.verb == Verb::Get && !route.path.contains('{') && !of_no_unit.contains(&route.right)
    })
}

on_both_databases! {
    fn no_list_holds_anybody_of_another_unit_whatever_the_query_says(app: TestApp) {
        let (own, foreign) = (Township::new(&app, OWN), Township::new(&app, FOREIGN));
        let town = app.unit(OWN.town);
        let mut wrong = Vec::new();
        for role in Role::ALL {
            let mut visitor = Visitor::with_role(&app, *role, Some(town));
            for route in lists().filter(|route| route.right.roles().contains(role)) {
                for query in QUERIES {
                    let path = format!("{}?{}", route.path, filled(query, &foreign.ids, &own.ids));
                    let seen = visitor.get(&path);
                    let leaked = leaked(&seen, &path);
                    if !leaked.is_empty() || seen.status.is_server_error() {
                        wrong.push(format!("{role} {path} → {}, tells {leaked:?}", seen.status));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");

        let town = app.unit(FOREIGN.town);
        let mut found = BTreeSet::new();
        for route in lists() {
            let role = if route.right.roles().contains(&Role::Hr) { Role::Hr } else { Role::District };
            let seen = Visitor::with_role(&app, role, Some(town)).get(route.path);
            if !leaked(&seen, "").is_empty() {
                found.insert(route.path);
            }
        }
        let empty: Vec<_> = FULL_FOR_THEIR_OWN.iter().filter(|path| !found.contains(*path)).collect();
        assert!(empty.is_empty(), "nothing in {empty:?}");
    }

    fn a_cursor_of_another_unit_leads_to_nobody_of_it(app: TestApp) {
        let _own = Township::new(&app, OWN);
        let _foreign = Township::new(&app, FOREIGN);
        let mut pages = 0;
        for route in lists().filter(|route| route.api) {
            let role = route.right.roles()[0];
            let at = |name: &str| Visitor::with_role(&app, role, Some(app.unit(name)));
            let first = at(FOREIGN.town).get(&format!("{}?limit=1", route.path));
            let answer: serde_json::Value = serde_json::from_slice(&first.bytes).unwrap_or_default();
            let Some(cursor) = answer["next"].as_str() else {
                continue;
            };
            let next = at(OWN.town).get(&format!("{}?limit=200&cursor={cursor}", route.path));
            assert_eq!(next.status, StatusCode::OK, "{} {}", route.path, next.text());
            assert!(leaked(&next, "").is_empty(), "{}: {}", route.path, next.text());
            pages += 1;
        }
        assert!(pages >= 4, "only {pages} lists have a second page");
    }
}
