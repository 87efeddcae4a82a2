//! Who may sit a level (报考条件, facts §2.2): yes, no, or unknown.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::calendar::last_day_of_years;
use crate::certificates::{HeldCertificate, Level};
use crate::exams::Candidate;
use crate::people::Education;
use crate::policy::{EligibilityLine, Major};
use crate::text_enum;

text_enum!(
    /// A fact without which nobody can say whether a person may sit.
    MissingFact {
        /// The education is not known, or not gained by the cut-off day.
        Education = "education", "截止日前取得的学历";
        /// The first day of social work is not known.
        SocialWorkSince = "social_work_since", "从事社会工作时间";
        /// The earlier certificate has no approval date.
        CertificateApproval = "certificate_approval", "已持证书的批准日期";
    }
);

/// Whether a person may sit a level in a season.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Eligibility<'p> {
    /// This line admits the person.
    Yes(&'p EligibilityLine),
    /// No line does.
    No {
        /// The line that lacks least, and by how many full years; none when no
        /// line is for this education, major and certificate.
        nearest: Option<(&'p EligibilityLine, i32)>,
        /// What the level asks for where no line is for them: the lines for their
        /// education, or where there is none those of the lowest education.
        required: Vec<&'p EligibilityLine>,
    },
    /// A line might, if these facts were known.
    Unknown(BTreeSet<MissingFact>),
}

impl<'p> Eligibility<'p> {
    /// The line that decides: the one that admits, the nearest, or the first that asks
    /// for more; none where facts are missing.
    pub fn line(&self) -> Option<&'p EligibilityLine> {
        match self {
            Self::Yes(line) => Some(line),
            Self::No {
                nearest: Some((line, _)),
                ..
            } => Some(line),
            Self::No { required, .. } => required.first().copied(),
            Self::Unknown(_) => None,
        }
    }

    /// The answer in one sentence, about somebody.
    pub fn sentence(&self) -> String {
        self.told("")
    }

    /// The answer in one sentence, to the person.
    pub fn to_the_person(&self) -> String {
        self.told("您")
    }

    fn told(&self, who: &str) -> String {
        match self {
            Self::Yes(line) => format!("{who}符合报考条件：{}。", line.label),
            Self::No {
                nearest: Some((line, years)),
                ..
            } => {
                format!(
                    "{who}暂不符合报考条件：最接近的是“{}”，还差{years}年。",
                    line.label
                )
            }
            Self::No { required, .. } => match required.as_slice() {
                [] => format!("{who}不符合报考条件：这个级别没有可以适用的条件。"),
                [line] => format!("{who}不符合报考条件，报考要求是：{}。", line.label),
                lines => {
                    let labels: Vec<&str> = lines.iter().map(|line| line.label.as_str()).collect();
                    format!(
                        "{who}不符合报考条件，报考要求符合其中一条：{}。",
                        labels.join("；")
                    )
                }
            },
            Self::Unknown(missing) => {
                let facts: Vec<&str> = missing.iter().map(|fact| fact.label()).collect();
                let facts = facts.join("、");
                if who.is_empty() {
                    format!("无法判断能否报考，请补充{facts}。")
                } else {
                    format!("还不能判断{who}能否报考，请补充{facts}。")
                }
            }
        }
    }
}

/// What one line says of one person.
enum Verdict {
    Admits,
    Lacks(i32),
    NotForThem,
    Needs(BTreeSet<MissingFact>),
}

/// Whether `candidate` may sit `level`, counting years up to and including
/// `cutoff`, the season's own day. Either of the level's lines is enough; of
/// those that admit, the first in the policy's order is named.
pub fn eligibility<'p>(
    candidate: &Candidate,
    level: Level,
    lines: &'p [EligibilityLine],
    cutoff: NaiveDate,
) -> Eligibility<'p> {
    let mut nearest: Option<(&EligibilityLine, i32)> = None;
    let mut missing: Option<BTreeSet<MissingFact>> = None;
    for line in lines.iter().filter(|line| line.level == level) {
        match verdict(line, candidate, cutoff) {
            Verdict::Admits => return Eligibility::Yes(line),
            Verdict::Lacks(years) => {
                if nearest.is_none_or(|(_, least)| years < least) {
                    nearest = Some((line, years));
                }
            }
            Verdict::NotForThem => {}
            Verdict::Needs(facts) => {
                // The shortest list of facts is the one worth asking for.
                if missing
                    .as_ref()
                    .is_none_or(|least| facts.len() < least.len())
                {
                    missing = Some(facts);
                }
            }
        }
    }
    match missing {
        Some(missing) => Eligibility::Unknown(missing),
        None => Eligibility::No {
            nearest,
            required: required(candidate, level, lines, cutoff),
        },
    }
}

