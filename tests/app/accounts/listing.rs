//! The list of accounts by their state, a lock that is lifted, a slip for one.

use std::ops::ControlFlow;

use actix_web::http::StatusCode;
use shegong::accounts::AccountState;
use shegong::accounts::actions::{
    Delivery, issue_for_unit, reset_password, set_account_state, take_slips,
};
use shegong::accounts::print::slips_pdf;

use super::*;
use crate::harness::{Seen, Visitor};

/// The names on a page of the list, in order.
fn names(seen: &Seen) -> Vec<String> {
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
    let text = seen.text();
    text.split("<td data-label=\"姓名或岗位\">")
        .skip(1)
        .map(|cell| {
            let cell = cell.split("</td>").next().unwrap();
            let cell = cell.trim_end_matches("</a>");
            cell.rsplit('>').next().unwrap().to_owned()
        })
        .collect()
}

on_both_databases! {
    fn hr_lists_who_never_signed_in_and_who_is_locked(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(unit(&app, "綦江区")));
        let zhang = issued(&app, &admin, "张三");
        issued(&app, &admin, "李四");
        for _ in 0..5 {
            assert!(enter(&app, "13800000001", "wrong", after(&app, 0)).is_err());
        }
        assert_eq!(names(&hr.get("/accounts")), ["李四", "王五", "张三"], "by pinyin");
        for (state, found) in [
            ("not_issued", &["王五"][..]),
            ("waiting", &["李四"]),
            ("locked_out", &["张三"]),
            ("working", &[]),
            ("out_of_use", &[]),
        ] {
            let page = hr.get(&format!("/accounts?state={state}"));
            assert_eq!(names(&page), found, "{state}");
            let api = hr.get(&format!("/api/v1/accounts?state={state}")).json();
            let listed: Vec<&str> = api["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
            assert_eq!(listed, found, "{state}");
        }
        assert_eq!(hr.get("/api/v1/accounts?state=late").status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = hr.get("/accounts?state=locked_out").text();
        assert!(page.contains("! 锁定到 "), "{page}");
        let near = hr.get(&format!("/accounts?state=waiting&unit={}", "%E7%9F%B3%E5%A3%95%E9%95%87"));
        assert_eq!(names(&near), ["李四"]);
        // As a file, with its line in the history.
        let file = hr.get("/accounts.xlsx?state=waiting");
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.bytes.starts_with(b"PK"));
        let told = app.texts("SELECT after AS text FROM history WHERE action = 'exported'");
        assert!(told.len() == 1 && told[0].contains("账号名单") && told[0].contains("\"line_count\":1"), "{told:?}");

        // Whoever could give a new password may lift the lock.
        let path = format!("/accounts/{}/unlock", zhang.account);
        assert!(hr.get(&format!("/accounts/{}", zhang.account)).text().contains(&path));
        let mut elsewhere = Visitor::with_role(&app, Role::Hr, Some(unit(&app, "綦江区/扶欢镇")));
        assert_eq!(elsewhere.post(&path, &[]).status, StatusCode::NOT_FOUND);
        assert!(enter(&app, "13800000001", &zhang.password, after(&app, 0)).is_err());
        assert_eq!(hr.post(&path, &[]).status, StatusCode::SEE_OTHER);
        assert!(enter(&app, "13800000001", &zhang.password, after(&app, 0)).is_ok());
        let again = hr.post(&path, &[]);
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(again.text().contains("不需要解锁"));
        assert!(town > UnitId(0));
    }

    fn the_slip_of_one_account_is_printed_beside_its_password_and_never_later(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let zhang = issued(&app, &admin, "张三");
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(unit(&app, "綦江区/石壕镇")));
        let shown = hr.post(&format!("/accounts/{}/reset", zhang.account), &[]).text();
        let password = shown.split("name=\"password\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let path = format!("/accounts/{}/slip", zhang.account);
        assert!(shown.contains(&path), "{shown}");

        let slip = hr.post(&path, &[("password", &password)]);

        assert_eq!(slip.status, StatusCode::OK, "{}", slip.text());
        let text = pdf_extract::extract_text_from_mem(&slip.bytes).unwrap();
        let text: String = text.split_whitespace().collect();
        assert!(text.contains("张三") && text.contains(&password), "{text}");
        assert_eq!(history(&app, "printed").len(), 1);
        // Not a password of one's own making, not another's, not one that was replaced.
        assert_eq!(hr.post(&path, &[("password", "Ab3d-Ef6g-Hj9k")]).status, StatusCode::CONFLICT);
        assert_eq!(hr.post(&path, &[("password", &zhang.password)]).status, StatusCode::CONFLICT);
        reset_password(&app.app, &admin, zhang.account, &app.occasion()).unwrap();
        let late = hr.post(&path, &[("password", &password)]);
        assert_eq!(late.status, StatusCode::CONFLICT);
        assert!(late.text().contains("再次重置密码"), "{}", late.text());
        assert_eq!(history(&app, "printed").len(), 1);
    }

    fn slips_of_a_district_lie_township_by_township(app: TestApp) {
        with_people(&app);
        let whole = unit(&app, "綦江区");
        let hr = acting(&app, "hr", Role::Hr, Some(whole));
        issue_for_unit(&app.app, &hr, whole, Delivery::Slips, &app.occasion(), &mut |_, _| ControlFlow::Continue(())).unwrap();

        let slips = take_slips(&app.app, &hr, whole, &app.occasion()).unwrap();

        let order: Vec<(&str, &str)> = slips.iter().map(|slip| (slip.packet.as_str(), slip.name.as_str())).collect();
        assert_eq!(order, [("扶欢镇", "王五"), ("石壕镇", "张三"), ("石壕镇", "李四")]);
        let pdf = slips_pdf(&app.app, slips, app.app.now()).unwrap();
        let pages = pdf_extract::extract_text_from_mem_by_pages(&pdf).unwrap();
        let pages: Vec<String> = pages.iter().map(|page| page.split_whitespace().collect()).collect();
        assert_eq!(pages.len(), 2, "{pages:?}");
        assert!(pages[0].contains("王五") && !pages[0].contains("张三"));
        assert!(pages[1].contains("綦江区·石壕镇（1张）") && pages[1].contains("新建社区（1张）"), "{}", pages[1]);
    }
}

#[test]
fn an_account_out_of_use_is_told_before_its_lock() {
    let app = TestApp::sqlite();
    with_people(&app);
    let admin = administrator(&app);
    let zhang = issued(&app, &admin, "张三");
    let version = app
        .app
        .db
        .read(|conn| Ok::<_, DatabaseError>(store::get(conn, zhang.account)?.version))
        .unwrap();
    set_account_state(
        &app.app,
        &admin,
        zhang.account,
        version,
        AccountState::Locked,
        &app.occasion(),
    )
    .unwrap();
    let mut hr = Visitor::with_role(&app, Role::Hr, None);
    assert_eq!(names(&hr.get("/accounts?state=out_of_use")), ["张三"]);
}
