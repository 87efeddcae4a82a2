//! Character-level tidying that every cell and form field goes through: width,
//! invisible characters, and the private-use forms of old GBK systems.

use std::borrow::Cow;

/// U+E815 … U+E864: where GBK (code page 936, bytes FE50–FEA0) kept characters
/// that Unicode did not have yet. Most got their own code points with
/// GB18030-2000, the last fourteen with GB18030-2005 and -2022. Old office
/// systems still export the private-use forms.
const GBK_PRIVATE_FIRST: u32 = 0xE815;

/// The standard characters for [`GBK_PRIVATE_FIRST`] and the 79 after it.
const GBK_PRIVATE: [char; 80] = [
    '\u{2E81}',
    '\u{20087}',
    '\u{20089}',
    '\u{200CC}',
    '\u{2E84}',
    '\u{3473}',
    '\u{3447}',
    '\u{2E88}',
    '\u{2E8B}',
    '\u{9FB4}',
    '\u{359E}',
    '\u{361A}',
    '\u{360E}',
    '\u{2E8C}',
    '\u{2E97}',
    '\u{396E}',
    '\u{3918}',
    '\u{9FB5}',
    '\u{39CF}',
    '\u{39DF}',
    '\u{3A73}',
    '\u{39D0}',
    '\u{9FB6}',
    '\u{9FB7}',
    '\u{3B4E}',
    '\u{3C6E}',
    '\u{3CE0}',
    '\u{2EA7}',
    '\u{215D7}',
    '\u{9FB8}',
    '\u{2EAA}',
    '\u{4056}',
    '\u{415F}',
    '\u{2EAE}',
    '\u{4337}',
    '\u{2EB3}',
    '\u{2EB6}',
    '\u{2EB7}',
    '\u{2298F}',
    '\u{43B1}',
    '\u{43AC}',
    '\u{2EBB}',
    '\u{43DD}',
    '\u{44D6}',
    '\u{4661}',
    '\u{464C}',
    '\u{9FB9}',
    '\u{4723}',
    '\u{4729}',
    '\u{477C}',
    '\u{478D}',
    '\u{2ECA}',
    '\u{4947}',
    '\u{497A}',
    '\u{497D}',
    '\u{4982}',
    '\u{4983}',
    '\u{4985}',
    '\u{4986}',
    '\u{499F}',
    '\u{499B}',
    '\u{49B7}',
    '\u{49B6}',
    '\u{9FBA}',
    '\u{241FE}',
    '\u{4CA3}',
    '\u{4C9F}',
    '\u{4CA0}',
    '\u{4CA1}',
    '\u{4C77}',
    '\u{4CA2}',
    '\u{4D13}',
    '\u{4D14}',
    '\u{4D15}',
    '\u{4D16}',
    '\u{4D17}',
    '\u{4D18}',
    '\u{4D19}',
    '\u{4DAE}',
    '\u{9FBB}',
];

/// The standard character for a private-use one of old GBK systems; every other
/// character is itself.
///
/// ```
/// assert_eq!(shegong::text::standard_char('\u{E863}'), '䶮');
/// ```
pub fn standard_char(c: char) -> char {
    let code = u32::from(c);
    match code {
        0xE7C7 => '\u{1E3F}',
        0xE7C8 => '\u{01F9}',
        _ => code
            .checked_sub(GBK_PRIVATE_FIRST)
            .and_then(|at| GBK_PRIVATE.get(at as usize).copied())
            .unwrap_or(c),
    }
}

/// Characters that take no room on the screen and come with copied text:
/// zero-width spaces and joiners, direction marks, the byte-order mark, soft hyphen.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The half-width form of a full-width ASCII character or space.
pub fn half_width(c: char) -> char {
    match c {
        '\u{3000}' | '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        other => other,
    }
}

/// Text as a person would read it: no invisible characters, no guard (a leading
/// apostrophe or tab that keeps a spreadsheet from changing a number), white
/// space and line breaks as single blanks, trimmed, private-use forms replaced.
/// Width is kept as typed.
pub fn tidy(text: &str) -> Cow<'_, str> {
    if is_tidy(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in unguarded(text).chars() {
        if is_invisible(c) {
            continue;
        }
        let c = standard_char(c);
        if c.is_whitespace() || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

/// `text` without the apostrophe or tab in front that guards a number.
fn unguarded(text: &str) -> &str {
    let trimmed = text.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c));
    trimmed
        .strip_prefix(['\'', '’', '‘', '＇', '`'])
        .unwrap_or(trimmed)
}

