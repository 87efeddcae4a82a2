//! From sign-up to the claim: every rung at its edges.

use super::*;

#[test]
fn the_invited_hear_when_signup_opens_and_three_times_before_it_closes() {
    assert_due(
        &invited(),
        &seasons(),
        &[
            ("2026-02-22", &[]),
            ("2026-02-23", &["signup-opens 2026-02-23 made"]),
            ("2026-03-08", &["signup-opens 2026-02-23 made"]),
            (
                "2026-03-09",
                &[
                    "signup-opens 2026-02-23 skipped",
                    "signup-opens 2026-03-09 made",
                ],
            ),
            (
                "2026-03-12",
                &[
                    "signup-opens 2026-02-23 skipped",
                    "signup-opens 2026-03-09 made",
                    "signup-closes 2026-03-12 made",
                ],
            ),
            (
                "2026-03-19",
                &[
                    "signup-opens 2026-02-23 skipped",
                    "signup-opens 2026-03-09 made",
                    "signup-closes 2026-03-12 skipped",
                    "signup-closes 2026-03-16 skipped",
                    "signup-closes 2026-03-18 made",
                ],
            ),
            ("2026-03-20", &[]),
        ],
    );
}

#[test]
fn an_expected_season_only_says_watch_for_the_notice() {
    let expected = seasons_with(SeasonDates {
        state: SeasonState::Expected,
        ..season_2026()
    });

    assert_due(
        &invited(),
        &expected,
        &[
            ("2026-02-23", &["signup-opens 2026-02-23 made"]),
            (
                "2026-03-18",
                &[
                    "signup-opens 2026-02-23 skipped",
                    "signup-opens 2026-03-09 made",
                ],
            ),
        ],
    );
    let told = due(&invited(), &expected, &[], "2026-03-18");
    assert!(matches!(
        told[1].content,
        ReminderContent::SignupOpens { expected: true, .. }
    ));
    for state in EntryState::ALL {
        let person = PersonSituation {
            entries: vec![EntrySituation {
                paid_on: None,
                ..entered(*state).entries[0].clone()
            }],
            ..nobody()
        };
        for today in ["2026-03-18", "2026-05-20", "2026-05-22", "2026-07-23"] {
            for reminder in due(&person, &expected, &[], today) {
                assert_eq!(
                    reminder.rule,
                    ReminderRule::SignupOpens,
                    "{state} on {today}"
                );
            }
        }
    }
}

#[test]
fn postponed_and_cancelled_seasons_make_nothing() {
    for state in [SeasonState::Postponed, SeasonState::Cancelled] {
        let seasons = seasons_with(SeasonDates {
            state,
            ..season_2026()
        });
        let person = PersonSituation {
            entries: vec![EntrySituation {
                paid_on: None,
                ..entered(EntryState::Paid).entries[0].clone()
            }],
            ..nobody()
        };
        for today in ["2026-03-16", "2026-05-20", "2026-05-22", "2026-07-23"] {
            assert_eq!(shown(&due(&invited(), &seasons, &[], today)), [""; 0]);
            assert_eq!(shown(&due(&person, &seasons, &[], today)), [""; 0]);
        }
    }
}

#[test]
fn where_nobody_knows_when_signup_closes_opening_is_news_for_two_weeks() {
    let open_ended = seasons_with(SeasonDates {
        signup_closes: None,
        ..season_2026()
    });
    assert_due(
        &invited(),
        &open_ended,
        &[
            (
                "2026-03-23",
                &[
                    "signup-opens 2026-02-23 skipped",
                    "signup-opens 2026-03-09 made",
                ],
            ),
            ("2026-03-24", &[]),
        ],
    );
}

#[test]
fn whoever_has_an_entry_of_any_level_is_not_invited_but_a_plan_is_no_signup() {
    for (state, rules) in [
        (EntryState::Planned, vec!["signup-closes"]),
        (EntryState::AccountReady, vec!["signup-closes"]),
        (EntryState::Submitted, vec!["payment-closes"]),
        (EntryState::ChecksPending, vec!["payment-closes"]),
        (EntryState::ChecksFailed, vec!["payment-closes"]),
        (EntryState::Payable, vec!["payment-closes"]),
        (EntryState::PaymentUnconfirmed, vec!["payment-closes"]),
        (EntryState::Paid, vec!["fee-receipt"]),
        (EntryState::TicketPrinted, vec!["fee-receipt"]),
        (EntryState::Cancelled, vec![]),
    ] {
        let person = PersonSituation {
            invitations: vec![Invitation {
                level: Level::Assistant,
                ..invited().invitations[0].clone()
            }],
            ..entered(state)
        };
        let mut made: Vec<&str> = due(&person, &seasons(), &[], "2026-03-18")
            .iter()
            .filter(|one| one.outcome == ReminderOutcome::Made)
            .map(|one| one.rule.as_str())
            .filter(|rule| *rule != "signup-opens")
            .collect();
        made.dedup();
        assert_eq!(made, rules, "{state}");
    }
}

