//! Entering and correcting certificates and registrations by programs.

use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::actions::{self, TypedCertificate, TypedRegistration};
use super::{CertificateId, store};
use crate::accounts::Right;
use crate::people::PersonId;
use crate::people::pages::person_of;
use crate::roster::api::{CertificateAnswer, certificates_of};
use crate::web::{Answer, Problem, Reply, Request, Route, SeenChange, Verb};

/// The routes.
pub fn routes() -> Vec<Route> {
    use Right::EditCertificates;
    vec![
        Route::api_act(
            Verb::Post,
            "/api/v1/people/{id}/certificates",
            EditCertificates,
            add,
        ),
        Route::api_act(
            Verb::Put,
            "/api/v1/people/{id}/certificates/{certificate}",
            EditCertificates,
            correct,
        ),
        Route::api_act(
            Verb::Post,
            "/api/v1/people/{id}/certificates/{certificate}/registrations",
            EditCertificates,
            register,
        ),
    ]
}

/// What OpenAPI says of these routes.
#[derive(OpenApi)]
#[openapi(
    paths(add, correct, register),
    components(schemas(TypedCertificate, TypedRegistration, CorrectedCertificate))
)]
pub struct Api;

/// A certificate as it should be, and why it was wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectedCertificate {
    /// Every value; what is left out is emptied.
    certificate: TypedCertificate,
    /// Why.
    reason: String,
}

/// A registration that was entered.
#[derive(Debug, Serialize, ToSchema)]
struct RegisteredAnswer {
    /// The new row.
    registration: i64,
    /// What should be looked at again, a sentence each; nothing is blocked by it.
    notices: Vec<String>,
    /// The certificate with all its registrations.
    certificate: CertificateAnswer,
}

/// The certificate as it stands after a change.
fn answer(request: &Request, id: CertificateId) -> Result<CertificateAnswer, Problem> {
    request.app.db.read(|conn| {
        let (person, _) = person_of(request, conn)?;
        certificates_of(conn, person)?
            .into_iter()
            .find(|certificate| certificate.id == id.0)
            .ok_or(Problem::NotFound)
    })
}

/// The certificate of the path, which must be that of the person of the path.
fn certificate_of(request: &Request) -> Result<CertificateId, Problem> {
    let id = CertificateId(request.param("certificate")?);
    let person = PersonId(request.param("id")?);
    request.app.db.read(|conn| {
        let found = store::find(conn, id)?;
        match found {
            Some(certificate) if certificate.details.person_id == person => Ok(id),
            _ => Err(Problem::NotFound),
        }
    })
}

#[utoipa::path(post, path = "/api/v1/people/{id}/certificates", tag = "证书与登记", summary = "录入证书",
    params(("id" = i64, Path, description = "人员编号")),
    request_body = TypedCertificate,
    responses((status = 201, description = "已录入", body = CertificateAnswer)))]
fn add(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let typed: TypedCertificate = request.json()?;
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let id = actions::add(&request.app, viewer, person, &typed, &occasion)?;
    let answer = answer(request, id)?;
    let path = format!("/api/v1/people/{person}/certificates/{id}");
    Ok(Reply::created(path, &answer)?.with_etag(answer.version))
}

#[utoipa::path(put, path = "/api/v1/people/{id}/certificates/{certificate}", tag = "证书与登记", summary = "更正证书",
    params(("id" = i64, Path, description = "人员编号"), ("certificate" = i64, Path, description = "证书编号"),
        ("If-Match" = String, Header, description = "读到的版本")),
    request_body = CorrectedCertificate,
    responses((status = 200, description = "已更正", body = CertificateAnswer)))]
fn correct(request: &Request) -> Answer {
    let change: SeenChange<'_, CorrectedCertificate> = request.change()?;
    let id = certificate_of(request)?;
    actions::correct(
        &request.app,
        change.viewer,
        id,
        change.version,
        &change.body.certificate,
        &change.body.reason,
        &change.occasion,
    )?;
    let answer = answer(request, id)?;
    Ok(Reply::json(&answer)?.with_etag(answer.version))
}

#[utoipa::path(post, path = "/api/v1/people/{id}/certificates/{certificate}/registrations", tag = "证书与登记",
    summary = "办理首次登记、再登记或更正登记",
    params(("id" = i64, Path, description = "人员编号"), ("certificate" = i64, Path, description = "证书编号"),
        ("If-Match" = String, Header, description = "读到的证书版本")),
    request_body = TypedRegistration,
    responses((status = 201, description = "已登记", body = RegisteredAnswer)))]
fn register(request: &Request) -> Answer {
    let SeenChange {
        version,
        body,
        viewer,
        occasion,
    } = request.change::<TypedRegistration>()?;
    let id = certificate_of(request)?;
    let done = actions::register_certificate(&request.app, viewer, id, version, &body, &occasion)?;
    let certificate = answer(request, id)?;
    let version = certificate.version;
    let person: i64 = request.param("id")?;
    let made = RegisteredAnswer {
        registration: done.id.0,
        notices: done.notices,
        certificate,
    };
    let path = format!("/api/v1/people/{person}/certificates");
    Ok(Reply::created(path, &made)?.with_etag(version))
}
