//! One person whole: what is owed, every record with its reason, certificates,
//! registrations, exams, entries, claims, and what happened lately.

mod papers;
mod training;

use askama::Template;
use chrono::NaiveDate;

use crate::accounts::{self, AccountState, Right};
use crate::audit::store::Line;
use crate::audit::{self};
use crate::calendar::{chinese_day, chinese_month_or_day};
use crate::certificates::Level;
use crate::claims;
use crate::clock::to_local;
use crate::db::Conn;
use crate::exams::actions::ExamRules;
use crate::exams::marks::PassMarks;
use crate::exams::prospects::Prospects;
use crate::exams::rules::passes_without_certificate;
use crate::exams::situation::{self as exam_situation, ExamSituation};
use crate::help::links::{self, eligibility_line};
use crate::history::readable::{self, Names};
use crate::people::{self, Person, PersonId};
use crate::roster::gather::{Gatherer, candidate};
use crate::roster::view::{Badge, claim_badge, days_in_words, may_sit_badge};
use crate::roster::{RosterRow, sheet};
use crate::training::situation::{self as training_situation, TrainingSituation};
use crate::units::UnitTree;
use crate::web::{Answer, Frame, Problem, Reply, Request, Section};
use papers::{
    CertificateView, EntryView, ExamView, RegistrationNow, ResultView, certificates, entries,
    results, statuses,
};
use training::{TrainingView, training};

/// So many lines of the history stand on the page.
const LATEST_LINES: usize = 10;

struct DutyView {
    badge: Badge,
    kind: &'static str,
    what: String,
    by_when: String,
    /// Where its rule is told.
    link: &'static str,
}

/// Whether the person could sit a level, and by which line.
struct ProspectView {
    level: &'static str,
    badge: Badge,
    sentence: String,
    link: String,
}

struct HistoryView {
    at: String,
    actor: String,
    what: String,
    changes: Vec<String>,
}

#[derive(Template)]
#[template(path = "people/person.html")]
struct PersonPage {
    frame: Frame,
    id: i64,
    name: String,
    unit: String,
    id_number: String,
    facts: Vec<Fact>,
    /// When the person left or will leave.
    left: Option<String>,
    duties: Vec<DutyView>,
    training: TrainingView,
    certificates: Vec<CertificateView>,
    registration: Option<RegistrationNow>,
    prospects: Vec<ProspectView>,
    statuses: Vec<ExamView>,
    entries: Vec<EntryView>,
    results: Vec<ResultView>,
    claims: Vec<(String, Badge)>,
    moves: Vec<(NaiveDate, String)>,
    /// Levels passed without a certificate on record: 社会工作师（2021年）.
    unentered: Vec<String>,
    history: Vec<HistoryView>,
    /// Whether the person can sign in, for who issues accounts.
    account: Option<AccountView>,
    may_edit: bool,
    may_unmask: bool,
    may_certificates: bool,
    /// The viewer's own page: one's own records are not filed for somebody.
    own: bool,
    may_history: bool,
}

/// One line of the personal data, with its rule where one hangs on it.
struct Fact {
    label: &'static str,
    value: String,
    link: Option<&'static str>,
}

/// The person's account in a word.
struct AccountView {
    /// Its id; none where there is no account yet.
    id: Option<i64>,
    word: &'static str,
    /// It can be opened here.
    may_open: bool,
}

fn account(
    conn: &mut Conn,
    person: &Person,
    may_issue: bool,
    today: NaiveDate,
) -> Result<Option<AccountView>, Problem> {
    if !may_issue {
        return Ok(None);
    }
    let found = accounts::store::find_by_person(conn, person.id)?;
    let word = match &found {
        None => "未开通",
        Some(account) if account.state == AccountState::Locked => account.state.label(),
        Some(account) if account.must_change_password || account.password_hash.is_none() => {
            "已开通，等本人首次登录"
        }
        Some(_) => "已开通",
    };
    Ok(Some(AccountView {
        may_open: found.is_none() && !person.details.has_left(today),
        id: found.map(|account| account.id.0),
        word,
    }))
}

/// The person that a path names, within reach; one that was merged leads to the one
/// that stands.
pub(super) enum Found {
    /// The person.
    Person(Box<Person>),
    /// The entry it was merged into.
    Merged(PersonId),
}

