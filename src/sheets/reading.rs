//! A workbook on disk: opened, its headings found, its rows handed out one by one.

use std::ops::ControlFlow;
use std::path::Path;

use super::cell::{Cell, Epoch};
use super::layout::{Layout, heading_key};
use super::refusal::{FileRefusal, Notice};
use super::row::Row;
use super::source::Source;
use super::table::{Table, find};
use crate::text::tidy;

/// A file whose headings were found, ready to hand out its rows.
///
/// ```no_run
/// use shegong::sheets::{Field, Workbook, layouts};
///
/// let mut workbook = Workbook::open("roster.xlsx".as_ref(), &layouts::PEOPLE)?;
/// workbook.for_each_row(|row| -> Result<(), shegong::sheets::FileRefusal> {
///     match row.id_number(Field::IdNumber) {
///         Ok(id) => println!("{id}"),
///         Err(refusal) => println!("{} {}: {refusal}", row.sheet(), row.number()),
///     }
///     Ok(())
/// })?;
/// # Ok::<(), shegong::sheets::FileRefusal>(())
/// ```
pub struct Workbook {
    source: Source,
    layout: &'static Layout,
    tables: Vec<Table>,
    notices: Vec<Notice>,
    epoch: Epoch,
}

impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook")
            .field("tables", &self.tables)
            .finish_non_exhaustive()
    }
}

impl Workbook {
    /// Opens a file, whatever its name, and finds the headings of `layout` in all
    /// its sheets. Everything that can refuse a file as a whole is found here, but
    /// for a fault in the middle of an xls or csv.
    ///
    /// # Errors
    /// [`FileRefusal`], one sentence each.
    pub fn open(path: &Path, layout: &'static Layout) -> Result<Self, FileRefusal> {
        let mut source = Source::open(path)?;
        let epoch = source.epoch();
        let found = find(&mut source, layout).map_err(|refusal| match refusal {
            FileRefusal::NoHeadings { .. } if is_prose(path, &source) => FileRefusal::NotATable,
            refusal => refusal,
        })?;
        Ok(Self {
            source,
            layout,
            tables: found.tables,
            notices: found.notices,
            epoch,
        })
    }

    /// The sheets with headings, in the file's order.
    pub fn tables(&self) -> &[Table] {
        &self.tables
    }

    /// Columns and sheets that were left out.
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }

    /// How many data rows there are; goes through the whole file once, for a
    /// progress bar.
    ///
    /// # Errors
    /// As [`Workbook::for_each_row`].
    pub fn count_rows(&mut self) -> Result<u64, FileRefusal> {
        let mut rows = 0;
        self.for_each_row(|_| {
            rows += 1;
            Ok::<(), FileRefusal>(())
        })?;
        Ok(rows)
    }

    /// Hands every data row to `with`, sheet by sheet, and stops at its first error.
    ///
    /// A row is data if its key cell is filled, or its name cell and one more known
    /// cell. Headings repeated at page breaks, totals and notes are left out.
    ///
    /// # Errors
    /// What `with` returns, or a [`FileRefusal`] made into it where the file turns
    /// out to be broken on the way.
    pub fn for_each_row<E, W>(&mut self, mut with: W) -> Result<(), E>
    where
        E: From<FileRefusal>,
        W: FnMut(&Row<'_>) -> Result<(), E>,
    {
        let layout = self.layout;
        for table in &self.tables {
            let rows = Rows::of(table, layout);
            let mut stopped = None;
            self.source.visit(table.sheet_index, &mut |number, cells| {
                if !rows.is_data(number, cells) {
                    return ControlFlow::Continue(());
                }
                match with(&Row::new(table, number, cells, self.epoch)) {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(error) => {
                        stopped = Some(error);
                        ControlFlow::Break(())
                    }
                }
            })?;
            if let Some(error) = stopped {
                return Err(error);
            }
        }
        Ok(())
    }
}

