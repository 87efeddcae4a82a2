//! What all forms share: paper, set-up, payee, the approval trail, and errors.

use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Value, json};

use crate::money::CapitalStyle;
use crate::text_enum;

text_enum!(
    /// The paper that a finance office files.
    Paper {
        /// A4 portrait, 210 × 297 mm.
        A4 = "a4", "A4";
        /// A5 landscape, 210 × 148 mm.
        A5Landscape = "a5_landscape", "A5 横向";
        /// The voucher size, 240 × 140 mm, with 装订线 at the left.
        Voucher = "voucher", "240×140 毫米凭证纸";
    }
);

text_enum!(
    /// How amounts stand in the lines of a 费用报销单.
    AmountColumns {
        /// One box a digit: 十万千百十元角分. A claim with an amount of a million
        /// or below zero falls back to plain figures.
        Boxes = "boxes", "逐位填写";
        /// One column of figures.
        Plain = "plain", "一栏填写";
    }
);

impl Paper {
    /// Width and height in mm, whether the binding line is printed, and how many
    /// rows a claim's table has at least (the rest is left for the pen).
    pub(super) fn facts(self) -> Value {
        let (width, height, binding, rows) = match self {
            Paper::A4 => (210, 297, false, 10),
            Paper::A5Landscape => (210, 148, false, 5),
            Paper::Voucher => (240, 140, true, 4),
        };
        json!({ "width": width, "height": height, "binding": binding, "rows": rows })
    }
}

/// How forms are set: the settings of the place, and the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The paper of the 费用报销单. The two forms with more content than half a
    /// page holds are always A4; under [`Paper::Voucher`] they get the binding
    /// line, so that they can be folded and bound with the vouchers.
    pub paper: Paper,
    /// Which rule book the capitals follow.
    pub capital_style: CapitalStyle,
    /// Boxes or one column for the amounts of a 费用报销单.
    pub amount_columns: AmountColumns,
    /// The day of printing; it is the PDF's creation date.
    pub printed_on: NaiveDate,
}

impl Setup {
    /// A4, 会计基础工作规范, one box a digit.
    pub fn new(printed_on: NaiveDate) -> Setup {
        Setup {
            paper: Paper::A4,
            capital_style: CapitalStyle::Bookkeeping,
            amount_columns: AmountColumns::Boxes,
            printed_on,
        }
    }

    /// A4 portrait, with the binding line where vouchers are bound.
    pub(super) fn full_page_facts(&self) -> Value {
        let mut facts = Paper::A4.facts();
        if let Some(binding) = facts.get_mut("binding") {
            *binding = Value::Bool(self.paper == Paper::Voucher);
        }
        facts
    }
}

/// The account that is paid (收款账户).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// 户名.
    pub name: String,
    /// 开户行, the branch's full name.
    pub bank: String,
    /// 账号, as it is to be printed (full or masked).
    pub account: String,
}

impl Payee {
    pub(super) fn json(payee: Option<&Payee>) -> Value {
        match payee {
            Some(payee) => json!({
                "payee_name": payee.name,
                "payee_bank": payee.bank,
                "payee_account": payee.account,
            }),
            None => json!({ "payee_name": "", "payee_bank": "", "payee_account": "" }),
        }
    }
}

/// Where the money comes from (经费来源).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FundingSource {
    /// 日常公用.
    Everyday,
    /// 项目.
    Project,
    /// 其他, with its name where known.
    Other(String),
}

impl FundingSource {
    pub(super) fn json(source: Option<&FundingSource>) -> Value {
        let (kind, name) = match source {
            None => ("", ""),
            Some(FundingSource::Everyday) => ("everyday", ""),
            Some(FundingSource::Project) => ("project", ""),
            Some(FundingSource::Other(name)) => ("other", name.as_str()),
        };
        json!({ "kind": kind, "funding_name": name })
    }
}

/// One step that the claim went in the system (审批记录).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailLine {
    /// When, in the office's own zone.
    pub at: NaiveDateTime,
    /// Who; for a delegation both names: 刘敏（代王强）.
    pub who: String,
    /// What was done: 提交, 同意 ¥207.00, 退回：车票看不清.
    pub what: String,
}

impl TrailLine {
    pub(super) fn json(trail: &[TrailLine]) -> Value {
        trail
            .iter()
            .map(|line| {
                json!({
                    "at": line.at.format("%Y-%m-%d %H:%M").to_string(),
                    "trail_who": line.who,
                    "trail_what": line.what,
                })
            })
            .collect()
    }
}

/// The sum of amounts in 分.
///
/// # Errors
/// [`PrintError::SumTooLarge`] where it does not fit.
pub fn sum_cents(amounts: impl IntoIterator<Item = i64>) -> Result<i64, PrintError> {
    amounts
        .into_iter()
        .try_fold(0_i64, i64::checked_add)
        .ok_or(PrintError::SumTooLarge)
}

/// Why a form is not printed; each is one sentence for the office.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// No font, neither built in nor in the folder, has the character.
    #[error(
        "{owner}的{form}中，{field}“{text}”中的“{character}”（U+{:04X}）没有可用字形，请在 fonts 文件夹补充含有该字的字体",
        u32::from(*.character)
    )]
    MissingGlyph {
        /// Whose form.
        owner: String,
        /// Which form.
        form: &'static str,
        /// The field's name as printed.
        field: &'static str,
        /// The whole text of the field.
        text: String,
        /// The first character without a glyph.
        character: char,
    },
    /// The lines add up to more than fits.
    #[error("报销单的合计金额超出系统可以表示的范围，请核对各行金额")]
    SumTooLarge,
    /// The folder of further fonts, or a file in it, cannot be read.
    #[error("字体文件夹中的“{}”无法读取，请检查路径和读取权限", path.display())]
    FontUnreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file in the folder is not a font.
    #[error("字体文件“{}”无法识别，请换用 otf、ttf 或 ttc 格式的字体", path.display())]
    FontMalformed {
        /// The file.
        path: PathBuf,
    },
    /// The template or the typesetter failed: a fault of the program, not of the input.
    #[error("表单排版失败，请联系系统管理员并提供日志")]
    Typesetting {
        /// What the typesetter said; for the log.
        details: String,
    },
}
