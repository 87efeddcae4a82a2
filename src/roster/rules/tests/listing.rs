//! Who is listed, in which order, and what the tiles count.

use super::*;

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
        ("138", true),
        // What a list masks is told by no search.
        ("1380", false),
        ("800", false),
        ("1380000", false),
        ("13800000002", false),
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
