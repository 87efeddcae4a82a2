//! Spreadsheets: they do nothing that their sender could not do by hand.

use actix_web::http::StatusCode;
use shegong::accounts::Role;

use super::{execute, hr};
use crate::harness::{TestApp, Visitor, id_number, xlsx};

fn count(app: &TestApp, table: &str) -> String {
    app.texts(&format!(
        "SELECT CAST(COUNT(*) AS TEXT) AS text FROM {table}"
    ))[0]
        .clone()
}

on_both_databases! {
    fn who_may_not_edit_units_sends_no_list_of_units(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));
        let sheet = xlsx(&["单位名称", "上级单位", "单位类别", "联系人"], &[
            &["城南社区", "古南街道", "学校", "某人"],
            &["新造社区", "古南街道", "社区", ""],
        ]);
        let files = [("file", "单位.xlsx", sheet.as_slice())];
        let before = app.tree();

        let sent = hr.upload("/imports/new", &[("kind", "units")], &files);
        let by_program = hr.upload("/api/v1/imports", &[("kind", "units")], &files);
        let offered = hr.get("/imports/new").text();
        let looked_at = district.upload("/imports/new", &[("kind", "units")], &files);
        let link = looked_at.location().to_owned();

        assert_eq!(sent.status, StatusCode::FORBIDDEN);
        assert!(sent.text().contains("维护单位"), "{}", sent.text());
        assert_eq!(by_program.status, StatusCode::FORBIDDEN);
        assert!(!offered.contains("value=\"units\"") && offered.contains("value=\"people\""), "{offered}");
        assert!(district.get("/imports/new").text().contains("value=\"units\""));
        assert_eq!(count(&app, "import_uploads"), "1", "only the district's file was kept");
        assert_eq!(app.tree().get(app.unit("城南社区")), before.get(app.unit("城南社区")));
        let done = district.post(&format!("{link}/confirm"), &[]);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        app.unit("新造社区");
    }

    fn a_file_is_not_imported_by_whom_the_right_was_taken_from_meanwhile(app: TestApp) {
        app.with_two_townships();
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));
        let sheet = xlsx(&["单位名称", "上级单位"], &[&["新造社区", "古南街道"]]);
        let link = district.upload("/imports/new", &[("kind", "units")], &[("file", "单位.xlsx", &sheet)]).location().to_owned();
        execute(&app, "UPDATE account_roles SET role = 'hr'");

        let done = district.post(&format!("{link}/confirm"), &[]);

        assert_eq!(done.status, StatusCode::FORBIDDEN);
        assert!(app.tree().iter().all(|unit| unit.details.name != "新造社区"));
    }

    fn a_roster_of_an_office_makes_no_units(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let sheet = xlsx(&["姓名", "身份证号", "单位"], &[
            &["安然", &id_number(9), "城南社区"],
            &["曾玉", &id_number(8), "成南社区"],
        ]);
        let before = count(&app, "units");

        let link = hr.upload("/imports/new", &[("kind", "people")], &[("file", "名册.xlsx", &sheet)]).location().to_owned();
        let preview = hr.get(&link).text();
        hr.post(&format!("{link}/confirm"), &[]);

        assert!(preview.contains("没有“成南社区”这个单位，请核对单位名称"), "{preview}");
        assert_eq!(count(&app, "units"), before);
        assert_eq!(app.person("安然").details.unit_id, app.unit("城南社区"));
        assert_eq!(count(&app, "people"), "6");
    }

    fn a_file_is_not_even_read_from_whom_it_is_not_taken(app: TestApp) {
        app.with_two_townships();
        let mut worker = Visitor::of_person(&app, app.person("陈静").id, &[]);
        let far_too_big = vec![b'x'; 26 * 1024 * 1024];
        let files = [("file", "大.csv", far_too_big.as_slice())];

        let by_worker = worker.upload("/imports/new", &[("kind", "people")], &files);
        let by_hr = hr(&app).upload("/imports/new", &[("kind", "people")], &files);
        let made_up = Visitor::stranger(&app).send(
            actix_web::http::Method::POST, "/api/v1/imports", Some("multipart/form-data; boundary=x"),
            far_too_big.clone(), &[("authorization", "Bearer nonsense")],
        );

        // Whose file would be taken hears that it is too big; the others were not asked for it.
        assert_eq!(by_hr.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(by_worker.status, StatusCode::FORBIDDEN);
        assert_eq!(made_up.status, StatusCode::UNAUTHORIZED);
    }
}