/// What a level asks of somebody whom none of its lines is for.
fn required<'p>(
    candidate: &Candidate,
    level: Level,
    lines: &'p [EligibilityLine],
    cutoff: NaiveDate,
) -> Vec<&'p EligibilityLine> {
    let of_level = || lines.iter().filter(|line| line.level == level);
    let of = |education: Education| -> Vec<&'p EligibilityLine> {
        let fits = |line: &&EligibilityLine| line.educations.contains(&education);
        of_level().filter(fits).collect()
    };
    let own = education_by(candidate, cutoff).map(of).unwrap_or_default();
    if !own.is_empty() {
        return own;
    }
    let lowest = of_level().flat_map(|line| line.educations.iter().copied());
    lowest.min().map(of).unwrap_or_default()
}

fn verdict(line: &EligibilityLine, candidate: &Candidate, cutoff: NaiveDate) -> Verdict {
    let mut missing = BTreeSet::new();
    match education_by(candidate, cutoff) {
        Some(education) if !line.educations.contains(&education) => return Verdict::NotForThem,
        Some(_) => {}
        None => {
            missing.insert(MissingFact::Education);
        }
    }
    let major = major_of(candidate.major.as_deref());
    if line.major != Major::Any && line.major != major {
        return Verdict::NotForThem;
    }
    // Years do not begin before full-time study ended, nor before the certificate.
    let mut not_before = candidate
        .graduated_on
        .filter(|&graduated| graduated <= cutoff);
    if let Some(level) = line.after_certificate {
        match earliest(&candidate.certificates, level, cutoff) {
            Earliest::None => return Verdict::NotForThem,
            Earliest::Undated => {
                missing.insert(MissingFact::CertificateApproval);
            }
            Earliest::On(approved) => not_before = not_before.max(Some(approved)),
        }
    }
    if line.years > 0 {
        match candidate.social_work_since {
            Some(since) => not_before = not_before.max(Some(since)),
            None => {
                missing.insert(MissingFact::SocialWorkSince);
            }
        }
        // What is known may already be too late, whatever is missing.
        if let Some(first_day) = not_before {
            let lacking = line.years - full_years(first_day, cutoff);
            if lacking > 0 {
                return Verdict::Lacks(lacking);
            }
        }
    }
    if missing.is_empty() {
        Verdict::Admits
    } else {
        Verdict::Needs(missing)
    }
}

/// The education held on the cut-off day: one whose graduation lies after it is
/// not held yet, and which one the person had before is not known.
fn education_by(candidate: &Candidate, cutoff: NaiveDate) -> Option<Education> {
    candidate
        .education
        .filter(|_| candidate.graduated_on.is_none_or(|day| day <= cutoff))
}

enum Earliest {
    None,
    Undated,
    On(NaiveDate),
}

/// When the person got the certificate of a level, by the cut-off day.
fn earliest(certificates: &[HeldCertificate], level: Level, cutoff: NaiveDate) -> Earliest {
    let held = || certificates.iter().filter(|held| held.level == level);
    let dated = held()
        .filter_map(|held| held.approved_on)
        .filter(|&day| day <= cutoff)
        .min();
    match dated {
        Some(day) => Earliest::On(day),
        None if held().any(|held| held.approved_on.is_none()) => Earliest::Undated,
        None => Earliest::None,
    }
}

/// How many full years lie between `first` and `last`, both days included: four
/// years that begin on 2023-01-01 are full on 2026-12-31. 0 when `first` is later.
pub fn full_years(first: NaiveDate, last: NaiveDate) -> i32 {
    use chrono::Datelike;
    let most = last.year() - first.year() + 1;
    (1..=most)
        .rev()
        .find(|&years| last_day_of_years(first, years) <= last)
        .unwrap_or(0)
}

/// Social work or another major; no major counts as another.
pub fn major_of(major: Option<&str>) -> Major {
    match major {
        Some(major) if major.contains("社会工作") => Major::SocialWork,
        Some(_) | None => Major::Other,
    }
}

/// Whether a person is invited to sit `level`: not one who is qualified at or
/// certified for it or a higher level.
pub fn may_be_invited(level: Level, qualified: &[Level], certificates: &[HeldCertificate]) -> bool {
    let certified = certificates.iter().map(|held| held.level);
    qualified
        .iter()
        .copied()
        .chain(certified)
        .all(|reached| reached < level)
}
