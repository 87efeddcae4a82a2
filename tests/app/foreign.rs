//! Nothing of another unit: two townships with everything there is, and each request
//! that names something by its id, sent by those whom it does not concern. The answer
//! must tell no more than that there is no such thing, and nothing may be written.

mod asking;
mod cases;
mod ids;
mod imports;
mod lists;
mod names;
mod township;

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use shegong::accounts::{Right, Role};
use shegong::web::TABLE;

use crate::harness::{Contents, TestApp, Visitor};
use asking::{leaked, route_of, send};
use cases::{Case, offices, papers};
use ids::Ids;
use names::{FOREIGN, OWN};
use township::Township;

/// Whoever sends the requests of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Each role that has the right, one after the other.
    EachRole,
    /// Who has the same post in the other township.
    Officer,
    /// A worker.
    Worker,
}

/// Every request, in an order in which their owner can be obeyed.
const LISTS: &[(&[Case], Who)] = &[
    (cases::REVIEWS, Who::EachRole),
    (cases::WORKER, Who::Worker),
    (papers::PAPERS, Who::EachRole),
    (cases::PEOPLE, Who::EachRole),
    (offices::DISTRICT, Who::EachRole),
    (offices::ACCOUNTS, Who::EachRole),
    (offices::OFFICER, Who::Officer),
];

/// The roles that a request is tried as.
fn roles(case: &Case) -> Vec<Role> {
    match route_of(case).right {
        // What lies open to whoever is signed in is tried by those who see most.
        Right::SignedIn => vec![Role::Hr, Role::District, Role::TrainingOfficer],
        right => right.roles().to_vec(),
    }
}

/// Sends one request, and tells what is wrong with the answer or with what it did. What
/// is neither "there is none" nor "that may not be" must be what anybody gets for ids
/// that nobody has.
fn wrong_with(
    app: &TestApp,
    case: &Case,
    visitor: &mut Visitor,
    (asked, asking): (&Ids, &Ids),
) -> Option<String> {
    let before = Contents::exact(&app.app);
    let (sent, seen) = send(visitor, case, asked, asking);
    let leaked = leaked(&seen, &sent);
    let mut nobodys = || {
        let ids = asked
            .keys()
            .map(|name| (*name, "999999".to_owned()))
            .collect();
        send(visitor, case, &ids, asking).1.status
    };
    let refused = [
        StatusCode::NOT_FOUND,
        StatusCode::FORBIDDEN,
        StatusCode::UNPROCESSABLE_ENTITY,
    ];
    let does_not_exist = refused.contains(&seen.status) || seen.status == nobodys();
    let written = Contents::exact(&app.app).difference(&before);
    (!does_not_exist || !leaked.is_empty() || !written.is_empty()).then(|| {
        let status = seen.status;
        format!(
            "{:?} {sent} → {status}, tells {leaked:?}, writes {written:?}",
            case.0
        )
    })
}

on_both_databases! {
    fn what_belongs_to_another_unit_does_not_exist_and_its_owner_is_obeyed(app: TestApp) {
        let (mut own, mut foreign) = (Township::new(&app, OWN), Township::new(&app, FOREIGN));
        let (own_ids, own_town, foreign_town) = (own.ids.clone(), app.unit(OWN.town), app.unit(FOREIGN.town));
        let mut wrong = Vec::new();
        for (list, who) in LISTS {
            for case in *list {
                let mut try_as = |visitor: &mut Visitor| {
                    wrong.extend(wrong_with(&app, case, visitor, (&foreign.ids, &own_ids)));
                };
                match who {
                    Who::EachRole => roles(case)
                        .into_iter()
                        .for_each(|role| try_as(&mut Visitor::with_role(&app, role, Some(own_town)))),
                    Who::Officer => try_as(&mut own.officer),
                    Who::Worker => {
                        try_as(&mut own.worker);
                        // Somebody else's own things are not a colleague's either.
                        let ids = foreign.ids.clone();
                        let before = Contents::exact(&app.app);
                        let (sent, seen) = send(&mut foreign.colleague, case, &ids, &ids);
                        if seen.status != StatusCode::NOT_FOUND || Contents::exact(&app.app) != before {
                            wrong.push(format!("a colleague: {:?} {sent} → {}", case.0, seen.status));
                        }
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");

        // The same requests by who may: else all of this could be answered by anything.
        let ids = foreign.ids.clone();
        for (list, who) in LISTS {
            for case in *list {
                let (sent, seen) = match who {
                    Who::EachRole => {
                        let role = roles(case)[0];
                        let send_at = |unit| send(&mut Visitor::with_role(&app, role, unit), case, &ids, &ids);
                        match send_at(Some(foreign_town)) {
                            // What belongs to no unit is told only to who reaches all of them.
                            (_, seen) if seen.status == StatusCode::NOT_FOUND => send_at(None),
                            answered => answered,
                        }
                    }
                    Who::Officer => send(&mut foreign.officer, case, &ids, &ids),
                    Who::Worker => send(&mut foreign.worker, case, &ids, &ids),
                };
                let obeyed = seen.status.is_success() || seen.status.is_redirection();
                // Some want to happen once: what was done before stands in their way.
                let understood = [StatusCode::CONFLICT, StatusCode::PRECONDITION_FAILED].contains(&seen.status);
                if !obeyed && !understood {
                    wrong.push(format!("the owner: {:?} {sent} → {}", case.0, seen.status));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

#[test]
fn every_route_with_a_parameter_is_tried() {
    let tried: BTreeSet<_> = LISTS
        .iter()
        .flat_map(|(list, _)| list.iter())
        .map(|case| (route_of(case).verb, route_of(case).path))
        .collect();
    let forgotten: Vec<_> = TABLE
        .iter()
        .filter(|route| route.path.contains('{'))
        .filter(|route| {
            !cases::OF_NO_UNIT
                .iter()
                .any(|(path, _)| *path == route.path)
        })
        .filter(|route| !tried.contains(&(route.verb, route.path)))
        .map(|route| format!("{:?} {}", route.verb, route.path))
        .collect();
    assert!(
        forgotten.is_empty(),
        "say in tests/app/foreign/cases.rs whose ids these take: {forgotten:#?}"
    );
}

#[test]
fn what_is_said_to_be_of_no_unit_is_a_route() {
    for (path, why) in cases::OF_NO_UNIT {
        assert!(TABLE.iter().any(|route| route.path == *path), "{path}");
        assert!(!why.is_empty());
    }
}
