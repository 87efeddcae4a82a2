//! The words of spreadsheets and the enums they stand for. Each function gives
//! none for a word it does not know; the row says which words are expected.

mod entries;
mod people;

use crate::certificates::Level;
use crate::exams::Subject;
use crate::text::compare_key;
use crate::training::{TrainingKind, TrainingMode};

pub use entries::{
    CheckWord, EntryWords, PaymentWord, SignUpWord, check_word, payment_word, sign_up_word,
};
pub use people::{education, employment_kind, unit_kind};

/// What a level's cell should hold, for refusals.
pub const LEVELS_EXPECTED: &str =
    "社会工作员、助理社会工作师（初级）、社会工作师（中级）或高级社会工作师";
/// What a subject's cell should hold.
pub const SUBJECTS_EXPECTED: &str = "社会工作法规与政策、社会工作综合能力或社会工作实务";
/// What a training kind's cell should hold.
pub const TRAINING_KINDS_EXPECTED: &str = "继续教育、考前培训、学历教育、督导、会议、论文或其他";
/// What a training mode's cell should hold.
pub const TRAINING_MODES_EXPECTED: &str = "面授、线上或线上线下结合";
/// What an education's cell should hold.
pub const EDUCATIONS_EXPECTED: &str = "初中、高中、中专、大专、本科、硕士研究生或博士研究生";
/// What an employment kind's cell should hold.
pub const EMPLOYMENT_KINDS_EXPECTED: &str = "公务员、参公人员、事业编制、合同制、社区工作者、两委成员、专职网格员、村干部、社工机构员工、社会组织员工、企业员工、学生或其他";
/// What a unit kind's cell should hold.
pub const UNIT_KINDS_EXPECTED: &str =
    "区县、街镇、社区、村、机关、事业单位、学校、医院、社工机构、社会组织或企业";

/// The value of the longest word that `text` holds; of two equally long ones the
/// earlier in the table. Words are compared by [`compare_key`].
fn longest<T: Copy>(text: &str, words: &[(&str, T)]) -> Option<T> {
    let key = compare_key(text);
    let mut best: Option<(usize, T)> = None;
    for (word, value) in words {
        if key.contains(word) && best.is_none_or(|(length, _)| word.len() > length) {
            best = Some((word.len(), *value));
        }
    }
    best.map(|(_, value)| value)
}

/// The value whose word `text` is, exactly.
fn exact<T: Copy>(text: &str, words: &[(&str, T)]) -> Option<T> {
    let key = compare_key(text);
    words
        .iter()
        .find(|(word, _)| *word == key)
        .map(|(_, value)| *value)
}

/// A level: the longest level word in the text wins, so 助理社会工作师 is not
/// 社会工作师.
///
/// ```
/// use shegong::{certificates::Level, sheets::words::level};
/// assert_eq!(level("社会工作师（中级）"), Some(Level::Intermediate));
/// assert_eq!(level("助理社会工作师"), Some(Level::Assistant));
/// ```
pub fn level(text: &str) -> Option<Level> {
    use Level::{Assistant, Intermediate, Senior, Worker};
    longest(
        text,
        &[
            ("社会工作员", Worker),
            ("社工员", Worker),
            ("员级", Worker),
            ("助理社会工作师", Assistant),
            ("社会工作师助理", Assistant),
            ("助理社工师", Assistant),
            ("初级社会工作师", Assistant),
            ("初级社工师", Assistant),
            ("社会工作师(初级)", Assistant),
            ("社会工作师(助理)", Assistant),
            ("社工师(初级)", Assistant),
            ("助理", Assistant),
            ("助级", Assistant),
            ("初级", Assistant),
            ("中级社会工作师", Intermediate),
            ("社会工作师", Intermediate),
            ("社工师", Intermediate),
            ("中级", Intermediate),
            ("高级社会工作师", Senior),
            ("社会工作师(高级)", Senior),
            ("社会工作师(副高)", Senior),
            ("高级社工师", Senior),
            ("社工师(高级)", Senior),
            ("副高级", Senior),
            ("副高", Senior),
            ("高级", Senior),
        ],
    )
}

