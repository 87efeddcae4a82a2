//! Two people changed the same thing: what one of them typed beside what the other
//! stored meanwhile, field by field, and the ways to go on.

use actix_web::http::StatusCode;
use askama::Template;
use chrono_tz::Tz;
use serde::Serialize;

use super::frame::{Frame, Section};
use super::{Body, Reply, Request};
use crate::audit::store::Line;
use crate::clock::to_local;
use crate::text::compare_key;

/// One field of both versions, in the words that a form shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ConflictField {
    /// The field's name in the form or the JSON.
    pub field: String,
    /// Its label.
    pub label: String,
    /// What was sent; empty where nothing was.
    pub yours: String,
    /// What is stored now; empty where nothing is.
    pub stored: String,
    /// Whether they differ.
    pub differs: bool,
}

/// A change that came too late, told with both versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    subject: String,
    version: i64,
    page: String,
    form: Option<String>,
    repeated: bool,
    changed: Option<String>,
    fields: Vec<ConflictField>,
}

/// Which version is stored, and where it differs from what was sent.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CurrentJson {
    /// The version to name in the next `If-Match`.
    pub version: i64,
    /// Every field of both versions.
    pub fields: Vec<ConflictField>,
}

impl Conflict {
    /// `subject` names the thing (陈静的资料), `version` is the stored one, `page` shows it.
    pub fn new(subject: impl Into<String>, version: i64, page: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            version,
            page: page.into(),
            form: None,
            repeated: true,
            changed: None,
            fields: Vec::new(),
        }
    }

    /// Where the form is, filled with what is stored now.
    #[must_use]
    pub fn form_at(mut self, path: impl Into<String>) -> Self {
        self.form = Some(path.into());
        self
    }

    /// The change makes no sense any more, so it is not offered again.
    #[must_use]
    pub fn not_repeated(mut self) -> Self {
        self.repeated = false;
        self
    }

    /// One field as text.
    #[must_use]
    pub fn field(
        mut self,
        field: &str,
        label: &str,
        yours: impl Into<String>,
        stored: impl Into<String>,
    ) -> Self {
        let (yours, stored) = (yours.into(), stored.into());
        self.fields.push(ConflictField {
            field: field.to_owned(),
            label: label.to_owned(),
            differs: compare_key(&yours) != compare_key(&stored),
            yours,
            stored,
        });
        self
    }

    /// One field that is chosen from a list: told by its words, not by its values.
    #[must_use]
    pub fn choice<V: AsRef<str>, W: AsRef<str>>(
        self,
        field: &str,
        label: &str,
        options: &[(V, W)],
        yours: &str,
        stored: &str,
    ) -> Self {
        let word = |value: &str| {
            options
                .iter()
                .find(|(known, _)| !value.is_empty() && known.as_ref() == value)
                .map_or_else(|| value.to_owned(), |(_, word)| word.as_ref().to_owned())
        };
        self.field(field, label, word(yours), word(stored))
    }

    /// The same with one field told masked; whether it differs stays as it is.
    #[must_use]
    pub fn masked(mut self, field: &str, mask: impl Fn(&str) -> String) -> Self {
        for known in self.fields.iter_mut().filter(|known| known.field == field) {
            known.yours = mask(&known.yours);
            known.stored = mask(&known.stored);
        }
        self
    }

    /// Who changed it last, from its history in order.
    #[must_use]
    pub fn changed_by(mut self, history: &[Line], zone: Tz) -> Self {
        self.changed = history.last().map(|line| {
            let at = to_local(line.occurred_at, zone);
            format!("{}于 {} 改过", line.actor, at.format("%Y-%m-%d %H:%M"))
        });
        self
    }

    /// One sentence: what happened, and what to do.
    pub fn sentence(&self) -> String {
        let who = self.changed.as_deref().unwrap_or("别人改过");
        format!(
            "{}在您打开之后被{who}，您填写的内容没有保存；请对照两份内容，再决定以哪一份为准",
            self.subject
        )
    }

    /// For programs.
    pub(super) fn current(&self) -> CurrentJson {
        CurrentJson {
            version: self.version,
            fields: self.fields.clone(),
        }
    }

    /// The stored version.
    pub(super) const fn version(&self) -> i64 {
        self.version
    }

    /// The page with both versions. The second try carries all that was typed, with the
    /// version that stands beside it now: nothing is overwritten that was not shown.
    pub(super) fn reply(&self, request: &Request) -> Reply {
        let mut told = self.clone();
        // What must be decided comes first.
        told.fields.sort_by_key(|field| !field.differs);
        let page = ConflictPage {
            frame: request.frame("内容已被他人修改", Section::None),
            sentence: self.sentence(),
            differing: self.fields.iter().filter(|field| field.differs).count(),
            action: request.path.clone(),
            multipart: matches!(request.route.body, Body::Upload { .. }),
            files: request.files.iter().any(|(_, file)| file.size > 0),
            kept: request
                .fields()
                .iter()
                .filter(|(name, _)| !matches!(*name, "csrf" | "version"))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            told,
        };
        Reply::html_with(StatusCode::PRECONDITION_FAILED, &page)
            .unwrap_or_else(|problem| problem.page(page.frame, &request.id))
    }
}

#[derive(Template)]
#[template(path = "conflict.html")]
struct ConflictPage {
    frame: Frame,
    told: Conflict,
    sentence: String,
    differing: usize,
    action: String,
    multipart: bool,
    files: bool,
    kept: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_widths_are_no_difference_and_choices_are_told_by_their_words() {
        let kinds = [("village", "村"), ("urban_community", "社区")];
        let told = Conflict::new("溪山村的资料", 3, "/units/7")
            .field("name", "名称", "溪山 村", "溪山村")
            .field("contact_mobile", "联系电话", "１３８", "139")
            .choice("kind", "类别", &kinds, "village", "urban_community")
            .choice("office", "工作室", &kinds, "", "");

        let shown: Vec<(&str, &str, bool)> = told
            .fields
            .iter()
            .map(|field| (field.yours.as_str(), field.stored.as_str(), field.differs))
            .collect();
        assert_eq!(
            shown,
            [
                ("溪山 村", "溪山村", false),
                ("１３８", "139", true),
                ("村", "社区", true),
                ("", "", false),
            ]
        );
        assert!(
            told.sentence()
                .starts_with("溪山村的资料在您打开之后被别人改过")
        );
    }
}
