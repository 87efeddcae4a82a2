//! Comma-separated text and its relatives with tabs and semicolons.

use std::borrow::Cow;
use std::cell::Cell as Shared;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::rc::Rc;

use csv::{ReaderBuilder, StringRecord, Terminator};
use encoding_rs::Encoding;

use super::decoding::{Decoding, encoding};
use super::{MOST_COLUMNS, RowVisitor};
use crate::sheets::cell::Cell;
use crate::sheets::refusal::FileRefusal;

/// The most bytes of one record, with all its cells.
const MOST_RECORD_BYTES: usize = 1024 * 1024;
/// How much text the delimiter is told from.
const HEAD_BYTES: usize = 64 * 1024;

pub(in crate::sheets) struct Delimited {
    file: File,
    names: Vec<String>,
    encoding: &'static Encoding,
    delimiter: u8,
}

impl Delimited {
    pub(super) fn open(mut file: File, name: String) -> Result<Self, FileRefusal> {
        let encoding = encoding(&file)?;
        rewind(&mut file)?;
        let delimiter = delimiter(&head(&file, encoding));
        Ok(Self {
            file,
            names: vec![name],
            encoding,
            delimiter,
        })
    }

    pub(super) fn sheets(&self) -> &[String] {
        &self.names
    }

    pub(super) fn visit(&mut self, visitor: &mut RowVisitor<'_>) -> Result<(), FileRefusal> {
        rewind(&mut self.file)?;
        let allowance = Rc::new(Shared::new(MOST_RECORD_BYTES));
        let text = Decoding::new(&self.file, self.encoding, Rc::clone(&allowance));
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            // The decoder ends every line with \n alone, which keeps line numbers true.
            .terminator(Terminator::Any(b'\n'))
            .from_reader(text);
        let mut record = StringRecord::new();
        let mut inner_breaks = 0;
        loop {
            allowance.set(MOST_RECORD_BYTES);
            let begun = reader.position().line();
            let more = reader
                .read_record(&mut record)
                .map_err(|_| FileRefusal::OpenQuote {
                    row: row_number(begun.saturating_sub(inner_breaks)),
                })?;
            if !more {
                return Ok(());
            }
            // A spreadsheet counts a record as one row, however many lines it has.
            inner_breaks += record.as_slice().bytes().filter(|b| *b == b'\n').count() as u64;
            let row = reader.position().line().saturating_sub(1 + inner_breaks);
            let cells: Vec<Cell<'_>> = record.iter().take(MOST_COLUMNS).map(cell).collect();
            if visitor(row_number(row), &cells) == ControlFlow::Break(()) {
                return Ok(());
            }
        }
    }
}

fn cell(text: &str) -> Cell<'_> {
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(Cow::Borrowed(text))
    }
}

fn row_number(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

fn rewind(file: &mut File) -> Result<(), FileRefusal> {
    file.seek(SeekFrom::Start(0))
        .map(drop)
        .map_err(|_| FileRefusal::Damaged)
}

/// The beginning of the file as text.
fn head(file: &File, encoding: &'static Encoding) -> String {
    let allowance = Rc::new(Shared::new(HEAD_BYTES));
    let mut reader = Decoding::new(file, encoding, allowance);
    let mut head = Vec::new();
    // The allowance ends the reading with an error; what came before it is the head.
    let _ = reader.read_to_end(&mut head);
    String::from_utf8_lossy(&head).into_owned()
}

/// The delimiter: the one that most lines hold most often, outside quotation marks.
fn delimiter(head: &str) -> u8 {
    const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];
    let mut counts = [0usize; 3];
    for line in head.lines().take(100) {
        let mut quoted = false;
        for byte in line.bytes() {
            match byte {
                b'"' => quoted = !quoted,
                _ if quoted => {}
                _ => {
                    if let Some(at) = DELIMITERS.iter().position(|d| *d == byte) {
                        counts[at] += 1;
                    }
                }
            }
        }
    }
    // A tab in front of a number is a guard, not a delimiter: a comma or semicolon
    // that is there as often wins.
    let best = (0..3).max_by_key(|at| (counts[*at], 3 - at)).unwrap_or(0);
    DELIMITERS[best]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_told_from_the_first_lines() {
        for (head, byte) in [
            ("姓名,身份证号\n王伟,\t110\n", b','),
            ("姓名\t身份证号\n王伟\t110\n", b'\t'),
            ("姓名;身份证号\n王伟;110\n", b';'),
            ("姓名;备注\n王伟;\"甲,乙,丙,丁\"\n", b';'),
            ("姓名\n王伟\n", b','),
        ] {
            assert_eq!(delimiter(head), byte, "{head}");
        }
    }
}
