//! Days out of order, steps, and what is said of them, as tables.

use super::*;
use SeasonState::{Announced, Cancelled, Expected, Postponed};

fn day(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

fn at(text: &str) -> Option<NaiveDateTime> {
    (!text.is_empty()).then(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap())
}

/// Chongqing 2026.
fn season() -> SeasonInput {
    SeasonInput {
        year: 2026,
        place: "重庆市".to_owned(),
        state: Announced,
        signup_opens: at("2026-03-09 09:00"),
        signup_closes: at("2026-03-19 17:00"),
        payment_closes: at("2026-03-20 17:00"),
        ticket_first: day("2026-05-18"),
        ticket_last: day("2026-05-22"),
        exam_first: day("2026-05-23"),
        exam_last: day("2026-05-24"),
        results: at("2026-07-23 10:00"),
        results_day_only: false,
        service_cutoff: None,
        source_document: "渝人考〔2026〕9号".to_owned(),
        source_trust: Trust::ConfirmedB,
    }
}

fn fields(input: &SeasonInput, from: SeasonState) -> Vec<&'static str> {
    match check_season(input, from) {
        Ok(()) => Vec::new(),
        Err(refusals) => refusals.iter().filter_map(Refusal::field).collect(),
    }
}

#[test]
fn days_in_order_are_taken_and_so_is_any_part_of_them() {
    let empty = SeasonInput {
        signup_opens: None,
        signup_closes: None,
        payment_closes: None,
        ticket_first: None,
        ticket_last: None,
        results: None,
        ..season()
    };
    let same_end = SeasonInput {
        payment_closes: at("2026-03-19 17:00"),
        ticket_last: day("2026-05-24"),
        ..season()
    };

    for input in [season(), empty, same_end] {
        assert_eq!(fields(&input, Expected), [""; 0], "{input:?}");
    }
}

#[test]
fn each_day_out_of_order_is_refused_at_its_own_field() {
    let with = |change: &dyn Fn(&mut SeasonInput)| {
        let mut input = season();
        change(&mut input);
        input
    };
    for (input, field) in [
        (
            with(&|s| s.signup_closes = at("2026-03-09 09:00")),
            "signup_closes",
        ),
        (
            with(&|s| s.payment_closes = at("2026-03-19 16:59")),
            "payment_closes",
        ),
        (
            with(&|s| s.ticket_first = day("2026-03-19")),
            "ticket_first",
        ),
        (with(&|s| s.ticket_first = None), "ticket_first"),
        (with(&|s| s.ticket_last = day("2026-05-17")), "ticket_last"),
        (with(&|s| s.ticket_last = day("2026-05-25")), "ticket_last"),
        (with(&|s| s.exam_last = day("2026-05-22")), "exam_last"),
        (with(&|s| s.exam_first = None), "exam_first"),
        (
            with(&|s| (s.exam_first, s.exam_last) = (None, None)),
            "exam_first",
        ),
        (with(&|s| s.results = at("2026-05-23 10:00")), "results"),
        (
            with(&|s| s.source_document = " ".to_owned()),
            "source_document",
        ),
        (
            with(&|s| s.source_document = "文".repeat(201)),
            "source_document",
        ),
        (with(&|s| s.year = 2007), "year"),
    ] {
        assert!(fields(&input, Expected).contains(&field), "{field}");
    }
    let early = with(&|s| {
        s.ticket_first = None;
        s.ticket_last = None;
        s.exam_first = day("2026-03-15");
        s.exam_last = None;
    });
    assert_eq!(fields(&early, Expected), ["exam_first"]);
    let other_year = with(&|s| s.year = 2025);
    assert_eq!(fields(&other_year, Expected), ["exam_first"]);
}

#[test]
fn a_season_takes_the_steps_of_the_table_and_no_others() {
    let steps = [
        (Expected, Announced),
        (Announced, Expected),
        (Announced, Postponed),
        (Announced, Cancelled),
        (Postponed, Announced),
        (Postponed, Cancelled),
    ];
    for &from in SeasonState::ALL {
        for &to in SeasonState::ALL {
            let input = SeasonInput {
                state: to,
                ..season()
            };
            let allowed = fields(&input, from).is_empty();
            assert_eq!(
                allowed,
                from == to || steps.contains(&(from, to)),
                "{from} -> {to}"
            );
        }
    }
}

#[test]
fn a_refused_step_says_what_may_be_done_instead() {
    let input = SeasonInput {
        state: Postponed,
        ..season()
    };

    let refusals = check_season(&input, Expected).unwrap_err();

    assert_eq!(
        refusals[0].to_string(),
        "考试安排不能从“预计”改为“已延期”，只能改为“已公布”"
    );
}
