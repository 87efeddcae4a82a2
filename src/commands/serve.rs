//! `serve`.

use std::process::ExitCode;

use super::CommandError;
use super::output::say;
use crate::accounts::actions::{FIRST_LOGIN_NAME, first_administrator};
use crate::app::App;
use crate::audit::sealing::seal_lines;

pub(super) fn serve(app: &App) -> Result<ExitCode, CommandError> {
    let occasion = app.command_line_occasion(app.now());
    if let Some(password) = first_administrator(app, &occasion)? {
        say!("已建立系统管理员账号：{FIRST_LOGIN_NAME}");
        say!("初始密码（只显示这一次，30 天内有效，登录后须修改）：{password}");
    }
    let stopped = crate::web::serve(app.clone());
    seal_what_is_left(app);
    stopped.map_err(|error| CommandError::Refused(error.to_string()))?;
    Ok(ExitCode::SUCCESS)
}

/// Seals the last lines, so that nothing stays open while nobody serves. What cannot be
/// sealed now is sealed by the next job.
pub(super) fn seal_what_is_left(app: &App) {
    if let Err(error) = seal_lines(app, u64::MAX, false) {
        tracing::error!(%error, "the last lines of the history are not sealed");
    }
}
