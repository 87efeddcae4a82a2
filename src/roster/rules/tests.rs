//! What binds, what is due first, whom a filter shows, as tables.

use chrono::NaiveDate;

use super::*;
use crate::calendar::Period;
use crate::certificates::{HeldCertificate, Level, RegistrationInUse};
use crate::claims::{ClaimId, ClaimStanding, ClaimState};
use crate::exams::prospects::MaySit;
use crate::exams::{EntryId, EntryState, SeasonState};
use crate::people::{EmploymentKind, PersonId};
use crate::roster::{
    DutyKind, EntryStanding, ExamStanding, ExamWord, Focus, LevelChoice, Presence, Question,
    RegistrationState, RosterRow, SeasonAtHand, Sort, TrainingStanding,
};
use crate::training::{RuleUnit, WindowKind};
use crate::units::UnitId;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("test day")
}

fn today() -> NaiveDate {
    day("2026-03-09")
}

/// Three of twelve days are open, of a registration that ends on `last`.
fn training(state: TrainingState, basis: WindowKind, last: &str) -> TrainingStanding {
    let open = if state == TrainingState::Complete {
        0
    } else {
        300
    };
    TrainingStanding {
        rule_id: "qijiang-days".to_owned(),
        rule_name: "綦江培训天数".to_owned(),
        unit: RuleUnit::Days,
        state,
        required_hundredths: 1_200,
        counted_hundredths: 1_200 - open,
        open_hundredths: open,
        basis,
        window: Period {
            first: day("2023-07-28"),
            last: day(last),
        },
    }
}

fn season(state: SeasonState) -> SeasonAtHand {
    let at = |text: &str| day(text).and_hms_opt(17, 0, 0);
    SeasonAtHand {
        year: 2026,
        state,
        signup_opens: at("2026-03-09"),
        signup_closes: at("2026-03-19"),
        payment_closes: at("2026-03-20"),
        ticket: Some(Period {
            first: day("2026-05-18"),
            last: day("2026-05-22"),
        }),
        exam: Some(Period {
            first: day("2026-05-23"),
            last: day("2026-05-24"),
        }),
        cutoff: day("2026-12-31"),
        document: "渝人考〔2026〕1号".to_owned(),
    }
}

fn entry(state: EntryState) -> EntryStanding {
    EntryStanding {
        entry: EntryId(1),
        level: Level::Assistant,
        state,
    }
}

fn claim(state: ClaimState) -> ClaimStanding {
    ClaimStanding {
        claim: ClaimId(1),
        claim_number: "BX-1".to_owned(),
        state,
        amount_cents: 12_200,
    }
}

fn row(id: i64, name: &str) -> RosterRow {
    RosterRow {
        person: PersonId(id),
        version: 1,
        name: name.to_owned(),
        pinyin_key: crate::text::pinyin_key(name),
        pinyin_initials: crate::text::pinyin_initials(name),
        unit: UnitId(1),
        unit_name: "城南社区".to_owned(),
        unit_path: "綦江区/古南街道/城南社区".to_owned(),
        employment: None,
        mobile: Some(format!("1380000{id:04}")),
        left_on: None,
        has_left: false,
        level: None,
        training: None,
        registration: None,
        exam: ExamStanding {
            word: ExamWord::NotEligible,
            answer: MaySit::No,
            level: None,
            sentence: String::new(),
            prospects: Vec::new(),
            entries: Vec::new(),
        },
        claim: None,
        pending_proofs: 0,
        duties: Vec::new(),
    }
}

fn with_training(mut row: RosterRow, standing: TrainingStanding) -> RosterRow {
    row.level = Some(Level::Assistant);
    row.duties = duties(Some(&standing), None, None, &[], None);
    row.training = Some(standing);
    row
}

