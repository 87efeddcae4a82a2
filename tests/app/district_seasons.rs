//! The district enters seasons: areas and districts, states, refusals, and what moved
//! days do to reminders.

use actix_web::http::StatusCode;
use chrono::{NaiveDate, NaiveDateTime};
use shegong::accounts::{Reach, Role};
use shegong::audit::store::load_of_entity;
use shegong::audit::{Entity, Occasion};
use shegong::changes::{ChangeError, Refusal};
use shegong::clock::{Clock, Now};
use shegong::db::DatabaseError;
use shegong::exams::rules::SeasonInput;
use shegong::exams::season_book::SeasonBook;
use shegong::exams::season_changes::enter;
use shegong::exams::{Season, SeasonState};
use shegong::intake::ImportKind;
use shegong::mail::sending::send_all;
use shegong::mail::{MemoryMails, Sender, Transport};
use shegong::policy::{SeasonDays, Trust};
use shegong::reminders::ReminderRule;
use shegong::reminders::actions::remind;

use crate::harness::{TestApp, Visitor, day, id_number};

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// Chongqing 2026 with another end of sign-up.
fn season(place: &str, signup_closes: &str) -> SeasonInput {
    SeasonInput {
        year: 2026,
        place: place.to_owned(),
        state: SeasonState::Announced,
        signup_opens: Some(at("2026-03-09 09:00")),
        signup_closes: Some(at(signup_closes)),
        payment_closes: None,
        ticket_first: None,
        ticket_last: None,
        exam_first: Some(day(2026, 5, 23)),
        exam_last: Some(day(2026, 5, 24)),
        results: None,
        results_day_only: true,
        service_cutoff: None,
        source_document: "渝人考〔2026〕12号".to_owned(),
        source_trust: Trust::ConfirmedA,
    }
}

fn people(app: &TestApp) {
    app.import_rows(
        ImportKind::People,
        &[
            "姓名",
            "身份证号",
            "单位",
            "电子邮箱",
            "学历",
            "从事社会工作时间",
        ],
        &[&[
            "陈静",
            &id_number(1),
            "古南街道城南社区",
            "chen@example.test",
            "本科",
            "2024-01-01",
        ]],
    );
}

fn days(app: &TestApp, place: &str) -> SeasonDays {
    app.app
        .db
        .read(|conn| {
            let book = SeasonBook::load(conn, &app.app.policies, app.app.config.time_zone)?;
            Ok::<_, DatabaseError>(book.days(2026, place).unwrap())
        })
        .unwrap()
}

fn entered(app: &TestApp, input: &SeasonInput, seen: Option<i64>) -> Season {
    enter(&app.app, &app.occasion(), &Reach::Everywhere, input, seen).unwrap()
}

fn occasion_on(app: &TestApp, today: NaiveDate) -> Occasion {
    let mut occasion = app.occasion();
    occasion.now = Now {
        today,
        ..occasion.now
    };
    occasion
}

