//! `run-jobs`.

use std::process::ExitCode;

use super::CommandError;
use super::output::say;
use crate::app::App;
use crate::jobs::RunState;
use crate::jobs::handlers::KINDS;
use crate::jobs::runner::{run_background, run_due};
use crate::jobs::worker::{Workers, owner_name};

/// Runs what is due once, or goes on until told to stop (Ctrl-C, SIGTERM); the work in
/// hand is finished.
pub(super) fn run(app: &App, once: bool) -> Result<ExitCode, CommandError> {
    if once {
        return run_once(app);
    }
    let workers = Workers::start(app)?;
    say!("定时任务已开始运行（按 Ctrl-C 结束）");
    wait_for_the_end()?;
    workers.stop();
    Ok(ExitCode::SUCCESS)
}

fn run_once(app: &App) -> Result<ExitCode, CommandError> {
    let owner = owner_name("run-jobs");
    let mut code = ExitCode::SUCCESS;
    let ran = run_due(app, &owner)?;
    for run in &ran {
        if run.state == RunState::Failed {
            eprintln!("错误：{}：{}", run.job.label(), run.outcome);
            code = ExitCode::FAILURE;
        } else {
            say!("{}：{}", run.job.label(), run.outcome);
        }
    }
    let mut long = 0;
    while run_background(app, &owner, KINDS)? {
        long += 1;
    }
    if long > 0 {
        say!("长任务：处理 {long} 个，结果见各自的页面");
    } else if ran.is_empty() {
        say!("没有到期的任务");
    }
    Ok(code)
}

fn wait_for_the_end() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let mut terminate = signal(SignalKind::terminate())?;
            tokio::select! {
                ended = tokio::signal::ctrl_c() => ended,
                _ = terminate.recv() => Ok(()),
            }
        }
        #[cfg(not(unix))]
        tokio::signal::ctrl_c().await
    })
}
