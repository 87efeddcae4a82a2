//! Money: integer 分 (`i64`, named `*_cents`), typed amounts, amounts as shown,
//! and amounts in capitals (大写).
//!
//! Sources: 《会计基础工作规范》 (figures always with two decimals, ¥ directly in
//! front; the capitals end in 整 after 元 or 角) and 《支付结算办法》附一
//! 《正确填写票据和结算凭证的基本规定》 (after 角 the 整 may be left out); which
//! variant is written is decided in docs/rules.md §1. No floats anywhere.

mod capital;
mod capital_reading;
mod typed;

pub use capital::{CapitalStyle, capital, capital_with_currency};
pub use capital_reading::{CapitalError, check_capital, is_permitted_capital, parse_capital};
pub use typed::{AmountError, LIMIT_CENTS, parse_amount};

/// `¥1,409.50`: the amount as pages and forms show it; negative as `-¥1,409.50`.
pub fn yuan(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let whole = (cents.unsigned_abs() / 100).to_string();
    let fraction = cents.unsigned_abs() % 100;
    let mut grouped = String::with_capacity(whole.len() * 4 / 3 + 8);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}¥{grouped}.{fraction:02}")
}

/// `1409.50`: the plain figure for columns headed 元, spreadsheets and JSON.
pub fn yuan_plain(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let amount = cents.unsigned_abs();
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_with_two_decimals_and_the_sign_of_the_currency() {
        for (cents, shown, plain) in [
            (0, "¥0.00", "0.00"),
            (5, "¥0.05", "0.05"),
            (140_950, "¥1,409.50", "1409.50"),
            (10_000_000, "¥100,000.00", "100000.00"),
            (12_345_678_901, "¥123,456,789.01", "123456789.01"),
            (-140_950, "-¥1,409.50", "-1409.50"),
            (
                i64::MIN,
                "-¥92,233,720,368,547,758.08",
                "-92233720368547758.08",
            ),
        ] {
            assert_eq!(yuan(cents), shown);
            assert_eq!(yuan_plain(cents), plain);
        }
    }
}
