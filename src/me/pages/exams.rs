//! `/me/exams`: the next season, what still lives, what is needed, who may sit, where
//! to sign up.

use askama::Template;

use super::picture;
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::exams::marks::{PassMarks, score_in_words};
use crate::exams::wording::is_past;
use crate::help::links::{eligibility_line, passing_rule};
use crate::me::Picture;
use crate::me::tasks::{Task, tasks};
use crate::me::views::{Badge, DoorView, doors, season_mark};
use crate::web::{Answer, Frame, Reply, Request, Section};

/// How the person stands at one level.
struct StatusView {
    level: &'static str,
    outcome: Badge,
    /// What still counts and what comes of it.
    told: Vec<String>,
    /// The rule that decides.
    link: &'static str,
    proof_until: Option<String>,
    local_only: bool,
}

/// Whether one may sit a level.
struct AnswerView {
    level: &'static str,
    answer: Badge,
    sentence: String,
    /// The line that decides.
    link: String,
}

/// One entry.
struct EntryView {
    year: i32,
    level: &'static str,
    state: &'static str,
    subjects: Vec<&'static str>,
    ticket: String,
}

/// One score.
struct ResultView {
    year: i32,
    level: &'static str,
    subject: &'static str,
    score: String,
    standing: Badge,
    line: String,
}

#[derive(Template)]
#[template(path = "me/exams.html")]
struct ExamsPage {
    frame: Frame,
    season: Option<SeasonView>,
    task: Option<Task>,
    answers: Vec<AnswerView>,
    statuses: Vec<StatusView>,
    entries: Vec<EntryView>,
    results: Vec<ResultView>,
}

/// The next season.
struct SeasonView {
    title: String,
    mark: Option<&'static str>,
    doors: Vec<DoorView>,
    document: String,
    cancelled: bool,
}

pub(super) fn page(request: &Request, conn: &mut Conn) -> Answer {
    let picture = picture(request, conn)?;
    let exams = &picture.exams;
    let marks = PassMarks {
        policies: &request.app.policies,
        today: request.now.today,
    };
    let season = exams.season.as_ref().map(|season| SeasonView {
        title: format!("{}年 · {}", season.days.year, season.days.area),
        mark: season_mark(season),
        doors: doors(season, request.now.today),
        document: season
            .days
            .notice
            .clone()
            .unwrap_or_else(|| season.days.source.document.clone()),
        cancelled: season.days.state == crate::exams::SeasonState::Cancelled,
    });
    Reply::html(&ExamsPage {
        frame: request.frame("我的考试", Section::MyExams),
        season,
        task: tasks(&picture)
            .into_iter()
            .find(|task| task.button.1 == "/me/exams"),
        answers: answers(&picture),
        statuses: statuses(&picture),
        entries: entries(&picture),
        results: results(&picture, &marks),
    })
}

fn answers(picture: &Picture<'_>) -> Vec<AnswerView> {
    let season = picture.exams.season.iter();
    season
        .flat_map(|season| &season.answers)
        .map(|answer| AnswerView {
            level: answer.level.label(),
            answer: match answer.may {
                Some(true) => Badge::new("done", "✓", "可以报考"),
                Some(false) => Badge::new("none", "—", "暂不能报考"),
                None => Badge::new("ask", "●", "待补充资料"),
            },
            sentence: answer.sentence.clone(),
            link: eligibility_line(answer.line.as_deref()),
        })
        .collect()
}

fn statuses(picture: &Picture<'_>) -> Vec<StatusView> {
    use crate::exams::ExamOutcome;
    let certified = picture.certified();
    picture
        .exams
        .told(certified)
        .into_iter()
        .map(|(status, told)| StatusView {
            level: status.level.label(),
            outcome: match status.outcome {
                _ if is_past(status, certified) => Badge::new("none", "—", "不需再考"),
                ExamOutcome::Qualified => Badge::new(
                    "done",
                    "✓",
                    match status.qualified_year {
                        Some(year) => format!("{year}年已通过"),
                        None => "已通过".to_owned(),
                    },
                ),
                ExamOutcome::Partial => Badge::new("behind", "◐", "部分科目有效"),
                ExamOutcome::NotPassed => Badge::new("none", "—", "没有有效的合格成绩"),
            },
            told,
            link: passing_rule(status.level),
            proof_until: status.proof_until.map(chinese_day),
            local_only: status.local_only,
        })
        .collect()
}

fn entries(picture: &Picture<'_>) -> Vec<EntryView> {
    picture
        .exams
        .entries
        .iter()
        .rev()
        .map(|entry| {
            let details = &entry.entry.details;
            EntryView {
                year: entry.year(),
                level: details.level.label(),
                state: details.state.label(),
                subjects: entry
                    .subjects
                    .iter()
                    .map(|subject| subject.label())
                    .collect(),
                ticket: details.ticket_number.clone().unwrap_or_default(),
            }
        })
        .collect()
}

fn results(picture: &Picture<'_>, marks: &PassMarks<'_>) -> Vec<ResultView> {
    picture
        .exams
        .results
        .iter()
        .rev()
        .map(|result| {
            let standing = marks.of(result);
            let shape = match standing.class {
                "done" => "✓",
                "wait" => "◔",
                _ => "—",
            };
            ResultView {
                year: result.year,
                level: result.level.label(),
                subject: result.subject.label(),
                score: score_in_words(result),
                standing: Badge::new(standing.class, shape, standing.word),
                line: standing.line,
            }
        })
        .collect()
}
