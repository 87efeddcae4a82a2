//! Amounts in capitals (大写金额), facts of 《支付结算办法》附一.

use crate::text_enum;

text_enum!(
    /// Which rule book the capitals follow; they differ only after 角.
    CapitalStyle {
        /// 整 after 元 and after 角: vouchers and claim forms.
        Bookkeeping = "bookkeeping", "会计基础工作规范";
        /// 整 after 元 only: cheques and bank slips.
        Payment = "payment", "支付结算办法";
    }
);

/// The amount in capitals without the currency's name: 壹仟肆佰零玖元伍角整.
/// A negative amount (a difference) begins with 负.
///
/// Of the optional 零 of rule 4c one is written: before 角 where 元 is 0 and 角 is
/// not, otherwise after 万 (rules §1).
pub fn capital(cents: i64, style: CapitalStyle) -> String {
    let amount = Amount::of(cents);
    amount.spell(Choices {
        zero_after_wan: amount.wan_section_is_empty() || !amount.may_have_zero_after_yuan(),
        zero_after_yuan: true,
        zheng_after_jiao: style == CapitalStyle::Bookkeeping,
    })
}

/// The amount in capitals as a voucher has it, 人民币 directly in front:
/// 人民币壹仟肆佰零玖元伍角整.
pub fn capital_with_currency(cents: i64, style: CapitalStyle) -> String {
    format!("人民币{}", capital(cents, style))
}

/// Every way of writing the amount that either rule book permits, without the
/// currency's name, in simplified characters and with 整.
pub(super) fn permitted(cents: i64) -> Vec<String> {
    let amount = Amount::of(cents);
    let mut variants = Vec::with_capacity(8);
    for bits in 0..8_u8 {
        let text = amount.spell(Choices {
            zero_after_wan: bits & 1 != 0,
            zero_after_yuan: bits & 2 != 0,
            zheng_after_jiao: bits & 4 != 0,
        });
        if !variants.contains(&text) {
            variants.push(text);
        }
    }
    variants
}

/// What the rules leave open.
#[derive(Debug, Clone, Copy)]
struct Choices {
    /// 零 where 万 is 0 and 千 is not: 壹拾万零伍仟元.
    zero_after_wan: bool,
    /// 零 where 元 is 0 and 角 is not: 壹佰元零壹角.
    zero_after_yuan: bool,
    /// 整 after 角.
    zheng_after_jiao: bool,
}

/// An amount, taken apart.
#[derive(Debug, Clone, Copy)]
struct Amount {
    negative: bool,
    yuan: u64,
    jiao: u64,
    fen: u64,
}

/// 1 亿.
const YI: u64 = 100_000_000;
/// 1 万.
const WAN: u64 = 10_000;

impl Amount {
    fn of(cents: i64) -> Amount {
        let all = cents.unsigned_abs();
        Amount {
            negative: cents < 0,
            yuan: all / 100,
            jiao: all / 10 % 10,
            fen: all % 10,
        }
    }

    /// Rule 4c at 元: its digit is 0 and that of 角 is not.
    fn may_have_zero_after_yuan(&self) -> bool {
        self.yuan > 0 && self.yuan.is_multiple_of(10) && self.jiao > 0
    }

    /// 壹亿零伍仟元: without a 万 in the text the 零 is never left out (decided),
    /// though a reader accepts it.
    fn wan_section_is_empty(&self) -> bool {
        self.yuan % YI < WAN
    }

    fn spell(&self, choices: Choices) -> String {
        let mut text = String::with_capacity(64);
        if self.negative {
            text.push('负');
        }
        if self.yuan > 0 {
            spell_whole(self.yuan, choices.zero_after_wan, &mut text);
            text.push('元');
        } else if self.jiao == 0 && self.fen == 0 {
            text.push_str("零元");
        }
        if self.jiao > 0 {
            if self.may_have_zero_after_yuan() && choices.zero_after_yuan {
                text.push('零');
            }
            text.push(digit(self.jiao));
            text.push('角');
        } else if self.fen > 0 && self.yuan > 0 {
            text.push('零');
        }
        if self.fen > 0 {
            text.push(digit(self.fen));
            text.push('分');
        } else if self.jiao == 0 || choices.zheng_after_jiao {
            text.push('整');
        }
        text
    }
}

/// A whole number above 0 by its sections of 亿 and 万; above 万亿 the sections repeat.
fn spell_whole(number: u64, zero_after_wan: bool, text: &mut String) {
    let (high, rest) = (number / YI, number % YI);
    let (wan, low) = (rest / WAN, rest % WAN);
    if high > 0 {
        // Above 1 亿元 nothing is typed, so only the written form matters: with 零.
        spell_whole(high, true, text);
        text.push('亿');
        let zero_between = wan > 0 && (wan < 1000 || high.is_multiple_of(10));
        let zero_before_low = wan == 0 && low > 0 && (low < 1000 || zero_after_wan);
        if zero_between || zero_before_low {
            text.push('零');
        }
    }
    if wan > 0 {
        spell_section(wan, text);
        text.push('万');
        if low > 0 && (low < 1000 || (wan.is_multiple_of(10) && zero_after_wan)) {
            text.push('零');
        }
    }
    spell_section(low, text);
}

