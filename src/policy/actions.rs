//! Adding a dated version of a policy in the browser, and withdrawing one that does not
//! hold yet.

use chrono::NaiveDateTime;

use super::rules::{NewVersion, PolicyRefusal};
use super::versions::{
    AddedText, PolicyVersion, PolicyVersionDetails, PolicyVersionId, PolicyWithdrawal,
};
use super::{Policies, PolicyProblems, store};
use crate::accounts::Reach;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::changes::ChangeError;
use crate::clock::to_local;
use crate::db::Conn;
use crate::settings;
use crate::units::{self, UnitTree};

/// Why a version was not added.
pub type PolicyChangeError = ChangeError<PolicyRefusal>;

/// The rule data as it would be with a version more; stores nothing. A trial compares
/// it with what holds now.
///
/// # Errors
/// [`PolicyChangeError`]: what a form can get wrong, and what the reader of policy
/// files says of the whole.
pub fn with_version(
    conn: &mut Conn,
    app: &App,
    tree: &UnitTree,
    reach: &Reach,
    new: &NewVersion,
) -> Result<Policies, PolicyChangeError> {
    let mut refusals = new.check(&app.policies).err().unwrap_or_default();
    match app.policies.region(new.region()) {
        None if new.region().trim().is_empty() => {}
        None => refusals.push(PolicyRefusal::RegionUnknown(crate::text::quoted(
            new.region(),
        ))),
        Some(region) if !may_change(&app.policies, tree, reach, &region.name) => {
            refusals.push(PolicyRefusal::NotYours(region.name.clone()));
        }
        Some(_) => {}
    }
    if !refusals.is_empty() {
        return Err(ChangeError::Refused(refusals));
    }
    let mut added = texts(&store::load_valid(conn)?);
    added.push(AddedText {
        name: "新版本".to_owned(),
        text: new.text(),
    });
    whole(app, &added)
}

fn texts(versions: &[PolicyVersion]) -> Vec<AddedText> {
    versions.iter().map(PolicyVersion::text).collect()
}

/// Files and added versions read together.
fn whole(app: &App, added: &[AddedText]) -> Result<Policies, PolicyChangeError> {
    let folder = app.config.policies.folder.as_deref();
    Policies::load_with(folder, added).map_err(|PolicyProblems(problems)| {
        let refusals = problems
            .into_iter()
            .map(|problem| PolicyRefusal::Problem(problem.message))
            .collect();
        ChangeError::Refused(refusals)
    })
}

/// Adds a version: from its first day on it holds in place of the one before, which
/// stays readable as it was.
///
/// # Errors
/// [`PolicyChangeError`]; also where the very same version is the last one that was
/// added for its first day.
pub fn add(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    mut new: NewVersion,
) -> Result<PolicyVersion, PolicyChangeError> {
    new.use_official_names(&app.policies);
    app.db.write(|conn| {
        settings::lock(conn)?;
        let tree = units::store::load_tree(conn)?;
        let twin_added = twin_of(&store::load_valid(conn)?, &new);
        if new.id().is_empty() {
            new.set_id(&format!("added-{}", store::revision(conn)? + 1));
        }
        with_version(conn, app, &tree, reach, &new)?;
        if let Some(added_at) = twin_added {
            let day = to_local(added_at, app.config.time_zone).date();
            return Err(ChangeError::refused(PolicyRefusal::AddedAlready(day)));
        }
        let details = PolicyVersionDetails {
            kind: new.kind(),
            rule_id: new.id(),
            region: new.region().to_owned(),
            valid_from: new.from(),
            body: new.text(),
            source_document: new.source().document.trim().to_owned(),
            added_by: occasion.actor.name.clone(),
            added_at: occasion.now.instant,
        };
        let version = store::insert(conn, details)?;
        let made = Change::created(Entity::PolicyVersion, version.id.0, None, &version.details);
        audit::store::record(conn, occasion, &[made])?;
        Ok(version)
    })
}

