//! Where the headings of a sheet stand and what they mean.

use std::ops::ControlFlow;

use super::cell::Cell;
use super::fit::{better_kind, refuse_other_kind};
use super::layout::{Column, Field, Headings, Layout, Naming, Need};
use super::layouts;
use super::refusal::{FileRefusal, Notice};
use super::source::Source;
use crate::text::tidy;

/// How many rows with contents are searched for headings: title pages are shorter.
const ROWS_SEARCHED: usize = 100;

/// One sheet whose headings were found.
#[derive(Debug)]
pub struct Table {
    /// The sheet's name; of a csv the file's name without its ending.
    pub sheet: String,
    /// The row of the headings, from 1.
    pub heading_row: u32,
    /// Every heading, from column A on, as it stands (two lines joined); empty
    /// where a column has none.
    pub headings: Vec<String>,
    pub(super) sheet_index: usize,
    /// The last row of the headings: below it, data may begin.
    pub(super) last_heading_row: u32,
    /// Which column holds which field.
    pub(super) columns: Vec<(Field, usize)>,
}

impl Table {
    /// The column of a field, counted from 0.
    pub(super) fn position(&self, field: Field) -> Option<usize> {
        self.columns
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, at)| *at)
    }

    /// Whether the sheet has this column.
    pub fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
    }
}

/// One row that may hold headings, kept until the next one was seen.
struct Candidate {
    row: u32,
    headings: Vec<String>,
    namings: Vec<Option<Naming>>,
}

impl Candidate {
    fn of(headings: &Headings, row: u32, cells: &[Cell<'_>]) -> Self {
        let texts: Vec<String> = cells.iter().map(heading_text).collect();
        let namings = texts.iter().map(|text| headings.recognise(text)).collect();
        Self {
            row,
            headings: texts,
            namings,
        }
    }

    fn names(&self, field: Field) -> bool {
        self.namings
            .iter()
            .any(|n| matches!(n, Some(Naming::Strong(f) | Naming::Weak(f)) if *f == field))
    }

    fn missing(&self, layout: &Layout) -> Vec<&'static Column> {
        let required = layout
            .columns
            .iter()
            .filter(|column| column.need == Need::Required);
        required
            .filter(|column| !self.names(column.field))
            .collect()
    }

    /// How many different fields it names by a strong heading.
    fn strong(&self, layout: &Layout) -> usize {
        let named = |column: &&Column| self.namings.contains(&Some(Naming::Strong(column.field)));
        layout.columns.iter().filter(named).count()
    }

    /// Whether this row could be the upper line of headings, or all of it: at least
    /// one column is named as only a heading would be.
    fn begins_headings(&self, layout: &Layout) -> bool {
        self.strong(layout) >= 2 || self.missing(layout).is_empty() && self.strong(layout) >= 1
    }

    /// Whether a heading in the line below names a field that this line does not: a
    /// word of a data row that happens to be a heading does not.
    fn is_news(&self, naming: Naming) -> bool {
        let (Naming::Strong(field) | Naming::Weak(field)) = naming else {
            return false;
        };
        !self.namings.contains(&Some(Naming::Strong(field)))
    }