/// Up to four digits; a run of zeros inside is one 零, zeros at the end are none.
fn spell_section(section: u64, text: &mut String) {
    let mut begun = false;
    let mut zero_pending = false;
    for (place, name) in [(1000, "仟"), (100, "佰"), (10, "拾"), (1, "")] {
        match section / place % 10 {
            0 => zero_pending = begun,
            value => {
                if zero_pending {
                    text.push('零');
                    zero_pending = false;
                }
                text.push(digit(value));
                text.push_str(name);
                begun = true;
            }
        }
    }
}

/// The capital of one digit.
fn digit(value: u64) -> char {
    match value {
        0 => '零',
        1 => '壹',
        2 => '贰',
        3 => '叁',
        4 => '肆',
        5 => '伍',
        6 => '陆',
        7 => '柒',
        8 => '捌',
        _ => '玖',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Facts §7.5: amount, 支付结算办法, 会计基础工作规范.
    const GOLDEN: [(i64, &str, &str); 19] = [
        (0, "人民币零元整", "人民币零元整"),
        (5, "人民币伍分", "人民币伍分"),
        (50, "人民币伍角", "人民币伍角整"),
        (1_000, "人民币壹拾元整", "人民币壹拾元整"),
        (6_100, "人民币陆拾壹元整", "人民币陆拾壹元整"),
        (6_900, "人民币陆拾玖元整", "人民币陆拾玖元整"),
        (10_010, "人民币壹佰元零壹角", "人民币壹佰元零壹角整"),
        (12_200, "人民币壹佰贰拾贰元整", "人民币壹佰贰拾贰元整"),
        (18_700, "人民币壹佰捌拾柒元整", "人民币壹佰捌拾柒元整"),
        (20_700, "人民币贰佰零柒元整", "人民币贰佰零柒元整"),
        (
            32_504,
            "人民币叁佰贰拾伍元零肆分",
            "人民币叁佰贰拾伍元零肆分",
        ),
        (100_001, "人民币壹仟元零壹分", "人民币壹仟元零壹分"),
        (
            140_950,
            "人民币壹仟肆佰零玖元伍角",
            "人民币壹仟肆佰零玖元伍角整",
        ),
        (
            168_032,
            "人民币壹仟陆佰捌拾元零叁角贰分",
            "人民币壹仟陆佰捌拾元零叁角贰分",
        ),
        (
            600_714,
            "人民币陆仟零柒元壹角肆分",
            "人民币陆仟零柒元壹角肆分",
        ),
        (1_000_000, "人民币壹万元整", "人民币壹万元整"),
        (
            1_640_902,
            "人民币壹万陆仟肆佰零玖元零贰分",
            "人民币壹万陆仟肆佰零玖元零贰分",
        ),
        (
            10_700_053,
            "人民币壹拾万柒仟元零伍角叁分",
            "人民币壹拾万柒仟元零伍角叁分",
        ),
        (
            100_050_000,
            "人民币壹佰万零伍佰元整",
            "人民币壹佰万零伍佰元整",
        ),
    ];

    #[test]
    fn the_golden_table_holds_in_both_styles() {
        for (cents, payment, bookkeeping) in GOLDEN {
            assert_eq!(capital_with_currency(cents, CapitalStyle::Payment), payment);
            assert_eq!(
                capital_with_currency(cents, CapitalStyle::Bookkeeping),
                bookkeeping
            );
        }
    }

    #[test]
    fn exactly_one_optional_zero_is_written() {
        for (cents, text) in [
            (10_500_000, "壹拾万零伍仟元整"),
            (10_700_003, "壹拾万零柒仟元零叁分"),
            (10_705_053, "壹拾万柒仟零伍拾元零伍角叁分"),
            (10_700_553, "壹拾万零柒仟零伍元伍角叁分"),
            (10_700_550, "壹拾万零柒仟零伍元伍角整"),
            (2_000_050, "贰万元零伍角整"),
            (9_999_999_999, "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ] {
            assert_eq!(capital(cents, CapitalStyle::Bookkeeping), text);
        }
    }

    #[test]
    fn sums_above_a_hundred_million_and_differences_below_zero_are_spelled_too() {
        for (cents, text) in [
            (-140_950, "负壹仟肆佰零玖元伍角整"),
            (10_000_000_000, "壹亿元整"),
            (10_000_500_000, "壹亿零伍仟元整"),
            (10_000_500_050, "壹亿零伍仟元零伍角整"),
            (10_000_050_000, "壹亿零伍佰元整"),
            (105_000_000_000, "壹拾亿零伍仟万元整"),
            (15_000_500_000, "壹亿伍仟万零伍仟元整"),
            (10_500_000_000, "壹亿零伍佰万元整"),
            (100_000_000_000_000, "壹万亿元整"),
            (
                i64::MAX,
                "玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零柒分",
            ),
        ] {
            assert_eq!(capital(cents, CapitalStyle::Bookkeeping), text);
        }
    }

    #[test]
    fn both_zeros_of_rule_4c_are_permitted() {
        let variants = permitted(10_700_053);
        for text in [
            "壹拾万柒仟元零伍角叁分",
            "壹拾万零柒仟元伍角叁分",
            "壹拾万零柒仟元零伍角叁分",
            "壹拾万柒仟元伍角叁分",
        ] {
            assert!(variants.iter().any(|variant| variant == text), "{text}");
        }
        assert_eq!(variants.len(), 4);
        assert_eq!(permitted(6_100), ["陆拾壹元整"]);
        assert_eq!(permitted(50), ["伍角", "伍角整"]);
    }
}
