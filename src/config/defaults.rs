//! What holds where a setting is not written.

use std::path::PathBuf;

use super::{
    Config, DatabaseSettings, FileSettings, JobSettings, LoggingSettings, MetricsSettings,
    PolicySettings, PrintSettings, Redacted, SecondFactorDemand, SecuritySettings, ServerSettings,
};
use crate::mail::MailSettings;

impl Default for Config {
    fn default() -> Self {
        Self {
            base_url: ServerSettings::default().own_address(),
            time_zone: chrono_tz::Asia::Shanghai,
            region: "綦江区".to_owned(),
            server: ServerSettings::default(),
            database: DatabaseSettings::default(),
            security: SecuritySettings::default(),
            files: FileSettings::default(),
            policies: PolicySettings::default(),
            print: PrintSettings::default(),
            mail: MailSettings::default(),
            logging: LoggingSettings::default(),
            jobs: JobSettings::default(),
            metrics: MetricsSettings::default(),
        }
    }
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
            port: 8080,
            workers: 2,
            trusted_proxies: Vec::new(),
            tls_certificate: None,
            tls_key: None,
        }
    }
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            url: Redacted("sqlite:data/shegong.db".to_owned()),
            connections: 8,
            wait_seconds: 30,
        }
    }
}

impl Default for SecuritySettings {
    fn default() -> Self {
        Self {
            key_file: PathBuf::from("data/shegong.key"),
            session_idle_minutes: 30,
            session_absolute_hours: 12,
            password_max_age_days: 90,
            second_factor: SecondFactorDemand::Optional,
            totp_issuer: "社工通".to_owned(),
            password_hashes_at_once: 4,
            data_handler: None,
            data_contact: None,
        }
    }
}

impl Default for FileSettings {
    fn default() -> Self {
        Self {
            folder: PathBuf::from("data/files"),
        }
    }
}

impl Default for PrintSettings {
    fn default() -> Self {
        Self {
            paper: crate::print::Paper::A4,
            amount_columns: crate::print::AmountColumns::Boxes,
            capital_style: crate::money::CapitalStyle::Bookkeeping,
            fonts_folder: None,
            authority: "街镇／区委社会工作部".to_owned(),
        }
    }
}
