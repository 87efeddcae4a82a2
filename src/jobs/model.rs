//! What a run of a job and a piece of long work are.

use chrono::NaiveDateTime;

use crate::accounts::AccountId;
use crate::units::UnitId;
use crate::{id_type, text_enum};

id_type!(
    /// One run of one job for one slot.
    JobRunId
);
id_type!(
    /// One piece of long work.
    BackgroundJobId
);

text_enum!(
    /// What the clock starts.
    Job {
        /// Seals the history.
        Seal = "seal", "封存历史记录";
        /// Makes the reminders that are due.
        Remind = "remind", "生成提醒";
        /// Empties the outbox.
        Send = "send", "发送邮件";
        /// Erases what the district confirmed.
        Purge = "purge", "清理到期数据";
        /// Takes out what nobody needs any more: old sessions, links, runs.
        CleanUp = "clean_up", "日常清理";
        /// Examines the data.
        Check = "check", "数据体检";
    }
);

text_enum!(
    /// How a run stands.
    RunState {
        /// Under way, or crashed when its lease is over.
        Running = "running", "进行中";
        /// Done.
        Done = "done", "完成";
        /// Failed; tried again a few times.
        Failed = "failed", "失败";
    }
);

text_enum!(
    /// How a piece of long work stands.
    BackgroundState {
        /// Waiting for its turn.
        Queued = "queued", "排队中";
        /// Under way.
        Running = "running", "进行中";
        /// Done.
        Done = "done", "已完成";
        /// Given up.
        Failed = "failed", "失败";
    }
);

/// One run as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::job_runs)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct JobRun {
    /// Its id.
    pub id: JobRunId,
    /// Which job.
    pub job: Job,
    /// The slot (UTC).
    pub due_at: NaiveDateTime,
    /// How it stands.
    pub state: RunState,
    /// How often it was begun.
    pub attempts: i64,
    /// Who is at it.
    pub lease_owner: Option<String>,
    /// Until when (UTC).
    pub leased_until: Option<NaiveDateTime>,
    /// When it was begun last (UTC).
    pub started_at: NaiveDateTime,
    /// When it ended (UTC).
    pub finished_at: Option<NaiveDateTime>,
    /// What came of it, a Chinese sentence.
    pub outcome: Option<String>,
}

/// One piece of long work as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::background_jobs)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct BackgroundJob {
    /// Its id.
    pub id: BackgroundJobId,
    /// The word of its [`handlers::Kind`](super::handlers::Kind).
    pub kind: String,
    /// What it is, as its page is headed.
    pub title: String,
    /// Who asked for it.
    pub asked_by: String,
    /// With which account; only that one, and who sees operations, sees it.
    pub account_id: Option<AccountId>,
    /// For which unit.
    pub unit_id: Option<UnitId>,
    /// What its handler is given, JSON.
    pub input: String,
    /// How it stands.
    pub state: BackgroundState,
    /// How much is done.
    pub done_count: i64,
    /// Of how much, where known.
    pub total_count: Option<i64>,
    /// What is going on, or what came of it, a Chinese sentence.
    pub message: String,
    /// What it made, JSON.
    pub result: Option<String>,
    /// How often it was begun.
    pub attempts: i64,
    /// Who is at it.
    pub lease_owner: Option<String>,
    /// Until when (UTC).
    pub leased_until: Option<NaiveDateTime>,
    /// When it was asked for (UTC).
    pub created_at: NaiveDateTime,
    /// When it was begun last (UTC).
    pub started_at: Option<NaiveDateTime>,
    /// When it ended (UTC).
    pub finished_at: Option<NaiveDateTime>,
}

impl BackgroundJob {
    /// How far it is, 0 to 100; none where the whole is not known.
    pub fn percent(&self) -> Option<i64> {
        let total = self.total_count.filter(|total| *total > 0)?;
        Some((self.done_count * 100 / total).clamp(0, 100))
    }

    /// Whether it has come to its end, well or not.
    pub fn is_over(&self) -> bool {
        match self.state {
            BackgroundState::Done | BackgroundState::Failed => true,
            BackgroundState::Queued | BackgroundState::Running => false,
        }
    }
}
