//! Importing as an office sees it: whose record each row is, what it changes, and what
//! taking it back would do.

use std::io::Cursor;

use actix_web::http::{Method, StatusCode};
use calamine::{Reader, Xlsx};
use serde_json::json;
use shegong::accounts::Role;
use shegong::intake::ImportKind;

use crate::harness::{TestApp, Visitor, id_number, masked, xlsx};

fn hr(app: &TestApp) -> Visitor {
    app.with_two_townships();
    Visitor::with_role(app, Role::Hr, Some(app.unit("古南街道")))
}

fn send(visitor: &mut Visitor, kind: &str, headings: &[&str], rows: &[&[&str]]) -> String {
    let file = xlsx(headings, rows);
    let sent = visitor.upload(
        "/imports/new",
        &[("kind", kind)],
        &[("file", "表.xlsx", file.as_slice())],
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    sent.location().to_owned()
}

const LEDGER: [&str; 6] = [
    "姓名",
    "身份证号",
    "培训名称",
    "开始日期",
    "结束日期",
    "学时",
];

on_both_databases! {
    fn each_row_of_a_look_says_whose_record_it_is_and_changes_come_first(app: TestApp) {
        let mut hr = hr(&app);
        let (one, two) = (id_number(1), id_number(2));
        app.import_rows(ImportKind::Training, &LEDGER, &[&["陈静", &one, "督导实务", "2026-03-02", "2026-03-03", "12"]]);

        let link = send(&mut hr, "training", &LEDGER, &[
            &["万玲", &two, "社会工作法规", "2026-02-02", "2026-02-03", "8"],
            &["陈静", &one, "督导实务", "2026-03-02", "2026-03-03", "16"],
        ]);
        let page = hr.get(&link).text();

        let (changed, added) = (page.find("将修改培训记录").unwrap(), page.find("将新增培训记录").unwrap());
        assert!(changed < added, "changes come first");
        assert!(page.contains("12 学时 → 16 学时") && page.contains("开始日期") && page.contains("结束日期"), "{page}");
        for (name, number, row) in [("陈静", &one, 3), ("万玲", &two, 2)] {
            assert!(page.contains(name) && page.contains(&masked(number)) && page.contains(&format!("第 {row} 行")), "{page}");
            assert!(!page.contains(number.as_str()));
        }
        for word in ["登记）日期", "姓名/名称", "将要（已经）"] {
            assert!(!page.contains(word), "{word}");
        }
    }

    fn the_whole_list_can_be_paged_through_and_downloaded(app: TestApp) {
        let mut hr = hr(&app);
        let numbers: Vec<String> = (100..230).map(id_number).collect();
        let rows: Vec<Vec<&str>> = numbers.iter().map(|number| vec!["安然", number.as_str(), "城南社区"]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let link = send(&mut hr, "people", &["姓名", "身份证号", "单位"], &rows);

        let first = hr.get(&link).text();
        let last = hr.get(&format!("{link}?page=3")).text();
        let file = hr.get(&format!("{link}/preview.xlsx"));
        let listed = hr.json(Method::GET, &format!("/api/v1{link}/preview?limit=100"), &json!(null), &[]).json();
        let rest = hr.json(Method::GET, &format!("/api/v1{link}/preview?limit=100&cursor=100"), &json!(null), &[]).json();

        assert!(first.contains("共 130 条") && first.contains(&masked(&numbers[0])) && !first.contains(&masked(&numbers[129])));
        assert!(last.contains(&masked(&numbers[129])) && last.contains("綦江区/古南街道/城南社区"), "{last}");
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file.bytes)).unwrap();
        let sheet = book.worksheet_range("导入预览").unwrap();
        assert_eq!(sheet.height(), 131, "the headings, and a line for each row");
        assert_eq!(sheet.get_value((1, 3)).unwrap().to_string(), masked(&numbers[0]));
        let exported = app.texts("SELECT COALESCE(after, '') AS text FROM history WHERE action = 'exported'");
        assert!(exported.iter().any(|line| line.contains("导入预览")), "{exported:?}");
        assert_eq!((listed["items"].as_array().unwrap().len(), &listed["next"]), (100, &json!("100")));
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (30, &json!(null)));
    }

    fn a_finished_import_keeps_its_page_and_its_refused_rows_for_who_sent_them(app: TestApp) {
        let mut hr = hr(&app);
        let mut colleague = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道")));
        let link = send(&mut hr, "people", &["姓名", "身份证号"], &[&["安然", &id_number(9)], &["错号", "123"]]);
        hr.post(&format!("{link}/confirm"), &[]);

        let list = hr.get("/imports").text();
        let batch = hr.get(&link).location().to_owned();
        let (own, other) = (hr.get(&batch).text(), colleague.get(&batch).text());

        assert!(list.contains(&format!("<a href=\"{batch}\">拒绝 1</a>")), "{list}");
        assert!(own.contains(&format!("{link}/refused.xlsx")) && own.contains("2026年3月16日"), "{own}");
        assert!(other.contains("被拒绝的行") && !other.contains("refused.xlsx"), "{other}");
        assert_eq!(colleague.get(&format!("{link}/refused.xlsx")).status, StatusCode::NOT_FOUND);
    }

    fn an_undo_asks_first_and_names_what_stands_in_the_way(app: TestApp) {
        let mut hr = hr(&app);
        let link = send(&mut hr, "people", &["姓名", "身份证号", "单位"], &[&["安然", &id_number(9), "城南社区"]]);
        hr.post(&format!("{link}/confirm"), &[]);
        let batch = hr.get(&link).location().to_owned();
        let asked = hr.get(&format!("{batch}/undo")).text();
        let person = app.person("安然");
        assert!(asked.contains("删除这次新增的人员 1 条") && asked.contains("不撤销"), "{asked}");
        assert_eq!(app.person("安然"), person, "asking changes nothing");

        app.import_rows(ImportKind::Training, &LEDGER, &[&["安然", &id_number(9), "督导实务", "2026-03-02", "2026-03-03", "12"]]);
        let hindered = hr.get(&format!("{batch}/undo")).text();
        let by_program = hr.json(Method::GET, &format!("/api/v1{batch}/undo"), &json!(null), &[]).json();
        let refused = hr.post(&format!("{batch}/undo"), &[]);

        assert!(hindered.contains("现在不能撤销") && hindered.contains("安然（城南社区）的培训记录"), "{hindered}");
        assert_eq!(by_program["obstacles"][0]["name"], "安然（城南社区）的培训记录");
        assert_eq!(refused.status, StatusCode::CONFLICT);
        let text = refused.text();
        assert!(text.contains("人员“安然（城南社区）”已被") && text.contains("href=\"/imports\"") && !text.contains("编号"), "{text}");
        assert_eq!(app.person("安然"), person);
    }

    fn a_template_has_the_headings_of_its_kind_and_its_example_is_never_imported(app: TestApp) {
        app.with_two_townships();
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));
        let form = district.get("/imports/new").text();

        for kind in ImportKind::ALL {
            let address = format!("/imports/template/{}.xlsx", kind.as_str());
            let template = district.get(&address);
            let path = app.file("template.xlsx", &template.bytes);
            let look = app.dry_run(*kind, &path);

            assert!(form.contains(&address), "{address}");
            assert_eq!((look.rows, look.refused), (1, 1), "{kind:?}: {:?} {:?}", look.errors, look.notices);
            assert!(!look.notices.iter().any(|notice| notice.contains("列")), "{kind:?}: {:?}", look.notices);
        }
        assert_eq!(district.get("/imports/template/gold.xlsx").status, StatusCode::NOT_FOUND);
    }
}
