//! What a typed receipt must look like, kind by kind (facts §7.4).

use chrono::{Datelike, NaiveDate};

use super::plain_number;
use crate::claims::receipts::ReceiptKind;
use crate::money::{parse_amount, yuan};
use crate::text::tidy;

/// One receipt is at most this much, in 分: 100,000 元. More than that is a slipped point.
pub const HIGHEST_RECEIPT_CENTS: i64 = 100_000 * 100;
/// No receipt of a claim is older.
const FIRST_YEAR: i32 = 2010;
/// The first year of 20-digit numbers.
const FIRST_DIGITAL_YEAR: i32 = 2021;

/// A receipt as somebody typed it or a program read it.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct TypedReceipt {
    /// 票据种类, the stored word.
    pub kind: String,
    /// 票据代码.
    pub code: String,
    /// 票据号码.
    pub number: String,
    /// The 20-digit number of a 数电纸质发票.
    pub digital_number: String,
    /// 开票日期.
    pub issued_on: Option<NaiveDate>,
    /// 金额, in 元 as typed.
    pub amount: String,
    /// 校验码.
    pub check_code: String,
    /// 开票单位.
    pub issuer: String,
    /// 抬头.
    pub title: String,
}

/// A receipt whose every field is well-formed; codes and numbers are normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedReceipt {
    /// Its kind.
    pub kind: ReceiptKind,
    /// 票据代码; empty where the kind has none.
    pub code: String,
    /// 票据号码; empty only for [`ReceiptKind::Other`].
    pub number: String,
    /// The digital number of a 数电纸质发票, else empty.
    pub digital_number: String,
    /// 开票日期.
    pub issued_on: NaiveDate,
    /// In 分, above zero.
    pub amount_cents: i64,
    /// 校验码, where there is one.
    pub check_code: Option<String>,
    /// 开票单位.
    pub issuer: String,
    /// 抬头.
    pub title: String,
    /// What an approver should look at: not wrong by its form, but unusual.
    pub remarks: Vec<String>,
}

/// The field that a problem belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptField {
    /// 票据种类.
    Kind,
    /// 票据代码.
    Code,
    /// 票据号码.
    Number,
    /// 数电票号码 of a 数电纸质发票.
    DigitalNumber,
    /// 开票日期.
    IssuedOn,
    /// 金额.
    Amount,
    /// 校验码.
    CheckCode,
    /// 开票单位.
    Issuer,
}

impl ReceiptField {
    /// The field's name in forms and in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Code => "code",
            Self::Number => "number",
            Self::DigitalNumber => "digital_number",
            Self::IssuedOn => "issued_on",
            Self::Amount => "amount",
            Self::CheckCode => "check_code",
            Self::Issuer => "issuer",
        }
    }
}

/// What is wrong with one field of a receipt: a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptProblem {
    /// Where.
    pub field: ReceiptField,
    /// What, and what to do.
    pub message: String,
}

/// What a kind's code and number look like.
struct Shape {
    /// How many digits the code has; empty = there is no code.
    code: &'static [usize],
    /// How many digits the number has; none = anything.
    number: Option<usize>,
}

const fn shape(kind: ReceiptKind) -> Shape {
    let (code, number): (&'static [usize], Option<usize>) = match kind {
        ReceiptKind::Digital | ReceiptKind::Rail | ReceiptKind::Air => (&[], Some(20)),
        ReceiptKind::DigitalPaper | ReceiptKind::VatPaper => (&[12, 10], Some(8)),
        ReceiptKind::VatElectronic => (&[12], Some(8)),
        ReceiptKind::VatSpecial => (&[10], Some(8)),
        ReceiptKind::Fiscal => (&[8], Some(10)),
        ReceiptKind::Other => (&[], None),
    };
    Shape { code, number }
}

