//! Makes the demo, or finds the same one made before.

use std::path::{Path, PathBuf};

use chrono::{NaiveDate, TimeDelta};

use crate::app::{App, OpenError};
use crate::audit::{Actor, Occasion};
use crate::claims::actions::ProposeError;
use crate::claims::print::ClaimFormError;
use crate::clock::{Clock, to_utc};
use crate::config::{Config, Redacted};
use crate::db::{DatabaseError, DatabaseUrl};
use crate::jobs::Job;
use crate::jobs::store::runs;
use crate::mail::sending::{SendingError, send_at_most};
use crate::mail::{SetupError, Transport, TransportKind};
use crate::people::store::StorePersonError;
use crate::print::PrintError;
use crate::reminders::actions::{RemindError, remind};
use crate::settings;
use crate::training::actions::StatusError;
use crate::training::print::StatementError;

use super::exams::ExamWorld;
use super::keeping::{self, DemoKey, Found, GENERATION, MARKER, Marker};
use super::places;
use super::random::Dice;
use super::report::{DemoReport, one_more};
use super::seasons::DemoSeasons;
use super::write::{self, BlockWriter};

/// How many people a demo has where nobody says.
pub const DEFAULT_PEOPLE: u32 = 300;
/// The seed where nobody gives one.
pub const DEFAULT_SEED: u64 = 20_200_060;
/// The district; its townships are real (綦江区).
const REGION: &str = "綦江区";
/// The hour of the demo's day, in the configured zone.
const HOUR: u32 = 9;
/// People written in one transaction: memory stays flat however many there are.
const PEOPLE_AT_ONCE: usize = 1_000;
/// So many mails are written as files; the others wait in the outbox for `send`.
const MOST_MAILS: u64 = 500;

/// What demo is wanted.
#[derive(Debug, Clone)]
pub struct DemoRequest {
    /// Where the database, key, mails and forms lie.
    pub folder: PathBuf,
    /// Another database than `shegong.db` in the folder.
    pub database: Option<String>,
    /// How many people.
    pub people: usize,
    /// The day it plays on; today where none is given.
    pub as_of: Option<NaiveDate>,
    /// What it is drawn from.
    pub seed: u64,
}

/// A demo that is there.
pub struct Demo {
    /// The application on it, its clock standing at nine in the morning of its day.
    pub app: App,
    /// What it holds.
    pub report: DemoReport,
    /// It was there already.
    pub reused: bool,
    /// The settings file for further commands.
    pub settings_file: PathBuf,
    /// Where the mails lie.
    pub mails: PathBuf,
    /// Where the forms lie.
    pub forms: PathBuf,
}

