//! Certificates and registrations entered by an office: every registration is a new
//! row that points at the one it follows; a certificate's corrected values stand
//! beside the old ones in the history.

use serde::{Deserialize, Serialize};

use super::rules::{Registering, RegistrationStep, doubt_about_days, register};
use super::{
    Certificate, CertificateDetails, CertificateId, CertificateScope, Level, RegistrationDetails,
    RegistrationId, RegistrationKind, store,
};
use crate::accounts::{Right, Viewer};
use crate::app::App;
use crate::audit::{self, Change, Entity, Occasion};
use crate::db::Conn;
use crate::people::actions::{ChangeError, stale};
use crate::people::form::{FieldRefusal, day};
use crate::people::{PersonId, rules as people_rules, store as people_store};
use crate::text::tidy;

/// The longest number of a certificate.
const LONGEST_NUMBER: usize = 60;

/// The longest name of a region.
const LONGEST_REGION: usize = 30;

/// A certificate as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TypedCertificate {
    /// 级别: `assistant` …
    pub level: String,
    /// 证书管理号.
    pub number: String,
    /// 批准日期.
    pub approved_on: String,
    /// Where it is valid: `national` or `local`.
    pub scope: String,
    /// The region of a local one.
    pub scope_region: String,
}

impl From<&CertificateDetails> for TypedCertificate {
    fn from(details: &CertificateDetails) -> Self {
        Self {
            level: details.level.as_str().to_owned(),
            number: details.number.clone().unwrap_or_default(),
            approved_on: details
                .approved_on
                .map(|day| day.to_string())
                .unwrap_or_default(),
            scope: details.scope.as_str().to_owned(),
            scope_region: details.scope_region.clone().unwrap_or_default(),
        }
    }
}

/// A registration as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TypedRegistration {
    /// `first`, `renewal` or `correction`.
    pub kind: String,
    /// The row that a correction replaces.
    pub follows: String,
    /// 登记日期.
    pub first_day: String,
    /// 有效期至, as printed; empty = three years.
    pub last_day: String,
    /// 仍然录入: the days look like a slip of the pen and are right all the same.
    pub confirmed: bool,
}

impl TypedCertificate {
    fn checked(&self, person: PersonId) -> Result<CertificateDetails, Vec<FieldRefusal>> {
        let mut wrong = Vec::new();
        let level = self.level.trim().parse::<Level>().ok();
        if level.is_none() {
            wrong.push(FieldRefusal::new("level", "请选择证书级别"));
        }
        let number = tidy(&self.number).trim().to_owned();
        if number.chars().count() > LONGEST_NUMBER {
            wrong.push(FieldRefusal::new(
                "number",
                format!("证书管理号最多{LONGEST_NUMBER}个字符，请核对"),
            ));
        }
        let approved_on = day(&self.approved_on, "approved_on", &mut wrong);
        let scope = match self.scope.trim() {
            "" => Some(CertificateScope::National),
            typed => typed.parse().ok(),
        };
        if scope.is_none() {
            wrong.push(FieldRefusal::new("scope", "请选择证书的有效范围"));
        }
        let region = self.scope_region.trim();
        if scope == Some(CertificateScope::Local) && region.is_empty() {
            wrong.push(FieldRefusal::new(
                "scope_region",
                "区域有效的证书请填写有效地区",
            ));
        }
        if region.chars().count() > LONGEST_REGION {
            wrong.push(FieldRefusal::new(
                "scope_region",
                format!("有效地区最多{LONGEST_REGION}个字，请写区县的正式名称"),
            ));
        }
        match (level, scope) {
            (Some(level), Some(scope)) if wrong.is_empty() => Ok(CertificateDetails {
                person_id: person,
                level,
                number: (!number.is_empty()).then_some(number),
                approved_on,
                scope,
                scope_region: (scope == CertificateScope::Local).then(|| region.to_owned()),
            }),
            _ => Err(wrong),
        }
    }
}