#[test]
fn the_rule_in_the_worst_state_binds_then_the_one_due_first() {
    use TrainingState::{Behind, Complete, DueSoon, Overdue, Short};
    use WindowKind::{Registration, Rolling};
    let cases = [
        (
            vec![
                (Complete, Registration, "2026-07-27"),
                (Short, Rolling, "2026-03-09"),
            ],
            1,
        ),
        (
            vec![
                (Behind, Registration, "2027-07-27"),
                (DueSoon, Registration, "2026-07-27"),
            ],
            1,
        ),
        (
            vec![
                (Overdue, Registration, "2026-03-08"),
                (Overdue, Registration, "2026-02-25"),
            ],
            1,
        ),
        (
            vec![
                (Complete, Registration, "2026-07-27"),
                (Complete, Registration, "2026-07-27"),
            ],
            0,
        ),
    ];
    for (standings, binds) in cases {
        let standings: Vec<_> = standings
            .into_iter()
            .map(|(state, basis, last)| training(state, basis, last))
            .collect();
        assert_eq!(binding(&standings), standings.get(binds));
    }
    assert_eq!(binding(&[]), None);
}

#[test]
fn a_registration_is_told_by_its_last_day_and_the_local_grade_has_none() {
    let cases = [
        // certificate, approved, registered until, state, due
        (
            Level::Assistant,
            "2022-06-01",
            Some("2026-06-10"),
            Some((RegistrationState::InForce, "2026-06-10")),
        ),
        (
            Level::Assistant,
            "2022-06-01",
            Some("2026-06-09"),
            Some((RegistrationState::RenewalOpen, "2026-06-09")),
        ),
        (
            Level::Assistant,
            "2022-06-01",
            Some("2026-03-09"),
            Some((RegistrationState::RenewalOpen, "2026-03-09")),
        ),
        (
            Level::Assistant,
            "2022-06-01",
            Some("2026-03-08"),
            Some((RegistrationState::Ended, "2026-03-08")),
        ),
        (
            Level::Assistant,
            "2025-08-01",
            None,
            Some((RegistrationState::NotRegistered, "2026-08-01")),
        ),
        (Level::Assistant, "2026-03-10", None, None),
        (Level::Worker, "2022-06-01", None, None),
    ];
    for (level, approved, until, expected) in cases {
        let held = [HeldCertificate {
            level,
            approved_on: Some(day(approved)),
        }];
        let registrations: Vec<_> = until
            .map(|last| RegistrationInUse {
                level,
                first_day: day("2023-06-10"),
                last_day: day(last),
            })
            .into_iter()
            .collect();
        let found = registration_standing(&held, &registrations, today());
        let told = found.map(|found| (found.state, found.due_on));
        assert_eq!(
            told,
            expected.map(|(state, due)| (state, Some(day(due)))),
            "{until:?}"
        );
    }
}

#[test]
fn after_a_promotion_only_the_new_certificates_registration_is_asked_for() {
    let held = [Level::Assistant, Level::Intermediate].map(|level| HeldCertificate {
        level,
        approved_on: Some(day("2025-08-01")),
    });
    let old = RegistrationInUse {
        level: Level::Assistant,
        first_day: day("2023-04-01"),
        last_day: day("2026-03-31"),
    };

    let standing = registration_standing(&held, &[old], today()).expect("certified");

    assert_eq!(standing.level, Level::Intermediate);
    assert_eq!(standing.state, RegistrationState::NotRegistered);
}

