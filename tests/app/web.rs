//! The foundation of the site: health, metrics, headers, what a stranger sees.

use actix_web::http::StatusCode;
use shegong::accounts::Role;
use shegong::web::{TABLE, Verb};

use crate::harness::{TestApp, Visitor};

on_both_databases! {
    fn health_and_readiness_answer(app: TestApp) {
        let mut stranger = Visitor::stranger(&app);

        assert_eq!(stranger.get("/healthz").text(), "ok\n");
        assert_eq!(stranger.get("/readyz").text(), "ready\n");
    }

    fn metrics_tell_the_outbox(app: TestApp) {
        let seen = Visitor::stranger(&app).get("/metrics");

        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.text().contains("shegong_outbox_mails{state=\"queued\"} 0"), "{}", seen.text());
    }

    fn a_page_that_does_not_exist_is_not_found(app: TestApp) {
        let mut stranger = Visitor::stranger(&app);
        let page = stranger.get("/nothing");
        let api = stranger.get("/api/v1/nothing");

        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.text().contains("没有找到这一页"));
        assert_eq!(api.status, StatusCode::NOT_FOUND);
        assert_eq!(api.headers["content-type"], "application/problem+json");
        assert_eq!(api.json()["code"], "not-found");
    }

    fn every_answer_carries_the_security_headers(app: TestApp) {
        let seen = Visitor::stranger(&app).get("/nothing");

        let policy = &seen.headers["content-security-policy"];
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(seen.headers["x-content-type-options"], "nosniff");
        assert_eq!(seen.headers["referrer-policy"], "same-origin");
        assert!(!seen.headers.contains_key("strict-transport-security"), "only behind TLS");
    }

    fn a_stranger_is_sent_to_sign_in_and_a_program_is_told(app: TestApp) {
        let mut stranger = Visitor::stranger(&app);

        for route in TABLE.iter().filter(|route| route.right != shegong::accounts::Right::Public) {
            if route.verb != Verb::Get {
                continue;
            }
            let path = route.path.replace("{id}", "1");
            let seen = stranger.get(&path);
            if route.api {
                assert_eq!(seen.status, StatusCode::UNAUTHORIZED, "{path}");
            } else {
                assert_eq!(seen.status, StatusCode::SEE_OTHER, "{path}");
                assert!(seen.location().starts_with("/sign-in?next="), "{path}");
            }
        }
        assert_eq!(stranger.get("/").location(), "/sign-in");
    }

    fn everyone_is_sent_to_their_own_start(app: TestApp) {
        let mut admin = Visitor::with_role(&app, Role::Admin, None);

        assert_eq!(admin.get("/").location(), "/accounts");
    }
}
