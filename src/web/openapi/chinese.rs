//! The description in the words of an office. The code's own comments are English, for
//! who reads code; what a program's author reads of the interface is told here, field by
//! field, and the code words that a field may have are kept.

use utoipa::openapi::schema::{ArrayItems, Object, Schema};
use utoipa::openapi::{OpenApi as Document, RefOr};

use super::words;

/// Puts every schema into Chinese: fields by [`words`], and no sentence left in English.
pub(super) fn translate(document: &mut Document) {
    let Some(components) = document.components.as_mut() else {
        return;
    };
    for (name, schema) in &mut components.schemas {
        if let RefOr::T(schema) = schema {
            translate_schema(name, schema);
        }
    }
}

fn translate_schema(name: &str, schema: &mut Schema) {
    let Schema::Object(object) = schema else {
        return;
    };
    object.description = object.description.take().filter(|text| is_chinese(text));
    for (field, property) in &mut object.properties {
        translate_inside(name, property);
        if let RefOr::Ref(reference) = property {
            let told = words::of_field(name, field);
            reference.description = told.unwrap_or_default().to_owned();
        }
        let Some(description) = description_of(property) else {
            continue;
        };
        if description.as_deref().is_some_and(is_chinese) {
            continue;
        }
        let told = words::of_field(name, field);
        let codes = description.as_deref().and_then(codes);
        *description = match (told, codes) {
            (Some(told), Some(codes)) => Some(format!("{told}：{codes}")),
            (Some(told), None) => Some(told.to_owned()),
            (None, Some(codes)) => Some(codes),
            (None, None) => None,
        };
    }
}

/// What stands in a property itself rather than by reference: the things of a page
/// (`Listed_UnitJson`) are told as those of their own schema.
fn translate_inside(name: &str, property: &mut RefOr<Schema>) {
    let own = name.strip_prefix("Listed_").unwrap_or(name);
    match property {
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items
                && let RefOr::T(schema) = items.as_mut()
            {
                translate_schema(own, schema);
            }
        }
        RefOr::T(schema @ Schema::Object(_)) => translate_schema(own, schema),
        RefOr::T(_) | RefOr::Ref(_) => {}
    }
}

/// Where the description of a property stands; a mere reference has none of its own.
fn description_of(property: &mut RefOr<Schema>) -> Option<&mut Option<String>> {
    match property {
        RefOr::T(Schema::Object(Object { description, .. })) => Some(description),
        RefOr::T(Schema::Array(array)) => Some(&mut array.description),
        RefOr::T(Schema::OneOf(one_of)) => Some(&mut one_of.description),
        RefOr::T(Schema::AllOf(all_of)) => Some(&mut all_of.description),
        RefOr::T(_) | RefOr::Ref(_) => None,
    }
}

/// Whether a text has Chinese characters.
pub(super) fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// The code words of an English comment that is a list of them: `read or write`.
fn codes(text: &str) -> Option<String> {
    let list = text.split([';', '.']).next()?.replace(" or ", ", ");
    let words: Vec<&str> = list
        .split(", ")
        .map(|word| word.trim().trim_matches('`'))
        .collect();
    let is_code = |word: &&str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    (words.len() > 1 && words.iter().all(is_code)).then(|| words.join("、"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_words_are_kept_and_sentences_are_not() {
        for (text, kept) in [
            ("`yes`, `no`, `unknown`.", Some("yes、no、unknown")),
            ("read or write.", Some("read、write")),
            (
                "assistant, senior; null = every level.",
                Some("assistant、senior"),
            ),
            ("The last day, inclusive.", None),
            ("UTC.", None),
        ] {
            assert_eq!(codes(text).as_deref(), kept, "{text}");
        }
    }

    #[test]
    fn every_field_of_every_schema_is_told_in_chinese() {
        let document = super::super::document();
        let described = serde_json::to_value(&document).unwrap();
        let mut untold = Vec::new();
        for (name, schema) in described["components"]["schemas"].as_object().unwrap() {
            let Some(properties) = schema["properties"].as_object() else {
                continue;
            };
            for (field, property) in properties {
                if !property["description"].as_str().is_some_and(is_chinese) {
                    untold.push(format!("{name}.{field}"));
                }
                let inside = property["items"]["properties"].as_object();
                for (field, property) in inside.into_iter().flatten() {
                    if !property["description"].as_str().is_some_and(is_chinese) {
                        untold.push(format!("{name}[].{field}"));
                    }
                }
            }
        }
        assert!(untold.is_empty(), "{untold:?}");
    }
}
