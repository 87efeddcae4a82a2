//! The certificates, registrations and exams of one person.

use chrono::NaiveDate;

use crate::calendar::chinese_day;
use crate::certificates::Level;
use crate::certificates::rules::rows_in_use;
use crate::exams::marks::{PassMarks, score_in_words};
use crate::exams::situation::ExamSituation;
use crate::exams::wording::is_past;
use crate::help::links::{self, passing_rule};
use crate::roster::view::{Badge, days_in_words, entry_badge, registration_badge};
use crate::roster::{RegistrationStanding, RegistrationState};
use crate::training::situation::TrainingSituation;

pub(super) struct RegistrationView {
    pub(super) kind: &'static str,
    pub(super) days: String,
    pub(super) note: &'static str,
    pub(super) in_use: bool,
}

pub(super) struct CertificateView {
    pub(super) id: i64,
    pub(super) level: &'static str,
    pub(super) number: String,
    pub(super) approved_on: String,
    pub(super) scope: String,
    pub(super) registrations: Vec<RegistrationView>,
}

/// How one level stands.
pub(super) struct ExamView {
    pub(super) level: &'static str,
    pub(super) words: String,
    /// The rule that decides.
    pub(super) link: &'static str,
}

/// One score with the line it is held against.
pub(super) struct ResultView {
    pub(super) year: i32,
    pub(super) level: &'static str,
    pub(super) level_word: &'static str,
    pub(super) subject: &'static str,
    pub(super) score: String,
    pub(super) badge: Badge,
    pub(super) line: String,
}

pub(super) struct EntryView {
    pub(super) id: i64,
    pub(super) level_word: &'static str,
    pub(super) season: i64,
    pub(super) level: &'static str,
    pub(super) badge: Badge,
    pub(super) subjects: String,
}

/// How the registration of the highest certificate stands, with its rule.
pub(super) struct RegistrationNow {
    pub(super) badge: Badge,
    pub(super) words: String,
    pub(super) link: &'static str,
}

impl RegistrationNow {
    pub(super) fn new(standing: RegistrationStanding, today: NaiveDate) -> Self {
        let day = standing.due_on.map(chinese_day).unwrap_or_default();
        let left = standing
            .due_on
            .map(|due| days_in_words((due - today).num_days()))
            .unwrap_or_default();
        let (words, link) = match standing.state {
            RegistrationState::InForce => (format!("有效期至{day}"), links::REGISTRATION_PERIOD),
            RegistrationState::RenewalOpen => (
                format!("有效期至{day}，{left}，现在可以办理再登记"),
                links::REGISTRATION_PERIOD,
            ),
            RegistrationState::Ended => {
                (format!("有效期至{day}，{left}"), links::REGISTRATION_PERIOD)
            }
            RegistrationState::NotRegistered if day.is_empty() => {
                (String::new(), links::FIRST_REGISTRATION)
            }
            RegistrationState::NotRegistered => (
                format!("首次登记期限{day}，{left}"),
                links::FIRST_REGISTRATION,
            ),
        };
        Self {
            badge: registration_badge(standing.state),
            words,
            link,
        }
    }
}

pub(super) fn certificates(situation: &TrainingSituation) -> Vec<CertificateView> {
    let rows = situation.registration_rows();
    let in_use: Vec<_> = rows_in_use(&rows).map(|row| row.id).collect();
    situation
        .certificates
        .iter()
        .map(|certificate| {
            let details = &certificate.details;
            CertificateView {
                id: certificate.id.0,
                level: details.level.label(),
                number: details.number.clone().unwrap_or_else(|| "未填".to_owned()),
                approved_on: details
                    .approved_on
                    .map_or("未填".to_owned(), |day| day.to_string()),
                scope: match &details.scope_region {
                    Some(region) => format!("{}（{region}）", details.scope.label()),
                    None => details.scope.label().to_owned(),
                },
                registrations: situation
                    .registrations
                    .iter()
                    .filter(|(_, row)| row.details.certificate_id == certificate.id)
                    .map(|(_, row)| RegistrationView {
                        kind: row.details.kind.label(),
                        days: format!(
                            "{}至{}（含当日）",
                            chinese_day(row.details.first_day),
                            chinese_day(row.details.last_day)
                        ),
                        note: if row.details.last_day_printed {
                            "按证书所载"
                        } else {
                            "按三年推算"
                        },
                        in_use: in_use.contains(&row.id),
                    })
                    .collect(),
            }
        })
        .collect()
}

pub(super) fn statuses(exams: &ExamSituation, certified: Option<Level>) -> Vec<ExamView> {
    exams
        .told(certified)
        .into_iter()
        .map(|(status, told)| {
            let outcome = match status.qualified_year {
                Some(year) => format!("{year}年已通过。"),
                None if is_past(status, certified) => String::new(),
                None => format!("{}。", status.outcome.label()),
            };
            ExamView {
                level: status.level.label(),
                words: format!("{outcome}{}", told.concat()),
                link: passing_rule(status.level),
            }
        })
        .collect()
}

pub(super) fn entries(exams: &ExamSituation) -> Vec<EntryView> {
    let mut views: Vec<EntryView> = exams
        .entries
        .iter()
        .map(|entry| EntryView {
            id: entry.entry.id.0,
            level_word: entry.entry.details.level.as_str(),
            season: entry.season.year,
            level: entry.entry.details.level.label(),
            badge: entry_badge(entry.entry.details.state),
            subjects: entry
                .subjects
                .iter()
                .map(|subject| subject.label())
                .collect::<Vec<_>>()
                .join("、"),
        })
        .collect();
    views.sort_by_key(|view| std::cmp::Reverse(view.season));
    views
}

pub(super) fn results(exams: &ExamSituation, marks: &PassMarks<'_>) -> Vec<ResultView> {
    let mut ordered: Vec<_> = exams.results.iter().collect();
    ordered.sort_by_key(|result| std::cmp::Reverse(result.year));
    ordered
        .into_iter()
        .map(|result| {
            let standing = marks.of(result);
            ResultView {
                year: result.year,
                level: result.level.label(),
                level_word: result.level.as_str(),
                subject: result.subject.label(),
                score: score_in_words(result),
                badge: Badge::new(standing.class, standing.word),
                line: standing.line,
            }
        })
        .collect()
}
