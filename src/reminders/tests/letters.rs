//! The mails, pinned as snapshots.

use super::*;
use crate::reminders::mails::{MailFrame, RenderedMail, reminder_mail, unit_weekly_mail};

fn frame(today: &str) -> MailFrame<'static> {
    MailFrame {
        system_name: "社工通",
        base_url: "https://shegong.example.cn",
        today: day(today),
    }
}

fn contact() -> UnitContact {
    UnitContact {
        unit_name: "石壕镇人民政府".to_owned(),
        name: Some("王芳".to_owned()),
        phone: Some("023-48600000".to_owned()),
        address: Some("wangfang@example.cn".to_owned()),
    }
}

fn mail_of(contents: &[ReminderContent], today: &str) -> RenderedMail {
    reminder_mail("李明", contents, &contact(), &frame(today))
        .unwrap()
        .unwrap()
}

/// The mail about everything that is due for the person on the day.
fn mail(person: &PersonSituation, seasons: &Seasons, today: &str) -> RenderedMail {
    let contents: Vec<ReminderContent> = due(person, seasons, &[], today)
        .into_iter()
        .filter(|one| one.outcome == ReminderOutcome::Made)
        .map(|one| one.content)
        .collect();
    mail_of(&contents, today)
}

fn plain(mail: &RenderedMail) -> String {
    format!("{}\n\n{}", mail.subject, mail.text)
}

fn expected_season() -> Seasons {
    seasons_with(SeasonDates {
        state: SeasonState::Expected,
        document: String::new(),
        ..season_2026()
    })
}

fn claim() -> PersonSituation {
    PersonSituation {
        claims: vec![ClaimSituation {
            season: chongqing(2026),
            level: Level::Intermediate,
            payable: true,
            has_claim: false,
            deadline: Some(day("2026-11-30")),
            amount_cents: Some(140_950),
            document: "綦江民发〔2020〕60号".to_owned(),
        }],
        ..nobody()
    }
}

#[test]
fn every_rule_has_its_own_words() {
    let announced = seasons();
    let with_results = seasons_with(SeasonDates {
        results: Some(at("2026-07-24 10:00")),
        results_expected: false,
        ..season_2026()
    });
    let two_levels = {
        let mut person = invited();
        person.invitations.push(Invitation {
            level: Level::Assistant,
            ..person.invitations[0].clone()
        });
        person
    };
    for (name, person, seasons, today) in [
        (
            "signup_opens_expected",
            invited(),
            &expected_season(),
            "2026-02-23",
        ),
        ("signup_opens_soon", invited(), &announced, "2026-02-23"),
        ("signup_opens_today", invited(), &announced, "2026-03-09"),
        ("signup_closes", invited(), &announced, "2026-03-16"),
        (
            "signup_closes_two_levels",
            two_levels,
            &announced,
            "2026-03-18",
        ),
        (
            "signup_closes_planned",
            entered(EntryState::Planned),
            &announced,
            "2026-03-19",
        ),
        (
            "payment_closes",
            entered(EntryState::Payable),
            &announced,
            "2026-03-18",
        ),
        (
            "payment_checks_failed",
            entered(EntryState::ChecksFailed),
            &announced,
            "2026-03-19",
        ),
        (
            "payment_unconfirmed",
            entered(EntryState::PaymentUnconfirmed),
            &announced,
            "2026-03-20",
        ),
        (
            "fee_receipt",
            entered(EntryState::Paid),
            &announced,
            "2026-03-18",
        ),
        (
            "exam",
            entered(EntryState::TicketPrinted),
            &announced,
            "2026-05-22",
        ),
        (
            "results_expected",
            entered(EntryState::Sat),
            &announced,
            "2026-07-23",
        ),
        (
            "results",
            entered(EntryState::Sat),
            &with_results,
            "2026-07-24",
        ),
        ("claim_deadline", claim(), &announced, "2026-11-23"),
        (
            "registration_first",
            certified("2025-05-31"),
            &announced,
            "2026-02-28",
        ),
        (
            "registration_opens",
            registered("2023-06-01", "2026-05-31"),
            &announced,
            "2026-02-28",
        ),
        (
            "registration_ends",
            registered("2023-06-01", "2026-05-31"),
            &announced,
            "2026-05-24",
        ),
        (
            "training_short",
            training(WindowKind::Registration, "2023-09-01", "2026-08-31"),
            &announced,
            "2026-07-31",
        ),
        (
            "training_overdue",
            training(WindowKind::Registration, "2022-12-01", "2025-11-30"),
            &announced,
            "2026-03-09",
        ),
        (
            "training_rolling",
            training(WindowKind::Rolling, "2023-04-02", "2026-04-01"),
            &announced,
            "2026-04-01",
        ),
    ] {
        let mail = mail(&person, seasons, today);
        assert!(
            mail.text.starts_with(
                mail.subject
                    .trim_start_matches("【社工通】")
                    .split("，另有")
                    .next()
                    .unwrap()
            )
        );
        insta::assert_snapshot!(format!("plain_{name}"), plain(&mail));
    }
}

#[test]
fn the_ticket_has_its_own_words() {
    let ticket = due(&entered(EntryState::Paid), &seasons(), &[], "2026-05-20")
        .into_iter()
        .find(|one| one.rule == ReminderRule::Ticket)
        .unwrap();
    insta::assert_snapshot!(
        "plain_ticket",
        plain(&mail_of(&[ticket.content], "2026-05-20"))
    );
}

