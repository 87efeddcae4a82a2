//! The start page of a running system: what it is, whose it is, what is in it.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::app::App;
use crate::calendar::chinese_day;
use crate::db::DatabaseError;
use crate::{people, units};

#[derive(Template)]
#[template(path = "start/page.html")]
struct StartPage {
    region: String,
    today: String,
    people: i64,
    units: usize,
    version: &'static str,
}

/// `/`
pub async fn page(app: web::Data<App>) -> HttpResponse {
    let region = app.config.region.clone();
    let today = chinese_day(app.now().today);
    let counted = web::block(move || {
        app.db.read(|conn| {
            let people = people::store::count(conn)?;
            let units = units::store::load_tree(conn)?.len();
            Ok::<_, DatabaseError>((people, units))
        })
    })
    .await;
    let Ok(Ok((people, units))) = counted else {
        tracing::error!("the start page cannot read the database");
        return HttpResponse::ServiceUnavailable()
            .content_type("text/html; charset=utf-8")
            .body("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>社工通</title><p>数据库暂时连不上，请稍后刷新；一直如此请联系管理员。</p></html>");
    };
    let page = StartPage {
        region,
        today,
        people,
        units,
        version: env!("CARGO_PKG_VERSION"),
    };
    match page.render() {
        Ok(html) => HttpResponse::Ok()
            .insert_header((
                "content-security-policy",
                "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
            ))
            .insert_header(("x-content-type-options", "nosniff"))
            .insert_header(("referrer-policy", "no-referrer"))
            .content_type("text/html; charset=utf-8")
            .body(html),
        Err(error) => {
            tracing::error!(%error, "the start page cannot be rendered");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// The site's own style sheet.
pub async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("cache-control", "public, max-age=3600"))
        .content_type("text/css; charset=utf-8")
        .body(include_str!("../../assets/css/shegong.css"))
}
