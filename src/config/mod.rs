//! Every setting of a deployment: defaults ← `config/shegong.toml` ← environment ←
//! `*_FILE` for secrets. All mistakes are told together, each with its fix.

mod defaults;
mod environment;
mod running;
mod sources;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use serde::Deserialize;

use crate::db::DatabaseUrl;
use crate::mail::MailSettings;
pub use running::{
    JobSettings, JobsRun, LEAST_KEEP_DAYS, LogFormat, LoggingSettings, MetricsSettings,
};
pub use values::SETTINGS;

/// The commented file with every setting and its default, as shipped.
pub const TEMPLATE: &str = include_str!("../../config/shegong.toml");

/// The settings of one deployment, checked.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address that every link uses, without a slash at the end; where none is set, this
    /// machine's own with the port that is listened on.
    pub base_url: String,
    /// The zone that days and windows are told in.
    pub time_zone: Tz,
    /// The region of an import that names none.
    pub region: String,
    /// `[server]`
    pub server: ServerSettings,
    /// `[database]`
    pub database: DatabaseSettings,
    /// `[security]`
    pub security: SecuritySettings,
    /// `[files]`
    pub files: FileSettings,
    /// `[policies]`
    pub policies: PolicySettings,
    /// `[print]`
    pub print: PrintSettings,
    /// `[mail]`
    pub mail: MailSettings,
    /// `[logging]`
    pub logging: LoggingSettings,
    /// `[jobs]`
    pub jobs: JobSettings,
    /// `[metrics]`
    pub metrics: MetricsSettings,
}

/// `[server]`: where the web application listens.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerSettings {
    /// IP address to listen on.
    pub listen: std::net::IpAddr,
    /// Port to listen on.
    pub port: u16,
    /// Threads that accept requests; the work itself runs on further threads.
    pub workers: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// PEM file of the certificate chain; with [`ServerSettings::tls_key`] the server speaks TLS itself.
    pub tls_certificate: Option<PathBuf>,
    /// PEM file of the private key.
    pub tls_key: Option<PathBuf>,
}

/// `[database]`: where the data lives.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `sqlite:PATH` or `postgres://…`; may hold a password, so it is never logged.
    pub url: Redacted,
    /// Connections per pool; on SQLite one writes, at most two for each processor read.
    pub connections: u32,
    /// Seconds that a change waits for the database before it is told to be away or
    /// busy; reading waits a third of it.
    pub wait_seconds: u64,
}

/// A text that `Debug` does not show.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Redacted(pub String);

impl std::fmt::Debug for Redacted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// `[security]`: the key of the deployment, how long a session lives, and who handles
/// personal data.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SecuritySettings {
    /// The file with the master key.
    pub key_file: PathBuf,
    /// A session ends after so many minutes without a request.
    pub session_idle_minutes: i64,
    /// A session ends after so many hours in any case.
    pub session_absolute_hours: i64,
    /// A password must be changed after so many days; 0 = never.
    pub password_max_age_days: i64,
    /// Who must have a second factor.
    pub second_factor: SecondFactorDemand,
    /// The name that an authenticator app shows.
    pub totp_issuer: String,
    /// So many passwords are hashed at once, 19 MiB each; the others wait.
    pub password_hashes_at_once: usize,
    /// 个人信息处理者, as the notice names it; by default the region's authority.
    pub data_handler: Option<String>,
    /// Whom people ask about their data; by default their unit's HR.
    pub data_contact: Option<String>,
}

/// Who must have a second factor; everybody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorDemand {
    /// Nobody must.
    Optional,
    /// Those who decide about money or about accounts.
    Money,
}

/// `[files]`: where uploaded files are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileSettings {
    /// The folder of uploaded evidence, named by content.
    pub folder: PathBuf,
}

/// `[policies]`: rule data beside the embedded one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PolicySettings {
    /// Folder whose files replace embedded ones of the same name and add others.
    pub folder: Option<PathBuf>,
}

/// `[print]`: how forms are printed.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PrintSettings {
    /// `a4`, `a5_landscape` or `voucher`.
    pub paper: crate::print::Paper,
    /// `boxes` or `plain`.
    pub amount_columns: crate::print::AmountColumns,
    /// `bookkeeping` or `payment`.
    pub capital_style: crate::money::CapitalStyle,
    /// Further fonts for rare characters.
    pub fonts_folder: Option<PathBuf>,
    /// The authority in the last signature box.
    pub authority: String,
}