/// Several things at once, one of them moved, one of them late.
fn mixed() -> RenderedMail {
    let mut person = entered(EntryState::Payable);
    person.training = vec![
        training_line(WindowKind::Registration, "2022-12-01", "2025-11-30"),
        TrainingSituation {
            rule_id: "qijiang-days".to_owned(),
            rule_name: "綦江天数要求".to_owned(),
            document: "綦江民发〔2020〕60号".to_owned(),
            unit: RuleUnit::Days,
            required_hundredths: 1200,
            counted_hundredths: 916,
            open_hundredths: 284,
            ..training_line(WindowKind::Registration, "2023-09-19", "2026-09-18")
        },
    ];
    person.registrations = registered("2023-06-01", "2026-06-18").registrations;
    let mut contents: Vec<ReminderContent> = due(&person, &seasons(), &[], "2026-03-18")
        .into_iter()
        .filter(|one| one.outcome == ReminderOutcome::Made)
        .map(|one| one.content)
        .collect();
    for content in &mut contents {
        if matches!(content, ReminderContent::PaymentCloses { .. }) {
            content.tell_moved_from(day("2026-03-25"));
        }
    }
    mail_of(&contents, "2026-03-18")
}

#[test]
fn a_mixed_mail_puts_the_most_urgent_first() {
    let mail = mixed();
    insta::assert_snapshot!("plain_mixed", plain(&mail));
    insta::assert_snapshot!("html_mixed", mail.html);
}

#[test]
fn one_thing_makes_a_short_html_mail() {
    insta::assert_snapshot!(
        "html_signup_closes",
        mail(&invited(), &seasons(), "2026-03-16").html
    );
}

fn weekly() -> RenderedMail {
    let mut overdue = training(WindowKind::Registration, "2023-01-01", "2025-12-31");
    overdue.training[0].state = TrainingState::Overdue;
    overdue.name = "赵敏".to_owned();
    let mut short = training(WindowKind::Rolling, "2023-03-17", "2026-03-16");
    short.training[0].state = TrainingState::Short;
    short.name = "孙丽".to_owned();
    let people = [
        PersonSituation {
            name: "周杰".to_owned(),
            ..invited()
        },
        PersonSituation {
            name: "吴强".to_owned(),
            ..entered(EntryState::Payable)
        },
        overdue,
        PersonSituation {
            name: "郑红".to_owned(),
            ..registered("2022-06-01", "2025-05-31")
        },
        short,
        PersonSituation {
            name: "冯刚".to_owned(),
            unit_name: "石壕镇".to_owned(),
            address: None,
            ..certified("2020-01-10")
        },
    ];
    let unit = UnitSituation {
        unit: UnitId(3),
        name: "石壕镇".to_owned(),
        address: Some("hr@example.cn".to_owned()),
    };
    let due = due_for_unit(&unit, &people, &seasons(), &[], day("2026-03-16"));
    match &due[0].content {
        ReminderContent::UnitWeekly(list) => unit_weekly_mail(list, &frame("2026-03-16"))
            .unwrap()
            .unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_unit_gets_its_list_in_parts() {
    let mail = weekly();
    insta::assert_snapshot!("plain_weekly", plain(&mail));
    insta::assert_snapshot!("html_weekly", mail.html);
}

#[test]
fn what_people_typed_is_escaped_in_html_and_kept_in_text() {
    let mut person = invited();
    person.invitations[0].admitted_by = "<script>alert(1)</script>".to_owned();
    let contents: Vec<ReminderContent> = due(&person, &seasons(), &[], "2026-02-23")
        .into_iter()
        .map(|one| one.content)
        .collect();
    let mail = reminder_mail(
        "<b>李</b>\r\nBcc: x",
        &contents,
        &contact(),
        &frame("2026-02-23"),
    )
    .unwrap()
    .unwrap();

    assert!(!mail.html.contains("<script>") && !mail.html.contains("<b>李"));
    assert!(mail.text.contains("<script>alert(1)</script>"));
    assert!(!mail.subject.contains('\n') && !mail.subject.contains('\r'));
}

#[test]
fn without_reminders_there_is_no_mail() {
    let none = reminder_mail("李明", &[], &contact(), &frame("2026-03-16")).unwrap();
    assert_eq!(none, None);
}

#[test]
fn a_unit_without_a_contact_person_is_still_named() {
    let bare = UnitContact {
        name: None,
        phone: None,
        address: None,
        ..contact()
    };
    let contents = [due(&invited(), &seasons(), &[], "2026-02-23")
        .remove(0)
        .content];
    let mail = reminder_mail("李明", &contents, &bare, &frame("2026-02-23"))
        .unwrap()
        .unwrap();
    assert!(
        mail.text
            .contains("有疑问请联系：石壕镇人民政府人事负责人。"),
        "{}",
        mail.text
    );
}

/// Writes the HTML mails where `SHEGONG_MAIL_PICTURES` says, for looking at them.
#[test]
fn the_mails_can_be_looked_at() {
    let Some(folder) = std::env::var_os("SHEGONG_MAIL_PICTURES") else {
        return;
    };
    let folder = std::path::PathBuf::from(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let one = mail(&invited(), &seasons(), "2026-03-16");
    let expected = mail(&invited(), &expected_season(), "2026-02-23");
    for (name, mail) in [
        ("mixed", mixed()),
        ("weekly", weekly()),
        ("one", one),
        ("expected", expected),
    ] {
        std::fs::write(folder.join(format!("{name}.html")), mail.html).unwrap();
    }
}
