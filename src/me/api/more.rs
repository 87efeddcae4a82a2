//! One's own certificates, exams and contact data; mending and withdrawing what was
//! handed in; an office that files for somebody who never signs in (代填).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{HandedIn, RecordForm};
use crate::accounts::Right;
use crate::db::{Conn, DatabaseError};
use crate::me::actions;
use crate::me::pages::{
    MOST_FORM_BYTES, filer, filing_problem, handing, own_data_problem, person_within,
};
use crate::people;
use crate::roster::api::{CertificateAnswer, ExamAnswer, certificates_of, exams_of};
use crate::training::{TrainingRecordId, filing};
use crate::web::{Answer, Problem, Reply, Request, Route, Verb};

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::api_read("/api/v1/me/certificates", Right::Own, certificates),
        Route::api_read("/api/v1/me/exam-status", Right::Own, exams),
        Route::api_act(Verb::Patch, "/api/v1/me", Right::Own, change_contact),
        Route::api_upload("/api/v1/me/training/{id}", Right::Own, mend).at_most(MOST_FORM_BYTES),
        Route::api_act(
            Verb::Post,
            "/api/v1/me/training/{id}/withdrawal",
            Right::Own,
            withdraw,
        ),
        Route::api_upload(
            "/api/v1/people/{id}/training",
            Right::EditPeople,
            hand_in_for,
        )
        .at_most(MOST_FORM_BYTES),
    ]
}

/// One's own contact data; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ContactBody {
    /// 手机号; empty erases it.
    mobile: Option<String>,
    /// 电子邮箱; empty erases it.
    email: Option<String>,
}

/// One's contact data as they stand.
#[derive(Debug, Serialize, ToSchema)]
struct OwnContact {
    mobile: Option<String>,
    email: Option<String>,
    /// For `If-Match`.
    version: i64,
}

/// One's own certificates with their registrations.
#[utoipa::path(
    get,
    path = "/api/v1/me/certificates",
    tag = "我的",
    summary = "我的证书与登记",
    responses((status = 200, description = "证书", body = Vec<CertificateAnswer>))
)]
pub(super) fn certificates(request: &Request, conn: &mut Conn) -> Answer {
    let person = people::store::get(conn, request.own_person()?)?;
    let version = person.version;
    Ok(Reply::json(&certificates_of(conn, person)?)?.with_etag(version))
}

/// What one's results come to, and what could be sat next.
#[utoipa::path(
    get,
    path = "/api/v1/me/exam-status",
    tag = "我的",
    summary = "我的考试情况和报考条件",
    responses((status = 200, description = "成绩效力和能否报考", body = ExamAnswer))
)]
pub(super) fn exams(request: &Request, conn: &mut Conn) -> Answer {
    let person = people::store::get(conn, request.own_person()?)?;
    let tree = request.app.units(conn)?;
    Reply::json(&exams_of(request, conn, person, &tree)?)
}

/// Changes one's own mobile number and mail address.
#[utoipa::path(
    patch,
    path = "/api/v1/me",
    tag = "我的",
    summary = "修改我的手机号和邮箱",
    params(("If-Match" = String, Header, description = "读到的版本（GET /api/v1/me 的 version）")),
    request_body = ContactBody,
    responses((status = 200, description = "修改后的联系方式", body = OwnContact))
)]
pub(super) fn change_contact(request: &Request) -> Answer {
    let seen = request.if_match()?;
    let body: ContactBody = request.json()?;
    let (app, id) = (&request.app, request.own_person()?);
    let read = || {
        app.db
            .read(|conn| Ok::<_, DatabaseError>(people::store::get(conn, id)?))
    };
    let known = read()?.details;
    let mobile = body.mobile.or(known.mobile).unwrap_or_default();
    let email = body.email.or(known.email).unwrap_or_default();
    actions::change_contact(app, id, seen, &mobile, &email, &request.occasion()?)
        .map_err(own_data_problem)?;
    let person = read()?;
    let contact = OwnContact {
        mobile: person.details.mobile,
        email: person.details.email,
        version: person.version,
    };
    Ok(Reply::json(&contact)?.with_etag(person.version))
}

fn record(request: &Request) -> Result<(TrainingRecordId, i64), Problem> {
    let (id, version) = request.seen("id")?;
    Ok((TrainingRecordId(id), version))
}

/// Hands a returned or waiting record in again.
#[utoipa::path(
    post,
    path = "/api/v1/me/training/{id}",
    tag = "我的",
    summary = "补正我提交的培训记录",
    params(("id" = i64, Path, description = "培训记录"), ("If-Match" = String, Header, description = "读到的版本")),
    request_body(content = RecordForm, content_type = "multipart/form-data"),
    responses((status = 204, description = "已保存，等待审核"))
)]
pub(super) fn mend(request: &Request) -> Answer {
    let (id, seen) = record(request)?;
    filing::mend(
        &request.app,
        request.own_person()?,
        id,
        seen,
        &filer(request)?,
        handing(request)?,
        &request.occasion()?,
    )
    .map_err(filing_problem)?;
    Ok(Reply::no_content())
}

/// Takes a record back before it is decided.
#[utoipa::path(
    post,
    path = "/api/v1/me/training/{id}/withdrawal",
    tag = "我的",
    summary = "撤回我提交的培训记录",
    params(("id" = i64, Path, description = "培训记录"), ("If-Match" = String, Header, description = "读到的版本")),
    responses((status = 204, description = "已撤回"))
)]
pub(super) fn withdraw(request: &Request) -> Answer {
    let (id, seen) = record(request)?;
    let (app, person) = (&request.app, request.own_person()?);
    filing::withdraw(
        app,
        person,
        id,
        seen,
        &filer(request)?,
        &request.occasion()?,
    )
    .map_err(filing_problem)?;
    Ok(Reply::no_content())
}

/// Hands a record in for somebody else.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/training",
    tag = "人员",
    summary = "代为提交一条培训记录及其证明",
    params(("id" = i64, Path, description = "人员编号")),
    request_body(content = RecordForm, content_type = "multipart/form-data"),
    responses((status = 201, description = "已提交，注明代填", body = HandedIn))
)]
pub(super) fn hand_in_for(request: &Request) -> Answer {
    let person = request.app.db.read(|conn| person_within(request, conn))?;
    let id = filing::submit(
        &request.app,
        person.id,
        &filer(request)?,
        handing(request)?,
        &request.occasion()?,
    )
    .map_err(filing_problem)?;
    let made = HandedIn {
        id: id.0,
        version: 1,
    };
    let path = format!("/api/v1/people/{}/training-status", person.id);
    Reply::created(path, &made)
}
