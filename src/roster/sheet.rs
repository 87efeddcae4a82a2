//! The roster as a spreadsheet: the same rows, nothing in full that the page masks.

use std::path::Path;

use chrono::NaiveDate;

use super::RosterRow;
use crate::exams::prospects::MaySit;
use crate::money::yuan_plain;
use crate::sheets::{ListCell, WriteRefusal, write_table};

const HEADINGS: [&str; 22] = [
    "姓名",
    "单位",
    "所在路径",
    "人员类别",
    "级别",
    "继续教育",
    "适用规定",
    "应完成",
    "已完成",
    "还差",
    "计量",
    "继续教育到期",
    "登记状态",
    "登记有效期至（或首次登记期限）",
    "最先要办",
    "办理期限",
    "考试",
    "可报级别",
    "报考条件说明",
    "报销",
    "待审证明",
    "手机号",
];

/// Writes the list; returns how many people it names.
///
/// # Errors
/// [`WriteRefusal`].
pub fn write_roster(path: &Path, rows: &[RosterRow]) -> Result<u64, WriteRefusal> {
    write_table(path, "人员", &HEADINGS, rows.iter().map(cells))
}

fn cells(row: &RosterRow) -> Vec<ListCell<'_>> {
    let training = row.training.as_ref();
    let first = row.first_duty();
    vec![
        row.name.as_str().into(),
        row.unit_name.as_str().into(),
        row.unit_path.as_str().into(),
        row.employment.map(|kind| kind.label()).into(),
        level_word(row).into(),
        training.map(|training| training.state.label()).into(),
        training.map(|training| training.rule_name.as_str()).into(),
        hundredths(training.map(|training| training.required_hundredths)),
        hundredths(training.map(|training| training.counted_hundredths)),
        hundredths(training.map(|training| training.open_hundredths)),
        training.map(|training| training.unit.label()).into(),
        training.and_then(super::TrainingStanding::due_on).into(),
        row.registration
            .map(|registration| registration.state.label())
            .into(),
        row.registration
            .and_then(|registration| registration.due_on)
            .into(),
        first
            .map(|duty| format!("{}：{}", duty.kind.task(), duty.what))
            .into(),
        first.and_then(|duty| duty.due_on).into(),
        exam_word(row).into(),
        (row.exam.answer == MaySit::Yes)
            .then_some(row.exam.level)
            .flatten()
            .map(|level| level.label())
            .into(),
        row.exam.sentence.as_str().into(),
        claim_word(row).into(),
        ListCell::Whole(i64::try_from(row.pending_proofs).unwrap_or(i64::MAX)),
        row.masked_mobile().into(),
    ]
}

/// The level, or that there is none.
pub fn level_word(row: &RosterRow) -> &'static str {
    row.level.map_or("无证书", |level| level.label())
}

/// The exam in words: that results are waited for, the states of the entries, else why
/// there is none.
pub fn exam_word(row: &RosterRow) -> String {
    let entries: Vec<String> = row
        .exam
        .entries
        .iter()
        .map(|entry| {
            let doubt = match entry.doubtful {
                true => "（暂不符合条件，请核对）",
                false => "",
            };
            format!("{}{}{doubt}", entry.level.label(), entry.state.label())
        })
        .collect();
    match (row.exam.waits_for, entries.is_empty()) {
        (Some(year), _) => waiting_word(year),
        (None, false) => entries.join("；"),
        (None, true) => row.exam.word.label().to_owned(),
    }
}

/// 2026年成绩未公布.
pub fn waiting_word(year: i32) -> String {
    format!("{year}年成绩未公布")
}

fn claim_word(row: &RosterRow) -> Option<String> {
    let claim = row.claim.as_ref()?;
    Some(format!(
        "{} {}元",
        claim.state.label(),
        yuan_plain(claim.amount_cents)
    ))
}

fn hundredths(value: Option<i64>) -> ListCell<'static> {
    value.map_or(ListCell::Empty, ListCell::Hundredths)
}

/// Registrations by their last day.
///
/// # Errors
/// [`WriteRefusal`].
pub fn write_registrations(
    path: &Path,
    rows: &[RosterRow],
    today: NaiveDate,
) -> Result<u64, WriteRefusal> {
    let headings = [
        "姓名",
        "单位",
        "所在路径",
        "级别",
        "登记状态",
        "有效期至（或首次登记期限）",
        "剩余天数",
        "继续教育",
        "还差",
        "计量",
        "手机号",
    ];
    let lines = rows.iter().filter_map(|row| {
        let standing = row.registration?;
        let training = row.training.as_ref();
        let left = standing.due_on.map(|due| (due - today).num_days());
        Some(vec![
            row.name.as_str().into(),
            row.unit_name.as_str().into(),
            row.unit_path.as_str().into(),
            standing.level.label().into(),
            standing.state.label().into(),
            standing.due_on.into(),
            left.map_or(ListCell::Empty, ListCell::Whole),
            training.map(|training| training.state.label()).into(),
            hundredths(training.map(|training| training.open_hundredths)),
            training.map(|training| training.unit.label()).into(),
            row.masked_mobile().into(),
        ])
    });
    write_table(path, "登记", &headings, lines)
}

/// Who could sit the exam, with the answer for every level that is left.
///
/// # Errors
/// [`WriteRefusal`].
pub fn write_candidates(path: &Path, rows: &[RosterRow]) -> Result<u64, WriteRefusal> {
    let headings = [
        "姓名",
        "单位",
        "人员类别",
        "现有级别",
        "报考级别",
        "能否报考",
        "说明",
        "本季报名",
        "手机号",
    ];
    let lines = rows.iter().flat_map(|row| {
        row.exam.prospects.iter().map(move |prospect| {
            vec![
                row.name.as_str().into(),
                row.unit_name.as_str().into(),
                row.employment.map(|kind| kind.label()).into(),
                level_word(row).into(),
                prospect.level.label().into(),
                prospect.answer.label().into(),
                prospect.sentence.as_str().into(),
                exam_word(row).into(),
                row.masked_mobile().into(),
            ]
        })
    });
    write_table(path, "报考条件", &headings, lines)
}

/// How a percentage of the people stands on a tile: `82.6%`.
pub fn percent(tenths: usize) -> String {
    format!("{}.{}%", tenths / 10, tenths % 10)
}
