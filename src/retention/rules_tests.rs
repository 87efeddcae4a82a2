//! What may go on which day, as a table for a district officer.

use proptest::prelude::*;

use super::*;
use crate::calendar::day;
use crate::people::PersonId;

/// Left on 30 June 2018, trained until 2017, sat in 2018, was paid in 2018.
fn leaver() -> LeaverFacts {
    LeaverFacts {
        person: PersonId(1),
        left_on: day("2018-06-30"),
        has_contact: true,
        has_id_number: true,
        has_name: true,
        last_training_on: Some(day("2017-11-01")),
        last_exam_on: Some(day("2018-12-31")),
        last_application_on: Some(day("2018-03-01")),
        last_voucher_on: Some(day("2018-05-20")),
    }
}

fn due_on(facts: &LeaverFacts, today: &str) -> Vec<&'static str> {
    due_parts(facts, &Policies::embedded().unwrap(), day(today))
        .iter()
        .map(|due| due.part.label())
        .collect()
}

#[test]
fn each_class_goes_when_its_own_time_is_over() {
    const CONTACT: &str = "联系方式和基本情况";
    const TRAINING: &str = "证书、登记和继续教育";
    const EXAMS: &str = "报考和成绩";
    const APPLICATIONS: &str = "未成功的报销申请";
    const VOUCHERS: &str = "报销凭证";
    for (today, expected) in [
        ("2018-06-30", vec![]),
        ("2019-03-01", vec![]),
        ("2022-01-01", vec![CONTACT, APPLICATIONS]),
        // Six years after leaving, as the last training was earlier.
        ("2024-06-30", vec![CONTACT, APPLICATIONS]),
        ("2024-07-01", vec![CONTACT, TRAINING, APPLICATIONS]),
        // Six years after the year of the exam; with it the ID number.
        ("2024-12-31", vec![CONTACT, TRAINING, APPLICATIONS]),
        (
            "2025-01-01",
            vec![CONTACT, TRAINING, EXAMS, APPLICATIONS, "证件号码"],
        ),
        // Thirty years after the year of the voucher; with it the name.
        (
            "2048-12-31",
            vec![CONTACT, TRAINING, EXAMS, APPLICATIONS, "证件号码"],
        ),
        (
            "2049-01-01",
            vec![
                CONTACT,
                TRAINING,
                EXAMS,
                APPLICATIONS,
                VOUCHERS,
                "证件号码",
                "姓名",
            ],
        ),
    ] {
        assert_eq!(due_on(&leaver(), today), expected, "{today}");
    }
}

#[test]
fn what_is_not_there_holds_nothing_back() {
    let bare = LeaverFacts {
        last_training_on: None,
        last_exam_on: None,
        last_application_on: None,
        last_voucher_on: None,
        ..leaver()
    };

    assert!(due_on(&bare, "2021-11-01").contains(&"姓名"));
    assert!(
        due_on(&bare, "2021-06-30").is_empty(),
        "no rule held before its law"
    );
}

#[test]
fn a_registration_that_still_runs_keeps_the_training() {
    let registered = LeaverFacts {
        last_training_on: Some(day("2030-03-31")),
        ..leaver()
    };

    assert!(!due_on(&registered, "2036-03-31").contains(&"证书、登记和继续教育"));
    assert!(due_on(&registered, "2036-04-01").contains(&"证书、登记和继续教育"));
}

#[test]
fn what_is_gone_is_not_due_again() {
    let gone = LeaverFacts {
        has_contact: false,
        has_id_number: false,
        has_name: false,
        last_training_on: None,
        last_exam_on: None,
        last_application_on: None,
        last_voucher_on: None,
        ..leaver()
    };

    assert!(due_on(&gone, "2060-01-01").is_empty());
}

proptest! {
    /// Waiting longer never makes less erasable, and nobody in office loses anything.
    #[test]
    fn what_may_go_once_may_go_ever_after(left in 0_i64..9_000, later in 0_i64..9_000, more in 0_i64..3_000) {
        let policies = Policies::embedded().unwrap();
        let start = day("2022-01-01");
        let facts = LeaverFacts { left_on: plus_days(start, left), ..leaver() };
        let today = plus_days(start, later);
        let parts = |today| {
            due_parts(&facts, &policies, today).into_iter().map(|due| due.part).collect::<Vec<_>>()
        };

        let now = parts(today);
        let afterwards = parts(plus_days(today, more));

        prop_assert!(now.iter().all(|part| afterwards.contains(part)));
        if facts.left_on >= today {
            prop_assert!(now.is_empty());
        }
    }
}
