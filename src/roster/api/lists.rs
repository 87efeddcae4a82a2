//! The lists of a unit's people as pages show them: what is due first, who could sit
//! the exam, the text for the unit's chat.

use chrono::NaiveDate;
use serde::Serialize;

use crate::db::Conn;
use crate::roster::RosterRow;
use crate::roster::message::group_message;
use crate::roster::message_page::GroupMessage;
use crate::roster::pages::candidates::candidates_of;
use crate::roster::pages::list::{Loaded, note_export, read};
use crate::roster::sheet::exam_word;
use crate::web::{Answer, Listed, Reply, Request};

/// One thing that a person has to do.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct DutyAnswer {
    /// training, renewal, first_registration, sign_up, payment, ticket, claim.
    kind: &'static str,
    /// The last day, where there is one.
    due_on: Option<NaiveDate>,
    /// What exactly, in a few words.
    what: String,
}

/// One person of the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct RosterAnswer {
    /// The person's id.
    person: i64,
    /// For `If-Match`.
    version: i64,
    /// 姓名.
    name: String,
    /// The unit's id.
    unit: i64,
    /// The unit's path.
    unit_path: String,
    /// 人员类别.
    employment_kind: Option<&'static str>,
    /// worker, assistant, intermediate, senior; null without a certificate.
    level: Option<&'static str>,
    /// The state under the training rule that binds most.
    training: Option<&'static str>,
    /// What is missing there, in hundredths of the rule's unit.
    training_open_hundredths: Option<i64>,
    /// in_force, renewal_open, ended, not_registered.
    registration: Option<&'static str>,
    /// 有效期至, or the day by which the first registration is due.
    registration_due_on: Option<NaiveDate>,
    /// The exam of this season, in words.
    exam: String,
    /// Training proofs that wait for review.
    pending_proofs: usize,
    /// 离职日期.
    left_on: Option<NaiveDate>,
    /// What is to be done, the first due first.
    duties: Vec<DutyAnswer>,
}

impl RosterAnswer {
    fn of(row: RosterRow) -> Self {
        Self {
            person: row.person.0,
            version: row.version,
            exam: exam_word(&row),
            unit: row.unit.0,
            employment_kind: row.employment.map(|kind| kind.as_str()),
            level: row.level.map(|level| level.as_str()),
            training: row.training.as_ref().map(|one| one.state.as_str()),
            training_open_hundredths: row.training.as_ref().map(|one| one.open_hundredths),
            registration: row.registration.map(|one| one.state.as_str()),
            registration_due_on: row.registration.and_then(|one| one.due_on),
            pending_proofs: row.pending_proofs,
            left_on: row.left_on,
            duties: row
                .duties
                .into_iter()
                .map(|duty| DutyAnswer {
                    kind: duty.kind.as_str(),
                    due_on: duty.due_on,
                    what: duty.what,
                })
                .collect(),
            name: row.name,
            unit_path: row.unit_path,
        }
    }
}

#[utoipa::path(get, path = "/api/v1/roster", tag = "人员",
    summary = "单位人员名单：继续教育、登记、考试和待办，最先要办的在前",
    params(
        ("unit" = Option<i64>, Query, description = "只列这个单位及其下级"),
        ("q" = Option<String>, Query, description = "姓名、拼音首字母或手机号"),
        ("state" = Option<String>, Query, description = "只列一种情况：overdue、due_soon、short、behind、on_track、complete、none、registration_ending、not_entered、unpaid、entered、pending_proofs、to_do"),
        ("level" = Option<String>, Query, description = "worker、assistant、intermediate、senior、none"),
        ("sort" = Option<String>, Query, description = "due（默认）、name、unit、open"),
        ("limit" = Option<i64>, Query, description = "每页人数，1–200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页的 next")
    ),
    responses((status = 200, description = "名单", body = Listed<RosterAnswer>),
        (status = 409, description = "名单太长，请先选择单位"),
        (status = 422, description = "筛选条件不对")))]
pub(super) fn roster(request: &Request, conn: &mut Conn) -> Answer {
    let loaded = Loaded::new(request, conn)?.whole()?;
    Reply::listed(request, loaded.roster.listed, RosterAnswer::of)
}

/// Whether one person could sit the next exam, by level.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct CandidateAnswer {
    /// The person's id.
    person: i64,
    /// 姓名.
    name: String,
    /// The unit's path.
    unit_path: String,
    /// entered, not_entered, missed, not_eligible, unknown, past.
    exam: &'static str,
    /// The answer for every level that is left.
    prospects: Vec<LevelProspect>,
}

/// The answer for one level.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct LevelProspect {
    /// The level.
    level: &'static str,
    /// yes, no, unknown.
    answer: &'static str,
    /// Why, in one sentence.
    sentence: String,
}

impl CandidateAnswer {
    fn of(row: RosterRow) -> Self {
        Self {
            person: row.person.0,
            exam: row.exam.word.as_str(),
            prospects: row
                .exam
                .prospects
                .into_iter()
                .map(|one| LevelProspect {
                    level: one.level.as_str(),
                    answer: one.answer.as_str(),
                    sentence: one.sentence,
                })
                .collect(),
            name: row.name,
            unit_path: row.unit_path,
        }
    }
}

#[utoipa::path(get, path = "/api/v1/candidates", tag = "人员", summary = "谁能报考下一次考试，为什么",
    params(
        ("unit" = Option<i64>, Query, description = "只列这个单位及其下级"),
        ("q" = Option<String>, Query, description = "姓名、拼音首字母或手机号"),
        ("answer" = Option<String>, Query, description = "not_entered、entered、unknown、no"),
        ("limit" = Option<i64>, Query, description = "每页人数，1–200，默认 20"),
        ("cursor" = Option<String>, Query, description = "上一页的 next")
    ),
    responses((status = 200, description = "报考条件", body = Listed<CandidateAnswer>),
        (status = 409, description = "名单太长，请先选择单位"),
        (status = 422, description = "筛选条件不对")))]
pub(super) fn candidates(request: &Request, conn: &mut Conn) -> Answer {
    let loaded = Loaded::new(request, conn)?.whole()?;
    Reply::listed(
        request,
        candidates_of(request, &loaded),
        CandidateAnswer::of,
    )
}

#[utoipa::path(get, path = "/api/v1/group-message", tag = "人员",
    summary = "群通知：名单里谁要在哪天前办什么（写入历史记录）",
    params(
        ("unit" = Option<i64>, Query, description = "只列这个单位及其下级"),
        ("q" = Option<String>, Query, description = "姓名、拼音首字母或手机号"),
        ("state" = Option<String>, Query, description = "只列一种情况，同名单")
    ),
    responses((status = 200, description = "通知文字", body = GroupMessage),
        (status = 409, description = "名单太长，请先选择单位"),
        (status = 422, description = "筛选条件不对")))]
pub(super) fn message(request: &Request) -> Answer {
    let loaded = read(request)?;
    let people = loaded.roster.listed.len();
    let text = group_message(
        &loaded.title(),
        &loaded.roster.listed,
        loaded.question.focus,
        loaded.roster.season.as_ref(),
        request.now.today,
        Some(&request.viewer()?.name),
    );
    note_export(request, "群通知", &loaded.query(), people)?;
    Reply::json(&GroupMessage { people, text })
}
