//! `/api/v1/people`: lists, one person, and how they stand. Numbers are masked.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::OpenApi;

use super::rules::matches;
use crate::accounts::Right;
use crate::certificates::rules::rows_in_use;
use crate::certificates::{Level, RegistrationKind};
use crate::db::Conn;
use crate::exams::ExamOutcome;
use crate::exams::actions::{ExamRules, LivePassLine};
use crate::exams::prospects::{MaySit, Prospects};
use crate::exams::situation as exam_situation;
use crate::identity::Mobile;
use crate::people::{self, Person, PersonId};
use crate::roster::gather::{Gatherer, candidate};
use crate::training::situation::{self as training_situation, RegionalRules, TrainingSituation};
use crate::training::{RuleUnit, TrainingState, WindowKind};
use crate::units::{self, UnitId, UnitTree};
use crate::web::{Answer, Problem, Reply, Request, Route};

/// People on one page of the list where nothing else is asked.
const USUAL_LIMIT: usize = 20;
/// The most people on one page.
const MOST_LIMIT: usize = 200;
/// People looked at in one go where a search leaves some out.
const LOOKED_AT: i64 = 500;

/// The routes of reading people for programs.
pub fn routes() -> Vec<Route> {
    use Right::SeePeople;
    vec![
        Route::api_read("/api/v1/people", SeePeople, list),
        Route::api_read("/api/v1/people/{id}", SeePeople, show),
        Route::api_read(
            "/api/v1/people/{id}/training-status",
            SeePeople,
            training_status,
        ),
        Route::api_read("/api/v1/people/{id}/exam-status", SeePeople, exam_status),
        Route::api_read("/api/v1/people/{id}/certificates", SeePeople, certificates),
    ]
}

/// The descriptions of these routes.
#[derive(OpenApi)]
#[openapi(
    paths(list, show, training_status, exam_status, certificates),
    components(schemas(
        PersonAnswer,
        PeopleList,
        TrainingLineAnswer,
        RecordAnswer,
        ExamAnswer,
        ExamLineAnswer,
        ProspectAnswer,
        CertificateAnswer,
        RegistrationAnswer
    ))
)]
pub struct Described;

/// One person; numbers masked.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PersonAnswer {
    /// The id.
    pub id: i64,
    /// 姓名.
    pub name: String,
    /// 证件号码, masked.
    pub id_number: String,
    /// The unit's id.
    pub unit: i64,
    /// The unit's path.
    pub unit_path: String,
    /// 手机号, masked.
    pub mobile: Option<String>,
    /// 电子邮箱.
    pub email: Option<String>,
    /// 学历.
    pub education: Option<&'static str>,
    /// 专业.
    pub major: Option<String>,
    /// 毕业时间.
    pub graduated_on: Option<NaiveDate>,
    /// 从事社会工作时间.
    pub social_work_since: Option<NaiveDate>,
    /// 人员类别.
    pub employment_kind: Option<&'static str>,
    /// 入职日期.
    pub joined_on: Option<NaiveDate>,
    /// 离职日期.
    pub left_on: Option<NaiveDate>,
    /// For `If-Match`.
    pub version: i64,
}

impl PersonAnswer {
    /// A person as programs see it.
    ///
    /// # Errors
    /// When the number cannot be opened.
    pub fn new(request: &Request, person: &Person, tree: &UnitTree) -> Result<Self, Problem> {
        let details = &person.details;
        Ok(Self {
            id: person.id.0,
            name: details.name.clone(),
            id_number: person.shown_id_number(&request.app.keys, false)?,
            unit: details.unit_id.0,
            unit_path: tree
                .get(details.unit_id)
                .map(|unit| unit.details.path.clone())
                .unwrap_or_default(),
            mobile: details
                .mobile
                .as_deref()
                .and_then(|mobile| Mobile::parse(mobile).ok())
                .map(|mobile| mobile.masked()),
            email: details.email.clone(),
            education: details.education.map(|education| education.as_str()),
            major: details.major.clone(),
            graduated_on: details.graduated_on,
            social_work_since: details.social_work_since,
            employment_kind: details.employment_kind.map(|kind| kind.as_str()),
            joined_on: details.joined_on,
            left_on: details.left_on,
            version: person.version,
        })
    }
}

