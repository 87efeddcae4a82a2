//! One request, read whole before any handler sees it.

use std::collections::HashMap;
use std::path::Path;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use tempfile::NamedTempFile;

use super::frame::{Frame, Section};
use super::json_refusal;
use super::problem::Problem;
use super::{Fields, Route};
use crate::accounts::{Reach, Viewer};
use crate::app::App;
use crate::audit::Occasion;
use crate::clock::Now;
use crate::people::PersonId;
use crate::units::UnitTree;

/// A file that came with a form, in a temporary file that is gone with the request.
#[derive(Debug)]
pub struct UploadedFile {
    /// The name it had at the sender; for showing only, never for a path.
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub(super) file: NamedTempFile,
}

impl UploadedFile {
    /// Where its bytes are.
    pub fn path(&self) -> &Path {
        self.file.path()
    }
}

/// One request with everything a handler may look at.
pub struct Request {
    /// The application.
    pub app: App,
    /// The present moment.
    pub now: Now,
    /// The route that was chosen.
    pub route: &'static Route,
    /// The path as asked for, without the query.
    pub path: String,
    /// Where it comes from: an IP address.
    pub address: String,
    /// The browser or program, as it calls itself.
    pub user_agent: String,
    /// The id that stands in the log.
    pub id: String,
    pub(super) viewer: Option<Viewer>,
    pub(super) csrf: String,
    pub(super) notice: Option<String>,
    pub(super) params: HashMap<String, String>,
    pub(super) query: Fields,
    pub(super) fields: Fields,
    pub(super) files: Vec<(String, UploadedFile)>,
    pub(super) json: Vec<u8>,
    pub(super) if_match: Option<String>,
    /// The page of this site that the browser came from.
    pub(super) came_from: Option<String>,
    /// A cookie of a session came along, whether the session still lives or not.
    pub(super) had_session: bool,
}

impl Request {
    /// Who looks or acts.
    ///
    /// # Errors
    /// [`Problem::SignIn`] on a public route when nobody is signed in.
    pub fn viewer(&self) -> Result<&Viewer, Problem> {
        self.viewer.as_ref().ok_or(Problem::SignIn)
    }

    /// Who looks, if anybody is signed in.
    pub fn find_viewer(&self) -> Option<&Viewer> {
        self.viewer.as_ref()
    }

    /// The circumstances of a change made by this request.
    ///
    /// # Errors
    /// As [`Request::viewer`].
    pub fn occasion(&self) -> Result<Occasion, Problem> {
        let mut occasion = self.viewer()?.occasion(self.now);
        occasion.actor.address = Some(self.address.clone()).filter(|known| !known.is_empty());
        occasion.request_id = Some(self.id.clone()).filter(|id| !id.is_empty());
        Ok(occasion)
    }

    /// How far the right of this route reaches.
    ///
    /// # Errors
    /// As [`Request::viewer`].
    pub fn reach(&self, tree: &UnitTree) -> Result<Reach, Problem> {
        Ok(self.viewer()?.reach(self.route.right, tree))
    }

    /// The person whose account is signed in.
    ///
    /// # Errors
    /// [`Problem::Forbidden`] for the account of an office.
    pub fn own_person(&self) -> Result<PersonId, Problem> {
        self.viewer()?
            .person
            .ok_or(Problem::Forbidden(self.route.right))
    }

    /// A part of the path: `{id}`.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where it is nothing of the kind.
    pub fn param<T: FromStr>(&self, name: &str) -> Result<T, Problem> {
        self.params
            .get(name)
            .and_then(|text| text.parse().ok())
            .ok_or(Problem::NotFound)
    }

    /// A field of the query, if it is filled.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.optional(name)
    }

    /// The whole query.
    pub fn query_fields(&self) -> &Fields {
        &self.query
    }

    /// The fields of the form.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// A file of the form, if one was chosen.
    pub fn file(&self, field: &str) -> Option<&UploadedFile> {
        self.files
            .iter()
            .find(|(known, _)| known == field)
            .map(|(_, file)| file)
    }

    /// Every file of a field.
    pub fn files(&self, field: &str) -> Vec<&UploadedFile> {
        self.files
            .iter()
            .filter(|(known, _)| known == field)
            .map(|(_, file)| file)
            .collect()
    }

    /// The JSON body.
    ///
    /// # Errors
    /// [`Problem::Invalid`] naming the place where it does not fit.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        json_refusal::read(&self.json).map_err(|wrong| Problem::Invalid(vec![wrong]))
    }

    /// The version that a program says it has seen (`If-Match: "3"`).
    ///
    /// # Errors
    /// [`Problem::VersionNeeded`] where it says none.
    pub fn if_match(&self) -> Result<i64, Problem> {
        self.if_match
            .as_deref()
            .and_then(|text| text.trim().trim_matches('"').parse().ok())
            .ok_or(Problem::VersionNeeded)
    }

    /// The version that the form being shown again was made from; `stored` on a form
    /// shown for the first time. A form never takes up a newer version by itself: what
    /// somebody else stored meanwhile would be overwritten unseen.
    pub fn version_of_form(&self, stored: i64) -> i64 {
        self.fields.text("version").parse().unwrap_or(stored)
    }

    /// What the layout of a page needs: navigation, CSRF token, today.
    pub fn frame(&self, title: &str, section: Section) -> Frame {
        Frame::new(self, title, section)
    }

    /// The CSRF token of this page's forms.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }
}
