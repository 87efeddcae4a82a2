//! The `[mail]` part of the configuration.

use std::path::PathBuf;

use serde::Deserialize;

use super::address;

/// The port of a submission server with STARTTLS or without TLS (RFC 6409).
const SUBMISSION_PORT: u16 = 587;
/// The port of a submission server with TLS from the first byte (RFC 8314).
const SUBMISSIONS_PORT: u16 = 465;

/// Which way a mail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransportKind {
    /// One `.eml` file per mail in a folder: for trying out, and for offices
    /// that send by hand.
    Files,
    /// A mail server.
    Smtp,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    /// STARTTLS, and no mail without it (usual on port 587).
    Required,
    /// TLS from the first byte (SMTPS, usual on port 465).
    Wrapper,
    /// STARTTLS where the server offers it, plain where it does not. A server
    /// that offers it with a certificate that does not check is refused.
    Optional,
    /// Never TLS: only for a relay on the same machine or in the same room.
    None,
}

/// A password: never printed by `Debug`.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// `[mail]`: who sends, and which way.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    /// `files` (default) or `smtp`.
    pub transport: TransportKind,
    /// Where `files` puts its mails; made if missing. Default `data/mails`.
    pub folder: PathBuf,
    /// The name that a mail comes from. Default 社工通.
    pub from_name: String,
    /// The address that a mail comes from. A server usually demands the one of
    /// its `user`. Default `shegong@localhost`.
    pub from_address: String,
    /// Where an answer goes; none = to `from_address`.
    pub reply_to: Option<String>,
    /// The mail server, read when `transport = "smtp"`.
    pub smtp: SmtpSettings,
}

/// `[mail.smtp]`: the mail server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SmtpSettings {
    /// Name or IP address of the server; with TLS its certificate must carry it.
    pub host: String,
    /// Its port; none = 465 with `tls = "wrapper"`, else 587.
    pub port: Option<u16>,
    /// `required` (default), `wrapper`, `optional` or `none`.
    pub tls: TlsMode,
    /// A PEM file with the CA certificates to trust **instead of** the
    /// machine's: for a mail server with a certificate of an internal CA.
    pub ca_file: Option<PathBuf>,
    /// The account to sign in with; none = without signing in.
    pub user: Option<String>,
    /// Its password (from a `*_FILE` or the environment rather than the file).
    pub password: Option<Secret>,
    /// Seconds to wait for the server at each step. Default 20.
    pub timeout_seconds: u64,
    /// How many connections are kept open at most. Default 2.
    pub connections: u32,
}

impl Default for MailSettings {
    fn default() -> Self {
        MailSettings {
            transport: TransportKind::Files,
            folder: PathBuf::from("data/mails"),
            from_name: "社工通".to_owned(),
            from_address: "shegong@localhost".to_owned(),
            reply_to: None,
            smtp: SmtpSettings::default(),
        }
    }
}

impl Default for SmtpSettings {
    fn default() -> Self {
        SmtpSettings {
            host: String::new(),
            port: None,
            tls: TlsMode::Required,
            ca_file: None,
            user: None,
            password: None,
            timeout_seconds: 20,
            connections: 2,
        }
    }
}

impl SmtpSettings {
    /// The port that is used: the one set, or the usual one of the TLS mode.
    pub fn port_used(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            TlsMode::Wrapper => SUBMISSIONS_PORT,
            TlsMode::Required | TlsMode::Optional | TlsMode::None => SUBMISSION_PORT,
        })
    }
}

impl MailSettings {
    /// Everything that is wrong with the values, each as one sentence with its
    /// fix, so that the configuration can tell all of it at once. Files are
    /// not looked at here; opening the transport does.
    pub fn problems(&self) -> Vec<String> {
        let mut found = Vec::new();
        if let Err(bad) = address::parse(&self.from_address) {
            found.push(format!("mail.from_address：{bad}"));
        }
        if let Some(Err(bad)) = self.reply_to.as_deref().map(address::parse) {
            found.push(format!("mail.reply_to：{bad}"));
        }
        match self.transport {
            TransportKind::Files if self.folder.as_os_str().is_empty() => found
                .push("mail.folder 不能为空，请填写存放邮件的文件夹，例如 data/mails。".to_owned()),
            TransportKind::Files => {}
            TransportKind::Smtp => self.smtp.problems(&mut found),
        }
        found
    }
}

