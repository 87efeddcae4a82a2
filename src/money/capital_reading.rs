//! Reading amounts in capitals that somebody typed, and checking them against
//! the figure beside them: a voucher whose capitals and figures differ is void.

use super::capital::{CapitalStyle, capital, permitted};
use super::yuan;

/// Why a text is not an amount in capitals; one sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CapitalError {
    /// Nothing was typed.
    #[error("大写金额没有填写，请填写如“壹佰元整”的大写金额")]
    Empty,
    /// A character that has no place in capitals (一二三, 毛, 0 …).
    #[error(
        "大写金额“{text}”中的“{character}”不是大写金额用字，请用零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整"
    )]
    Character {
        /// What was typed.
        text: String,
        /// The first character that does not belong there.
        character: char,
    },
    /// The characters are right, their order or a 零 or 整 is not.
    #[error("大写金额“{text}”的写法不规范，请按《会计基础工作规范》填写，如“壹仟肆佰零玖元伍角整”")]
    Malformed {
        /// What was typed.
        text: String,
    },
    /// A proper amount, but another one than the figure says.
    #[error("大写金额“{text}”与小写金额 {figure} 不一致，应为“{expected}”")]
    Differs {
        /// What was typed.
        text: String,
        /// The figure beside it, as shown.
        figure: String,
        /// How the figure is written in capitals.
        expected: String,
    },
}

/// Reads capitals into 分. Takes every permitted variant: 人民币 in front or not,
/// both styles after 角, both 零 of rule 4c, 正 for 整, 圆 for 元, traditional
/// forms, blanks.
///
/// # Errors
/// [`CapitalError`]; never `Differs`.
pub fn parse_capital(typed: &str) -> Result<i64, CapitalError> {
    let text = normalised(typed);
    if text.is_empty() {
        return Err(CapitalError::Empty);
    }
    let malformed = || CapitalError::Malformed {
        text: typed.trim().to_owned(),
    };
    if let Some(character) = text.chars().find(|&one| !belongs(one)) {
        return Err(CapitalError::Character {
            text: typed.trim().to_owned(),
            character,
        });
    }
    let cents = value_of(&text).ok_or_else(malformed)?;
    // The value is read generously; whether the text is a proper way to write it
    // is then decided by the same code that writes.
    if permitted(cents).contains(&text) {
        Ok(cents)
    } else {
        Err(malformed())
    }
}

/// Whether `typed` is a permitted way to write `cents` in capitals, under
/// either rule book.
pub fn is_permitted_capital(cents: i64, typed: &str) -> bool {
    permitted(cents).contains(&normalised(typed))
}

/// Checks typed capitals against the figure beside them.
///
/// # Errors
/// [`CapitalError`]: what is wrong with the text, or that it says another amount.
pub fn check_capital(cents: i64, typed: &str) -> Result<(), CapitalError> {
    if parse_capital(typed)? == cents {
        return Ok(());
    }
    Err(CapitalError::Differs {
        text: typed.trim().to_owned(),
        figure: yuan(cents),
        expected: capital(cents, CapitalStyle::Bookkeeping),
    })
}

