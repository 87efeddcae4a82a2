//! Looks at personal data: masked unless asked for with a reason, and in the history.

use actix_web::http::StatusCode;
use shegong::accounts::Role;
use shegong::db::DatabaseError;
use shegong::people::store::leavers::erase_id_number;
use shegong::web::{Handler, TABLE, Verb};

use super::{at, hr, with_addresses};
use crate::harness::proofs::pdf;
use crate::harness::{TestApp, Visitor, id_number, xlsx};

/// Files of figures, in which nobody stands.
const FIGURES_ONLY: [&str; 2] = ["/targets.xlsx", "/statistics.xlsx"];

#[test]
fn every_file_with_people_in_it_can_leave_a_line_in_the_history() {
    let endings = [".xlsx", ".pdf", ".json", ".csv"];
    let files = TABLE
        .iter()
        .filter(|route| route.verb == Verb::Get && !route.path.contains("openapi"))
        .filter(|route| endings.iter().any(|ending| route.path.ends_with(ending)))
        .filter(|route| !FIGURES_ONLY.contains(&route.path));
    let mut seen = 0;
    for route in files {
        seen += 1;
        assert!(
            matches!(route.handler, Handler::Act(_)),
            "{} only reads, so it cannot be noted",
            route.path
        );
    }
    assert!(seen >= 8, "{seen}");
}

/// A record as it is typed.
const TRAINING: [(&str, &str); 7] = [
    ("title", "督导培训"),
    ("organiser", "区民政局"),
    ("first_day", "2026-02-02"),
    ("last_day", "2026-02-03"),
    ("days", "2"),
    ("mode", "onsite"),
    ("kind", "training"),
];

fn exports(app: &TestApp) -> Vec<String> {
    app.texts("SELECT after AS text FROM history WHERE action = 'exported' ORDER BY id")
}

on_both_databases! {
    fn every_list_that_is_taken_away_stands_in_the_history(app: TestApp) {
        app.with_two_townships();
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));
        let mut hr = hr(&app);
        let sheet = xlsx(&["姓名", "身份证号"], &[&["陈静", "123"], &["安然", &id_number(9)]]);
        let link = hr.upload("/imports/new", &[("kind", "people")], &[("file", "名册.xlsx", &sheet)]).location().to_owned();
        hr.post(&format!("{link}/confirm"), &[]);

        let files = [
            district.get("/training/gaps.xlsx"),
            district.get("/units.xlsx?q=%E7%A4%BE%E5%8C%BA"),
            hr.get(&format!("{link}/refused.xlsx")),
        ];

        for file in files {
            assert_eq!(file.status, StatusCode::OK, "{}", file.text());
        }
        let lines = exports(&app);
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].contains("培训缺口") && lines[1].contains("单位名单") && lines[2].contains("被拒绝的行"), "{lines:?}");
        assert!(lines[1].contains("\"filters\":\"q=%E7%A4%BE%E5%8C%BA\""), "{lines:?}");
    }

    fn who_takes_somebodys_proof_away_stands_in_the_history(app: TestApp) {
        app.with_two_townships();
        let owner = app.person("陈静").id;
        let mut worker = Visitor::of_person(&app, owner, &[]);
        let filed = worker.upload("/me/training", &TRAINING, &[("proof", "证明.pdf", &pdf("one"))]);
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text());
        let id = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM evidence")[0].clone();

        let own = worker.get(&format!("/evidence/{id}"));
        let by_hr = hr(&app).get(&format!("/evidence/{id}"));

        assert_eq!((own.status, by_hr.status), (StatusCode::OK, StatusCode::OK));
        let lines = app.texts("SELECT entity || ' ' || CAST(person_id AS TEXT) AS text FROM history WHERE action = 'exported'");
        assert_eq!(lines, [format!("evidence {owner}")]);
    }

    fn the_history_shows_mobile_numbers_masked(app: TestApp) {
        with_addresses(&app);
        let mut hr = hr(&app);
        let person = app.person("陈静").id;
        hr.post(&format!("/people/{person}/edit"), &[("version", "2"), ("name", "陈静"), ("mobile", "13912345678"), ("email", "chenjing@example.cn")]);
        let mut auditor = Visitor::with_role(&app, Role::Auditor, None);

        let texts = [
            auditor.get("/history?entity=person").text(),
            auditor.get(&format!("/history/person/{person}")).text(),
            auditor.get("/api/v1/history?limit=200").text(),
        ];

        for text in texts {
            assert!(text.contains("139****5678"), "{text}");
            assert!(!text.contains("13912345678") && !text.contains("13800000001"), "{text}");
        }
    }

    fn a_person_whose_number_was_erased_by_law_breaks_no_page(app: TestApp) {
        with_addresses(&app);
        let id = app.person("陈静").id;
        app.app.db.write(|conn| Ok::<_, DatabaseError>(erase_id_number(conn, id, app.app.now().instant)?)).unwrap();
        let version = app.person("陈静").version.to_string();
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));
        Visitor::of_person(&app, id, &[at(&app, Role::Worker, "城南社区")]);

        let pages = ["", "/edit", "/leave", "/move", "/id-number", "/unmask", "/merge", "/record.pdf", "/record.json"]
            .map(|part| format!("/people/{id}{part}"));
        let others = ["/people", "/people.xlsx", "/statistics?year=2025", "/statistics.xlsx?year=2024", "/targets", "/training/gaps", "/accounts"];
        for path in pages.iter().map(String::as_str).chain(others) {
            let seen = district.get(path);
            assert!(!seen.status.is_server_error(), "{path}: {}", seen.text());
        }
        let unmasked = district.post(&format!("/people/{id}/unmask"), &[("reason", "核对")]);
        let corrected = district.post(&format!("/people/{id}/id-number"), &[("version", &version), ("id_number", &id_number(77)), ("reason", "录错")]);
        assert!(district.get(&format!("/people/{id}")).text().contains("已依法清除"));
        for refused in [unmasked, corrected] {
            assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
            assert!(refused.text().contains("已依法清除"));
        }
        let own = Visitor::of_person(&app, app.person("万玲").id, &[]).get("/me");
        assert_eq!(own.status, StatusCode::OK);
    }

    fn what_hr_files_for_somebody_is_marked_in_the_history(app: TestApp) {
        app.with_two_townships();
        let person = app.person("陈静").id;

        let filed = hr(&app).upload(&format!("/people/{person}/training"), &TRAINING, &[]);

        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text());
        let lines = app.texts("SELECT COALESCE(CAST(on_behalf_of_id AS TEXT), '') AS text FROM history WHERE entity = 'training_record'");
        assert!(!lines.is_empty() && lines.iter().all(|line| *line == person.to_string()), "{lines:?}");
    }
}
