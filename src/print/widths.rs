//! How wide the texts of a form are, so that the template knows, before it sets
//! anything, whether each has room on one line.

use serde_json::{Map, Value};

use super::fonts::Fonts;
use super::glyphs::is_ideograph;

/// No field is as wide as this: a text that is to begin a new line by itself
/// never counts as one that fits on one.
const NEVER_ON_ONE_LINE: f64 = 10_000.0;

/// JSON key → the width in em of the widest text under that key, wherever it
/// stands in the form. Kerning is left out; it only draws letters together.
pub(super) fn of_fields(form: &Value, fonts: &Fonts) -> Value {
    let mut widths = Map::new();
    widen("", form, fonts, &mut widths);
    Value::Object(widths)
}

fn widen(key: &str, value: &Value, fonts: &Fonts, widths: &mut Map<String, Value>) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
        Value::String(text) => {
            let width = of_text(text, fonts);
            let known = widths.get(key).and_then(Value::as_f64);
            if known.is_none_or(|known| known < width) {
                widths.insert(key.to_owned(), Value::from(width));
            }
        }
        Value::Array(values) => {
            for one in values {
                widen(key, one, fonts, widths);
            }
        }
        Value::Object(fields) => {
            for (key, one) in fields {
                widen(key, one, fonts, widths);
            }
        }
    }
}

fn of_text(text: &str, fonts: &Fonts) -> f64 {
    text.chars()
        .map(|one| match one {
            '\u{2028}' | '\u{2029}' => NEVER_ON_ONE_LINE,
            _ if is_ideograph(one) => 1.0,
            _ => fonts.advance(one),
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_widest_text_of_a_field_counts() {
        let fonts = Fonts::load(None).unwrap();
        let form = json!({
            "lines": [{ "item": "书本费" }, { "item": "考试报名费" }, { "item": "差旅费" }],
            "payee": { "payee_account": "8888", "payee_name": "张\u{2028}三" },
            "boxes": true,
        });

        let widths = of_fields(&form, &fonts);

        assert_eq!(widths["item"], json!(5.0));
        let account = widths["payee_account"].as_f64().unwrap();
        assert!((2.0..2.5).contains(&account), "{account}");
        assert_eq!(widths["payee_name"], json!(NEVER_ON_ONE_LINE + 2.0));
        assert!(widths.get("boxes").is_none());
    }
}
