//! Mass extension of registrations: looked at, done as one, taken back as one.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use shegong::accounts::{Reach, Role};
use shegong::calendar::Period;
use shegong::certificates::extension::{self, ExtensionError, Preview};
use shegong::certificates::rules::{ExtensionInput, ExtensionRefusal};
use shegong::certificates::{Level, RegistrationExtension};
use shegong::changes::ChangeError;
use shegong::intake::ImportKind;
use shegong::units::UnitId;

use crate::harness::{TestApp, Visitor, day, id_number};

/// 陈静 (assistant, to 2026-03-31) and 王强 (intermediate, to 2026-06-30) in 石壕镇溪山村,
/// 李明 (assistant, to 2026-03-31) in 古南街道城南社区, 赵丽 left.
fn registered(app: &TestApp) {
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位", "离职日期"],
        &[
            &["陈静", &id_number(1), "石壕镇溪山村", ""],
            &["王强", &id_number(2), "石壕镇溪山村", ""],
            &["李明", &id_number(3), "古南街道城南社区", ""],
            &["赵丽", &id_number(4), "石壕镇溪山村", "2026-01-31"],
        ],
    );
    app.import_rows(
        ImportKind::Certificates,
        &[
            "姓名",
            "身份证号",
            "证书级别",
            "批准日期",
            "登记日期",
            "登记有效期至",
        ],
        &[
            &[
                "陈静",
                &id_number(1),
                "助理",
                "2022-06-18",
                "2023-04-01",
                "2026-03-31",
            ],
            &[
                "王强",
                &id_number(2),
                "中级",
                "2022-06-18",
                "2023-07-01",
                "2026-06-30",
            ],
            &[
                "李明",
                &id_number(3),
                "助理",
                "2022-06-18",
                "2023-04-01",
                "2026-03-31",
            ],
            &[
                "赵丽",
                &id_number(4),
                "助理",
                "2022-06-18",
                "2023-04-01",
                "2026-03-31",
            ],
        ],
    );
}

fn input(unit: UnitId, level: Option<Level>) -> ExtensionInput {
    ExtensionInput {
        unit,
        level,
        last_days: Period {
            first: day(2026, 1, 1),
            last: day(2026, 6, 30),
        },
        new_last_day: day(2026, 12, 31),
        document: "渝民发〔2026〕1号".to_owned(),
    }
}

fn preview(app: &TestApp, input: &ExtensionInput) -> Preview {
    app.app
        .db
        .read(|conn| {
            let tree = shegong::units::store::load_tree(conn)?;
            extension::preview(conn, &tree, &Reach::Everywhere, input, app.app.now().today)
        })
        .unwrap()
}

fn names(preview: &Preview) -> Vec<&str> {
    preview
        .lines
        .iter()
        .map(|line| line.name.as_str())
        .collect()
}

fn extend(app: &TestApp, input: &ExtensionInput) -> RegistrationExtension {
    let seen = preview(app, input).fingerprint;
    extension::extend(&app.app, &app.occasion(), &Reach::Everywhere, input, &seen).unwrap()
}

/// The last days in use, by certificate.
fn last_days(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT CAST(r.certificate_id AS TEXT) || ' ' || CAST(r.last_day AS TEXT) AS text FROM registrations r \
         WHERE NOT EXISTS (SELECT 1 FROM registrations f WHERE f.follows_id = r.id AND f.kind IN ('extension', 'correction')) \
         ORDER BY r.certificate_id, r.id",
    )
}

fn why<T: std::fmt::Debug>(outcome: Result<T, ExtensionError>) -> Vec<ExtensionRefusal> {
    match outcome {
        Err(ChangeError::Refused(refusals)) => refusals,
        other => panic!("{other:?}"),
    }
}

fn renewal(app: &TestApp, first: NaiveDate) {
    app.import_rows(
        ImportKind::Certificates,
        &["姓名", "身份证号", "证书级别", "登记日期"],
        &[&["陈静", &id_number(1), "助理", &first.to_string()]],
    );
}