/// Checks a typed receipt on `today`.
///
/// # Errors
/// Every problem, each beside its field.
pub fn check_receipt(
    typed: &TypedReceipt,
    today: NaiveDate,
) -> Result<CheckedReceipt, Vec<ReceiptProblem>> {
    let mut problems = Problems(Vec::new());
    let Ok(kind) = typed.kind.trim().parse::<ReceiptKind>() else {
        problems.add(ReceiptField::Kind, "请选择票据种类");
        return Err(problems.0);
    };
    let (code, number) = (plain_number(&typed.code), plain_number(&typed.number));
    let digital_number = plain_number(&typed.digital_number);
    let check_code = plain_number(&typed.check_code);
    let issuer = tidy(&typed.issuer).into_owned();
    problems.code(kind, &code);
    problems.number(kind, &number);
    problems.digital_number(kind, &digital_number);
    problems.check_code(kind, &check_code);
    if kind == ReceiptKind::Other && code.is_empty() && issuer.is_empty() {
        problems.add(
            ReceiptField::Issuer,
            "其他票据没有票据代码时请填写开票单位，以便查重",
        );
    }
    let issued_on = problems.issued_on(typed.issued_on, today);
    let amount_cents = problems.amount(&typed.amount);
    match (issued_on, amount_cents) {
        (Some(issued_on), Some(amount_cents)) if problems.0.is_empty() => {
            let mut receipt = CheckedReceipt {
                kind,
                code,
                number,
                digital_number,
                issued_on,
                amount_cents,
                check_code: (!check_code.is_empty()).then_some(check_code),
                issuer,
                title: tidy(&typed.title).into_owned(),
                remarks: Vec::new(),
            };
            receipt.remarks = remarks(&receipt);
            Ok(receipt)
        }
        _ => Err(problems.0),
    }
}

struct Problems(Vec<ReceiptProblem>);

impl Problems {
    fn add(&mut self, field: ReceiptField, message: impl Into<String>) {
        self.0.push(ReceiptProblem {
            field,
            message: message.into(),
        });
    }

    fn code(&mut self, kind: ReceiptKind, code: &str) {
        let wanted = shape(kind).code;
        if kind == ReceiptKind::Other {
            return;
        }
        if wanted.is_empty() {
            if !code.is_empty() {
                let message = format!("{}没有票据代码，请把这一栏留空，只填20位号码", kind.label());
                self.add(ReceiptField::Code, message);
            }
        } else if !is_digits(code) || !wanted.contains(&code.len()) {
            let lengths: Vec<String> = wanted.iter().map(usize::to_string).collect();
            let message = format!(
                "{}的票据代码应为{}位数字，{}",
                kind.label(),
                lengths.join("位或"),
                found(code)
            );
            self.add(ReceiptField::Code, message);
        } else if kind == ReceiptKind::VatElectronic
            && !(code.starts_with('0') && code.ends_with("11"))
        {
            let message =
                "增值税电子普通发票的代码以0开头、以11结尾，请对照票面右上角核对，或改选其他种类";
            self.add(ReceiptField::Code, message);
        }
    }

    fn number(&mut self, kind: ReceiptKind, number: &str) {
        let Some(length) = shape(kind).number else {
            return;
        };
        if !is_digits(number) || number.len() != length {
            let message = format!(
                "{}的票据号码应为{length}位数字，{}",
                kind.label(),
                found(number)
            );
            self.add(ReceiptField::Number, message);
        } else if length == 20 && digital_year(number).is_none() {
            self.add(ReceiptField::Number, not_a_digital_number(number));
        }
    }

    fn digital_number(&mut self, kind: ReceiptKind, number: &str) {
        match (kind, number) {
            (ReceiptKind::DigitalPaper, number) => {
                if !is_digits(number) || number.len() != 20 {
                    let message = format!(
                        "数电纸质发票密码区印有20位数电票号码，请一并填写，{}",
                        found(number)
                    );
                    self.add(ReceiptField::DigitalNumber, message);
                } else if digital_year(number).is_none() {
                    self.add(ReceiptField::DigitalNumber, not_a_digital_number(number));
                }
            }
            (_, "") => {}
            (kind, _) => {
                let message = format!(
                    "只有数电纸质发票另有数电票号码，{}请把这一栏留空",
                    kind.label()
                );
                self.add(ReceiptField::DigitalNumber, message);
            }
        }
    }

