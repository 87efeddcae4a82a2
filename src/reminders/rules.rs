//! What is due on a day (rules.md §7). Pure: no clock, no database.
//!
//! Decided here, where rules.md §7 leaves room:
//! - Days are compared as days: on the day on which sign-up closes at 17:00 the
//!   reminder is still of use. "until the next" ends on the day before it.
//! - An entry that is only planned (拟报考, 已注册) is not a sign-up: its owner
//!   still gets signup-opens and -closes, and no payment reminder.
//! - An entry of any level in a season ends every invitation to that season,
//!   a cancelled one too: nobody is asked again.
//! - Somebody who paid and whom nobody marked absent is taken to have sat once
//!   the exam is over, or `results` would wait for a mark nobody sets.
//! - registration-first speaks of the highest certificate only and never of
//!   the local grade 社会工作员, which has no registration (民发〔2009〕44号);
//!   registration-opens and -ends not of a level below a registered one.
//! - Postponed and cancelled seasons make nothing; their old days are void.

mod certificates;
mod seasons;
mod training;
mod units;

use chrono::NaiveDate;

use super::content::WeeklyList;
use super::ladder::Ladder;
use super::model::{Channel, DueReminder, MadeReminder, OutdatedReason, Recipient};
use super::situation::{PersonSituation, Seasons, UnitSituation};

/// What is due for one person on `today` and has no row in `made` (the rows of
/// this person). Sorted by rule, subject and day; of one rule and subject at
/// most one is made, the others are skipped.
///
/// `plus_working_days(day, n)` is the n-th working day after `day`, from policy.
pub fn due_for_person(
    person: &PersonSituation,
    seasons: &Seasons,
    made: &[MadeReminder],
    plus_working_days: &impl Fn(NaiveDate, i64) -> NaiveDate,
    today: NaiveDate,
) -> Vec<DueReminder> {
    let channel = channel(person.address.as_deref());
    let mut due: Vec<DueReminder> = ladders(person, seasons, plus_working_days, today)
        .into_iter()
        .flat_map(|ladder| ladder.due(Recipient::Person(person.person), channel, made, today))
        .collect();
    // Two ladders never share a key; should data ever make them, one row wins.
    due.sort_by(|a, b| (a.rule, &a.subject, a.due_on).cmp(&(b.rule, &b.subject, b.due_on)));
    due.dedup_by(|a, b| (a.rule, &a.subject, a.due_on) == (b.rule, &b.subject, b.due_on));
    due
}

/// The unit's weekly list, if it is due, has no row in `made` (the rows of
/// this unit) and has something to say. `people` are those it answers for.
pub fn due_for_unit(
    unit: &UnitSituation,
    people: &[PersonSituation],
    seasons: &Seasons,
    made: &[MadeReminder],
    today: NaiveDate,
) -> Vec<DueReminder> {
    let mut list = begin_list(unit, today);
    add_to_list(&mut list, people, seasons, today);
    due_for_list(unit, list, made, today)
}

/// A unit's weekly list before anybody stands on it, for people who come in blocks.
pub fn begin_list(unit: &UnitSituation, today: NaiveDate) -> WeeklyList {
    units::begin_list(unit, today)
}

/// Puts those of `people` on the list of whom there is something to say.
pub fn add_to_list(
    list: &mut WeeklyList,
    people: &[PersonSituation],
    seasons: &Seasons,
    today: NaiveDate,
) {
    units::add_to_list(list, people, seasons, today);
}

/// [`due_for_unit`] with the list that everybody stands on already.
pub fn due_for_list(
    unit: &UnitSituation,
    list: WeeklyList,
    made: &[MadeReminder],
    today: NaiveDate,
) -> Vec<DueReminder> {
    let channel = channel(unit.address.as_deref());
    units::weekly(unit, list)
        .map(|ladder| ladder.due(Recipient::Unit(unit.unit), channel, made, today))
        .unwrap_or_default()
}

/// Which of a person's made and unsent reminders must not be sent any more, as
/// indices into `unsent` with the reason. Asked right before sending and when
/// a season's days change: whoever has paid, left, renewed or been given new
/// days is not written to about the old ones.
pub fn outdated(
    person: &PersonSituation,
    seasons: &Seasons,
    unsent: &[MadeReminder],
    plus_working_days: &impl Fn(NaiveDate, i64) -> NaiveDate,
    today: NaiveDate,
) -> Vec<(usize, OutdatedReason)> {
    let ladders = ladders(person, seasons, plus_working_days, today);
    unsent
        .iter()
        .enumerate()
        .filter_map(|(index, row)| {
            let reason = if !person.active {
                Some(OutdatedReason::Left)
            } else {
                why_outdated(&ladders, row, today)
            };
            reason.map(|reason| (index, reason))
        })
        .collect()
}

/// Two ladders can be about one row (a rule asks for the period that ends and
/// for the one that begins): the row stands as long as one of them stands by it.
fn why_outdated(
    ladders: &[Ladder],
    row: &MadeReminder,
    today: NaiveDate,
) -> Option<OutdatedReason> {
    let mut reasons = ladders
        .iter()
        .filter(|ladder| ladder.is_about(row))
        .map(|ladder| ladder.outdated(row, today))
        .peekable();
    match reasons.peek() {
        Some(_) => reasons.reduce(|one, other| one.and(other)).flatten(),
        None if today > row.useful_until => Some(OutdatedReason::TooLate),
        None => Some(OutdatedReason::Settled),
    }
}

fn ladders(
    person: &PersonSituation,
    seasons: &Seasons,
    plus_working_days: &impl Fn(NaiveDate, i64) -> NaiveDate,
    today: NaiveDate,
) -> Vec<Ladder> {
    if !person.active {
        return Vec::new();
    }
    let mut ladders = seasons::invitations(person, seasons);
    ladders.extend(seasons::entries(person, seasons, plus_working_days));
    ladders.extend(seasons::claims(person));
    ladders.extend(certificates::registrations(person, today));
    ladders.extend(training::lines(person, today));
    ladders
}

fn channel(address: Option<&str>) -> Channel {
    match address {
        Some(address) if !address.trim().is_empty() => Channel::Mail,
        Some(_) | None => Channel::None,
    }
}
