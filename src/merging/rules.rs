//! Whether two entries may be made one, and what becomes of everything. Pure.

use chrono::NaiveDate;

use super::{Belongings, Conflict, JoinedCertificate, MergePlan};
use crate::accounts::AccountState;
use crate::calendar::chinese_day;
use crate::certificates::{Certificate, CertificateDetails};
use crate::claims::rules::is_live;
use crate::exams::{EntryId, ScoreKind, StoredResult};
use crate::identity::Sex;
use crate::people::PersonDetails;
use crate::text::same_name;
use crate::training::StoredRecord;

/// Why two entries are not made one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeRefusal {
    /// An entry with itself.
    #[error("请选择另一个档案，同一个档案不能与自己合并。")]
    SameEntry,
    /// Both can sign in.
    #[error("两个档案都有在用的登录账号，请先停用要并入的档案（{0}）的账号，再合并。")]
    BothSignIn(String),
    /// The account that stays is locked, the other one is used.
    #[error("保留的档案账号已停用，而另一个档案的账号在用，请改为保留账号在用的那个档案。")]
    KeepTheOther,
    /// The same exam fee is claimed twice.
    #[error("两个档案为同一次考试各有一张有效的报销单，请先撤回或作废其中一张，再合并。")]
    ClaimedTwice,
    /// Name and birthday or sex are others.
    #[error(
        "两个档案的{0}都不同，不是同一个人的两份档案，不能合并；确是同一人的，请先更正录错的姓名或证件号码，再合并。"
    )]
    TwoPeople(String),
    /// One thing is another and nobody has said that the documents were looked at.
    #[error(
        "两个档案的{0}不同，请核对本人证件，确是同一人的，勾选“已核对证件，确是同一人”后再合并。"
    )]
    NotChecked(String),
}

/// What tells one person from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// 姓名.
    pub name: String,
    /// The birthday, where the number of the document tells it.
    pub born_on: Option<NaiveDate>,
    /// The sex, where the number of the document tells it.
    pub sex: Option<Sex>,
}

/// In what two entries differ. What one of them does not tell differs from nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Differences {
    /// Another name; blanks, dots and width aside.
    pub name: bool,
    /// Another birthday.
    pub birthday: bool,
    /// Another sex.
    pub sex: bool,
}

impl Differences {
    /// What is different, in words.
    pub fn words(self) -> Vec<&'static str> {
        [
            (self.name, "姓名"),
            (self.birthday, "出生日期"),
            (self.sex, "性别"),
        ]
        .into_iter()
        .filter_map(|(differs, word)| differs.then_some(word))
        .collect()
    }

    /// Whether the two are two people: another name, and another birthday or sex too.
    pub const fn are_two_people(self) -> bool {
        self.name && (self.birthday || self.sex)
    }
}

/// In what two entries differ.
pub fn differences(kept: &Identity, other: &Identity) -> Differences {
    fn other_than<T: PartialEq>(a: Option<T>, b: Option<T>) -> bool {
        matches!((a, b), (Some(a), Some(b)) if a != b)
    }
    Differences {
        name: !same_name(&kept.name, &other.name),
        birthday: other_than(kept.born_on, other.born_on),
        sex: other_than(kept.sex, other.sex),
    }
}

/// Whether two entries that differ so may be made one (decided): two people never; where
/// one thing was entered wrongly only after somebody looked at the documents.
///
/// # Errors
/// [`MergeRefusal::TwoPeople`] and [`MergeRefusal::NotChecked`].
pub fn one_person(differences: Differences, confirmed: bool) -> Result<(), MergeRefusal> {
    let words = differences.words();
    if differences.are_two_people() {
        return Err(MergeRefusal::TwoPeople(words.join("、")));
    }
    if !words.is_empty() && !confirmed {
        return Err(MergeRefusal::NotChecked(words.join("、")));
    }
    Ok(())
}

