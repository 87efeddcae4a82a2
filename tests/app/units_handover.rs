//! Villages that are merged and renamed: everything of them goes along, and lists with the
//! names of before find the units of today.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::{Reach, Role, RoleAt};
use shegong::intake::{ImportKind, ImportReport};
use shegong::units::{Unit, UnitKind, changes};

use crate::harness::{Seen, TestApp, Visitor, id_number};

fn unit(app: &TestApp, name: &str) -> Unit {
    app.tree().get(app.unit(name)).unwrap().clone()
}

/// 石壕镇 with 双溪村 (three people, 7 employees, a contact) and 溪山村 (one person, 4
/// employees); 古南街道 with 城南社区; below 双溪村 lies 双溪村社工站 with one person.
fn district(app: &TestApp) {
    app.import_rows(
        ImportKind::Units,
        &["单位名称", "上级单位", "联系人", "联系电话", "职工人数"],
        &[
            &["石壕镇", "", "", "", ""],
            &["双溪村", "石壕镇", "王强", "023-48662233", "7"],
            &["溪山村", "石壕镇", "", "", "4"],
            &["古南街道", "", "", "", ""],
            &["城南社区", "古南街道", "", "", ""],
            &["双溪村社工站", "石壕镇双溪村", "", "", ""],
        ],
    );
    let report = roster(
        app,
        &[
            ("陈静", 1, "石壕镇双溪村"),
            ("万玲", 2, "石壕镇双溪村"),
            ("安然", 3, "石壕镇双溪村"),
            ("郭敏", 4, "石壕镇溪山村"),
            ("单雪", 5, "双溪村社工站"),
        ],
    );
    assert_eq!(report.refused, 0, "{report:?}");
}

fn roster(app: &TestApp, people: &[(&str, u32, &str)]) -> ImportReport {
    let rows: Vec<[String; 3]> = people
        .iter()
        .map(|(name, number, unit)| [(*name).to_owned(), id_number(*number), (*unit).to_owned()])
        .collect();
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    app.import_rows(ImportKind::People, &["姓名", "身份证号", "单位"], &rows)
}

fn unit_of(app: &TestApp, person: &str) -> String {
    let unit = app.person(person).details.unit_id;
    app.tree().get(unit).unwrap().details.path.clone()
}

fn rename(app: &TestApp, from: &str, to: &str) {
    let unit = unit(app, from);
    let mut visitor = Visitor::with_role(app, Role::District, None);
    let seen = visitor.json(
        Method::PUT,
        &format!("/api/v1/units/{}", unit.id),
        &json!({"parent": unit.details.parent_id, "name": to, "kind": unit.details.kind.as_str()}),
        &[("if-match", &format!("\"{}\"", unit.version))],
    );
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
}

/// Every value of a field of the page's second form.
fn hidden(page: &Seen, name: &str) -> Vec<String> {
    let needle = format!("name=\"{name}\" value=\"");
    page.text()
        .split(&needle)
        .skip(1)
        .filter_map(|rest| rest.split('"').next().map(str::to_owned))
        .collect()
}

/// Looks at the handover and sends the second form as it is shown.
fn hand_over(visitor: &mut Visitor, from: &Unit, to: &Unit, mode: &str) -> (Seen, Seen) {
    let page = visitor.get(&format!(
        "/units/{}/handover?to={}&mode={mode}&moved_on=2026-03-02",
        from.id, to.id
    ));
    let done = confirm(visitor, from, to, mode, &page);
    (page, done)
}

