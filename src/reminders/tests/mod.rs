//! The ladder as tables, its properties, and its mails as snapshots.

mod certificates;
mod exams;
mod ladder;
mod letters;
mod moved;
mod properties;
mod weekly;

pub(super) use crate::calendar::day;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Weekday};

use super::*;
use crate::calendar::{Period, plus_days};
use crate::certificates::{CertificateId, Level, RegistrationId};
use crate::exams::{EntryState, SeasonState};
use crate::people::PersonId;
use crate::training::{RuleUnit, TrainingState, WindowKind};
use crate::units::UnitId;

pub(super) fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text)
}

pub(super) fn period(first: &str, last: &str) -> Period {
    Period {
        first: day(first),
        last: day(last),
    }
}

/// Monday to Friday, as where no holidays are known.
pub(super) fn plus_weekdays(from: NaiveDate, count: i64) -> NaiveDate {
    let mut reached = from;
    let mut left = count;
    while left > 0 {
        reached = plus_days(reached, 1);
        if !matches!(reached.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    reached
}

pub(super) fn chongqing(year: i32) -> SeasonKey {
    SeasonKey {
        year,
        area: "重庆市".to_owned(),
    }
}

/// The announced Chongqing season of 2026 (results expected).
pub(super) fn season_2026() -> SeasonDates {
    SeasonDates {
        state: SeasonState::Announced,
        signup_opens: Some(at("2026-03-09 09:00")),
        signup_closes: Some(at("2026-03-19 17:00")),
        payment_closes: Some(at("2026-03-20 17:00")),
        ticket: Some(period("2026-05-18", "2026-05-22")),
        exam: Some(period("2026-05-23", "2026-05-24")),
        results: Some(at("2026-07-23 00:00")),
        results_expected: true,
        document: "重庆市人事考试中心2026年度社会工作者职业资格考试报名通知".to_owned(),
    }
}

pub(super) fn seasons_with(season: SeasonDates) -> Seasons {
    Seasons::from([(chongqing(2026), season)])
}

pub(super) fn seasons() -> Seasons {
    seasons_with(season_2026())
}

/// Somebody with an address about whom nothing is known.
pub(super) fn nobody() -> PersonSituation {
    PersonSituation {
        person: PersonId(7),
        name: "李明".to_owned(),
        address: Some("li.ming@example.cn".to_owned()),
        unit: UnitId(3),
        unit_name: "石壕镇溪山村".to_owned(),
        active: true,
        invitations: Vec::new(),
        entries: Vec::new(),
        claims: Vec::new(),
        certificates: Vec::new(),
        registrations: Vec::new(),
        training: Vec::new(),
    }
}

pub(super) fn invited() -> PersonSituation {
    PersonSituation {
        invitations: vec![Invitation {
            season: chongqing(2026),
            level: Level::Intermediate,
            admitted_by: "大专（其他专业），从事社会工作满6年".to_owned(),
        }],
        ..nobody()
    }
}

pub(super) fn entered(state: EntryState) -> PersonSituation {
    let paid_on = match state {
        EntryState::Paid
        | EntryState::TicketPrinted
        | EntryState::Sat
        | EntryState::Absent
        | EntryState::Scored => Some(day("2026-03-13")),
        _ => None,
    };
    PersonSituation {
        entries: vec![EntrySituation {
            season: chongqing(2026),
            level: Level::Intermediate,
            state,
            paid_on,
            has_receipt: false,
        }],
        ..nobody()
    }
}

pub(super) fn certified(approved_on: &str) -> PersonSituation {
    PersonSituation {
        certificates: vec![CertificateSituation {
            id: CertificateId(5),
            level: Level::Assistant,
            approved_on: Some(day(approved_on)),
        }],
        ..nobody()
    }
}

pub(super) fn registered(first: &str, last: &str) -> PersonSituation {
    PersonSituation {
        registrations: vec![RegistrationSituation {
            id: RegistrationId(12),
            certificate: CertificateId(5),
            level: Level::Assistant,
            first_day: day(first),
            last_day: day(last),
        }],
        ..certified("2020-01-10")
    }
}

pub(super) fn training_line(basis: WindowKind, first: &str, last: &str) -> TrainingSituation {
    TrainingSituation {
        rule_id: "national-hours".to_owned(),
        rule_name: "国家学时要求".to_owned(),
        document: "《社会工作者继续教育办法》（民发〔2009〕123号）".to_owned(),
        level: Level::Assistant,
        basis,
        window: period(first, last),
        unit: RuleUnit::Hours,
        required_hundredths: 7200,
        counted_hundredths: 5950,
        open_hundredths: 1250,
        state: TrainingState::Behind,
    }
}

pub(super) fn training(basis: WindowKind, first: &str, last: &str) -> PersonSituation {
    PersonSituation {
        training: vec![training_line(basis, first, last)],
        ..nobody()
    }
}

pub(super) fn due(
    person: &PersonSituation,
    seasons: &Seasons,
    made: &[MadeReminder],
    today: &str,
) -> Vec<DueReminder> {
    due_for_person(person, seasons, made, &plus_weekdays, day(today))
}

/// `signup-closes 2026-03-16 made`, one line per row: what a table can show.
pub(super) fn shown(due: &[DueReminder]) -> Vec<String> {
    due.iter()
        .map(|one| format!("{} {} {}", one.rule, one.due_on, one.outcome))
        .collect()
}

/// Asserts what is due on each day when nothing has been made before.
pub(super) fn assert_due(person: &PersonSituation, seasons: &Seasons, table: &[(&str, &[&str])]) {
    for (today, expected) in table {
        assert_eq!(
            shown(&due(person, seasons, &[], today)),
            *expected,
            "on {today}"
        );
    }
}
