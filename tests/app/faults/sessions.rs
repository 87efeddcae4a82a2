//! A session that ends in mid-work: the door says why and leads back, nothing is stored.

use actix_web::http::StatusCode;
use shegong::accounts::Role;
use shegong::db::DatabaseError;

use crate::accounts::GOOD;
use crate::conflicts::opened;
use crate::harness::forms::{Form, filled};
use crate::harness::{TestApp, Visitor};

/// An administrator ends every session.
fn end_all_sessions(app: &TestApp) {
    let accounts: Vec<i64> = app
        .texts("SELECT CAST(id AS TEXT) AS text FROM accounts")
        .iter()
        .map(|id| id.parse().unwrap())
        .collect();
    app.app
        .db
        .write(|conn| {
            for id in accounts {
                let account = shegong::accounts::AccountId(id);
                shegong::accounts::store::end_all(conn, account, None, app.app.now().instant)?;
            }
            Ok::<_, DatabaseError>(())
        })
        .unwrap();
}

/// The form is sent as a browser sends it: with where it stood.
fn send(visitor: &mut Visitor, path: &str, body: &str) -> crate::harness::Seen {
    visitor.send(
        actix_web::http::Method::POST,
        path,
        Some("application/x-www-form-urlencoded"),
        body.as_bytes().to_vec(),
        &[
            ("host", "shegong.example.cn"),
            (
                "referer",
                &format!("http://shegong.example.cn{path}?from=list"),
            ),
        ],
    )
}

on_both_databases! {
    fn a_form_sent_after_the_session_ended_leads_to_the_door_and_back(app: TestApp) {
        app.with_two_townships();
        let town = app.unit("古南街道");
        let account = crate::accounts::office(&app, "hr", Role::Hr, Some(town));
        crate::accounts::notice_is_read(&app, account);
        let mut hr = Visitor::stranger(&app);
        hr.get("/sign-in");
        assert_eq!(hr.post("/sign-in", &[("name", "hr"), ("password", GOOD)]).status, StatusCode::SEE_OTHER);
        let path = format!("/people/{}/edit", app.person("陈静").id);
        opened(&mut hr, &path, &path);
        end_all_sessions(&app);
        let before = app.contents();

        let (_, token) = hr.cookie_and_token();
        let told = send(&mut hr, &path, &format!("csrf={token}&version=1&name=%E9%99%88%E9%9D%99&mobile=13900000009"));

        assert_eq!(told.status, StatusCode::SEE_OTHER);
        assert!(app.contents() == before, "nothing is stored");
        let door = told.location().to_owned();
        let page = hr.get(&door);
        assert!(page.text().contains("您的登录已经失效") && page.text().contains("刚才提交的内容没有保存"), "{}", page.text());
        let form = Form::of(&page, "/sign-in");
        assert_eq!(form.value("next"), format!("{path}?from=list"));
        let back = hr.post("/sign-in", &filled(&form.values(), &[("name", "hr"), ("password", GOOD)]));
        assert_eq!(back.location(), format!("{path}?from=list"));
        assert_eq!(hr.get(back.location()).status, StatusCode::OK);
    }

    fn a_page_asked_for_after_the_session_ended_comes_after_the_door_with_its_question(app: TestApp) {
        app.with_two_townships();
        let mut hr = Visitor::with_role(&app, Role::Hr, None);
        end_all_sessions(&app);

        let told = hr.get("/people?q=cj&state=late");

        assert_eq!(told.location(), "/sign-in?next=%2Fpeople%3Fq%3Dcj%26state%3Dlate&why=ended");
        let page = hr.get(told.location());
        assert!(page.text().contains("您的登录已经失效") && !page.text().contains("没有保存"));
    }

    fn where_a_form_came_from_never_leads_to_another_site(app: TestApp) {
        let mut visitor = Visitor::stranger(&app);
        for referer in ["http://evil.example/x", "http://shegong.example.cn.evil.example/x", "javascript:alert(1)", "http://shegong.example.cn//evil.example"] {
            let told = visitor.send(
                actix_web::http::Method::POST, "/units", Some("application/x-www-form-urlencoded"), Vec::new(),
                &[("host", "shegong.example.cn"), ("referer", referer)],
            );
            let page = visitor.get(told.location());
            assert_eq!(Form::of(&page, "/sign-in").value("next"), "", "{referer}");
        }
    }
}
