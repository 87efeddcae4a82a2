//! Policies with their documents, as an office reads them; adding a version stands in
//! `pages/adding.rs`, one policy with its withdrawal in `pages/one.rs`.

mod adding;
mod one;
mod words;

use askama::Template;
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::actions::is_told;
use super::overview::{PolicyEntry, PolicySection};
use super::versions::PolicyVersion;
use super::{Policies, store};
use crate::accounts::{Reach, Right};
use crate::clock::to_local;
use crate::db::Conn;
use crate::units::{self, UnitTree};
use crate::web::{Answer, Frame, Reply, Request, Route, Section};

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
        Route::page("/policies/{key}", Right::SeeDistrict, one::page),
        Route::act(
            "/policies/{key}/withdraw",
            Right::EditPolicies,
            one::withdraw,
        ),
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
    zone: Tz,
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
        zone: request.app.config.time_zone,
    })
}

/// A version that was added here, with the page it is read on.
struct AddedVersion {
    version: PolicyVersion,
    title: String,
    key: Option<String>,
    withdrawn: Option<Withdrawn>,
}

/// How a version was withdrawn.
struct Withdrawn {
    on: NaiveDate,
    by: String,
    reason: String,
}

impl AddedVersion {
    fn added_on(&self, zone: &Tz) -> NaiveDate {
        to_local(self.version.details.added_at, *zone).date()
    }
}

/// The versions added in the browser, the latest first. One that a later version of
/// the same first day has replaced, or that was withdrawn, has no page any more.
fn added_versions(
    conn: &mut Conn,
    request: &Request,
    tree: &UnitTree,
    reach: &Reach,
) -> diesel::QueryResult<Vec<AddedVersion>> {
    let policies = &request.app.policies;
    let zone = request.app.config.time_zone;
    let entries = policies.overview();
    let withdrawals = store::load_withdrawals(conn)?;
    let versions = store::load_all(conn)?;
    let valid: Vec<PolicyVersion> = versions
        .iter()
        .filter(|version| withdrawals.iter().all(|one| one.version_id != version.id))
        .cloned()
        .collect();
    let mut added = Vec::new();
    for version in versions.into_iter().rev() {
        let details = &version.details;
        if !is_told(policies, tree, reach, &details.region) {
            continue;
        }
        let entry = entries.iter().find(|entry| {
            PolicyVersion::behind(&valid, entry).is_some_and(|behind| behind.id == version.id)
        });
        let withdrawn = withdrawals.iter().find(|one| one.version_id == version.id);
        added.push(AddedVersion {
            title: entry.map_or_else(
                || details.kind.label().to_owned(),
                |entry| entry.title.clone(),
            ),
            key: entry.map(|entry| entry.key.clone()),
            withdrawn: withdrawn.map(|one| Withdrawn {
                on: to_local(one.withdrawn_at, zone).date(),
                by: one.withdrawn_by.clone(),
                reason: one.reason.clone(),
            }),
            version,
        });
    }
    Ok(added)
}
