//! How the running server is watched and what runs beside it: logs, jobs, figures.

use std::path::PathBuf;

use serde::Deserialize;

use super::Redacted;

/// `[logging]`: what is written to standard error.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LoggingSettings {
    /// A level, or `target=level` pairs.
    pub filter: String,
    /// `text` or `json`.
    pub format: LogFormat,
    /// Folder of the daily log files; none for standard error only.
    pub folder: Option<PathBuf>,
    /// How many days log files, sessions and runs of jobs are kept.
    pub keep_days: u32,
}

impl LoggingSettings {
    /// Whatever serves keeps its log in files even where no folder is set, because the
    /// law wants it kept (网络安全法, six months); an empty folder says that somebody
    /// else keeps what goes to standard error.
    pub fn keep(&mut self) {
        self.folder
            .get_or_insert_with(|| PathBuf::from("data/logs"));
    }
}

/// Six calendar months have at most 184 days (网络安全法 art. 23: logs six months).
pub const LEAST_KEEP_DAYS: u32 = 184;

/// `[jobs]`: who runs what the clock starts.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JobSettings {
    /// `with_serve` or `separately`.
    pub run: JobsRun,
}

/// Who runs the jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobsRun {
    /// A thread of `serve`.
    WithServe,
    /// `run-jobs`, started by somebody else.
    Separately,
}

impl Default for JobSettings {
    fn default() -> Self {
        Self {
            run: JobsRun::WithServe,
        }
    }
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl Default for LoggingSettings {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            format: LogFormat::Text,
            folder: None,
            keep_days: 400,
        }
    }
}

/// The shortest token that opens `/metrics`: what is shorter can be tried out.
const SHORTEST_METRICS_TOKEN: usize = 16;

/// `[metrics]`: who may read `/metrics`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MetricsSettings {
    /// What `Authorization: Bearer` must carry; without it only the machine itself may
    /// read them.
    pub token: Option<Redacted>,
}

impl MetricsSettings {
    /// What is wrong with it, one sentence.
    pub(super) fn problem(&self) -> Option<String> {
        let token = &self.token.as_ref()?.0;
        let fits =
            token.len() >= SHORTEST_METRICS_TOKEN && token.chars().all(|c| c.is_ascii_graphic());
        (!fits).then(|| {
            format!(
                "metrics.token 太短或含有空格、汉字：请写至少 {SHORTEST_METRICS_TOKEN} 位字母和数字，或删去这一项（只允许本机读取）"
            )
        })
    }
}