on_both_databases! {
    fn the_scope_the_level_and_the_span_decide_whom_it_touches(app: TestApp) {
        registered(&app);
        let district = app.unit("綦江区");
        let town = app.unit("石壕镇");

        assert_eq!(names(&preview(&app, &input(district, None))).len(), 3);
        assert_eq!(names(&preview(&app, &input(town, None))), ["陈静", "王强"]);
        assert_eq!(names(&preview(&app, &input(town, Some(Level::Assistant)))), ["陈静"]);
        let mut narrow = input(district, None);
        narrow.last_days.first = day(2026, 4, 1);
        assert_eq!(names(&preview(&app, &narrow)), ["王强"]);
    }

    fn an_extension_is_one_row_each_and_is_taken_back_as_a_whole(app: TestApp) {
        registered(&app);
        let before = last_days(&app);
        let made = extend(&app, &input(app.unit("石壕镇"), None));

        assert_eq!(made.details.registration_count, 2);
        assert_eq!(last_days(&app), ["1 2026-12-31", "2 2026-12-31", "3 2026-03-31", "4 2026-03-31"]);
        assert_eq!(app.texts("SELECT kind AS text FROM registrations WHERE kind = 'extension'").len(), 2);

        extension::reverse(&app.app, &app.occasion(), &Reach::Everywhere, made.id, 1).unwrap();

        assert_eq!(last_days(&app), before);
        assert_eq!(app.texts("SELECT kind AS text FROM registrations").len(), 8, "nothing is removed");
        assert_eq!(app.texts("SELECT action AS text FROM history WHERE entity = 'registration_extension' ORDER BY id"), ["created", "changed"]);
        let again = extension::reverse(&app.app, &app.occasion(), &Reach::Everywhere, made.id, 2);
        assert_eq!(why(again), [ExtensionRefusal::Reversed]);
    }

    fn what_was_built_upon_is_not_taken_back(app: TestApp) {
        registered(&app);
        let made = extend(&app, &input(app.unit("石壕镇"), None));
        renewal(&app, day(2027, 1, 1));
        let before = app.contents();

        let outcome = extension::reverse(&app.app, &app.occasion(), &Reach::Everywhere, made.id, 1);

        assert_eq!(why(outcome), [ExtensionRefusal::Followed(1)]);
        assert_eq!(app.contents(), before);
    }

    fn only_the_list_that_was_looked_at_is_extended(app: TestApp) {
        registered(&app);
        let wanted = input(app.unit("石壕镇"), None);
        let seen = preview(&app, &wanted).fingerprint;
        renewal(&app, day(2026, 4, 1));
        let before = app.contents();

        let outcome = extension::extend(&app.app, &app.occasion(), &Reach::Everywhere, &wanted, &seen);

        assert_eq!(why(outcome), [ExtensionRefusal::ListChanged(1)]);
        assert_eq!(app.contents(), before);
    }

    fn a_second_extension_follows_the_first(app: TestApp) {
        registered(&app);
        let town = app.unit("石壕镇");
        extend(&app, &input(town, Some(Level::Assistant)));
        let mut second = input(town, Some(Level::Assistant));
        second.last_days = Period { first: day(2026, 12, 1), last: day(2026, 12, 31) };
        second.new_last_day = day(2027, 6, 30);

        extend(&app, &second);

        assert_eq!(last_days(&app)[0], "1 2027-06-30");
    }

    fn a_registrar_extends_within_reach_only(app: TestApp) {
        registered(&app);
        let (town, street) = (app.unit("石壕镇").to_string(), app.unit("古南街道").to_string());
        let made = extend(&app, &input(app.unit("古南街道"), None));
        let mut visitor = Visitor::with_role(&app, Role::Registrar, Some(app.unit("石壕镇")));
        let query = |unit: &str| format!(
            "/extensions/new?unit={unit}&level=&last_day_from=2026-01-01&last_day_to=2026-06-30&new_last_day=2026-12-31&document=%E6%96%87"
        );

        assert_eq!(visitor.get(&format!("/extensions/{}", made.id)).status, StatusCode::NOT_FOUND);
        assert_eq!(visitor.post(&format!("/extensions/{}/reversal", made.id), &[("version", "1")]).status, StatusCode::NOT_FOUND);
        assert_eq!(visitor.get(&query(&street)).status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = visitor.get(&query(&town)).text();
        assert!(page.contains("名单：2 条登记") && page.contains("陈静") && !page.contains("李明"), "{page}");
        let fingerprint = page.split("name=\"fingerprint\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();

        let seen = visitor.post("/extensions", &[
            ("unit", &town), ("level", ""), ("last_day_from", "2026-01-01"), ("last_day_to", "2026-06-30"),
            ("new_last_day", "2026-12-31"), ("document", "文"), ("fingerprint", &fingerprint),
        ]);

        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
        assert_eq!(visitor.get(seen.location()).status, StatusCode::OK);
        assert!(last_days(&app).contains(&"1 2026-12-31".to_owned()));
    }
}
