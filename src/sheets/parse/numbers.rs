//! Numbers, money, scores, yes and no. Figures are integers in hundredths, 分 or
//! tenths; a number cell's float is only accepted where it stands for one exactly.

use super::ValueRefusal;
use crate::exams::ScoreKind;
use crate::sheets::cell::Cell;
use crate::text::fold;

/// Days and hours above 9,999.99 are typing errors.
const MOST_HUNDREDTHS: i64 = 999_999;
/// Amounts stay below 1 亿元 (rules §1).
const MOST_CENTS: i64 = 100_000_000 * 100 - 1;
/// Full marks are 100 in each subject (facts §2.3).
const MOST_TENTHS: i64 = 1000;
/// How far a float may lie from the decimal it stands for.
const FLOAT_ERROR: f64 = 1e-6;

/// Days or hours with at most two decimals, in hundredths; `suffixes` are the
/// units that may stand behind the number.
///
/// # Errors
/// [`ValueRefusal`] for what is no such number.
pub fn hundredths(cell: &Cell<'_>, suffixes: &[&str]) -> Result<i64, ValueRefusal> {
    let value = match cell {
        Cell::Number(value) => scaled(*value, 100.0)?,
        Cell::Text(text) => decimal(strip_suffix(&fold(text), suffixes), 2)?,
        _ => return Err(ValueRefusal::NotANumber),
    };
    if value > MOST_HUNDREDTHS {
        Err(ValueRefusal::TooLarge)
    } else {
        Ok(value)
    }
}

/// An amount in 分: 65, 65.50, ¥1,409.50, 65元.
///
/// # Errors
/// [`ValueRefusal`] for what is no amount, is negative or 1 亿元 and more.
pub fn cents(cell: &Cell<'_>) -> Result<i64, ValueRefusal> {
    let value = match cell {
        Cell::Number(value) => scaled(*value, 100.0)?,
        Cell::Text(text) => {
            let folded = fold(text);
            let bare = folded.trim_start_matches(['¥', '￥']).trim_start();
            let bare = bare.strip_prefix("人民币").unwrap_or(bare).trim_start();
            let bare = strip_suffix(bare, &["元整", "元", "圆", "块"]);
            decimal(&without_thousands(bare)?, 2)?
        }
        _ => return Err(ValueRefusal::NotANumber),
    };
    if value > MOST_CENTS {
        Err(ValueRefusal::TooMuchMoney)
    } else {
        Ok(value)
    }
}

/// A count: 12, 12.0, 12人.
///
/// # Errors
/// [`ValueRefusal`] for what is no whole number from 0 to `most`.
pub fn whole_number(cell: &Cell<'_>, most: i64) -> Result<i64, ValueRefusal> {
    let hundredths = match cell {
        Cell::Number(value) => scaled(*value, 100.0).map_err(|refusal| match refusal {
            ValueRefusal::MoreThanTwoDecimals => ValueRefusal::NotWhole,
            other => other,
        })?,
        Cell::Text(text) => {
            let folded = fold(text);
            decimal(
                &without_thousands(strip_suffix(&folded, &["人", "名", "个"]))?,
                2,
            )?
        }
        _ => return Err(ValueRefusal::NotANumber),
    };
    if hundredths % 100 != 0 {
        return Err(ValueRefusal::NotWhole);
    }
    let value = hundredths / 100;
    if value > most {
        Err(ValueRefusal::TooLarge)
    } else {
        Ok(value)
    }
}

/// A score as a result page shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadScore {
    /// Points, or what stands in their place.
    pub kind: ScoreKind,
    /// The points in tenths, with [`ScoreKind::Score`] only.
    pub tenths: Option<i64>,
}

/// A score: points, or −1/缺考, −2/违纪, −4/成绩无效 (facts §2.5).
///
/// # Errors
/// [`ValueRefusal::NotAScore`] for anything else; −3 is in no source.
pub fn score(cell: &Cell<'_>) -> Result<ReadScore, ValueRefusal> {
    let code = |kind| Ok(ReadScore { kind, tenths: None });
    let text = match cell {
        Cell::Number(-1.0) => return code(ScoreKind::Absent),
        Cell::Number(-2.0) => return code(ScoreKind::Violation),
        Cell::Number(-4.0) => return code(ScoreKind::Void),
        Cell::Number(value) => return points(scaled(*value, 100.0)),
        Cell::Text(text) => fold(text),
        _ => return Err(ValueRefusal::NotAScore),
    };
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')'))
        .map(|c| {
            if matches!(c, '−' | '–' | '—' | '﹣' | '‐') {
                '-'
            } else {
                c
            }
        })
        .collect();
    match text.as_str() {
        "-1" | "-1.0" | "缺考" | "-1缺考" | "缺考-1" => code(ScoreKind::Absent),
        "-2" | "-2.0" | "违纪" | "-2违纪" | "违纪-2" | "违纪违规" => {
            code(ScoreKind::Violation)
        }
        "-4" | "-4.0" | "成绩无效" | "无效" | "-4成绩无效" | "成绩无效-4" => {
            code(ScoreKind::Void)
        }
        other => points(decimal(strip_suffix(other, &["分"]), 2)),
    }
}

