//! How a change that did not happen is told: to a page that shows the form again with
//! what was typed, or to a program. A stale change is no form shown again: it is told
//! with both versions ([`crate::web::Conflict`]).

use actix_web::http::StatusCode;

use super::actions::ChangeError;
use super::form::FieldRefusal;
use crate::web::{FieldProblem, Problem};

impl From<FieldRefusal> for FieldProblem {
    fn from(refusal: FieldRefusal) -> Self {
        Self {
            field: refusal.field.to_owned(),
            message: refusal.message,
        }
    }
}

impl From<ChangeError> for Problem {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotFound => Self::NotFound,
            ChangeError::Stale => Self::Stale(error.to_string()),
            ChangeError::Refused(sentence) => Self::Refused(sentence),
            ChangeError::Invalid(wrong) => {
                Self::Invalid(wrong.into_iter().map(Into::into).collect())
            }
            ChangeError::Database(error) => error.into(),
            ChangeError::Key(error) => Self::internal(error),
            ChangeError::CannotOpen(error) => error.into(),
        }
    }
}

/// What a form shows beside what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The status of the page.
    pub status: StatusCode,
    /// The sentence above the form, where it is about the whole.
    pub sentence: Option<String>,
    /// The sentences beside the fields.
    pub problems: Vec<FieldProblem>,
}

impl Default for Wrong {
    /// Nothing is wrong yet.
    fn default() -> Self {
        Self {
            status: StatusCode::OK,
            sentence: None,
            problems: Vec::new(),
        }
    }
}

impl Wrong {
    /// What the form is shown again for: wrong fields, a rule.
    ///
    /// # Errors
    /// Everything else is a problem of its own.
    pub fn from_error(error: ChangeError) -> Result<Self, Problem> {
        match error {
            ChangeError::Invalid(wrong) => Ok(Self {
                status: StatusCode::UNPROCESSABLE_ENTITY,
                sentence: None,
                problems: wrong.into_iter().map(Into::into).collect(),
            }),
            ChangeError::Refused(sentence) => Ok(Self {
                status: StatusCode::CONFLICT,
                sentence: Some(sentence),
                problems: Vec::new(),
            }),
            other => Err(other.into()),
        }
    }

    /// One field that is wrong.
    pub fn field(field: &'static str, message: &str) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            sentence: None,
            problems: vec![FieldRefusal::new(field, message).into()],
        }
    }
}
