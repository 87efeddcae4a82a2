//! Where the log goes: standard error, and a file a day where a folder is set. No
//! personal data is ever logged.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::clock::Clock;
use crate::config::{Config, LogFormat};

/// Starts the log as the settings ask for it. A second start in one process (tests)
/// keeps the first.
///
/// # Errors
/// A Chinese sentence when the folder cannot be written.
pub fn start(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::new(&config.logging.filter);
    let told = fmt::layer().with_writer(io::stderr);
    let told = match config.logging.format {
        LogFormat::Text => told.boxed(),
        LogFormat::Json => told.json().boxed(),
    };
    // An empty name: whoever runs the program keeps what goes to standard error.
    let folder = config.logging.folder.as_ref();
    let kept = match folder.filter(|folder| !folder.as_os_str().is_empty()) {
        None => None,
        Some(folder) => {
            let files = DailyFiles::open(
                folder,
                Clock::System,
                config.time_zone,
                config.logging.keep_days,
            )
            .map_err(|error| {
                format!(
                    "日志文件夹 {} 写不进去（{error}）：请检查 logging.folder 的路径和权限",
                    folder.display()
                )
            })?;
            Some(fmt::layer().json().with_writer(files))
        }
    };
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(told)
        .with(kept)
        .try_init();
    Ok(())
}

/// One file a day, appended to, so that several processes can share a folder; files
/// whose days are over are removed.
#[derive(Debug, Clone)]
pub struct DailyFiles(Arc<Mutex<Today>>);

#[derive(Debug)]
struct Today {
    folder: PathBuf,
    clock: Clock,
    zone: Tz,
    keep_days: u32,
    open: Option<(NaiveDate, File)>,
}

/// How the file of a day is called.
fn file_name(day: NaiveDate) -> String {
    format!("shegong-{day}.jsonl")
}

/// The day of a file of ours.
fn day_of(name: &str) -> Option<NaiveDate> {
    let day = name.strip_prefix("shegong-")?.strip_suffix(".jsonl")?;
    day.parse().ok()
}

impl DailyFiles {
    /// Files in `folder`, which is made if it is missing; each kept for `keep_days`.
    ///
    /// # Errors
    /// When the folder or today's file cannot be written.
    pub fn open(folder: &Path, clock: Clock, zone: Tz, keep_days: u32) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut today = Today {
            folder: folder.to_owned(),
            clock,
            zone,
            keep_days,
            open: None,
        };
        today.file()?;
        Ok(Self(Arc::new(Mutex::new(today))))
    }
}

impl Today {
    /// Today's file; on a new day the ones whose time is over go.
    fn file(&mut self) -> io::Result<&mut File> {
        let today = self.clock.now(self.zone).today;
        let open = match self.open.take() {
            Some((day, file)) if day == today => (day, file),
            _ => {
                self.remove_old(today);
                let path = self.folder.join(file_name(today));
                let file = OpenOptions::new().create(true).append(true).open(path)?;
                (today, file)
            }
        };
        Ok(&mut self.open.insert(open).1)
    }

    /// A file that cannot be removed now goes another day.
    fn remove_old(&self, today: NaiveDate) {
        let Some(first_kept) = today.checked_sub_days(Days::new(u64::from(self.keep_days))) else {
            return;
        };
        for entry in std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
        {
            let old = entry
                .file_name()
                .to_str()
                .and_then(day_of)
                .is_some_and(|day| day < first_kept);
            if old {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// One line of the log at a time.
#[derive(Debug)]
pub struct Line(Arc<Mutex<Today>>);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut today = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        today.file()?.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for DailyFiles {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line(Arc::clone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon(day: &str) -> Clock {
        Clock::Fixed(
            day.parse::<NaiveDate>()
                .unwrap()
                .and_hms_opt(4, 0, 0)
                .unwrap(),
        )
    }

    fn write(folder: &Path, day: &str, text: &str) {
        let files = DailyFiles::open(folder, noon(day), chrono_tz::Asia::Shanghai, 184).unwrap();
        files.make_writer().write_all(text.as_bytes()).unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn each_day_has_its_file_and_processes_append_to_it() {
        let folder = tempfile::tempdir().unwrap();

        write(folder.path(), "2026-03-09", "a\n");
        write(folder.path(), "2026-03-09", "b\n");
        write(folder.path(), "2026-03-10", "c\n");

        assert_eq!(
            names(folder.path()),
            ["shegong-2026-03-09.jsonl", "shegong-2026-03-10.jsonl"]
        );
        let text = std::fs::read_to_string(folder.path().join("shegong-2026-03-09.jsonl"));
        assert_eq!(text.unwrap(), "a\nb\n");
    }

    #[test]
    fn a_file_goes_after_its_days_and_nothing_else_does() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "2026-03-09", "a\n");
        std::fs::write(folder.path().join("notes.txt"), "mine").unwrap();

        // 184 days later it is still there, the day after not.
        write(folder.path(), "2026-09-09", "b\n");
        assert!(names(folder.path()).contains(&"shegong-2026-03-09.jsonl".to_owned()));
        write(folder.path(), "2026-09-10", "c\n");

        assert_eq!(
            names(folder.path()),
            [
                "notes.txt",
                "shegong-2026-09-09.jsonl",
                "shegong-2026-09-10.jsonl"
            ]
        );
    }
}
