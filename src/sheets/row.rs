//! One data row and its typed cells. Every refusal names the heading and the value.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::cell::{Cell, Epoch, number_text};
use super::layout::Field;
use super::parse::{self, MonthOrDay, ReadScore, ValueRefusal};
use super::refusal::CellRefusal;
use super::table::Table;
use crate::identity::{DAMAGED_FROM, IdNumber, IdRefusal, Mobile, email};
use crate::text::{person_name, tidy};

/// How much of a value is quoted in a sentence.
const QUOTED_CHARACTERS: usize = 30;

/// One data row.
#[derive(Debug)]
pub struct Row<'r> {
    table: &'r Table,
    number: u32,
    cells: &'r [Cell<'r>],
    epoch: Epoch,
}

/// What reading a cell gives: the value, none where the cell is empty or the sheet
/// lacks the column, or why the row is refused.
pub type Read<T> = Result<Option<T>, CellRefusal>;

/// Whether a cell only says that there is nothing to say: 无, / and dashes, as people
/// fill a column that does not concern them.
fn says_nothing(cell: &Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) => matches!(
            tidy(text).as_ref(),
            "无" | "暂无" | "/" | "／" | "\\" | "-" | "--" | "—" | "——" | "－"
        ),
        _ => false,
    }
}

impl<'r> Row<'r> {
    pub(super) fn new(table: &'r Table, number: u32, cells: &'r [Cell<'r>], epoch: Epoch) -> Self {
        Self {
            table,
            number,
            cells,
            epoch,
        }
    }

    /// The sheet's name.
    pub fn sheet(&self) -> &'r str {
        &self.table.sheet
    }

