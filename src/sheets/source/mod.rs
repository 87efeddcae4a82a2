//! One way to go through the rows of any kind of file.

mod decoding;
mod delimited;
mod old_workbook;
mod streamed;
mod whole;

use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::cell::{Cell, Epoch};
use super::refusal::FileRefusal;
use super::{inflate, sniff};

/// Cells further right are not looked at: a sheet has a few dozen columns, and a
/// stray cell in column XFD must not make every row sixteen thousand cells wide.
pub(super) const MOST_COLUMNS: usize = 256;

/// What is done with each row: its number from 1 and its cells from column A on.
pub(super) type RowVisitor<'v> = dyn FnMut(u32, &[Cell<'_>]) -> ControlFlow<()> + 'v;

/// An opened file.
pub(super) enum Source {
    /// xlsx, cell by cell.
    Streamed(Box<streamed::Streamed>),
    /// xls and ods, in memory.
    Whole(whole::Whole),
    /// Comma-separated text, line by line.
    Delimited(delimited::Delimited),
}

impl Source {
    /// Opens a file by its contents.
    pub(super) fn open(path: &Path) -> Result<Self, FileRefusal> {
        let unreadable = |error: std::io::Error| FileRefusal::Unreadable {
            path: path.display().to_string(),
            reason: reason_of(&error),
        };
        if path.is_dir() {
            return Err(FileRefusal::Unreadable {
                path: path.display().to_string(),
                reason: "这是一个文件夹".to_owned(),
            });
        }
        let mut file = File::open(path).map_err(unreadable)?;
        match sniff::kind(&mut file)? {
            sniff::Kind::Zip => match inflate::check(BufReader::new(&file))? {
                inflate::Archive::Xlsx => {
                    Ok(Source::Streamed(Box::new(streamed::Streamed::open(file)?)))
                }
                inflate::Archive::Ods => Ok(Source::Whole(whole::Whole::open_ods(file)?)),
            },
            sniff::Kind::Xls => Ok(Source::Whole(whole::Whole::open_xls(file)?)),
            sniff::Kind::Text => Ok(Source::Delimited(delimited::Delimited::open(
                file,
                sheet_name(path),
            )?)),
        }
    }

    /// The names of its sheets, in order; of a csv the file's name.
    pub(super) fn sheets(&self) -> &[String] {
        match self {
            Source::Streamed(source) => source.sheets(),
            Source::Whole(source) => source.sheets(),
            Source::Delimited(source) => source.sheets(),
        }
    }

    /// From when its serial numbers count.
    pub(super) fn epoch(&self) -> Epoch {
        match self {
            Source::Streamed(source) => source.epoch(),
            Source::Whole(source) => source.epoch(),
            Source::Delimited(_) => Epoch::default(),
        }
    }

    /// Goes through the rows of one sheet that have any cell, until the visitor breaks.
    pub(super) fn visit(
        &mut self,
        sheet: usize,
        visitor: &mut RowVisitor<'_>,
    ) -> Result<(), FileRefusal> {
        match self {
            Source::Streamed(source) => source.visit(sheet, visitor),
            Source::Whole(source) => {
                source.visit(sheet, visitor);
                Ok(())
            }
            Source::Delimited(source) => source.visit(visitor),
        }
    }
}

/// Runs a part of calamine. It takes some claims of a file at their word and panics
/// where they are wrong (seen with files changed at random); such a file is
/// damaged, no more.
fn reading<T>(read: impl FnOnce() -> Result<T, FileRefusal>) -> Result<T, FileRefusal> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(FileRefusal::Damaged))
}

fn sheet_name(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Why the operating system refused, in Chinese where it is one of the usual reasons.
fn reason_of(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "文件不存在".to_owned(),
        std::io::ErrorKind::PermissionDenied => "没有读取权限".to_owned(),
        _ => error.to_string(),
    }
}
