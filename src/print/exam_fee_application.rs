//! 考试报名费报销申请表 (facts §7.3; no official form was found).

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::glyphs::FormNames;
use super::model::{Payee, PrintError, Setup, TrailLine, sum_cents};
use crate::calendar::chinese_day;
use crate::money::{capital_with_currency, yuan};

/// One subject of the level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectLine {
    /// 科目.
    pub name: String,
    /// Whether it was entered for (勾选).
    pub entered: bool,
    /// 成绩 as published: `72`, `缺考`; empty where not out.
    pub score: String,
    /// 合格 or not, where known.
    pub passed: Option<bool>,
}

/// One receipt of the list (票据清单).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptLine {
    /// 类型: 财政电子票据, 数电票 …
    pub kind: String,
    /// 代码; empty where the kind has none.
    pub code: String,
    /// 号码.
    pub number: String,
    /// 开票日期.
    pub issued_on: Option<NaiveDate>,
    /// 金额 in 分.
    pub amount_cents: Option<i64>,
    /// 校验码; empty where the kind has none.
    pub check_code: String,
}

/// 考试报名费报销申请表: one person, one season, one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamFeeApplication {
    /// 编号.
    pub number: String,
    /// 填报日期.
    pub filed_on: NaiveDate,
    /// 姓名.
    pub name: String,
    /// 证件号 as it is to be printed, usually masked.
    pub id_number: String,
    /// 单位/村（社区）.
    pub unit: String,
    /// 岗位类别.
    pub employment_kind: String,
    /// 报考级别.
    pub level: String,
    /// 考试年度.
    pub exam_year: i32,
    /// 报考科目: every subject of the level.
    pub subjects: Vec<SubjectLine>,
    /// 第几次报考该级别.
    pub attempt: Option<u32>,
    /// 准考证号.
    pub ticket_number: String,
    /// 是否缺考, where known.
    pub absent: Option<bool>,
    /// 是否通过, where known.
    pub passed: Option<bool>,
    /// 证书管理号.
    pub certificate_number: String,
    /// 报名费应缴 (with the archive fee) in 分.
    pub charged_cents: i64,
    /// Of it 档案费, in 分.
    pub archive_fee_cents: i64,
    /// 已退 in 分. Only what was charged and not refunded is claimed (rules §4).
    pub refunded_cents: i64,
    /// 书本费 in 分.
    pub books_cents: Option<i64>,
    /// 培训费 in 分.
    pub training_cents: Option<i64>,
    /// 差旅费 in 分; its sheet goes with it.
    pub travel_cents: Option<i64>,
    /// 票据清单; without any, empty rows are printed for the pen.
    pub receipts: Vec<ReceiptLine>,
    /// 附件张数; `None` leaves it to the pen.
    pub attachments: Option<u32>,
    /// 收款账户.
    pub payee: Option<Payee>,
    /// Who decides last, above its box: 古南街道, 民政局（社工部）.
    pub authority: String,
    /// 审批记录.
    pub trail: Vec<TrailLine>,
    /// 草稿 stands across every page.
    pub draft: bool,
}

impl ExamFeeApplication {
    /// The form's title.
    pub const TITLE: &'static str = "考试报名费报销申请表";

    /// 净额 in 分: charged minus refunded.
    ///
    /// # Errors
    /// [`PrintError::SumTooLarge`].
    pub fn net_fee_cents(&self) -> Result<i64, PrintError> {
        self.charged_cents
            .checked_sub(self.refunded_cents)
            .ok_or(PrintError::SumTooLarge)
    }

    /// What is claimed, in 分: the net fee, books, training and travel.
    ///
    /// # Errors
    /// [`PrintError::SumTooLarge`].
    pub fn total_cents(&self) -> Result<i64, PrintError> {
        let further = [self.books_cents, self.training_cents, self.travel_cents];
        sum_cents(
            [self.net_fee_cents()?]
                .into_iter()
                .chain(further.into_iter().flatten()),
        )
    }

    pub(super) fn names(&self) -> FormNames<'_> {
        FormNames {
            owner: &self.name,
            form: Self::TITLE,
            fields: &[
                ("number", "编号"),
                ("name", "姓名"),
                ("id_number", "证件号"),
                ("unit", "单位/村（社区）"),
                ("employment_kind", "岗位类别"),
                ("level", "报考级别"),
                ("subject", "报考科目"),
                ("score", "成绩"),
                ("ticket_number", "准考证号"),
                ("certificate_number", "证书管理号"),
                ("receipt_kind", "票据类型"),
                ("receipt_code", "票据代码"),
                ("receipt_number", "票据号码"),
                ("receipt_check_code", "票据校验码"),
                ("payee_name", "收款户名"),
                ("payee_bank", "开户行"),
                ("payee_account", "账号"),
                ("authority", "审批机关"),
                ("trail_who", "审批人"),
                ("trail_what", "审批意见"),
            ],
        }
    }

    pub(super) fn input(&self, setup: &Setup) -> Result<Value, PrintError> {
        let total = self.total_cents()?;
        let optional = |cents: Option<i64>| cents.map_or_else(String::new, yuan);
        Ok(json!({
            "kind": "exam_fee_application",
            "paper": setup.full_page_facts(),
            "draft": self.draft,
            "number": self.number,
            "filed_on": chinese_day(self.filed_on),
            "name": self.name,
            "id_number": self.id_number,
            "unit": self.unit,
            "employment_kind": self.employment_kind,
            "level": self.level,
            "exam_year": format!("{}年", self.exam_year),
            "subjects": self.subjects.iter().map(SubjectLine::json).collect::<Value>(),
            "attempt": self.attempt.map_or_else(String::new, |count| count.to_string()),
            "ticket_number": self.ticket_number,
            "absent": self.absent,
            "passed": self.passed,
            "certificate_number": self.certificate_number,
            "charged": yuan(self.charged_cents),
            "archive_fee": yuan(self.archive_fee_cents),
            "refunded": yuan(self.refunded_cents),
            "net_fee": yuan(self.net_fee_cents()?),
            "books": optional(self.books_cents),
            "training": optional(self.training_cents),
            "travel": optional(self.travel_cents),
            "total_figure": yuan(total),
            "total_capital": capital_with_currency(total, setup.capital_style),
            "receipts": self.receipts.iter().map(ReceiptLine::json).collect::<Value>(),
            "attachments": self.attachments.map_or_else(String::new, |count| count.to_string()),
            "payee": Payee::json(self.payee.as_ref()),
            "authority": self.authority,
            "trail": TrailLine::json(&self.trail),
        }))
    }
}

impl SubjectLine {
    fn json(&self) -> Value {
        json!({
            "subject": self.name,
            "entered": self.entered,
            "score": self.score,
            "passed": self.passed,
        })
    }
}

impl ReceiptLine {
    fn json(&self) -> Value {
        json!({
            "receipt_kind": self.kind,
            "receipt_code": self.code,
            "receipt_number": self.number,
            "issued_on": self.issued_on.map_or_else(String::new, |day| day.to_string()),
            "amount": self.amount_cents.map_or_else(String::new, yuan),
            "receipt_check_code": self.check_code,
        })
    }
}