    /// The sheet's own number of the row, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The sheet it stands in.
    pub fn table(&self) -> &'r Table {
        self.table
    }

    /// The heading above a field's cells, as the sheet has it.
    pub fn heading(&self, field: Field) -> &'r str {
        self.table
            .position(field)
            .map_or("", |at| self.table.headings[at].as_str())
    }

    /// The raw cell; empty where the sheet lacks the column.
    pub fn cell(&self, field: Field) -> &Cell<'r> {
        self.table
            .position(field)
            .and_then(|at| self.cells.get(at))
            .unwrap_or(&Cell::Empty)
    }

    /// A refusal at a field's cell with a whole sentence of the caller's.
    pub fn refuse(&self, field: Field, message: impl Into<String>) -> CellRefusal {
        CellRefusal {
            field,
            column: self.heading(field).to_owned(),
            message: message.into(),
        }
    }

    /// The refusal of an empty cell that has to be filled.
    pub fn missing(&self, field: Field) -> CellRefusal {
        let heading = self.heading(field);
        self.refuse(field, format!("“{heading}”没有填写，请补填"))
    }

    /// The value of a cell that has to be filled.
    ///
    /// # Errors
    /// The refusal of `read`, or [`Row::missing`].
    pub fn required<T>(&self, field: Field, read: Read<T>) -> Result<T, CellRefusal> {
        read?.ok_or_else(|| self.missing(field))
    }

    /// Refuses a row any of whose known cells holds an error value such as `#REF!`.
    ///
    /// # Errors
    /// The refusal of the first such cell.
    pub fn without_faults(&self) -> Result<(), CellRefusal> {
        self.table
            .columns
            .iter()
            .try_for_each(|(field, _)| self.filled(*field).map(drop))
    }

    /// The cell unless it is empty or an error value.
    fn filled(&self, field: Field) -> Read<&Cell<'r>> {
        match self.cell(field) {
            Cell::Fault(fault) => {
                let heading = self.heading(field);
                let message = format!("“{heading}”列是错误值{fault}，请改正公式或直接填写内容");
                Err(self.refuse(field, message))
            }
            cell if cell.is_empty() => Ok(None),
            cell => Ok(Some(cell)),
        }
    }

    /// The cell unless it is empty, an error value, or only says that there is nothing.
    fn given(&self, field: Field) -> Read<&Cell<'r>> {
        let filled = self.filled(field)?;
        Ok(filled.filter(|cell| !says_nothing(cell)))
    }

    fn read<T>(
        &self,
        field: Field,
        parse: impl FnOnce(&Cell<'r>) -> Result<T, ValueRefusal>,
    ) -> Read<T> {
        let Some(cell) = self.given(field)? else {
            return Ok(None);
        };
        parse(cell)
            .map(Some)
            .map_err(|refusal| self.refuse_value(field, cell, &refusal.to_string()))
    }

    /// Like [`Row::read`], but 无 and the like are values: a score, a no.
    fn read_strictly<T>(
        &self,
        field: Field,
        parse: impl FnOnce(&Cell<'r>) -> Result<T, ValueRefusal>,
    ) -> Read<T> {
        let Some(cell) = self.filled(field)? else {
            return Ok(None);
        };
        parse(cell)
            .map(Some)
            .map_err(|refusal| self.refuse_value(field, cell, &refusal.to_string()))
    }

    fn refuse_value(&self, field: Field, cell: &Cell<'_>, why: &str) -> CellRefusal {
        let text = cell.to_text();
        let text = tidy(&text);
        let mut quoted: String = text.chars().take(QUOTED_CHARACTERS).collect();
        if text.chars().nth(QUOTED_CHARACTERS).is_some() {
            quoted.push('…');
        }
        let heading = self.heading(field);
        self.refuse(field, format!("“{heading}”列的“{quoted}”{why}"))
    }

    /// Text, tidied, of at most `most` characters.
    ///
    /// # Errors
    /// A text that is too long, holds a lost character, or a number that the
    /// spreadsheet has damaged (a certificate number of eighteen digits).
    pub fn text(&self, field: Field, most: usize) -> Read<String> {
        let Some(cell) = self.given(field)? else {
            return Ok(None);
        };
        if matches!(cell, Cell::Number(value) if value.abs() >= DAMAGED_FROM) {
            let why = "已被表格软件当作数字改坏，请把该列设为文本格式后重新填写";
            return Err(self.refuse_value(field, cell, why));
        }
        let text = cell.to_text();
        let text = tidy(&text);
        if text.contains('\u{FFFD}') {
            return Err(self.refuse_value(field, cell, "里有乱码，请重新填写"));
        }
        if text.chars().count() > most {
            let why = format!("超过{most}个字，请缩短");
            return Err(self.refuse_value(field, cell, &why));
        }
        Ok(Some(text.into_owned()))
    }

    /// A person's name in its stored form.
    ///
    /// # Errors
    /// What [`person_name`] refuses.
    pub fn person_name(&self, field: Field) -> Read<String> {
        let Some(cell) = self.filled(field)? else {
            return Ok(None);
        };
        let name = person_name(&cell.to_text());
        name.map(Some)
            .map_err(|refusal| self.refuse(field, refusal.to_string()))
    }

    /// The identity number; an empty cell is a refusal, too.
    ///
    /// # Errors
    /// What [`IdNumber`] refuses, and error values.
    pub fn id_number(&self, field: Field) -> Result<IdNumber, CellRefusal> {
        let read = match self.filled(field)? {
            None => Err(IdRefusal::Empty),
            Some(Cell::Number(value)) => IdNumber::from_number(*value),
            Some(Cell::Text(text)) => IdNumber::parse(text),
            Some(other) => IdNumber::parse(&other.to_text()),
        };
        read.map_err(|refusal| self.refuse(field, refusal.to_string()))
    }

    /// A mobile number.
    ///
    /// # Errors
    /// What [`Mobile`] refuses.
    pub fn mobile(&self, field: Field) -> Read<Mobile> {
        let Some(cell) = self.given(field)? else {
            return Ok(None);
        };
        let mobile = match cell {
            Cell::Number(value) => Mobile::from_number(*value),
            other => Mobile::parse(&other.to_text()),
        };
        mobile
            .map(Some)
            .map_err(|refusal| self.refuse(field, refusal.to_string()))
    }

    /// A mail address.
    ///
    /// # Errors
    /// What [`email`] refuses.
    pub fn email(&self, field: Field) -> Read<String> {
        let Some(cell) = self.given(field)? else {
            return Ok(None);
        };
        email(&cell.to_text())
            .map(Some)
            .map_err(|refusal| self.refuse(field, refusal.to_string()))
    }

    /// A day; see [`parse::day`].
    ///
    /// # Errors
    /// What is no day between 1980 and 2099.
    pub fn day(&self, field: Field) -> Read<NaiveDate> {
        self.read(field, |cell| parse::day(cell, self.epoch))
    }

    /// A month, or a day; see [`parse::month`].
    ///
    /// # Errors
    /// What is no month between 1980 and 2099.
    pub fn month(&self, field: Field) -> Read<MonthOrDay> {
        self.read(field, |cell| parse::month(cell, self.epoch))
    }

    /// A year; see [`parse::year`].
    ///
    /// # Errors
    /// What is no year from 1980 to 2099.
    pub fn year(&self, field: Field) -> Read<i32> {
        self.read(field, parse::year)
    }

    /// A day and time, local; see [`parse::moment`].
    ///
    /// # Errors
    /// What is no moment between 1980 and 2099.
    pub fn moment(&self, field: Field) -> Read<NaiveDateTime> {
        self.read(field, |cell| parse::moment(cell, self.epoch))
    }

    /// 天数, in hundredths of a day.
    ///
    /// # Errors
    /// What [`parse::hundredths`] refuses.
    pub fn day_hundredths(&self, field: Field) -> Read<i64> {
        self.read(field, |cell| parse::hundredths(cell, &["天", "日"]))
    }

    /// 学时, in hundredths of an hour.
    ///
    /// # Errors
    /// What [`parse::hundredths`] refuses.
    pub fn hour_hundredths(&self, field: Field) -> Read<i64> {
        let units = ["个学时", "学时", "个课时", "课时", "小时", "时"];
        self.read(field, |cell| parse::hundredths(cell, &units))
    }

    /// An amount in 分.
    ///
    /// # Errors
    /// What [`parse::cents`] refuses.
    pub fn cents(&self, field: Field) -> Read<i64> {
        self.read(field, parse::cents)
    }

    /// A score or one of its codes.
    ///
    /// # Errors
    /// What [`parse::score`] refuses.
    pub fn score(&self, field: Field) -> Read<ReadScore> {
        self.read_strictly(field, parse::score)
    }

    /// A count from 0 to `most`.
    ///
    /// # Errors
    /// What [`parse::whole_number`] refuses.
    pub fn whole_number(&self, field: Field, most: i64) -> Read<i64> {
        self.read(field, |cell| parse::whole_number(cell, most))
    }

    /// Yes or no.
    ///
    /// # Errors
    /// What [`parse::yes_no`] refuses.
    pub fn yes_no(&self, field: Field) -> Read<bool> {
        self.read_strictly(field, parse::yes_no)
    }

    /// One of the words that `known` understands (see [`super::words`]); `expected`
    /// names them in the refusal: 初级、中级或高级.
    ///
    /// # Errors
    /// A word that is not among them.
    pub fn word<T>(
        &self,
        field: Field,
        known: impl FnOnce(&str) -> Option<T>,
        expected: &str,
    ) -> Read<T> {
        let Some(cell) = self.filled(field)? else {
            return Ok(None);
        };
        match known(&cell.to_text()) {
            Some(value) => Ok(Some(value)),
            None => Err(self.refuse_value(field, cell, &format!("无法识别，请填写{expected}"))),
        }
    }

    /// Every cell of the row as text, from column A on, as long as the headings:
    /// what goes into the refused file.
    pub fn original(&self) -> Vec<Cow<'_, str>> {
        (0..self.table.headings.len().max(self.cells.len()))
            .map(|at| self.original_cell(at))
            .collect()
    }

    fn original_cell(&self, at: usize) -> Cow<'_, str> {
        let Some(cell) = self.cells.get(at) else {
            return Cow::Borrowed("");
        };
        let field = self.table.columns.iter().find(|(_, column)| *column == at);
        match (cell, field) {
            // As text a serial number would be no date any more.
            (Cell::Number(value), Some((field, _))) if field.tells_a_day() => {
                match self.epoch.moment(*value) {
                    Some(moment) if moment.time() == NaiveTime::MIN => {
                        Cow::Owned(moment.date().to_string())
                    }
                    Some(moment) => Cow::Owned(moment.to_string()),
                    None => Cow::Owned(number_text(*value)),
                }
            }
            _ => cell.to_text(),
        }
    }
}
