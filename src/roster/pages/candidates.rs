//! Who could sit the next exam, and why not: as a page and as a file.

use askama::Template;
use chrono::NaiveDate;

use super::list::{Loaded, XLSX, note_export, read, signup_in_words, workbook};
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::exams::SeasonState;
use crate::help::links::eligibility_line;
use crate::roster::rules::is_not_entered;
use crate::roster::view::{Badge, Pager, entry_badge, may_sit_badge};
use crate::roster::{RosterRow, SeasonAtHand, Sort, sheet};
use crate::units::UnitPicker;
use crate::web::{Answer, Frame, Reply, Request, Section};

/// `/people/candidates.xlsx`
pub(super) fn download(request: &Request) -> Answer {
    let loaded = read(request)?;
    let rows = candidates_of(request, &loaded);
    let file = workbook(|path| sheet::write_candidates(path, &rows).map(drop))?;
    note_export(request, "报考条件名单", &loaded.query(), rows.len())?;
    let name = format!("{}报考条件{}.xlsx", loaded.title(), request.now.today);
    Ok(Reply::download(file, &name, XLSX))
}

/// One level of one person.
struct ProspectView {
    level: &'static str,
    badge: Badge,
    sentence: String,
    /// The line that decides.
    link: String,
}

struct CandidateView {
    id: i64,
    name: String,
    unit: String,
    level: &'static str,
    prospects: Vec<ProspectView>,
    entries: Vec<Badge>,
    /// 2026年成绩未公布.
    waits: Option<String>,
}

#[derive(Template)]
#[template(path = "people/candidates.html")]
struct CandidatesPage {
    frame: Frame,
    heading: String,
    season: Option<String>,
    expected: bool,
    document: String,
    chips: Vec<AnswerChip>,
    lines: Vec<CandidateView>,
    pager: Pager,
    query: String,
    too_many: Option<usize>,
    answer: String,
    search: String,
    unit: String,
    units: UnitPicker,
    /// The other filters as they stand in the address, each behind a `&`.
    others: String,
    /// The group message of those who have not signed up.
    message: String,
}

struct AnswerChip {
    label: &'static str,
    word: &'static str,
    count: usize,
    current: bool,
}

/// What can be asked of the list: each word with its label.
const ANSWERS: [(&str, &str); 8] = [
    ("", "全部"),
    ("not_entered", "可报考、未报名"),
    ("planned", "其中已拟报考、注册"),
    ("missed", "可报考、报名已截止"),
    ("entered", "已报名"),
    ("unknown", "资料不全"),
    ("no", "暂不符合"),
    ("past", "无需报考"),
];

fn answers(row: &RosterRow, word: &str) -> bool {
    use crate::roster::ExamWord::{Entered, Missed, NotEligible, Past, Planned, Unknown};
    match word {
        "not_entered" => is_not_entered(row.exam.word),
        "planned" => row.exam.word == Planned,
        "missed" => row.exam.word == Missed,
        "entered" => row.exam.word == Entered,
        "unknown" => row.exam.word == Unknown,
        "no" => row.exam.word == NotEligible,
        "past" => row.exam.word == Past,
        _ => true,
    }
}

/// Those that the answer asked for fits, by name.
pub(in crate::roster) fn candidates_of(request: &Request, loaded: &Loaded) -> Vec<RosterRow> {
    let word = request.query("answer").unwrap_or_default();
    let mut rows: Vec<RosterRow> = loaded
        .roster
        .listed
        .iter()
        .filter(|row| answers(row, word))
        .cloned()
        .collect();
    if loaded.question.sort == Sort::Due {
        crate::roster::rules::order(&mut rows, Sort::Name);
    }
    rows
}

/// `/people/candidates`: who could sit the next exam, and why not.
pub(super) fn list(request: &Request, conn: &mut Conn) -> Answer {
    let loaded = Loaded::new(request, conn)?;
    let word = request.query("answer").unwrap_or_default();
    let rows = candidates_of(request, &loaded);
    let query = request.query_fields().query_without(&["page"]);
    let pager = Pager::new(rows.len(), request.query("page"), query.clone());
    let season = loaded.roster.season.as_ref();
    let others = request.query_fields().query_without(&["page", "answer"]);
    Reply::html(&CandidatesPage {
        frame: request.frame("报考", Section::Candidates),
        heading: loaded.title(),
        season: season.map(|season| season_in_words(season, request.now.today)),
        expected: season.is_some_and(|season| season.state == SeasonState::Expected),
        document: season
            .map(|season| season.document.clone())
            .unwrap_or_default(),
        chips: ANSWERS
            .iter()
            .map(|(known, label)| AnswerChip {
                label,
                word: known,
                count: loaded
                    .roster
                    .listed
                    .iter()
                    .filter(|row| answers(row, known))
                    .count(),
                current: *known == word,
            })
            .filter(|chip| chip.count > 0 || chip.current || chip.word.is_empty())
            .collect(),
        answer: word.to_owned(),
        search: loaded.question.search.clone().unwrap_or_default(),
        unit: loaded
            .question
            .unit
            .map(|unit| unit.to_string())
            .unwrap_or_default(),
        units: loaded.units("全部村（社区）、单位"),
        message: match others.is_empty() {
            true => "state=not_entered".to_owned(),
            false => format!("state=not_entered&{others}"),
        },
        others: match others.is_empty() {
            true => others,
            false => format!("&{others}"),
        },
        lines: pager.of(&rows).iter().map(candidate).collect(),
        query,
        too_many: loaded.roster.too_many,
        pager,
    })
}

fn candidate(row: &RosterRow) -> CandidateView {
    CandidateView {
        id: row.person.0,
        name: row.name.clone(),
        unit: row.unit_name.clone(),
        level: sheet::level_word(row),
        prospects: row
            .exam
            .prospects
            .iter()
            .map(|prospect| ProspectView {
                level: prospect.level.label(),
                badge: may_sit_badge(prospect.answer),
                sentence: prospect.sentence.clone(),
                link: eligibility_line(prospect.line.as_deref()),
            })
            .collect(),
        entries: row
            .exam
            .entries
            .iter()
            .map(|entry| entry_badge(entry.state))
            .collect(),
        waits: row.exam.waits_for.map(sheet::waiting_word),
    }
}

fn season_in_words(season: &SeasonAtHand, today: NaiveDate) -> String {
    let exam = season
        .exam
        .map(|days| format!("，{}考试", chinese_day(days.first)))
        .unwrap_or_default();
    let signup = signup_in_words(season, today).unwrap_or_else(|| "报名时间尚未公布".to_owned());
    format!("{}年考试：{signup}{exam}", season.year)
}
