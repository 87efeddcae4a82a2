//! `/api/v1/people`: lists, one person, and how they stand. Numbers are masked.

mod lists;
mod registrations;
mod standing;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::OpenApi;

use super::pages::registrations_message;
use super::rules::matches;
use crate::accounts::Right;
use crate::db::Conn;
use crate::identity::Mobile;
use crate::people::{self, Person, PersonId};
use crate::units::{UnitId, UnitTree};
use crate::web::{Answer, Problem, Reply, Request, Route};

pub use standing::{CertificateAnswer, ExamAnswer, certificates_of, exams_of};

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
            standing::training_status,
        ),
        Route::api_read(
            "/api/v1/people/{id}/exam-status",
            SeePeople,
            standing::exam_status,
        ),
        Route::api_read(
            "/api/v1/people/{id}/certificates",
            SeePeople,
            standing::certificates,
        ),
        Route::api_read("/api/v1/roster", SeePeople, lists::roster),
        Route::api_read("/api/v1/candidates", SeePeople, lists::candidates),
        Route::api_read("/api/v1/registrations", SeePeople, registrations::list),
        Route::api_recorded(
            "/api/v1/registrations/message",
            SeePeople,
            registrations_message::for_programs,
        ),
        Route::api_recorded("/api/v1/group-message", SeePeople, lists::message),
    ]
}

/// The descriptions of these routes.
#[derive(OpenApi)]
#[openapi(
    paths(
        list,
        show,
        standing::training_status,
        standing::exam_status,
        standing::certificates,
        lists::roster,
        lists::candidates,
        lists::message,
        registrations::list,
        registrations_message::for_programs
    ),
    components(schemas(
        PersonAnswer,
        PeopleList,
        standing::TrainingLineAnswer,
        standing::RecordAnswer,
        standing::ExamAnswer,
        standing::ExamLineAnswer,
        standing::ProspectAnswer,
        standing::CertificateAnswer,
        standing::RegistrationAnswer
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
    let limit = request.limit()?;
    let mut after = match request.query("cursor") {
        None => PersonId(0),
        Some(cursor) => read_cursor(cursor)
            .ok_or_else(|| Problem::field("cursor", "cursor 不是上一页给出的值"))?,
    };
    let tree = request.app.units(conn)?;
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

#[utoipa::path(get, path = "/api/v1/people/{id}", tag = "人员", summary = "一个人的资料",
    params(("id" = i64, Path, description = "人员编号")),
    responses((status = 200, description = "资料；ETag 是版本", body = PersonAnswer)))]
fn show(request: &Request, conn: &mut Conn) -> Answer {
    let (person, tree) = people::pages::person_of(request, conn)?;
    let answer = PersonAnswer::new(request, &person, &tree)?;
    Ok(Reply::json(&answer)?.with_etag(person.version))
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
