//! Forms for certificates and registrations.

mod conflict;

use askama::Template;

use super::actions::{self, TypedCertificate, TypedRegistration};
use super::rules::rows_in_use;
use super::{Certificate, CertificateId, CertificateScope, Level, RegistrationKind, store};
use crate::accounts::Right;
use crate::calendar::chinese_day;
use crate::db::Conn;
use crate::people::PersonId;
use crate::people::actions::ChangeError;
use crate::people::answers::Wrong;
use crate::people::pages::{person_of, seen_version};
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Route, Section};

/// The routes of certificates and registrations.
pub fn routes() -> Vec<Route> {
    use Right::EditCertificates;
    vec![
        Route::page("/people/{id}/certificates/new", EditCertificates, new),
        Route::act("/people/{id}/certificates/new", EditCertificates, add),
        Route::page(
            "/people/{id}/certificates/{certificate}",
            EditCertificates,
            edit,
        ),
        Route::act(
            "/people/{id}/certificates/{certificate}",
            EditCertificates,
            correct,
        ),
        Route::page("/people/{id}/registrations/new", EditCertificates, ask),
        Route::act("/people/{id}/registrations/new", EditCertificates, register),
    ]
}

type Choice = (&'static str, &'static str);

#[derive(Template)]
#[template(path = "people/certificate.html")]
struct CertificatePage {
    frame: Frame,
    heading: &'static str,
    person: i64,
    name: String,
    action: String,
    is_new: bool,
    version: i64,
    typed: TypedCertificate,
    reason: String,
    levels: Vec<Choice>,
    scopes: Vec<Choice>,
    sentence: Option<String>,
    problems: Vec<FieldProblem>,
}

fn typed(request: &Request) -> TypedCertificate {
    let text = |name: &str| request.fields().text(name).to_owned();
    TypedCertificate {
        level: text("level"),
        number: text("number"),
        approved_on: text("approved_on"),
        scope: text("scope"),
        scope_region: text("scope_region"),
    }
}

/// The certificate of the path, which must be that of the person of the path.
fn certificate_of(
    conn: &mut Conn,
    person: PersonId,
    id: CertificateId,
) -> Result<Certificate, Problem> {
    store::find(conn, id)?
        .filter(|certificate| certificate.details.person_id == person)
        .ok_or(Problem::NotFound)
}

fn form(
    request: &Request,
    conn: &mut Conn,
    known: Option<CertificateId>,
    shown: Option<TypedCertificate>,
    wrong: Wrong,
) -> Result<CertificatePage, Problem> {
    let (person, _) = person_of(request, conn)?;
    let certificate = match known {
        Some(id) => Some(certificate_of(conn, person.id, id)?),
        None => None,
    };
    let heading = if certificate.is_some() {
        "更正证书"
    } else {
        "录入证书"
    };
    let stored = certificate
        .as_ref()
        .map(|certificate| TypedCertificate::from(&certificate.details));
    Ok(CertificatePage {
        frame: request.frame(heading, Section::People),
        heading,
        person: person.id.0,
        name: person.details.name.clone(),
        action: match known {
            Some(id) => format!("/people/{}/certificates/{id}", person.id),
            None => format!("/people/{}/certificates/new", person.id),
        },
        is_new: certificate.is_none(),
        version: request.version_of_form(certificate.map_or(0, |certificate| certificate.version)),
        typed: shown.or(stored).unwrap_or_default(),
        reason: request.fields().text("reason").to_owned(),
        levels: std::iter::once(("", "请选择"))
            .chain(Level::ALL.iter().map(|one| (one.as_str(), one.label())))
            .collect(),
        scopes: CertificateScope::ALL
            .iter()
            .map(|one| (one.as_str(), one.label()))
            .collect(),
        sentence: wrong.sentence,
        problems: wrong.problems,
    })
}

/// `GET /people/{id}/certificates/new`
fn new(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form(request, conn, None, None, Wrong::default())?)
}

/// `POST /people/{id}/certificates/new`
fn add(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let typed = typed(request);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    match actions::add(&request.app, viewer, person, &typed, &occasion) {
        Ok(_) => {
            Ok(Reply::see_other(format!("/people/{person}"))
                .with_notice("证书已录入，可接着办理登记"))
        }
        Err(error) => {
            let wrong = Wrong::from_error(error)?;
            let status = wrong.status;
            let page = request
                .app
                .db
                .read(|conn| form(request, conn, None, Some(typed), wrong))?;
            Reply::html_with(status, &page)
        }
    }
}

/// `GET /people/{id}/certificates/{certificate}`
fn edit(request: &Request, conn: &mut Conn) -> Answer {
    let id = CertificateId(request.param("certificate")?);
    Reply::html(&form(request, conn, Some(id), None, Wrong::default())?)
}

