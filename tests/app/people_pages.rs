//! HR's pages and the API of people: as a browser and a program see them, never with
//! another office's people whatever id stands in the address or in the body.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::Role;
use shegong::intake::ImportKind;

use crate::harness::{TestApp, Visitor, day, id_number, masked, xlsx};

/// HR of 古南街道, signed in.
fn hr(app: &TestApp) -> Visitor {
    Visitor::with_role(app, Role::Hr, Some(app.unit("古南街道")))
}

fn version(app: &TestApp, name: &str) -> String {
    app.person(name).version.to_string()
}

on_both_databases! {
    fn the_unit_stands_on_one_page_with_masked_numbers_only(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);

        let page = hr.get("/people");

        let text = page.text();
        assert_eq!(page.status, StatusCode::OK, "{text}");
        assert!(text.contains("古南街道 · 4 人"), "{text}");
        assert!(text.contains("陈静") && text.contains("单雪琳") && !text.contains("王伟"));
        assert!(!text.contains("13800000001") && !text.contains(&id_number(1)));
        assert!(text.contains("name=\"viewport\""));
    }

    fn a_search_and_a_filter_narrow_the_page_and_an_unknown_filter_is_named(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let village = app.unit("溪山村");

        let found = hr.get("/people?q=sxl").text();

        assert!(found.contains("单雪琳") && !found.contains("陈静"));
        assert_eq!(hr.get("/people?state=sad").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(hr.get(&format!("/people?unit={village}")).status, StatusCode::NOT_FOUND);
        assert!(hr.get("/people?q=nobody").text().contains("没有符合条件的人员"));
        assert!(hr.get("/people/candidates?answer=unknown").text().contains("陈静"));
    }

    fn a_list_leaves_as_a_file_and_a_message_and_both_stand_in_the_history(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);

        let file = hr.get("/people.xlsx?q=cj");
        let candidates = hr.get("/people/candidates.xlsx");
        let message = hr.get("/people/message?q=cj");

        assert_eq!(file.status, StatusCode::OK);
        assert!(file.headers["content-disposition"].starts_with("attachment"));
        assert!(file.bytes.starts_with(b"PK") && candidates.bytes.starts_with(b"PK"));
        assert!(message.text().contains("<textarea") && message.text().contains("readonly"));
        assert_eq!(
            app.texts("SELECT after AS text FROM history WHERE action = 'exported' ORDER BY id"),
            [
                r#"{"exported":"人员名单","filters":"q=cj","line_count":1}"#,
                r#"{"exported":"报考条件名单","filters":"","line_count":4}"#,
                r#"{"exported":"群通知","filters":"q=cj","line_count":1}"#,
            ]
        );
    }

    fn one_person_is_shown_whole_and_only_by_the_own_office(app: TestApp) {
        app.with_two_townships();
        let numbers: Vec<String> = (0..=5).map(id_number).collect();
        app.import_rows(ImportKind::Certificates, &["姓名", "身份证号", "证书级别", "批准日期", "登记日期"], &[&["陈静", &numbers[1], "初级", "2022-06-18", "2023-07-28"]]);
        app.import_rows(ImportKind::Training, &["姓名", "身份证号", "培训名称", "开始日期", "结束日期", "天数"], &[&["陈静", &numbers[1], "年度培训<b>", "2025-03-01", "2025-03-09", "9"]]);
        let (own, other) = (app.person("陈静").id, app.person("王伟").id);
        let mut hr = hr(&app);

        let text = hr.get(&format!("/people/{own}")).text();

        assert!(text.contains(&masked(&id_number(1))) && !text.contains(&id_number(1)));
        assert!(text.contains("138****0001") && !text.contains("13800000001"));
        assert!(text.contains("继续教育") && text.contains("年度培训") && !text.contains("培训<b>"), "escaped");
        assert!(text.contains("首次登记"));
        for path in ["", "/edit", "/leave", "/return", "/move", "/id-number", "/merge", "/unmask", "/certificates/new"] {
            let seen = hr.get(&format!("/people/{own}{path}"));
            assert_eq!(seen.status, StatusCode::OK, "{path}: {}", seen.text());
            assert_eq!(hr.get(&format!("/people/{other}{path}")).status, StatusCode::NOT_FOUND, "{path}");
        }
        let certificate = app.certificates("陈静")[0].id;
        for path in [format!("certificates/{certificate}"), format!("registrations/new?certificate={certificate}")] {
            assert_eq!(hr.get(&format!("/people/{own}/{path}")).status, StatusCode::OK, "{path}");
            // Somebody else's certificate under one's own person does not exist either.
            let colleague = app.person("万玲").id;
            assert_eq!(hr.get(&format!("/people/{colleague}/{path}")).status, StatusCode::NOT_FOUND, "{path}");
        }
    }

    fn no_form_changes_a_person_of_another_office(app: TestApp) {
        app.with_two_townships();
        let (other, village) = (app.person("王伟").id, app.unit("溪山村").to_string());
        let own = app.person("陈静").id;
        let mut hr = hr(&app);
        let before = app.contents();

        let answers = [
            hr.post(&format!("/people/{other}/edit"), &[("version", "1"), ("name", "李四")]),
            hr.post(&format!("/people/{other}/leave"), &[("version", "1"), ("left_on", "2026-03-01"), ("reason", "退休")]),
            hr.post(&format!("/people/{other}/move"), &[("version", "1"), ("unit", &village), ("moved_on", "2026-03-01")]),
            hr.post(&format!("/people/{other}/id-number"), &[("version", "1"), ("id_number", &id_number(9)), ("reason", "录错")]),
            hr.post(&format!("/people/{other}/unmask"), &[("reason", "核对")]),
            hr.post(&format!("/people/{other}/certificates/new"), &[("level", "assistant")]),
            hr.post(&format!("/people/{own}/merge"), &[("version", "1"), ("other", &other.to_string()), ("other_version", "1"), ("reason", "重复")]),
            hr.post(&format!("/people/{own}/move"), &[("version", "1"), ("unit", &village), ("moved_on", "2026-03-01")]),
            hr.post("/people/new", &[("name", "安然"), ("id_number", &id_number(9)), ("unit", &village)]),
        ];

        for answer in answers {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text());
        }
        assert!(app.contents().of_the_books() == before.of_the_books());
    }

    fn the_forms_do_their_work_and_keep_what_was_typed(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let unit = app.unit("城南社区").to_string();

        let wrong = hr.post("/people/new", &[("name", "安然"), ("id_number", "123"), ("unit", &unit), ("mobile", "12")]);
        let added = hr.post("/people/new", &[("name", "安然"), ("id_number", &id_number(9)), ("unit", &unit)]);
        let person = app.person("安然").id;
        let edited = hr.post(&format!("/people/{person}/edit"), &[("version", "1"), ("name", "安然"), ("education", "bachelor")]);
        let stale = hr.post(&format!("/people/{person}/edit"), &[("version", "1"), ("name", "安然然")]);
        let silent = hr.post(&format!("/people/{person}/leave"), &[("version", "2"), ("left_on", "2026-03-01"), ("reason", "")]);
        let undated = hr.post(&format!("/people/{person}/leave"), &[("version", "2"), ("left_on", "昨天"), ("reason", "退休")]);
        let left = hr.post(&format!("/people/{person}/leave"), &[("version", "2"), ("left_on", "2026-03-01"), ("reason", "退休")]);
        let full = hr.post(&format!("/people/{person}/unmask"), &[("reason", "网上报名")]);

        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("value=\"安然\"") && wrong.text().contains("身份证号应为18位") && wrong.text().contains("mobile-error"));
        assert_eq!((added.status, added.location()), (StatusCode::SEE_OTHER, format!("/people/{person}").as_str()));
        assert_eq!(edited.status, StatusCode::SEE_OTHER);
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        assert!(stale.text().contains("安然然") && stale.text().contains("已被他人修改"));
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(undated.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(undated.text().contains("“昨天”不是日期"));
        assert_eq!(left.status, StatusCode::SEE_OTHER);
        assert_eq!(app.person("安然").details.left_on, Some(day(2026, 3, 1)));
        assert!(full.text().contains(&id_number(9)));
    }

    fn a_namesake_of_the_same_birthday_is_asked_about_before_a_second_entry_is_made(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let unit = app.unit("金桥社区").to_string();
        let (own, others) = (id_number(9), id_number(11));
        let fields = [("name", "陈静"), ("id_number", own.as_str()), ("unit", unit.as_str())];
        let stranger = [("name", "王伟"), ("id_number", others.as_str()), ("unit", unit.as_str())];
        let before = app.contents().of_the_books();

        let asked = hr.post("/people/new", &fields);
        let program = hr.json(Method::POST, "/api/v1/people", &json!({"name": "陈静", "id_number": id_number(9), "unit": unit}), &[]);
        let untouched = app.contents().of_the_books();
        let meant = hr.post("/people/new", &[&fields[..], &[("confirmed", "yes")]].concat());
        // A namesake of another office is not spoken of.
        let other = hr.post("/people/new", &stranger);

        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
        let sentence = format!("綦江区/古南街道/城南社区已有同名、同出生日期的陈静（证件号码{}），请核对是不是同一人", masked(&id_number(1)));
        assert!(asked.text().contains(&sentence) && asked.text().contains("不是同一人，仍然新增"), "{}", asked.text());
        assert_eq!(program.json()["errors"][0]["field"], "confirmed", "{}", program.text());
        assert!(untouched == before);
        assert_eq!(meant.status, StatusCode::SEE_OTHER, "{}", meant.text());
        assert_eq!(other.status, StatusCode::SEE_OTHER, "{}", other.text());
        // The new colleague's page leads on to the account.
        let page = hr.get(meant.location()).text();
        assert!(page.contains("未开通") && page.contains("/accounts/of-person/"), "{page}");
    }

    fn a_leaving_is_taken_back_from_the_page_and_by_programs(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let id = app.person("陈静").id;
        let page = format!("/people/{id}");
        let leave = |hr: &mut Visitor, version: &str, day: &str| hr.post(&format!("{page}/leave"), &[("version", version), ("left_on", day), ("reason", "退休")]);

        leave(&mut hr, "1", "2026-03-31");
        let will = hr.get(&page).text();
        let form = hr.get(&format!("{page}/leave/undo")).text();
        let silent = hr.post(&format!("{page}/leave/undo"), &[("version", "2"), ("reason", "")]);
        let undone = hr.post(&format!("{page}/leave/undo"), &[("version", "2"), ("reason", "登记错人")]);
        let here = hr.get(&page).text();
        leave(&mut hr, "3", "2026-03-01");
        let left = hr.get(&page).text();
        let edit = hr.get(&format!("{page}/edit")).text();
        let by_program = hr.json(Method::POST, &format!("/api/v1{page}/leave/undo"), &json!({"reason": "本人撤回"}), &[("if-match", "\"4\"")]);

        assert!(will.contains("将于2026年3月31日离职") && will.contains("/leave/undo"), "{will}");
        assert!(form.contains("登记的离职日期：2026年3月31日"), "{form}");
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        assert!(here.contains("登记离职") && !here.contains("/leave/undo"), "{here}");
        assert!(left.contains("2026年3月1日离职") && !left.contains("将于"), "{left}");
        assert!(edit.contains("离职日期可以在这里更正"), "{edit}");
        assert_eq!(by_program.status, StatusCode::OK, "{}", by_program.text());
        assert!(by_program.json()["left_on"].is_null(), "{}", by_program.text());
    }

    fn two_entries_are_compared_and_made_one(app: TestApp) {
        app.with_two_townships();
        let (kept, other) = (app.person("陈静").id, app.person("郭羙").id);
        let stranger = app.person("万玲").id;
        let mut hr = hr(&app);
        let path = format!("/people/{kept}/merge");
        let other_text = other.to_string();
        let fields = [("version", "1"), ("other", other_text.as_str()), ("other_version", "1"), ("reason", "同一人")];

        let choice = hr.get(&format!("/people/{kept}/merge?q=wl"));
        let compared = hr.get(&format!("/people/{kept}/merge?other={other}"));
        // Another name and another sex: two people, and no button.
        let two_people = hr.get(&format!("/people/{kept}/merge?other={stranger}"));
        let stranger_text = stranger.to_string();
        let forced = hr.post(&path, &[("version", "1"), ("other", &stranger_text), ("other_version", "1"), ("reason", "同一人"), ("confirmed", "yes")]);
        let unchecked = hr.post(&path, &fields);
        let merged = hr.post(&path, &[&fields[..], &[("confirmed", "yes")]].concat());
        let gone = hr.get(&format!("/people/{other}"));

        assert!(choice.text().contains("万玲"));
        assert!(compared.text().contains("合并后不能一键撤销"), "{}", compared.text());
        assert!(compared.text().contains("! 不同") && compared.text().contains("已核对证件，确是同一人"));
        assert!(compared.text().contains(&format!("郭羙（证件尾号{}，金桥社区）", &id_number(3)[14..])), "{}", compared.text());
        assert!(two_people.text().contains("两个档案的姓名、性别都不同") && !two_people.text().contains("合并后不能一键撤销"));
        assert_eq!(forced.status, StatusCode::CONFLICT, "{}", forced.text());
        assert_eq!(unchecked.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(unchecked.text().contains("id=\"confirmed-error\""), "{}", unchecked.text());
        let told = app.texts(&format!("SELECT after AS text FROM history WHERE entity = 'person' AND entity_id = {other} AND after LIKE '%merged_into%'"));
        assert!(told[0].contains("checked_differences") && told[0].contains("姓名"), "{told:?}");
        assert_eq!(merged.status, StatusCode::SEE_OTHER, "{}", merged.text());
        assert_eq!(gone.location(), format!("/people/{kept}"));
    }

    fn a_file_is_looked_at_confirmed_and_taken_back(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let numbers: Vec<String> = (0..=9).map(id_number).collect();
        let file = xlsx(&["姓名", "身份证号", "单位", "学历"], &[
            &["陈静", &numbers[1], "城南社区", "本科"],
            &["安然", &numbers[9], "金桥社区", ""],
            &["王伟", &numbers[5], "溪山村", "本科"],
        ]);
        let before = app.contents().of_the_books();

        let sent = hr.upload("/imports/new", &[("kind", "people")], &[("file", "名册.xlsx", &file)]);
        let link = sent.location().to_owned();
        let preview = hr.get(&link).text();
        let untouched = app.contents();
        let confirmed = hr.post(&format!("{link}/confirm"), &[]);
        let page = hr.get(&link).location().to_owned();
        let done = hr.get(&page).text();
        let twice = hr.post(&format!("{link}/confirm"), &[]);
        let refused = hr.get(&format!("{link}/refused.xlsx"));
        let batch = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM import_batches")[0].clone();
        let undone = hr.post(&format!("/imports/batches/{batch}/undo"), &[]);

        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
        assert!(preview.contains("确认导入") && preview.contains("新增 1 行、修改 1 行"), "{preview}");
        assert!(preview.contains("本科") && preview.contains("将新增人员") && preview.contains("已在其他单位的名册中"));
        assert_eq!(untouched.rows("people"), before.rows("people"), "a look stores nothing");
        assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
        assert!(done.contains("下载被拒绝的行"), "{done}");
        assert_eq!(twice.status, StatusCode::CONFLICT);
        assert!(refused.bytes.starts_with(b"PK"));
        assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text());
        assert_eq!(app.contents().rows("people"), before.rows("people"));
    }

    fn what_is_no_spreadsheet_or_no_file_is_told_and_nothing_is_stored(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let before = app.contents().of_the_books();

        let nothing = hr.upload("/imports/new", &[("kind", "people")], &[]);
        let unknown = hr.upload("/imports/new", &[("kind", "gold")], &[("file", "a.csv", b"x")]);
        let picture = hr.upload("/imports/new", &[("kind", "people")], &[("file", "a.xlsx", b"\x89PNG\r\n\x1a\n123")]);
        let told = hr.get(picture.location()).text();

        assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nothing.text().contains("请选择要导入的表格"));
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(told.contains("role=\"alert\"") && told.contains("什么都没有保存"), "{told}");
        assert_eq!(app.contents().rows("people"), before.rows("people"));
    }

    fn another_offices_imports_cannot_be_seen_confirmed_or_taken_back(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let mut shihao = Visitor::with_role(&app, Role::Hr, Some(app.unit("石壕镇")));
        let file = xlsx(&["姓名", "身份证号"], &[&["安然", &id_number(9)]]);
        let link = hr.upload("/imports/new", &[("kind", "people")], &[("file", "名册.xlsx", &file)]).location().to_owned();
        hr.post(&format!("{link}/confirm"), &[]);
        let batch = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM import_batches")[0].clone();

        for answer in [
            shihao.get(&link),
            shihao.get(&format!("{link}/refused.xlsx")),
            shihao.post(&format!("{link}/confirm"), &[]),
            shihao.post(&format!("/imports/batches/{batch}/undo"), &[]),
        ] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        assert!(!shihao.get("/imports").text().contains("名册.xlsx"));
        assert!(hr.get("/imports").text().contains("名册.xlsx"));
        // A newcomer without a unit belongs to the office that sends the file.
        assert_eq!(app.person("安然").details.unit_id, app.unit("古南街道"));
    }

    fn programs_list_page_by_page_and_change_what_they_have_seen(app: TestApp) {
        app.with_two_townships();
        let mut hr = hr(&app);
        let person = app.person("陈静").id;
        let path = format!("/api/v1/people/{person}");

        let first = hr.get("/api/v1/people?limit=3").json();
        let cursor = first["next"].as_str().unwrap().to_owned();
        let second = hr.get(&format!("/api/v1/people?limit=3&cursor={cursor}")).json();
        let blind = hr.json(Method::PATCH, &path, &json!({"major": "社会工作"}), &[]);
        let changed = hr.json(Method::PATCH, &path, &json!({"major": "社会工作"}), &[("if-match", "\"1\"")]);
        let stale = hr.json(Method::PATCH, &path, &json!({"major": "法学"}), &[("if-match", "\"1\"")]);
        let wrong = hr.json(Method::PATCH, &path, &json!({"mobile": "12"}), &[("if-match", "\"2\"")]);
        let made = hr.json(Method::POST, "/api/v1/people", &json!({"name": "安然", "id_number": id_number(9), "unit": app.unit("城南社区").to_string()}), &[]);
        let left = hr.json(Method::POST, &format!("{path}/leave"), &json!({"left_on": "2026-03-01", "reason": "退休"}), &[("if-match", "\"2\"")]);

        assert_eq!(first["items"].as_array().unwrap().len(), 3);
        assert_eq!(first["items"][0]["id_number"], masked(&id_number(1)));
        assert_eq!(second["items"].as_array().unwrap().len(), 1);
        assert!(second["next"].is_null());
        assert_eq!(blind.status.as_u16(), 428);
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text());
        assert_eq!((changed.headers["etag"].as_str(), changed.json()["major"].as_str()), ("\"2\"", Some("社会工作")));
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(wrong.json()["errors"][0]["field"], "mobile");
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        assert_eq!(left.json()["left_on"], "2026-03-01");
        for part in ["training-status", "exam-status", "certificates"] {
            assert_eq!(hr.get(&format!("{path}/{part}")).status, StatusCode::OK, "{part}");
        }
        for query in ["limit=0", "limit=201", "cursor=zzz"] {
            assert_eq!(hr.get(&format!("/api/v1/people?{query}")).status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        }
    }

    fn programs_see_nobody_of_another_office(app: TestApp) {
        app.with_two_townships();
        let (other, village) = (app.person("王伟").id, app.unit("溪山村").0);
        let path = format!("/api/v1/people/{other}");
        let mut hr = hr(&app);

        for answer in [
            hr.get(&path),
            hr.get(&format!("{path}/training-status")),
            hr.get(&format!("{path}/exam-status")),
            hr.get(&format!("{path}/certificates")),
            hr.get(&format!("/api/v1/people?unit={village}")),
            hr.json(Method::PATCH, &path, &json!({"major": "法学"}), &[("if-match", "\"1\"")]),
            hr.json(Method::POST, &format!("{path}/leave"), &json!({"left_on": "2026-03-01", "reason": "退休"}), &[("if-match", "\"1\"")]),
            hr.json(Method::POST, &format!("{path}/move"), &json!({"unit": village, "moved_on": "2026-03-01"}), &[("if-match", "\"1\"")]),
            hr.json(Method::POST, "/api/v1/people", &json!({"name": "安然", "id_number": id_number(9), "unit": village.to_string()}), &[]),
        ] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text());
        }
        assert_eq!(hr.get("/api/v1/people?q=%E7%8E%8B%E4%BC%9F").json()["items"], json!([]));
        assert_eq!(version(&app, "王伟"), "1");
    }

    fn who_only_reads_sees_the_list_but_no_way_to_change_it(app: TestApp) {
        app.with_two_townships();
        let person = app.person("陈静").id;
        let mut auditor = Visitor::with_role(&app, Role::Auditor, Some(app.unit("綦江区")));

        let list = auditor.get("/people").text();
        let whole = auditor.get(&format!("/people/{person}")).text();

        assert!(list.contains("王伟") && !list.contains("/imports/new") && !list.contains("/people/new"));
        assert!(!whole.contains("/edit") && !whole.contains("/unmask"));
        assert_eq!(auditor.get("/people/new").status, StatusCode::FORBIDDEN);
        assert_eq!(auditor.post(&format!("/people/{person}/leave"), &[("version", "1")]).status, StatusCode::FORBIDDEN);
    }
}
