//! The district keeps its units: adds, corrects, moves, closes them; each change in the
//! history, none of another's.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::{Reach, Role};
use shegong::audit::Entity;
use shegong::audit::store::load_of_entity;
use shegong::changes::ChangeError;
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::units::changes::{self, UnitChangeError};
use shegong::units::rules::{UnitInput, UnitRefusal};
use shegong::units::{Unit, UnitId, UnitKind};

use crate::harness::{TestApp, Visitor, id_number};

fn unit(app: &TestApp, name: &str) -> Unit {
    app.tree().get(app.unit(name)).unwrap().clone()
}

fn input_of(unit: &Unit) -> UnitInput {
    let details = unit.details.clone();
    UnitInput {
        parent: details.parent_id,
        name: details.name,
        kind: details.kind,
        region: details.region,
        contact_name: details.contact_name,
        contact_mobile: details.contact_mobile,
        contact_email: details.contact_email,
        employee_count: details.employee_count,
        has_social_work_office: details.has_social_work_office,
    }
}

/// 石壕镇 with 溪山村 and 万隆村, 古南街道 with 城南社区; 陈静 works in 溪山村.
fn district(app: &TestApp) {
    app.import_rows(
        ImportKind::Units,
        &["单位名称", "上级单位"],
        &[
            &["石壕镇", ""],
            &["溪山村", "石壕镇"],
            &["万隆村", "石壕镇"],
            &["古南街道", ""],
            &["城南社区", "古南街道"],
        ],
    );
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位"],
        &[&["陈静", &id_number(1), "石壕镇溪山村"]],
    );
}

fn refused(outcome: Result<Unit, UnitChangeError>) -> Vec<UnitRefusal> {
    match outcome {
        Err(ChangeError::Refused(refusals)) => refusals,
        other => panic!("{other:?}"),
    }
}