fn find(request: &Request, conn: &mut Conn, tree: &UnitTree) -> Result<Found, Problem> {
    let id = PersonId(request.param("id")?);
    let reach = request.reach(tree)?;
    if let Some(person) = people::store::find_within(conn, id, &reach)? {
        return Ok(Found::Person(Box::new(person)));
    }
    let into = people::store::find_merged_into(conn, id)?.ok_or(Problem::NotFound)?;
    match people::store::find_within(conn, into, &reach)? {
        Some(person) => Ok(Found::Merged(person.id)),
        None => Err(Problem::NotFound),
    }
}

/// `/people/{id}`
pub(super) fn show(request: &Request, conn: &mut Conn) -> Answer {
    let tree = request.app.units(conn)?;
    let person = match find(request, conn, &tree)? {
        Found::Person(person) => *person,
        Found::Merged(into) => return Ok(Reply::see_other(format!("/people/{into}"))),
    };
    let viewer = request.viewer()?;
    let unit = person.details.unit_id;
    let may = |right: Right| viewer.may(right) && viewer.reach(right, &tree).contains(unit);
    let app = &request.app;
    let (zone, today) = (app.config.time_zone, request.now.today);
    let mut gatherer = Gatherer::load(conn, &app.policies, zone, today, &tree)?;
    let row = gatherer
        .rows(conn, vec![person.clone()])?
        .pop()
        .ok_or(Problem::NotFound)?;
    let season = gatherer.season_of(unit);
    let situation = training_situation::load(conn, vec![person.clone()], false)?
        .pop()
        .ok_or(Problem::NotFound)?;
    let mut exam_rules = ExamRules::load(conn, &app.policies, zone, today)?;
    let exams = exam_situation::load(conn, &mut exam_rules, &tree, std::slice::from_ref(&person))?
        .remove(&person.id)
        .unwrap_or_default();
    let cutoff = season.map_or(today, |season| season.cutoff);
    let prospects =
        Prospects::new(&app.policies).of(&candidate(&situation), &exams.statuses, cutoff);
    let training = training(request, conn, &situation, &tree)?;
    let marks = PassMarks {
        policies: &app.policies,
        today,
    };
    let page = PersonPage {
        frame: request.frame(&person.details.name, Section::People),
        id: person.id.0,
        name: person.details.name.clone(),
        unit: row.unit_path.clone(),
        id_number: person.shown_id_number(&app.keys, false)?,
        facts: facts(&person, &row),
        left: person.details.left_on.map(|day| {
            let will = if day < today { "" } else { "将于" };
            format!("{will}{}离职", chinese_day(day))
        }),
        duties: duties(&row, today),
        training,
        certificates: certificates(&situation),
        registration: row
            .registration
            .map(|standing| RegistrationNow::new(standing, today)),
        prospects: prospects
            .into_iter()
            .map(|one| ProspectView {
                level: one.level.label(),
                badge: may_sit_badge(one.answer),
                link: eligibility_line(one.line.as_deref()),
                sentence: one.sentence,
            })
            .collect(),
        statuses: statuses(&exams, certified(&situation)),
        entries: entries(&exams),
        results: results(&exams, &marks),
        claims: claims::store::load_standings(conn, &[person.id])?
            .remove(&person.id)
            .unwrap_or_default()
            .into_iter()
            .map(|claim| {
                let badge = claim_badge(claim.state, claim.amount_cents);
                (claim.claim_number, badge)
            })
            .collect(),
        moves: moves(conn, person.id, &tree)?,
        unentered: unentered(&situation, &exams),
        history: history(request, conn, person.id, &tree)?,
        account: account(
            conn,
            &person,
            may(Right::IssueAccounts) && viewer.person != Some(person.id),
            today,
        )?,
        may_edit: may(Right::EditPeople),
        may_unmask: may(Right::Unmask),
        may_certificates: may(Right::EditCertificates),
        own: viewer.person == Some(person.id),
        may_history: may(Right::SeeHistory),
    };
    Reply::html(&page)
}

