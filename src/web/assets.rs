//! The site's own style sheet and scripts, embedded; their address changes with
//! their content, so a browser may keep them for ever.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use sha2::{Digest, Sha256};

const STYLE: &str = concat!(
    include_str!("../../assets/css/base.css"),
    include_str!("../../assets/css/parts.css"),
    include_str!("../../assets/css/folds.css"),
    include_str!("../../assets/css/pages.css"),
);

const RELOAD: &str = include_str!("../../assets/js/reload.js");

static STYLE_VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut all = Sha256::new();
    all.update(STYLE);
    all.update(RELOAD);
    hex::encode(&all.finalize()[..6])
});

/// Changes with the style sheet and the script.
pub(super) fn style_version() -> &'static str {
    STYLE_VERSION.as_str()
}

/// `/assets/shegong.css`
pub(super) async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("cache-control", "public, max-age=31536000, immutable"))
        .content_type("text/css; charset=utf-8")
        .body(STYLE)
}

/// `/assets/reload.js`: keeps the page of work under way fresh.
pub(super) async fn reload() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("cache-control", "public, max-age=31536000, immutable"))
        .content_type("text/javascript; charset=utf-8")
        .body(RELOAD)
}

/// `/favicon.ico`: a small SVG.
pub(super) async fn icon() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("cache-control", "public, max-age=86400"))
        .content_type("image/svg+xml")
        .body(include_str!("../../assets/icon.svg"))
}
