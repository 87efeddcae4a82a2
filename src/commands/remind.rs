//! `remind` and `send`.

use std::process::ExitCode;
use std::time::Duration;

use super::CommandError;
use super::arguments::RemindArguments;
use super::output::say;
use super::output::{self, padded};
use crate::app::App;
use crate::mail::Transport;
use crate::mail::sending::{SendReport, SendingError, send_all};
use crate::reminders::Channel;
use crate::reminders::actions::remind as make_reminders;

/// How often `send` without `--once` looks into the outbox.
const PAUSE: Duration = Duration::from_secs(30);
/// How many reminders are told on the terminal.
const LINES_SHOWN: usize = 40;

pub(super) fn remind(app: &App, arguments: &RemindArguments) -> Result<ExitCode, CommandError> {
    let now = app.clock.now_as_of(app.config.time_zone, arguments.as_of);
    let made = make_reminders(app, arguments.dry_run, &app.command_line_occasion(now))?;
    if arguments.json {
        output::json(&made)?;
        return Ok(ExitCode::SUCCESS);
    }
    for line in made.iter().take(LINES_SHOWN) {
        say!(
            "{}  {} {} {} {}",
            line.due_on,
            padded(line.rule.label(), 18),
            padded(line.person.as_deref().unwrap_or("（单位联系人）"), 14),
            padded(&line.unit, 24),
            line.channel.label()
        );
    }
    if made.len() > LINES_SHOWN {
        say!("……另有 {} 条", made.len() - LINES_SHOWN);
    }
    let by_mail = made
        .iter()
        .filter(|line| line.channel == Channel::Mail)
        .count();
    let dry = if arguments.dry_run {
        "试运行（没有保存）："
    } else {
        ""
    };
    say!(
        "{dry}{} 新提醒 {} 条，其中 {by_mail} 条写入邮件；发送请运行 shegong send --once",
        now.today,
        made.len()
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) fn send(app: &App, once: bool) -> Result<ExitCode, CommandError> {
    let transport = Transport::open(&app.config.mail)?;
    let owner = format!("send-{}", std::process::id());
    loop {
        match send_all(app, &transport, &owner) {
            Ok(report) => tell(&report, &transport),
            Err(SendingError::Stopped(error, report)) if !once => {
                tell(&report, &transport);
                eprintln!("邮件暂时发不出去：{error}");
            }
            Err(error) => return Err(error.into()),
        }
        if once {
            return Ok(ExitCode::SUCCESS);
        }
        std::thread::sleep(PAUSE);
    }
}

fn tell(report: &SendReport, transport: &Transport) {
    say!(
        "邮件：发出 {} 封到 {}，失败 {}，稍后再试 {}，作废 {}",
        report.sent,
        transport.destination(),
        report.failed,
        report.deferred,
        report.dropped
    );
}
