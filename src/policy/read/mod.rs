//! Policy files as entries: which `[[section]]` is read by whom.

mod exams;
mod places;
mod reimbursement;
mod targets;
mod training;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fields::{Fields, FileText};
use super::model::{
    EligibilityLine, ExamFees, ExamPaper, ExpectedSeason, HolidayYear, PassLine, Region,
    ReimbursementPolicy, SeasonDays, TrainingRule,
};
use super::retention::{self, RetentionPeriod};
use super::targets::TargetPolicy;

/// An entry with the place it stands at.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    /// The file as the reader knows it.
    pub(super) file: String,
    /// The line the entry begins on.
    pub(super) line: usize,
    /// The entry.
    pub(super) entry: T,
}

/// Every entry of every file, not yet compared with one another.
#[derive(Debug, Default)]
pub(super) struct Entries {
    pub(super) regions: Vec<Placed<Region>>,
    pub(super) training_rules: Vec<Placed<TrainingRule>>,
    pub(super) papers: Vec<Placed<ExamPaper>>,
    pub(super) seasons: Vec<Placed<SeasonDays>>,
    pub(super) expected: Vec<Placed<ExpectedSeason>>,
    pub(super) fees: Vec<Placed<ExamFees>>,
    pub(super) pass_lines: Vec<Placed<PassLine>>,
    pub(super) eligibility: Vec<Placed<EligibilityLine>>,
    pub(super) reimbursements: Vec<Placed<ReimbursementPolicy>>,
    pub(super) holidays: Vec<Placed<HolidayYear>>,
    pub(super) retentions: Vec<Placed<RetentionPeriod>>,
    pub(super) targets: Vec<Placed<TargetPolicy>>,
}

/// The `[[section]]` names a policy file may have.
const SECTIONS: &str = "region、training_rule、exam_paper、season、expected_season、exam_fees、\
                        pass_line、eligibility、reimbursement、holidays、retention、certified_target";

impl Entries {
    /// Reads one file into the entries; mistakes are kept in `file`. False where
    /// the file is not TOML, so that nothing can be said of its entries.
    pub(super) fn read_file(&mut self, file: &FileText<'_>, text: &str) -> bool {
        let (document, errors) = DeTable::parse_recoverable(text);
        let mut whole = true;
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let written = text.get(span.clone()).unwrap_or_default();
            let reason = error.message();
            whole &= keeps_the_rest(reason);
            file.report(file.line(&span), syntax_message(reason, written));
        }
        if whole {
            for (name, value) in document.get_ref().iter() {
                self.read_section(file, name, value);
            }
        }
        whole
    }

    fn read_section(
        &mut self,
        file: &FileText<'_>,
        name: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) {
        let line = file.line(&name.span());
        let Some(items) = value.get_ref().as_array() else {
            let name = name.get_ref();
            file.report(
                line,
                format!("{name} 应写成 [[{name}]] 开头的条目，可用的条目有 {SECTIONS}"),
            );
            return;
        };
        for item in items.iter() {
            let Some(table) = item.get_ref().as_table() else {
                file.report(
                    file.line(&item.span()),
                    format!("{} 里有一项不是条目，请删去", name.get_ref()),
                );
                continue;
            };
            if !self.read_entry(file, name.get_ref(), table, item.span()) {
                file.report(
                    file.line(&item.span()),
                    format!(
                        "不认识条目 [[{}]]；可用的有 {SECTIONS}，请改正或删去",
                        name.get_ref()
                    ),
                );
            }
        }
    }

    /// Reads one entry; false where no section has this name.
    fn read_entry(
        &mut self,
        file: &FileText<'_>,
        section: &str,
        table: &DeTable<'_>,
        span: std::ops::Range<usize>,
    ) -> bool {
        let fields =
            |title: &str| Fields::new(table, span.clone(), entry_label(title, table), file);
        match section {
            "region" => self
                .regions
                .extend(places::regions(file, &fields("行政区划"))),
            "training_rule" => keep(
                &mut self.training_rules,
                file,
                &fields("继续教育要求"),
                training::rule,
            ),
            "exam_paper" => keep(&mut self.papers, file, &fields("考试科目"), exams::paper),
            "season" => keep(&mut self.seasons, file, &fields("考试安排"), exams::season),
            "expected_season" => keep(
                &mut self.expected,
                file,
                &fields("预计考试安排"),
                exams::expected_season,
            ),
            "exam_fees" => keep(&mut self.fees, file, &fields("考试收费"), exams::fees),
            "pass_line" => keep(
                &mut self.pass_lines,
                file,
                &fields("合格标准"),
                exams::pass_line,
            ),
            "eligibility" => keep(
                &mut self.eligibility,
                file,
                &fields("报考条件"),
                exams::eligibility_line,
            ),
            "reimbursement" => keep(
                &mut self.reimbursements,
                file,
                &fields("报销政策"),
                reimbursement::policy,
            ),
            "holidays" => keep(
                &mut self.holidays,
                file,
                &fields("节假日"),
                places::holiday_year,
            ),
            "retention" => keep(
                &mut self.retentions,
                file,
                &fields("保存期限"),
                retention::period,
            ),
            "certified_target" => keep(
                &mut self.targets,
                file,
                &fields("持证目标"),
                targets::policy,
            ),
            _ => return false,
        }
        true
    }
}

/// Reads one entry, refuses its unknown keys and keeps it with its place.
fn keep<T>(
    entries: &mut Vec<Placed<T>>,
    file: &FileText<'_>,
    fields: &Fields<'_>,
    read: impl FnOnce(&Fields<'_>) -> Option<T>,
) {
    let entry = read(fields);
    fields.refuse_unknown();
    entries.extend(entry.map(|entry| placed(file, fields, entry)));
}

fn placed<T>(file: &FileText<'_>, fields: &Fields<'_>, entry: T) -> Placed<T> {
    Placed {
        file: file.name().to_owned(),
        line: fields.line(),
        entry,
    }
}

/// How messages name an entry: 继续教育要求 national-hours, 考试安排 2026 重庆市.
fn entry_label(title: &str, table: &DeTable<'_>) -> String {
    let mut label = title.to_owned();
    for key in ["id", "year", "name", "area", "level", "class"] {
        let word = table.get(key).and_then(|value| match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) => Some(number.as_str().to_owned()),
            _ => None,
        });
        if let Some(word) = word {
            label.push(' ');
            label.push_str(&word);
            if key != "year" {
                break;
            }
        }
    }
    label
}

/// Whether the parser still reads the rest of the file after this mistake; after
/// others it loses its place, and what it guesses is not worth a word.
fn keeps_the_rest(reason: &str) -> bool {
    ["duplicate key", "invalid date", "invalid time"]
        .iter()
        .any(|start| reason.starts_with(start))
}

/// The parser's English reason as a sentence for an office.
fn syntax_message(reason: &str, written: &str) -> String {
    if reason.starts_with("duplicate key") {
        return format!("{written} 在同一处写了两次，请删去一个");
    }
    if keeps_the_rest(reason) {
        return format!("日期或时刻 {written} 不存在，请改正");
    }
    "这里不合 TOML 的写法，请检查引号、括号、逗号和等号".to_owned()
}