/// One page of people.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct PeopleList {
    /// The people, in the order of their ids.
    items: Vec<PersonAnswer>,
    /// For the next page; none after the last.
    next: Option<String>,
}

#[utoipa::path(get, path = "/api/v1/people", tag = "人员", summary = "管理范围内的人员",
    params(
        ("unit" = Option<i64>, Query, description = "只列这个单位及其下级"),
        ("q" = Option<String>, Query, description = "姓名、拼音首字母或手机号"),
        ("limit" = Option<u32>, Query, description = "每页人数，1–200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页的 next")
    ),
    responses((status = 200, description = "人员", body = PeopleList)))]
fn list(request: &Request, conn: &mut Conn) -> Answer {
    let limit = match request.query("limit") {
        None => USUAL_LIMIT,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=MOST_LIMIT).contains(limit))
            .ok_or_else(|| Problem::field("limit", "limit 应为 1 至 200"))?,
    };
    let mut after = match request.query("cursor") {
        None => PersonId(0),
        Some(cursor) => read_cursor(cursor)
            .ok_or_else(|| Problem::field("cursor", "cursor 不是上一页给出的值"))?,
    };
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let reach = match request.query("unit") {
        None => reach,
        Some(unit) => {
            let unit = unit.parse().map(UnitId).map_err(|_| Problem::NotFound)?;
            if !reach.contains(unit) || tree.get(unit).is_none() {
                return Err(Problem::NotFound);
            }
            reach.below(unit, &tree)
        }
    };
    let units = reach.units();
    let search = request.query("q");
    let block = match search {
        None => i64::try_from(limit + 1).unwrap_or(i64::MAX),
        Some(_) => LOOKED_AT,
    };
    let mut found: Vec<Person> = Vec::new();
    while found.len() <= limit {
        let page = people::store::load_page(conn, units.as_deref(), after, block)?;
        let full = i64::try_from(page.len()).is_ok_and(|count| count == block);
        let Some(last) = page.last() else { break };
        after = last.id;
        found.extend(page.into_iter().filter(|person| {
            let details = &person.details;
            search.is_none_or(|search| {
                matches(
                    search,
                    &details.name,
                    &details.pinyin_initials,
                    details.mobile.as_deref(),
                )
            })
        }));
        if !full {
            break;
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found
        .last()
        .filter(|_| more)
        .map(|person| write_cursor(person.id));
    let items = found
        .iter()
        .map(|person| PersonAnswer::new(request, person, &tree))
        .collect::<Result<Vec<_>, _>>()?;
    Reply::json(&PeopleList { items, next })
}

fn write_cursor(after: PersonId) -> String {
    format!("p{:x}", after.0)
}

fn read_cursor(cursor: &str) -> Option<PersonId> {
    let id = i64::from_str_radix(cursor.strip_prefix('p')?, 16).ok()?;
    (id >= 0).then_some(PersonId(id))
}

/// The person of the path with everything the training rules look at.
fn situation(request: &Request, conn: &mut Conn) -> Result<(TrainingSituation, UnitTree), Problem> {
    let (person, tree) = people::pages::person_of(request, conn)?;
    let situation = training_situation::load(conn, vec![person], false)?
        .pop()
        .ok_or(Problem::NotFound)?;
    Ok((situation, tree))
}

#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "人员", summary = "一个人的资料",
    params(("id" = i64, Path, description = "人员编号")),
    responses((status = 200, description = "资料；ETag 是版本", body = PersonAnswer)))]
fn show(request: &Request, conn: &mut Conn) -> Answer {
    let (person, tree) = people::pages::person_of(request, conn)?;
    let answer = PersonAnswer::new(request, &person, &tree)?;
    Ok(Reply::json(&answer)?.with_etag(person.version))
}

