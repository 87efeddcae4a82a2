//! Rows a second of `import training` into SQLite, and the memory it needs.
//!
//! Each run imports a whole ledger into a fresh copy of a district that knows the
//! people and has no records. 50,000 rows unless `SHEGONG_BENCH_ROWS` says otherwise.
//! The peak of memory (`VmHWM`) is taken in a child process for this many rows and
//! for four times as many.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput};
use shegong::app::App;
use shegong::audit::{Actor, Occasion};
use shegong::imports::{ImportRequest, import};
use shegong::intake::{ImportKind, ImportReport};

use support::cpu_time::CpuTime;
use support::district;
use support::files::{Format, training_ledger};
use support::{number_from_environment, only_tries};

/// Set for the child whose memory is measured: the ledger to import, or nothing to
/// import at all.
const CHILD: &str = "SHEGONG_BENCH_IMPORT_CHILD";
/// One person has so many rows in the ledger.
const ROWS_EACH: usize = 10;

/// A copy of the district that has no records yet, gone when dropped.
struct FreshDistrict {
    app: App,
    _folder: tempfile::TempDir,
}

fn fresh_district(people: usize) -> FreshDistrict {
    let template = district::of_size(people, 0);
    let shegong::db::DatabaseUrl::Sqlite(file) = template.db.url().clone() else {
        unreachable!("the benchmarks use SQLite");
    };
    // The last connection to close moves the write-ahead log into the file.
    drop(template);
    let folder = tempfile::tempdir_in(district::folder()).expect("a temporary folder");
    let copy = folder.path().join("district.db");
    std::fs::copy(&file, &copy).expect("the database is copied");
    std::fs::copy(file.with_extension("key"), copy.with_extension("key"))
        .expect("the key is copied");
    FreshDistrict {
        app: district::open(&copy),
        _folder: folder,
    }
}

fn import_training(app: &App, path: &Path) -> ImportReport {
    let occasion = Occasion::new(Actor::new("bench", "cli"), app.now());
    let request = ImportRequest {
        kind: ImportKind::Training,
        path,
        region: "綦江区",
        dry_run: false,
        progress: None,
    };
    import(app, request, &occasion).expect("the ledger is imported")
}

fn ledger(format: Format, rows: usize) -> PathBuf {
    training_ledger(&district::folder(), format, rows, rows / ROWS_EACH)
}

/// The most memory that this process ever held, in KiB.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// In the child: one import, then how much memory it took.
fn measure_memory(path: &str, rows: usize) {
    let district = fresh_district(rows / ROWS_EACH);
    if !path.is_empty() {
        let report = import_training(&district.app, Path::new(path));
        assert_eq!(report.new, rows as u64, "{:?}", report.errors.first());
    }
    if let Some(kibibytes) = peak_memory() {
        println!("{kibibytes}");
    }
}

fn memory_of_child(path: &str, rows: usize) -> String {
    let child = std::process::Command::new(std::env::current_exe().expect("this program"))
        .env(CHILD, path)
        .env("SHEGONG_BENCH_ROWS", rows.to_string())
        .output()
        .expect("the child runs");
    assert!(
        child.status.success(),
        "{}",
        String::from_utf8_lossy(&child.stderr)
    );
    let text = String::from_utf8_lossy(&child.stdout);
    match text.trim().parse::<u64>() {
        Ok(kibibytes) => format!("{} MiB", kibibytes / 1024),
        Err(_) => "unknown".to_owned(),
    }
}

fn main() {
    let rows = number_from_environment(
        "SHEGONG_BENCH_ROWS",
        if only_tries() { 200 } else { 50_000 },
    );
    if let Ok(path) = std::env::var(CHILD) {
        return measure_memory(&path, rows);
    }
    let mut criterion = Criterion::default()
        .with_measurement(CpuTime)
        .configure_from_args();
    let mut group = criterion.benchmark_group("import");
    group
        .sample_size(10)
        .sampling_mode(criterion::SamplingMode::Flat)
        .warm_up_time(Duration::from_millis(1))
        .measurement_time(Duration::from_secs(30))
        .throughput(Throughput::Elements(rows as u64));
    for format in [Format::Csv, Format::Xlsx] {
        let path = ledger(format, rows);
        group.bench_function(format!("training/{}", format.ending()), |bencher| {
            bencher.iter_batched(
                || fresh_district(rows / ROWS_EACH),
                |district| {
                    let report = import_training(&district.app, &path);
                    assert_eq!(report.new, rows as u64, "{:?}", report.errors.first());
                    district
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
    if only_tries() {
        return;
    }
    for rows in [rows, rows * 4] {
        println!(
            "peak memory, {rows} rows: without import {}, csv {}, xlsx {}",
            memory_of_child("", rows),
            memory_of_child(&ledger(Format::Csv, rows).display().to_string(), rows),
            memory_of_child(&ledger(Format::Xlsx, rows).display().to_string(), rows),
        );
    }
}