/// What a merging of `other` into `kept` will do.
///
/// # Errors
/// [`MergeRefusal`].
pub fn plan(kept: &Belongings, other: &Belongings) -> Result<MergePlan, MergeRefusal> {
    if kept.person.id == other.person.id {
        return Err(MergeRefusal::SameEntry);
    }
    let (details, filled) = fill(&kept.person.details, &other.person.details);
    let mut plan = MergePlan {
        details,
        filled,
        certificates: Vec::new(),
        joined: Vec::new(),
        records: Vec::new(),
        same_records: Vec::new(),
        entries: Vec::new(),
        same_entries: Vec::new(),
        results: Vec::new(),
        claims: other.claims.len(),
        account: account(kept, other)?,
        conflicts: Vec::new(),
    };
    certificates(kept, other, &mut plan);
    training(kept, other, &mut plan);
    exams(kept, other, &mut plan)?;
    Ok(plan)
}

fn account(
    kept: &Belongings,
    other: &Belongings,
) -> Result<Option<crate::accounts::AccountId>, MergeRefusal> {
    use AccountState::{Active, Locked};
    match (kept.account, other.account) {
        (None, None) | (Some(_), None) => Ok(None),
        (None, Some((account, _))) => Ok(Some(account)),
        (Some((_, Active)), Some((_, Active))) => {
            Err(MergeRefusal::BothSignIn(other.person.details.name.clone()))
        }
        (Some((_, Locked)), Some((_, Active))) => Err(MergeRefusal::KeepTheOther),
        // A locked account stays with the tombstone, where nobody can use it.
        (Some(_), Some((_, Locked))) => Ok(None),
    }
}

/// The kept values with the gaps filled, and which those are.
fn fill(kept: &PersonDetails, other: &PersonDetails) -> (PersonDetails, Vec<&'static str>) {
    let mut details = kept.clone();
    let mut filled = Vec::new();
    let mut take = |was_empty: bool, now_known: bool, label: &'static str| {
        if was_empty && now_known {
            filled.push(label);
        }
    };
    take(kept.mobile.is_none(), other.mobile.is_some(), "手机号");
    take(kept.email.is_none(), other.email.is_some(), "电子邮箱");
    take(kept.education.is_none(), other.education.is_some(), "学历");
    take(kept.major.is_none(), other.major.is_some(), "专业");
    take(
        kept.graduated_on.is_none(),
        other.graduated_on.is_some(),
        "毕业时间",
    );
    take(
        kept.social_work_since.is_none(),
        other.social_work_since.is_some(),
        "从事社会工作时间",
    );
    take(
        kept.employment_kind.is_none(),
        other.employment_kind.is_some(),
        "人员类别",
    );
    take(
        kept.joined_on.is_none(),
        other.joined_on.is_some(),
        "入职日期",
    );
    details.mobile = details.mobile.or_else(|| other.mobile.clone());
    details.email = details.email.or_else(|| other.email.clone());
    details.education = details.education.or(other.education);
    details.major = details.major.or_else(|| other.major.clone());
    details.graduated_on = details.graduated_on.or(other.graduated_on);
    details.social_work_since = details.social_work_since.or(other.social_work_since);
    details.employment_kind = details.employment_kind.or(other.employment_kind);
    details.joined_on = details.joined_on.or(other.joined_on);
    (details, filled)
}

fn certificates(kept: &Belongings, other: &Belongings, plan: &mut MergePlan) {
    for theirs in &other.certificates {
        let level = theirs.details.level;
        let Some(ours) = kept
            .certificates
            .iter()
            .find(|certificate| certificate.details.level == level)
        else {
            plan.certificates.push(theirs.id);
            continue;
        };
        let has_none = |belongings: &Belongings, certificate: &Certificate| {
            belongings
                .registrations
                .get(&certificate.id)
                .is_none_or(Vec::is_empty)
        };
        let joined = CertificateDetails {
            number: ours
                .details
                .number
                .clone()
                .or_else(|| theirs.details.number.clone()),
            approved_on: ours.details.approved_on.or(theirs.details.approved_on),
            ..ours.details.clone()
        };
        let takes_registrations = has_none(kept, ours) && !has_none(other, theirs);
        plan.joined.push(JoinedCertificate {
            kept: ours.id,
            details: (joined != ours.details).then_some(joined),
            other: theirs.id,
            takes_registrations,
        });
        plan.conflicts.push(Conflict {
            what: "证书",
            which: level.label().to_owned(),
            kept: certificate_in_words(ours, !has_none(kept, ours)),
            other: certificate_in_words(theirs, !has_none(other, theirs)),
        });
    }
}