/// One training rule. Amounts in hundredths of the rule's unit.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct TrainingLineAnswer {
    /// The rule's id.
    rule: String,
    /// Its name.
    rule_name: String,
    /// Its document.
    document: String,
    /// `days` or `hours`.
    #[schema(value_type = String)]
    unit: RuleUnit,
    /// `complete`, `short`, `overdue`, `due_soon`, `behind`, `on_track`.
    #[schema(value_type = String)]
    state: TrainingState,
    /// `registration` or `rolling`.
    #[schema(value_type = String)]
    basis: WindowKind,
    /// First day of the window.
    window_first: NaiveDate,
    /// Last day of the window.
    window_last: NaiveDate,
    /// Owed.
    required_hundredths: i64,
    /// Counted, rounded down.
    counted_hundredths: i64,
    /// Open, rounded up.
    open_hundredths: i64,
    /// Every record and why it counts what it counts.
    records: Vec<RecordAnswer>,
}

/// One record under a rule.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RecordAnswer {
    /// The record.
    id: i64,
    /// What it counts, rounded down.
    counted_hundredths: i64,
    /// Why: `counted`, `capped`, `before_window` …
    reason: &'static str,
}

#[utoipa::path(get, path = "/api/v1/people/{id}/training-status", tag = "人员", summary = "继续教育情况",
    params(("id" = i64, Path, description = "人员编号")),
    responses((status = 200, description = "每条规定一行", body = Vec<TrainingLineAnswer>)))]
fn training_status(request: &Request, conn: &mut Conn) -> Answer {
    let (situation, tree) = situation(request, conn)?;
    let today = request.now.today;
    let mut rules = RegionalRules::new(&request.app.policies, today, None);
    let unit = situation.person.details.unit_id;
    let lines: Vec<TrainingLineAnswer> = situation
        .status(rules.of_unit(&tree, unit), today)
        .iter()
        .map(|line| TrainingLineAnswer {
            rule: line.rule.id.clone(),
            rule_name: line.rule.name.clone(),
            document: line.rule.source.document.clone(),
            unit: line.rule.unit,
            state: line.state,
            basis: line.basis,
            window_first: line.window.first,
            window_last: line.window.last,
            required_hundredths: line.required.hundredths_up(),
            counted_hundredths: line.counted.hundredths_down(),
            open_hundredths: line.open.hundredths_up(),
            records: line
                .records
                .iter()
                .map(|record| RecordAnswer {
                    id: record.id.0,
                    counted_hundredths: record.counted.hundredths_down(),
                    reason: record.reason.as_str(),
                })
                .collect(),
        })
        .collect();
    Reply::json(&lines)
}

/// How a person stands with the exams.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ExamAnswer {
    /// What the results come to, by level.
    statuses: Vec<ExamLineAnswer>,
    /// Whether the person could sit the next season, by level.
    prospects: Vec<ProspectAnswer>,
    /// The year of the next season.
    next_season: Option<i32>,
}

/// One level.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ExamLineAnswer {
    /// The level.
    #[schema(value_type = String)]
    level: Level,
    /// `qualified`, `partial`, `not_passed`.
    #[schema(value_type = String)]
    outcome: ExamOutcome,
    /// The first year in which the outcome was reached.
    qualified_year: Option<i32>,
    /// What still counts.
    #[schema(value_type = Vec<Object>)]
    live_passes: Vec<LivePassLine>,
    /// What is needed.
    needs: Vec<&'static str>,
}

/// Whether a level can be sat, and why.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ProspectAnswer {
    /// The level.
    #[schema(value_type = String)]
    level: Level,
    /// `yes`, `no`, `unknown`.
    #[schema(value_type = String)]
    answer: MaySit,
    /// Why, in one sentence.
    sentence: String,
}

#[utoipa::path(get, path = "/api/v1/people/{id}/exam-status", tag = "人员", summary = "考试情况和报考条件",
    params(("id" = i64, Path, description = "人员编号")),
    responses((status = 200, description = "成绩效力和能否报考", body = ExamAnswer)))]
