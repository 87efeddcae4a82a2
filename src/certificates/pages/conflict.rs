//! Two people changed one certificate: both versions.

use super::super::actions::{TypedCertificate, TypedRegistration};
use super::super::rules::rows_in_use;
use super::super::{Certificate, CertificateId, CertificateScope, Level, RegistrationKind, store};
use crate::audit::Entity;
use crate::audit::store::load_of_entity;
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::people::pages::person_of;
use crate::web::{Conflict, Problem, Request};

fn begun(
    request: &Request,
    conn: &mut Conn,
    id: CertificateId,
) -> Result<(Conflict, Certificate), Problem> {
    let (person, _) = person_of(request, conn)?;
    let certificate = super::certificate_of(conn, person.id, id)?;
    let mut history = load_of_entity(conn, Entity::Certificate, id.0)?;
    // A registration raises the certificate's version too.
    for row in store::load_registrations(conn, &[id])?
        .remove(&id)
        .unwrap_or_default()
    {
        history.extend(load_of_entity(conn, Entity::Registration, row.id.0)?);
    }
    history.sort_by_key(|line| (line.occurred_at, line.id));
    let told = Conflict::new(
        format!(
            "{}的{}证书",
            person.details.name,
            certificate.details.level.label()
        ),
        certificate.version,
        format!("/people/{}", person.id),
    )
    .changed_by(&history, request.app.config.time_zone);
    Ok((told, certificate))
}

/// What was typed about a certificate beside what is stored now.
pub(super) fn of_certificate(
    request: &Request,
    conn: &mut Conn,
    id: CertificateId,
    yours: &TypedCertificate,
) -> Result<Problem, Problem> {
    let (told, certificate) = begun(request, conn, id)?;
    let stored = TypedCertificate::from(&certificate.details);
    let levels: Vec<_> = Level::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()))
        .collect();
    let scopes: Vec<_> = CertificateScope::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()))
        .collect();
    Ok(told
        .form_at(&request.path)
        .choice("level", "级别", &levels, &yours.level, &stored.level)
        .field("number", "证书管理号", &yours.number, stored.number)
        .field(
            "approved_on",
            "批准日期",
            &yours.approved_on,
            stored.approved_on,
        )
        .choice("scope", "有效范围", &scopes, &yours.scope, &stored.scope)
        .field(
            "scope_region",
            "有效地区",
            &yours.scope_region,
            stored.scope_region,
        )
        .into())
}

/// A registration typed on an older version of its certificate, beside the one in use now.
pub(super) fn of_registration(
    request: &Request,
    conn: &mut Conn,
    id: CertificateId,
    yours: &TypedRegistration,
) -> Result<Problem, Problem> {
    let (told, certificate) = begun(request, conn, id)?;
    let rows = store::load_registrations(conn, &[id])?
        .remove(&id)
        .unwrap_or_default();
    let of_rules: Vec<_> = rows
        .iter()
        .map(|row| row.row(certificate.details.level))
        .collect();
    let latest = rows_in_use(&of_rules)
        .max_by_key(|row| row.first_day)
        .map(|row| row.id);
    let stored = rows.iter().find(|row| Some(row.id) == latest);
    let kinds: Vec<_> = RegistrationKind::ALL
        .iter()
        .map(|one| (one.as_str(), one.label()))
        .collect();
    let kind = stored.map_or("", |row| row.details.kind.as_str());
    let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), chinese_day);
    let first = stored.map(|row| chinese_day(row.details.first_day));
    let last = stored.map(|row| chinese_day(row.details.last_day));
    Ok(told
        .form_at(format!("{}?certificate={id}", request.path))
        .choice("kind", "登记类别", &kinds, &yours.kind, kind)
        .field(
            "first_day",
            "登记日期",
            day(&yours.first_day),
            first.unwrap_or_default(),
        )
        .field(
            "last_day",
            "有效期至",
            day(&yours.last_day),
            last.unwrap_or_default(),
        )
        .into())
}
