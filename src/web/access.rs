//! Whether a request may be answered: signed in, no step forced first, the right
//! held somewhere, the token's scope, the form from our own page. Pure, in one place;
//! how far the right reaches is the loader's part (`Reach`).

use super::problem::Problem;
use super::route::{Body, Route, Verb};
use crate::accounts::{Right, TokenScope, Viewer};

/// Decides.
///
/// # Errors
/// The problem to tell.
pub(super) fn decide(
    route: &Route,
    viewer: Option<&Viewer>,
    csrf_fits: impl FnOnce() -> bool,
) -> Result<(), Problem> {
    if let Some(viewer) = viewer {
        signed_in(route, viewer)?;
    } else if route.right != Right::Public {
        return Err(Problem::SignIn);
    }
    // A program's token travels in a header that no foreign page can make a browser send.
    let by_token = viewer.is_some_and(|viewer| viewer.token.is_some());
    let changes = route.verb != Verb::Get;
    if changes && !by_token && !csrf_fits() {
        return Err(Problem::StalePage);
    }
    Ok(())
}

fn signed_in(route: &Route, viewer: &Viewer) -> Result<(), Problem> {
    if let Some(step) = viewer.step
        && route.right != Right::Public
        && !route.during.contains(&step)
    {
        return Err(Problem::StepFirst(step));
    }
    // A program's token opens the interface, not the pages: those are for the owner.
    if viewer.token.is_some() && !route.api && route.right != Right::Public {
        return Err(Problem::SignIn);
    }
    if !viewer.may(route.right) {
        return Err(Problem::Forbidden(route.right));
    }
    if let Some((_, TokenScope::Read)) = viewer.token
        && route.verb != Verb::Get
    {
        return Err(Problem::Forbidden(route.right));
    }
    Ok(())
}

/// Whether the body of a route is read before the session is looked up: never for
/// someone who shows nothing, so that strangers cannot fill the disk.
pub(super) fn reads_body_of(route: &Route, shows_something: bool) -> bool {
    shows_something || (route.right == Right::Public && !matches!(route.body, Body::Upload { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::{AccountId, Role, RoleAt, Step, TokenId};
    use crate::web::{Reply, Request};

    fn answer(_: &Request) -> super::super::Answer {
        Ok(Reply::no_content())
    }

    fn viewer(roles: &[Role]) -> Viewer {
        Viewer {
            account: AccountId(1),
            name: String::new(),
            person: None,
            unit: None,
            roles: roles
                .iter()
                .map(|role| RoleAt {
                    role: *role,
                    unit: None,
                })
                .collect(),
            session: None,
            token: None,
            step: None,
        }
    }

    fn code(route: &Route, viewer: Option<&Viewer>, fits: bool) -> &'static str {
        match decide(route, viewer, || fits) {
            Ok(()) => "allowed",
            Err(problem) => problem.code(),
        }
    }

    #[test]
    fn everything_is_denied_unless_allowed() {
        let edit = Route::act("/x", Right::EditPeople, answer);
        let hr = viewer(&[Role::Hr]);
        let auditor = viewer(&[Role::Auditor]);

        assert_eq!(code(&edit, None, true), "sign-in");
        assert_eq!(code(&edit, Some(&auditor), true), "forbidden");
        assert_eq!(code(&edit, Some(&hr), false), "stale-page");
        assert_eq!(code(&edit, Some(&hr), true), "allowed");
    }

    #[test]
    fn a_forced_step_comes_before_everything_but_itself() {
        let edit = Route::act("/x", Right::EditPeople, answer);
        let password =
            Route::act("/password", Right::SignedIn, answer).during(&[Step::ChangePassword]);
        let mut hr = viewer(&[Role::Hr]);
        hr.step = Some(Step::ChangePassword);

        assert_eq!(code(&edit, Some(&hr), true), "step-first");
        assert_eq!(code(&password, Some(&hr), true), "allowed");
        hr.step = Some(Step::ReadNotice);
        assert_eq!(code(&password, Some(&hr), true), "step-first");
    }

    #[test]
    fn a_reading_token_changes_nothing_and_needs_no_form_token() {
        let edit = Route::api_act(Verb::Post, "/x", Right::EditPeople, answer);
        let mut hr = viewer(&[Role::Hr]);

        hr.token = Some((TokenId(1), TokenScope::Read));
        assert_eq!(code(&edit, Some(&hr), false), "forbidden");
        hr.token = Some((TokenId(1), TokenScope::Write));
        assert_eq!(code(&edit, Some(&hr), false), "allowed");
    }

    #[test]
    fn a_token_opens_the_interface_and_no_page() {
        let page = Route::act("/x", Right::EditPeople, answer);
        let mut hr = viewer(&[Role::Hr]);
        hr.token = Some((TokenId(1), TokenScope::Write));

        assert_eq!(code(&page, Some(&hr), true), "sign-in");
    }

    #[test]
    fn a_form_before_signing_in_needs_its_token_too() {
        let sign_in = Route::act("/sign-in", Right::Public, answer);

        assert_eq!(code(&sign_in, None, false), "stale-page");
        assert_eq!(code(&sign_in, None, true), "allowed");
    }
}
