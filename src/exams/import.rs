//! `import exam-entries` and `import exam-results`.

mod entries;
mod results;

pub use entries::EntryImporter;
pub use results::ResultImporter;

use std::collections::BTreeSet;

use crate::certificates::Level;
use crate::exams::{EntryDetails, EntryState, Subject};
use crate::policy::Policies;
use crate::sheets::words::{EntryWords, ReadSubjects};
use crate::sheets::{CellRefusal, Field, Row, words};

/// What the history keeps of an entry: its values with its subjects.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct EntryHistory {
    /// The values.
    #[serde(flatten)]
    pub details: EntryDetails,
    /// The subjects.
    pub subjects: BTreeSet<Subject>,
}

/// Where a list belongs when its cells do not say: the exam area of its region.
#[derive(Debug, Clone)]
pub struct AreaReader {
    default: Option<String>,
}

impl AreaReader {
    /// The area of the import's region.
    pub fn new(policies: &Policies, region: &str) -> Self {
        Self {
            default: policies.area_of(region).map(str::to_owned),
        }
    }

    /// The official name of the area that a cell names, or the region's.
    ///
    /// # Errors
    /// The sentence for the refusal.
    pub fn read(&self, policies: &Policies, cell: Option<&str>) -> Result<String, String> {
        let bare = cell.map(|cell| {
            let cell = cell.trim();
            cell.strip_suffix("考区")
                .or_else(|| cell.strip_suffix("考点"))
                .unwrap_or(cell)
        });
        match (bare, &self.default) {
            (Some(cell), _) => policies.area_of(cell).map(str::to_owned).ok_or_else(|| {
                format!("考区“{cell}”不是省级地区，请填写省、自治区或直辖市名称，例如 重庆市")
            }),
            (None, Some(area)) => Ok(area.clone()),
            (None, None) => Err("没有填写考区，也不知道本区县属于哪个省市，请补填考区".to_owned()),
        }
    }
}

/// The level of a row: that of its own cell or, without one, of the brackets behind
/// its subjects. The exam's name (考试名称) need not tell a level where they do.
fn read_level(row: &Row<'_>, bracketed: Option<Level>) -> Result<Level, CellRefusal> {
    let heading = row.heading(Field::Level);
    let cell = match row.word(Field::Level, words::level, words::LEVELS_EXPECTED) {
        Err(_) if bracketed.is_some() && heading.contains("名称") => None,
        read => read?,
    };
    match (cell, bracketed) {
        (Some(level), Some(bracketed)) if level != bracketed => {
            let sentence = format!(
                "级别是{}，科目后面写的是{}，请核对",
                level.label(),
                bracketed.label()
            );
            Err(row.refuse(Field::Subject, sentence))
        }
        (Some(level), _) | (None, Some(level)) => Ok(level),
        (None, None) if heading.is_empty() => Err(row.refuse(
            Field::Subject,
            "没有级别一列，科目后面也没有写（初级）、（中级）或（高级），请补填级别",
        )),
        (None, None) => Err(row.missing(Field::Level)),
    }
}

/// Whether the level has such a paper; the sentence where not.
fn check_subject(policies: &Policies, level: Level, subject: Subject) -> Result<(), String> {
    let subjects = policies.subjects(level);
    if subjects.contains(&subject) {
        return Ok(());
    }
    if subjects.is_empty() {
        return Err(format!("{}没有全国统一考试，请核对级别", level.label()));
    }
    let names: Vec<&str> = subjects.iter().map(|subject| subject.label()).collect();
    Err(format!(
        "{}考试没有“{}”这一科，应为{}，请核对级别和科目",
        level.label(),
        subject.label(),
        names.join("、")
    ))
}

/// The level in the brackets behind the subjects, the first that has one.
fn bracketed_level(read: Option<&ReadSubjects>) -> Option<Level> {
    match read {
        Some(ReadSubjects::These(subjects)) => subjects.iter().find_map(|subject| subject.level),
        Some(ReadSubjects::All) | None => None,
    }
}

fn read_state(row: &Row<'_>, ticket: bool) -> Result<Option<EntryState>, CellRefusal> {
    let words = EntryWords {
        sign_up: row.word(
            Field::SignUpState,
            words::sign_up_word,
            "已报名、待审核、待缴费、已缴费或已取消",
        )?,
        check: row.word(
            Field::CheckState,
            words::check_word,
            "待审核、审核通过或审核未通过",
        )?,
        payment: row.word(
            Field::PaymentState,
            words::payment_word,
            "未缴费、待缴费、缴费待确认、已缴费或已退费",
        )?,
    };
    Ok(match words.state() {
        // A ticket number exists only once the ticket was made out.
        Some(EntryState::Paid) | None if ticket => Some(EntryState::TicketPrinted),
        state => state,
    })
}