/// Why there is no demo. An unfinished one is made anew by the next run.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The database holds something else.
    #[error("数据库 {0} 里已有数据，而且不是演示数据，没有改动：请用 --database 换一个空数据库")]
    Foreign(String),
    /// The database address is wrong.
    #[error("{0}")]
    Setting(String),
    /// A file could not be written or removed.
    #[error("文件 {path} 不能读写（{reason}）：请检查文件夹权限和磁盘空间")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// A claim does not move as planned.
    #[error("{0}")]
    Claim(String),
    /// The application cannot start.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A person could not be stored.
    #[error(transparent)]
    Person(#[from] StorePersonError),
    /// Claims could not be proposed.
    #[error(transparent)]
    Propose(#[from] ProposeError),
    /// Reminders could not be made.
    #[error(transparent)]
    Remind(#[from] RemindError),
    /// The mail settings are wrong.
    #[error(transparent)]
    Mail(#[from] SetupError),
    /// Mails could not be written.
    #[error(transparent)]
    Send(#[from] SendingError),
    /// The status could not be told.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// A claim could not be printed.
    #[error(transparent)]
    ClaimForm(#[from] ClaimFormError),
    /// A statement could not be printed.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// A form could not be set.
    #[error(transparent)]
    Print(#[from] PrintError),
}

impl From<diesel::result::Error> for DemoError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

impl DemoError {
    pub(super) fn file(path: &Path, error: &std::io::Error) -> Self {
        Self::File {
            path: path.to_owned(),
            reason: error.to_string(),
        }
    }
}

/// The demo that is wanted: found, or made.
///
/// 1. A database that holds anything but a demo is refused, untouched.
/// 2. A finished demo of the same seed, people and day is used as it is.
/// 3. Another or unfinished demo is taken away with its mails and forms.
/// 4. The marker is written before anything else, the report into it at the end: what a
///    crash leaves behind is recognised as unfinished and made anew.
///
/// `progress` is told how many people are written.
///
/// # Errors
/// [`DemoError`].
pub fn prepare(
    base: &Config,
    request: &DemoRequest,
    mut progress: impl FnMut(usize),
) -> Result<Demo, DemoError> {
    let config = settings_of(base, request);
    let zone = config.time_zone;
    let as_of = request
        .as_of
        .unwrap_or_else(|| Clock::System.now(zone).today);
    let morning = as_of.and_hms_opt(HOUR, 0, 0).unwrap_or_default();
    let clock = Clock::Fixed(to_utc(morning, zone));
    let url = config.database_url().map_err(DemoError::Setting)?;
    let key = DemoKey {
        generation: GENERATION,
        seed: request.seed,
        people: request.people,
        as_of,
    };

    let found = keeping::look(&url)?;
    let is_demo = matches!(found, Found::Demo(_));
    // Without its key nothing in it can be read.
    let has_key = config.security.key_file.exists();
    let kept = match found {
        Found::Demo(marker) if marker.key == key && has_key => marker.report,
        Found::Demo(_) | Found::Empty => None,
    };
    let reused = kept.is_some();
    let settings_file = write_settings(&config, &url, request)?;
    let mails = config.mail.folder.clone();
    let forms = request.folder.join("forms");
    let (app, report) = match kept {
        Some(report) => (App::open(config, clock)?, report),
        None => {
            if is_demo {
                keeping::clear(&url)?;
            }
            keeping::sweep(&mails, "eml")?;
            keeping::sweep(&forms, "pdf")?;
            keeping::sweep_files(&config.files.folder)?;
            let app = App::open(config, clock)?;
            let report = make(&app, &key, &forms, &mut progress)?;
            (app, report)
        }
    };
    Ok(Demo {
        app: looked_at(app, as_of)?,
        report,
        reused,
        settings_file,
        mails,
        forms,
    })
}

/// The demo as it is looked at: made at one instant, it goes on from there, and from
/// where it was left the last time; its day stays. So a session runs out, a code of a
/// telephone fits and every job comes round, as in a real deployment.
fn looked_at(mut app: App, day: NaiveDate) -> Result<App, DemoError> {
    let made_at = app.now().instant;
    let last_run = app
        .db
        .read(|conn| Ok::<_, DemoError>(runs::last(conn, Job::Seal)?))?;
    let left_at = last_run.map_or(made_at, |run| {
        run.finished_at.unwrap_or(run.started_at) + TimeDelta::seconds(1)
    });
    app.clock = Clock::going_on(left_at.max(made_at), day);
    Ok(app)
}

/// The settings of the demo: everything of it lies in its folder, and no mail ever
/// leaves the machine.
fn settings_of(base: &Config, request: &DemoRequest) -> Config {
    let mut config = base.clone();
    let own = format!("sqlite:{}", request.folder.join("shegong.db").display());
    config.database.url = Redacted(request.database.clone().unwrap_or(own));
    config.security.key_file = request.folder.join("shegong.key");
    config.region = REGION.to_owned();
    config.mail.transport = TransportKind::Files;
    config.mail.folder = request.folder.join("mails");
    config.files.folder = request.folder.join("files");
    config
}

/// A settings file with which every other command runs on the demo. A password is not
/// written into it: such an address is given by `--database` again.
fn write_settings(
    config: &Config,
    url: &DatabaseUrl,
    request: &DemoRequest,
) -> Result<PathBuf, DemoError> {
    let mut table = toml::Table::new();
    table.insert("region".to_owned(), REGION.into());
    let mut section = |name: &str, entries: Vec<(&str, String)>| {
        let entries = entries
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value.into()))
            .collect();
        table.insert(name.to_owned(), toml::Value::Table(entries));
    };
    let shown = |path: &Path| path.display().to_string();
    if url.without_password() == config.database.url.0 {
        section("database", vec![("url", config.database.url.0.clone())]);
    }
    section(
        "security",
        vec![("key_file", shown(&config.security.key_file))],
    );
    section("files", vec![("folder", shown(&config.files.folder))]);
    section(
        "mail",
        vec![
            ("transport", "files".to_owned()),
            ("folder", shown(&config.mail.folder)),
        ],
    );
    if let Some(folder) = &config.policies.folder {
        section("policies", vec![("folder", shown(folder))]);
    }
    let port = toml::Table::from_iter([("port".to_owned(), i64::from(config.server.port).into())]);
    table.insert("server".to_owned(), port.into());
    let text = format!(
        "# shegong demo 写出的设置：用 --config 指向本文件，其他命令就对演示数据操作。\n{table}"
    );
    let path = request.folder.join("shegong.toml");
    std::fs::create_dir_all(&request.folder)
        .map_err(|error| DemoError::file(&request.folder, &error))?;
    std::fs::write(&path, text).map_err(|error| DemoError::file(&path, &error))?;
    Ok(path)
}

fn make(
    app: &App,
    key: &DemoKey,
    forms: &Path,
    progress: &mut impl FnMut(usize),
) -> Result<DemoReport, DemoError> {
    let occasion = Occasion::new(Actor::new("演示", "demo"), app.now());
    let area = app.policies.area_of(REGION).unwrap_or("重庆市").to_owned();
    let seasons = DemoSeasons::around(&app.policies, &area, key.as_of);
    let mut report = DemoReport {
        seasons: seasons.years().collect(),
        ..DemoReport::default()
    };
    write_everyone(app, key, &seasons, &occasion, &mut report, progress)?;

    super::claims::make(app, &seasons, key.seed, &occasion)?;
    super::office_work::before_reminders(app, REGION, &occasion)?;
    report.count_reminders(&remind(app, false, &occasion)?);
    let transport = Transport::open(&app.config.mail)?;
    super::office_work::refused_mail(app, &occasion)?;
    let sent = send_at_most(app, &transport, "demo", MOST_MAILS)?;
    report.mails = sent.sent;
    report.forms = super::forms::print(app, forms)?;
    report.count_standings(app)?;
    report.accounts = super::accounts::make(app, report.shown_person.as_deref(), &occasion)?;
    super::proofs::make(app, &occasion)?;
    super::office_work::at_the_end(app, REGION, key.people, &occasion)?;
    report.mails_left = app.db.read(|conn| Ok::<_, DemoError>(queued(conn)?))?;

    let marker = Marker {
        key: key.clone(),
        report: Some(report.clone()),
    };
    app.db.write(|conn| write_marker(conn, &marker))?;
    Ok(report)
}

/// The marker, the units and seasons, then the people a block at a time.
fn write_everyone(
    app: &App,
    key: &DemoKey,
    seasons: &DemoSeasons,
    occasion: &Occasion,
    report: &mut DemoReport,
    progress: &mut impl FnMut(usize),
) -> Result<(), DemoError> {
    let region = app
        .policies
        .region(REGION)
        .map_or(REGION, |known| known.name.as_str());
    let plans = places::units(region, key.people, &mut Dice::new(key.seed, u64::MAX));
    for plan in &plans {
        one_more(&mut report.units, plan.details.kind);
    }
    let (workplaces, season_ids) = app.db.write(|conn| {
        write_marker(
            conn,
            &Marker {
                key: key.clone(),
                report: None,
            },
        )?;
        let workplaces = write::units(conn, plans, occasion)?;
        let season_ids = write::seasons(conn, app, seasons, occasion)?;
        Ok::<_, DemoError>((workplaces, season_ids))
    })?;
    let writer = BlockWriter {
        app,
        occasion,
        seed: key.seed,
        workplaces: &workplaces,
        season_ids: &season_ids,
        world: ExamWorld {
            policies: &app.policies,
            seasons,
            zone: app.config.time_zone,
            now: key.as_of.and_hms_opt(HOUR, 0, 0).unwrap_or_default(),
        },
    };
    for first in (0..key.people).step_by(PEOPLE_AT_ONCE) {
        let range = first..key.people.min(first + PEOPLE_AT_ONCE);
        let last = range.end;
        app.db.write(|conn| writer.write(conn, range, report))?;
        progress(last);
    }
    Ok(())
}

fn write_marker(conn: &mut crate::db::Conn, marker: &Marker) -> Result<(), DemoError> {
    let text =
        serde_json::to_string(marker).map_err(|error| DemoError::Setting(error.to_string()))?;
    settings::replace(conn, MARKER, &text)?;
    Ok(())
}

fn queued(conn: &mut crate::db::Conn) -> diesel::QueryResult<u64> {
    use crate::mail::outbox::MailState;
    let counts = crate::mail::store::count_by_state(conn)?;
    Ok(counts
        .into_iter()
        .filter(|(state, _)| *state == MailState::Queued)
        .map(|(_, count)| u64::try_from(count).unwrap_or(0))
        .sum())
}
