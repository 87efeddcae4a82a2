//! The database gone for a minute under a running site: a page that says so, nothing
//! half saved, and all as before when it is back, without a restart.

use actix_web::http::{Method, StatusCode};
use diesel::Connection as _;
use diesel::connection::SimpleConnection as _;
use serde_json::json;
use shegong::accounts::Role;
use shegong::app::App;

use crate::conflicts::opened;
use crate::harness::forms::filled;
use crate::harness::served::Proxy;
use crate::harness::{Seen, TestApp, Visitor};

/// PostgreSQL behind a line that can be cut, and the site on it, which waits three
/// seconds for a change and one for a page.
fn behind_a_proxy(app: &TestApp) -> (Proxy, App) {
    let (scheme, rest) = app.url().split_once("://").unwrap();
    let (place, base) = rest.split_once('/').unwrap();
    let (user, server) = match place.rsplit_once('@') {
        Some((user, server)) => (format!("{user}@"), server),
        None => (String::new(), place),
    };
    let proxy = Proxy::before(server);
    let url = format!("{scheme}://{user}{}/{base}", proxy.address);
    let site = app.opened_again(&url, |config| config.database.wait_seconds = 3);
    (proxy, site)
}

fn assert_told(seen: &Seen) {
    assert_eq!(
        seen.status,
        StatusCode::SERVICE_UNAVAILABLE,
        "{}",
        seen.text()
    );
    assert!(seen.text().contains("数据库暂时连不上"), "{}", seen.text());
    assert!(seen.headers["retry-after"].parse::<u32>().unwrap() > 0);
}

#[test]
fn postgres_away_and_back_again() {
    let Some(app) = TestApp::postgres() else {
        return;
    };
    app.with_two_townships();
    let (proxy, site) = behind_a_proxy(&app);
    let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道"))).at(&site);
    let path = format!("/people/{}/edit", app.person("陈静").id);
    let form = opened(&mut hr, &path, &path);
    let sent = filled(&form, &[("mobile", "13900000009")]);
    let before = app.contents();

    proxy.cut();
    assert_told(&hr.get("/people"));
    assert_told(&hr.post(&path, &sent));
    assert_told(&Visitor::stranger(&app).at(&site).get("/sign-in"));
    let api = hr.json(Method::POST, "/api/v1/people", &json!({}), &[]);
    assert_eq!(api.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(api.json()["code"], "unavailable");
    assert_eq!(
        Visitor::stranger(&app).at(&site).get("/readyz").status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(
        Visitor::stranger(&app).at(&site).get("/healthz").status,
        StatusCode::OK
    );
    assert!(app.contents() == before);

    proxy.mend();
    assert_eq!(hr.get("/people").status, StatusCode::OK);
    let saved = hr.post(&path, &sent);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    assert_eq!(
        app.person("陈静").details.mobile.as_deref(),
        Some("13900000009")
    );
}

/// Cut at every point of one change: all of it is there, with its line in the history,
/// or nothing.
#[test]
fn postgres_cut_in_the_middle_of_a_change_leaves_nothing_half_saved() {
    let Some(app) = TestApp::postgres() else {
        return;
    };
    app.with_two_townships();
    let (proxy, site) = behind_a_proxy(&app);
    let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道"))).at(&site);
    let path = format!("/people/{}/edit", app.person("陈静").id);
    for (broken, pieces) in (0..400).step_by(3).enumerate() {
        proxy.mend();
        let form = opened(&mut hr, &path, &path);
        let (mobile, lines) = (format!("139{pieces:08}"), app.history_of("陈静").len());
        proxy.cut_after(pieces);
        let seen = hr.post(&path, &filled(&form, &[("mobile", mobile.as_str())]));
        let stored = app.person("陈静").details.mobile.as_deref() == Some(&mobile);
        assert_eq!(
            app.history_of("陈静").len(),
            lines + usize::from(stored),
            "after {pieces}"
        );
        if seen.status == StatusCode::SEE_OTHER {
            assert!(stored && broken > 5, "{broken}");
            return;
        }
        assert_told(&seen);
    }
    panic!("the change never came through");
}

#[test]
fn sqlite_held_by_another_program_is_told_and_goes_on_when_it_is_free() {
    let app = TestApp::sqlite();
    app.with_two_townships();
    let site = app.opened_again(app.url(), |config| config.database.wait_seconds = 1);
    let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道"))).at(&site);
    let path = format!("/people/{}/edit", app.person("陈静").id);
    let form = opened(&mut hr, &path, &path);
    let sent = filled(&form, &[("mobile", "13900000009")]);
    let before = app.contents();
    let file = app.path("shegong.db");
    let mut other = diesel::SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN EXCLUSIVE").unwrap();

    let seen = hr.post(&path, &sent);
    let api = hr.json(
        Method::PATCH,
        &format!("/api/v1/people/{}", app.person("陈静").id),
        &json!({"mobile": "13900000009"}),
        &[("if-match", "\"1\"")],
    );

    assert_told(&seen);
    assert_eq!(api.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(api.json()["code"], "unavailable");
    assert_eq!(hr.get("/people").status, StatusCode::OK, "reading goes on");
    other.batch_execute("ROLLBACK").unwrap();
    assert!(app.contents() == before);
    let saved = hr.post(&path, &sent);
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
}
