//! Every text of a form is held against the fonts before it is set.

use serde_json::Value;

use super::PrintError;
use super::fonts::Fonts;

/// Whose form it is and what its fields are called.
pub(super) struct FormNames<'a> {
    /// The person (or number) that the error names.
    pub(super) owner: &'a str,
    /// The form's title.
    pub(super) form: &'static str,
    /// JSON key → the field's printed name.
    pub(super) fields: &'static [(&'static str, &'static str)],
}

/// Makes every text fit to be set (control characters become blanks) and refuses
/// the first character that no font has.
pub(super) fn prepare(
    input: &mut Value,
    fonts: &Fonts,
    names: &FormNames<'_>,
) -> Result<(), PrintError> {
    prepare_under("", input, fonts, names)
}

fn prepare_under(
    key: &str,
    value: &mut Value,
    fonts: &Fonts,
    names: &FormNames<'_>,
) -> Result<(), PrintError> {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        Value::String(text) => {
            if text.chars().any(char::is_control) {
                *text = text
                    .chars()
                    .map(|one| if one.is_control() { ' ' } else { one })
                    .collect();
            }
            match text
                .chars()
                .find(|&one| !is_unseen(one) && !fonts.cover(one))
            {
                None => Ok(()),
                Some(character) => Err(PrintError::MissingGlyph {
                    owner: names.owner.to_owned(),
                    form: names.form,
                    field: field_name(key, names),
                    text: text.clone(),
                    character,
                }),
            }
        }
        Value::Array(values) => values
            .iter_mut()
            .try_for_each(|one| prepare_under(key, one, fonts, names)),
        Value::Object(fields) => fields
            .iter_mut()
            .try_for_each(|(key, one)| prepare_under(key, one, fonts, names)),
    }
}

fn field_name(key: &str, names: &FormNames<'_>) -> &'static str {
    names
        .fields
        .iter()
        .find(|(name, _)| *name == key)
        .map_or("内容", |(_, label)| label)
}

/// Characters that are never drawn, so need no glyph: blanks, joiners, marks of
/// direction, and the selectors that choose a variant of a character's shape.
fn is_unseen(character: char) -> bool {
    character.is_whitespace()
        || matches!(character,
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}
