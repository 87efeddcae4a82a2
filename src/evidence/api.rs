//! A file for programs that may see it.

use utoipa::OpenApi;

use super::pages::download;
use crate::accounts::Right;
use crate::web::{Answer, Request, Route};

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![Route::api_recorded(
        "/api/v1/evidence/{id}",
        Right::SignedIn,
        file,
    )]
}

/// What OpenAPI says of these routes.
#[derive(OpenApi)]
#[openapi(paths(file))]
pub struct Api;

/// The bytes of a proof.
#[utoipa::path(
    get,
    path = "/api/v1/evidence/{id}",
    tag = "培训审核",
    summary = "一份证明文件（本人的，或审核、管理范围内的）",
    params(("id" = i64, Path, description = "证明文件编号")),
    responses((status = 200, description = "文件内容", content_type = "application/octet-stream"),
        (status = 409, description = "文件不在原处，请联系管理员"))
)]
fn file(request: &Request) -> Answer {
    download(request)
}
