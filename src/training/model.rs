//! Training records (继续教育记录) and the words of their rules.

use chrono::NaiveDate;

use crate::people::PersonId;
use crate::{id_type, text_enum};

id_type!(
    /// One training record of one person.
    TrainingRecordId
);

text_enum!(
    /// What kind of learning a record tells of.
    TrainingKind {
        /// 继续教育, 培训.
        Training = "training", "继续教育培训";
        /// 考前培训, 考前辅导: never counts.
        PreExam = "pre_exam", "考前培训";
        /// 学历教育 in social work: counts its policy amount once.
        Degree = "degree", "学历教育";
        /// 督导.
        Supervision = "supervision", "督导";
        /// 会议.
        Conference = "conference", "会议";
        /// 论文.
        Paper = "paper", "论文";
        /// 其他.
        Other = "other", "其他";
    }
);

text_enum!(
    /// How the training was given.
    TrainingMode {
        /// 面授, 线下.
        InPerson = "in_person", "面授";
        /// 线上, 网络.
        Online = "online", "线上";
        /// 线上线下结合.
        Mixed = "mixed", "线上线下结合";
    }
);

text_enum!(
    /// Where a record stands in review.
    RecordState {
        /// Handed in, not looked at yet.
        Pending = "pending", "待审核";
        /// Counts as far as the rule lets it.
        Recognised = "recognised", "已认定";
        /// Returned with a reason.
        Rejected = "rejected", "未认定";
        /// Taken back by the person.
        Withdrawn = "withdrawn", "已撤回";
    }
);

text_enum!(
    /// Which way a record came; the same training that came two ways is a duplicate.
    RecordSource {
        /// Typed in or uploaded by the person or the unit.
        Typed = "typed", "填报";
        /// From a spreadsheet.
        Imported = "imported", "导入";
        /// Posted when a course session was closed.
        Course = "course", "课程";
    }
);

text_enum!(
    /// Why a record counts what it counts; exactly one per record and rule.
    Reason {
        /// Counts in full.
        Counted = "counted", "计入";
        /// Part or all of it lies above a cap.
        Capped = "capped", "超过上限，只计入一部分";
        /// Its last day lies before the window.
        BeforeWindow = "before_window", "早于本周期";
        /// Its last day lies after the window, or after the day asked for.
        AfterWindow = "after_window", "晚于本周期";
        /// Its kind does not count under this rule.
        KindNotCounted = "kind_not_counted", "该类别不计入";
        /// The same training came another way and counts there.
        Duplicate = "duplicate", "与另一条记录重复";
        /// Waiting for review.
        Pending = "pending", "待审核";
        /// Not recognised.
        Rejected = "rejected", "未予认定";
        /// Taken back.
        Withdrawn = "withdrawn", "已撤回";
    }
);

text_enum!(
    /// What an obligation is told in.
    RuleUnit {
        /// 天.
        Days = "days", "天";
        /// 学时.
        Hours = "hours", "学时";
    }
);

text_enum!(
    /// Where a rule's window comes from.
    WindowKind {
        /// The registration period, rolling where there is none.
        Registration = "registration", "登记有效期";
        /// The years that end today.
        Rolling = "rolling", "滚动周期";
    }
);

text_enum!(
    /// How a person stands under one rule on one day.
    TrainingState {
        /// Nothing open.
        Complete = "complete", "已完成";
        /// Rolling window, something open.
        Short = "short", "不足";
        /// The registration period is over, something open.
        Overdue = "overdue", "已逾期";
        /// The period ends soon.
        DueSoon = "due_soon", "快到期";
        /// Slower than the period passes.
        Behind = "behind", "进度落后";
        /// In time.
        OnTrack = "on_track", "正常";
    }
);

/// One record as the rules see it. `days` and `hours` stand exactly as on the
/// proof, in hundredths (150 = 1.5); at least one is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The record's id; entry order, and the tie-break between duplicates.
    pub id: TrainingRecordId,
    /// 培训名称, whitespace-normalised.
    pub title: String,
    /// First day of the training.
    pub first_day: NaiveDate,
    /// Last day; the day that is compared with windows and dated tables.
    pub last_day: NaiveDate,
    /// Days on the proof, in hundredths of a day.
    pub days_hundredths: Option<i64>,
    /// Hours on the proof, in hundredths of an hour.
    pub hours_hundredths: Option<i64>,
    /// What kind of learning it was.
    pub kind: TrainingKind,
    /// How it was given, where known.
    pub mode: Option<TrainingMode>,
    /// Where it stands in review.
    pub state: RecordState,
    /// Which way it came.
    pub source: RecordSource,
}

/// The values of a training record; also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::AsChangeset,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::training_records, treat_none_as_null = true, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct RecordDetails {
    /// Whose it is.
    pub person_id: PersonId,
    /// 培训名称 as typed.
    pub title: String,
    /// [`crate::text::compare_key`] of the title.
    pub title_key: String,
    /// 主办单位.
    pub organiser: Option<String>,
    /// 开始日期.
    #[diesel(deserialize_as = crate::db::days::Day)]
    pub first_day: NaiveDate,
    /// 结束日期.
    #[diesel(deserialize_as = crate::db::days::Day)]
    pub last_day: NaiveDate,
    /// Days on the proof, in hundredths.
    pub days_hundredths: Option<i64>,
    /// Hours on the proof, in hundredths.
    pub hours_hundredths: Option<i64>,
    /// 方式.
    pub mode: Option<TrainingMode>,
    /// 类别.
    pub kind: TrainingKind,
    /// Where it stands in review.
    pub state: RecordState,
    /// Which way it came.
    pub source: RecordSource,
}

impl RecordDetails {
    /// Days and hours as on the proof: `2.5天，15学时`.
    pub fn figures(&self) -> String {
        let days = self.days_hundredths.map(|value| (value, "天"));
        let hours = self.hours_hundredths.map(|value| (value, "学时"));
        days.into_iter()
            .chain(hours)
            .map(|(value, unit)| format!("{}{unit}", plain_figure(value)))
            .collect::<Vec<_>>()
            .join("，")
    }
}

/// Hundredths as people write them, on every page and in every mail: 250 → 2.5, 300 → 3.
pub fn plain_figure(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let digits = hundredths.unsigned_abs();
    let text = format!("{sign}{}.{:02}", digits / 100, digits % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A training record as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::training_records)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct StoredRecord {
    /// Its id.
    pub id: TrainingRecordId,
    /// Its values.
    #[diesel(embed)]
    pub details: RecordDetails,
    /// Raised by each change.
    pub version: i64,
}