/// When (UTC) the version was added that says exactly what `new` says, where nothing
/// else was added for the same first day since: a form that was sent twice.
fn twin_of(versions: &[PolicyVersion], new: &NewVersion) -> Option<NaiveDateTime> {
    let is_new = new.id().is_empty();
    let mut of_that_day = versions.iter().rev().filter(|version| {
        let details = &version.details;
        details.kind == new.kind()
            && details.valid_from == new.from()
            && details.region == new.region()
            && (is_new || details.rule_id == new.id())
    });
    let same = |version: &&PolicyVersion| {
        let mut same = new.clone();
        if is_new {
            same.set_id(&version.details.rule_id);
        }
        same.text() == version.details.body
    };
    let twin = if is_new {
        of_that_day.find(same)
    } else {
        of_that_day.next().filter(same)
    };
    twin.map(|version| version.details.added_at)
}

/// Withdraws a version that was added by mistake and whose first day lies still ahead:
/// it never held, and what it would have ended goes on. The row stays, with the reason.
///
/// # Errors
/// [`PolicyChangeError`]; stale where it was withdrawn already.
pub fn withdraw(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    id: PolicyVersionId,
    reason: &str,
) -> Result<PolicyVersion, PolicyChangeError> {
    let reason = reason.trim();
    check_reason(reason)?;
    app.db.write(|conn| {
        settings::lock(conn)?;
        let tree = units::store::load_tree(conn)?;
        let mut versions = store::load_valid(conn)?;
        let Some(place) = versions.iter().position(|version| version.id == id) else {
            return Err(ChangeError::stale("这一版"));
        };
        let version = versions.remove(place);
        let details = &version.details;
        if !may_change(&app.policies, &tree, reach, &details.region) {
            return Err(ChangeError::refused(PolicyRefusal::NotYours(
                details.region.clone(),
            )));
        }
        if details.valid_from <= occasion.now.today {
            return Err(ChangeError::refused(PolicyRefusal::InForce(
                details.valid_from,
            )));
        }
        // What stays must be whole without it.
        whole(app, &texts(&versions))?;
        let withdrawal = PolicyWithdrawal {
            version_id: id,
            reason: reason.to_owned(),
            withdrawn_by: occasion.actor.name.clone(),
            withdrawn_at: occasion.now.instant,
        };
        let mut removed = Change::removed(Entity::PolicyVersion, id.0, None, details);
        removed.after = serde_json::to_value(&withdrawal).ok();
        store::withdraw(conn, withdrawal)?;
        audit::store::record(conn, occasion, &[removed])?;
        Ok(version)
    })
}

/// The longest reason.
const LONGEST_REASON: usize = 200;

fn check_reason(reason: &str) -> Result<(), PolicyChangeError> {
    let refusal = if reason.is_empty() {
        PolicyRefusal::Missing {
            field: "reason",
            label: "撤回的原因",
        }
    } else if reason.chars().count() > LONGEST_REASON {
        PolicyRefusal::TooLong {
            field: "reason",
            label: "撤回的原因",
            most: LONGEST_REASON,
        }
    } else {
        return Ok(());
    };
    Err(ChangeError::refused(refusal))
}

/// Whether a viewer may change what holds in a region: when every unit that lies in
/// it is within reach, and at least one is. So a district changes its own rules, and
/// those of 全国 only where the whole system is one district.
pub fn may_change(policies: &Policies, tree: &UnitTree, reach: &Reach, region: &str) -> bool {
    if *reach == Reach::Everywhere {
        return true;
    }
    let mut inside = tree
        .iter()
        .filter(|unit| {
            let of_unit = tree.region_of(unit.id).unwrap_or_default();
            policies.region_chain(of_unit).contains(&region)
        })
        .peekable();
    inside.peek().is_some() && inside.all(|unit| reach.contains(unit.id))
}

/// Whether what holds in a region holds for any unit within reach.
pub fn is_told(policies: &Policies, tree: &UnitTree, reach: &Reach, region: &str) -> bool {
    tree.iter()
        .filter(|unit| reach.contains(unit.id))
        .any(|unit| {
            let of_unit = tree.region_of(unit.id).unwrap_or_default();
            policies.region_chain(of_unit).contains(&region)
        })
}