on_both_databases! {
    fn what_the_district_enters_goes_before_the_policy_data(app: TestApp) {
        people(&app);
        assert_eq!(days(&app, "重庆市").signup_closes, Some(at("2026-03-19 17:00")));

        let made = entered(&app, &season("重庆市", "2026-03-25 17:00"), None);

        assert_eq!(days(&app, "重庆市").signup_closes, Some(at("2026-03-25 17:00")));
        assert_eq!(days(&app, "綦江区").signup_closes, Some(at("2026-03-25 17:00")));
        assert_eq!(days(&app, "重庆市").source.document, "渝人考〔2026〕12号");
        let lines = app.app.db.read(|conn| Ok::<_, DatabaseError>(load_of_entity(conn, Entity::Season, made.id.0)?)).unwrap();
        assert_eq!(lines.len(), 1);
    }

    fn a_district_may_have_days_of_its_own(app: TestApp) {
        people(&app);
        let made = entered(&app, &season("綦江区", "2026-03-30 17:00"), None);

        assert_eq!((made.details.area.as_str(), made.details.district.as_str()), ("重庆市", "綦江区"));
        assert_eq!(days(&app, "綦江区").signup_closes, Some(at("2026-03-30 17:00")));
        assert_eq!(days(&app, "重庆市").signup_closes, Some(at("2026-03-19 17:00")));
        assert_eq!(days(&app, "荣昌区").signup_closes, Some(at("2026-03-19 17:00")));
    }

    fn a_season_is_changed_only_by_who_saw_its_latest_version(app: TestApp) {
        people(&app);
        entered(&app, &season("重庆市", "2026-03-25 17:00"), None);
        let everywhere = &Reach::Everywhere;
        let later = season("重庆市", "2026-03-26 17:00");

        let unseen = enter(&app.app, &app.occasion(), everywhere, &later, None);
        assert!(matches!(unseen, Err(ChangeError::Stale(_))), "{unseen:?}");
        entered(&app, &later, Some(1));
        let old = enter(&app.app, &app.occasion(), everywhere, &later, Some(1));
        assert!(matches!(old, Err(ChangeError::Stale(_))), "{old:?}");
    }

    fn a_cancelled_season_stays_cancelled(app: TestApp) {
        people(&app);
        let mut input = season("重庆市", "2026-03-25 17:00");
        input.state = SeasonState::Cancelled;
        entered(&app, &input, None);
        input.state = SeasonState::Announced;

        let outcome = enter(&app.app, &app.occasion(), &Reach::Everywhere, &input, Some(1));

        let Err(ChangeError::Refused(refusals)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(refusals[0].field(), Some("state"));
    }

    fn moved_days_cancel_unsent_reminders_and_make_new_ones_that_say_so(app: TestApp) {
        people(&app);
        let mails = MemoryMails::new(Sender::from_settings(&app.app.config.mail).unwrap());
        let transport = Transport::Memory(mails.clone());
        // Three days before the end of sign-up a reminder is made and not yet sent.
        let made = remind(&app.app, false, &occasion_on(&app, day(2026, 3, 16))).unwrap();
        assert!(made.iter().any(|line| line.rule == ReminderRule::SignupCloses), "{made:?}");

        entered(&app, &season("重庆市", "2026-03-25 17:00"), None);
        send_all(&app.app, &transport, "test").unwrap();

        let told = mails.sent();
        assert!(told.iter().all(|mail| !mail.message.text.contains("2026年3月19日17:00")), "{:?}", told.iter().map(|mail| &mail.message.subject).collect::<Vec<_>>());
        // That sign-up opens still holds, and now tells the new end.
        assert!(told.iter().any(|mail| mail.message.text.contains("2026年3月25日17:00")));
        // A week before the new end the person is told; the day that nobody was ever
        // told is not named as the earlier one.
        let mut later = app.app.clone();
        later.clock = Clock::Fixed(at("2026-03-18 02:00"));
        let made = remind(&later, false, &occasion_on(&app, day(2026, 3, 18))).unwrap();
        assert!(made.iter().any(|line| line.rule == ReminderRule::SignupCloses && line.due_on == day(2026, 3, 18)), "{made:?}");
        send_all(&later, &transport, "test").unwrap();
        let last = mails.sent().pop().unwrap();
        assert!(last.message.text.contains("2026年3月25日17:00"), "{}", last.message.text);
        assert!(!last.message.text.contains("2026年3月19日"), "{}", last.message.text);
        assert!(app.texts("SELECT state AS text FROM reminders ORDER BY id").contains(&"cancelled".to_owned()));
    }

    fn nobody_enters_the_season_of_a_place_without_units_of_theirs(app: TestApp) {
        people(&app);
        let tree = app.app.db.read(|conn| Ok::<_, DatabaseError>(shegong::units::store::load_tree(conn)?)).unwrap();
        let district = tree.district_of_region("綦江区").unwrap().id;
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district));

        let seen = visitor.post("/seasons", &[
            ("year", "2026"), ("place", "四川省"), ("state", "announced"),
            ("source_document", "川人考"), ("source_trust", "CONF-A"),
        ]);

        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.text().contains("place-error"), "{}", seen.text());
        assert_eq!(visitor.get("/seasons/2026/%E5%9B%9B%E5%B7%9D%E7%9C%81").status, StatusCode::NOT_FOUND);
    }

    fn a_season_is_entered_in_the_browser_and_stands_on_its_page(app: TestApp) {
        people(&app);
        let mut visitor = Visitor::with_role(&app, Role::District, None);
        assert_eq!(visitor.get("/seasons").status, StatusCode::OK);
        assert!(visitor.get("/seasons/edit?year=2027").text().contains("2027"));

        let wrong = visitor.post("/seasons", &[
            ("year", "2027"), ("place", "重庆市"), ("state", "announced"), ("source_trust", "CONF-A"),
            ("signup_opens", "2027-03-10T09:00"), ("signup_closes", "2027-03-09T09:00"),
        ]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("signup_closes-error") && wrong.text().contains("source_document-error"));

        let seen = visitor.post("/seasons", &[
            ("year", "2027"), ("place", "重庆市"), ("state", "announced"), ("source_trust", "CONF-A"),
            ("source_document", "渝人考〔2027〕1号"), ("signup_opens", "2027-03-10T09:00"),
            ("signup_closes", "2027-03-20T17:00"), ("exam_first", "2027-05-22"), ("exam_last", "2027-05-23"),
            ("results", "2027-07-22"),
        ]);
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
        let page = visitor.get(seen.location()).text();
        assert!(page.contains("2027年3月20日 17:00") && page.contains("渝人考〔2027〕1号"), "{page}");
        assert!(page.contains("2027年7月22日"));
    }
}
