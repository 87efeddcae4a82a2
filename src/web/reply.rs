//! What a handler answers: a page, a redirect, JSON, a file.

use actix_web::http::StatusCode;
use actix_web::http::header;
use serde::Serialize;
use tempfile::NamedTempFile;

use super::problem::Problem;

/// The body of an answer.
#[derive(Debug)]
pub(super) enum Content {
    /// Nothing.
    Empty,
    /// Bytes in memory.
    Bytes(Vec<u8>),
    /// A temporary file, sent piece by piece and gone afterwards.
    File(NamedTempFile),
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(header::HeaderName, String)>,
    pub(super) content: Content,
    pub(super) notice: Option<String>,
    pub(super) session: SessionChange,
}

/// What an answer does to the cookie of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SessionChange {
    /// It stays.
    Keep,
    /// A new session begins.
    Begin { session: i64, generation: i64 },
    /// It ends.
    End,
}

/// HTML, as every page says it.
const HTML: &str = "text/html; charset=utf-8";

impl Reply {
    pub(super) fn new(status: StatusCode, content_type: &str, bytes: Vec<u8>) -> Self {
        Self {
            status,
            headers: vec![(header::CONTENT_TYPE, content_type.to_owned())],
            content: Content::Bytes(bytes),
            notice: None,
            session: SessionChange::Keep,
        }
    }

    /// A page.
    ///
    /// # Errors
    /// When the template cannot be rendered.
    pub fn html(page: &impl askama::Template) -> Result<Self, Problem> {
        Self::html_with(StatusCode::OK, page)
    }

    /// The page of a form with the sentences beside its fields; 422.
    ///
    /// # Errors
    /// As [`Reply::html`].
    pub fn invalid(page: &impl askama::Template) -> Result<Self, Problem> {
        Self::html_with(StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// A page with another status: 409 for a refusal, 412 for two versions side by side.
    ///
    /// # Errors
    /// As [`Reply::html`].
    pub fn html_with(status: StatusCode, page: &impl askama::Template) -> Result<Self, Problem> {
        let html = page
            .render()
            .map_err(|error| Problem::internal(format!("template: {error}")))?;
        Ok(Self::new(status, HTML, html.into_bytes()))
    }

    /// After a change: the browser goes on to `path` (303).
    pub fn see_other(path: impl Into<String>) -> Self {
        Self {
            status: StatusCode::SEE_OTHER,
            headers: vec![(header::LOCATION, path.into())],
            content: Content::Empty,
            notice: None,
            session: SessionChange::Keep,
        }
    }

    /// A line that the next page shows once: what was done.
    #[must_use]
    pub fn with_notice(mut self, notice: impl Into<String>) -> Self {
        self.notice = Some(notice.into());
        self
    }

    /// JSON; 200.
    ///
    /// # Errors
    /// When the value cannot be written as JSON.
    pub fn json(value: &impl Serialize) -> Result<Self, Problem> {
        let bytes = serde_json::to_vec(value)
            .map_err(|error| Problem::internal(format!("json: {error}")))?;
        Ok(Self::new(StatusCode::OK, "application/json", bytes))
    }

    /// Something was made and stands at `path`; 201.
    ///
    /// # Errors
    /// As [`Reply::json`].
    pub fn created(path: impl Into<String>, value: &impl Serialize) -> Result<Self, Problem> {
        let mut reply = Self::json(value)?;
        reply.status = StatusCode::CREATED;
        reply.headers.push((header::LOCATION, path.into()));
        Ok(reply)
    }

    /// Done, and nothing to say; 204.
    pub fn no_content() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            headers: Vec::new(),
            content: Content::Empty,
            notice: None,
            session: SessionChange::Keep,
        }
    }

    /// The version of what is answered, for a later `If-Match`.
    #[must_use]
    pub fn with_etag(mut self, version: i64) -> Self {
        self.headers.push((header::ETAG, format!("\"{version}\"")));
        self
    }

    /// When it may be tried again.
    #[must_use]
    pub(super) fn with_retry_after(mut self, seconds: u64) -> Self {
        self.headers
            .push((header::RETRY_AFTER, seconds.to_string()));
        self
    }

    /// A file to be kept, from memory.
    pub fn download(bytes: Vec<u8>, name: &str, content_type: &str) -> Self {
        let mut reply = Self::new(StatusCode::OK, content_type, bytes);
        reply.headers.push(attachment(name));
        reply
    }

    /// A file to be kept, sent piece by piece.
    pub fn download_file(file: NamedTempFile, name: &str, content_type: &str) -> Self {
        let mut reply = Self::new(StatusCode::OK, content_type, Vec::new());
        reply.headers.push(attachment(name));
        reply.content = Content::File(file);
        reply
    }

    /// A picture that a page shows.
    pub fn inline_image(bytes: Vec<u8>, content_type: &str) -> Self {
        Self::new(StatusCode::OK, content_type, bytes)
    }

    /// A text of another kind, shown by the browser.
    pub fn text(bytes: Vec<u8>, content_type: &str) -> Self {
        Self::new(StatusCode::OK, content_type, bytes)
    }

    /// Begins a session: the cookie is set.
    #[must_use]
    pub fn begin_session(mut self, session: crate::accounts::SessionId, generation: i64) -> Self {
        self.session = SessionChange::Begin {
            session: session.0,
            generation,
        };
        self
    }

    /// Ends the session: the cookie is taken away.
    #[must_use]
    pub fn end_session(mut self) -> Self {
        self.session = SessionChange::End;
        self
    }
}

/// `Content-Disposition` with the name in both spellings (RFC 6266, RFC 5987).
fn attachment(name: &str) -> (header::HeaderName, String) {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    (
        header::CONTENT_DISPOSITION,
        format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_can_never_leave_its_header() {
        let (_, value) = attachment("名单\"\r\nX: 1.xlsx");

        assert!(
            value.starts_with("attachment; filename=\"_____X__1.xlsx\""),
            "{value}"
        );
        assert!(!value.contains('\r') && !value.contains('\n'));
        assert!(value.contains("filename*=UTF-8''%E5%90%8D%E5%8D%95"));
    }
}