    fn check_code(&mut self, kind: ReceiptKind, code: &str) {
        if code.is_empty() {
            return;
        }
        let fits = match kind {
            ReceiptKind::Fiscal => {
                code.len() == 6 && code.bytes().all(|b| b.is_ascii_alphanumeric())
            }
            ReceiptKind::VatElectronic | ReceiptKind::VatPaper => {
                is_digits(code) && matches!(code.len(), 6 | 20)
            }
            _ => true,
        };
        if !fits {
            let message = match kind {
                ReceiptKind::Fiscal => "财政电子票据的校验码是6位字母或数字，请对照票面核对",
                _ => "校验码应为20位数字或其后6位，请对照票面核对",
            };
            self.add(ReceiptField::CheckCode, message);
        }
    }

    fn issued_on(&mut self, day: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
        let message = match day {
            None => "请填写票面上的开票日期，如 2026-03-09",
            Some(day) if day > today => "开票日期晚于今天，请对照票面核对",
            Some(day) if day.year() < FIRST_YEAR => "开票日期早于2010年，请对照票面核对",
            Some(day) => return Some(day),
        };
        self.add(ReceiptField::IssuedOn, message);
        None
    }

    fn amount(&mut self, typed: &str) -> Option<i64> {
        let message = match parse_amount(typed) {
            Ok(0) => "金额为0，不能报销，请填写票面的价税合计".to_owned(),
            Ok(cents) if cents > HIGHEST_RECEIPT_CENTS => format!(
                "金额{}超过{}，请核对小数点",
                yuan(cents),
                yuan(HIGHEST_RECEIPT_CENTS)
            ),
            Ok(cents) => return Some(cents),
            Err(refusal) => refusal.to_string(),
        };
        self.add(ReceiptField::Amount, message);
        None
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `现在是7位`, `现在没有填`, or that there are other characters in it.
fn found(text: &str) -> String {
    if text.is_empty() {
        "现在没有填，请对照票面填写".to_owned()
    } else if is_digits(text) {
        format!("现在是{}位，请对照票面核对", text.len())
    } else {
        "现在含有数字以外的字符，请对照票面核对".to_owned()
    }
}

/// The year in the first two digits of a 20-digit number.
fn digital_year(number: &str) -> Option<i32> {
    let year = 2000 + number.get(..2)?.parse::<i32>().ok()?;
    (FIRST_DIGITAL_YEAR..2100).contains(&year).then_some(year)
}

fn not_a_digital_number(number: &str) -> String {
    let first = number.get(..2).unwrap_or_default();
    format!("20位号码的前两位是开票年份的后两位，{first}不可能，请对照票面核对")
}

/// What is unusual without being wrong.
fn remarks(receipt: &CheckedReceipt) -> Vec<String> {
    let mut remarks = Vec::new();
    let digital = [&receipt.number, &receipt.digital_number]
        .into_iter()
        .find(|number| number.len() == 20);
    if let Some(year) = digital.and_then(|number| digital_year(number))
        && year != receipt.issued_on.year()
    {
        remarks.push(format!(
            "号码表明{year}年开具，开票日期却是{}年，请核对票面",
            receipt.issued_on.year()
        ));
    }
    let first_day = match receipt.kind {
        ReceiptKind::Rail => NaiveDate::from_ymd_opt(2024, 11, 1),
        ReceiptKind::Air => NaiveDate::from_ymd_opt(2024, 12, 1),
        _ => None,
    };
    if let Some(first_day) = first_day
        && receipt.issued_on < first_day
    {
        remarks.push(format!(
            "{}自{}起才有，这张的日期更早，请核对票面",
            receipt.kind.label(),
            crate::calendar::chinese_day(first_day)
        ));
    }
    if receipt.kind == ReceiptKind::Other && receipt.number.is_empty() {
        remarks.push("票据没有号码，系统不能查重，请人工核对".to_owned());
    }
    remarks
}