fn facts(person: &Person, row: &RosterRow) -> Vec<Fact> {
    let details = &person.details;
    let unknown = || "未填".to_owned();
    let month = |day: Option<NaiveDate>| day.map_or_else(unknown, chinese_month_or_day);
    let kind = details.employment_kind.map(|kind| kind.label().to_owned());
    let education = details.education.map(|one| one.label().to_owned());
    [
        ("手机号", row.masked_mobile(), None),
        ("电子邮箱", details.email.clone(), None),
        ("人员类别", kind, Some(links::REIMBURSEMENT)),
        (
            "级别",
            Some(sheet::level_word(row).to_owned()),
            Some(links::TRAINING),
        ),
        ("学历", education, Some(links::EDUCATION)),
        ("所学专业", details.major.clone(), Some(links::EDUCATION)),
        (
            "毕业时间",
            Some(month(details.graduated_on)),
            Some(links::YEARS_OF_SERVICE),
        ),
        (
            "从事社会工作时间",
            Some(month(details.social_work_since)),
            Some(links::YEARS_OF_SERVICE),
        ),
        ("入职日期", details.joined_on.map(chinese_day), None),
    ]
    .into_iter()
    .map(|(label, value, link)| Fact {
        label,
        value: value.unwrap_or_else(unknown),
        link,
    })
    .collect()
}

fn duties(row: &RosterRow, today: NaiveDate) -> Vec<DutyView> {
    row.duties
        .iter()
        .map(|duty| {
            let left = duty.days_left(today);
            DutyView {
                badge: match left {
                    _ if duty.kind.is_advisory() => Badge::new("ask", "建议办理"),
                    Some(..0) => Badge::new("late", "已过期"),
                    Some(0..180) => Badge::new("soon", "快到期"),
                    Some(_) | None => Badge::new("behind", "待办"),
                },
                kind: duty.kind.task(),
                link: duty.kind.rule(),
                what: duty.what.clone(),
                by_when: match (duty.due_on, left) {
                    (Some(day), Some(left)) => {
                        format!("{}，{}", chinese_day(day), days_in_words(left))
                    }
                    _ => "没有固定期限，请尽快办理".to_owned(),
                },
            }
        })
        .collect()
}

fn moves(
    conn: &mut Conn,
    person: PersonId,
    tree: &UnitTree,
) -> Result<Vec<(NaiveDate, String)>, Problem> {
    let name = |unit| {
        tree.get(unit)
            .map(|unit| unit.details.name.clone())
            .unwrap_or_default()
    };
    Ok(people::store::load_moves(conn, person)?
        .into_iter()
        .map(|one| {
            let reason = one
                .reason
                .map(|reason| format!("（{reason}）"))
                .unwrap_or_default();
            let words = format!(
                "由{}调入{}{reason}",
                name(one.from_unit_id),
                name(one.to_unit_id)
            );
            (one.moved_on, words)
        })
        .collect())
}

/// The highest level with a certificate on record.
fn certified(situation: &TrainingSituation) -> Option<Level> {
    situation.held().into_iter().map(|one| one.level).max()
}

/// What was passed and no certificate stands for: a level or a higher one.
fn unentered(situation: &TrainingSituation, exams: &ExamSituation) -> Vec<String> {
    passes_without_certificate(&exams.statuses, certified(situation))
        .map(|(level, year)| format!("{}（{year}年）", level.label()))
        .collect()
}

fn history(
    request: &Request,
    conn: &mut Conn,
    person: PersonId,
    tree: &UnitTree,
) -> Result<Vec<HistoryView>, Problem> {
    let zone = request.app.config.time_zone;
    let names = Names {
        tree,
        zone,
        programs_in_full: false,
        policies: &request.app.policies,
    };
    let lines: Vec<Line> = audit::store::load_of_people(conn, &[person])?;
    Ok(lines
        .iter()
        .rev()
        .take(LATEST_LINES)
        .map(|line| HistoryView {
            at: to_local(line.occurred_at, zone)
                .format("%Y-%m-%d %H:%M")
                .to_string(),
            actor: line.actor.clone(),
            what: format!("{}：{}", line.action.label(), line.entity.label()),
            changes: readable::told(line, names).in_words(line.before.is_some()),
        })
        .collect())
}