/// Whether a file that is called a workbook is some other text: no cells in it at all.
fn is_prose(path: &Path, source: &Source) -> bool {
    /// How much of the file is looked at.
    const HEAD_BYTES: usize = 4096;
    let called_text = path.extension().is_some_and(|ending| {
        ["csv", "txt"]
            .iter()
            .any(|text| ending.eq_ignore_ascii_case(text))
    });
    if called_text || !matches!(source, Source::Delimited(_)) {
        return false;
    }
    let mut head = [0_u8; HEAD_BYTES];
    let read = std::fs::File::open(path)
        .and_then(|mut file| std::io::Read::read(&mut file, &mut head))
        .unwrap_or_default();
    let cells = |byte: &u8| matches!(byte, b',' | b';' | b'\t');
    !head.iter().take(read).any(cells)
}

/// Which rows of a table are data.
struct Rows<'t> {
    table: &'t Table,
    key: Option<usize>,
    name: Option<usize>,
    /// The key of the heading above the key column (and the name column).
    repeated: Vec<(usize, String)>,
}

impl<'t> Rows<'t> {
    fn of(table: &'t Table, layout: &Layout) -> Self {
        let key = table.position(layout.key);
        let name = table.position(layout.name);
        let repeated = table
            .columns
            .iter()
            .map(|(_, at)| (*at, heading_key(&table.headings[*at])))
            .collect();
        Self {
            table,
            key,
            name,
            repeated,
        }
    }

    fn is_data(&self, number: u32, cells: &[Cell<'_>]) -> bool {
        if number <= self.table.last_heading_row {
            return false;
        }
        let filled = |at: Option<usize>| {
            at.and_then(|at| cells.get(at))
                .is_some_and(|c| !c.is_empty())
        };
        let others = || {
            let known = self
                .table
                .columns
                .iter()
                .filter(|(_, at)| Some(*at) != self.name);
            known.filter(|(_, at)| filled(Some(*at))).count()
        };
        if self.key == self.name {
            // A list of units: a note below it may stand in the name column, too.
            return filled(self.name)
                && !self.repeats_headings(cells)
                && !self.is_total(cells)
                && (others() > 0 || !self.is_note(cells));
        }
        if filled(self.key) {
            return !self.repeats_headings(cells);
        }
        filled(self.name) && others() > 0 && !self.is_total(cells) && !self.repeats_headings(cells)
    }

    /// Printed pages repeat their headings: the key column (or all filled ones) says
    /// what the heading says.
    fn repeats_headings(&self, cells: &[Cell<'_>]) -> bool {
        let says = |at: usize, key: &str| match cells.get(at) {
            // A heading holds no digit; nearly every key cell does.
            Some(Cell::Text(text)) if !text.bytes().any(|b| b.is_ascii_digit()) => {
                heading_key(text) == key
            }
            _ => false,
        };
        let of = |at: Option<usize>| {
            self.repeated
                .iter()
                .any(|(column, key)| Some(*column) == at && says(*column, key))
        };
        of(self.key) || of(self.name)
    }

    /// 合计 in the name column is no person and no unit.
    fn is_total(&self, cells: &[Cell<'_>]) -> bool {
        self.name_text(cells).is_some_and(|text| {
            let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            let bare = bare.trim_end_matches([':', '：']);
            matches!(
                bare,
                "合计" | "总计" | "小计" | "共计" | "累计" | "本页小计" | "本页合计"
            )
        })
    }

    fn is_note(&self, cells: &[Cell<'_>]) -> bool {
        const OPENINGS: [&str; 11] = [
            "注",
            "备注",
            "说明",
            "填表说明",
            "填表人",
            "制表人",
            "制表",
            "填报人",
            "审核人",
            "填报单位",
            "填报日期",
        ];
        self.name_text(cells).is_some_and(|text| {
            OPENINGS.iter().any(|opening| {
                text.strip_prefix(opening)
                    .is_some_and(|rest| rest.trim_start().starts_with([':', '：', '1', '１']))
            })
        })
    }

    fn name_text<'c>(&self, cells: &'c [Cell<'_>]) -> Option<std::borrow::Cow<'c, str>> {
        match cells.get(self.name?) {
            Some(Cell::Text(text)) => Some(tidy(text)),
            _ => None,
        }
    }
}
