//! JSON schemas as rows of a table, and examples of what they describe.

use serde_json::{Map, Value, json};

/// How deep things within things are told.
const DEPTH: usize = 3;

/// One field of a body.
pub(super) struct Field {
    /// `items[].name`.
    pub(super) name: String,
    /// 文本, 整数, 日期 …
    pub(super) kind: String,
    /// Must be there.
    pub(super) needed: bool,
    /// What it means.
    pub(super) words: String,
}

/// The fields that a schema describes, things within things below them.
pub(super) fn fields_of(document: &Value, schema: &Value) -> Vec<Field> {
    let mut fields = Vec::new();
    collect(document, schema, "", DEPTH, &mut fields);
    fields
}

fn collect(document: &Value, schema: &Value, within: &str, depth: usize, fields: &mut Vec<Field>) {
    let schema = resolved(document, schema);
    if let Some(items) = schema.get("items") {
        collect(document, items, &format!("{within}[]"), depth, fields);
        return;
    }
    let needed: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let properties = schema["properties"].as_object();
    for (name, property) in properties.into_iter().flatten() {
        let full = match within {
            "" => name.clone(),
            within => format!("{within}.{name}"),
        };
        let inner = resolved(document, property);
        fields.push(Field {
            name: full.clone(),
            kind: kind_of(inner),
            needed: needed.contains(&name.as_str()),
            words: [property, inner]
                .iter()
                .find_map(|one| one["description"].as_str())
                .unwrap_or_default()
                .to_owned(),
        });
        if depth > 1 {
            collect(document, inner, &full, depth - 1, fields);
        }
    }
}

/// The schema that a reference means; of a thing that may be absent, the thing.
fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return &document["components"]["schemas"][name];
    }
    let choice = schema["oneOf"].as_array().into_iter().flatten();
    match choice.into_iter().find(|one| one["type"] != "null") {
        Some(one) => resolved(document, one),
        None => schema,
    }
}

/// What kind of value it is, in a word.
pub(super) fn kind_of(schema: &Value) -> String {
    let (word, or_null) = match &schema["type"] {
        Value::String(word) => (word.as_str(), false),
        Value::Array(words) => (
            words
                .iter()
                .filter_map(Value::as_str)
                .find(|word| *word != "null")
                .unwrap_or_default(),
            words.iter().any(|word| word == "null"),
        ),
        _ => ("", false),
    };
    let kind = match (word, schema["format"].as_str()) {
        ("string", Some("date")) => "日期",
        ("string", Some("date-time")) => "日期时刻",
        ("string", _) => "文本",
        ("integer", _) => "整数",
        ("number", _) => "数",
        ("boolean", _) => "是否",
        ("array", _) => "列表",
        ("object", _) => "对象",
        _ => "任意",
    };
    if or_null {
        format!("{kind}或空")
    } else {
        kind.to_owned()
    }
}

/// A value that fits; of an object only what must be there.
pub(super) fn example(document: &Value, schema: &Value) -> Value {
    example_within(document, schema, DEPTH)
}

fn example_within(document: &Value, schema: &Value, depth: usize) -> Value {
    let schema = resolved(document, schema);
    if let Some(items) = schema.get("items") {
        return match depth {
            0 => json!([]),
            depth => json!([example_within(document, items, depth - 1)]),
        };
    }
    if let Some(properties) = schema["properties"].as_object() {
        let needed = schema["required"].as_array();
        let mut object = Map::new();
        for (name, property) in properties {
            let is_needed = needed.is_some_and(|names| names.iter().any(|one| one == name));
            if is_needed && depth > 0 {
                let value = example_within(document, property, depth - 1);
                object.insert(name.clone(), value);
            }
        }
        return Value::Object(object);
    }
    match kind_of(schema).trim_end_matches("或空") {
        "日期" => json!("2026-03-09"),
        "日期时刻" => json!("2026-03-09T09:00:00"),
        "整数" | "数" => json!(1),
        "是否" => json!(true),
        "对象" => json!({}),
        _ => json!("…"),
    }
}
