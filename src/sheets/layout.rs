//! What an import expects: its columns by meaning, and how a heading is told.

use std::collections::HashMap;

use crate::text::compare_key;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// The meaning of a column, over all imports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $name,)+ }
    };
}

fields! {
    /// 姓名.
    Name,
    /// 身份证号.
    IdNumber,
    /// 单位: where a person works; of a unit itself, its name.
    Unit,
    /// 上级单位.
    ParentUnit,
    /// 单位类别.
    UnitKind,
    /// 联系人.
    ContactName,
    /// 联系电话 of a unit.
    ContactPhone,
    /// 联系邮箱 of a unit.
    ContactEmail,
    /// 职工人数.
    Headcount,
    /// 是否设社会工作室.
    HasStudio,
    /// 手机号.
    Mobile,
    /// 电子邮箱.
    Email,
    /// 学历.
    Education,
    /// 专业.
    Major,
    /// 毕业时间: a month is enough.
    GraduatedOn,
    /// 从事社会工作时间: a month is enough.
    SocialWorkSince,
    /// 人员类别.
    EmploymentKind,
    /// 入职日期.
    JoinedOn,
    /// 离职日期.
    LeftOn,
    /// 级别.
    Level,
    /// 证书管理号.
    CertificateNumber,
    /// 批准日期.
    ApprovedOn,
    /// 登记日期: first day of a registration.
    RegisteredOn,
    /// 登记有效期至: its last day.
    RegisteredUntil,
    /// 培训名称.
    Title,
    /// 主办单位.
    Organiser,
    /// 开始日期.
    FirstDay,
    /// 结束日期.
    LastDay,
    /// 天数.
    Days,
    /// 学时.
    Hours,
    /// 方式.
    Mode,
    /// 类别 of a training.
    TrainingKind,
    /// 考试年度.
    ExamYear,
    /// 科目; of entries one or several.
    Subject,
    /// 成绩.
    Score,
    /// 考区.
    ExamArea,
    /// 工作区县.
    WorkCounty,
    /// 报名状态.
    SignUpState,
    /// 审核状态.
    CheckState,
    /// 缴费状态.
    PaymentState,
    /// 缴费时间.
    PaidAt,
    /// 缴费金额.
    PaidAmount,
    /// 退费金额.
    RefundAmount,
    /// 准考证号.
    TicketNumber,
}

impl Field {
    /// Whether its cells tell a day or a month, so that a bare serial number is a date.
    pub fn tells_a_day(self) -> bool {
        matches!(
            self,
            Field::GraduatedOn
                | Field::SocialWorkSince
                | Field::JoinedOn
                | Field::LeftOn
                | Field::ApprovedOn
                | Field::RegisteredOn
                | Field::RegisteredUntil
                | Field::FirstDay
                | Field::LastDay
                | Field::PaidAt
        )
    }
}

/// Whether an import can do without a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A sheet without it is not read.
    Required,
    /// It may be missing.
    Optional,
}

/// One column that an import knows.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// What it means.
    pub field: Field,
    /// The heading that is named to people.
    pub heading: &'static str,
    /// Other headings of the same meaning, joined by 、. Two columns with these are
    /// refused.
    pub synonyms: &'static str,
    /// Headings that mean it only where none of the above is there; beside one of
    /// them they are an unknown column (首次登记日期 beside 登记日期).
    pub weak: &'static str,
    /// Whether a sheet needs it.
    pub need: Need,
}

impl Column {
    /// Its own heading and the synonyms that name it as surely.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.heading).chain(split(self.synonyms))
    }
}

fn split(joined: &'static str) -> impl Iterator<Item = &'static str> {
    joined.split('、').filter(|name| !name.is_empty())
}

/// The columns of one kind of import.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// The word of the command line: `people`.
    pub kind: &'static str,
    /// What the sheet holds, in Chinese: 人员.
    pub label: &'static str,
    /// The columns, the key ones first.
    pub columns: &'static [Column],
    /// A row is data when this cell is filled …
    pub key: Field,
    /// … or this one and one more known cell.
    pub name: Field,
}

/// Headings that stand in nearly every sheet, mean nothing to an import and need
/// no notice. 错误 is the column of the refused file.
pub const QUIET_HEADINGS: &[&str] = &[
    "序号",
    "编号",
    "行号",
    "no",
    "no.",
    "备注",
    "说明",
    "备注说明",
    "错误",
    "错误原因",
    "导入错误",
];

impl Layout {
    /// The column of a field, where this import has it.
    pub fn column(&self, field: Field) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// The headings a sheet must have, for messages: 身份证号、培训名称.
    pub fn required_headings(&self) -> String {
        let required: Vec<_> = self
            .columns
            .iter()
            .filter(|column| column.need == Need::Required)
            .map(|column| column.heading)
            .collect();
        required.join("、")
    }
}

/// How a heading names a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// By its own heading or a synonym.
    Strong(Field),
    /// By a weak synonym.
    Weak(Field),
    /// Known to mean nothing.
    Quiet,
}

/// Every heading that a layout knows, by its key; made once per file.
#[derive(Debug)]
pub(super) struct Headings {
    by_key: HashMap<String, Naming>,
}

impl Headings {
    /// The headings of a layout. A strong name wins over a weak one, that over a quiet one.
    pub(super) fn of(layout: &Layout) -> Self {
        let mut by_key = HashMap::new();
        for column in layout.columns {
            for name in column.names() {
                by_key.insert(heading_key(name), Naming::Strong(column.field));
            }
        }
        for column in layout.columns {
            for name in split(column.weak) {
                by_key
                    .entry(heading_key(name))
                    .or_insert(Naming::Weak(column.field));
            }
        }
        for name in QUIET_HEADINGS {
            by_key.entry(heading_key(name)).or_insert(Naming::Quiet);
        }
        Self { by_key }
    }

    /// What the heading `text` means, with and without its bracketed remarks.
    pub(super) fn recognise(&self, text: &str) -> Option<Naming> {
        // A paragraph is no heading; do not normalise it.
        const LONGEST_HEADING_BYTES: usize = 180;
        if text.is_empty() || text.len() > LONGEST_HEADING_BYTES {
            return None;
        }
        let whole = heading_key(text);
        self.by_key
            .get(&whole)
            .or_else(|| self.by_key.get(&without_brackets(&whole)))
            .copied()
    }
}

/// The key of a heading: [`compare_key`] without stars, colons and quotation marks.
pub(super) fn heading_key(text: &str) -> String {
    compare_key(text)
        .chars()
        .filter(|c| !matches!(c, '*' | ':' | '"' | '\'' | '★' | '※' | '_' | '.' | '。'))
        .collect()
}

/// The key without its bracketed remarks: 天数(天) → 天数.
fn without_brackets(key: &str) -> String {
    let mut depth = 0usize;
    key.chars()
        .filter(|c| {
            match c {
                '(' | '[' | '<' | '《' => depth += 1,
                ')' | ']' | '>' | '》' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
