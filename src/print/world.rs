//! The world as a template sees it: its own sources, one JSON file, fonts. No
//! disk, no packages, no clock.

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use super::PrintError;
use super::fonts::Fonts;

/// The templates, by name; the first is the one that is set.
pub(super) const TEMPLATES: [(&str, &str); 9] = [
    ("main.typ", include_str!("../../templates/forms/main.typ")),
    (
        "common.typ",
        include_str!("../../templates/forms/common.typ"),
    ),
    (
        "claim_sheet.typ",
        include_str!("../../templates/forms/claim_sheet.typ"),
    ),
    (
        "expense_claim.typ",
        include_str!("../../templates/forms/expense_claim.typ"),
    ),
    (
        "exam_fee_application.typ",
        include_str!("../../templates/forms/exam_fee_application.typ"),
    ),
    (
        "password_slips.typ",
        include_str!("../../templates/forms/password_slips.typ"),
    ),
    (
        "training_certificate.typ",
        include_str!("../../templates/forms/training_certificate.typ"),
    ),
    (
        "personal_record.typ",
        include_str!("../../templates/forms/personal_record.typ"),
    ),
    (
        "training_statement.typ",
        include_str!("../../templates/forms/training_statement.typ"),
    ),
];

/// Where a template finds its input.
const INPUT: &str = "input.json";

/// What stays the same from form to form.
pub(super) struct Workshop {
    library: LazyHash<Library>,
    pub(super) fonts: Fonts,
    sources: Vec<Source>,
    main: FileId,
    input: FileId,
}

impl Workshop {
    pub(super) fn new(fonts: Fonts) -> Result<Workshop, PrintError> {
        let mut sources = Vec::with_capacity(TEMPLATES.len());
        for (name, text) in TEMPLATES {
            sources.push(Source::new(file_id(name)?, text.to_owned()));
        }
        Ok(Workshop {
            library: LazyHash::new(Library::default()),
            fonts,
            sources,
            main: file_id("main.typ")?,
            input: file_id(INPUT)?,
        })
    }
}

fn file_id(name: &str) -> Result<FileId, PrintError> {
    let path = VirtualPath::new(name).map_err(|error| PrintError::Typesetting {
        details: format!("{name}: {error:?}"),
    })?;
    Ok(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

/// One document on its way through the workshop.
pub(super) struct Job<'a> {
    pub(super) workshop: &'a Workshop,
    /// The input as JSON.
    pub(super) input: Bytes,
}

impl World for Job<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.workshop.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.workshop.fonts.book()
    }

    fn main(&self) -> FileId {
        self.workshop.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.workshop
            .sources
            .iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.workshop.input {
            return Ok(self.input.clone());
        }
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.workshop.fonts.get(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
