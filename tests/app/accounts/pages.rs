//! The pages of accounts as a browser sees them.

use actix_web::http::StatusCode;
use shegong::jobs::handlers::KINDS;
use shegong::jobs::runner::run_background;

use super::*;
use crate::harness::{Visitor, link_in};

fn signed_in(app: &TestApp, name: &str, password: &str) -> Visitor {
    let mut browser = Visitor::stranger(app);
    browser.get("/sign-in");
    let seen = browser.post("/sign-in", &[("name", name), ("password", password)]);
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text());
    browser
}

on_both_databases! {
    fn somebody_new_signs_in_changes_the_password_reads_the_notice_and_is_inside(app: TestApp) {
        with_people(&app);
        let made = issued(&app, &administrator(&app), "张三");
        let mut browser = Visitor::stranger(&app);
        assert_eq!(browser.get("/sessions").location(), "/sign-in?next=%2Fsessions");
        browser.get("/sign-in?next=%2Fsessions");

        let wrong = browser.post("/sign-in", &[("name", "13800000001"), ("password", "x"), ("next", "/sessions")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("账号或密码不对") && wrong.text().contains("value=\"13800000001\""), "{}", wrong.text());
        let inside = browser.post("/sign-in", &[("name", "13800000001"), ("password", &made.password), ("next", "/sessions")]);
        assert_eq!(inside.location(), "/sessions");
        assert_eq!(browser.get("/sessions").location(), "/password");
        let page = browser.get("/password");
        assert!(page.text().contains("请先修改密码"));
        let weak = browser.post("/password", &[("current", &made.password), ("new", "weak"), ("repeated", "weak")]);
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(weak.text().contains("新密码不到 8 位") && weak.text().contains("id=\"new-error\""));
        browser.post("/password", &[("current", &made.password), ("new", GOOD), ("repeated", GOOD)]);
        assert_eq!(browser.get("/sessions").location(), "/notice");
        let notice = browser.get("/notice");
        assert!(notice.text().contains("綦江区社会工作主管部门") && notice.text().contains("第十七条"));
        let unread = browser.post("/notice", &[("version", shegong::accounts::rules::NOTICE_VERSION)]);
        assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
        browser.post("/notice", &[("version", shegong::accounts::rules::NOTICE_VERSION), ("read", "yes")]);

        let sessions = browser.get("/sessions");
        assert_eq!(sessions.status, StatusCode::OK, "{}", sessions.text());
        assert!(sessions.text().contains("✓ 本机"));
        assert_eq!(app.texts("SELECT address AS text FROM notice_receipts"), ["192.0.2.1"]);
        assert_eq!(browser.post("/sign-out", &[]).location(), "/sign-in");
        assert_eq!(browser.get("/sessions").location(), "/sign-in?next=%2Fsessions");
    }

    fn a_forged_form_signs_nobody_in(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let mut browser = Visitor::stranger(&app);
        browser.get("/sign-in");

        let seen = browser.post_forged("/sign-in", &[("name", "hr"), ("password", GOOD)]);

        assert_eq!(seen.status, StatusCode::FORBIDDEN);
        assert!(history(&app, "signed_in").is_empty());
    }

    fn a_forgotten_password_is_set_by_the_link_of_the_mail(app: TestApp) {
        with_people(&app);
        issued(&app, &administrator(&app), "张三");
        let mut browser = Visitor::stranger(&app);
        browser.get("/password/forgotten");

        let known = browser.post("/password/forgotten", &[("name", "13800000001")]);
        let unknown = browser.post("/password/forgotten", &[("name", "13899999999")]);
        assert!(known.text().contains("已受理"));
        let body = |seen: &crate::harness::Seen| seen.text().split("<main").nth(1).unwrap().to_owned();
        assert_eq!(body(&known), body(&unknown));
        // Both requests did the same: one row each, the name sealed; no mail yet.
        let rows = app.texts("SELECT input AS text FROM background_jobs WHERE kind = 'reset_link'");
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|input| !input.contains("13800000001")), "{rows:?}");
        assert!(app.texts("SELECT subject AS text FROM outbox").is_empty());
        while run_background(&app.app, "test", KINDS).unwrap() {}

        let path = format!("/password/reset/{}", link_in(&app.letters()[0]));
        assert!(browser.get(&path).text().contains("张三，请设置"));
        assert_eq!(browser.post(&path, &[("new", GOOD), ("repeated", "other")]).status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(browser.post(&path, &[("new", GOOD), ("repeated", GOOD)]).location(), "/sign-in");
        assert!(browser.get(&path).text().contains("链接已失效"));
        signed_in(&app, "13800000001", GOOD);
    }

    fn one_address_cannot_knock_without_end(app: TestApp) {
        let mut browser = Visitor::stranger(&app);
        browser.get("/password/forgotten");

        let answers: Vec<StatusCode> = (0..65)
            .map(|_| browser.post("/password/forgotten", &[("name", "nobody")]).status)
            .collect();

        assert_eq!(answers.iter().filter(|status| **status == StatusCode::OK).count(), 60);
        assert_eq!(answers.last(), Some(&StatusCode::TOO_MANY_REQUESTS));
    }

    fn hr_issues_accounts_and_sees_its_own_units_only(app: TestApp) {
        with_people(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let admin = administrator(&app);
        let wang = issued(&app, &admin, "王五");
        let mut browser = Visitor::with_role(&app, Role::Hr, Some(town));

        let list = browser.get("/accounts").text();
        assert!(list.contains("张三") && list.contains("李四") && !list.contains("王五"), "{list}");
        assert!(!list.contains("新增岗位账号"));
        assert_eq!(browser.get("/accounts/new").status, StatusCode::FORBIDDEN);
        assert_eq!(browser.get(&format!("/accounts/{}", wang.account)).status, StatusCode::NOT_FOUND);
        assert_eq!(browser.post(&format!("/accounts/{}/reset", wang.account), &[]).status, StatusCode::NOT_FOUND);
        let other = format!("/accounts/of-person/{}", person(&app, "王五"));
        assert_eq!(browser.post(&other, &[]).status, StatusCode::NOT_FOUND);
        browser.get("/accounts");
        let made = browser.post(&format!("/accounts/of-person/{}", person(&app, "张三")), &[]);
        assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        assert!(made.text().contains("初始密码"));
        let slips = browser.post("/accounts/slips", &[("unit", "石壕镇")]);
        assert!(slips.bytes.starts_with(b"%PDF"));
        let none = browser.post("/accounts/slips", &[("unit", "新建社区")]);
        assert!(none.text().contains("没有待发的密码条"), "{}", none.text());
        let beyond = browser.post("/accounts/slips", &[("unit", "扶欢镇")]);
        assert_eq!(beyond.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    fn a_whole_roster_is_asked_for_on_a_page_and_done_by_the_jobs(app: TestApp) {
        with_people(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let mut browser = Visitor::with_role(&app, Role::Hr, Some(town));
        browser.get("/accounts/issue");

        let asked = browser.post("/accounts/issue", &[("unit", "綦江区/石壕镇"), ("delivery", "slips")]);
        assert!(asked.location().starts_with("/accounts/issue?job="), "{}", asked.text());
        let path = asked.location().to_owned();
        assert!(browser.get(&path).text().contains("正在办理"));
        while shegong::jobs::runner::run_background(&app.app, "test", shegong::jobs::handlers::KINDS).unwrap() {}
        let done = browser.get(&path).text();

        assert!(done.contains("新开通 2 个账号"), "{done}");
        // A unit out of reach is as unknown as one that does not exist, in the same words.
        for (path, unknown) in [
            ("/accounts/issue", "扶欢镇"),
            ("/accounts/issue", "没有"),
            ("/accounts/slips", "扶欢镇"),
            ("/accounts/slips", "没有"),
        ] {
            let seen = browser.post(path, &[("unit", unknown)]);
            assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {unknown}");
            let sentence = format!("管理范围内没有叫“{unknown}”的单位");
            assert!(seen.text().contains(&sentence), "{path}: {}", seen.text());
        }
        let page = browser.get("/accounts/issue").text();
        assert!(page.contains("<datalist") && !page.contains("扶欢镇"), "{page}");
    }

    fn an_administrator_gives_and_takes_roles_on_pages(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let li = issued(&app, &admin, "李四");
        let mut browser = signed_in(&app, "admin", GOOD);
        browser.get("/notice");
        browser.post("/notice", &[("version", shegong::accounts::rules::NOTICE_VERSION), ("read", "yes")]);
        let page = format!("/accounts/{}", li.account);

        assert!(browser.get(&page).text().contains("没有管理角色"));
        let bad = browser.post(&format!("{page}/roles"), &[("role", "hr"), ("unit", "没有这个单位")]);
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bad.text().contains("没有叫“没有这个单位”的单位"));
        let given = browser.post(&format!("{page}/roles"), &[("role", "hr"), ("unit", "石壕镇"), ("email_checked", "yes")]);
        assert!(given.text().contains("请交付新的初始密码"), "{}", given.text());
        let seen = browser.get(&page).text();
        assert!(seen.contains("单位人事（綦江区/石壕镇）"), "{seen}");
        let locked = browser.post(&format!("{page}/state"), &[("state", "locked"), ("version", "3")]);
        assert_eq!(locked.location(), page, "{}", locked.text());
        let stale = browser.post(&format!("{page}/state"), &[("state", "active"), ("version", "1")]);
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        assert!(browser.get("/accounts?kind=offices").text().contains("已停用"));
        let new = browser.post("/accounts/new", &[("login_name", "finance"), ("role", "finance")]);
        assert!(new.text().contains("账号已开通"), "{}", new.text());
    }

    fn a_second_factor_is_set_up_and_asked_for_on_pages(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let mut browser = signed_in(&app, "hr", GOOD);
        browser.get("/notice");
        browser.post("/notice", &[("version", shegong::accounts::rules::NOTICE_VERSION), ("read", "yes")]);
        browser.get("/second-factor");
        browser.post("/second-factor/begin", &[]);
        let page = browser.get("/second-factor").text();
        let (_, rest) = page.split_once("密钥：<code>").unwrap();
        let secret: String = rest.chars().take_while(|c| *c != '<').filter(|c| *c != ' ').collect();
        assert!(page.contains("<svg") && !page.contains("<?xml"));
        let code = |seconds| super::second_factor::shown(&secret, after(&app, seconds));

        let wrong = browser.post("/second-factor/confirm", &[("code", "12")]);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.text().contains("动态验证码不对"));
        let codes = browser.post("/second-factor/confirm", &[("code", &code(0))]);
        assert!(codes.text().contains("只显示这一次"), "{}", codes.text());
        let mut other = signed_in(&app, "hr", GOOD);
        assert_eq!(other.get("/sessions").location(), "/second-factor");
        assert_eq!(other.post("/password", &[]).location(), "/second-factor");
        other.get("/second-factor");
        let given = other.post("/second-factor/give", &[("code", &code(30))]);
        assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text());
        assert_eq!(other.get("/sessions").status, StatusCode::OK);
    }

    fn a_token_is_shown_once_and_opens_the_interface(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let mut browser = signed_in(&app, "hr", GOOD);
        browser.get("/notice");
        browser.post("/notice", &[("version", shegong::accounts::rules::NOTICE_VERSION), ("read", "yes")]);
        browser.get("/tokens");

        let bad = browser.post("/tokens", &[("label", "同步"), ("scope", "read"), ("days", "x")]);
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bad.text().contains("value=\"同步\""), "{}", bad.text());
        let made = browser.post("/tokens", &[("label", "同步"), ("scope", "read"), ("days", "30")]).text();
        let (_, rest) = made.split_once("<code>sgt_").unwrap();
        let secret = format!("sgt_{}", rest.chars().take_while(char::is_ascii_hexdigit).collect::<String>());
        assert!(!browser.get("/tokens").text().contains(&secret));

        let mut program = Visitor::stranger(&app);
        let bearer = format!("Bearer {secret}");
        let seen = program.send(actix_web::http::Method::GET, "/api/v1/session", None, Vec::new(), &[("authorization", &bearer)]);
        assert_eq!(seen.json()["name"], "hr", "{}", seen.text());
        let no = program.send(actix_web::http::Method::GET, "/api/v1/session", None, Vec::new(), &[]);
        assert_eq!(no.status, StatusCode::UNAUTHORIZED);
    }

    fn a_token_opens_no_page_and_ends_with_the_password_it_was_made_under(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let mut browser = signed_in(&app, "hr", GOOD);
        browser.get("/notice");
        browser.post("/notice", &[("version", shegong::accounts::rules::NOTICE_VERSION), ("read", "yes")]);
        browser.get("/tokens");
        let made = browser.post("/tokens", &[("label", "同步"), ("scope", "write"), ("days", "366")]).text();
        let (_, rest) = made.split_once("<code>").unwrap();
        let bearer = format!("Bearer {}", rest.split('<').next().unwrap());
        let with_token = |path: &str| {
            let headers = [("authorization", bearer.as_str())];
            Visitor::stranger(&app).send(actix_web::http::Method::GET, path, None, Vec::new(), &headers)
        };

        let page = with_token("/people");
        let before = with_token("/api/v1/session");
        browser.get("/password");
        let changed = browser.post("/password", &[("current", GOOD), ("new", BETTER), ("repeated", BETTER)]);
        let after = with_token("/api/v1/session");

        assert_eq!((page.status, page.location().starts_with("/sign-in")), (StatusCode::SEE_OTHER, true));
        assert_eq!(before.status, StatusCode::OK);
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        assert_eq!(after.status, StatusCode::UNAUTHORIZED, "{}", after.text());
        let lines = app.texts("SELECT entity || ' ' || action AS text FROM history WHERE entity = 'api_token' ORDER BY id");
        assert_eq!(lines, ["api_token created", "api_token removed"]);
        assert!(browser.get("/tokens").text().contains("已撤销"));
    }

    fn a_whole_office_uses_its_links_from_one_address_and_only_wrong_ones_are_counted(app: TestApp) {
        with_people(&app);
        issued(&app, &administrator(&app), "张三");
        let mut office = Visitor::stranger(&app);
        office.get("/password/forgotten");
        office.post("/password/forgotten", &[("name", "13800000001")]);
        while run_background(&app.app, "test", KINDS).unwrap() {}
        let link = format!("/password/reset/{}", link_in(&app.letters()[0]));

        for _ in 0..70 {
            assert_eq!(office.get(&link).status, StatusCode::OK);
        }
        let wrong: Vec<u16> = (0..70)
            .map(|guess| office.get(&format!("/password/reset/{guess:064}")).status.as_u16())
            .collect();
        assert_eq!((wrong[0], wrong[69]), (200, 429), "{wrong:?}");
    }

    fn a_mobile_number_that_two_accounts_have_keeps_neither_owner_out(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let (first, second) = (issued(&app, &admin, "张三"), issued(&app, &admin, "李四"));
        app.run("UPDATE people SET mobile = '13800000001' WHERE name = '李四'");
        let name_of = |password: &str| {
            let inside = enter(&app, "13800000001", password, after(&app, 0)).unwrap();
            viewer(&app, &inside, after(&app, 0)).name
        };

        assert_eq!(name_of(&first.password), "张三");
        assert_eq!(name_of(&second.password), "李四");
        let wrong = enter(&app, "13800000001", "Wrong#2026", after(&app, 0)).unwrap_err();
        assert!(matches!(wrong, SignInRefusal::Wrong), "{wrong}");
        // Who has left does not count among those who may be meant.
        app.import_rows(ImportKind::People, &["姓名", "身份证号", "离职日期"], &[&["李四", &id_number(2), "2026-01-31"]]);
        assert_eq!(name_of(&first.password), "张三");
    }
}
