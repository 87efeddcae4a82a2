//! Adding a dated version of a policy in the browser.

use super::rules::{NewVersion, PolicyRefusal};
use super::versions::{AddedText, PolicyVersion, PolicyVersionDetails};
use super::{Policies, PolicyProblems, store};
use crate::accounts::Reach;
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::changes::ChangeError;
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
    let mut refusals = new.check().err().unwrap_or_default();
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
    let mut added: Vec<AddedText> = store::load_all(conn)?
        .iter()
        .map(PolicyVersion::text)
        .collect();
    added.push(AddedText {
        name: "新版本".to_owned(),
        text: new.text(),
    });
    let folder = app.config.policies.folder.as_deref();
    Policies::load_with(folder, &added).map_err(|PolicyProblems(problems)| {
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
/// [`PolicyChangeError`].
pub fn add(
    app: &App,
    occasion: &Occasion,
    reach: &Reach,
    mut new: NewVersion,
) -> Result<PolicyVersion, PolicyChangeError> {
    app.db.write(|conn| {
        settings::lock(conn)?;
        let tree = units::store::load_tree(conn)?;
        if new.id().is_empty() {
            new.set_id(format!("added-{}", store::revision(conn)? + 1));
        }
        with_version(conn, app, &tree, reach, &new)?;
        let region = app.policies.region(new.region());
        let details = PolicyVersionDetails {
            kind: new.kind(),
            rule_id: new.id().to_owned(),
            region: region.map_or_else(|| new.region().to_owned(), |known| known.name.clone()),
            valid_from: new.from(),
            body: new.text(),
            source_document: new.document().trim().to_owned(),
            added_by: occasion.actor.name.clone(),
            added_at: occasion.now.instant,
        };
        let version = store::insert(conn, details)?;
        let made = Change::created(Entity::PolicyVersion, version.id.0, None, &version.details);
        audit::store::record(conn, occasion, &[made])?;
        Ok(version)
    })
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
