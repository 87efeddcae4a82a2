//! `/me/certificates`: certificates and their registrations, with the days left.

use askama::Template;

use super::picture;
use crate::calendar::chinese_day;
use crate::certificates::rules::{renewal_window, rows_in_use};
use crate::certificates::{CertificateScope, Level};
use crate::db::Conn;
use crate::me::Picture;
use crate::me::tasks::{days_left, passed_without_certificate};
use crate::me::views::Badge;
use crate::web::{Answer, Frame, Reply, Request, Section};

/// A certificate with its registrations.
pub(super) struct CertificateView {
    /// The level.
    pub level: &'static str,
    /// 证书管理号.
    pub number: String,
    /// 2019年11月1日批准.
    pub approved: String,
    /// Where it is valid, if not everywhere.
    pub scope: Option<String>,
    /// The registrations, the latest first.
    pub registrations: Vec<RegistrationView>,
    /// Whether this level is registered at all (社会工作员 is not).
    pub is_registered_kind: bool,
}

/// One registration.
pub(super) struct RegistrationView {
    /// 首次登记, 再登记 …
    pub kind: &'static str,
    /// From when.
    pub first_day: String,
    /// Until when, the day included.
    pub last_day: String,
    /// Replaced by an extension or a correction.
    pub replaced: bool,
    /// How it stands today.
    pub state: Badge,
    /// When renewal is accepted.
    pub renewal: Option<String>,
    /// The document of an extension.
    pub document: Option<String>,
}

/// Every certificate, the highest first.
pub(super) fn views(picture: &Picture<'_>) -> Vec<CertificateView> {
    let mut certificates: Vec<_> = picture.training.certificates.iter().collect();
    certificates.sort_by_key(|certificate| std::cmp::Reverse(certificate.details.level));
    certificates
        .into_iter()
        .map(|certificate| {
            let details = &certificate.details;
            CertificateView {
                level: details.level.label(),
                number: details.number.clone().unwrap_or_default(),
                approved: details
                    .approved_on
                    .map_or_else(|| "批准日期未填".to_owned(), chinese_day),
                scope: (details.scope == CertificateScope::Local).then(|| {
                    format!(
                        "{}{}",
                        details.scope_region.as_deref().unwrap_or_default(),
                        details.scope.label()
                    )
                }),
                registrations: registrations(picture, details.level),
                is_registered_kind: details.level > Level::Worker,
            }
        })
        .collect()
}

fn registrations(picture: &Picture<'_>, level: Level) -> Vec<RegistrationView> {
    let today = picture.now.today;
    let rows = picture.training.registration_rows();
    let in_use: Vec<_> = rows_in_use(&rows).map(|row| row.id).collect();
    let own: Vec<_> = picture
        .training
        .registrations
        .iter()
        .filter(|(of, _)| *of == level)
        .collect();
    let latest = own
        .iter()
        .filter(|(_, registration)| in_use.contains(&registration.id))
        .map(|(_, registration)| registration.details.last_day)
        .max();
    own.into_iter()
        .rev()
        .map(|(_, registration)| {
            let details = &registration.details;
            let replaced = !in_use.contains(&registration.id);
            let left = (details.last_day - today).num_days();
            let window = renewal_window(details.last_day);
            let is_latest = latest == Some(details.last_day) && !replaced;
            let state = match left {
                _ if replaced => Badge::new("none", "—", "已由后一条代替"),
                left if left < 0 && !is_latest => Badge::new("none", "—", "已由后一次登记接续"),
                left if left < 0 => Badge::new(
                    "late",
                    "!",
                    format!("已过期，{}", days_left(today, details.last_day)),
                ),
                _ if today < details.first_day => Badge::new("none", "—", "未到开始日期"),
                _ if is_latest && window.contains(today) => Badge::new(
                    "soon",
                    "▲",
                    format!("可办再登记，{}", days_left(today, details.last_day)),
                ),
                _ => Badge::new(
                    "done",
                    "✓",
                    format!("有效，{}", days_left(today, details.last_day)),
                ),
            };
            RegistrationView {
                kind: details.kind.label(),
                first_day: chinese_day(details.first_day),
                last_day: chinese_day(details.last_day),
                replaced,
                state,
                renewal: (is_latest && left >= 0).then(|| {
                    if window.contains(today) {
                        "现在可以申请再登记".to_owned()
                    } else {
                        format!("{}起可以申请再登记", chinese_day(window.first))
                    }
                }),
                document: details.document.clone(),
            }
        })
        .collect()
}

#[derive(Template)]
#[template(path = "me/certificates.html")]
struct CertificatesPage {
    frame: Frame,
    certificates: Vec<CertificateView>,
    /// 社会工作师（2025年）: passed, and no certificate of it.
    passed: Vec<String>,
}

pub(super) fn page(request: &Request, conn: &mut Conn) -> Answer {
    let picture = picture(request, conn)?;
    Reply::html(&CertificatesPage {
        frame: request.frame("证书与登记", Section::MyCertificates),
        certificates: views(&picture),
        passed: passed_without_certificate(&picture)
            .map(|(level, year)| format!("{}（{year}年）", level.label()))
            .collect(),
    })
}