    /// The row below holds a second line of headings: it names columns that this
    /// one leaves open, and the key's cell is empty (merged with the one above).
    fn with_second_line(
        &mut self,
        headings: &Headings,
        layout: &Layout,
        below: &Candidate,
    ) -> bool {
        let key_at = |candidate: &Candidate| {
            candidate.namings.iter().position(
                |n| matches!(n, Some(Naming::Strong(f) | Naming::Weak(f)) if *f == layout.key),
            )
        };
        let Some(key) = key_at(self) else {
            return false;
        };
        if below.headings.get(key).is_some_and(|text| !text.is_empty()) {
            return false;
        }
        let width = self.headings.len().max(below.headings.len());
        let mut parent = String::new();
        let mut merged: Vec<(usize, String, Naming)> = Vec::new();
        for at in 0..width {
            let own = self.headings.get(at).map_or("", String::as_str);
            if !own.is_empty() {
                parent = own.to_owned();
            }
            let child = below.headings.get(at).map_or("", String::as_str);
            if child.is_empty() {
                continue;
            }
            let joined = format!("{parent}{child}");
            // The text that is kept must be known by itself: it heads the refused file.
            let known = [joined, child.to_owned()]
                .into_iter()
                .find_map(|text| headings.recognise(&text).map(|naming| (text, naming)));
            if let Some((text, naming)) = known.filter(|(_, naming)| self.is_news(*naming)) {
                merged.push((at, text, naming));
            }
        }
        if merged.is_empty() {
            return false;
        }
        self.headings.resize(width, String::new());
        self.namings.resize(width, None);
        for (at, text, naming) in merged {
            self.headings[at] = text;
            self.namings[at] = Some(naming);
        }
        true
    }
}

fn heading_text(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Text(text) => tidy(text).into_owned(),
        _ => String::new(),
    }
}

/// What was found in a file.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) tables: Vec<Table>,
    pub(super) notices: Vec<Notice>,
}

/// Finds the headings of every sheet.
///
/// # Errors
/// [`FileRefusal`] when no sheet has them, when one lacks a needed column, or has
/// two of one meaning.
pub(super) fn find(source: &mut Source, layout: &Layout) -> Result<Found, FileRefusal> {
    let headings = Headings::of(layout);
    let names = source.sheets().to_vec();
    let mut found = Found::default();
    let mut partial = None;
    let mut other_kind = None;
    for (index, sheet) in names.iter().enumerate() {
        let search = search(source, index, &headings, layout)?;
        match search.best {
            Some((candidate, _)) if better_kind(&candidate.headings, layout).is_some() => {
                other_kind = other_kind.or(refuse_other_kind(
                    sheet,
                    candidate.row,
                    &candidate.headings,
                    layout,
                )
                .err());
                found.notices.push(Notice::SkippedSheet {
                    sheet: sheet.clone(),
                });
            }
            Some((candidate, last_row)) if candidate.missing(layout).is_empty() => {
                let table = table(candidate, sheet, index, last_row, &mut found.notices)?;
                found.tables.push(table);
            }
            Some((candidate, _)) => {
                partial.get_or_insert_with(|| missing_columns(sheet, &candidate, layout));
                found.notices.push(Notice::SkippedSheet {
                    sheet: sheet.clone(),
                });
            }
            None if search.has_contents => {
                found.notices.push(Notice::SkippedSheet {
                    sheet: sheet.clone(),
                });
            }
            None => {}
        }
    }
    if found.tables.is_empty() {
        if let Some(refusal) = other_kind {
            return Err(refusal);
        }
        if partial.is_none() {
            look_for_other_kinds(source, &names, layout)?;
        }
        return Err(partial.unwrap_or_else(|| FileRefusal::NoHeadings {
            expected: layout.required_headings(),
        }));
    }
    Ok(found)
}

/// Refuses a file without any heading of the chosen kind, where another kind knows them.
fn look_for_other_kinds(
    source: &mut Source,
    names: &[String],
    layout: &Layout,
) -> Result<(), FileRefusal> {
    for other in layouts::ALL
        .into_iter()
        .filter(|other| other.kind != layout.kind)
    {
        let headings = Headings::of(other);
        for (index, sheet) in names.iter().enumerate() {
            if let Some((candidate, _)) = search(source, index, &headings, other)?.best {
                refuse_other_kind(sheet, candidate.row, &candidate.headings, layout)?;
            }
        }
    }
    Ok(())
}

fn missing_columns(sheet: &str, candidate: &Candidate, layout: &Layout) -> FileRefusal {
    let missing = candidate.missing(layout);
    let quoted: Vec<_> = missing.iter().map(|c| format!("“{}”", c.heading)).collect();
    FileRefusal::MissingColumns {
        sheet: sheet.to_owned(),
        row: candidate.row,
        missing: quoted.join("、"),
    }
}