impl SmtpSettings {
    fn problems(&self, found: &mut Vec<String>) {
        if self.host.trim().is_empty() {
            found.push(
                "mail.smtp.host 不能为空，请填写邮件服务器的名称，例如 smtp.example.cn。"
                    .to_owned(),
            );
        }
        if self.port == Some(0) {
            found.push("mail.smtp.port 不能为 0，请填写邮件服务器的端口，例如 465。".to_owned());
        }
        if self.user.is_some() != self.password.is_some() {
            found.push("mail.smtp.user 和 mail.smtp.password 必须同时填写或同时不填。".to_owned());
        }
        if self.user.is_some() && self.tls == TlsMode::None && !self.is_on_this_machine() {
            found.push(
                "mail.smtp.tls = \"none\" 会把密码明文发到网络上，请改为 \"required\" 或 \"wrapper\"。"
                    .to_owned(),
            );
        }
        if !(1..=600).contains(&self.timeout_seconds) {
            found.push("mail.smtp.timeout_seconds 必须在 1 到 600 之间。".to_owned());
        }
        if !(1..=50).contains(&self.connections) {
            found.push("mail.smtp.connections 必须在 1 到 50 之间。".to_owned());
        }
    }

    fn is_on_this_machine(&self) -> bool {
        self.host == "localhost"
            || self
                .host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp(change: impl FnOnce(&mut MailSettings)) -> MailSettings {
        let mut settings = MailSettings {
            transport: TransportKind::Smtp,
            from_address: "shegong@example.cn".to_owned(),
            ..MailSettings::default()
        };
        settings.smtp.host = "smtp.example.cn".to_owned();
        change(&mut settings);
        settings
    }

    #[test]
    fn the_defaults_and_a_plain_server_have_no_problems() {
        assert_eq!(MailSettings::default().problems(), Vec::<String>::new());
        assert_eq!(smtp(|_| ()).problems(), Vec::<String>::new());
    }

    #[test]
    fn every_problem_is_told_at_once_and_says_what_to_do() {
        let settings = smtp(|s| {
            s.from_address = "nobody".to_owned();
            s.reply_to = Some("a b".to_owned());
            s.smtp.host.clear();
            s.smtp.port = Some(0);
            s.smtp.user = Some("u".to_owned());
            s.smtp.timeout_seconds = 0;
            s.smtp.connections = 0;
        });

        let problems = settings.problems();

        assert_eq!(problems.len(), 7, "{problems:#?}");
        assert!(
            problems
                .iter()
                .all(|p| p.starts_with("mail.") && p.ends_with('。'))
        );
    }

    #[test]
    fn a_password_does_not_travel_in_the_clear_and_is_never_printed() {
        let settings = smtp(|s| {
            s.smtp.tls = TlsMode::None;
            s.smtp.user = Some("u".to_owned());
            s.smtp.password = Some(Secret("geheim".to_owned()));
        });

        assert_eq!(settings.problems().len(), 1);
        assert!(!format!("{settings:?}").contains("geheim"));
    }

    #[test]
    fn the_settings_are_read_from_toml_and_unknown_words_are_refused() {
        let read: MailSettings = toml::from_str(
            "transport = \"smtp\"\nfrom_address = \"a@b.cn\"\n[smtp]\nhost = \"h\"\ntls = \"wrapper\"\n",
        )
        .unwrap();
        assert_eq!(
            (read.smtp.tls, read.smtp.port_used()),
            (TlsMode::Wrapper, 465)
        );
        assert!(toml::from_str::<MailSettings>("transport = \"pigeon\"").is_err());
        assert!(toml::from_str::<MailSettings>("from = \"a@b.cn\"").is_err());
    }
}
