//! The OpenAPI 3.1 description of `/api/v1`, gathered from the rooms' handlers and
//! completed from the table of routes: what every operation has in common (sign-in,
//! the right it needs, its problems) is said here once.

mod chinese;
mod words;

use std::sync::LazyLock;

use utoipa::OpenApi;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, OpenApi as Document, Ref, RefOr, ResponseBuilder};
use utoipa::openapi::{SecurityRequirement, header::HeaderBuilder};

use super::conflict::{ConflictField, CurrentJson};
use super::problem::{FieldProblem, ProblemJson};
use super::route::{Body, Route, Verb};
use super::routes::TABLE;
use super::{Answer, Reply, Request};
use crate::accounts::Right;
use crate::db::Conn;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "社工通接口",
        description = "社会工作者考试、继续教育、登记与报销。出错时一律返回 application/problem+json；证件号码一律遮盖；列表用 limit 和 cursor 翻页；修改时在 If-Match 里写明读到的版本（ETag）。"
    ),
    components(schemas(ProblemJson, FieldProblem, CurrentJson, ConflictField))
)]
struct Base;

/// The description, made once.
pub static DOCUMENT: LazyLock<Document> = LazyLock::new(document);

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![Route::api_read(
        "/api/v1/openapi.json",
        Right::Public,
        describe,
    )]
}

/// The description of the whole API.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "接口",
    summary = "本接口的 OpenAPI 3.1 描述",
    responses((status = 200, description = "OpenAPI 3.1 文档", content_type = "application/json", body = serde_json::Value))
)]
fn describe(_request: &Request, _conn: &mut Conn) -> Answer {
    Reply::json(&*DOCUMENT)
}

#[derive(OpenApi)]
#[openapi(paths(describe))]
struct Own;

/// What the rooms say of their operations.
fn rooms() -> Vec<Document> {
    vec![
        Own::openapi(),
        crate::accounts::api::Api::openapi(),
        crate::imports::api::Described::openapi(),
        crate::roster::api::Described::openapi(),
        crate::people::api::Described::openapi(),
        crate::merging::api::Api::openapi(),
        crate::certificates::api::Api::openapi(),
        crate::me::api::Api::openapi(),
        crate::evidence::api::Api::openapi(),
        crate::training::review_api::Api::openapi(),
        crate::training::record_api::Api::openapi(),
        crate::exams::by_hand::api::Api::openapi(),
        crate::units::api::Api::openapi(),
        crate::exams::season_api::Api::openapi(),
        crate::certificates::extension_api::Api::openapi(),
        crate::policy::api::Api::openapi(),
        crate::reports::api::Api::openapi(),
        crate::history::api::document(),
        crate::dossier::api::document(),
        crate::retention::api::Api::openapi(),
        crate::operations::api::document(),
    ]
}

/// The finished description.
pub fn document() -> Document {
    let mut document = Base::openapi();
    document.info.version = env!("CARGO_PKG_VERSION").to_owned();
    for room in rooms() {
        document.merge(room);
    }
    let components = document.components.get_or_insert_with(Components::new);
    components.add_security_scheme(
        "bearer",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
    );
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("shegong_session"))),
    );
    for route in TABLE.iter().filter(|route| route.api) {
        if let Some(operation) = document
            .paths
            .paths
            .get_mut(route.path)
            .and_then(|item| operation_of(item, route.verb))
        {
            complete(operation, route);
        }
    }
    chinese::translate(&mut document);
    document
}

fn operation_of(item: &mut PathItem, verb: Verb) -> Option<&mut Operation> {
    match verb {
        Verb::Get => item.get.as_mut(),
        Verb::Post => item.post.as_mut(),
        Verb::Put => item.put.as_mut(),
        Verb::Patch => item.patch.as_mut(),
        Verb::Delete => item.delete.as_mut(),
    }
}

/// Adds what follows from the route: who may, how to sign in, which problems can come.
fn complete(operation: &mut Operation, route: &Route) {
    let right = format!("需要的权限：{}。", route.right.label());
    // A comment in English is for who reads the code; the summary says it in Chinese.
    let told = operation.description.take();
    operation.description = Some(match told.filter(|text| chinese::is_chinese(text)) {
        Some(text) => format!("{text}\n\n{right}"),
        None => right,
    });
    // Handlers of several rooms share names such as `list`.
    operation.operation_id = Some(operation_id(route));
    if route.right != Right::Public {
        operation.security = Some(vec![
            SecurityRequirement::new("bearer", Vec::<String>::new()),
            SecurityRequirement::new("session", Vec::<String>::new()),
        ]);
    }
    let mut statuses = vec![("500", "系统出错"), ("503", "数据库暂时连不上")];
    if route.right != Right::Public {
        statuses.extend([("401", "没有登录"), ("403", "没有权限，或还有一步没有办")]);
    }
    if route.path.contains('{') {
        statuses.push(("404", "没有找到，或者不在管理范围内"));
    }
    if asks_for_a_version(operation) {
        statuses.extend([
            ("412", "已被他人修改，请重新读取"),
            ("428", "没有写 If-Match"),
        ]);
    }
    match route.body {
        Body::None => {}
        Body::Form | Body::Json => {
            statuses.extend([
                ("409", "按规定不能这样办理"),
                ("413", "内容太大"),
                ("422", "填写有误"),
            ]);
        }
        Body::Upload { .. } => {
            statuses.extend([
                ("400", "上传不完整"),
                ("409", "按规定不能这样办理"),
                ("413", "内容太大"),
                ("422", "填写有误"),
                ("507", "服务器存储空间不足"),
            ]);
        }
    }
    for (status, description) in statuses {
        operation
            .responses
            .responses
            .entry(status.to_owned())
            .or_insert_with(|| RefOr::T(problem_response(description)));
    }
}

/// One name for each operation: `get_people_id`.
fn operation_id(route: &Route) -> String {
    let verb = route.verb.method().as_str().to_ascii_lowercase();
    let path = route.path.strip_prefix("/api/v1/").unwrap_or(route.path);
    let parts = path.split(['/', '.', '-', '{', '}']);
    let words: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    format!("{verb}_{}", words.join("_"))
}

fn asks_for_a_version(operation: &Operation) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|parameter| matches!(parameter, RefOr::T(known) if known.name == "If-Match"))
}

fn problem_response(description: &str) -> utoipa::openapi::Response {
    ResponseBuilder::new()
        .description(description)
        .content(
            "application/problem+json",
            ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("ProblemJson")))
                .build(),
        )
        .build()
}

/// The `ETag` header of an answer that can be changed later.
pub fn etag() -> utoipa::openapi::Header {
    HeaderBuilder::new()
        .description(Some("版本，修改时写在 If-Match 里"))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_for_programs_is_described_and_nothing_else_is() {
        let mut document = document();
        for route in TABLE.iter().filter(|route| route.api) {
            let found =
                document.paths.paths.get_mut(route.path).and_then(|item| {
                    operation_of(item, route.verb).map(|operation| operation.clone())
                });
            let operation = found.unwrap_or_else(|| panic!("{:?} {}", route.verb, route.path));
            assert!(operation.summary.is_some(), "{} has no summary", route.path);
        }
        let mut names = std::collections::HashSet::new();
        for route in TABLE.iter().filter(|route| route.api) {
            assert!(names.insert(operation_id(route)), "{} twice", route.path);
        }
        for path in document.paths.paths.keys() {
            assert!(
                TABLE.iter().any(|route| route.api && route.path == path),
                "{path} is described but not served"
            );
        }
    }
}
