//! The load script: how many requests a second the served program answers, beside a
//! bare actix-web + diesel route that does the same session look-up and the same
//! reach, in turns and in the same run. Needs `wrk`.
//!
//! ```text
//! cargo bench --bench load -- [--people 100000] [--database postgres://…] [--folder DIR]
//!                             [--seconds 8] [--rounds 3] [--connections 16] [--only NAME]
//! ```
//!
//! The district is the demo's, made once for each folder and kept. The site is the
//! release program itself in a process of its own (`shegong serve`), so that its start,
//! its memory and its processor time are its own; the bare routes run in this process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod arguments;
mod bare;
mod district;
mod program;
mod wrk;

use std::time::Duration;

use arguments::Arguments;
use district::District;
use program::Program;
use wrk::Run;

fn main() {
    let arguments = Arguments::read();
    if !wrk::is_there() {
        println!("load: wrk 没有安装，跳过（Debian：apt-get install wrk）");
        return;
    }
    let district = District::open(&arguments);
    println!("{district}");

    let program = Program::start(&district);
    println!(
        "start to the first 200: {} ms; idle: {:.1} MB",
        program.started_in.as_millis(),
        program.memory_mb()
    );
    let bare = bare::serve(district.app.clone());
    let targets = targets(&district, &program, bare);

    let mut runs: Vec<Vec<Run>> = targets.iter().map(|_| Vec::new()).collect();
    for round in 0..=arguments.rounds {
        for (target, runs) in targets.iter().zip(&mut runs) {
            if !target.name.contains(&arguments.only) {
                continue;
            }
            // The first round only warms up.
            let length = if round == 0 {
                Duration::from_secs(2)
            } else {
                arguments.length
            };
            let run = wrk::run(target, length, arguments.connections);
            if round > 0 {
                runs.push(run);
            }
        }
    }
    report(&targets, &runs);
    println!("after the load: {:.1} MB", program.memory_mb());
    std::thread::sleep(Duration::from_secs(10));
    println!("ten seconds later: {:.1} MB", program.memory_mb());
}

/// One address that is measured.
struct Target {
    name: &'static str,
    address: String,
    /// A header with the sign-in.
    sign_in: String,
    /// Whose processor time it costs.
    process: u32,
    /// The other target that it is compared with.
    beside: Option<&'static str>,
}

fn targets(district: &District, program: &Program, bare: u16) -> Vec<Target> {
    let own = std::process::id();
    let served = program.process();
    let target = |name, base: u16, path: &str, sign_in: &str, process, beside| Target {
        name,
        address: format!("http://127.0.0.1:{base}{path}"),
        sign_in: sign_in.to_owned(),
        process,
        beside,
    };
    let hr = format!("/people?unit={}", district.hr_unit);
    vec![
        target(
            "bare session",
            bare,
            "/session",
            &district.worker,
            own,
            None,
        ),
        target("bare list", bare, "/people", &district.token, own, None),
        target(
            "JSON list of 20",
            program.port,
            "/api/v1/people?limit=20",
            &district.token,
            served,
            Some("bare list"),
        ),
        target(
            "worker's page",
            program.port,
            "/me",
            &district.worker,
            served,
            Some("bare session"),
        ),
        target(
            "HR's page",
            program.port,
            &hr,
            &district.hr,
            served,
            Some("bare session"),
        ),
    ]
}

/// The median of each figure over the rounds.
fn report(targets: &[Target], runs: &[Vec<Run>]) {
    let median = |runs: &[Run], figure: fn(&Run) -> f64| {
        let mut all: Vec<f64> = runs.iter().map(figure).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
    };
    let second = |name: &str| {
        targets
            .iter()
            .position(|target| target.name == name)
            .map(|at| median(&runs[at], |run| run.per_second))
    };
    println!(
        "{:<18} {:>10} {:>10} {:>10} {:>14} {:>8}",
        "", "a second", "p50 ms", "p99 ms", "processor ms", "ratio"
    );
    for (target, runs) in targets.iter().zip(runs) {
        if runs.is_empty() {
            continue;
        }
        let per_second = median(runs, |run| run.per_second);
        let ratio = target
            .beside
            .and_then(second)
            .map_or_else(String::new, |bare| {
                format!("{:.0} %", per_second / bare * 100.0)
            });
        println!(
            "{:<18} {:>10.0} {:>10.2} {:>10.2} {:>14.3} {:>8}",
            target.name,
            per_second,
            median(runs, |run| run.p50_ms),
            median(runs, |run| run.p99_ms),
            median(runs, |run| run.processor_ms),
            ratio
        );
    }
}
