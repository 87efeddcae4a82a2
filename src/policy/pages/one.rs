//! One policy with its document and its versions; a version that does not hold yet can
//! be withdrawn here.

use askama::Template;
use chrono::NaiveDate;

use super::told;
use crate::accounts::Right;
use crate::calendar::chinese_day;
use crate::clock::to_local;
use crate::db::Conn;
use crate::policy::actions::{self, PolicyChangeError, may_change};
use crate::policy::overview::PolicyEntry;
use crate::policy::rules::PolicyRefusal;
use crate::policy::store;
use crate::policy::versions::{PolicyVersion, PolicyVersionId};
use crate::units;
use crate::web::{Answer, FieldProblem, Frame, Problem, Refusals, Reply, Request, Section};

#[derive(Template)]
#[template(path = "policies/policy.html")]
struct PolicyPage {
    frame: Frame,
    entry: PolicyEntry,
    versions: Vec<PolicyEntry>,
    added: Option<PolicyVersion>,
    added_on: Option<NaiveDate>,
    today: NaiveDate,
    may_add: bool,
    may_withdraw: bool,
    reason: String,
    refusals: Refusals,
}

/// The page of the entry that the path names.
fn built(request: &Request, conn: &mut Conn, refusals: Refusals) -> Result<PolicyPage, Problem> {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let policies = &request.app.policies;
    let key: String = request.param("key")?;
    let entries = told(policies, &tree, &reach);
    let entry = entries
        .iter()
        .find(|entry| entry.key == key)
        .cloned()
        .ok_or(Problem::NotFound)?;
    let versions = entries
        .into_iter()
        .filter(|other| {
            !entry.id.is_empty()
                && other.section == entry.section
                && other.id == entry.id
                && other.region == entry.region
        })
        .collect();
    let added = PolicyVersion::behind(&store::load_valid(conn)?, &entry).cloned();
    let right = request.viewer()?.reach(Right::EditPolicies, &tree);
    let may_add = may_change(policies, &tree, &right, &entry.region);
    let today = request.now.today;
    Ok(PolicyPage {
        frame: request.frame(&entry.title, Section::Policies),
        may_withdraw: may_add
            && added
                .as_ref()
                .is_some_and(|version| today < version.details.valid_from),
        added_on: added
            .as_ref()
            .map(|version| to_local(version.details.added_at, request.app.config.time_zone).date()),
        entry,
        versions,
        added,
        today,
        may_add,
        reason: request.fields().text("reason").to_owned(),
        refusals,
    })
}

pub(super) fn page(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&built(request, conn, Refusals::default())?)
}

/// Withdraws the version that the page showed.
pub(super) fn withdraw(request: &Request) -> Answer {
    let reach = request.reach_now()?;
    // What lies out of reach does not exist, whatever the form says.
    let shown = request
        .app
        .db
        .read(|conn| built(request, conn, Refusals::default()))?;
    let seen: i64 = request
        .fields()
        .text("version")
        .parse()
        .map_err(|_| Problem::StalePage)?;
    match shown.added {
        None => return Err(PolicyChangeError::refused(PolicyRefusal::NotAddedHere).into()),
        Some(version) if version.id.0 != seen => {
            return Err(PolicyChangeError::stale("这一版").into());
        }
        Some(_) => {}
    }
    let reason = request.fields().text("reason");
    let id = PolicyVersionId(seen);
    match actions::withdraw(&request.app, &request.occasion()?, &reach, id, reason) {
        Ok(version) => Ok(Reply::see_other("/policies").with_notice(format!(
            "已撤回原定自{}起执行的这一版，以前的版本照旧执行",
            chinese_day(version.details.valid_from)
        ))),
        Err(error) => {
            let mut refusals = Refusals::of(error)?;
            // Only the reason has a field here.
            let (own, others) = std::mem::take(&mut refusals.fields)
                .into_iter()
                .partition(|problem| problem.field == "reason");
            refusals.fields = own;
            let others: Vec<FieldProblem> = others;
            refusals
                .sentences
                .extend(others.into_iter().map(|problem| problem.message));
            let again = request
                .app
                .db
                .read(|conn| built(request, conn, refusals.clone()))?;
            Reply::invalid(&again)
        }
    }
}
