//! `/healthz`: the process lives. `/readyz`: it can do its work.

use actix_web::{HttpResponse, web};

use crate::app::App;
use crate::db::DatabaseError;

/// The process answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok\n")
}

/// The database answers and its schema is the one this program needs.
pub async fn ready(app: web::Data<App>) -> HttpResponse {
    let checked = web::block(move || app.db.check_schema()).await;
    match checked {
        Ok(Ok(())) => HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body("ready\n"),
        Ok(Err(error)) => not_ready(&error),
        Err(_) => HttpResponse::ServiceUnavailable().body("busy\n"),
    }
}

/// The reason goes to the log; whoever asks learns only that it is not ready.
fn not_ready(error: &DatabaseError) -> HttpResponse {
    tracing::error!(%error, "not ready");
    HttpResponse::ServiceUnavailable()
        .content_type("text/plain; charset=utf-8")
        .body("database unavailable\n")
}
