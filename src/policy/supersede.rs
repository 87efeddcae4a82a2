//! Versions added in the browser, laid over the files: from its first day on the
//! later one holds, and the one before ends the day before. Nothing is edited; what
//! an entry says of its own last day is only cut where another has taken its place.

use chrono::{Datelike, NaiveDate};

use super::model::{PassLine, Validity};
use super::read::{Entries, Placed};
use super::versions::AddedText;
use crate::calendar::plus_days;

/// Ends each version where the next one of the same thing begins; only where an
/// added version is among them, so that mistakes in files are still told. Of two
/// that begin on the same day the one added later holds: so a year's holidays, which
/// are announced once a year and sometimes again, are replaced whole.
pub(super) fn supersede(entries: &mut Entries, added: &[AddedText]) {
    let place = |file: &str| added.iter().position(|version| version.name == file);
    order(
        &mut entries.training_rules,
        place,
        |rule| rule.id.clone(),
        |rule| rule.validity.from,
        |rule, last| cut(&mut rule.validity, last),
    );
    order(
        &mut entries.reimbursements,
        place,
        |policy| policy.region.clone(),
        |policy| policy.validity.from,
        |policy, last| cut(&mut policy.validity, last),
    );
    order(
        &mut entries.targets,
        place,
        |policy| policy.region.clone(),
        |policy| policy.validity.from,
        |policy, last| cut(&mut policy.validity, last),
    );
    order(
        &mut entries.fees,
        place,
        |fees| fees.area.clone(),
        |fees| fees.validity.from,
        |fees, last| cut(&mut fees.validity, last),
    );
    order(
        &mut entries.pass_lines,
        place,
        scope_of,
        |line| first_day(line.year_from),
        |line, last| {
            let ends = last.year();
            line.year_to = Some(line.year_to.map_or(ends, |to| to.min(ends)));
        },
    );
    order(
        &mut entries.holidays,
        place,
        |year| year.year.to_string(),
        |year| first_day(year.year),
        |_, _| {},
    );
}

/// Which papers of which places a pass line is for.
fn scope_of(line: &PassLine) -> String {
    let mut counties = line.counties.clone();
    counties.sort();
    format!(
        "{}|{}|{:?}|{:?}",
        line.area,
        counties.join("、"),
        line.level,
        line.subject
    )
}

fn first_day(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default()
}

/// Ends what is in force no later than on a day.
fn cut(validity: &mut Validity, last: NaiveDate) {
    validity.to = Some(validity.to.map_or(last, |to| to.min(last)));
}

fn order<T>(
    placed: &mut Vec<Placed<T>>,
    place: impl Fn(&str) -> Option<usize>,
    key: impl Fn(&T) -> String,
    begins: impl Fn(&T) -> NaiveDate,
    end: impl Fn(&mut T, NaiveDate),
) {
    let added: Vec<String> = placed
        .iter()
        .filter(|one| place(&one.file).is_some())
        .map(|one| key(&one.entry))
        .collect();
    // (key, first day, order of adding; files come first), with the place in `placed`.
    let mut versions: Vec<(String, NaiveDate, Option<usize>, usize)> = Vec::new();
    for (at, one) in placed.iter().enumerate() {
        let name = key(&one.entry);
        if added.contains(&name) {
            versions.push((name, begins(&one.entry), place(&one.file), at));
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
        if let Some(one) = placed.get_mut(*at) {
            end(&mut one.entry, plus_days(*next_from, -1));
        }
    }
    dropped.sort_unstable();
    for at in dropped.into_iter().rev() {
        placed.remove(at);
    }
}
