//! Sealing the history, and checking the seals.
//!
//! Lines are sealed in the order in which they become visible: a line committed late
//! under a lower id gets a later place, so that no writer ever waits for the sealer.
//! Sealers take turns. What cannot be told from the seals alone, that the end was cut
//! off or the whole chain made anew, shows at the noted end: a keyed hash in the
//! settings that nobody makes without the deployment's key.

use chrono::{NaiveDateTime, TimeDelta};

use super::chain::{BEGINNING, ChainReport, Finding, Seal, Walk, seal};
use super::store::seals;
use crate::app::App;
use crate::db::{Conn, DatabaseError};
use crate::secrecy::Keys;
use crate::settings;

/// Lines sealed in one transaction.
const LINES_AT_ONCE: i64 = 2_000;
/// No transaction that writes history lasts this long.
const LONGEST_TRANSACTION: TimeDelta = TimeDelta::hours(1);
/// A line that is older than this and has no seal is told by the check.
const SEALED_WITHIN: TimeDelta = TimeDelta::hours(2);
/// The setting with the noted end of the chain.
const NOTED_END: &str = "history_end";
/// What the noted end is a keyed hash of.
const END_COLUMN: &str = "history_seals.chain_hash";

/// Seals what has no seal yet, up to `most` lines; gives how many. `thorough` looks for
/// lines from the very beginning and not only from where everything was settled.
///
/// # Errors
/// When the database fails; what was sealed before stays.
pub fn seal_lines(app: &App, most: u64, thorough: bool) -> Result<u64, DatabaseError> {
    let now = app.now().instant;
    let mut after = if thorough {
        0
    } else {
        app.db.read(|conn| {
            Ok::<_, DatabaseError>(seals::settled_at(conn, now - LONGEST_TRANSACTION)?)
        })?
    };
    let mut sealed = 0;
    while sealed < most {
        let batch = app
            .db
            .write(|conn| seal_batch(conn, &app.keys, after, now))?;
        let Some((count, last)) = batch else { break };
        sealed += count;
        after = last;
    }
    Ok(sealed)
}

/// One transaction's worth: how many lines, and the id of the last of them.
fn seal_batch(
    conn: &mut Conn,
    keys: &Keys,
    after: i64,
    now: NaiveDateTime,
) -> Result<Option<(u64, i64)>, DatabaseError> {
    seals::lock(conn)?;
    let lines = seals::load_unsealed(conn, after, LINES_AT_ONCE)?;
    let Some(last_line) = lines.last().map(|line| line.id) else {
        return Ok(None);
    };
    let (mut sequence, mut previous) = match seals::last(conn)? {
        Some(last) => (last.sequence, last.chain_hash),
        None => (0, BEGINNING.to_owned()),
    };
    let mut made = Vec::with_capacity(lines.len());
    for line in &lines {
        sequence += 1;
        previous = seal(&previous, line);
        made.push(Seal {
            sequence,
            history_id: line.id,
            chain_hash: previous.clone(),
        });
    }
    seals::insert(conn, &made, now)?;
    settings::replace(conn, NOTED_END, &noted_end(keys, sequence, &previous))?;
    Ok(Some((made.len() as u64, last_line)))
}

fn noted_end(keys: &Keys, sequence: i64, chain_hash: &str) -> String {
    keys.lookup_hash(END_COLUMN, &format!("{sequence}/{chain_hash}"))
}

/// Checks every seal and every payload, a page at a time.
///
/// # Errors
/// When the database fails.
pub fn check_chain(app: &App) -> Result<ChainReport, DatabaseError> {
    // One picture of the data, so that a sealer beside us breaks nothing.
    app.db.read(|conn| {
        let now = judged_at(app, conn)?;
        let mut walk = Walk::new(seals::load_erasures(conn)?);
        loop {
            let page = seals::load_page(conn, walk.sequence(), LINES_AT_ONCE)?;
            if page.is_empty() {
                break;
            }
            for (found, line) in page {
                walk.step(found, line.as_ref());
            }
        }
        let mut report = walk.report;
        check_end(conn, &app.keys, &mut report)?;
        for line in seals::load_forgotten(conn, now - SEALED_WITHIN, LINES_AT_ONCE)? {
            report.note(Finding::NotSealed { line });
        }
        report.waiting = seals::count_unsealed(conn, 0)?;
        Ok(report)
    })
}

/// The instant by which a line without a seal is old. The lines of a demo bear the demo's
/// time, which stands still while nobody serves it: there it is the latest line's.
fn judged_at(app: &App, conn: &mut Conn) -> Result<NaiveDateTime, DatabaseError> {
    let now = app.now().instant;
    match settings::find(conn, settings::DEMO)? {
        None => Ok(now),
        Some(_) => Ok(seals::latest_line_at(conn)?.unwrap_or(now)),
    }
}

fn check_end(conn: &mut Conn, keys: &Keys, report: &mut ChainReport) -> Result<(), DatabaseError> {
    let found = report
        .end
        .as_ref()
        .map(|end| noted_end(keys, end.sequence, &end.chain_hash));
    if settings::find(conn, NOTED_END)? != found {
        let found = report.end.as_ref().map_or(0, |end| end.sequence);
        report.note(Finding::EndReplaced { found });
    }
    Ok(())
}

/// How many lines wait for the next sealing, as far as the last hour knows.
///
/// # Errors
/// When a query fails.
pub fn count_waiting(app: &App, conn: &mut Conn) -> Result<i64, diesel::result::Error> {
    let settled = seals::settled_at(conn, app.now().instant - LONGEST_TRANSACTION)?;
    seals::count_unsealed(conn, settled)
}

/// The last seal: its place and its value, for the page of operations.
///
/// # Errors
/// When the query fails.
pub fn end_of_chain(conn: &mut Conn) -> Result<Option<Seal>, diesel::result::Error> {
    seals::last(conn)
}
