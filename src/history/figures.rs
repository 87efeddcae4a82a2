//! Figures of the payloads as an office writes them.

/// 140950 → ¥1,409.50.
pub(super) fn yuan(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, part) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("¥{sign}{grouped}.{part:02}")
}

/// 150 hundredths → 1.5; no idle zeros.
pub(super) fn decimals(value: i64, parts: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let value = value.unsigned_abs();
    let parts = parts.unsigned_abs();
    let (whole, rest) = (value / parts, value % parts);
    let places = parts.ilog10() as usize;
    let text = format!("{sign}{whole}.{rest:0places$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