#[test]
fn what_is_due_first_stands_first_and_what_has_no_day_last() {
    use TrainingState::{DueSoon, OnTrack, Overdue, Short};
    use WindowKind::{Registration, Rolling};
    let announced = season(SeasonState::Announced);
    type Case<'a> = (
        Option<TrainingStanding>,
        Option<EntryState>,
        Option<ClaimState>,
        &'a [&'a str],
    );
    let cases: [Case<'_>; 6] = [
        (
            Some(training(DueSoon, Registration, "2026-07-27")),
            Some(EntryState::Payable),
            None,
            &["payment 2026-03-20", "training 2026-07-27"],
        ),
        (
            Some(training(Overdue, Registration, "2026-02-25")),
            Some(EntryState::Payable),
            Some(ClaimState::Returned),
            &["training 2026-02-25", "payment 2026-03-20", "claim -"],
        ),
        (
            Some(training(Short, Rolling, "2026-03-09")),
            Some(EntryState::Paid),
            None,
            &["ticket 2026-05-22", "training -"],
        ),
        (
            Some(training(OnTrack, Registration, "2027-07-27")),
            Some(EntryState::TicketPrinted),
            Some(ClaimState::Paid),
            &[],
        ),
        (
            None,
            Some(EntryState::ChecksFailed),
            None,
            &["sign_up 2026-03-19"],
        ),
        (None, None, None, &[]),
    ];
    for (training, state, claimed, expected) in cases {
        let entries: Vec<_> = state.map(entry).into_iter().collect();
        let claimed = claimed.map(claim);
        let told: Vec<String> = duties(
            training.as_ref(),
            None,
            Some(&announced),
            &entries,
            claimed.as_ref(),
        )
        .iter()
        .map(|duty| {
            let due = duty.due_on.map_or("-".to_owned(), |day| day.to_string());
            format!("{} {due}", duty.kind)
        })
        .collect();
        assert_eq!(told, expected);
    }
}

#[test]
fn expected_days_ask_nobody_to_pay() {
    let expected = season(SeasonState::Expected);

    let told = duties(
        None,
        None,
        Some(&expected),
        &[entry(EntryState::Payable)],
        None,
    );

    assert_eq!(told, []);
}

#[test]
fn a_training_duty_says_how_much_is_open() {
    let standing = training(
        TrainingState::DueSoon,
        WindowKind::Registration,
        "2026-07-27",
    );

    let told = duties(Some(&standing), None, None, &[], None);

    assert_eq!(told[0].kind, DutyKind::Training);
    assert_eq!(told[0].what, "还差3天");
    assert_eq!(told[0].days_left(today()), Some(140));
    assert_eq!(two_decimals(325), "3.25");
}

#[test]
fn a_search_finds_names_initials_and_numbers() {
    for (search, found) in [
        ("陈静", true),
        ("静", true),
        ("cj", true),
        ("CJ", true),
        ("c", true),
        ("j", false),
        ("　陈 静 ", true),
        ("0001", true),
        ("13800000001", true),
        ("00", false),
        ("陈敬", false),
        ("", true),
    ] {
        assert_eq!(
            matches(search, "陈静", "cj", Some("13800000001")),
            found,
            "{search}"
        );
    }
}

#[test]
fn each_filter_narrows_the_list() {
    let mut leaver = row(2, "单雪琳");
    leaver.has_left = true;
    let mut certified = with_training(
        row(3, "郭羙"),
        training(
            TrainingState::Overdue,
            WindowKind::Registration,
            "2026-02-25",
        ),
    );
    certified.employment = Some(EmploymentKind::CommunityWorker);
    certified.pending_proofs = 2;
    let rows = [row(1, "万玲"), leaver, certified];
    let listed_by = |question: Question| -> Vec<i64> {
        rows.iter()
            .filter(|row| listed(row, &question, today()))
            .map(|row| row.person.0)
            .collect()
    };
    let all = Question::default;

    assert_eq!(listed_by(all()), [1, 3]);
    assert_eq!(
        listed_by(Question {
            presence: Presence::Left,
            ..all()
        }),
        [2]
    );
    assert_eq!(
        listed_by(Question {
            presence: Presence::All,
            ..all()
        }),
        [1, 2, 3]
    );
    assert_eq!(
        listed_by(Question {
            focus: Some(Focus::Overdue),
            ..all()
        }),
        [3]
    );
    assert_eq!(
        listed_by(Question {
            focus: Some(Focus::NoDuty),
            ..all()
        }),
        [1]
    );
    assert_eq!(
        listed_by(Question {
            focus: Some(Focus::PendingProofs),
            ..all()
        }),
        [3]
    );
    assert_eq!(
        listed_by(Question {
            focus: Some(Focus::ToDo),
            ..all()
        }),
        [3]
    );
    assert_eq!(
        listed_by(Question {
            level: Some(LevelChoice::Level(Level::Assistant)),
            ..all()
        }),
        [3]
    );
    assert_eq!(
        listed_by(Question {
            level: Some(LevelChoice::None),
            ..all()
        }),
        [1]
    );
    assert_eq!(
        listed_by(Question {
            employment: Some(EmploymentKind::CommunityWorker),
            ..all()
        }),
        [3]
    );
    assert_eq!(
        listed_by(Question {
            search: Some("wl".to_owned()),
            ..all()
        }),
        [1]
    );
}

