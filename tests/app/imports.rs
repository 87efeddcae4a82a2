//! The six imports by their contract: what they take, what they refuse, and that a
//! refused row or file leaves nothing behind.

mod certificates;
mod columns;
mod entries;
mod files;
mod keeping;
mod looks;
mod mending;
mod pages;
mod people;
mod results;
mod training;
mod undo;
mod units;

use shegong::intake::{ImportKind, ImportReport};

use crate::harness::{TestApp, id_number};

/// A roster with one worker per name, all of one village; numbered from 1.
fn with_people(app: &TestApp, names: &[&str]) {
    let numbers: Vec<String> = (1..).take(names.len()).map(id_number).collect();
    let rows: Vec<Vec<&str>> = names
        .iter()
        .zip(&numbers)
        .map(|(name, number)| vec![*name, number.as_str(), "石壕镇溪山村"])
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let report = app.import_rows(ImportKind::People, &["姓名", "身份证号", "单位"], &rows);
    assert_eq!(report.new as usize, names.len(), "{report:?}");
}

/// New, changed, unchanged, refused.
fn counts(report: &ImportReport) -> [u64; 4] {
    assert_eq!(
        report.rows,
        report.new + report.changed + report.unchanged + report.refused
    );
    assert_eq!(report.errors.len() as u64, report.refused);
    [report.new, report.changed, report.unchanged, report.refused]
}

/// A refusal is one Chinese sentence with a remedy.
fn assert_is_a_sentence(message: &str) {
    let chinese = message
        .chars()
        .any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    let remedy = message.contains('请') || message.contains('应');
    assert!(chinese && remedy && !message.contains('\n'), "{message:?}");
}

/// The only refusal of a report: its column and sentence.
fn refusal(report: &ImportReport) -> (&str, &str) {
    let [error] = report.errors.as_slice() else {
        panic!("{report:?}");
    };
    assert_is_a_sentence(&error.message);
    (&error.column, &error.message)
}
