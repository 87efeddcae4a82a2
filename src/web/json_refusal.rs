//! Why a JSON body is not what is asked for, in the words of an office: serde says it in
//! English, and says where only by line and column.

use serde::de::DeserializeOwned;
use serde_json::error::Category;

use super::FieldProblem;

/// Reads a body.
///
/// # Errors
/// The field and one sentence.
pub(super) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, FieldProblem> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader);
    let wrong = match read {
        Ok(value) => match reader.end() {
            Ok(()) => return Ok(value),
            Err(error) => return Err(broken(&error)),
        },
        Err(wrong) => wrong,
    };
    let path = wrong.path().to_string();
    let error = wrong.into_inner();
    if error.classify() != Category::Data {
        return Err(broken(&error));
    }
    Err(unfitting(&path, &error))
}

/// Text that is no JSON.
fn broken(error: &serde_json::Error) -> FieldProblem {
    let message = match error.line() {
        0 => "请求内容是空的，请对照接口文档写成 JSON".to_owned(),
        line => format!(
            "第 {line} 行第 {} 列起不是有效的 JSON（常见原因：缺逗号、引号或括号），请改正",
            error.column()
        ),
    };
    FieldProblem {
        field: "body".to_owned(),
        message,
    }
}

/// JSON that does not say what is asked for.
fn unfitting(path: &str, error: &serde_json::Error) -> FieldProblem {
    let told = error.to_string();
    // serde_json adds the place to every sentence of serde's.
    let told = told
        .rsplit_once(" at line ")
        .map_or(told.as_str(), |it| it.0);
    let named = |front: &str| {
        let rest = told.strip_prefix(front)?;
        rest.split('`').next().map(str::to_owned)
    };
    let at = match path {
        "." | "" => "body",
        path => path,
    };
    let below = |name: &str| match at {
        "body" => name.to_owned(),
        // The path ends with the field itself where serde knows it already.
        path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        path => format!("{path}.{name}"),
    };
    if let Some(name) = named("missing field `") {
        return problem(&below(&name), format!("缺少 {name}，请填写"));
    }
    if let Some(name) = named("unknown field `") {
        return problem(
            &below(&name),
            format!("没有 {name} 这一项，请对照接口文档改名或去掉"),
        );
    }
    if let Some(name) = named("duplicate field `") {
        return problem(&below(&name), format!("{name} 写了两次，请只留一个"));
    }
    if let Some(word) = named("unknown variant `") {
        let known = told.split_once("expected ").map_or("", |it| it.1);
        let known = known.trim_start_matches("one of ").replace('`', "");
        let known = known.replace(" or ", "、").replace(", ", "、");
        return problem(at, format!("“{word}”不在可选的词里，应为 {known}"));
    }
    let expected = told.split_once("expected ").map_or("", |it| it.1);
    problem(at, kind_asked_for(told, expected))
}

/// What kind of value is asked for.
fn kind_asked_for(told: &str, expected: &str) -> String {
    let is_number = [
        "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "usize", "integer",
    ];
    let is_day = [
        "premature end of input",
        "input contains invalid",
        "input is out of range",
        "trailing input",
    ];
    let kind = if is_day.iter().any(|front| told.starts_with(front)) || expected.contains("date") {
        "日期，写成 \"2026-03-09\""
    } else if is_number.iter().any(|word| expected.starts_with(word)) {
        "整数，不带引号和小数点"
    } else if expected.contains("boolean") {
        "true 或 false，不带引号"
    } else if expected.contains("string") {
        "带引号的文字"
    } else if expected.contains("sequence") || expected.contains("array") {
        "列表，写在 [ ] 里"
    } else if expected.contains("struct") || expected.contains("map") {
        "对象，写在 { } 里"
    } else {
        return "这一项的写法不对，请对照接口文档修改".to_owned();
    };
    format!("应为{kind}")
}

fn problem(field: &str, message: String) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        message,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Mode {
        Merge,
        People,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only read")]
    struct Line {
        amount: i64,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only read")]
    struct Body {
        name: String,
        on: NaiveDate,
        mode: Option<Mode>,
        lines: Option<Vec<Line>>,
        sure: Option<bool>,
    }

    #[test]
    fn every_mistake_of_a_body_is_told_in_chinese_at_its_place() {
        let good = r#"{"name":"陈静","on":"2026-03-09""#;
        for (body, field, message) in [
            ("".to_owned(), "body", "空的"),
            ("{".to_owned(), "body", "不是有效的 JSON"),
            (format!("{good},}}"), "body", "不是有效的 JSON"),
            (format!("{good}}} x"), "body", "不是有效的 JSON"),
            ("[1]".to_owned(), "body", "应为"),
            ("{}".to_owned(), "name", "缺少 name，请填写"),
            (format!("{good},\"nmae\":1}}"), "nmae", "没有 nmae 这一项"),
            (format!("{good},\"name\":\"x\"}}"), "name", "name 写了两次"),
            (
                format!("{good},\"mode\":\"both\"}}"),
                "mode",
                "“both”不在可选的词里，应为 merge、people",
            ),
            (
                format!("{good},\"sure\":\"yes\"}}"),
                "sure",
                "应为true 或 false",
            ),
            (format!("{good},\"lines\":3}}"), "lines", "应为列表"),
            (
                format!("{good},\"lines\":[{{\"amount\":1}},{{\"amount\":\"2\"}}]}}"),
                "lines[1].amount",
                "应为整数",
            ),
            (
                format!("{good},\"lines\":[{{}}]}}"),
                "lines[0].amount",
                "缺少 amount",
            ),
            (r#"{"name":3}"#.to_owned(), "name", "应为带引号的文字"),
            (
                r#"{"name":"x","on":"9.3.2026"}"#.to_owned(),
                "on",
                "应为日期",
            ),
            (
                r#"{"name":"x","on":"2026-02-30"}"#.to_owned(),
                "on",
                "应为日期",
            ),
        ] {
            let wrong = read::<Body>(body.as_bytes()).unwrap_err();
            assert_eq!(wrong.field, field, "{body}: {}", wrong.message);
            assert!(wrong.message.contains(message), "{body}: {}", wrong.message);
            let english = wrong.message.contains("expected") || wrong.message.contains("line");
            assert!(!english, "{body}: {}", wrong.message);
        }
        assert!(read::<Body>(format!("{good}}}").as_bytes()).is_ok());
    }
}
