//! The configuration as an operator meets it.

use super::*;

fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shegong.toml");
    std::fs::write(&path, file).unwrap();
    let environment = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Config::load(Some(&path), &environment).map_err(|problems| problems.0)
}

#[test]
fn the_shipped_file_as_it_stands_and_with_every_line_taken_in_gives_the_defaults() {
    load(TEMPLATE, &[]).unwrap();

    let mut active = String::new();
    for line in TEMPLATE.lines() {
        let setting = line.strip_prefix("# ").filter(|rest| {
            rest.split_once(" = ")
                .is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        });
        active.push_str(setting.unwrap_or(line));
        active.push('\n');
    }
    let table: toml::Table = active.parse().unwrap();
    let count = SETTINGS
        .iter()
        .filter(|setting| {
            setting
                .key
                .split('.')
                .try_fold(&toml::Value::Table(table.clone()), |value, key| {
                    value.get(key)
                })
                .is_some()
        })
        .count();
    assert_eq!(
        count,
        SETTINGS.len(),
        "every setting stands in config/shegong.toml"
    );
}

#[test]
fn the_environment_wins_over_the_file_and_a_secret_may_come_from_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("password");
    std::fs::write(&secret, "pass word\n").unwrap();

    let config = load(
        "[server]\nport = 1\n[mail.smtp]\nhost = \"mail.example\"",
        &[
            ("SHEGONG_SERVER_PORT", "9000"),
            ("SHEGONG_MAIL_SMTP_PASSWORD_FILE", secret.to_str().unwrap()),
        ],
    )
    .unwrap();

    assert_eq!(config.server.port, 9000);
    assert_eq!(config.mail.smtp.password.as_ref().unwrap().0, "pass word");
    assert!(!format!("{config:?}").contains("pass word"));
}

#[test]
fn whatever_serves_keeps_its_log_unless_somebody_else_does() {
    for (text, folder) in [
        ("", "data/logs"),
        (
            "[logging]\nfolder = \"/var/log/shegong\"",
            "/var/log/shegong",
        ),
        ("[logging]\nfolder = \"\"", ""),
    ] {
        let mut logging = load(text, &[]).unwrap().logging;
        logging.keep();
        assert_eq!(logging.folder, Some(folder.into()), "{text}");
    }
}

#[test]
fn links_lead_to_this_machine_at_its_port_until_an_address_is_written() {
    let cases = [
        ("", "http://127.0.0.1:8080"),
        ("[server]\nport = 9000", "http://127.0.0.1:9000"),
        (
            "[server]\nport = 8443\ntls_certificate = \"a.pem\"\ntls_key = \"a.key\"",
            "https://127.0.0.1:8443",
        ),
        (
            "base_url = \"https://shegong.example.cn\"\n[server]\nport = 9000",
            "https://shegong.example.cn",
        ),
    ];
    for (text, address) in cases {
        assert_eq!(load(text, &[]).unwrap().base_url, address, "{text}");
    }
}

#[test]
fn all_mistakes_are_told_together_each_with_its_fix() {
    let problems = load(
        "base_urll = \"x\"\nserver = 3\n[database]\nconnections = 0\n[print]\npaper = \"letter\"\namount_columns = \"maybe\"\n[mail.smtp]\nport = \"many\"",
        &[("SHEGONG_TIME_ZONE", "Mars/Base"), ("SHEGONG_SERVER_LISTEN", "localhost")],
    )
    .unwrap_err();

    for expected in [
        "没有“base_urll”这一项设置",
        "“server”是一个小节",
        "database.connections（现在是 0）：请写 1 到 100 的整数",
        "print.paper（现在是 \"letter\"）：请从 a4、a5_landscape、voucher 中选一个",
        "print.amount_columns（现在是 \"maybe\"）：请从 boxes、plain 中选一个",
        "mail.smtp.port（现在是 \"many\"）：请写 1 到 65535 的整数",
        "time_zone（现在是 \"Mars/Base\"）：请写时区名",
    ] {
        assert!(
            problems.iter().any(|problem| problem.contains(expected)),
            "{expected} in {problems:#?}"
        );
    }
}

#[test]
fn values_that_only_fail_together_are_told_too() {
    let problems = load(
        "base_url = \"shegong\"\nregion = \" \"\n[database]\nurl = \"mysql://u:geheim@h/d\"\n[policies]\nfolder = \"/nowhere\"\n[metrics]\ntoken = \"geheim\"",
        &[],
    )
    .unwrap_err();

    assert_eq!(problems.len(), 5, "{problems:#?}");
    assert!(problems.iter().all(|problem| !problem.contains("geheim")));
}

#[test]
fn a_missing_or_broken_file_is_named_with_its_line() {
    let missing =
        Config::load(Some(Path::new("/nowhere/shegong.toml")), &BTreeMap::new()).unwrap_err();
    assert!(missing.0[0].contains("/nowhere/shegong.toml"), "{missing}");

    let broken = load("region = \"a\"\nport = = 3\n", &[]).unwrap_err();
    assert!(broken[0].contains("第 2 行"), "{broken:?}");
}

#[test]
fn a_variable_that_is_no_setting_is_refused_with_the_one_that_may_be_meant() {
    let problems = load(
        "",
        &[
            ("SHEGONG_JOBS__RUN", "separately"),
            ("SHEGONG_DATABSE_URL", "sqlite:a.db"),
            ("SHEGONG_MAIL_SMTP_PASWORD_FILE", "/run/secrets/smtp"),
            ("SHEGONG_ALL_THE_WONDERS_OF_THE_WORLD", "1"),
            // Of the developers, of a cluster, of somebody else.
            ("SHEGONG_TEST_POSTGRES", "postgres://u@h/d"),
            ("SHEGONG_PORT", "tcp://10.0.0.1:8080"),
            ("SHEGONG_SERVICE_HOST", "10.0.0.1"),
            ("HOME", "/root"),
        ],
    )
    .unwrap_err();

    assert_eq!(
        problems,
        [
            "环境变量 SHEGONG_ALL_THE_WONDERS_OF_THE_WORLD 不是本程序的设置，写了不起作用：请对照 config/shegong.toml 改名或去掉",
            "环境变量 SHEGONG_DATABSE_URL 不是本程序的设置，写了不起作用：是不是 SHEGONG_DATABASE_URL？请改名或去掉",
            "环境变量 SHEGONG_JOBS__RUN 不是本程序的设置，写了不起作用：是不是 SHEGONG_JOBS_RUN？请改名或去掉",
            "环境变量 SHEGONG_MAIL_SMTP_PASWORD_FILE 不是本程序的设置，写了不起作用：是不是 SHEGONG_MAIL_SMTP_PASSWORD_FILE？请改名或去掉",
        ]
    );
}