impl ServerSettings {
    /// The address that a browser on this machine would use.
    fn own_address(&self) -> String {
        let scheme = if self.tls_certificate.is_some() {
            "https"
        } else {
            "http"
        };
        format!("{scheme}://127.0.0.1:{}", self.port)
    }
}

/// Everything that is wrong with the configuration, one sentence each.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("配置有 {} 处问题：\n{}", .0.len(), .0.iter().map(|problem| format!("  · {problem}")).collect::<Vec<_>>().join("\n"))]
pub struct ConfigProblems(pub Vec<String>);

impl Config {
    /// Reads the configuration from `file` (if given) and the environment variables
    /// (names and values); those of others are passed over.
    ///
    /// # Errors
    /// Every problem found, together.
    pub fn load(
        file: Option<&Path>,
        environment: &BTreeMap<String, String>,
    ) -> Result<Self, ConfigProblems> {
        let mut problems = Vec::new();
        let mut merged = match file {
            Some(path) => sources::read_file(path, &mut problems),
            None => toml::Table::new(),
        };
        values::check_known(&merged, &mut problems);
        problems.extend(environment::unknown(environment));
        let find = |name: &str| environment.get(name).cloned();
        sources::overlay_environment(&mut merged, find, &mut problems);
        values::check_values(&mut merged, &mut problems);
        if !problems.is_empty() {
            return Err(ConfigProblems(problems));
        }
        let address_given = merged.contains_key("base_url");
        let mut config: Self = merged
            .try_into()
            .map_err(|error: toml::de::Error| ConfigProblems(vec![error.message().to_owned()]))?;
        if !address_given {
            config.base_url = config.server.own_address();
        }
        let problems = config.problems();
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigProblems(problems))
        }
    }

    /// The database of the deployment.
    ///
    /// # Errors
    /// A sentence; never after [`Config::load`], which has checked it.
    pub fn database_url(&self) -> Result<DatabaseUrl, String> {
        DatabaseUrl::parse(&self.database.url.0)
    }

    /// What only shows when the values are seen together.
    fn problems(&self) -> Vec<String> {
        let mut found = Vec::new();
        let scheme = self.base_url.starts_with("http://") || self.base_url.starts_with("https://");
        if !scheme || self.base_url.ends_with('/') {
            found.push(format!(
                "base_url“{}”应以 http:// 或 https:// 开头，末尾不带斜杠，例如 https://shegong.example.gov.cn",
                self.base_url
            ));
        }
        if let Err(sentence) = self.database_url() {
            found.push(format!("database.url：{sentence}"));
        }
        if self.region.trim().is_empty() {
            found.push("region 不能为空：请写本系统所属的区县，例如 綦江区".to_owned());
        }
        let issuer = self.security.totp_issuer.trim();
        if issuer.is_empty() || issuer.contains(':') {
            found.push(format!(
                "security.totp_issuer“{issuer}”不能为空，也不能有半角冒号：请写系统的名称，例如 社工通"
            ));
        }
        for (key, folder) in [
            ("policies.folder", &self.policies.folder),
            ("print.fonts_folder", &self.print.fonts_folder),
        ] {
            if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
                found.push(format!(
                    "{key}“{}”不是文件夹：请改正路径，或删去这一项",
                    folder.display()
                ));
            }
        }
        if self.server.tls_certificate.is_some() != self.server.tls_key.is_some() {
            found.push("server.tls_certificate 和 server.tls_key 要么都写，要么都不写".to_owned());
        }
        if let Err(error) = self.logging.filter.parse::<tracing_subscriber::EnvFilter>() {
            found.push(format!(
                "logging.filter“{}”不能识别（{error}）：请写 info 或 shegong=debug",
                self.logging.filter
            ));
        }
        if self.logging.keep_days < LEAST_KEEP_DAYS {
            found.push(format!(
                "logging.keep_days 是 {}，太短：《网络安全法》要求日志至少留存六个月，请写 {LEAST_KEEP_DAYS} 或更大的天数",
                self.logging.keep_days
            ));
        }
        found.extend(self.metrics.problem());
        found.extend(self.mail.problems());
        found
    }
}

#[cfg(test)]
mod tests;
