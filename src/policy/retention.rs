//! `[[retention]]`: how long the personal data of leavers is kept (保存期限).

use chrono::NaiveDate;

use super::Policies;
use super::check;
use super::fields::Fields;
use super::model::{Source, Validity};
use super::problem::PolicyProblem;
use super::read::Placed;
use crate::text_enum;

text_enum!(
    /// A kind of data that is kept for its own time.
    RetentionClass {
        /// 联系方式、学历等: what a unit needs to reach somebody.
        Contact = "contact", "联系方式和基本情况";
        /// 证书、登记、继续教育.
        Training = "training", "证书、登记和继续教育";
        /// 报考、成绩.
        Exams = "exams", "报考和成绩";
        /// 未成功的申请.
        Applications = "applications", "未成功的报销申请";
        /// 报销凭证.
        Vouchers = "vouchers", "报销凭证";
    }
);

text_enum!(
    /// From which day a period runs.
    RetainedAfter {
        /// Leaving, or the last record of the class, whichever is later.
        Left = "left", "离职或最后一条记录（晚者为准）";
        /// Handing in.
        Filed = "filed", "提交申请";
        /// The end of the year.
        Year = "year", "会计年度终了";
    }
);

/// How long one class is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionPeriod {
    /// The class.
    pub class: RetentionClass,
    /// From which day.
    pub after: RetainedAfter,
    /// How many years.
    pub years: i32,
    /// When in force; read by the day of the decision.
    pub validity: Validity,
    /// Its document.
    pub source: Source,
}

/// No voucher is kept for less (会计档案管理办法).
const VOUCHER_YEARS: i32 = 30;

pub(super) fn period(fields: &Fields<'_>) -> Option<RetentionPeriod> {
    let class = fields.required("class", Fields::word);
    let after = fields.required("after", Fields::word);
    let years = fields.required("years", |fields, key| fields.whole(key, 1, 100));
    let validity = fields.validity();
    let source = fields.source();
    let years = i32::try_from(years?).ok()?;
    if class == Some(RetentionClass::Vouchers) && years < VOUCHER_YEARS {
        fields.report("years", "少于 30：会计凭证及其附件至少保存 30 年，请改正");
        return None;
    }
    Some(RetentionPeriod {
        class: class?,
        after: after?,
        years,
        validity: validity?,
        source: source?,
    })
}

pub(super) fn check(placed: &[Placed<RetentionPeriod>], problems: &mut Vec<PolicyProblem>) {
    check::refuse_overlaps(
        placed,
        |a, b| a.class == b.class,
        |period| period.validity,
        |period| format!("“{}”的保存期限", period.class.label()),
        problems,
    );
}

impl Policies {
    /// Every dated period of every class.
    pub fn all_retentions(&self) -> &[RetentionPeriod] {
        &self.retentions
    }

    /// How long a class is kept, on `day`; none where no rule says it, and then nothing
    /// of it may go.
    pub fn retention(&self, class: RetentionClass, day: NaiveDate) -> Option<&RetentionPeriod> {
        self.retentions
            .iter()
            .find(|period| period.class == class && period.validity.covers(day))
    }
}
