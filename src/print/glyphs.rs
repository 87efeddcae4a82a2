//! Every text of a form is held against the fonts before it is set, and made
//! fit to wrap.

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

/// A capital is about twice as wide as a small letter; so many in a row may be parted.
const WIDE_RUN: usize = 6;
/// Letters, digits and punctuation in a row, whatever they are.
const ANY_RUN: usize = 24;

/// Makes every text fit to be set (control characters become blanks, long runs of
/// letters may be parted) and refuses the first character that no font has.
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
        // A word between the program and the template, not to be printed.
        Value::String(_) if key == "kind" => Ok(()),
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
                None => {
                    if let Some(parted) = with_breaks(text, longest_whole_run(key)) {
                        *text = parted;
                    }
                    Ok(())
                }
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

/// How many letters or digits in a row the field's column holds on every form.
fn longest_whole_run(key: &str) -> usize {
    match key {
        "certificate_number" | "receipt_number" | "payee_account" => 20,
        "id_number" | "ticket_number" => 18,
        "receipt_code" => 12,
        _ => 10,
    }
}

/// The text with invisible marks (U+200B) where a run of letters longer than its
/// column may be parted; Chinese wraps anywhere by itself. `None`: nothing to do.
fn with_breaks(text: &str, longest: usize) -> Option<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut parted = vec![false; characters.len()];
    let in_word = |one: char| !one.is_whitespace() && !is_ideograph(one);
    mark_runs(&characters, &mut parted, longest + 1, |one| {
        in_word(one) && one.is_alphanumeric()
    });
    mark_runs(&characters, &mut parted, WIDE_RUN, |one| {
        one.is_uppercase() || matches!(one, 'm' | 'w' | '@' | '%')
    });
    mark_runs(&characters, &mut parted, ANY_RUN, in_word);
    if !parted.contains(&true) {
        return None;
    }
    let mut broken = String::with_capacity(text.len() * 2);
    for (index, one) in characters.iter().enumerate() {
        broken.push(*one);
        let next_is_seen = characters
            .get(index + 1)
            .is_some_and(|&next| !is_unseen(next));
        if parted.get(index) == Some(&true) && next_is_seen {
            broken.push('\u{200b}');
        }
    }
    Some(broken)
}

/// Marks every character of each run of at least `length` that `belongs`.
fn mark_runs(
    characters: &[char],
    parted: &mut [bool],
    length: usize,
    belongs: impl Fn(char) -> bool,
) {
    let mut start = 0;
    for end in 0..=characters.len() {
        if characters.get(end).is_some_and(|&one| belongs(one)) {
            continue;
        }
        if end - start >= length
            && let Some(run) = parted.get_mut(start..end)
        {
            run.fill(true);
        }
        start = end + 1;
    }
}

/// A character that a line may end or begin with anyway.
pub(super) fn is_ideograph(one: char) -> bool {
    matches!(one, '\u{2e80}'..='\u{2fdf}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_runs_longer_than_their_column_may_be_parted() {
        for text in [
            "欧阳海波",
            "2025年社会工作师考试3科，已缴 ¥207.00，档案费首次不退",
            "BX-2026-0147",
            "《通知》（民发〔2009〕123号）2026-03-06",
            "",
        ] {
            assert_eq!(with_breaks(text, 10), None, "{text}");
        }
        assert_eq!(with_breaks("25502000000113514086", 20), None);
        assert_eq!(
            with_breaks("王abcdefghijk李", 10).unwrap(),
            "王a\u{200b}b\u{200b}c\u{200b}d\u{200b}e\u{200b}f\u{200b}g\u{200b}h\u{200b}i\u{200b}j\u{200b}k\u{200b}李"
        );
        assert!(with_breaks("WWWWWW", 10).is_some());
        assert!(with_breaks(&"a.".repeat(12), 10).is_some());
        assert!(with_breaks(&"。".repeat(24), 10).is_some());
    }
}
