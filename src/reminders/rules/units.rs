//! A unit's weekly list: who is late, short, unreachable, behind at a door.

use chrono::{Datelike, NaiveDate};

use super::certificates::not_renewed;
use super::seasons::{is_only_planned, is_unpaid};
use crate::calendar::{plus_days, plus_months};
use crate::exams::{EntryState, SeasonState};
use crate::reminders::content::{ReminderContent, WeeklyFact, WeeklyLine, WeeklyList};
use crate::reminders::ladder::Ladder;
use crate::reminders::model::ReminderRule;
use crate::reminders::situation::{EntrySituation, PersonSituation, Seasons, UnitSituation};
use crate::training::TrainingState;

/// A list is of use until the day before the next.
const WEEK_DAYS: i64 = 7;
/// A door counts if it closes before anybody could act on the next list: the
/// coming Monday and the day after (rules.md §4: two days before a door closes).
const DOOR_DAYS_FROM_MONDAY: i64 = 8;
/// A registration that ended longer ago than this is no news every week.
const ENDED_MONTHS: i32 = 12;

/// The list of the week that `today` lies in, once everybody stands on it; none if there
/// is nothing to say.
pub(super) fn weekly(unit: &UnitSituation, list: WeeklyList) -> Option<Ladder> {
    let monday = list.week_of;
    (!list.is_empty()).then(|| {
        Ladder::around(
            ReminderRule::UnitWeekly,
            format!("unit-{}", unit.unit),
            ReminderContent::UnitWeekly(list),
            monday,
            &[0],
            plus_days(monday, WEEK_DAYS - 1),
        )
    })
}

/// The list of the week that `today` lies in, with nobody on it yet.
pub(super) fn begin_list(unit: &UnitSituation, today: NaiveDate) -> WeeklyList {
    WeeklyList {
        unit_name: unit.name.clone(),
        week_of: plus_days(today, -i64::from(today.weekday().num_days_from_monday())),
        at_a_door: Vec::new(),
        late: Vec::new(),
        short: Vec::new(),
        unreachable: Vec::new(),
    }
}

/// Puts those of `people` on the list of whom there is something to say.
pub(super) fn add_to_list(
    list: &mut WeeklyList,
    people: &[PersonSituation],
    seasons: &Seasons,
    today: NaiveDate,
) {
    let doors_until = plus_days(list.week_of, DOOR_DAYS_FROM_MONDAY);
    for person in people.iter().filter(|person| person.active) {
        let line = |fact: WeeklyFact| WeeklyLine {
            person: Some(person.person),
            name: person.name.clone(),
            unit_name: person.unit_name.clone(),
            fact,
        };
        list.at_a_door
            .extend(doors(person, seasons, today, doors_until).map(line));
        list.late.extend(late(person, today).map(line));
        list.short.extend(short(person).map(line));
        if is_unreachable(person) {
            list.unreachable.push(line(WeeklyFact::NoAddress));
        }
    }
}

fn doors<'a>(
    person: &'a PersonSituation,
    seasons: &'a Seasons,
    today: NaiveDate,
    until: NaiveDate,
) -> impl Iterator<Item = WeeklyFact> + 'a {
    let closes_soon = move |day: NaiveDate| today <= day && day <= until;
    let announced = move |key| {
        seasons
            .get(key)
            .filter(|season| season.state == SeasonState::Announced)
    };
    let entered = person.entries.iter().filter_map(move |entry| {
        let season = announced(&entry.season)?;
        door_of(entry, season).filter(|(day, _)| closes_soon(*day))
    });
    let invited = person.invitations.iter().filter_map(move |invitation| {
        let closes_at = announced(&invitation.season)?.signup_closes?;
        let has_entry = person.entries.iter().any(|e| e.season == invitation.season);
        (!has_entry && closes_soon(closes_at.date())).then_some((
            closes_at.date(),
            WeeklyFact::NotSignedUp {
                level: invitation.level,
                closes_at,
            },
        ))
    });
    entered.chain(invited).map(|(_, fact)| fact)
}

fn door_of(
    entry: &EntrySituation,
    season: &crate::reminders::SeasonDates,
) -> Option<(NaiveDate, WeeklyFact)> {
    let level = entry.level;
    if is_only_planned(entry.state) {
        let closes_at = season.signup_closes?;
        return Some((
            closes_at.date(),
            WeeklyFact::NotSignedUp { level, closes_at },
        ));
    }
    if is_unpaid(entry.state) {
        let closes_at = season.payment_closes?;
        let state = entry.state;
        return Some((
            closes_at.date(),
            WeeklyFact::NotPaid {
                level,
                state,
                closes_at,
            },
        ));
    }
    if entry.state == EntryState::Paid {
        let last_day = season.ticket?.last;
        return Some((last_day, WeeklyFact::NoTicket { level, last_day }));
    }
    None
}

fn late(person: &PersonSituation, today: NaiveDate) -> impl Iterator<Item = WeeklyFact> + '_ {
    let ended = not_renewed(person)
        .filter(move |registration| {
            registration.last_day < today
                && today <= plus_months(registration.last_day, ENDED_MONTHS)
        })
        .map(|registration| WeeklyFact::RegistrationEnded {
            level: registration.level,
            last_day: registration.last_day,
        });
    training_in(person, |state| state == TrainingState::Overdue).chain(ended)
}

fn short(person: &PersonSituation) -> impl Iterator<Item = WeeklyFact> + '_ {
    training_in(person, |state| match state {
        TrainingState::Short | TrainingState::DueSoon | TrainingState::Behind => true,
        TrainingState::Complete | TrainingState::Overdue | TrainingState::OnTrack => false,
    })
}

fn training_in(
    person: &PersonSituation,
    wanted: impl Fn(TrainingState) -> bool,
) -> impl Iterator<Item = WeeklyFact> {
    person
        .training
        .iter()
        .filter(move |line| wanted(line.state))
        .map(|line| WeeklyFact::Training(line.clone()))
}

/// Somebody whom the ladder could have something to tell, and cannot.
fn is_unreachable(person: &PersonSituation) -> bool {
    let has_address = person
        .address
        .as_deref()
        .is_some_and(|a| !a.trim().is_empty());
    let concerned = !person.certificates.is_empty()
        || !person.entries.is_empty()
        || !person.invitations.is_empty()
        || !person.training.is_empty();
    !has_address && concerned
}
