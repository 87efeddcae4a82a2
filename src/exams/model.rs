//! Exam seasons, subjects, entries and results.

use crate::{id_type, text_enum};

id_type!(
    /// One season: a year in one exam area.
    SeasonId
);
id_type!(
    /// One person's entry for one level in one season.
    EntryId
);
id_type!(
    /// One score of one person in one subject and year.
    ResultId
);

text_enum!(
    /// The three papers, by their official names without a bracketed level.
    Subject {
        /// 社会工作法规与政策: intermediate only.
        LawAndPolicy = "law_and_policy", "社会工作法规与政策";
        /// 社会工作综合能力: assistant, intermediate.
        ComprehensiveAbility = "comprehensive_ability", "社会工作综合能力";
        /// 社会工作实务: every level.
        Practice = "practice", "社会工作实务";
    }
);

text_enum!(
    /// What a result page shows in place of a score (facts §2.5).
    ScoreKind {
        /// A number of points.
        Score = "score", "成绩";
        /// −1 缺考.
        Absent = "absent", "缺考";
        /// −2 违纪.
        Violation = "violation", "违纪";
        /// −4 成绩无效.
        Void = "void", "成绩无效";
    }
);

text_enum!(
    /// Where a season stands.
    SeasonState {
        /// Filled from policy; nobody has announced it: 预计.
        Expected = "expected", "预计";
        /// Announced by the exam authority.
        Announced = "announced", "已公布";
        /// Put off; new days may be unknown.
        Postponed = "postponed", "已延期";
        /// Called off for the year.
        Cancelled = "cancelled", "已取消";
    }
);

text_enum!(
    /// Where one entry stands (rules §4).
    EntryState {
        /// Wants to sit.
        Planned = "planned", "拟报考";
        /// Account on the sign-up site made and checked.
        AccountReady = "account_ready", "已注册";
        /// Sign-up handed in.
        Submitted = "submitted", "已报名";
        /// Under check.
        ChecksPending = "checks_pending", "待审核";
        /// Check not passed.
        ChecksFailed = "checks_failed", "审核未通过";
        /// May pay now.
        Payable = "payable", "待缴费";
        /// Says paid; not confirmed.
        PaymentUnconfirmed = "payment_unconfirmed", "缴费待确认";
        /// Paid.
        Paid = "paid", "已缴费";
        /// Admission ticket printed.
        TicketPrinted = "ticket_printed", "已打印准考证";
        /// Sat at least one subject.
        Sat = "sat", "已参考";
        /// Sat none.
        Absent = "absent", "缺考";
        /// Results are there.
        Scored = "scored", "已出成绩";
        /// Called off, by the area or the person.
        Cancelled = "cancelled", "已取消";
    }
);
