//! `/help/api`: the interface for programs, as its author reads it. Made from the same
//! OpenAPI document that programs read, so it cannot say anything else.

mod schema;

use std::sync::LazyLock;

use askama::Template;
use serde_json::Value;

use crate::accounts::Right;
use crate::db::Conn;
use crate::web::openapi::DOCUMENT;
use crate::web::{Answer, Frame, Reply, Request, Section, TABLE};
use schema::{Field, example, fields_of};

/// Stands for the address of this site in an example until the page is made.
const BASE: &str = "{base}";

/// A parameter of the path, the query or a header.
struct Parameter {
    name: String,
    place: &'static str,
    needed: bool,
    kind: String,
    words: String,
}

/// What is sent.
struct Sent {
    media: String,
    fields: Vec<Field>,
}

/// One way in which an operation answers.
struct Answered {
    status: String,
    words: String,
    fields: Vec<Field>,
}

/// One operation.
struct Operation {
    anchor: String,
    verb: String,
    path: String,
    summary: String,
    right: String,
    writes: bool,
    parameters: Vec<Parameter>,
    sent: Option<Sent>,
    answers: Vec<Answered>,
    problems: Vec<(String, String)>,
    example: String,
}

/// The operations of one tag.
struct Group {
    tag: String,
    operations: Vec<Operation>,
}

/// Made once: the document does not change while the program runs.
static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(groups);

fn groups() -> Vec<Group> {
    let document = serde_json::to_value(&*DOCUMENT).unwrap_or_default();
    let mut groups: Vec<Group> = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for (verb, described) in item.as_object().into_iter().flatten() {
            let tag = text(&described["tags"][0]);
            let operation = operation(&document, path, verb, described);
            match groups.iter_mut().find(|group| group.tag == tag) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group {
                    tag,
                    operations: vec![operation],
                }),
            }
        }
    }
    groups.sort_by_cached_key(|group| crate::text::pinyin_key(&group.tag));
    groups
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn operation(document: &Value, path: &str, verb: &str, described: &Value) -> Operation {
    let verb = verb.to_ascii_uppercase();
    let right = TABLE
        .iter()
        .find(|route| route.api && route.path == path && route.verb.method().as_str() == verb)
        .map_or(Right::SignedIn, |route| route.right);
    let (sent, body) = sent(document, described);
    let parameters = parameters(described);
    let (answers, problems) = answers(document, described);
    Operation {
        anchor: text(&described["operationId"]),
        example: curl(&verb, path, right, &parameters, body.as_ref()),
        path: path.to_owned(),
        summary: text(&described["summary"]),
        right: match right {
            Right::Public => "不用登录".to_owned(),
            Right::SignedIn => "任何已登录的账号".to_owned(),
            other => other.label().to_owned(),
        },
        writes: verb != "GET",
        verb,
        parameters,
        sent,
        answers,
        problems,
    }
}

fn parameters(described: &Value) -> Vec<Parameter> {
    let all = described["parameters"].as_array();
    all.into_iter()
        .flatten()
        .map(|one| Parameter {
            name: text(&one["name"]),
            place: match one["in"].as_str() {
                Some("path") => "路径",
                Some("header") => "请求头",
                _ => "查询",
            },
            needed: one["required"].as_bool().unwrap_or(false),
            kind: schema::kind_of(&one["schema"]),
            words: text(&one["description"]),
        })
        .collect()
}

/// The body with its media type, and an example of it.
enum Body {
    Json(String),
    Form(Vec<String>),
}

fn sent(document: &Value, described: &Value) -> (Option<Sent>, Option<Body>) {
    let content = described["requestBody"]["content"].as_object();
    let Some((media, content)) = content.and_then(|content| content.iter().next()) else {
        return (None, None);
    };
    let fields = fields_of(document, &content["schema"]);
    let body = if media.starts_with("multipart/") {
        let named = fields.iter().filter(|field| !field.name.contains('.'));
        Body::Form(named.map(|field| field.name.clone()).collect())
    } else {
        let example = example(document, &content["schema"]);
        Body::Json(serde_json::to_string_pretty(&example).unwrap_or_default())
    };
    let sent = Sent {
        media: media.clone(),
        fields,
    };
    (Some(sent), Some(body))
}

