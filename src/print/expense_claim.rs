//! 费用报销单 (facts §7.1).

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::glyphs::FormNames;
use super::model::{AmountColumns, FundingSource, Payee, PrintError, Setup, TrailLine, sum_cents};
use crate::calendar::chinese_day;
use crate::money::{capital_with_currency, yuan, yuan_plain};

/// One line of the claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimLine {
    /// 费用项目: 考试报名费, 书本费 …
    pub item: String,
    /// 内容说明/用途.
    pub purpose: String,
    /// 金额 in 分.
    pub amount_cents: i64,
}

/// 费用报销单: what an office takes to its finance department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpenseClaim {
    /// 编号.
    pub number: String,
    /// 填报日期.
    pub filed_on: NaiveDate,
    /// 单位.
    pub unit: String,
    /// 部门; empty where the unit has none.
    pub department: String,
    /// 报销人.
    pub claimant: String,
    /// 职务.
    pub position: String,
    /// 附单据 张; `None` leaves it to the pen.
    pub attachments: Option<u32>,
    /// The lines; their sum is the total.
    pub lines: Vec<ClaimLine>,
    /// 预借金额 in 分; what is left to pay or to give back follows from it.
    pub advance_cents: Option<i64>,
    /// 经费来源.
    pub funding_source: Option<FundingSource>,
    /// 收款账户.
    pub payee: Option<Payee>,
    /// 审批记录.
    pub trail: Vec<TrailLine>,
    /// 草稿 stands across every page.
    pub draft: bool,
}

/// The largest amount that the eight boxes hold, in 分.
const BOXES_HOLD_CENTS: i64 = 99_999_999;

impl ExpenseClaim {
    /// The form's title.
    pub const TITLE: &'static str = "费用报销单";

    /// The sum of the lines in 分.
    ///
    /// # Errors
    /// [`PrintError::SumTooLarge`].
    pub fn total_cents(&self) -> Result<i64, PrintError> {
        sum_cents(self.lines.iter().map(|line| line.amount_cents))
    }

    pub(super) fn names(&self) -> FormNames<'_> {
        FormNames {
            owner: &self.claimant,
            form: Self::TITLE,
            fields: &[
                ("number", "编号"),
                ("unit", "单位"),
                ("department", "部门"),
                ("claimant", "姓名"),
                ("position", "职务"),
                ("item", "费用项目"),
                ("purpose", "内容说明"),
                ("funding_name", "经费来源"),
                ("payee_name", "收款户名"),
                ("payee_bank", "开户行"),
                ("payee_account", "账号"),
                ("trail_who", "审批人"),
                ("trail_what", "审批意见"),
            ],
        }
    }

    pub(super) fn input(&self, setup: &Setup) -> Result<Value, PrintError> {
        let total = self.total_cents()?;
        let amounts = self.lines.iter().map(|line| line.amount_cents);
        let fits = amounts
            .chain([total])
            .all(|cents| (0..=BOXES_HOLD_CENTS).contains(&cents));
        let boxes = fits && setup.amount_columns == AmountColumns::Boxes;
        let lines: Value = self
            .lines
            .iter()
            .map(|line| {
                json!({
                    "item": line.item,
                    "purpose": line.purpose,
                    "amount": amount(line.amount_cents, boxes, ""),
                })
            })
            .collect();
        let (advance, balance) = match self.advance_cents {
            Some(advance) => (yuan(advance), balance(total, advance)?),
            None => (String::new(), String::new()),
        };
        Ok(json!({
            "kind": "expense_claim",
            "paper": setup.paper.facts(),
            "draft": self.draft,
            "number": self.number,
            "filed_on": chinese_day(self.filed_on),
            "unit": self.unit,
            "department": self.department,
            "claimant": self.claimant,
            "position": self.position,
            "attachments": self.attachments.map_or_else(String::new, |count| count.to_string()),
            "boxes": boxes,
            "lines": lines,
            "total_amount": amount(total, boxes, "¥"),
            "total_figure": yuan(total),
            "total_capital": capital_with_currency(total, setup.capital_style),
            "advance": advance,
            "balance": balance,
            "funding": FundingSource::json(self.funding_source.as_ref()),
            "payee": Payee::json(self.payee.as_ref()),
            "trail": TrailLine::json(&self.trail),
        }))
    }
}

/// What is still paid out (应补) or given back (应退) after an advance.
fn balance(total: i64, advance: i64) -> Result<String, PrintError> {
    let open = total.checked_sub(advance).ok_or(PrintError::SumTooLarge)?;
    Ok(match open {
        0 => format!("两清 {}", yuan(0)),
        1.. => format!("应补 {}", yuan(open)),
        _ => format!(
            "应退 {}",
            yuan(open.checked_neg().ok_or(PrintError::SumTooLarge)?)
        ),
    })
}

/// The amount as eight boxes (十万 to 分; `currency` in the box before the first
/// digit, where there is one) or as one figure.
fn amount(cents: i64, boxes: bool, currency: &str) -> Value {
    if !boxes {
        return Value::String(format!("{currency}{}", yuan_plain(cents)));
    }
    // At least 元 角 分 are written: 0.05 is 0 0 5.
    let digits = format!("{cents:03}");
    let first = 8_usize.saturating_sub(digits.len());
    let mut cells = vec![String::new(); first];
    if let Some(before) = cells.last_mut() {
        *before = currency.to_owned();
    }
    cells.extend(digits.chars().map(String::from));
    Value::from(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_has_its_box() {
        for (cents, cells) in [
            (5, ["", "", "", "", "¥", "0", "0", "5"]),
            (20_700, ["", "", "¥", "2", "0", "7", "0", "0"]),
            (BOXES_HOLD_CENTS, ["9", "9", "9", "9", "9", "9", "9", "9"]),
        ] {
            assert_eq!(amount(cents, true, "¥"), json!(cells));
        }
        assert_eq!(amount(-140_950, false, ""), json!("-1409.50"));
    }

    #[test]
    fn an_advance_leaves_something_to_pay_or_to_give_back() {
        assert_eq!(balance(54_300, 50_000).unwrap(), "应补 ¥43.00");
        assert_eq!(balance(54_300, 60_000).unwrap(), "应退 ¥57.00");
        assert_eq!(balance(54_300, 54_300).unwrap(), "两清 ¥0.00");
        assert!(matches!(balance(i64::MIN, 1), Err(PrintError::SumTooLarge)));
    }
}
