//! `doctor`.

use std::process::ExitCode;

use serde::Serialize;

use super::CommandError;
use super::output::{self, say};
use crate::app::App;
use crate::doctor::{Broken, examine};

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    healthy: bool,
    checks: usize,
    ciphertexts: u64,
    seals: i64,
    erased: i64,
    waiting: i64,
    end: Option<End<'a>>,
    broken: &'a [Broken],
    chain: Vec<String>,
}

/// The last seal.
#[derive(Serialize)]
struct End<'a> {
    sequence: i64,
    chain_hash: &'a str,
}

pub(super) fn doctor(app: &App, full: bool, json: bool) -> Result<ExitCode, CommandError> {
    let report = examine(app, full)?;
    let code = if report.is_healthy() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    };
    let chain = &report.chain;
    if json {
        output::json(&Answer {
            healthy: report.is_healthy(),
            checks: report.checks,
            ciphertexts: report.ciphertexts,
            seals: chain.seals,
            erased: chain.erased,
            waiting: chain.waiting,
            end: chain.end.as_ref().map(|end| End {
                sequence: end.sequence,
                chain_hash: &end.chain_hash,
            }),
            broken: &report.broken,
            chain: chain.findings.iter().map(ToString::to_string).collect(),
        })?;
        return Ok(code);
    }
    for sentence in report.sentences() {
        say!("✗ {sentence}");
    }
    say!(
        "约束 {} 项，密文 {} 个，历史封条 {} 条（依法清除内容 {} 条，等待封存 {} 条）",
        report.checks,
        report.ciphertexts,
        chain.seals,
        chain.erased,
        chain.waiting
    );
    if let Some(end) = &chain.end {
        say!("封条链末尾：第 {} 号 {}", end.sequence, end.chain_hash);
        say!("把这一行记在系统以外的地方，以后就能证明此前的历史没有被整条重做过");
    }
    if report.is_healthy() {
        say!("全部正常");
    } else {
        eprintln!(
            "错误：发现 {} 处问题，见上",
            report.broken.len() + chain.found
        );
    }
    Ok(code)
}