fn points(hundredths: Result<i64, ValueRefusal>) -> Result<ReadScore, ValueRefusal> {
    match hundredths {
        Ok(value) if value % 10 == 0 && value / 10 <= MOST_TENTHS => Ok(ReadScore {
            kind: ScoreKind::Score,
            tenths: Some(value / 10),
        }),
        _ => Err(ValueRefusal::NotAScore),
    }
}

/// Yes or no: 是/有/√ and 否/无/×.
///
/// # Errors
/// [`ValueRefusal::NotYesOrNo`].
pub fn yes_no(cell: &Cell<'_>) -> Result<bool, ValueRefusal> {
    let text = match cell {
        Cell::Logical(value) => return Ok(*value),
        Cell::Number(1.0) => return Ok(true),
        Cell::Number(0.0) => return Ok(false),
        Cell::Text(text) => fold(text),
        _ => return Err(ValueRefusal::NotYesOrNo),
    };
    match text.to_lowercase().as_str() {
        "是" | "有" | "√" | "✓" | "✔" | "☑" | "y" | "yes" | "true" | "1" | "已设" | "已设立"
        | "对" => Ok(true),
        "否" | "无" | "×" | "✗" | "✘" | "x" | "n" | "no" | "false" | "0" | "没有" | "未设"
        | "未设立" | "不是" | "非" => Ok(false),
        _ => Err(ValueRefusal::NotYesOrNo),
    }
}

/// A float as an integer of `scale`ths.
fn scaled(value: f64, scale: f64) -> Result<i64, ValueRefusal> {
    if !value.is_finite() {
        return Err(ValueRefusal::NotANumber);
    }
    if value < 0.0 {
        return Err(ValueRefusal::Negative);
    }
    let exact = value * scale;
    if exact >= 1e14 {
        return Err(ValueRefusal::TooLarge);
    }
    if (exact - exact.round()).abs() > FLOAT_ERROR * exact.max(1.0) {
        return Err(ValueRefusal::MoreThanTwoDecimals);
    }
    #[expect(clippy::cast_possible_truncation, reason = "below 1e14")]
    Ok(exact.round() as i64)
}

/// Plain decimal digits as an integer with `places` decimals; zeros behind them
/// are allowed. No sign, no exponent.
fn decimal(text: &str, places: usize) -> Result<i64, ValueRefusal> {
    const MOST_DIGITS: usize = 12;
    let text = text.trim();
    if text.starts_with(['-', '−', '－']) {
        let rest = text.trim_start_matches(['-', '−', '－']);
        return Err(match decimal(rest, places) {
            Ok(_) => ValueRefusal::Negative,
            Err(refusal) => refusal,
        });
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || text.ends_with('.') {
        return Err(ValueRefusal::NotANumber);
    }
    let part = part.trim_end_matches('0');
    if part.len() > places {
        return Err(ValueRefusal::MoreThanTwoDecimals);
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > MOST_DIGITS {
        return Err(ValueRefusal::TooLarge);
    }
    format!("{whole}{part:0<places$}")
        .parse()
        .map_err(|_| ValueRefusal::NotANumber)
}

fn strip_suffix<'a>(text: &'a str, suffixes: &[&str]) -> &'a str {
    let text = text.trim();
    suffixes
        .iter()
        .find_map(|suffix| text.strip_suffix(suffix))
        .unwrap_or(text)
        .trim_end()
}

/// `1,409.50` → `1409.50`; commas elsewhere than every three digits are refused.
fn without_thousands(text: &str) -> Result<String, ValueRefusal> {
    if !text.contains([',', '，']) {
        return Ok(text.to_owned());
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let groups: Vec<&str> = whole.split([',', '，']).collect();
    let even = groups.iter().enumerate().all(|(at, group)| {
        let length = group.len();
        if at == 0 {
            (1..=3).contains(&length)
        } else {
            length == 3
        }
    });
    if !even || part.contains([',', '，']) {
        return Err(ValueRefusal::NotANumber);
    }
    let joined = groups.concat();
    Ok(if part.is_empty() {
        joined
    } else {
        format!("{joined}.{part}")
    })
}

#[cfg(test)]
#[path = "numbers_tests.rs"]
mod tests;
