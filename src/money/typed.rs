//! Amounts as people type them.

/// A typed amount must be below this: 1 亿元, in 分.
pub const LIMIT_CENTS: i64 = 100_000_000 * 100;

/// Why a typed amount is not taken; each is one sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// Nothing was typed.
    #[error("金额没有填写，请填写如 1409.50 的数字")]
    Empty,
    /// Below zero, or marked as such.
    #[error("金额“{0}”不能是负数，请填写大于或等于 0 的数字")]
    Negative(String),
    /// More than two decimals.
    #[error("金额“{0}”超过两位小数，请精确到分，如 1409.50")]
    TooManyDecimals(String),
    /// 1 亿元 or more.
    #[error("金额“{0}”达到或超过 1 亿元，请核对后重新填写")]
    TooLarge(String),
    /// Commas that do not stand after every three digits.
    #[error("金额“{0}”的千位分隔符位置不对，请写成如 1,409.50 或 1409.50")]
    Separators(String),
    /// Not a number in this notation: letters, an exponent, two points.
    #[error("金额“{0}”不是有效的数字，请填写如 1409.50 的数字")]
    NotANumber(String),
}

/// Reads a typed amount into 分: full-width digits, thousands separators, one ¥
/// in front and one 元 behind are taken; at most two decimals, no exponent, not
/// negative, below 1 亿元 (rules §1).
///
/// # Errors
/// [`AmountError`], with what was typed.
pub fn parse_amount(typed: &str) -> Result<i64, AmountError> {
    let text: String = typed.trim().chars().map(half_width).collect();
    if text.is_empty() {
        return Err(AmountError::Empty);
    }
    let quoted = || quote(typed.trim());
    let text = text.strip_prefix('¥').unwrap_or(&text).trim_start();
    let text = text.strip_suffix('元').unwrap_or(text).trim_end();
    if text.starts_with('-') || text.starts_with('负') {
        return Err(AmountError::Negative(quoted()));
    }
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    if !whole
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b',')
        || whole.is_empty()
    {
        return Err(AmountError::NotANumber(quoted()));
    }
    if !separators_stand_right(whole) {
        return Err(AmountError::Separators(quoted()));
    }
    let fraction_cents = match fraction {
        None => 0,
        Some(digits) => fraction_cents(digits, &quoted)?,
    };
    let mut yuan: i64 = 0;
    for digit in whole.bytes().filter(u8::is_ascii_digit) {
        yuan = yuan
            .saturating_mul(10)
            .saturating_add(i64::from(digit - b'0'));
    }
    match yuan.checked_mul(100) {
        Some(cents) if cents < LIMIT_CENTS => Ok(cents + fraction_cents),
        _ => Err(AmountError::TooLarge(quoted())),
    }
}

/// The digits after the point, in 分: "5" is 50, "05" is 5.
fn fraction_cents(digits: &str, quoted: &dyn Fn() -> String) -> Result<i64, AmountError> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(AmountError::NotANumber(quoted()));
    }
    let value = |byte: u8| i64::from(byte - b'0');
    match *digits.as_bytes() {
        [tenths] => Ok(value(tenths) * 10),
        [tenths, hundredths] => Ok(value(tenths) * 10 + value(hundredths)),
        _ => Err(AmountError::TooManyDecimals(quoted())),
    }
}

/// Whether commas, if there are any, part the digits into groups of three.
fn separators_stand_right(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    if first.len() == whole.len() {
        return true;
    }
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

/// Full-width forms that an input method leaves behind. Not NFKC, which would
/// read 5² as 52.
fn half_width(character: char) -> char {
    match character {
        '０'..='９' => char::from(b'0' + (character as u32 - '０' as u32) as u8),
        '．' => '.',
        '，' => ',',
        '－' | '−' => '-',
        '￥' => '¥',
        '\u{3000}' | '\u{a0}' => ' ',
        other => other,
    }
}

/// What was typed, short enough to stand in a sentence.
fn quote(typed: &str) -> String {
    const SHOWN: usize = 24;
    if typed.chars().count() <= SHOWN {
        return typed.to_owned();
    }
    typed.chars().take(SHOWN).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::{yuan, yuan_plain};

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for (typed, cents) in [
            ("0", 0),
            ("0.05", 5),
            ("61", 6_100),
            ("61.5", 6_150),
            (" 1409.50 ", 140_950),
            ("1,409.50", 140_950),
            ("12,345,678.90", 1_234_567_890),
            ("¥1,409.50", 140_950),
            ("￥ 1409.5元", 140_950),
            ("１，４０９．５０", 140_950),
            ("　207元", 20_700),
            ("99999999.99", 9_999_999_999),
            ("007", 700),
        ] {
            assert_eq!(parse_amount(typed), Ok(cents), "{typed:?}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_reason() {
        let refused = |typed: &str| parse_amount(typed).unwrap_err();
        assert_eq!(refused("  "), AmountError::Empty);
        for typed in ["-1", "－5.00", "¥-3", "-0", "负100"] {
            assert_eq!(refused(typed), AmountError::Negative(typed.to_owned()));
        }
        for typed in ["1.005", "0.000"] {
            assert_eq!(
                refused(typed),
                AmountError::TooManyDecimals(typed.to_owned())
            );
        }
        for typed in ["100000000", "100,000,000.00", "99999999999999999999999"] {
            assert_eq!(refused(typed), AmountError::TooLarge(typed.to_owned()));
        }
        for typed in ["1,40", "1,0000", ",100", "1234,567", "1,,000", "100,"] {
            assert_eq!(refused(typed), AmountError::Separators(typed.to_owned()));
        }
        for typed in [
            "1e3", "1E3", "abc", "1.2.3", "1.", ".5", "+5", "5²", "①", "1 409", "0x10", "¥", "元",
            "1.5,0", "NaN", "一百", "٣",
        ] {
            assert_eq!(
                refused(typed),
                AmountError::NotANumber(typed.to_owned()),
                "{typed}"
            );
        }
    }

    #[test]
    fn a_refusal_is_one_sentence_that_quotes_what_was_typed() {
        assert_eq!(
            parse_amount("12.345").unwrap_err().to_string(),
            "金额“12.345”超过两位小数，请精确到分，如 1409.50"
        );
        let long = parse_amount(&"9".repeat(500)).unwrap_err().to_string();
        assert!(long.chars().count() < 60, "{long}");
    }

    proptest! {
        #[test]
        fn what_is_shown_can_be_typed_again(cents in 0..LIMIT_CENTS) {
            prop_assert_eq!(parse_amount(&yuan(cents)), Ok(cents));
            prop_assert_eq!(parse_amount(&yuan_plain(cents)), Ok(cents));
        }

        #[test]
        fn no_typed_text_breaks_the_reader(typed in ".{0,40}") {
            if let Ok(cents) = parse_amount(&typed) {
                prop_assert!((0..LIMIT_CENTS).contains(&cents));
            }
        }
    }
}
