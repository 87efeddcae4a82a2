//! What entries cost and when they are paid.

use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;

use crate::certificates::Level;
use crate::clock::to_utc;
use crate::exams::Subject;
use crate::exams::rules::{EntryCost, entry_cost, has_archive_record};
use crate::policy::Policies;

use super::random::Dice;
use super::seasons::DemoSeason;

/// The cost of an entry by the fee table of the area; `years` are the person's earlier
/// years there.
pub(super) fn cost(
    policies: &Policies,
    season: &DemoSeason,
    level: Level,
    subjects: &[Subject],
    years: &[i32],
) -> Option<EntryCost> {
    let fees = policies.fees(&season.area, season.signup_opens.date())?;
    let papers: Vec<_> = policies.papers(level).into_iter().cloned().collect();
    let record = has_archive_record(fees, season.year, years);
    entry_cost(fees, &papers, level, subjects, record).ok()
}

/// A moment (UTC) between the opening of sign-up and the closing of payment, not
/// after `until`.
pub(super) fn paid_at(
    season: &DemoSeason,
    until: NaiveDateTime,
    zone: Tz,
    dice: &mut Dice,
) -> NaiveDateTime {
    let last = season.payment_closes.min(until);
    let minutes = (last - season.signup_opens).num_minutes().max(1);
    let local = season.signup_opens + TimeDelta::minutes(dice.between(0, minutes - 1));
    to_utc(local, zone)
}