/// Without blanks and currency, in simplified forms, with 元 and 整.
fn normalised(typed: &str) -> String {
    let text: String = typed
        .chars()
        .filter(|one| !one.is_whitespace())
        .map(simplified)
        .collect();
    match text.strip_prefix("人民币") {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Forms that are acceptable on input.
fn simplified(character: char) -> char {
    match character {
        '貳' => '贰',
        '參' | '叄' => '叁',
        '陸' => '陆',
        '萬' => '万',
        '億' => '亿',
        '圓' | '圆' => '元',
        '正' => '整',
        '負' => '负',
        '幣' => '币',
        '〇' => '零',
        other => other,
    }
}

/// Whether a normalised character may stand in capitals at all.
fn belongs(character: char) -> bool {
    "负零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整".contains(character)
}

/// The amount that the characters add up to, order and 零 not yet judged; `None`
/// where they add up to nothing or to more than fits.
fn value_of(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('负') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let mut reading = Reading::default();
    for character in text.chars() {
        reading.take(character)?;
    }
    let cents = reading.finish()?;
    i64::try_from(if negative { -cents } else { cents }).ok()
}

/// The state of reading from left to right.
#[derive(Debug, Default)]
struct Reading {
    /// Whole 亿 read so far, in 元.
    above_yi: i128,
    /// Whole 万 since the last 亿, in 元.
    above_wan: i128,
    /// 仟佰拾 since the last 万.
    section: i128,
    /// A digit that waits for its place.
    digit: Option<i128>,
    /// Finished parts, in 分.
    cents: i128,
}

impl Reading {
    fn take(&mut self, character: char) -> Option<()> {
        match character {
            // A zero holds no place; 零元 is the amount 0.
            '零' | '整' => {}
            '拾' => self.section += 10 * self.digit.take()?,
            '佰' => self.section += 100 * self.digit.take()?,
            '仟' => self.section += 1000 * self.digit.take()?,
            '万' => {
                self.above_wan += self.take_section() * 10_000;
            }
            '亿' => {
                let section = self.take_section();
                let below = std::mem::take(&mut self.above_wan) + section;
                self.above_yi = (self.above_yi + below).checked_mul(100_000_000)?;
            }
            '元' => {
                let section = self.take_section();
                let whole = std::mem::take(&mut self.above_yi)
                    + std::mem::take(&mut self.above_wan)
                    + section;
                self.cents = self.cents.checked_add(whole.checked_mul(100)?)?;
            }
            '角' => self.cents += 10 * self.digit.take()?,
            '分' => self.cents += self.digit.take()?,
            digit => {
                let value = "壹贰叁肆伍陆柒捌玖".chars().position(|one| one == digit)?;
                if self.digit.replace(value as i128 + 1).is_some() {
                    return None;
                }
            }
        }
        Some(())
    }

    fn take_section(&mut self) -> i128 {
        std::mem::take(&mut self.section) + self.digit.take().unwrap_or(0)
    }

    fn finish(self) -> Option<i128> {
        let nothing_left =
            self.digit.is_none() && self.section == 0 && self.above_wan == 0 && self.above_yi == 0;
        nothing_left.then_some(self.cents)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::money::LIMIT_CENTS;

    #[test]
    fn every_permitted_variant_is_read() {
        for (typed, cents) in [
            ("人民币壹仟肆佰零玖元伍角整", 140_950),
            ("壹仟肆佰零玖元伍角", 140_950),
            ("壹仟肆佰零玖圆伍角正", 140_950),
            ("人民幣壹仟肆佰零玖圓伍角正", 140_950),
            (" 人民币 壹仟肆佰零玖元 伍角整 ", 140_950),
            ("壹拾萬柒仟元零伍角叄分", 10_700_053),
            ("壹拾万零柒仟元伍角叁分", 10_700_053),
            ("參佰貳拾伍圓零肆分", 32_504),
            ("零元整", 0),
            ("伍分", 5),
            ("负陸拾壹元正", -6_100),
        ] {
            assert_eq!(parse_capital(typed), Ok(cents), "{typed}");
        }
    }

    #[test]
    fn what_is_not_permitted_is_refused() {
        for typed in [
            "壹佰元",
            "拾元整",
            "壹拾元伍分",
            "壹佰贰拾贰元零整",
            "贰佰柒元整",
            "伍角叁分整",
            "壹仟零零伍元整",
            "元整",
            "整",
            "零",
            "壹",
            "壹壹元整",
            "佰元整",
            "伍角壹元整",
            "壹万万元整",
            "零伍角整",
            "伍元整整",
            "零元",
            "负零元整",
            "壹佰拾元整",
        ] {
            assert!(
                matches!(parse_capital(typed), Err(CapitalError::Malformed { .. })),
                "{typed}: {:?}",
                parse_capital(typed)
            );
        }
        for (typed, wrong) in [
            ("一百元整", '一'),
            ("伍毛", '毛'),
            ("1元整", '1'),
            ("廿元整", '廿'),
        ] {
            let error = parse_capital(typed).unwrap_err();
            assert!(
                matches!(error, CapitalError::Character { character, .. } if character == wrong),
                "{error:?}"
            );
        }
        assert_eq!(parse_capital(" 人民币 "), Err(CapitalError::Empty));
    }

    #[test]
    fn capitals_that_say_another_amount_are_refused_with_the_right_ones() {
        assert_eq!(check_capital(20_700, "贰佰零柒元正"), Ok(()));
        assert_eq!(
            check_capital(20_700, "贰佰柒拾元整")
                .unwrap_err()
                .to_string(),
            "大写金额“贰佰柒拾元整”与小写金额 ¥207.00 不一致，应为“贰佰零柒元整”"
        );
    }

    /// Amounts where zeros stand in every place, not only evenly spread ones.
    fn amounts() -> impl Strategy<Value = i64> {
        let sparse = prop::collection::vec(prop_oneof![3 => Just(0_i64), 2 => 0..10_i64], 10)
            .prop_map(|digits| digits.iter().fold(0, |all, digit| all * 10 + digit));
        prop_oneof![sparse, 0..LIMIT_CENTS, any::<i64>()]
    }

    proptest! {
        #[test]
        fn both_styles_are_read_back_and_accepted(cents in amounts()) {
            for style in CapitalStyle::ALL {
                let text = capital(cents, *style);
                prop_assert_eq!(parse_capital(&text), Ok(cents), "{}", text);
                prop_assert!(is_permitted_capital(cents, &text));
                let traditional: String = text
                    .chars()
                    .map(|one| match one {
                        '贰' => '貳', '叁' => '參', '陆' => '陸', '万' => '萬',
                        '亿' => '億', '元' => '圓', '整' => '正', '负' => '負',
                        other => other,
                    })
                    .collect();
                prop_assert!(is_permitted_capital(cents, &traditional), "{}", traditional);
            }
        }

        #[test]
        fn no_text_is_permitted_for_two_amounts(one in amounts(), other in amounts()) {
            for text in permitted(one) {
                prop_assert_eq!(parse_capital(&text), Ok(one));
                prop_assert_eq!(is_permitted_capital(other, &text), one == other);
            }
        }

        #[test]
        fn no_typed_text_breaks_the_reader(
            typed in "[人民币负零壹贰叁拾佰仟万亿元角分整圆正x]{0,30}"
        ) {
            if let Ok(cents) = parse_capital(&typed) {
                prop_assert!(is_permitted_capital(cents, &typed));
            }
        }
    }
}
