//! Names of people as they are typed, and when two spellings are one name.

use super::folding::{half_width, is_invisible, standard_char};

/// The longest name that is accepted, in characters (names with middle dots of
/// Xinjiang and Tibet reach about thirty).
pub const LONGEST_NAME: usize = 40;

/// The middle dot of names, GB/T 15835's 间隔号, U+00B7.
const MIDDLE_DOT: char = '·';

/// Why a text is no person's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameRefusal {
    /// Nothing there.
    #[error("姓名没有填写，请补填姓名")]
    Empty,
    /// More than [`LONGEST_NAME`] characters.
    #[error("姓名有{0}个字，超过40个字，请核对是否填错了列")]
    TooLong(usize),
    /// A digit, a control character or another character no name has.
    #[error("姓名“{name}”里有不该出现的“{found}”，请改为姓名全称")]
    Foreign {
        /// The name as typed.
        name: String,
        /// The first such character.
        found: char,
    },
    /// A replacement mark or question mark in place of a character that was lost.
    #[error("姓名“{0}”里有丢失的字，请按身份证上的姓名重新填写")]
    LostCharacter(String),
    /// A private-use character that only the sending system can show.
    #[error("姓名里有别的系统的自造字（U+{0:04X}），请改用规范汉字后重新填写")]
    PrivateCharacter(u32),
}

/// A person's name in its stored form: blanks beside Chinese characters dropped
/// (王　伟 → 王伟), one kind of middle dot, private-use forms replaced.
///
/// # Errors
/// [`NameRefusal`] when it is empty, too long, or holds what no name has.
pub fn person_name(typed: &str) -> Result<String, NameRefusal> {
    let mut name = String::with_capacity(typed.len());
    let mut blank = false;
    for c in typed.chars().filter(|c| !is_invisible(*c)) {
        let c = named_char(c);
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        let last = name.chars().next_back();
        if blank && last.is_some_and(|l| l.is_ascii_alphabetic()) && c.is_ascii_alphabetic() {
            name.push(' ');
        }
        blank = false;
        let dot_between = c == '.' && last.is_some_and(is_han);
        let c = if dot_between { MIDDLE_DOT } else { c };
        if c == MIDDLE_DOT && last.is_none_or(|l| l == MIDDLE_DOT) {
            continue;
        }
        name.push(c);
    }
    while name.ends_with(MIDDLE_DOT) {
        name.pop();
    }
    check_name(name)
}

fn check_name(name: String) -> Result<String, NameRefusal> {
    let length = name.chars().count();
    if length == 0 {
        return Err(NameRefusal::Empty);
    }
    if length > LONGEST_NAME {
        return Err(NameRefusal::TooLong(length));
    }
    for c in name.chars() {
        match c {
            '?' | '□' | '\u{FFFD}' | '〓' => return Err(NameRefusal::LostCharacter(name)),
            '\u{E000}'..='\u{F8FF}' => return Err(NameRefusal::PrivateCharacter(u32::from(c))),
            MIDDLE_DOT | ' ' | '-' | '.' | '\'' | '(' | ')' | '〇' => {}
            _ if c.is_alphabetic() => {}
            found => return Err(NameRefusal::Foreign { name, found }),
        }
    }
    Ok(name)
}

/// One character of a name in its standard form.
fn named_char(c: char) -> char {
    use unicode_normalization::UnicodeNormalization;
    let c = half_width(standard_char(c));
    match c {
        '•' | '‧' | '・' | '･' | '∙' | '⋅' | '●' | '．' | '﹒' | '˙' => MIDDLE_DOT,
        // Radicals that stand for characters in text copied out of a PDF.
        '\u{2F00}'..='\u{2FDF}' => std::iter::once(c).nfkc().next().unwrap_or(c),
        other => other,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// Whether two spellings are one name: blanks, middle dots, width and case aside.
///
/// ```
/// assert!(shegong::text::same_name("阿依古丽·买买提", "阿依古丽买买提"));
/// assert!(!shegong::text::same_name("王伟", "王玮"));
/// ```
pub fn same_name(a: &str, b: &str) -> bool {
    a == b || name_chars(a).eq(name_chars(b))
}

fn name_chars(name: &str) -> impl Iterator<Item = char> {
    use unicode_normalization::UnicodeNormalization;
    name.chars()
        .filter(|c| !is_invisible(*c))
        .map(named_char)
        .nfkc()
        .filter(|c| !c.is_whitespace() && *c != MIDDLE_DOT && *c != '.')
        .flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_out_in_one_form() {
        for (typed, name) in [
            ("王 伟", "王伟"),
            ("郭  䶮", "郭䶮"),
            ("王\u{3000}\u{3000}伟", "王伟"),
            (" 欧阳\u{A0}震华\t", "欧阳震华"),
            ("阿依古丽•买买提", "阿依古丽·买买提"),
            ("阿依古丽‧买买提", "阿依古丽·买买提"),
            ("阿依古丽・买买提", "阿依古丽·买买提"),
            ("阿依古丽.买买提", "阿依古丽·买买提"),
            ("阿依古丽．买买提", "阿依古丽·买买提"),
            ("阿依古丽 · 买买提", "阿依古丽·买买提"),
            ("John  Smith", "John Smith"),
            ("Ｊｏｈｎ", "John"),
            ("吕秀\u{E863}", "吕秀䶮"),
            ("王\u{200B}伟\u{FEFF}", "王伟"),
            ("李〇", "李〇"),
            ("⽅⽅", "方方"),
        ] {
            assert_eq!(person_name(typed).as_deref(), Ok(name), "{typed:?}");
        }
    }

    #[test]
    fn what_no_name_has_is_refused_in_one_sentence() {
        for (typed, sentence) in [
            ("  ", "姓名没有填写，请补填姓名"),
            ("王伟2", "姓名“王伟2”里有不该出现的“2”，请改为姓名全称"),
            (
                "王?伟",
                "姓名“王?伟”里有丢失的字，请按身份证上的姓名重新填写",
            ),
            (
                "王\u{FFFD}",
                "姓名“王\u{FFFD}”里有丢失的字，请按身份证上的姓名重新填写",
            ),
            (
                "王\u{E000}",
                "姓名里有别的系统的自造字（U+E000），请改用规范汉字后重新填写",
            ),
        ] {
            let refusal = person_name(typed).unwrap_err();
            assert_eq!(refusal.to_string(), sentence, "{typed:?}");
        }
        assert_eq!(person_name(&"王".repeat(41)), Err(NameRefusal::TooLong(41)));
        assert!(person_name(&"王".repeat(40)).is_ok());
    }

    #[test]
    fn blanks_and_dots_do_not_make_another_name() {
        for (a, b, same) in [
            ("王伟", "王 伟", true),
            ("阿依古丽·买买提", "阿依古丽买买提", true),
            ("阿依古丽•买买提", "阿依古丽．买买提", true),
            ("吕秀\u{E863}", "吕秀䶮", true),
            ("JOHN SMITH", "John Smith", true),
            ("王伟", "王玮", false),
            ("王伟", "王伟伟", false),
        ] {
            assert_eq!(same_name(a, b), same, "{a} / {b}");
            assert_eq!(same_name(b, a), same, "{b} / {a}");
        }
    }
}