#[derive(Default)]
struct Search {
    has_contents: bool,
    /// The row of headings that lacks fewest columns, and its last line.
    best: Option<(Candidate, u32)>,
}

impl Search {
    fn consider(
        &mut self,
        candidate: Candidate,
        last_row: u32,
        layout: &Layout,
    ) -> ControlFlow<()> {
        let lacks = candidate.missing(layout).len();
        let better = match &self.best {
            Some((best, _)) => lacks < best.missing(layout).len(),
            None => true,
        };
        if better {
            self.best = Some((candidate, last_row));
        }
        if lacks == 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn search(
    source: &mut Source,
    sheet: usize,
    headings: &Headings,
    layout: &Layout,
) -> Result<Search, FileRefusal> {
    let mut search = Search::default();
    let mut upper: Option<Candidate> = None;
    let mut seen = 0;
    let visited = source.visit(sheet, &mut |row, cells| {
        if cells.iter().all(Cell::is_empty) {
            return ControlFlow::Continue(());
        }
        search.has_contents = true;
        seen += 1;
        let here = Candidate::of(headings, row, cells);
        if let Some(mut above) = upper.take() {
            let adjoins = above.row.saturating_add(1) == row;
            let two_lines = adjoins && above.with_second_line(headings, layout, &here);
            let last_row = if two_lines { row } else { above.row };
            search.consider(above, last_row, layout)?;
        }
        if here.begins_headings(layout) {
            upper = Some(here);
        }
        if seen >= ROWS_SEARCHED {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    match visited {
        // Junk without any heading is no table, whatever its quotation marks.
        Err(FileRefusal::OpenQuote { .. }) if search.best.is_none() && upper.is_none() => {}
        other => other?,
    }
    if let Some(above) = upper {
        let last_row = above.row;
        let _ = search.consider(above, last_row, layout);
    }
    Ok(search)
}

/// Makes the table of a row of headings that lacks nothing.
fn table(
    candidate: Candidate,
    sheet: &str,
    sheet_index: usize,
    last_heading_row: u32,
    notices: &mut Vec<Notice>,
) -> Result<Table, FileRefusal> {
    let Candidate {
        row,
        headings,
        namings,
    } = candidate;
    let mut columns: Vec<(Field, usize)> = Vec::new();
    let mut taken = |field: Field, at: usize| match columns.iter().find(|(f, _)| *f == field) {
        Some((_, first)) => Err(FileRefusal::SameMeaning {
            sheet: sheet.to_owned(),
            first: headings[*first].clone(),
            second: headings[at].clone(),
        }),
        None => {
            columns.push((field, at));
            Ok(())
        }
    };
    for (at, naming) in namings.iter().enumerate() {
        if let Some(Naming::Strong(field)) = naming {
            taken(*field, at)?;
        }
    }
    let strong = |field: Field| namings.contains(&Some(Naming::Strong(field)));
    let mut unknown = Vec::new();
    for (at, naming) in namings.iter().enumerate() {
        match naming {
            Some(Naming::Weak(field)) if !strong(*field) => taken(*field, at)?,
            Some(Naming::Weak(_)) | None if !headings[at].is_empty() => unknown.push(at),
            _ => {}
        }
    }
    for at in unknown {
        note_unknown(sheet, &headings[at], notices);
    }
    Ok(Table {
        sheet: sheet.to_owned(),
        heading_row: row,
        headings,
        sheet_index,
        last_heading_row,
        columns,
    })
}

/// Each unknown heading is named once, however many sheets have it.
fn note_unknown(sheet: &str, heading: &str, notices: &mut Vec<Notice>) {
    let same = |notice: &Notice| match notice {
        Notice::UnknownColumn { heading: named, .. } => named == heading,
        Notice::SkippedSheet { .. } => false,
    };
    if !notices.iter().any(same) {
        notices.push(Notice::UnknownColumn {
            sheet: sheet.to_owned(),
            heading: heading.to_owned(),
        });
    }
}
