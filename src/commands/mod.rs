//! The command line (clap): each command a few lines over the library.
//!
//! Exit codes: 0 done; 1 failed, or wrong usage; 2 done, but some rows were refused.

mod arguments;
mod claims;
mod demo;
mod doctor;
mod import;
mod jobs;
mod output;
mod policy;
mod remind;
mod serve;
mod statement;
mod status;
mod usage;
mod user;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::accounts::AccountRefusal;
use crate::app::{App, OpenError};
use crate::claims::actions::ProposeError;
use crate::claims::print::ClaimFormError;
use crate::clock::Clock;
use crate::config::{Config, ConfigProblems};
use crate::db::{DatabaseError, DatabaseUrl};
use crate::demo::DemoError;
use crate::evidence::first_page;
use crate::intake::ImportError;
use crate::mail::SetupError;
use crate::mail::sending::SendingError;
use crate::print::PrintError;
use crate::reminders::actions::RemindError;
use crate::training::actions::StatusError;
use crate::training::print::StatementError;
use crate::units::{FoundUnit, UnitId};

use output::say;

pub use arguments::{Cli, Command};

/// Done, but some rows were refused.
const SOME_REFUSED: u8 = 2;

/// Why a command failed; told on standard error, exit code 1.
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigProblems),
    /// The application cannot start.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The import failed as a whole.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A status could not be told.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// Reminders could not be made.
    #[error(transparent)]
    Remind(#[from] RemindError),
    /// Mails could not be sent.
    #[error(transparent)]
    Send(#[from] SendingError),
    /// The mail settings are wrong.
    #[error(transparent)]
    Mail(#[from] SetupError),
    /// Claims could not be proposed.
    #[error(transparent)]
    Propose(#[from] ProposeError),
    /// A claim could not be printed.
    #[error(transparent)]
    ClaimForm(#[from] ClaimFormError),
    /// A statement could not be printed.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// A form could not be set.
    #[error(transparent)]
    Print(#[from] PrintError),
    /// Something is not done with an account.
    #[error(transparent)]
    Account(#[from] AccountRefusal),
    /// The demo could not be made.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// Output could not be written.
    #[error("结果写不出去：{0}")]
    Output(#[from] std::io::Error),
    /// Anything else, already a sentence.
    #[error("{0}")]
    Refused(String),
}

impl From<diesel::result::Error> for CommandError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// Runs the command that the arguments name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes; a wrong usage is exit code 1 here.
            if !error.use_stderr() {
                let _ = error.print();
                return ExitCode::SUCCESS;
            }
            eprintln!("错误：{}", usage::sentence(&error));
            return ExitCode::FAILURE;
        }
    };
    match execute(cli) {
        Ok(code) => code,
        Err(CommandError::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("错误：{error}");
            ExitCode::FAILURE
        }
    }
}

fn execute(cli: Cli) -> Result<ExitCode, CommandError> {
    // Without settings and log: it is told nothing but the page.
    if matches!(cli.command, Command::DrawFirstPage) {
        return Ok(if first_page::draw_standard_input() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        });
    }
    let mut config = configuration(&cli)?;
    if matches!(cli.command, Command::Serve { .. } | Command::RunJobs { .. }) {
        config.logging.keep();
    }
    crate::logging::start(&config).map_err(CommandError::Refused)?;
    match cli.command {
        Command::Import(arguments) => import::import(&open(config)?, &arguments),
        Command::ImportUndo { batch } => import::undo(&open_existing(config)?, batch),
        Command::TrainingStatus(arguments) => status::training(&open_existing(config)?, &arguments),
        Command::ExamStatus(arguments) => status::exams(&open_existing(config)?, &arguments),
        Command::Remind(arguments) => remind::remind(&open_existing(config)?, &arguments),
        Command::Send { once } => remind::send(&open_existing(config)?, once),
        Command::ClaimsPropose(arguments) => claims::propose(&open_existing(config)?, &arguments),
        Command::ClaimForm { claim, out } => claims::form(&open_existing(config)?, &claim, &out),
        Command::ClaimForms { state, out } => claims::forms(&open_existing(config)?, state, &out),
        Command::TrainingStatement(arguments) => {
            statement::statement(&open_existing(config)?, &arguments)
        }
        Command::Demo(arguments) => demo::run(&config, cli.database, &arguments),
        Command::Serve { .. } => serve::serve(&open(config)?),
        Command::User(arguments) => user::run(&open(config)?, &arguments),
        Command::RunJobs { once } => jobs::run(&open_existing(config)?, once),
        Command::Doctor { full, json } => doctor::doctor(&open_existing(config)?, full, json),
        Command::Policy(arguments) => policy::run(&config, &arguments),
        Command::DrawFirstPage => Ok(ExitCode::FAILURE),
        Command::Migrate => {
            let app = open(config)?;
            say!("数据库 {} 的结构已是最新", app.db.url().without_password());
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn configuration(cli: &Cli) -> Result<Config, CommandError> {
    // A variable of somebody else that is no text is none of ours.
    let mut environment: std::collections::BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    if let Some(url) = &cli.database {
        environment.remove("SHEGONG_DATABASE_URL_FILE");
        environment.insert("SHEGONG_DATABASE_URL".to_owned(), url.clone());
    }
    if let Some(port) = cli.command.port() {
        environment.insert("SHEGONG_SERVER_PORT".to_owned(), port.to_string());
    }
    Ok(Config::load(cli.config.as_deref(), &environment)?)
}

fn open(config: Config) -> Result<App, CommandError> {
    Ok(App::open(config, Clock::System)?)
}

/// Opens a database that is there. A wrong path must not make an empty one: whoever
/// watches it would be told for ever that all is well.
fn open_existing(config: Config) -> Result<App, CommandError> {
    let url = config.database_url().map_err(OpenError::Setting)?;
    if let DatabaseUrl::Sqlite(path) = &url
        && !path.exists()
    {
        return Err(CommandError::Refused(format!(
            "没有这个数据库：{}，请检查路径（--database 或设置文件里的 database.url）；第一次使用请先运行 shegong migrate",
            path.display()
        )));
    }
    open(config)
}

/// The unit that `--unit` means.
fn find_unit(app: &App, text: Option<&str>) -> Result<Option<UnitId>, CommandError> {
    let Some(text) = text else { return Ok(None) };
    let tree = app
        .db
        .read(|conn| Ok::<_, CommandError>(crate::units::store::load_tree(conn)?))?;
    match tree.find(text) {
        FoundUnit::One(id) => Ok(Some(id)),
        FoundUnit::None => Err(CommandError::Refused(format!(
            "没有叫“{text}”的单位：请写单位编号或完整路径"
        ))),
        FoundUnit::Several(paths) => Err(CommandError::Refused(format!(
            "有{}个单位叫“{text}”，请改写完整路径：\n  {}",
            paths.len(),
            paths.join("\n  ")
        ))),
    }
}
