//! The foundation of the site: health, metrics, headers, what a stranger sees.

use actix_web::http::{Method, StatusCode};
use shegong::accounts::Role;
use shegong::config::Redacted;
use shegong::web::{TABLE, Verb};

use crate::harness::{TestApp, Visitor};

on_both_databases! {
    fn health_and_readiness_answer(app: TestApp) {
        let mut stranger = Visitor::stranger(&app);

        assert_eq!(stranger.get("/healthz").text(), "ok\n");
        assert_eq!(stranger.get("/readyz").text(), "ready\n");
    }

    fn metrics_are_for_the_machine_itself_and_for_nobody_behind_a_proxy(app: TestApp) {
        let mut machine = Visitor::stranger(&app).on_machine("127.0.0.1");
        let forwarded = [("x-forwarded-for", "203.0.113.9")];

        let seen = machine.get("/metrics");
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.text().contains("shegong_outbox_mails{state=\"queued\"} 0"), "{}", seen.text());
        let brought = machine.send(Method::GET, "/metrics", None, Vec::new(), &forwarded);
        assert_eq!(brought.status, StatusCode::NOT_FOUND);
        let elsewhere = Visitor::with_role(&app, Role::Admin, None).get("/metrics");
        assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
        assert!(!elsewhere.text().contains("shegong_"));
    }

    fn metrics_with_a_token_are_for_whoever_shows_it(app: TestApp) {
        let guarded = app.opened_again(app.url(), |config| {
            config.metrics.token = Some(Redacted("prometheus-0123456789".to_owned()));
        });
        for (from, shown, expected) in [
            ("192.0.2.1", "Bearer prometheus-0123456789", StatusCode::OK),
            ("192.0.2.1", "Bearer prometheus-012345678", StatusCode::NOT_FOUND),
            ("192.0.2.1", "", StatusCode::NOT_FOUND),
            ("127.0.0.1", "", StatusCode::NOT_FOUND),
        ] {
            let mut visitor = Visitor::stranger(&app).on_machine(from).at(&guarded);
            let headers = [("authorization", shown)];
            let seen = visitor.send(Method::GET, "/metrics", None, Vec::new(), &headers);
            assert_eq!(seen.status, expected, "{from} {shown}");
        }
    }

    fn behind_tls_the_cookies_belong_to_this_very_host(app: TestApp) {
        let behind = app.opened_again(app.url(), |config| {
            config.base_url = "https://shegong.example.gov.cn".to_owned();
        });

        let open = Visitor::stranger(&app).get("/sign-in");
        let secured = Visitor::stranger(&app).at(&behind).get("/sign-in");

        assert!(open.headers["set-cookie"].starts_with("shegong_visitor="));
        let cookie = &secured.headers["set-cookie"];
        assert!(cookie.starts_with("__Host-shegong_visitor="), "{cookie}");
        assert!(cookie.contains("Secure") && cookie.contains("Path=/") && !cookie.contains("Domain"));
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