fn certificate_in_words(certificate: &Certificate, registered: bool) -> String {
    let details = &certificate.details;
    format!(
        "管理号{}，批准日期{}，{}",
        details.number.as_deref().unwrap_or("未填"),
        details.approved_on.map_or("未填".to_owned(), chinese_day),
        if registered { "有登记" } else { "无登记" }
    )
}

fn training(kept: &Belongings, other: &Belongings, plan: &mut MergePlan) {
    for theirs in &other.records {
        let same = |ours: &&StoredRecord| {
            let (ours, theirs) = (&ours.details, &theirs.details);
            (&ours.title_key, ours.first_day, ours.last_day, ours.source)
                == (
                    &theirs.title_key,
                    theirs.first_day,
                    theirs.last_day,
                    theirs.source,
                )
        };
        match kept.records.iter().find(same) {
            None => plan.records.push(theirs.id),
            Some(ours) => {
                plan.same_records.push((theirs.id, ours.id));
                plan.conflicts.push(Conflict {
                    what: "培训记录",
                    which: theirs.details.title.clone(),
                    kept: amount_in_words(ours),
                    other: amount_in_words(theirs),
                });
            }
        }
    }
}

fn amount_in_words(record: &StoredRecord) -> String {
    let part = |hundredths: Option<i64>, unit: &str| {
        hundredths.map(|amount| format!("{}.{:02}{unit}", amount / 100, amount % 100))
    };
    let amounts: Vec<String> = part(record.details.days_hundredths, "天")
        .into_iter()
        .chain(part(record.details.hours_hundredths, "学时"))
        .collect();
    format!("{}（{}）", amounts.join("、"), record.details.state.label())
}

fn exams(kept: &Belongings, other: &Belongings, plan: &mut MergePlan) -> Result<(), MergeRefusal> {
    for theirs in &other.entries {
        let key = (theirs.details.season_id, theirs.details.level);
        let same = kept
            .entries
            .iter()
            .find(|ours| (ours.details.season_id, ours.details.level) == key);
        match same {
            None => plan.entries.push(theirs.id),
            Some(ours) => {
                if claims_live(kept, ours.id) && claims_live(other, theirs.id) {
                    return Err(MergeRefusal::ClaimedTwice);
                }
                plan.same_entries.push((theirs.id, ours.id));
                plan.conflicts.push(Conflict {
                    what: "报考记录",
                    which: theirs.details.level.label().to_owned(),
                    kept: ours.details.state.label().to_owned(),
                    other: theirs.details.state.label().to_owned(),
                });
            }
        }
    }
    for theirs in &other.results {
        let key = |result: &StoredResult| {
            let details = &result.details;
            (details.year, details.level, details.subject)
        };
        match kept.results.iter().find(|ours| key(ours) == key(theirs)) {
            None => plan.results.push(theirs.id),
            Some(ours) => plan.conflicts.push(Conflict {
                what: "考试成绩",
                which: format!(
                    "{}年{}《{}》",
                    theirs.details.year,
                    theirs.details.level.label(),
                    theirs.details.subject.label()
                ),
                kept: score_in_words(ours),
                other: score_in_words(theirs),
            }),
        }
    }
    Ok(())
}

fn claims_live(belongings: &Belongings, entry: EntryId) -> bool {
    belongings
        .claims
        .iter()
        .any(|(_, state, entries)| is_live(*state) && entries.contains(&entry))
}

fn score_in_words(result: &StoredResult) -> String {
    match (result.details.score_kind, result.details.score_tenths) {
        (ScoreKind::Score, Some(tenths)) => format!("{}.{}分", tenths / 10, tenths % 10),
        (kind, _) => kind.label().to_owned(),
    }
}

#[cfg(test)]
mod tests;