fn is_tidy(text: &str) -> bool {
    let mut after_blank = true;
    for (at, c) in text.char_indices() {
        if c == ' ' {
            if after_blank {
                return false;
            }
            after_blank = true;
            continue;
        }
        after_blank = false;
        let guard = at == 0 && matches!(c, '\'' | '’' | '‘' | '＇' | '`');
        let plain = c.is_ascii_graphic() || (c > '\u{2E7F}' && c < '\u{E000}' && c != '\u{3000}');
        if guard || !(plain || matches!(c, '（' | '）' | '，' | '：' | '·')) {
            return false;
        }
    }
    !after_blank || text.is_empty()
}

/// [`tidy`], with full-width ASCII made half-width: for numbers, dates and codes.
pub fn fold(text: &str) -> Cow<'_, str> {
    let text = tidy(text);
    if text.is_ascii() || !text.chars().any(|c| half_width(c) != c) {
        return text;
    }
    Cow::Owned(
        text.chars()
            .map(half_width)
            .collect::<String>()
            .trim()
            .to_owned(),
    )
}

/// The key by which titles, unit names and headings are compared: widths
/// (brackets, commas, letters, digits) and kinds of quotation mark and dash made
/// one, blanks dropped, Latin letters in lower case. What was typed is kept and
/// shown; only comparisons use the key.
///
/// ```
/// use shegong::text::compare_key;
/// assert_eq!(compare_key("个案管理 （第１期）"), compare_key("个案管理(第1期)"));
/// ```
pub fn compare_key(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.chars()
        .filter(|c| !is_invisible(*c))
        .map(standard_char)
        .nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .map(|c| match c {
            '“' | '”' | '„' | '«' | '»' => '"',
            '‘' | '’' | '`' => '\'',
            '–' | '—' | '−' | '‐' | '‑' | '―' | '﹣' => '-',
            '【' | '〔' | '［' => '[',
            '】' | '〕' | '］' => ']',
            '・' | '•' | '‧' | '∙' | '⋅' => '·',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn private_use_forms_are_those_of_the_published_table() {
        assert_eq!(standard_char('\u{E863}'), '䶮');
        assert_eq!(standard_char('\u{E815}'), '⺁');
        assert_eq!(standard_char('\u{E864}'), '龻');
        assert_eq!(standard_char('\u{E814}'), '\u{E814}');
        assert_eq!(standard_char('\u{E865}'), '\u{E865}');
        // The bytes FE50 … FEA0 of GB18030, in order, without FE7F.
        let seconds = (0x50..=0xA0u8).filter(|second| *second != 0x7F);
        for (code, second) in (GBK_PRIVATE_FIRST..).zip(seconds) {
            let bytes = [0xFE, second];
            let (decoded, _) = encoding_rs::GB18030.decode_without_bom_handling(&bytes);
            let decoded = decoded.chars().next().unwrap();
            let standard = standard_char(char::from_u32(code).unwrap());
            assert!(!('\u{E000}'..='\u{F8FF}').contains(&standard), "{code:X}");
            // Some decoders keep a few of them in the private-use area.
            assert_eq!(standard_char(decoded), standard, "FE{second:02X}");
        }
    }

    #[test]
    fn text_is_tidied_and_its_width_kept() {
        for (typed, tidied) in [
            ("王伟", "王伟"),
            (" 社区治理 \r\n 与社会工作 ", "社区治理 与社会工作"),
            ("'787241329125528490", "787241329125528490"),
            ("\t787241329125528490", "787241329125528490"),
            ("个案管理（第１期）", "个案管理（第１期）"),
            ("\u{FEFF}区\u{200B}民政局\u{A0}", "区民政局"),
            ("\u{3000}\u{3000}", ""),
            ("don't", "don't"),
            ("", ""),
        ] {
            assert_eq!(tidy(typed), tidied, "{typed:?}");
        }
    }

    #[test]
    fn width_and_blanks_do_not_make_another_title() {
        for (a, b, same) in [
            ("个案管理（第1期）", "个案管理(第１期)", true),
            ("社区治理 与社会工作", "社区治理与社会工作", true),
            ("“两委”培训", "\"两委\"培训", true),
            ("ABC班", "abc班", true),
            ("个案管理（第1期）", "个案管理（第2期）", false),
        ] {
            assert_eq!(compare_key(a) == compare_key(b), same, "{a} / {b}");
        }
    }

    proptest! {
        #[test]
        fn what_is_tidy_stays_as_it_is(text in "[ \t'a王　１（\u{200B}]{0,20}|.{0,30}") {
            let once = tidy(&text).into_owned();
            // A guard behind a guard is text.
            prop_assume!(!once.starts_with(['\'', '’', '‘', '＇', '`']));
            prop_assert_eq!(tidy(&once), once.as_str());
        }
    }
}