on_both_databases! {
    fn a_moved_unit_takes_all_below_it_along(app: TestApp) {
        district(&app);
        let (town, village) = (unit(&app, "石壕镇"), unit(&app, "溪山村"));
        let mut input = input_of(&town);
        input.parent = Some(unit(&app, "古南街道").id);
        input.name = "石壕片区".to_owned();

        changes::change(&app.app, &app.occasion(), &Reach::Everywhere, town.id, town.version, &input).unwrap();

        let tree = app.tree();
        let moved = tree.get(village.id).unwrap();
        assert_eq!(moved.details.path, "綦江区/古南街道/石壕片区/溪山村");
        assert_eq!(moved.version, village.version + 1);
        assert!(!tree.get(town.id).unwrap().details.kind_guessed);
        let lines = app.app.db.read(|conn| Ok::<_, DatabaseError>(load_of_entity(conn, Entity::Unit, village.id.0)?)).unwrap();
        assert_eq!(lines.len(), 2, "made and moved");
    }

    fn a_unit_never_lies_below_itself(app: TestApp) {
        district(&app);
        let town = unit(&app, "石壕镇");
        let mut input = input_of(&town);
        input.parent = Some(unit(&app, "溪山村").id);
        let before = app.contents();

        let outcome = changes::change(&app.app, &app.occasion(), &Reach::Everywhere, town.id, town.version, &input);

        assert!(matches!(refused(outcome).as_slice(), [UnitRefusal::Circle(_)]));
        assert_eq!(app.contents(), before);
    }

    fn of_two_who_change_the_same_unit_the_second_is_told(app: TestApp) {
        district(&app);
        let village = unit(&app, "溪山村");
        let mut input = input_of(&village);
        input.contact_name = Some("王强".to_owned());
        changes::change(&app.app, &app.occasion(), &Reach::Everywhere, village.id, village.version, &input).unwrap();
        input.contact_name = Some("李明".to_owned());

        let outcome = changes::change(&app.app, &app.occasion(), &Reach::Everywhere, village.id, village.version, &input);

        assert!(matches!(outcome, Err(ChangeError::Stale(_))), "{outcome:?}");
        assert_eq!(unit(&app, "溪山村").details.contact_name.as_deref(), Some("王强"));
    }

    fn a_unit_is_closed_when_nobody_is_left_and_can_be_opened_again(app: TestApp) {
        district(&app);
        let everywhere = &Reach::Everywhere;
        let (town, village) = (unit(&app, "石壕镇"), unit(&app, "溪山村"));
        let full = changes::close(&app.app, &app.occasion(), everywhere, village.id, village.version);
        assert!(matches!(full, Err(ChangeError::Refused(why)) if why == [UnitRefusal::HasPeople(1)]));
        let above = changes::close(&app.app, &app.occasion(), everywhere, town.id, town.version);
        assert!(matches!(above, Err(ChangeError::Refused(why)) if why == [UnitRefusal::HasUnits(2)]));

        let empty = unit(&app, "万隆村");
        changes::close(&app.app, &app.occasion(), everywhere, empty.id, empty.version).unwrap();
        let file = app.file("closed.csv", crate::harness::csv(
            &["姓名", "身份证号", "单位"],
            &[&["王强", &id_number(2), "石壕镇万隆村"]],
        ));
        let report = app.import(ImportKind::People, &file);
        assert_eq!(report.refused, 1, "{report:?}");
        assert!(report.errors[0].message.contains("撤销"), "{report:?}");

        changes::reopen(&app.app, &app.occasion(), everywhere, empty.id, empty.version + 1).unwrap();
        assert_eq!(unit(&app, "万隆村").closed_on, None);
    }

    fn what_lies_out_of_reach_does_not_exist(app: TestApp) {
        district(&app);
        let (town, other) = (unit(&app, "石壕镇"), unit(&app, "城南社区"));
        let mut visitor = Visitor::with_role(&app, Role::District, Some(town.id));

        assert_eq!(visitor.get(&format!("/units/{}", town.id)).status, StatusCode::OK);
        for path in [format!("/units/{}", other.id), format!("/units/{}/edit", other.id)] {
            assert_eq!(visitor.get(&path).status, StatusCode::NOT_FOUND, "{path}");
        }
        for action in ["", "/closing", "/opening"] {
            let path = format!("/units/{}{action}", other.id);
            let seen = visitor.post(&path, &[("version", "1"), ("name", "新名"), ("kind", "village")]);
            assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        }
        let list = visitor.get("/units").text();
        assert!(list.contains("溪山村") && !list.contains("城南社区"));
        // Folded by township: one line with its totals, the units inside.
        assert!(list.contains("<summary><strong>石壕镇</strong>"), "{list}");
        let api = visitor.get("/api/v1/units?limit=200").text();
        assert!(api.contains("溪山村") && !api.contains("城南社区"));
        // Nor can a unit be put under another's.
        let village = unit(&app, "溪山村");
        let parent = other.id.to_string();
        let seen = visitor.post(&format!("/units/{}", village.id), &[
            ("version", "1"), ("name", "溪山村"), ("kind", "village"), ("parent", &parent),
        ]);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.text().contains("不在您的管理范围内"));
    }

    fn every_field_of_the_form_that_is_wrong_is_told_and_what_was_typed_is_kept(app: TestApp) {
        district(&app);
        let district_unit = unit(&app, "綦江区");
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district_unit.id));
        let before = app.texts("SELECT name AS text FROM units ORDER BY id");

        let seen = visitor.post("/units", &[
            ("name", "桥河<社区>"), ("kind", "spaceship"), ("parent", "x"), ("employee_count", "-3"),
            ("contact_mobile", "找小陈"),
        ]);

        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let text = seen.text();
        for field in ["kind-error", "parent-error", "employee_count-error"] {
            assert!(text.contains(field), "{field}");
        }
        assert!(text.contains("桥河&#60;社区&#62;") || text.contains("桥河&lt;社区&gt;"), "kept and escaped");
        assert_eq!(app.texts("SELECT name AS text FROM units ORDER BY id"), before);
    }

    fn programs_change_a_unit_with_the_version_they_read(app: TestApp) {
        district(&app);
        let district_unit = unit(&app, "綦江区");
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district_unit.id));
        let village = unit(&app, "溪山村");
        let path = format!("/api/v1/units/{}", village.id);
        let body = json!({"parent": village.details.parent_id, "name": "溪山村", "kind": "village", "employee_count": 7});

        assert_eq!(visitor.json(Method::PUT, &path, &body, &[]).status, StatusCode::PRECONDITION_REQUIRED);
        let changed = visitor.json(Method::PUT, &path, &body, &[("if-match", "\"1\"")]);
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_eq!(changed.json()["employee_count"], 7);
        assert_eq!(visitor.json(Method::PUT, &path, &body, &[("if-match", "\"1\"")]).status, StatusCode::PRECONDITION_FAILED);
        let wrong = json!({"parent": village.details.parent_id, "name": "", "kind": "village"});
        let seen = visitor.json(Method::PUT, &path, &wrong, &[("if-match", "\"2\"")]);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(seen.json()["errors"][0]["field"], "name");
    }

    fn the_tree_counts_people_where_they_work_and_upwards(app: TestApp) {
        district(&app);
        let tree = app.tree();
        let lines = app.app.db.read(|conn| Ok::<_, DatabaseError>(
            shegong::units::overview::load(conn, &tree, &Reach::Everywhere, app.app.now().today)?
        )).unwrap();

        let told: Vec<(String, usize, i64, i64)> = lines
            .iter()
            .map(|line| (line.unit.details.name.clone(), line.depth, line.people, line.people_below))
            .collect();
        assert_eq!(told, [
            ("綦江区".to_owned(), 0, 0, 1),
            ("古南街道".to_owned(), 1, 0, 0),
            ("城南社区".to_owned(), 2, 0, 0),
            ("石壕镇".to_owned(), 1, 0, 1),
            ("万隆村".to_owned(), 2, 0, 0),
            ("溪山村".to_owned(), 2, 1, 1),
        ]);
    }

    fn a_new_unit_can_be_made_in_the_browser(app: TestApp) {
        district(&app);
        let district_unit = unit(&app, "綦江区");
        let mut visitor = Visitor::with_role(&app, Role::District, Some(district_unit.id));
        let parent = unit(&app, "石壕镇").id.to_string();

        let seen = visitor.post("/units", &[
            ("name", "高山村"), ("kind", "village"), ("parent", &parent), ("contact_name", "王强"),
            ("contact_mobile", "023-48662233"), ("contact_email", "gaoshan@example.test"),
            ("has_social_work_office", "yes"),
        ]);

        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
        let made = unit(&app, "高山村");
        assert_eq!(made.details.kind, UnitKind::Village);
        assert_eq!(made.details.has_social_work_office, Some(true));
        let page = visitor.get(seen.location());
        assert!(page.text().contains("已新增单位"), "{}", page.text());
        assert!(made.id != UnitId(0));
    }

    fn a_units_history_is_told_field_by_field(app: TestApp) {
        app.with_two_townships();
        let town = unit(&app, "石壕镇");
        let mut input = input_of(&town);
        input.contact_name = Some("刘敏".to_owned());
        changes::change(&app.app, &app.occasion(), &Reach::Everywhere, town.id, town.version, &input).unwrap();

        let page = Visitor::with_role(&app, Role::District, None).get(&format!("/units/{}", town.id)).text();

        assert!(page.contains("联系人") && page.contains("刘敏"), "{page}");
        assert!(!page.contains("contact_name") && !page.contains("&#34;path&#34;"), "{page}");
    }
}
