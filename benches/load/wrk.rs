//! wrk: runs it and reads its figures.

use std::process::Command;
use std::time::Duration;

use super::Target;

/// The figures of one run.
pub struct Run {
    /// Requests a second.
    pub per_second: f64,
    /// Half of the requests were answered in so many milliseconds.
    pub p50_ms: f64,
    /// 99 of 100 were.
    pub p99_ms: f64,
    /// Processor time of the serving process for one request, in milliseconds.
    pub processor_ms: f64,
}

/// Whether wrk is installed.
pub fn is_there() -> bool {
    Command::new("wrk").arg("--version").output().is_ok()
}

/// Asks an address for so long. Anything but a success ends the script: a figure over
/// refusals is none.
pub fn run(target: &Target, length: Duration, connections: usize) -> Run {
    let mut command = Command::new("wrk");
    command
        .args(["-t1", "--latency", "--timeout", "20s"])
        .arg(format!("-c{connections}"))
        .arg(format!("-d{}s", length.as_secs()));
    for header in target.sign_in.lines() {
        command.args(["-H", header]);
    }
    let before = processor_seconds(target.process);
    let output = command.arg(&target.address).output().expect("wrk");
    let used = processor_seconds(target.process) - before;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && !text.contains("Non-2xx") && !text.contains("Socket errors"),
        "{}: {text}",
        target.name
    );
    let requests: f64 = text
        .lines()
        .find(|line| line.contains(" requests in "))
        .and_then(|line| line.split_whitespace().next())
        .and_then(|count| count.parse().ok())
        .expect("a number of requests");
    Run {
        per_second: after(&text, "Requests/sec:").parse().expect("a rate"),
        p50_ms: milliseconds(&after(&text, "50%")),
        p99_ms: milliseconds(&after(&text, "99%")),
        processor_ms: used / requests * 1000.0,
    }
}

fn after(text: &str, label: &str) -> String {
    text.lines()
        .find_map(|line| line.trim().strip_prefix(label))
        .map(|rest| rest.trim().to_owned())
        .unwrap_or_default()
}

/// 850.00us, 3.10ms, 1.20s.
fn milliseconds(text: &str) -> f64 {
    let (number, factor) = if let Some(number) = text.strip_suffix("us") {
        (number, 0.001)
    } else if let Some(number) = text.strip_suffix("ms") {
        (number, 1.0)
    } else {
        (text.trim_end_matches('s'), 1000.0)
    };
    number
        .parse::<f64>()
        .map_or(f64::NAN, |value| value * factor)
}

/// How long a process has been on a processor, all its threads together, the ended too.
fn processor_seconds(process: u32) -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name in brackets may hold blanks.
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let fields: Vec<&str> = after_name.split_whitespace().collect();
    let ticks = |at: usize| {
        fields
            .get(at)
            .and_then(|text| text.parse::<f64>().ok())
            .unwrap_or_default()
    };
    (ticks(11) + ticks(12)) / TICKS_A_SECOND
}