fn confirm(visitor: &mut Visitor, from: &Unit, to: &Unit, mode: &str, page: &Seen) -> Seen {
    let (version, to_id) = (from.version.to_string(), to.id.to_string());
    let mut fields = vec![
        ("version", version.as_str()),
        ("to", &to_id),
        ("mode", mode),
        ("moved_on", "2026-03-02"),
        ("reason", "撤村并居"),
    ];
    let (people, roles) = (hidden(page, "person"), hidden(page, "carry_roles"));
    let employees = page
        .text()
        .split("name=\"employee_count\" type=\"text\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next().map(str::to_owned))
        .unwrap_or_default();
    fields.extend(people.iter().map(|id| ("person", id.as_str())));
    fields.extend(roles.iter().map(|id| ("carry_roles", id.as_str())));
    fields.push(("employee_count", &employees));
    visitor.post(&format!("/units/{}/handover", from.id), &fields)
}

on_both_databases! {
    fn a_merged_village_goes_along_with_everything_it_has(app: TestApp) {
        district(&app);
        let (from, to) = (unit(&app, "双溪村"), unit(&app, "溪山村"));
        let hr = RoleAt { role: Role::Hr, unit: Some(from.id) };
        let mut officer = Visitor::of_person(&app, app.person("陈静").id, &[hr]);
        assert_eq!(officer.get("/people").status, StatusCode::OK);
        let mut visitor = Visitor::with_role(&app, Role::District, None);

        let (page, done) = hand_over(&mut visitor, &from, &to, "merge");

        let shown = page.text();
        for word in ["安然", "陈静", "万玲", "调动 3 人", "单位人事", "双溪村社工站", "王强", "value=\"11\""] {
            assert!(shown.contains(word), "{word}: {shown}");
        }
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        for person in ["安然", "陈静", "万玲"] {
            assert_eq!(unit_of(&app, person), "綦江区/石壕镇/溪山村", "{person}");
        }
        // The station below came along with its own person.
        assert_eq!(unit_of(&app, "单雪"), "綦江区/石壕镇/溪山村/双溪村社工站");
        let tree = app.tree();
        let (closed, taken) = (tree.get(from.id).unwrap(), tree.get(to.id).unwrap());
        assert_eq!(closed.closed_on.unwrap().to_string(), "2026-03-02");
        assert_eq!(taken.details.employee_count, Some(11));
        assert_eq!(taken.details.contact_name.as_deref(), Some("王强"));
        // Whoever kept the village's people keeps those of both now.
        let people = officer.get("/people").text();
        assert!(people.contains("郭敏") && people.contains("安然"), "{people}");
        // Where each worked before stays known.
        let moves = app.texts("SELECT reason AS text FROM person_moves ORDER BY id");
        assert_eq!(moves, ["撤村并居"; 3]);
        let told = visitor.get(&format!("/units/{}", to.id)).text();
        assert!(told.contains("并入的单位") && told.contains("石壕镇/双溪村"), "{told}");
        let old = visitor.get(&format!("/units/{}", from.id)).text();
        assert!(old.contains("2026年3月2日并入"), "{old}");
    }

    fn only_the_people_go_where_the_unit_stays(app: TestApp) {
        district(&app);
        let (from, to) = (unit(&app, "双溪村"), unit(&app, "城南社区"));
        let mut visitor = Visitor::with_role(&app, Role::District, None);

        let (_, done) = hand_over(&mut visitor, &from, &to, "people");

        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert_eq!(unit_of(&app, "安然"), "綦江区/古南街道/城南社区");
        assert_eq!(unit_of(&app, "单雪"), "綦江区/石壕镇/双溪村/双溪村社工站");
        let tree = app.tree();
        assert_eq!(tree.get(from.id).unwrap().closed_on, None);
        assert_eq!(tree.get(to.id).unwrap().details.contact_name, None);
        assert_eq!(tree.get(to.id).unwrap().details.employee_count, None);
    }

    fn nothing_happens_where_the_list_is_no_longer_the_one_that_was_looked_at(app: TestApp) {
        district(&app);
        let (from, to) = (unit(&app, "双溪村"), unit(&app, "溪山村"));
        let mut visitor = Visitor::with_role(&app, Role::District, None);
        let page = visitor.get(&format!("/units/{}/handover?to={}&moved_on=2026-03-02", from.id, to.id));
        roster(&app, &[("龙芳", 6, "石壕镇双溪村")]);
        let before = app.contents();

        let done = confirm(&mut visitor, &from, &to, "merge", &page);

        assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(done.text().contains("核对时3人，现在4人"), "{}", done.text());
        assert!(done.text().contains("龙芳"));
        assert_eq!(app.contents(), before);
    }

    fn who_may_not_is_told_in_one_sentence(app: TestApp) {
        district(&app);
        let (from, to) = (unit(&app, "双溪村"), unit(&app, "溪山村"));
        let town = unit(&app, "石壕镇");
        let at_town = RoleAt { role: Role::District, unit: Some(town.id) };
        // One of the people is the officer's own entry.
        let mut itself = Visitor::of_person(&app, app.person("万玲").id, &[at_town]);
        let (page, done) = hand_over(&mut itself, &from, &to, "merge");
        assert!(page.text().contains("万玲：不能办理本人的档案"), "{}", page.text());
        assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Another township is not there for an officer of this one.
        let mut officer = Visitor::with_role(&app, Role::District, Some(town.id));
        let other = unit(&app, "城南社区");
        let (page, done) = hand_over(&mut officer, &from, &other, "merge");
        assert!(page.text().contains("不在您的管理范围内"));
        assert_eq!(done.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(done.text().contains("id=\"to-error\""), "{}", done.text());
        // Neither into what lies below, nor a whole district, nor tomorrow.
        let mut everywhere = Visitor::with_role(&app, Role::District, None);
        let station = unit(&app, "双溪村社工站");
        let (_, done) = hand_over(&mut everywhere, &from, &station, "merge");
        assert!(done.text().contains("是本单位的下级"), "{}", done.text());
        let (_, done) = hand_over(&mut everywhere, &unit(&app, "綦江区"), &to, "merge");
        assert!(done.text().contains("区县不能并入"), "{}", done.text());
        let later = everywhere.get(&format!("/units/{}/handover?to={}&moved_on=2026-12-01", from.id, to.id));
        assert!(later.text().contains("还没有到"), "{}", later.text());
        assert_eq!(unit_of(&app, "万玲"), "綦江区/石壕镇/双溪村");
        // Who reads only is not asked.
        let mut auditor = Visitor::with_role(&app, Role::Auditor, None);
        assert_eq!(auditor.get(&format!("/units/{}/handover", from.id)).status, StatusCode::FORBIDDEN);
    }

    fn programs_look_and_do_the_same(app: TestApp) {
        district(&app);
        let (from, to) = (unit(&app, "双溪村"), unit(&app, "溪山村"));
        let mut visitor = Visitor::with_role(&app, Role::District, None);
        let path = format!("/api/v1/units/{}/handover", from.id);
        let look = visitor.get(&format!("{path}?to={}&moved_on=2026-03-02", to.id)).json();
        assert_eq!(look["people"].as_array().unwrap().len(), 3);
        assert_eq!(look["refusals"], json!([]));
        let people: Vec<_> = look["people"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
        let body = json!({"to": to.id, "merges": true, "moved_on": "2026-03-02", "people": people,
            "carried_roles": [], "employee_count": look["employee_count"]});

        assert_eq!(visitor.json(Method::POST, &path, &body, &[]).status, StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(visitor.json(Method::POST, &path, &body, &[("if-match", "\"9\"")]).status, StatusCode::PRECONDITION_FAILED);
        let version = format!("\"{}\"", look["version"]);
        let done = visitor.json(Method::POST, &path, &body, &[("if-match", &version)]);

        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        assert_eq!(done.json(), json!({"people": 3, "roles": 0, "units": 1}));
        assert_eq!(unit_of(&app, "安然"), "綦江区/石壕镇/溪山村");
    }

    fn a_roster_with_the_old_name_finds_the_unit_and_never_makes_it_anew(app: TestApp) {
        district(&app);
        rename(&app, "双溪村", "新双溪村");
        rename(&app, "石壕镇", "石壕街道");
        let units = app.tree().len();

        let report = roster(&app, &[
            ("陈静", 1, "石壕镇双溪村"),
            ("郭敏", 4, "石壕镇溪山村"),
            ("万玲", 2, "綦江区/石壕镇/双溪村"),
            ("龙芳", 6, "双溪村"),
        ]);

        assert_eq!(report.refused, 0, "{report:?}");
        assert_eq!(app.tree().len(), units, "{report:?}");
        assert_eq!(unit_of(&app, "陈静"), "綦江区/石壕街道/新双溪村");
        assert_eq!(unit_of(&app, "龙芳"), "綦江区/石壕街道/新双溪村");
        assert_eq!(unit_of(&app, "郭敏"), "綦江区/石壕街道/溪山村");
        let told = report.notices.iter().any(|notice| notice.contains("“石壕镇双溪村”已改名为“石壕街道新双溪村”"));
        assert!(told, "{report:?}");
        // The list of units itself must say what it means.
        let list = app.import(ImportKind::Units, &app.file("units.csv", crate::harness::csv(
            &["单位名称", "上级单位"],
            &[&["双溪村", "石壕街道"]],
        )));
        assert_eq!(list.refused, 1, "{list:?}");
        assert!(list.errors[0].message.contains("已改名为"), "{list:?}");
        assert_eq!(app.tree().len(), units);
    }

    fn a_roster_with_the_name_of_a_merged_village_finds_the_one_that_took_it_in(app: TestApp) {
        district(&app);
        let (from, to) = (unit(&app, "双溪村"), unit(&app, "溪山村"));
        let mut visitor = Visitor::with_role(&app, Role::District, None);
        hand_over(&mut visitor, &from, &to, "merge");

        let report = roster(&app, &[("龙芳", 6, "石壕镇双溪村")]);

        assert_eq!(report.refused, 0, "{report:?}");
        assert_eq!(unit_of(&app, "龙芳"), "綦江区/石壕镇/溪山村");
        assert!(report.notices.iter().any(|notice| notice.contains("已并入“石壕镇溪山村”")), "{report:?}");
        // In use again, its name is its own.
        let closed = unit(&app, "双溪村");
        changes::reopen(&app.app, &app.occasion(), &Reach::Everywhere, closed.id, closed.version).unwrap();
        let report = roster(&app, &[("罗艳", 7, "石壕镇双溪村")]);
        assert_eq!(report.refused, 0, "{report:?}");
        assert_eq!(unit_of(&app, "罗艳"), "綦江区/石壕镇/双溪村");
    }

    fn who_types_an_old_name_is_told_the_new_one(app: TestApp) {
        district(&app);
        rename(&app, "双溪村", "新双溪村");
        let mut visitor = Visitor::with_role(&app, Role::District, None);

        let seen = visitor.post("/accounts/new", &[
            ("login_name", "shuangxi"), ("display_name", "双溪村人事"), ("role", "hr"), ("unit", "石壕镇双溪村"),
        ]);

        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(seen.text().contains("“石壕镇双溪村”已改名为“石壕镇新双溪村”，请改填现在的名称"), "{}", seen.text());
        let page = visitor.get(&format!("/units/{}", unit(&app, "新双溪村").id)).text();
        assert!(page.contains("綦江区/石壕镇/双溪村") && page.contains("变更"), "{page}");
    }
}

#[test]
fn a_guessed_kind_stays_guessed_where_a_unit_takes_another_in() {
    let app = TestApp::sqlite();
    district(&app);
    let (from, to) = (unit(&app, "双溪村"), unit(&app, "溪山村"));
    assert!(to.details.kind_guessed && to.details.kind == UnitKind::Village);
    hand_over(
        &mut Visitor::with_role(&app, Role::District, None),
        &from,
        &to,
        "merge",
    );
    assert!(unit(&app, "溪山村").details.kind_guessed);
}
