//! The pages of accounts: the door, one's own account, other people's accounts.

mod entering;
mod issue;
mod list;
mod list_file;
mod manage;
mod own;
mod password;
mod second_factor;
mod typed_unit;

pub(super) use manage::state_told;

use super::rules::SecondFactorError;
use super::{AccountRefusal, HashingError, Right, Step};
use crate::web::{FieldProblem, Problem, Route};

/// Every step: signing out is always possible.
const ANY_STEP: &[Step] = &[
    Step::GiveSecondFactor,
    Step::ChangePassword,
    Step::SetUpSecondFactor,
    Step::ReadNotice,
];
const FACTOR_STEPS: &[Step] = &[Step::GiveSecondFactor, Step::SetUpSecondFactor];

/// The routes of this room's pages.
pub fn routes() -> Vec<Route> {
    let mut routes = door();
    routes.extend(of_one_s_own());
    routes.extend(of_others());
    routes
}

fn door() -> Vec<Route> {
    use Right::{Public, SignedIn};
    vec![
        Route::page("/sign-in", Public, entering::sign_in_page),
        Route::act("/sign-in", Public, entering::sign_in),
        Route::act("/sign-out", SignedIn, entering::sign_out).during(ANY_STEP),
        Route::page("/password/forgotten", Public, password::forgotten_page),
        Route::act("/password/forgotten", Public, password::forgotten),
        Route::page("/password/reset/{link}", Public, password::reset_page),
        Route::act("/password/reset/{link}", Public, password::reset),
    ]
}

fn of_one_s_own() -> Vec<Route> {
    use Right::SignedIn;
    vec![
        Route::page("/password", SignedIn, password::change_page).during(&[Step::ChangePassword]),
        Route::act("/password", SignedIn, password::change).during(&[Step::ChangePassword]),
        Route::page("/notice", SignedIn, entering::notice_page).during(&[Step::ReadNotice]),
        Route::act("/notice", SignedIn, entering::notice_read).during(&[Step::ReadNotice]),
        Route::page("/second-factor", SignedIn, second_factor::page).during(FACTOR_STEPS),
        Route::act("/second-factor/begin", SignedIn, second_factor::begin)
            .during(&[Step::SetUpSecondFactor]),
        Route::act("/second-factor/confirm", SignedIn, second_factor::confirm)
            .during(&[Step::SetUpSecondFactor]),
        Route::act("/second-factor/give", SignedIn, second_factor::give)
            .during(&[Step::GiveSecondFactor]),
        Route::act("/second-factor/codes", SignedIn, second_factor::renew_codes),
        Route::act("/second-factor/remove", SignedIn, second_factor::remove),
        Route::page("/sessions", SignedIn, own::sessions_page),
        Route::act("/sessions/end-others", SignedIn, own::end_others),
        Route::act("/sessions/{id}/end", SignedIn, own::end),
        Route::page("/tokens", SignedIn, own::tokens_page),
        Route::act("/tokens", SignedIn, own::create_token),
        Route::act("/tokens/{id}/revoke", SignedIn, own::revoke_token),
    ]
}

fn of_others() -> Vec<Route> {
    use Right::{IssueAccounts, ManageAccounts, SeeAccounts};
    vec![
        Route::page("/accounts", SeeAccounts, list::page),
        Route::recorded_page("/accounts.xlsx", SeeAccounts, list_file::file),
        Route::page("/accounts/new", ManageAccounts, issue::new_page),
        Route::act("/accounts/new", ManageAccounts, issue::create),
        Route::page("/accounts/issue", IssueAccounts, issue::roster_page),
        Route::act("/accounts/issue", IssueAccounts, issue::roster),
        Route::act("/accounts/slips", IssueAccounts, issue::slips),
        Route::act("/accounts/of-person/{id}", IssueAccounts, issue::for_person),
        Route::page("/accounts/{id}", SeeAccounts, manage::page),
        Route::act("/accounts/{id}/reset", IssueAccounts, manage::reset),
        Route::act("/accounts/{id}/slip", IssueAccounts, manage::slip),
        Route::act("/accounts/{id}/unlock", IssueAccounts, manage::unlocked),
        Route::act("/accounts/{id}/state", ManageAccounts, manage::set_state),
        Route::act("/accounts/{id}/roles", ManageAccounts, manage::grant),
        Route::act(
            "/accounts/{id}/roles/{role}/revoke",
            ManageAccounts,
            manage::revoke,
        ),
        Route::act(
            "/accounts/{id}/second-factor/remove",
            ManageAccounts,
            manage::remove_second_factor,
        ),
    ]
}

impl From<AccountRefusal> for Problem {
    fn from(refusal: AccountRefusal) -> Self {
        match refusal {
            AccountRefusal::NotFound => Self::NotFound,
            AccountRefusal::Stale => Self::Stale(refusal.to_string()),
            AccountRefusal::Database(error) => error.into(),
            AccountRefusal::Hashing(HashingError::Busy) => Self::TooOften(60),
            AccountRefusal::Hashing(HashingError::Failed(_))
            | AccountRefusal::CannotOpen(_)
            | AccountRefusal::Key(_)
            | AccountRefusal::Mail(_)
            | AccountRefusal::Template(_)
            | AccountRefusal::SecondFactor(SecondFactorError::Unusable) => Self::internal(refusal),
            other => Self::Refused(other.to_string()),
        }
    }
}

/// A refusal as a program is told it: the field where it is about one.
pub(super) fn told_beside_field(refusal: AccountRefusal) -> Problem {
    beside_field(refusal).map_or_else(|problem| problem, Problem::Invalid)
}

/// The sentence of a refusal beside the field it is about.
///
/// # Errors
/// What belongs to no field of a form.
fn beside_field(refusal: AccountRefusal) -> Result<Vec<FieldProblem>, Problem> {
    let field = match &refusal {
        AccountRefusal::WrongPassword => "current",
        AccountRefusal::Password(_) => "new",
        AccountRefusal::NotRepeated => "repeated",
        AccountRefusal::SecondFactor(SecondFactorError::Wrong | SecondFactorError::Used) => "code",
        AccountRefusal::TokenLabel => "label",
        AccountRefusal::TokenDays => "days",
        AccountRefusal::LoginName(_) | AccountRefusal::NameTaken(_) => "login_name",
        AccountRefusal::BeyondReach | AccountRefusal::HeldAlready => "role",
        AccountRefusal::EmailUnchecked(_) => "email_checked",
        _ => return Err(refusal.into()),
    };
    Ok(vec![FieldProblem {
        field: field.to_owned(),
        message: refusal.to_string(),
    }])
}
