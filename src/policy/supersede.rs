//! Versions added in the browser, laid over the files: from its first day on the
//! later one holds, and the one before ends the day before. Nothing is edited; what
//! an entry says of its own last day is only cut where another has taken its place.

use chrono::NaiveDate;

use super::model::Validity;
use super::read::{Entries, Placed};
use super::versions::AddedText;
use crate::calendar::plus_days;

/// Ends each version where the next one of the same thing begins; only where an
/// added version is among them, so that mistakes in files are still told. Of two
/// that begin on the same day the one added later holds.
pub(super) fn supersede(entries: &mut Entries, added: &[AddedText]) {
    let place = |file: &str| added.iter().position(|version| version.name == file);
    order(
        &mut entries.training_rules,
        place,
        |rule| rule.id.clone(),
        |rule| &mut rule.validity,
    );
    order(
        &mut entries.reimbursements,
        place,
        |policy| policy.region.clone(),
        |policy| &mut policy.validity,
    );
}

fn order<T>(
    placed: &mut Vec<Placed<T>>,
    place: impl Fn(&str) -> Option<usize>,
    key: impl Fn(&T) -> String,
    validity: impl Fn(&mut T) -> &mut Validity,
) {
    let added: Vec<String> = placed
        .iter()
        .filter(|one| place(&one.file).is_some())
        .map(|one| key(&one.entry))
        .collect();
    // (key, first day, order of adding; files come first), with the place in `placed`.
    let mut versions: Vec<(String, NaiveDate, Option<usize>, usize)> = Vec::new();
    for (at, one) in placed.iter_mut().enumerate() {
        let name = key(&one.entry);
        if added.contains(&name) {
            let from = validity(&mut one.entry).from;
            versions.push((name, from, place(&one.file), at));
        }
    }
    versions.sort();
    let mut dropped = Vec::new();
    for pair in versions.windows(2) {
        let [(name, from, _, at), (next_name, next_from, _, _)] = pair else {
            continue;
        };
        if name != next_name {
            continue;
        }
        if from == next_from {
            dropped.push(*at);
            continue;
        }
        let ends = plus_days(*next_from, -1);
        if let Some(one) = placed.get_mut(*at) {
            let validity = validity(&mut one.entry);
            validity.to = Some(validity.to.map_or(ends, |to| to.min(ends)));
        }
    }
    dropped.sort_unstable();
    for at in dropped.into_iter().rev() {
        placed.remove(at);
    }
}