/// What is answered when it went well, and the problems that can come, with their words.
fn answers(document: &Value, described: &Value) -> (Vec<Answered>, Vec<(String, String)>) {
    let (mut well, mut problems) = (Vec::new(), Vec::new());
    let all = described["responses"].as_object();
    for (status, answer) in all.into_iter().flatten() {
        let words = text(&answer["description"]);
        if !status.starts_with('2') {
            problems.push((status.clone(), words));
            continue;
        }
        let content = answer["content"].as_object();
        let schema = content
            .and_then(|content| content.values().next())
            .map(|content| &content["schema"]);
        well.push(Answered {
            status: status.clone(),
            words,
            fields: schema.map_or_else(Vec::new, |schema| fields_of(document, schema)),
        });
    }
    (well, problems)
}

/// A call that can be copied.
fn curl(
    verb: &str,
    path: &str,
    right: Right,
    parameters: &[Parameter],
    body: Option<&Body>,
) -> String {
    let mut lines = vec!["curl".to_owned()];
    if verb != "GET" {
        lines.push(format!("-X {verb}"));
    }
    if right != Right::Public {
        lines.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
    }
    if parameters.iter().any(|one| one.name == "If-Match") {
        lines.push("-H 'If-Match: \"1\"'".to_owned());
    }
    match body {
        None => {}
        Some(Body::Json(example)) => {
            lines.push("-H \"Content-Type: application/json\"".to_owned());
            lines.push(format!("-d '{example}'"));
        }
        Some(Body::Form(fields)) => {
            for field in fields {
                let value = if matches!(field.as_str(), "proof" | "file") {
                    "@文件名"
                } else {
                    "…"
                };
                lines.push(format!("-F '{field}={value}'"));
            }
        }
    }
    let mut filled = path.to_owned();
    for one in parameters.iter().filter(|one| one.place == "路径") {
        let value = match one.name.as_str() {
            "year" => "2026",
            "place" => "重庆市",
            "key" => "training_rule-0123456789",
            _ => "1",
        };
        filled = filled.replace(&format!("{{{}}}", one.name), value);
    }
    let paged = parameters.iter().any(|one| one.name == "limit");
    let query = if paged { "?limit=20" } else { "" };
    lines.push(format!("\"{BASE}{filled}{query}\""));
    lines.join(" \\\n  ")
}

#[derive(Template)]
#[template(path = "help/api.html")]
struct ApiPage {
    frame: Frame,
    base: String,
    groups: &'static [Group],
}

impl ApiPage {
    /// Every status of a problem and when it comes.
    fn problems() -> [(&'static str, &'static str); 11] {
        [
            ("400", "上传不完整"),
            ("401", "没有登录，或令牌不对、已撤销、已过期"),
            ("403", "没有这项权限，令牌的范围不够，或账号还有一步没有办"),
            ("404", "没有找到，或者不在管理范围内"),
            ("409", "按规定不能这样办理，detail 说明是哪一条"),
            ("412", "读过以后别人改过，请重新读取"),
            ("413", "内容太大"),
            ("422", "填写有误，errors 逐个列出字段"),
            ("428", "修改时没有写 If-Match"),
            ("429", "太频繁，Retry-After 说明等几秒"),
            ("503", "数据库暂时连不上，数据没有改动"),
        ]
    }

    /// An example with this site's own address.
    fn here(&self, example: &str) -> String {
        example.replace(BASE, &self.base)
    }
}

/// `/help/api`
pub(super) fn page(request: &Request, _conn: &mut Conn) -> Answer {
    Reply::html(&ApiPage {
        frame: request.frame("接口文档", Section::Help),
        base: request.app.config.base_url.clone(),
        groups: &GROUPS,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_of_the_document_is_told_with_an_example() {
        let groups = groups();
        let told: Vec<&Operation> = groups.iter().flat_map(|group| &group.operations).collect();

        assert_eq!(told.len(), TABLE.iter().filter(|route| route.api).count());
        for operation in told {
            assert!(!operation.summary.is_empty(), "{}", operation.path);
            assert!(!operation.answers.is_empty(), "{}", operation.path);
            assert!(operation.example.contains(BASE), "{}", operation.path);
            let left = operation.example.split(BASE).nth(1).unwrap_or_default();
            assert!(!left.contains('{'), "{}", operation.example);
        }
    }
}
