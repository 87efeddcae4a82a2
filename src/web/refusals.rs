//! A refused change on its way to a person or a program.

use super::{FieldProblem, Problem};
use crate::changes::{ChangeError, Refusal};

/// What a page shows of a refused change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusals {
    /// Sentences beside fields.
    pub fields: Vec<FieldProblem>,
    /// Sentences above the form.
    pub sentences: Vec<String>,
}

impl Refusals {
    /// The sentences of a refusal, for a form shown again.
    ///
    /// # Errors
    /// What is no refusal: stale, not found, the database.
    pub fn of<R: Refusal + std::fmt::Debug>(error: ChangeError<R>) -> Result<Self, Problem> {
        let ChangeError::Refused(refusals) = error else {
            return Err(error.into());
        };
        let mut told = Self::default();
        for refusal in refusals {
            match refusal.field() {
                Some(field) => told.fields.push(FieldProblem {
                    field: field.to_owned(),
                    message: refusal.to_string(),
                }),
                None => told.sentences.push(refusal.to_string()),
            }
        }
        Ok(told)
    }

    /// What a form's own fields say.
    pub fn of_fields(fields: Vec<FieldProblem>) -> Self {
        Self {
            fields,
            sentences: Vec::new(),
        }
    }
}

impl<R: Refusal + std::fmt::Debug> From<ChangeError<R>> for Problem {
    fn from(error: ChangeError<R>) -> Self {
        match error {
            ChangeError::Stale(sentence) => Self::Stale(sentence),
            ChangeError::NotFound => Self::NotFound,
            ChangeError::Database(error) => error.into(),
            ChangeError::Refused(refusals) => {
                let fields: Vec<FieldProblem> = refusals
                    .iter()
                    .filter_map(|refusal| {
                        Some(FieldProblem {
                            field: refusal.field()?.to_owned(),
                            message: refusal.to_string(),
                        })
                    })
                    .collect();
                if fields.is_empty() {
                    let sentences: Vec<String> = refusals.iter().map(ToString::to_string).collect();
                    Self::Refused(sentences.join("；"))
                } else {
                    Self::Invalid(fields)
                }
            }
        }
    }
}