#[test]
fn an_unpaid_entry_hears_twice_before_payment_closes() {
    assert_due(
        &entered(EntryState::Payable),
        &seasons(),
        &[
            ("2026-03-17", &[]),
            ("2026-03-18", &["payment-closes 2026-03-18 made"]),
            (
                "2026-03-20",
                &[
                    "payment-closes 2026-03-18 skipped",
                    "payment-closes 2026-03-19 made",
                ],
            ),
            ("2026-03-21", &[]),
        ],
    );
}

#[test]
fn a_paid_entry_hears_of_its_receipt_ticket_exam_and_results() {
    // Paid on Friday 13 March: the third working day is Wednesday 18 March.
    let person = entered(EntryState::Paid);
    assert_due(
        &person,
        &seasons(),
        &[
            ("2026-03-17", &[]),
            ("2026-03-18", &["fee-receipt 2026-03-18 made"]),
            ("2026-05-12", &["fee-receipt 2026-03-18 made"]),
            ("2026-05-13", &[]),
            ("2026-05-16", &["exam 2026-05-16 made"]),
            (
                "2026-05-20",
                &["ticket 2026-05-20 made", "exam 2026-05-16 made"],
            ),
            (
                "2026-05-23",
                &[
                    "ticket 2026-05-20 made",
                    "exam 2026-05-16 skipped",
                    "exam 2026-05-22 made",
                ],
            ),
            ("2026-05-24", &[]),
            ("2026-07-22", &[]),
            ("2026-07-23", &["results 2026-07-23 made"]),
            ("2026-08-06", &["results 2026-07-23 made"]),
            ("2026-08-07", &[]),
        ],
    );
}

#[test]
fn whoever_printed_the_ticket_hears_of_the_exam_only_and_the_absent_of_nothing() {
    assert_due(
        &entered(EntryState::TicketPrinted),
        &seasons(),
        &[(
            "2026-05-22",
            &["exam 2026-05-16 skipped", "exam 2026-05-22 made"],
        )],
    );
    assert_due(
        &entered(EntryState::Sat),
        &seasons(),
        &[
            ("2026-05-22", &[]),
            ("2026-07-23", &["results 2026-07-23 made"]),
        ],
    );
    for state in [
        EntryState::Absent,
        EntryState::Scored,
        EntryState::Cancelled,
    ] {
        assert_due(
            &entered(state),
            &seasons(),
            &[("2026-05-22", &[]), ("2026-07-23", &[])],
        );
    }
}

#[test]
fn a_receipt_that_is_here_is_not_asked_for() {
    let mut person = entered(EntryState::Paid);
    person.entries[0].has_receipt = true;
    assert_due(&person, &seasons(), &[("2026-03-18", &[])]);
}

#[test]
fn working_days_come_from_the_policy_that_is_passed_in() {
    // Paid on 30 April; 1–5 May are off, 9 May (a Saturday) is worked.
    let off = [
        "2026-05-01",
        "2026-05-02",
        "2026-05-03",
        "2026-05-04",
        "2026-05-05",
    ]
    .map(day);
    let worked = day("2026-05-09");
    let holidays = |from: NaiveDate, count: i64| {
        let mut reached = from;
        let mut left = count;
        while left > 0 {
            reached = plus_days(reached, 1);
            let weekend = matches!(reached.weekday(), Weekday::Sat | Weekday::Sun);
            if !off.contains(&reached) && (!weekend || reached == worked) {
                left -= 1;
            }
        }
        reached
    };
    for (paid_on, due_on) in [("2026-04-30", "2026-05-08"), ("2026-05-07", "2026-05-11")] {
        let mut person = entered(EntryState::Paid);
        person.entries[0].paid_on = Some(day(paid_on));
        let today = day(due_on);
        let before = due_for_person(&person, &seasons(), &[], &holidays, plus_days(today, -1));
        assert_eq!(shown(&before), [""; 0], "{paid_on}");
        let on = due_for_person(&person, &seasons(), &[], &holidays, today);
        assert_eq!(
            shown(&on),
            [format!("fee-receipt {due_on} made")],
            "{paid_on}"
        );
    }
}

#[test]
fn a_payable_claim_hears_a_month_and_a_week_before_its_last_day() {
    let claim = ClaimSituation {
        season: chongqing(2026),
        level: Level::Intermediate,
        payable: true,
        has_claim: false,
        deadline: Some(day("2026-11-30")),
        amount_cents: Some(14_200),
        document: "綦江民发〔2020〕60号".to_owned(),
    };
    let with = |claim: ClaimSituation| PersonSituation {
        claims: vec![claim],
        ..nobody()
    };
    assert_due(
        &with(claim.clone()),
        &seasons(),
        &[
            ("2026-10-30", &[]),
            ("2026-10-31", &["claim-deadline 2026-10-31 made"]),
            (
                "2026-11-30",
                &[
                    "claim-deadline 2026-10-31 skipped",
                    "claim-deadline 2026-11-23 made",
                ],
            ),
            ("2026-12-01", &[]),
        ],
    );
    for silent in [
        ClaimSituation {
            payable: false,
            ..claim.clone()
        },
        ClaimSituation {
            has_claim: true,
            ..claim.clone()
        },
        ClaimSituation {
            deadline: None,
            ..claim
        },
    ] {
        assert_due(&with(silent), &seasons(), &[("2026-11-23", &[])]);
    }
}
