//! The web application as it stands: start page, health, metrics.

use actix_web::http::StatusCode;
use actix_web::test as site_test;
use actix_web::{App as Site, web};
use shegong::intake::ImportKind;
use shegong::web::{Metrics, routes};

use crate::harness::{TestApp, id_number};

/// The answer to a GET: status and text.
fn get(app: &TestApp, path: &str) -> (StatusCode, String) {
    let data = web::Data::new(app.app.clone());
    let metrics = web::Data::new(Metrics::new().unwrap());
    actix_web::rt::System::new().block_on(async move {
        let site = site_test::init_service(
            Site::new()
                .app_data(data)
                .app_data(metrics)
                .configure(routes),
        )
        .await;
        let response =
            site_test::call_service(&site, site_test::TestRequest::get().uri(path).to_request())
                .await;
        let status = response.status();
        let body = site_test::read_body(response).await;
        (status, String::from_utf8(body.to_vec()).unwrap())
    })
}

on_both_databases! {
    fn health_and_readiness_answer(app: TestApp) {
        assert_eq!(get(&app, "/healthz"), (StatusCode::OK, "ok\n".to_owned()));
        assert_eq!(get(&app, "/readyz"), (StatusCode::OK, "ready\n".to_owned()));
    }

    fn the_start_page_says_what_is_there_and_what_to_do_next(app: TestApp) {
        let (status, empty) = get(&app, "/");
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "单位"],
            &[&["陈静", &id_number(1), "古南街道城南社区"]],
        );
        let (_, filled) = get(&app, "/");

        assert_eq!(status, StatusCode::OK);
        assert!(empty.contains("还没有数据") && empty.contains("shegong import people"), "{empty}");
        assert!(filled.contains("1 人") && filled.contains("training-status"), "{filled}");
        assert!(!filled.contains("陈静"));
    }

    fn metrics_tell_the_outbox(app: TestApp) {
        let (status, text) = get(&app, "/metrics");

        assert_eq!(status, StatusCode::OK);
        assert!(text.contains("shegong_outbox_mails{state=\"queued\"} 0"), "{text}");
    }

    fn a_page_that_does_not_exist_is_not_found(app: TestApp) {
        assert_eq!(get(&app, "/nothing").0, StatusCode::NOT_FOUND);
    }
}
