//! `policy check`.

use std::process::ExitCode;

use super::CommandError;
use super::arguments::{PolicyArguments, PolicyCommand};
use super::output::say;
use crate::config::Config;
use crate::policy::{check_all, check_file};

pub(super) fn run(config: &Config, arguments: &PolicyArguments) -> Result<ExitCode, CommandError> {
    let PolicyCommand::Check { file } = &arguments.command;
    let problems = match file {
        Some(file) => check_file(file),
        None => check_all(config.policies.folder.as_deref()),
    };
    if problems.is_empty() {
        say!("政策数据没有问题");
        return Ok(ExitCode::SUCCESS);
    }
    for problem in &problems {
        say!("{problem}");
    }
    Err(CommandError::Refused(format!(
        "政策数据有 {} 处问题，请按上面的行号改正",
        problems.len()
    )))
}
