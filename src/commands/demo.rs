//! `demo`.

use std::fmt::Display;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;

use indicatif::ProgressBar;

use super::CommandError;
use super::arguments::DemoArguments;
use super::output::{padded, say};
use crate::calendar::chinese_day;
use crate::config::Config;
use crate::demo::{DEMO_PASSWORD, DEMO_TOKEN, Demo, DemoReport, DemoRequest, prepare};

/// Where a demo lies, from the folder that the command runs in.
const FOLDER: &str = "data/demo";
/// From so many people a progress bar is worth while.
const PEOPLE_WITH_BAR: u32 = 5_000;

pub(super) fn run(
    config: &Config,
    database: Option<String>,
    arguments: &DemoArguments,
) -> Result<ExitCode, CommandError> {
    let people = usize::try_from(arguments.people).unwrap_or(usize::MAX);
    let request = DemoRequest {
        folder: PathBuf::from(FOLDER),
        database,
        people,
        as_of: arguments.as_of,
        seed: arguments.seed,
    };
    let shown = std::io::stderr().is_terminal() && arguments.people >= PEOPLE_WITH_BAR;
    let bar = shown.then(|| ProgressBar::new(u64::from(arguments.people)));
    let demo = prepare(config, &request, |done| {
        if let Some(bar) = &bar {
            bar.set_position(done as u64);
        }
    })?;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    tell(&demo, &request);
    if arguments.no_serve {
        super::serve::seal_what_is_left(&demo.app);
        return Ok(ExitCode::SUCCESS);
    }
    say!();
    super::serve::serve(&demo.app)
}

fn tell(demo: &Demo, request: &DemoRequest) {
    let day = demo.app.now().today;
    let made = if demo.reused {
        "沿用已有的演示数据（种子、人数、日期都相同）"
    } else {
        "演示数据已生成"
    };
    say!(
        "{made}：綦江区，{}。人员、单位联系人和村（社区）均为虚构，街镇名称是真实的。",
        chinese_day(day)
    );
    say!();
    tell_records(&demo.report);
    say!();
    tell_work(&demo.report);
    if !demo.report.examples.is_empty() {
        say!("\n例如：");
        for example in &demo.report.examples {
            say!("  · {example}");
        }
    }
    tell_places(demo);
    tell_accounts(&demo.report);
    tell_commands(demo, request);
}

/// The sign-ins; their password stands nowhere but in a demo.
fn tell_accounts(report: &DemoReport) {
    if report.accounts.is_empty() {
        return;
    }
    say!("\n登录（角色 · 账号 · 密码）：");
    for account in &report.accounts {
        say!(
            "  {} · {} · {DEMO_PASSWORD}　{}",
            padded(&account.role, 12),
            padded(&account.login_name, 13),
            account.place
        );
    }
    say!("  接口令牌（区县主管的程序）：{DEMO_TOKEN}");
}

fn tell_records(report: &DemoReport) {
    line(
        "单位",
        total(&report.units),
        &counts(&report.units, |kind| kind.label()),
    );
    let people = format!(
        "其中已离职或将离职 {}，没有邮箱 {}",
        report.leavers, report.without_address
    );
    line("人员", report.people, &people);
    line(
        "证书",
        total(&report.certificates),
        &counts(&report.certificates, |level| level.label()),
    );
    line(
        "登记",
        total(&report.registrations),
        &counts(&report.registrations, |kind| kind.label()),
    );
    line("培训记录", report.training_records, "");
    let years: Vec<String> = report.seasons.iter().map(ToString::to_string).collect();
    line("考试年度", report.seasons.len() as u64, &years.join("、"));
    line(
        "报考",
        total(&report.entries),
        &counts(&report.entries, |state| state.label()),
    );
    line(
        "成绩",
        report.results,
        &counts(&report.exams, |outcome| outcome.label()),
    );
}

fn tell_work(report: &DemoReport) {
    for (rule, states) in &report.training {
        say!(
            "继续教育（{rule}）：{}",
            counts(states, |state| state.label())
        );
    }
    line(
        "报销单",
        total(&report.claims),
        &counts(&report.claims, |state| state.label()),
    );
    line(
        "提醒",
        total(&report.reminders),
        &counts(&report.reminders, |rule| rule.label()),
    );
    if report.reminders_without_mail > 0 {
        say!(
            "  其中 {} 条因本人没有邮箱不能发信，列在所在单位的每周清单上",
            report.reminders_without_mail
        );
    }
    let left = if report.mails_left > 0 {
        format!(
            "另有 {} 封留在发件箱，运行 send --once 继续写出",
            report.mails_left
        )
    } else {
        String::new()
    };
    line("邮件", report.mails, &left);
    line("表单", report.forms, "");
}

fn tell_places(demo: &Demo) {
    say!("\n数据库：{}", demo.app.db.url().without_password());
    say!(
        "邮件：  {}（.eml，可用任何邮件程序打开）",
        demo.mails.display()
    );
    say!("表单：  {}（PDF）", demo.forms.display());
}

/// Commands that run on the demo, on its day.
fn tell_commands(demo: &Demo, request: &DemoRequest) {
    let day = demo.app.now().today;
    let called = std::env::args()
        .next()
        .unwrap_or_else(|| "shegong".to_owned());
    let mut program = format!("{called} --config {}", demo.settings_file.display());
    if request.database.is_some() {
        program.push_str(&format!(
            " --database {}",
            demo.app.db.url().without_password()
        ));
    }
    say!("\n接下来可以试（日期都用演示的这一天）：");
    say!("  {program} training-status --unit 石壕镇 --as-of {day}");
    say!("  {program} exam-status --as-of {day} --xlsx 考试情况.xlsx");
    if let Some(name) = &demo.report.shown_person {
        say!("  {program} training-statement {name} --as-of {day} --out 情况表.pdf");
    }
    say!("  {program} claim-forms --state draft --out 报销单");
    // The last one still runs; the one before has its results.
    if let Some(year) = demo.report.seasons.iter().rev().nth(1) {
        say!("  {program} claims-propose --season {year} --dry-run");
    }
}

fn line(what: &str, count: u64, parts: &str) {
    if parts.is_empty() {
        say!("{what} {count}");
    } else {
        say!("{what} {count}：{parts}");
    }
}

fn total<K>(counts: &std::collections::BTreeMap<K, u64>) -> u64 {
    counts.values().sum()
}

fn counts<K: Copy, L: Display>(
    counts: &std::collections::BTreeMap<K, u64>,
    label: impl Fn(K) -> L,
) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|(kind, count)| format!("{} {count}", label(*kind)))
        .collect();
    parts.join("，")
}