fn exam_status(request: &Request, conn: &mut Conn) -> Answer {
    let (situation, tree) = situation(request, conn)?;
    let app = &request.app;
    let (zone, today) = (app.config.time_zone, request.now.today);
    let mut rules = ExamRules::load(conn, &app.policies, zone, today)?;
    let person = std::slice::from_ref(&situation.person);
    let exams = exam_situation::load(conn, &mut rules, &tree, person)?
        .remove(&situation.person.id)
        .unwrap_or_default();
    let season = Gatherer::load(conn, &app.policies, zone, today, &tree)?
        .season_of(situation.person.details.unit_id);
    let cutoff = season.as_ref().map_or(today, |season| season.cutoff);
    Reply::json(&ExamAnswer {
        statuses: exams
            .statuses
            .iter()
            .map(|status| ExamLineAnswer {
                level: status.level,
                outcome: status.outcome,
                qualified_year: status.qualified_year,
                live_passes: status
                    .live_passes
                    .iter()
                    .map(|pass| LivePassLine {
                        subject: pass.subject.label(),
                        year: pass.year,
                    })
                    .collect(),
                needs: status.needs.iter().map(|subject| subject.label()).collect(),
            })
            .collect(),
        prospects: Prospects::new(&app.policies)
            .of(&candidate(&situation), &exams.statuses, cutoff)
            .into_iter()
            .map(|one| ProspectAnswer {
                level: one.level,
                answer: one.answer,
                sentence: one.sentence,
            })
            .collect(),
        next_season: season.map(|season| season.year),
    })
}

/// One certificate with its registrations.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct CertificateAnswer {
    /// The id.
    id: i64,
    /// The level.
    #[schema(value_type = String)]
    level: Level,
    /// 证书管理号.
    number: Option<String>,
    /// 批准日期.
    approved_on: Option<NaiveDate>,
    /// For `If-Match`.
    version: i64,
    /// Its registrations, oldest row first.
    registrations: Vec<RegistrationAnswer>,
}

/// One registration row.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct RegistrationAnswer {
    /// The id.
    id: i64,
    /// The row it follows.
    follows: Option<i64>,
    /// `first`, `renewal`, `extension`, `correction`.
    #[schema(value_type = String)]
    kind: RegistrationKind,
    /// First day.
    first_day: NaiveDate,
    /// Last day, inclusive.
    last_day: NaiveDate,
    /// Whether no extension or correction replaced it.
    in_use: bool,
}

#[utoipa::path(get, path = "/api/v1/people/{id}/certificates", tag = "人员", summary = "证书与登记",
    params(("id" = i64, Path, description = "人员编号")),
    responses((status = 200, description = "证书", body = Vec<CertificateAnswer>)))]
fn certificates(request: &Request, conn: &mut Conn) -> Answer {
    let (situation, _) = situation(request, conn)?;
    let rows = situation.registration_rows();
    let in_use: Vec<_> = rows_in_use(&rows).map(|row| row.id).collect();
    let answers: Vec<CertificateAnswer> = situation
        .certificates
        .iter()
        .map(|certificate| CertificateAnswer {
            id: certificate.id.0,
            level: certificate.details.level,
            number: certificate.details.number.clone(),
            approved_on: certificate.details.approved_on,
            version: certificate.version,
            registrations: situation
                .registrations
                .iter()
                .filter(|(_, row)| row.details.certificate_id == certificate.id)
                .map(|(_, row)| RegistrationAnswer {
                    id: row.id.0,
                    follows: row.details.follows_id.map(|id| id.0),
                    kind: row.details.kind,
                    first_day: row.details.first_day,
                    last_day: row.details.last_day,
                    in_use: in_use.contains(&row.id),
                })
                .collect(),
        })
        .collect();
    Reply::json(&answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_nothing_else_is_one() {
        assert_eq!(
            read_cursor(&write_cursor(PersonId(4711))),
            Some(PersonId(4711))
        );
        for wrong in ["", "p", "4711", "pxyz", "p-1"] {
            assert_eq!(read_cursor(wrong), None, "{wrong}");
        }
    }
}
