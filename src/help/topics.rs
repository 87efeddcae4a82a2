//! Topics put together from the rule data and the fixed sentences.

use chrono::NaiveDate;

use super::texts::{self, Text};
use crate::policy::Policies;
use crate::policy::overview::{PolicyEntry, PolicySection};
use crate::text_enum;
use crate::training::Reason;

text_enum!(
    /// A topic; its word is the end of its address.
    TopicKind {
        /// 继续教育要求.
        Training = "training", "继续教育要多少、怎样算";
        /// 为什么这条记录不计入.
        Reasons = "reasons", "培训记录为什么计入或不计入";
        /// 周期.
        Windows = "windows", "周期从哪天到哪天";
        /// 登记.
        Registration = "registration", "证书登记、再登记和延期";
        /// 考试.
        Exam = "exam", "考试怎样算通过";
        /// 报考条件.
        Eligibility = "eligibility", "报考条件";
        /// 收费.
        Fees = "fees", "考试收费";
        /// 报销.
        Reimbursement = "reimbursement", "费用报销";
        /// 持证目标.
        Targets = "targets", "持证目标";
        /// 个人信息.
        Privacy = "privacy", "个人信息怎样使用和保护";
    }
);

/// One rule within a topic: `/help/<topic>#<anchor>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The end of its address.
    pub anchor: String,
    /// Its heading.
    pub title: String,
    /// What it says, one sentence or paragraph each.
    pub sentences: Vec<String>,
    /// Its figures: name and value.
    pub facts: Vec<(String, String)>,
    /// The document.
    pub source: Option<String>,
    /// The document's own sentence, word for word, where it was read.
    pub quote: Option<String>,
    /// How well the document is known, where rule data says.
    pub trust: Option<&'static str>,
    /// What a reader must know of it.
    pub note: Option<String>,
}

/// A topic with its rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Which.
    pub kind: TopicKind,
    /// Its rules.
    pub sections: Vec<Section>,
}

/// A topic as it holds on `day` in a region: the entries in force there and in the
/// regions around it.
pub fn topic(kind: TopicKind, policies: &Policies, region: &str, day: NaiveDate) -> Topic {
    let of = |section| entries(policies, section, region, day);
    let sections = match kind {
        TopicKind::Training => both(of(PolicySection::TrainingRule), texts::TRAINING),
        TopicKind::Reasons => Reason::ALL.iter().map(|reason| told(*reason)).collect(),
        TopicKind::Windows => both(Vec::new(), texts::WINDOWS),
        TopicKind::Registration => both(Vec::new(), texts::REGISTRATION),
        TopicKind::Exam => {
            let mut sections = both(Vec::new(), texts::EXAM);
            sections.extend(of(PolicySection::PassLine));
            sections.extend(of(PolicySection::ExamPaper));
            sections
        }
        TopicKind::Eligibility => both(of(PolicySection::Eligibility), texts::ELIGIBILITY),
        TopicKind::Fees => both(of(PolicySection::ExamFees), texts::FEES),
        TopicKind::Reimbursement => both(of(PolicySection::Reimbursement), texts::REIMBURSEMENT),
        TopicKind::Targets => of(PolicySection::CertifiedTarget),
        TopicKind::Privacy => both(Vec::new(), texts::PRIVACY),
    };
    Topic { kind, sections }
}

fn entries(
    policies: &Policies,
    section: PolicySection,
    region: &str,
    day: NaiveDate,
) -> Vec<Section> {
    let chain = policies.region_chain(region);
    policies
        .overview()
        .into_iter()
        .filter(|entry| entry.section == section && entry.is_in_force(day))
        .filter(|entry| chain.contains(&entry.region.as_str()))
        .map(of_entry)
        .collect()
}

/// Entries with an id keep it as their anchor: figures elsewhere point there.
fn of_entry(entry: PolicyEntry) -> Section {
    let plain = !entry.id.is_empty() && entry.id.is_ascii();
    Section {
        anchor: if plain { entry.id } else { entry.key },
        title: entry.title,
        sentences: Vec::new(),
        facts: entry.facts,
        source: Some(match entry.source.clause {
            Some(clause) => format!("{}，{clause}", entry.source.document),
            None => entry.source.document,
        }),
        quote: entry.source.quote,
        trust: Some(entry.source.trust.label()),
        note: entry.source.note,
    }
}

