//! Policies with their documents, as an office reads them; adding a version stands in
//! `pages/adding.rs`.

mod adding;

use askama::Template;
use chrono::NaiveDate;

use super::actions::{self, is_told};
use super::overview::{PolicyEntry, PolicySection};
use super::versions::{PolicyKind, PolicyVersion};
use super::{Policies, store};
use crate::accounts::{Reach, Right};
use crate::db::Conn;
use crate::units::{self, UnitTree};
use crate::web::{Answer, Frame, Problem, Reply, Request, Route, Section};

/// The pages of policies.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/policies", Right::SeeDistrict, list),
        Route::page("/policies/new", Right::EditPolicies, adding::blank),
        Route::act("/policies/trial", Right::EditPolicies, adding::try_it),
        Route::act(
            "/policies/trial.xlsx",
            Right::EditPolicies,
            adding::download,
        ),
        Route::act("/policies", Right::EditPolicies, adding::add),
        Route::page("/policies/{key}", Right::SeeDistrict, one),
    ]
}

/// The entries that hold for any unit within reach.
fn told(policies: &Policies, tree: &UnitTree, reach: &Reach) -> Vec<PolicyEntry> {
    let mut regions: std::collections::HashMap<String, bool> = std::collections::HashMap::new();
    let mut entries = policies.overview();
    entries.retain(|entry| {
        *regions
            .entry(entry.region.clone())
            .or_insert_with(|| is_told(policies, tree, reach, &entry.region))
    });
    entries
}

/// The entries of one section.
struct Shelf {
    section: PolicySection,
    entries: Vec<PolicyEntry>,
}

#[derive(Template)]
#[template(path = "policies/list.html")]
struct ListPage {
    frame: Frame,
    shelves: Vec<Shelf>,
    added: Vec<AddedVersion>,
    only: String,
    earlier: bool,
    today: NaiveDate,
    may_edit: bool,
}

fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let only = request.query("section").unwrap_or_default().to_owned();
    let earlier = request.query("earlier").is_some();
    let today = request.now.today;
    let mut entries = told(&request.app.policies, &tree, &reach);
    entries.retain(|entry| {
        (only.is_empty() || entry.section.as_str() == only)
            && (earlier || entry.to.is_none_or(|to| today <= to))
    });
    let added = added_versions(conn, request, &tree, &reach)?;
    let shelves = PolicySection::ALL
        .iter()
        .map(|section| Shelf {
            section: *section,
            entries: entries
                .iter()
                .filter(|entry| entry.section == *section)
                .cloned()
                .collect(),
        })
        .filter(|shelf| !shelf.entries.is_empty())
        .collect();
    Reply::html(&ListPage {
        frame: request.frame("政策", Section::Policies),
        shelves,
        added,
        only,
        earlier,
        today,
        may_edit: request.viewer()?.may(Right::EditPolicies),
    })
}

/// A version that was added here, with the page it is read on.
struct AddedVersion {
    version: PolicyVersion,
    title: String,
    key: Option<String>,
}

/// The versions added in the browser, the latest first. One that a later version of
/// the same first day has replaced has no page any more.
fn added_versions(
    conn: &mut Conn,
    request: &Request,
    tree: &UnitTree,
    reach: &Reach,
) -> diesel::QueryResult<Vec<AddedVersion>> {
    let policies = &request.app.policies;
    let entries = policies.overview();
    let mut added = Vec::new();
    for version in store::load_all(conn)?.into_iter().rev() {
        let details = &version.details;
        if !is_told(policies, tree, reach, &details.region) {
            continue;
        }
        let entry = entries.iter().find(|entry| is_of(entry, &version));
        added.push(AddedVersion {
            title: entry.map_or_else(
                || details.kind.label().to_owned(),
                |entry| entry.title.clone(),
            ),
            key: entry.map(|entry| entry.key.clone()),
            version,
        });
    }
    Ok(added)
}

/// Whether an entry is what this version says.
fn is_of(entry: &PolicyEntry, version: &PolicyVersion) -> bool {
    let details = &version.details;
    details.kind.as_str() == entry.section.as_str()
        && details.rule_id == entry.id
        && Some(details.valid_from) == entry.from
}

#[derive(Template)]
#[template(path = "policies/policy.html")]
struct PolicyPage {
    frame: Frame,
    entry: PolicyEntry,
    versions: Vec<PolicyEntry>,
    added: Option<PolicyVersion>,
    in_force: bool,
    may_add: bool,
}

fn one(request: &Request, conn: &mut Conn) -> Answer {
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
            !entry.id.is_empty() && other.section == entry.section && other.id == entry.id
        })
        .collect();
    let mut added = store::load_all(conn)?.into_iter().rev();
    let added = added.find(|version| is_of(&entry, version));
    let may_add = entry.section.as_str().parse::<PolicyKind>().is_ok()
        && actions::may_change(
            policies,
            &tree,
            &request.viewer()?.reach(Right::EditPolicies, &tree),
            &entry.region,
        );
    Reply::html(&PolicyPage {
        frame: request.frame(&entry.title, Section::Policies),
        in_force: entry.is_in_force(request.now.today),
        entry,
        versions,
        added,
        may_add,
    })
}
