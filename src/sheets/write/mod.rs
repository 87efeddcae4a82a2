//! What people get back: lists as xlsx or csv, and the file of refused rows.
//!
//! An xlsx text cell is never evaluated, so nothing is put in front of its text; a
//! csv cell is, so there a formula is made harmless (OWASP's CSV injection).

mod list;
mod refused;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_xlsxwriter::XlsxError;

pub use list::{write_csv, write_table};
pub use refused::{ERROR_HEADING, RefusedRows, refused_path};

/// The most characters of one cell, a limit of the format.
const MOST_CELL_CHARACTERS: usize = 32_767;
/// The most characters of a sheet's name, a limit of the format.
const MOST_NAME_CHARACTERS: usize = 31;
/// Column widths in characters: as wide as the contents, within these.
const NARROWEST: usize = 6;
const WIDEST: usize = 48;

/// Why a file could not be written. Nothing half written is left behind.
#[derive(Debug, thiserror::Error)]
#[error("文件“{path}”写不进去（{reason}），请检查文件夹权限和磁盘空间")]
pub struct WriteRefusal {
    /// The path as given.
    pub path: PathBuf,
    /// What the operating system or the writer says.
    pub reason: String,
}

impl WriteRefusal {
    fn new(path: &Path, reason: impl ToString) -> Self {
        Self {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }
}

/// One cell of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListCell<'a> {
    /// Nothing.
    Empty,
    /// Text, kept as text whatever it looks like.
    Text(Cow<'a, str>),
    /// A whole number.
    Whole(i64),
    /// Hundredths, shown as 1.50.
    Hundredths(i64),
    /// 分, shown as 1,409.50.
    Cents(i64),
    /// A day.
    Day(NaiveDate),
}

impl<'a> From<&'a str> for ListCell<'a> {
    fn from(text: &'a str) -> Self {
        ListCell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for ListCell<'_> {
    fn from(text: String) -> Self {
        ListCell::Text(Cow::Owned(text))
    }
}

impl<'a, T: Into<ListCell<'a>>> From<Option<T>> for ListCell<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(ListCell::Empty, Into::into)
    }
}

impl From<NaiveDate> for ListCell<'_> {
    fn from(day: NaiveDate) -> Self {
        ListCell::Day(day)
    }
}

/// A csv cell that no spreadsheet takes for a formula: an apostrophe goes in front
/// of `=`, `+`, `-`, `@`, a tab or a line break, of their full-width forms, too.
/// Plain numbers, negative ones among them, stay as they are. Reading a sheet takes
/// the apostrophe off again.
///
/// ```
/// use shegong::sheets::write::guarded;
/// assert_eq!(guarded("=1+1"), "'=1+1");
/// assert_eq!(guarded("-12.50"), "-12.50");
/// ```
pub fn guarded(text: &str) -> Cow<'_, str> {
    let risky = text.starts_with([
        '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|', '%',
    ]);
    let number = text.strip_prefix('-').is_some_and(|rest| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    });
    if risky && !number {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The part of `text` that a cell can hold; control characters, which XML cannot
/// hold, left out.
fn cell_text(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
    if text.len() <= MOST_CELL_CHARACTERS && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let fits = |c: &char| {
        // The format counts UTF-16 units.
        units += c.len_utf16();
        units <= MOST_CELL_CHARACTERS
    };
    Cow::Owned(
        text.chars()
            .filter(|c| plain(*c))
            .take_while(fits)
            .collect(),
    )
}

/// A sheet's name that the format allows, unlike those in `taken`.
fn sheet_name(wanted: &str, taken: &[String]) -> String {
    let clean: String = wanted
        .chars()
        .map(|c| {
            if "[]:*?/\\".contains(c) || c.is_control() {
                '_'
            } else {
                c
            }
        })
        .collect();
    let clean = clean.trim().trim_matches('\'');
    let clean = if clean.is_empty() { "表" } else { clean };
    let same = |name: &str| {
        taken
            .iter()
            .any(|t| t.to_lowercase() == name.to_lowercase())
    };
    let cut = |room: usize| clean.chars().take(room).collect::<String>();
    let name = cut(MOST_NAME_CHARACTERS);
    if !same(&name) {
        return name;
    }
    (2u32..)
        .map(|number| {
            let ending = format!("({number})");
            cut(MOST_NAME_CHARACTERS - ending.len()) + &ending
        })
        .find(|name| !same(name))
        .unwrap_or(name)
}

/// How wide a text is, in characters of a column: Chinese ones take two.
fn width_of(text: &str) -> usize {
    text.chars()
        .map(|c| if c.is_ascii() { 1 } else { 2 })
        .sum::<usize>()
        + 2
}

/// The writer in constant memory writes to temporary files and panics when one
/// cannot be written (a full disk); that is a refusal like any other here.
fn writing<T>(
    path: &Path,
    write: impl FnOnce() -> Result<T, XlsxError>,
) -> Result<T, WriteRefusal> {
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(written) => written.map_err(|error| WriteRefusal::new(path, error)),
        Err(_) => Err(WriteRefusal::new(path, "临时文件写不进去")),
    }
}

/// Writes the workbook beside `path` and moves it there when it is complete.
fn save(workbook: &mut rust_xlsxwriter::Workbook, path: &Path) -> Result<(), WriteRefusal> {
    let mut file = beside(path)?;
    writing(path, || {
        workbook.save_to_writer(std::io::BufWriter::new(file.as_file_mut()))
    })?;
    persist(file, path)
}

fn beside(path: &Path) -> Result<tempfile::NamedTempFile, WriteRefusal> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".shegong-").suffix(".tmp");
    readable_by_umask(&mut builder);
    builder
        .tempfile_in(folder.unwrap_or(Path::new(".")))
        .map_err(|error| WriteRefusal::new(path, error))
}

/// Temporary files are private by default; a list is an ordinary file.
#[cfg(unix)]
fn readable_by_umask(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable_by_umask(_: &mut tempfile::Builder<'_, '_>) {}

fn persist(file: tempfile::NamedTempFile, path: &Path) -> Result<(), WriteRefusal> {
    file.as_file()
        .sync_all()
        .map_err(|error| WriteRefusal::new(path, error))?;
    file.persist(path)
        .map(drop)
        .map_err(|error| WriteRefusal::new(path, error.error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_csv_cell_is_never_a_formula() {
        for (text, safe) in [
            ("王伟", "王伟"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+86 138", "'+86 138"),
            ("-2+3", "'-2+3"),
            ("-2.5", "-2.5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1+1", "'＝1+1"),
            ("\t=1", "'\t=1"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), safe);
        }
    }

    #[test]
    fn sheet_names_fit_the_format() {
        let taken = ["名单".to_owned(), "LIST".to_owned()];
        for (wanted, name) in [
            ("2025年", "2025年"),
            ("名单", "名单(2)"),
            ("list", "list(2)"),
            ("a/b[c]", "a_b_c_"),
            ("", "表"),
            ("'引号'", "引号"),
        ] {
            assert_eq!(sheet_name(wanted, &taken), name, "{wanted}");
        }
        assert_eq!(sheet_name(&"长".repeat(40), &[]).chars().count(), 31);
    }

    #[test]
    fn a_cell_holds_what_the_format_allows() {
        assert_eq!(cell_text("a\u{0}b\u{1F}c\nd"), "abc\nd");
        assert_eq!(
            cell_text(&"长".repeat(40_000)).chars().count(),
            MOST_CELL_CHARACTERS
        );
    }
}