/// A subject with the level that stands in brackets behind it, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadSubject {
    /// The subject.
    pub subject: Subject,
    /// 社会工作实务（中级）: intermediate.
    pub level: Option<Level>,
}

/// One subject, by its official name or a short form, with or without its level.
pub fn subject(text: &str) -> Option<ReadSubject> {
    const WORDS: [(&str, Subject); 11] = [
        ("社会工作法规与政策", Subject::LawAndPolicy),
        ("法规与政策", Subject::LawAndPolicy),
        ("社会工作法规", Subject::LawAndPolicy),
        ("政策法规", Subject::LawAndPolicy),
        ("政策与法规", Subject::LawAndPolicy),
        ("法规", Subject::LawAndPolicy),
        ("社会工作综合能力", Subject::ComprehensiveAbility),
        ("综合能力", Subject::ComprehensiveAbility),
        ("综合", Subject::ComprehensiveAbility),
        ("社会工作实务", Subject::Practice),
        ("实务", Subject::Practice),
    ];
    let key = compare_key(text);
    let named = |subject| {
        WORDS
            .iter()
            .any(|(word, s)| *s == subject && key.contains(word))
    };
    // A cell that names two subjects is no subject.
    if Subject::ALL
        .iter()
        .filter(|subject| named(**subject))
        .count()
        != 1
    {
        return None;
    }
    Some(ReadSubject {
        subject: longest(text, &WORDS)?,
        level: level(text),
    })
}

/// What an entry's subject cell tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadSubjects {
    /// 全部: every subject of the level.
    All,
    /// These, each once, in their order.
    These(Vec<ReadSubject>),
}

/// The subjects of an entry: one, or several joined by 、 or another sign.
pub fn subjects(text: &str) -> Option<ReadSubjects> {
    let key = compare_key(text);
    if matches!(
        key.as_str(),
        "全部" | "全科" | "全部科目" | "全科目" | "所有科目" | "全部三科" | "全部两科"
    ) {
        return Some(ReadSubjects::All);
    }
    let signs = [
        '、', ',', ';', '/', '|', '+', '，', '；', '／', '＋', '\n', '\r', ' ', '\u{3000}',
    ];
    let mut read: Vec<ReadSubject> = Vec::new();
    for part in text
        .split(signs)
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        // 社会工作实务 （中级）: the blank has cut off the level.
        if part.starts_with(['(', '（']) {
            if let (Some(last), Some(level)) = (read.last_mut(), level(part)) {
                last.level = Some(level);
                continue;
            }
            return None;
        }
        let part = subject(part.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.'))?;
        if !read.iter().any(|known| known.subject == part.subject) {
            read.push(part);
        }
    }
    (!read.is_empty()).then_some(ReadSubjects::These(read))
}

/// The kind of a training record. Words not listed refuse the row (house §3).
pub fn training_kind(text: &str) -> Option<TrainingKind> {
    use TrainingKind::{Conference, Degree, Other, Paper, PreExam, Supervision, Training};
    exact(
        text,
        &[
            ("", Training),
            ("继续教育", Training),
            ("培训", Training),
            ("继续教育培训", Training),
            ("考前培训", PreExam),
            ("考前辅导", PreExam),
            ("学历教育", Degree),
            ("督导", Supervision),
            ("会议", Conference),
            ("论文", Paper),
            ("其他", Other),
            ("其它", Other),
        ],
    )
}

/// How a training was given.
pub fn training_mode(text: &str) -> Option<TrainingMode> {
    let key = compare_key(text);
    let holds = |words: &[&str]| words.iter().any(|word| key.contains(word));
    let online = holds(&[
        "线上", "网络", "网上", "网课", "在线", "远程", "直播", "网授",
    ]);
    let in_person = holds(&[
        "线下",
        "面授",
        "集中",
        "现场",
        "脱产",
        "实地",
        "面对面",
        "课堂",
    ]);
    match (online, in_person) {
        (true, true) => Some(TrainingMode::Mixed),
        _ if holds(&["结合", "混合"]) => Some(TrainingMode::Mixed),
        (true, false) => Some(TrainingMode::Online),
        (false, true) => Some(TrainingMode::InPerson),
        (false, false) => None,
    }
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