#[test]
fn the_list_begins_with_what_is_due_first() {
    use TrainingState::{Behind, Complete, DueSoon, OnTrack, Overdue, Short};
    use WindowKind::{Registration, Rolling};
    let mut rows = vec![
        row(1, "万玲"),
        with_training(
            row(2, "欧阳海波"),
            training(OnTrack, Registration, "2027-10-08"),
        ),
        with_training(
            row(3, "陈静"),
            training(DueSoon, Registration, "2026-07-27"),
        ),
        with_training(row(4, "单雪琳"), training(Short, Rolling, "2026-03-09")),
        with_training(
            row(5, "郭羙"),
            training(Overdue, Registration, "2026-02-25"),
        ),
        with_training(
            row(6, "曾玉"),
            training(Complete, Registration, "2026-04-01"),
        ),
        with_training(row(7, "安然"), training(Behind, Registration, "2027-01-01")),
    ];

    order(&mut rows, Sort::Due);
    let by_due: Vec<i64> = rows.iter().map(|row| row.person.0).collect();
    order(&mut rows, Sort::Name);
    let by_name: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();

    assert_eq!(by_due, [5, 3, 7, 4, 2, 1, 6]);
    // 单 is read shàn and 曾 zēng in a surname.
    assert_eq!(
        by_name,
        ["安然", "陈静", "郭羙", "欧阳海波", "单雪琳", "万玲", "曾玉"]
    );
}

#[test]
fn who_could_sit_and_has_no_entry_is_not_entered_until_sign_up_closes() {
    let announced = season(SeasonState::Announced);
    for (answer, entries, on, word) in [
        (MaySit::Yes, vec![], "2026-03-19", ExamWord::NotEntered),
        (MaySit::Yes, vec![], "2026-03-20", ExamWord::Missed),
        (
            MaySit::Yes,
            vec![entry(EntryState::Payable)],
            "2026-03-09",
            ExamWord::Entered,
        ),
        (
            MaySit::Yes,
            vec![entry(EntryState::AccountReady)],
            "2026-03-19",
            ExamWord::Planned,
        ),
        (
            MaySit::Yes,
            vec![entry(EntryState::Planned)],
            "2026-03-20",
            ExamWord::Missed,
        ),
        (
            MaySit::No,
            vec![entry(EntryState::Planned)],
            "2026-03-09",
            ExamWord::NotEligible,
        ),
        (MaySit::No, vec![], "2026-03-09", ExamWord::NotEligible),
        (MaySit::Unknown, vec![], "2026-03-09", ExamWord::Unknown),
        (MaySit::Past, vec![], "2026-03-09", ExamWord::Past),
    ] {
        assert_eq!(exam_word(answer, &entries, Some(&announced), day(on)), word);
    }
}

#[test]
fn tiles_count_the_people_who_work_here() {
    let mut leaver = with_training(
        row(2, "单雪琳"),
        training(
            TrainingState::Overdue,
            WindowKind::Registration,
            "2026-02-25",
        ),
    );
    leaver.has_left = true;
    let mut invited = row(3, "万玲");
    invited.exam.word = ExamWord::NotEntered;
    invited.pending_proofs = 2;
    let overdue = with_training(
        row(4, "郭羙"),
        training(
            TrainingState::Overdue,
            WindowKind::Registration,
            "2026-02-25",
        ),
    );

    let tiles = tiles(&[row(1, "安然"), leaver, invited, overdue], today());

    assert_eq!((tiles.people, tiles.certified, tiles.overdue), (3, 1, 1));
    assert_eq!((tiles.not_entered, tiles.pending_proofs), (1, 2));
    assert_eq!(tiles.certified_tenths(), 333);
}