/// The person a certificate is about, within reach of the right.
fn within_reach(conn: &mut Conn, viewer: &Viewer, person: PersonId) -> Result<(), ChangeError> {
    let tree = crate::units::store::load_tree(conn)?;
    let reach = viewer.reach(Right::EditCertificates, &tree);
    people_store::find_within(conn, person, &reach)?.ok_or(ChangeError::NotFound)?;
    if viewer.is(person) {
        return Err(ChangeError::Refused(
            "不能办理本人的证书和登记，请由本单位其他经办人或上级单位办理。".to_owned(),
        ));
    }
    Ok(())
}

fn certificate_within_reach(
    conn: &mut Conn,
    viewer: &Viewer,
    id: CertificateId,
    seen_version: i64,
) -> Result<Certificate, ChangeError> {
    let certificate = store::find(conn, id)?.ok_or(ChangeError::NotFound)?;
    within_reach(conn, viewer, certificate.details.person_id)?;
    if certificate.version != seen_version {
        return Err(ChangeError::Stale);
    }
    Ok(certificate)
}

/// One of each level: a second one is told where the first stands.
fn level_is_free(
    conn: &mut Conn,
    details: &CertificateDetails,
    itself: Option<CertificateId>,
) -> Result<(), ChangeError> {
    let taken = store::load_of_people(conn, &[details.person_id])?
        .into_iter()
        .any(|known| known.details.level == details.level && Some(known.id) != itself);
    if taken {
        return Err(vec![FieldRefusal::new(
            "level",
            format!("已有{}证书，请在原证书上更正", details.level.label()),
        )]
        .into());
    }
    Ok(())
}

/// Enters a certificate.
///
/// # Errors
/// [`ChangeError`].
pub fn add(
    app: &App,
    viewer: &Viewer,
    person: PersonId,
    typed: &TypedCertificate,
    occasion: &Occasion,
) -> Result<CertificateId, ChangeError> {
    let details = typed.checked(person)?;
    not_after_today(&details, occasion)?;
    app.db.write(|conn| {
        within_reach(conn, viewer, person)?;
        level_is_free(conn, &details, None)?;
        let stored = store::insert(conn, details, occasion.now.instant)?;
        let change = Change::created(
            Entity::Certificate,
            stored.id.0,
            Some(person),
            &stored.details,
        );
        audit::store::record(conn, occasion, &[change])?;
        Ok(stored.id)
    })
}

#[derive(Serialize)]
struct WithReason<'a> {
    #[serde(flatten)]
    details: &'a CertificateDetails,
    reason: &'a str,
}

/// Corrects a certificate's values, and says why.
///
/// # Errors
/// [`ChangeError`].
pub fn correct(
    app: &App,
    viewer: &Viewer,
    id: CertificateId,
    seen_version: i64,
    typed: &TypedCertificate,
    reason: &str,
    occasion: &Occasion,
) -> Result<(), ChangeError> {
    app.db.write(|conn| {
        let known = certificate_within_reach(conn, viewer, id, seen_version)?;
        let details = typed.checked(known.details.person_id)?;
        not_after_today(&details, occasion)?;
        level_is_free(conn, &details, Some(id))?;
        let reason = people_rules::reason(reason, "更正证书")?;
        if details == known.details {
            return Err(ChangeError::Refused(
                "更正后的内容与原来相同，没有需要更正的内容。".to_owned(),
            ));
        }
        store::update(conn, id, seen_version, &details, occasion.now.instant).map_err(stale)?;
        let after = WithReason {
            details: &details,
            reason: &reason,
        };
        let change = Change::changed(
            Entity::Certificate,
            id.0,
            Some(details.person_id),
            &known.details,
            &after,
        );
        Ok(audit::store::record(conn, occasion, &[change])?)
    })
}

fn not_after_today(details: &CertificateDetails, occasion: &Occasion) -> Result<(), ChangeError> {
    match details.approved_on {
        Some(day) if day > occasion.now.today => Err(vec![FieldRefusal::new(
            "approved_on",
            format!("批准日期{day}晚于今天，请核对"),
        )]
        .into()),
        _ => Ok(()),
    }
}

/// What was entered, and what to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// The new row.
    pub id: RegistrationId,
    /// Its last day.
    pub last_day: chrono::NaiveDate,
    /// Sentences that block nothing.
    pub notices: Vec<String>,
}

