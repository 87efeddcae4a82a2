//! Exam seasons, subjects, entries and results.

use chrono::NaiveDate;

use crate::certificates::{HeldCertificate, Level};
use crate::people::Education;
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
        Score = "score", "有成绩";
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

/// One score of one person as the rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamResult {
    /// Exam year (考试年度).
    pub year: i32,
    /// The level sat for.
    pub level: Level,
    /// The subject.
    pub subject: Subject,
    /// A number of points or why there is none.
    pub kind: ScoreKind,
    /// The points, in tenths (585 = 58.5); only with [`ScoreKind::Score`].
    pub points_tenths: Option<i64>,
    /// Exam area (考区): 重庆, 重庆市.
    pub area: String,
    /// 工作区县, which may give a right to a special pass line.
    pub county: Option<String>,
    /// A re-check revoked it: it stays in sight and passes nothing.
    pub revoked: bool,
}

text_enum!(
    /// What the results of one level come to for one person.
    ExamOutcome {
        /// Every subject passed in the time allowed.
        Qualified = "qualified", "已通过";
        /// Not yet, but something still lives for the next season.
        Partial = "partial", "部分科目有效";
        /// Nothing lives.
        NotPassed = "not_passed", "未通过";
    }
);

/// The days of one season that decide when its results count. Only days that
/// are known; an expected (预计) day is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeasonEnd {
    /// Exam year.
    pub year: i32,
    /// Last exam day, where known.
    pub exam_last_on: Option<NaiveDate>,
    /// Results day, where known.
    pub results_on: Option<NaiveDate>,
}

text_enum!(
    /// The next thing a candidate must do, or wait for, before a day passes.
    Door {
        /// 报名.
        SignUp = "sign_up", "报名";
        /// 缴费.
        Payment = "payment", "缴费";
        /// 打印准考证.
        Ticket = "ticket", "打印准考证";
        /// 考试.
        Exam = "exam", "考试";
        /// 成绩公布.
        Results = "results", "成绩公布";
    }
);

/// What a person brings to an exam (报考条件).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// 学历; none = not known.
    pub education: Option<Education>,
    /// 专业; none = another major than social work.
    pub major: Option<String>,
    /// 毕业时间 of full-time study; none = never a full-time student.
    pub graduated_on: Option<NaiveDate>,
    /// 从事社会工作时间: first day of social work; none = not known.
    pub social_work_since: Option<NaiveDate>,
    /// The certificates held.
    pub certificates: Vec<HeldCertificate>,
}