fn both(mut sections: Vec<Section>, texts: &[Text]) -> Vec<Section> {
    sections.extend(texts.iter().map(|text| Section {
        anchor: text.anchor.to_owned(),
        title: text.title.to_owned(),
        sentences: text.sentences.iter().map(|one| (*one).to_owned()).collect(),
        facts: Vec::new(),
        source: text.source.map(str::to_owned),
        quote: None,
        trust: None,
        note: None,
    }));
    sections
}

/// What a reason means and what to do about it.
fn told(reason: Reason) -> Section {
    let sentences: &[&str] = match reason {
        Reason::Counted => &["这条记录全部计入。"],
        Reason::Capped => &[
            "这一类培训的合计有上限，上限按培训最后一天的先后用完；超出的部分不计入，旁边的数是实际计入的数量。",
        ],
        Reason::BeforeWindow => {
            &["培训的最后一天早于本周期的第一天，算在上一个周期里，本周期不计入。"]
        }
        Reason::AfterWindow => &[
            "培训的最后一天晚于本周期的最后一天的，本周期不计入，算在下一个周期里：办好再登记后自动计入。",
            "晚于查看日期的，到培训结束那天以后再算。",
        ],
        Reason::KindNotCounted => &[
            "这一类别在该项要求里不计入。考前培训是为考试准备的，任何要求都不计入；论文、督导、会议要有当地认可的目录才计入。",
            "如果类别填错了，请联系单位人事更正。",
        ],
        Reason::Duplicate => &[
            "同一次培训（名称、起止日期相同）从两个途径各登了一条，只计入其中一条：学时多的优先，其次天数多的，再其次先登记的。不需要办理。",
        ],
        Reason::Pending => &["证明还在等单位审核，审核通过后计入。"],
        Reason::Rejected => &["单位审核没有认定，原因写在记录上；补充证明后可以重新提交。"],
        Reason::Withdrawn => &["本人已撤回，不计入；需要时重新提交。"],
    };
    Section {
        anchor: reason.as_str().to_owned(),
        title: reason.label().to_owned(),
        sentences: sentences.iter().map(|one| (*one).to_owned()).collect(),
        facts: Vec::new(),
        source: Some("每条记录只有一个原因，按撤回、未认定、待审核、重复、类别、早于、晚于、上限、计入的次序取第一个（本系统约定）".to_owned()),
        quote: None,
        trust: None,
        note: None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn qijiang(kind: TopicKind) -> Topic {
        let policies = Policies::embedded().unwrap();
        topic(kind, &policies, "綦江区", "2026-03-09".parse().unwrap())
    }

    #[test]
    fn every_rule_of_every_topic_has_an_address_of_its_own_and_a_document() {
        for kind in TopicKind::ALL {
            let topic = qijiang(*kind);
            let mut anchors = HashSet::new();
            assert!(!topic.sections.is_empty(), "{kind}");
            for section in &topic.sections {
                assert!(
                    anchors.insert(section.anchor.clone()),
                    "{kind} {}",
                    section.anchor
                );
                assert!(section.source.is_some(), "{kind} {}", section.anchor);
                assert!(
                    !section.sentences.is_empty() || !section.facts.is_empty(),
                    "{kind} {}",
                    section.anchor
                );
            }
        }
    }

    #[test]
    fn the_figures_of_the_training_rules_stand_under_their_ids() {
        let topic = qijiang(TopicKind::Training);
        let anchors: Vec<&str> = topic
            .sections
            .iter()
            .map(|one| one.anchor.as_str())
            .collect();

        assert!(anchors.contains(&"national-hours") && anchors.contains(&"qijiang-days"));
        let days = topic
            .sections
            .iter()
            .find(|one| one.anchor == "qijiang-days")
            .unwrap();
        assert!(
            days.facts
                .contains(&("社会工作师".to_owned(), "15天".to_owned()))
        );
        assert!(
            days.source
                .as_deref()
                .unwrap()
                .contains("綦江民发〔2020〕60号")
        );
    }

    #[test]
    fn another_districts_rules_are_not_told() {
        let policies = Policies::embedded().unwrap();
        let topic = topic(
            TopicKind::Training,
            &policies,
            "荣昌区",
            "2026-03-09".parse().unwrap(),
        );

        assert!(
            topic
                .sections
                .iter()
                .all(|one| one.anchor != "qijiang-days")
        );
        assert!(
            topic
                .sections
                .iter()
                .any(|one| one.anchor == "national-hours")
        );
    }

    #[test]
    fn every_reason_code_is_explained_under_its_word() {
        let topic = qijiang(TopicKind::Reasons);
        for reason in Reason::ALL {
            assert!(
                topic
                    .sections
                    .iter()
                    .any(|one| one.anchor == reason.as_str())
            );
        }
    }
}
