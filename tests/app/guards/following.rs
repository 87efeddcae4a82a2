//! Roles follow the person: a move ends those held at the old unit, a return revives none.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::{Role, RoleAt};
use shegong::intake::ImportKind;

use super::{at, with_addresses};
use crate::harness::{TestApp, Visitor, id_number};

/// The roles of the person's account with their places, in the order they were given.
fn roles(app: &TestApp, name: &str) -> Vec<String> {
    app.texts(&format!(
        "SELECT r.role || ' ' || COALESCE(u.name, '全部') AS text FROM account_roles r \
         JOIN accounts a ON a.id = r.account_id JOIN people p ON p.id = a.person_id \
         LEFT JOIN units u ON u.id = r.unit_id WHERE p.name = '{name}' ORDER BY r.id"
    ))
}

/// 陈静 of 城南社区 with an account that holds these roles.
fn holding(app: &TestApp, held: &[RoleAt]) -> String {
    let chen = app.person("陈静").id;
    drop(Visitor::of_person(app, chen, held));
    format!("/people/{chen}")
}

fn version(app: &TestApp) -> String {
    app.person("陈静").version.to_string()
}

on_both_databases! {
    fn a_move_ends_the_roles_of_the_old_unit_and_leaves_those_that_reach_the_new_one(app: TestApp) {
        with_addresses(&app);
        let path = holding(&app, &[
            at(&app, Role::Hr, "城南社区"),
            at(&app, Role::TrainingOfficer, "古南街道"),
            at(&app, Role::District, "綦江区"),
            RoleAt { role: Role::Auditor, unit: None },
            // Never theirs by their place of work.
            at(&app, Role::Registrar, "石壕镇"),
        ]);
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));

        let page = district.get(&format!("{path}/move")).text();
        assert!(page.contains("单位人事（綦江区/古南街道/城南社区）") || page.contains("城南社区）"), "{page}");
        assert!(!page.contains("name=\"keep_roles\" value=\"\"") && page.contains("name=\"keep_roles\""));
        let to = app.unit("金桥社区").to_string();
        let (seen, day) = (version(&app), "2026-03-09");
        let moved = district.post(&format!("{path}/move"), &[("version", &seen), ("unit", &to), ("moved_on", day)]);
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());

        // 古南街道 lies above the new unit too.
        assert_eq!(roles(&app, "陈静"), ["training_officer 古南街道", "district 綦江区", "auditor 全部", "registrar 石壕镇"]);
        let told = app.texts("SELECT before AS text FROM history WHERE entity = 'account_role' AND action = 'removed'");
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("城南社区") && told[0].contains("随调动收回"), "{told:?}");
    }

    fn a_ticked_role_stands_where_the_one_who_ticks_could_give_it(app: TestApp) {
        with_addresses(&app);
        let path = holding(&app, &[at(&app, Role::Hr, "城南社区")]);
        let role = app.texts("SELECT CAST(r.id AS TEXT) AS text FROM account_roles r JOIN accounts a ON a.id = r.account_id WHERE a.person_id IS NOT NULL").remove(0);
        let (to, back) = (app.unit("金桥社区").to_string(), app.unit("城南社区").to_string());
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道")));
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));

        let seen = version(&app);
        let kept = district.json(Method::POST, &format!("/api/v1{path}/move"),
            &json!({"unit": app.unit("金桥社区").0, "moved_on": "2026-03-08", "keep_roles": [role.parse::<i64>().unwrap()]}),
            &[("if-match", &format!("\"{seen}\""))]);
        assert_eq!(kept.status, StatusCode::OK, "{}", kept.text());
        assert_eq!(roles(&app, "陈静"), ["hr 城南社区"]);
        let seen = version(&app);
        district.post(&format!("{path}/move"), &[("version", &seen), ("unit", &back), ("moved_on", "2026-03-08")]);
        assert_eq!(roles(&app, "陈静"), ["hr 城南社区"], "where the role is, the person is again");

        // HR may move their people, but could not have given the role.
        assert!(!hr.get(&format!("{path}/move")).text().contains("name=\"keep_roles\""));
        let seen = version(&app);
        let moved = hr.post(&format!("{path}/move"), &[("version", &seen), ("unit", &to), ("moved_on", "2026-03-09"), ("keep_roles", &role)]);
        assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text());
        assert!(roles(&app, "陈静").is_empty());
    }

    fn whoever_comes_back_begins_without_the_roles_of_then(app: TestApp) {
        with_addresses(&app);
        let path = holding(&app, &[at(&app, Role::Hr, "城南社区"), at(&app, Role::District, "綦江区")]);
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));

        let seen = version(&app);
        district.post(&format!("{path}/leave"), &[("version", &seen), ("left_on", "2026-02-28"), ("reason", "辞职")]);
        let page = district.get(&format!("{path}/return")).text();
        assert!(page.contains("原来的角色不恢复") && page.contains("城南社区"), "{page}");
        let seen = version(&app);
        let back = district.post(&format!("{path}/return"), &[("version", &seen), ("joined_on", "2026-03-09")]);
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());

        assert!(roles(&app, "陈静").is_empty());
        assert_eq!(app.texts("SELECT CAST(joined_on AS TEXT) AS text FROM service_periods WHERE joined_on IS NOT NULL").len(), 0);
        assert_eq!(app.texts("SELECT CAST(left_on AS TEXT) AS text FROM service_periods"), ["2026-02-28"]);
    }

    fn a_roster_that_moves_somebody_ends_the_roles_too_and_taking_it_back_gives_none(app: TestApp) {
        with_addresses(&app);
        holding(&app, &[at(&app, Role::Hr, "城南社区")]);

        let report = app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "单位"],
            &[&["陈静", &id_number(1), "石壕镇/溪山村"]],
        );

        assert_eq!((report.changed, report.refused), (1, 0));
        assert!(roles(&app, "陈静").is_empty());
        let moves = || app.texts("SELECT f.name || ' ' || t.name || ' ' || CAST(m.moved_on AS TEXT) AS text \
            FROM person_moves m JOIN units f ON f.id = m.from_unit_id JOIN units t ON t.id = m.to_unit_id");
        assert_eq!(moves(), ["城南社区 溪山村 2026-03-09"]);
        app.undo(&report).unwrap();
        assert!(roles(&app, "陈静").is_empty() && moves().is_empty());
        assert_eq!(app.person("陈静").details.unit_id, app.unit("城南社区"));
    }

    fn the_last_administrator_stays_one(app: TestApp) {
        with_addresses(&app);
        let path = holding(&app, &[RoleAt { role: Role::Admin, unit: None }, at(&app, Role::Hr, "城南社区")]);
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));

        let seen = version(&app);
        district.post(&format!("{path}/leave"), &[("version", &seen), ("left_on", "2026-02-28"), ("reason", "辞职")]);
        let seen = version(&app);
        district.post(&format!("{path}/return"), &[("version", &seen), ("joined_on", "2026-03-09")]);

        assert_eq!(roles(&app, "陈静"), ["admin 全部"]);
    }
}
