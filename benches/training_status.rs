//! `training-status` of a whole city beside plain reading of the same rows.
//!
//! 100,000 people with 1.5 million records unless `SHEGONG_BENCH_PEOPLE` says
//! otherwise (15 records each). The two are run in turn, so that what the machine
//! does beside them meets both; the ratio printed at the end is the median of the
//! pairs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::cell::RefCell;
use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput};
use shegong::app::App;
use shegong::people::{self, PersonId};
use shegong::training::actions::{
    StatusError, StatusQuestion, training_status, write_training_status_json,
};
use shegong::training::situation::visit_all;
use shegong::{certificates, training, units};

use support::cpu_time::{self, CpuTime};
use support::district::{self, today};
use support::{median, number_from_environment, only_tries};

const RECORDS_EACH: usize = 15;
/// As many people as the status itself loads at once.
const PEOPLE_AT_ONCE: i64 = 2_000;

/// The same rows through the same store functions, without any rule.
fn read_rows(app: &App) -> usize {
    let mut rows = 0;
    app.db
        .read(|conn| {
            black_box(units::store::load_tree(conn)?);
            let mut after = PersonId(0);
            loop {
                let people = people::store::load_page(conn, None, after, PEOPLE_AT_ONCE)?;
                let (Some(first), Some(last)) = (people.first(), people.last()) else {
                    return Ok::<_, StatusError>(());
                };
                let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
                let records = training::store::load_status_rows(conn, first.id, last.id)?;
                let held = certificates::store::load_of_people(conn, &ids)?;
                let held_ids: Vec<_> = held.iter().map(|certificate| certificate.id).collect();
                let registrations = certificates::store::load_registrations(conn, &held_ids)?;
                rows += black_box(records).len();
                after = last.id;
                black_box((people, held, registrations));
            }
        })
        .expect("the rows are read");
    rows
}

/// Reading as the status does it: grouped by person.
fn read_grouped(app: &App) -> usize {
    let mut people = 0;
    app.db
        .read(|conn| {
            visit_all(conn, None, |_, situations| {
                people += black_box(situations).len();
                Ok::<_, StatusError>(())
            })
        })
        .expect("the rows are read");
    people
}

/// Every line of the status, made and dropped.
fn make_lines(app: &App) -> usize {
    let mut lines = 0;
    training_status(app, &StatusQuestion::default(), today(), |line| {
        black_box(line);
        lines += 1;
        Ok(())
    })
    .expect("the status is told");
    lines
}

/// The whole answer of `training-status --json`, into a sink.
fn write_json(app: &App) -> usize {
    let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::sink());
    write_training_status_json(app, &StatusQuestion::default(), today(), &mut out)
        .expect("the status is written");
    1
}

/// The processor time of one run.
fn timed(work: fn(&App) -> usize, app: &App) -> Duration {
    let start = cpu_time::used();
    assert!(black_box(work(app)) > 0, "there was nothing to do");
    cpu_time::used().saturating_sub(start)
}

fn main() {
    let people = number_from_environment(
        "SHEGONG_BENCH_PEOPLE",
        if only_tries() { 200 } else { 100_000 },
    );
    let app = district::of_size(people, people * RECORDS_EACH);
    assert_eq!(read_rows(&app), people * RECORDS_EACH);

    let mut criterion = Criterion::default()
        .with_measurement(CpuTime)
        .configure_from_args();
    let mut group = criterion.benchmark_group("training_status");
    group
        .sample_size(10)
        .sampling_mode(criterion::SamplingMode::Flat)
        .warm_up_time(Duration::from_millis(1))
        .measurement_time(Duration::from_secs(60))
        .throughput(Throughput::Elements(people as u64));
    let mut ratios = Vec::new();
    for (name, work) in [
        ("grouped", read_grouped as fn(&App) -> usize),
        ("lines", make_lines),
        ("json", write_json),
    ] {
        let pairs = RefCell::new(Vec::new());
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|runs| {
                let mut sum = Duration::ZERO;
                for _ in 0..runs {
                    let reading = timed(read_rows, &app);
                    let working = timed(work, &app);
                    pairs
                        .borrow_mut()
                        .push((reading.as_secs_f64(), working.as_secs_f64()));
                    sum += working;
                }
                sum
            });
        });
        ratios.push((name, pairs.into_inner()));
    }
    group.finish();

    for (name, pairs) in ratios.into_iter().filter(|(_, pairs)| !pairs.is_empty()) {
        let reading = median(pairs.iter().map(|pair| pair.0).collect());
        let working = median(pairs.iter().map(|pair| pair.1).collect());
        let ratio = median(pairs.iter().map(|pair| pair.1 / pair.0).collect());
        println!(
            "{name}: reading {reading:.2} s, the whole {working:.2} s, ratio {ratio:.2} ({} pairs, {people} people)",
            pairs.len()
        );
    }
}
