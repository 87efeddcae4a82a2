//! `import` and `import-undo`.

use std::io::IsTerminal;
use std::process::ExitCode;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::say;
use super::{CommandError, SOME_REFUSED, output};
use crate::app::App;
use crate::audit::ImportBatchId;
use crate::imports::{self, ImportRequest};
use crate::intake::{ImportReport, Progress};

use super::arguments::ImportArguments;

/// How many refused rows are told on the terminal; the refused file has them all.
const ERRORS_SHOWN: usize = 20;

pub(super) fn import(app: &App, arguments: &ImportArguments) -> Result<ExitCode, CommandError> {
    let bar = std::io::stderr().is_terminal().then(progress_bar);
    let mut show = |progress: Progress| {
        if let Some(bar) = &bar {
            match progress {
                Progress::Total(rows) => bar.set_length(rows),
                Progress::Done(rows) => bar.set_position(rows),
            }
        }
    };
    let request = ImportRequest {
        kind: arguments.kind,
        path: &arguments.file,
        region: arguments.region.as_deref().unwrap_or(&app.config.region),
        dry_run: arguments.dry_run,
        progress: if bar.is_some() { Some(&mut show) } else { None },
    };
    let report = imports::import(app, request, &app.command_line_occasion(app.now()))?;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    if arguments.json {
        output::json(&report)?;
    } else {
        tell(&report, arguments);
    }
    Ok(if report.refused > 0 {
        ExitCode::from(SOME_REFUSED)
    } else {
        ExitCode::SUCCESS
    })
}

fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("{bar:40} {human_pos}/{human_len} 行  {per_sec}  剩余 {eta}")
    {
        bar.set_style(style);
    }
    bar
}

fn tell(report: &ImportReport, arguments: &ImportArguments) {
    let dry = if arguments.dry_run {
        "试导入（没有保存）："
    } else {
        ""
    };
    say!(
        "{dry}{}共 {} 行：新增 {}，修改 {}，未变 {}，拒绝 {}",
        arguments.kind.label(),
        report.rows,
        report.new,
        report.changed,
        report.unchanged,
        report.refused
    );
    for error in report.errors.iter().take(ERRORS_SHOWN) {
        say!(
            "  “{}”第 {} 行 {}：{}",
            error.sheet,
            error.row,
            error.column,
            error.message
        );
    }
    if report.errors.len() > ERRORS_SHOWN {
        say!("  ……另有 {} 行", report.errors.len() - ERRORS_SHOWN);
    }
    if let Some(path) = &report.refused_file {
        say!(
            "被拒绝的行写在 {}，按“错误”列改好后再导入它即可",
            path.display()
        );
    }
    for notice in &report.notices {
        say!("提示：{notice}");
    }
    if let Some(batch) = report.batch {
        say!("导入批次 {batch}；要撤销请运行 shegong import-undo {batch}");
    }
}

pub(super) fn undo(app: &App, batch: i64) -> Result<ExitCode, CommandError> {
    let undone = imports::undo::undo(
        app,
        ImportBatchId(batch),
        &app.command_line_occasion(app.now()),
    )
    .map_err(|refusal| CommandError::Refused(refusal.to_string()))?;
    say!(
        "导入批次 {batch} 已撤销：删除 {} 条，恢复 {} 条",
        undone.removed,
        undone.restored
    );
    Ok(ExitCode::SUCCESS)
}
