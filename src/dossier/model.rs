//! The document, as programs get it. Amounts of training in the rule's unit with two
//! decimals, money in 分, days as 2026-03-09, instants in the deployment's zone.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// Everything that is held about one person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Dossier {
    /// `shegong-person-1`; a later form gets a later number.
    pub format: String,
    /// The day for which it was made.
    pub as_of: NaiveDate,
    /// Who.
    pub person: PersonPart,
    /// Where the person worked before.
    pub moves: Vec<MovePart>,
    /// Certificates with their registrations.
    pub certificates: Vec<CertificatePart>,
    /// What is owed under each rule.
    pub obligations: Vec<ObligationPart>,
    /// Training records.
    pub training: Vec<TrainingPart>,
    /// Exam entries.
    pub entries: Vec<EntryPart>,
    /// Exam results.
    pub results: Vec<ResultPart>,
    /// Claims.
    pub claims: Vec<ClaimPart>,
    /// Reminders.
    pub reminders: Vec<ReminderPart>,
    /// Uploaded files, without their contents.
    pub files: Vec<FilePart>,
    /// Who looked at the full numbers or took data out.
    pub looks: Vec<HistoryPart>,
    /// Every other change.
    pub history: Vec<HistoryPart>,
}

/// Who it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PersonPart {
    /// The number in this system.
    pub id: i64,
    /// 姓名.
    pub name: String,
    /// 证件号码; masked unless asked for in full on purpose.
    pub id_number: String,
    /// 单位.
    pub unit: String,
    /// The names from the district down.
    pub unit_path: String,
    /// 手机号.
    pub mobile: Option<String>,
    /// 邮箱.
    pub email: Option<String>,
    /// 学历.
    pub education: Option<String>,
    /// 专业.
    pub major: Option<String>,
    /// 毕业时间.
    pub graduated_on: Option<NaiveDate>,
    /// 从事社会工作时间.
    pub social_work_since: Option<NaiveDate>,
    /// 人员类别.
    pub employment_kind: Option<String>,
    /// 入职日期.
    pub joined_on: Option<NaiveDate>,
    /// 离职日期.
    pub left_on: Option<NaiveDate>,
    /// 级别.
    pub level: Option<String>,
}

/// One move between units.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MovePart {
    /// The first day in the new unit.
    pub moved_on: NaiveDate,
    /// From where.
    pub from: String,
    /// To where.
    pub to: String,
    /// Why.
    pub reason: Option<String>,
}

/// One certificate.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CertificatePart {
    /// 级别.
    pub level: String,
    /// 证书管理号.
    pub number: Option<String>,
    /// 批准日期.
    pub approved_on: Option<NaiveDate>,
    /// Every registration row, in the order in which they were entered.
    pub registrations: Vec<RegistrationPart>,
}

/// One registration row.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegistrationPart {
    /// Its number.
    pub id: i64,
    /// 首次登记, 再登记, 延期, 更正.
    pub kind: String,
    /// The row that it follows.
    pub follows: Option<i64>,
    /// First day.
    pub first_day: NaiveDate,
    /// Last day, inclusive.
    pub last_day: NaiveDate,
    /// 文号.
    pub document: Option<String>,
}

/// What is owed under one rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ObligationPart {
    /// The rule.
    pub rule: String,
    /// Its document.
    pub source: String,
    /// 天 or 学时.
    pub unit: String,
    /// First day of the window.
    pub first_day: NaiveDate,
    /// Last day.
    pub last_day: NaiveDate,
    /// Required, two decimals.
    pub required: String,
    /// Counted, rounded down.
    pub counted: String,
    /// Open, rounded up.
    pub open: String,
    /// 已完成, 进度落后 …
    pub state: String,
    /// What each record counts, and why.
    pub records: Vec<CountedPart>,
}

/// What one record counts under one rule.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CountedPart {
    /// The record's number.
    pub record: i64,
    /// What it counts, two decimals.
    pub counted: String,
    /// 计入, 早于本周期 …
    pub reason: String,
}

/// One training record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrainingPart {
    /// Its number.
    pub id: i64,
    /// 培训名称.
    pub title: String,
    /// 主办单位.
    pub organiser: Option<String>,
    /// 开始日期.
    pub first_day: NaiveDate,
    /// 结束日期.
    pub last_day: NaiveDate,
    /// 天数.
    pub days: Option<String>,
    /// 学时.
    pub hours: Option<String>,
    /// 类别.
    pub kind: String,
    /// 方式.
    pub mode: Option<String>,
    /// 已认定, 待审核 …
    pub state: String,
    /// 填报, 导入, 课程.
    pub source: String,
}

/// One exam entry.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntryPart {
    /// 考试年度.
    pub year: i64,
    /// 考区.
    pub area: String,
    /// 级别.
    pub level: String,
    /// 科目.
    pub subjects: Vec<String>,
    /// 报名状态.
    pub state: String,
    /// 缴费金额, in 分.
    pub paid_cents: Option<i64>,
    /// 退费金额, in 分.
    pub refunded_cents: Option<i64>,
    /// 准考证号.
    pub ticket_number: Option<String>,
}

/// One exam result.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ResultPart {
    /// 考试年度.
    pub year: i64,
    /// 级别.
    pub level: String,
    /// 科目.
    pub subject: String,
    /// The score, or 缺考, 违纪, 无效.
    pub score: String,
    /// 合格, 未合格, 已撤销, or that the line is not published.
    pub verdict: String,
    /// The pass line it is held against: 合格标准 60 分; empty where there is none.
    pub pass_line: String,
}

/// One claim.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ClaimPart {
    /// 报销单号.
    pub number: String,
    /// 状态.
    pub state: String,
    /// The unit that pays.
    pub unit: String,
    /// 填报日期.
    pub filed_on: NaiveDate,
    /// The sum of its lines, in 分.
    pub amount_cents: i64,
    /// What for.
    pub purposes: Vec<String>,
}

/// One reminder.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReminderPart {
    /// The day it was due.
    pub due_on: NaiveDate,
    /// What about.
    pub rule: String,
    /// 邮件 or 无邮箱.
    pub channel: String,
    /// 已生成, 已跳过, 已取消.
    pub state: String,
}

/// One uploaded file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FilePart {
    /// Its name.
    pub name: String,
    /// PDF, JPG …
    pub kind: String,
    /// Bytes.
    pub size_bytes: i64,
    /// SHA-256 of what is kept.
    pub sha256: String,
    /// Who brought it.
    pub uploaded_by: String,
    /// When.
    pub uploaded_at: String,
}

/// One line of the history.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HistoryPart {
    /// Its number.
    pub id: i64,
    /// When.
    pub at: String,
    /// Who.
    pub actor: String,
    /// From where.
    pub origin: String,
    /// What happened.
    pub action: String,
    /// To what.
    pub entity: String,
    /// What changed, one sentence part a field.
    pub changes: Vec<String>,
}
