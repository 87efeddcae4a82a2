//! The list of settings and the check of each value, so that all mistakes can be
//! told at once instead of the first one only.

use toml::{Table, Value};

/// What a setting may hold.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text.
    Text,
    /// A whole number between two ends.
    Integer(i64, i64),
    /// One of these words.
    Choice(&'static [&'static str]),
    /// An IP address.
    Address,
    /// IP addresses separated by commas; none where empty.
    Addresses,
    /// A time zone of the tz database.
    Zone,
}

/// One setting: where it stands, what it may hold, whether it is a secret.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Dotted path: `mail.smtp.port`.
    pub key: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// Secrets may also come from a file and are never shown.
    pub secret: bool,
}

const fn setting(key: &'static str, kind: Kind) -> Setting {
    Setting {
        key,
        kind,
        secret: false,
    }
}

const fn secret(key: &'static str) -> Setting {
    Setting {
        key,
        kind: Kind::Text,
        secret: true,
    }
}

/// Every setting there is; anything else in the file is a mistake.
pub const SETTINGS: &[Setting] = &[
    setting("base_url", Kind::Text),
    setting("time_zone", Kind::Zone),
    setting("region", Kind::Text),
    setting("server.listen", Kind::Address),
    setting("server.port", Kind::Integer(1, 65535)),
    setting("server.workers", Kind::Integer(1, 64)),
    setting("server.trusted_proxies", Kind::Addresses),
    setting("server.tls_certificate", Kind::Text),
    setting("server.tls_key", Kind::Text),
    secret("database.url"),
    setting("database.connections", Kind::Integer(1, 100)),
    setting("database.wait_seconds", Kind::Integer(1, 300)),
    setting("security.key_file", Kind::Text),
    setting("security.session_idle_minutes", Kind::Integer(5, 1440)),
    setting("security.session_absolute_hours", Kind::Integer(1, 168)),
    setting("security.password_max_age_days", Kind::Integer(0, 3650)),
    setting(
        "security.second_factor",
        Kind::Choice(&["optional", "money"]),
    ),
    setting("security.totp_issuer", Kind::Text),
    setting("security.password_hashes_at_once", Kind::Integer(1, 64)),
    setting("security.data_handler", Kind::Text),
    setting("security.data_contact", Kind::Text),
    setting("files.folder", Kind::Text),
    setting("policies.folder", Kind::Text),
    setting(
        "print.paper",
        Kind::Choice(&["a4", "a5_landscape", "voucher"]),
    ),
    setting("print.amount_columns", Kind::Choice(&["boxes", "plain"])),
    setting(
        "print.capital_style",
        Kind::Choice(&["bookkeeping", "payment"]),
    ),
    setting("print.fonts_folder", Kind::Text),
    setting("print.authority", Kind::Text),
    setting("mail.transport", Kind::Choice(&["files", "smtp"])),
    setting("mail.folder", Kind::Text),
    setting("mail.from_name", Kind::Text),
    setting("mail.from_address", Kind::Text),
    setting("mail.reply_to", Kind::Text),
    setting("mail.smtp.host", Kind::Text),
    setting("mail.smtp.port", Kind::Integer(1, 65535)),
    setting(
        "mail.smtp.tls",
        Kind::Choice(&["required", "wrapper", "optional", "none"]),
    ),
    setting("mail.smtp.ca_file", Kind::Text),
    setting("mail.smtp.user", Kind::Text),
    secret("mail.smtp.password"),
    setting("mail.smtp.timeout_seconds", Kind::Integer(1, 300)),
    setting("mail.smtp.connections", Kind::Integer(1, 20)),
    setting("logging.filter", Kind::Text),
    setting("logging.format", Kind::Choice(&["text", "json"])),
    setting("logging.folder", Kind::Text),
    setting("logging.keep_days", Kind::Integer(1, 36_500)),
    setting("jobs.run", Kind::Choice(&["with_serve", "separately"])),
    secret("metrics.token"),
];

/// Names every key of the file that is no setting.
pub(super) fn check_known(table: &Table, problems: &mut Vec<String>) {
    walk(table, "", &mut |path, value| {
        let known = SETTINGS.iter().any(|setting| setting.key == path);
        let section = SETTINGS
            .iter()
            .any(|setting| setting.key.starts_with(&format!("{path}.")));
        match (known, section, value) {
            (true, _, _) | (false, true, Value::Table(_)) => {}
            (false, true, _) => {
                problems.push(format!("“{path}”是一个小节：请写成 [{path}]，下面再写各项"))
            }
            (false, false, _) => problems.push(format!(
                "没有“{path}”这一项设置：请对照 config/shegong.toml 改名或删去"
            )),
        }
    });
}

fn walk(table: &Table, prefix: &str, visit: &mut impl FnMut(&str, &Value)) {
    for (key, value) in table {
        let path = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        visit(&path, value);
        if let Value::Table(inner) = value {
            walk(inner, &path, visit);
        }
    }
}

/// Checks every value, and turns texts from the environment into the setting's type.
pub(super) fn check_values(table: &mut Table, problems: &mut Vec<String>) {
    for setting in SETTINGS {
        let Some(value) = find(table, setting.key) else {
            continue;
        };
        match checked(setting, value) {
            Ok(typed) => *value = typed,
            Err(fix) => {
                let shown = if setting.secret {
                    String::new()
                } else {
                    format!("（现在是 {value}）")
                };
                problems.push(format!("{}{shown}：{fix}", setting.key));
            }
        }
    }
}

fn find<'a>(table: &'a mut Table, key: &str) -> Option<&'a mut Value> {
    match key.split_once('.') {
        None => table.get_mut(key),
        Some((section, rest)) => match table.get_mut(section) {
            Some(Value::Table(inner)) => find(inner, rest),
            _ => None,
        },
    }
}

fn checked(setting: &Setting, value: &Value) -> Result<Value, String> {
    let text = || {
        value
            .as_str()
            .map(str::trim)
            .ok_or_else(|| "请写成带引号的文字".to_owned())
    };
    match setting.kind {
        Kind::Text => text().map(|_| value.clone()),
        Kind::Integer(least, most) => value
            .as_integer()
            .or_else(|| value.as_str().and_then(|text| text.trim().parse().ok()))
            .filter(|number| (least..=most).contains(number))
            .map(Value::Integer)
            .ok_or_else(|| format!("请写 {least} 到 {most} 的整数")),
        Kind::Choice(words) => words
            .iter()
            .find(|word| value.as_str().is_some_and(|typed| typed.trim() == **word))
            .map(|word| Value::String((*word).to_owned()))
            .ok_or_else(|| format!("请从 {} 中选一个", words.join("、"))),
        Kind::Address => text()?
            .parse::<std::net::IpAddr>()
            .map(|address| Value::String(address.to_string()))
            .map_err(|_| "请写 IP 地址，例如 127.0.0.1 或 0.0.0.0".to_owned()),
        Kind::Addresses => text()?
            .split(',')
            .map(str::trim)
            .filter(|address| !address.is_empty())
            .map(|address| address.parse::<std::net::IpAddr>())
            .map(|parsed| parsed.map(|address| Value::String(address.to_string())))
            .collect::<Result<Vec<Value>, _>>()
            .map(Value::Array)
            .map_err(|_| "请写 IP 地址，多个用逗号隔开，例如 127.0.0.1, 10.0.0.1".to_owned()),
        Kind::Zone => text()?
            .parse::<chrono_tz::Tz>()
            .map(|zone| Value::String(zone.name().to_owned()))
            .map_err(|_| "请写时区名，例如 Asia/Shanghai".to_owned()),
    }
}