/// `POST /people/{id}/certificates/{certificate}`
fn correct(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let id = CertificateId(request.param("certificate")?);
    let typed = typed(request);
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = seen_version(request)?;
    // The path names both; they must belong together.
    request
        .app
        .db
        .read(|conn| certificate_of(conn, person, id).map(drop))?;
    let reason = request.fields().text("reason");
    match actions::correct(&request.app, viewer, id, seen, &typed, reason, &occasion) {
        Ok(()) => Ok(Reply::see_other(format!("/people/{person}")).with_notice("证书已更正")),
        Err(ChangeError::Stale) => Err(request
            .app
            .db
            .read(|conn| conflict::of_certificate(request, conn, id, &typed))?),
        Err(error) => {
            let wrong = Wrong::from_error(error)?;
            let status = wrong.status;
            let page = request
                .app
                .db
                .read(|conn| form(request, conn, Some(id), Some(typed), wrong))?;
            Reply::html_with(status, &page)
        }
    }
}

#[derive(Template)]
#[template(path = "people/registration.html")]
struct RegistrationPage {
    frame: Frame,
    person: i64,
    name: String,
    certificate: i64,
    level: &'static str,
    version: i64,
    typed: TypedRegistration,
    kinds: Vec<Choice>,
    rows: Vec<(String, String)>,
    /// The box for entering it all the same is shown.
    asks_again: bool,
    sentence: Option<String>,
    problems: Vec<FieldProblem>,
}

fn registration_form(
    request: &Request,
    conn: &mut Conn,
    wrong: Wrong,
) -> Result<RegistrationPage, Problem> {
    let (person, _) = person_of(request, conn)?;
    let asked = request
        .query("certificate")
        .or(request.fields().optional("certificate"))
        .and_then(|id| id.parse().ok())
        .ok_or(Problem::NotFound)?;
    let certificate = certificate_of(conn, person.id, CertificateId(asked))?;
    let level = certificate.details.level;
    let stored = store::load_registrations(conn, &[certificate.id])?
        .remove(&certificate.id)
        .unwrap_or_default();
    let rows: Vec<_> = stored.iter().map(|row| row.row(level)).collect();
    let in_use: Vec<_> = rows_in_use(&rows).map(|row| row.id).collect();
    let kind = if in_use.is_empty() {
        RegistrationKind::First
    } else {
        RegistrationKind::Renewal
    };
    let text = |name: &str| request.fields().text(name).to_owned();
    Ok(RegistrationPage {
        frame: request.frame("办理登记", Section::People),
        person: person.id.0,
        name: person.details.name.clone(),
        certificate: certificate.id.0,
        level: level.label(),
        version: request.version_of_form(certificate.version),
        typed: TypedRegistration {
            kind: request
                .fields()
                .optional("kind")
                .unwrap_or(kind.as_str())
                .to_owned(),
            follows: text("follows"),
            first_day: text("first_day"),
            last_day: text("last_day"),
            confirmed: request.fields().optional("confirmed").is_some(),
        },
        asks_again: wrong
            .problems
            .iter()
            .any(|problem| problem.field == "confirmed")
            || request.fields().optional("confirmed").is_some(),
        kinds: [
            RegistrationKind::First,
            RegistrationKind::Renewal,
            RegistrationKind::Correction,
        ]
        .map(|one| (one.as_str(), one.label()))
        .to_vec(),
        rows: std::iter::once((String::new(), "只在更正时选择".to_owned()))
            .chain(
                stored
                    .iter()
                    .filter(|row| in_use.contains(&row.id))
                    .map(|row| {
                        let days = format!(
                            "{} {}至{}",
                            row.details.kind.label(),
                            chinese_day(row.details.first_day),
                            chinese_day(row.details.last_day)
                        );
                        (row.id.to_string(), days)
                    }),
            )
            .collect(),
        sentence: wrong.sentence,
        problems: wrong.problems,
    })
}

/// `GET /people/{id}/registrations/new?certificate=…`
fn ask(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&registration_form(request, conn, Wrong::default())?)
}

/// `POST /people/{id}/registrations/new`
fn register(request: &Request) -> Answer {
    let person = PersonId(request.param("id")?);
    let fields = request.fields();
    let id = CertificateId(
        fields
            .text("certificate")
            .parse()
            .map_err(|_| Problem::NotFound)?,
    );
    let typed = TypedRegistration {
        kind: fields.text("kind").to_owned(),
        follows: fields.text("follows").to_owned(),
        first_day: fields.text("first_day").to_owned(),
        last_day: fields.text("last_day").to_owned(),
        confirmed: fields.optional("confirmed").is_some(),
    };
    // Reach first: whether there is such a certificate is told to nobody else.
    request.app.db.read(|conn| {
        let (person, _) = person_of(request, conn)?;
        certificate_of(conn, person.id, id).map(drop)
    })?;
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = seen_version(request)?;
    match actions::register_certificate(&request.app, viewer, id, seen, &typed, &occasion) {
        Ok(done) => {
            let mut notice = format!("登记已录入，有效期至{}", chinese_day(done.last_day));
            for sentence in &done.notices {
                notice.push('；');
                notice.push_str(sentence);
            }
            Ok(Reply::see_other(format!("/people/{person}")).with_notice(notice))
        }
        Err(ChangeError::Stale) => Err(request
            .app
            .db
            .read(|conn| conflict::of_registration(request, conn, id, &typed))?),
        Err(error) => {
            let wrong = Wrong::from_error(error)?;
            let status = wrong.status;
            let page = request
                .app
                .db
                .read(|conn| registration_form(request, conn, wrong))?;
            Reply::html_with(status, &page)
        }
    }
}
