//! Every entry of the rule data in the words of an office, with its document: what the
//! page of policies lists and what help quotes.

mod exams;
mod money;
mod training;

pub use exams::{pass_line_id, season_facts};

use chrono::NaiveDate;
use num_rational::Ratio;
use sha2::{Digest, Sha256};

use super::model::{Source, Validity};
use super::{NATIONAL, Policies, RetentionPeriod};
use crate::calendar::chinese_day;
use crate::text_enum;

text_enum!(
    /// What an entry is about; the section of a policy file.
    PolicySection {
        /// 继续教育要求.
        TrainingRule = "training_rule", "继续教育要求";
        /// 报销政策.
        Reimbursement = "reimbursement", "报销政策";
        /// 持证目标.
        CertifiedTarget = "certified_target", "持证目标";
        /// 考试收费.
        ExamFees = "exam_fees", "考试收费";
        /// 考试安排.
        Season = "season", "考试安排";
        /// 考试科目和时间.
        ExamPaper = "exam_paper", "考试科目和时间";
        /// 报考条件.
        Eligibility = "eligibility", "报考条件";
        /// 合格标准.
        PassLine = "pass_line", "合格标准";
        /// 放假和调休.
        Holidays = "holidays", "放假和调休";
        /// 保存期限.
        Retention = "retention", "保存期限";
    }
);

impl PolicySection {
    /// How a new version comes in where no form takes one: one sentence. None where
    /// there is a form.
    pub const fn by_hand(self) -> Option<&'static str> {
        match self {
            Self::Season => Some(
                "考试安排在“全区 · 考试安排”里填写和修改，逐个年度、逐个考区，每次改动都留在历史里。",
            ),
            Self::ExamPaper => Some(
                "考试科目和时间是全国统一的，不在网页上添加；国家改变时，请系统管理员把 national.toml 放进政策文件夹（设置 policies.folder），改好 [[exam_paper]] 条目，用 shegong policy check 检查，再重新启动系统。",
            ),
            Self::Eligibility => Some(
                "报考条件是全国统一的，不在网页上添加；国家改变时，请系统管理员把 national.toml 放进政策文件夹（设置 policies.folder），改好 [[eligibility]] 条目，用 shegong policy check 检查，再重新启动系统。",
            ),
            Self::Retention => Some(
                "保存期限关系到依法清除，不在网页上添加；改变时请系统管理员把 retention.toml 放进政策文件夹（设置 policies.folder），改好 [[retention]] 条目，用 shegong policy check 检查，再重新启动系统。",
            ),
            Self::TrainingRule
            | Self::Reimbursement
            | Self::CertifiedTarget
            | Self::ExamFees
            | Self::PassLine
            | Self::Holidays => None,
        }
    }
}

/// One entry as a page tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyEntry {
    /// Stable across restarts while the entry is the same: for links.
    pub key: String,
    /// What it is about.
    pub section: PolicySection,
    /// The id that versions share; empty where entries have none.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where it holds.
    pub region: String,
    /// First day in force, where it has one.
    pub from: Option<NaiveDate>,
    /// Last day in force; none = without end.
    pub to: Option<NaiveDate>,
    /// What it says: name and value.
    pub facts: Vec<(String, String)>,
    /// Its document.
    pub source: Source,
}

impl PolicyEntry {
    fn new(
        section: PolicySection,
        id: &str,
        title: String,
        region: &str,
        validity: Option<Validity>,
        facts: Vec<(String, String)>,
        source: &Source,
    ) -> Self {
        let from = validity.map(|validity| validity.from);
        let known_by = format!("{section}|{id}|{title}|{region}|{from:?}");
        let hash = hex::encode(Sha256::digest(known_by.as_bytes()));
        Self {
            key: format!("{section}-{}", hash.get(..10).unwrap_or_default()),
            section,
            id: id.to_owned(),
            title,
            region: region.to_owned(),
            from,
            to: validity.and_then(|validity| validity.to),
            facts,
            source: source.clone(),
        }
    }

    /// How it stands on a day: class, and shape with words. 现在执行, 自…起执行, 执行至….
    pub fn standing(&self, day: NaiveDate) -> (&'static str, String) {
        match (self.from, self.to) {
            (Some(from), _) if day < from => ("wait", format!("◔ 自{}起执行", chinese_day(from))),
            (_, Some(to)) if to < day => ("none", format!("— 执行至{}", chinese_day(to))),
            _ => ("done", "✓ 现在执行".to_owned()),
        }
    }

    /// Whether it is in force on a day; what has no days always is.
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Policies {
    /// Every entry, by section; versions of one thing beside each other, the latest first.
    pub fn overview(&self) -> Vec<PolicyEntry> {
        let mut entries = Vec::new();
        training::rules(self, &mut entries);
        money::reimbursements(self, &mut entries);
        training::targets(self, &mut entries);
        money::fees(self, &mut entries);
        exams::all(self, &mut entries);
        for period in self.all_retentions() {
            entries.push(retention(period));
        }
        entries.sort_by(|a, b| {
            (a.section, &a.region, &a.id, b.from).cmp(&(b.section, &b.region, &b.id, a.from))
        });
        entries
    }
}

fn retention(period: &RetentionPeriod) -> PolicyEntry {
    let facts = vec![
        fact("保存的内容", period.class.label()),
        fact("起算", format!("从{}起", period.after.label())),
        fact("保存", format!("{}年，期满后可以清理", period.years)),
    ];
    PolicyEntry::new(
        PolicySection::Retention,
        period.class.as_str(),
        format!("{}的保存期限", period.class.label()),
        NATIONAL,
        Some(period.validity),
        facts,
        &period.source,
    )
}

/// An exact amount without needless decimals: 72, 1.5.
pub fn plain_amount(amount: Ratio<i64>) -> String {
    let hundredths = (amount * Ratio::from_integer(100)).round().to_integer();
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    match rest {
        0 => whole.to_string(),
        rest if rest % 10 == 0 => format!("{whole}.{}", rest / 10),
        rest => format!("{whole}.{rest:02}"),
    }
}

/// Money as pages write it: ¥1,409.50.
pub fn yuan(cents: i64) -> String {
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("¥{grouped}.{:02}", cents % 100)
}

fn fact(name: &str, value: impl Into<String>) -> (String, String) {
    (name.to_owned(), value.into())
}

fn joined<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    words.into_iter().collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_entry_has_its_document_its_facts_and_a_key_of_its_own() {
        let entries = Policies::embedded().unwrap().overview();

        let mut keys = HashSet::new();
        for entry in &entries {
            assert!(!entry.source.document.is_empty(), "{}", entry.title);
            assert!(!entry.facts.is_empty(), "{}", entry.title);
            assert!(keys.insert(entry.key.clone()), "{} twice", entry.title);
        }
        for section in PolicySection::ALL {
            assert!(
                entries.iter().any(|entry| entry.section == *section),
                "{section}"
            );
        }
    }

    #[test]
    fn figures_are_told_as_an_office_writes_them() {
        assert_eq!(plain_amount(Ratio::from_integer(72)), "72");
        assert_eq!(plain_amount(Ratio::new(3, 2)), "1.5");
        assert_eq!(plain_amount(Ratio::new(1133, 100)), "11.33");
        assert_eq!(yuan(140_950), "¥1,409.50");
        assert_eq!(yuan(5_000), "¥50.00");
        assert_eq!(yuan(123_456_700), "¥1,234,567.00");
    }
}