/// Enters a first registration, a renewal or a correction. The certificate's version
/// guards it: two offices never renew the same registration at once.
///
/// # Errors
/// [`ChangeError`].
pub fn register_certificate(
    app: &App,
    viewer: &Viewer,
    id: CertificateId,
    seen_version: i64,
    typed: &TypedRegistration,
    occasion: &Occasion,
) -> Result<Registered, ChangeError> {
    let (wanted, first_day, printed_last_day) = typed.checked()?;
    let doubt = doubt_about_days(first_day, printed_last_day, occasion.now.today);
    app.db.write(|conn| {
        let certificate = certificate_within_reach(conn, viewer, id, seen_version)?;
        let level = certificate.details.level;
        let rows: Vec<_> = store::load_registrations(conn, &[id])?
            .remove(&id)
            .unwrap_or_default()
            .iter()
            .map(|registration| registration.row(level))
            .collect();
        let step = register(&rows, wanted, first_day, printed_last_day)
            .map_err(|refusal| vec![FieldRefusal::new(refusal.field(), refusal.to_string())])?;
        if let Some(doubt) = doubt.filter(|_| !typed.confirmed) {
            let message = format!("{doubt}，请对照证书核对；确实如此的，请勾选“仍然录入”");
            return Err(vec![FieldRefusal::new("confirmed", message)].into());
        }
        let at = occasion.now.instant;
        store::update(conn, id, seen_version, &certificate.details, at).map_err(stale)?;
        let details = details_of(id, &step, printed_last_day.is_some());
        let stored = store::insert_registration(conn, details, at)?;
        let change = Change::created(
            Entity::Registration,
            stored.id.0,
            Some(certificate.details.person_id),
            &stored.details,
        );
        audit::store::record(conn, occasion, &[change])?;
        Ok(Registered {
            id: stored.id,
            last_day: step.last_day,
            notices: step.notices,
        })
    })
}

fn details_of(
    certificate: CertificateId,
    step: &RegistrationStep,
    printed: bool,
) -> RegistrationDetails {
    RegistrationDetails {
        certificate_id: certificate,
        follows_id: step.follows,
        kind: step.kind,
        first_day: step.first_day,
        last_day: step.last_day,
        last_day_printed: printed,
        document: None,
    }
}

type Wanted = (Registering, chrono::NaiveDate, Option<chrono::NaiveDate>);

impl TypedRegistration {
    fn checked(&self) -> Result<Wanted, Vec<FieldRefusal>> {
        let mut wrong = Vec::new();
        let wanted = match self.kind.trim().parse() {
            // What is chosen for nothing is a slip: better asked than left out.
            Ok(RegistrationKind::First | RegistrationKind::Renewal)
                if !self.follows.trim().is_empty() =>
            {
                wrong.push(FieldRefusal::new(
                    "follows",
                    "只有更正才选择原登记；要更正请把登记类型改为“更正”，否则请不选",
                ));
                None
            }
            Ok(RegistrationKind::First) => Some(Registering::First),
            Ok(RegistrationKind::Renewal) => Some(Registering::Renewal),
            Ok(RegistrationKind::Correction) => match self.follows.trim().parse() {
                Ok(id) => Some(Registering::Correction(RegistrationId(id))),
                Err(_) => {
                    wrong.push(FieldRefusal::new("follows", "请选择要更正的登记"));
                    None
                }
            },
            Ok(RegistrationKind::Extension) | Err(_) => {
                wrong.push(FieldRefusal::new("kind", "请选择登记类型"));
                None
            }
        };
        let first_day = day(&self.first_day, "first_day", &mut wrong);
        if self.first_day.trim().is_empty() {
            wrong.push(FieldRefusal::new("first_day", "请填写登记日期"));
        }
        let last_day = day(&self.last_day, "last_day", &mut wrong);
        match (wanted, first_day) {
            (Some(wanted), Some(first_day)) if wrong.is_empty() => {
                Ok((wanted, first_day, last_day))
            }
            _ => Err(wrong),
        }
    }
}
