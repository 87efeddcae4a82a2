//! One cell as it stands in a file.

use std::borrow::Cow;

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime};
use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use crate::identity::DAMAGED_FROM;

/// A cell's value, whatever file it came from.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or only blanks.
    Empty,
    /// Text as typed.
    Text(Cow<'a, str>),
    /// A number; integers too.
    Number(f64),
    /// 真 or 假.
    Logical(bool),
    /// A day, with a time where it has one, in the sheet's own calendar (local time).
    Moment(NaiveDateTime),
    /// An error value such as `#REF!`.
    Fault(Cow<'a, str>),
}

/// The two epochs of spreadsheets: days are counted from 1899-12-30, or (old
/// Macintosh files) from 1904-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Epoch {
    /// 1900.
    #[default]
    Year1900,
    /// 1904.
    Year1904,
}

/// How many days the epochs lie apart.
const EPOCHS_APART_DAYS: f64 = 1462.0;

/// The serial numbers, in the 1900 calendar, of 1980-01-01 and 2100-01-01.
const SERIAL_FIRST: f64 = 29_221.0;
const SERIAL_END: f64 = 73_051.0;

impl Epoch {
    /// The moment of a serial number between 1980 and 2099, rounded to the
    /// second; none outside, because then it is no date.
    pub fn moment(self, serial: f64) -> Option<NaiveDateTime> {
        let days = match self {
            Epoch::Year1900 => serial,
            Epoch::Year1904 => serial + EPOCHS_APART_DAYS,
        };
        if !(SERIAL_FIRST..SERIAL_END).contains(&days) {
            return None;
        }
        let origin = chrono::NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
        #[expect(clippy::cast_possible_truncation, reason = "days lie below 73,051")]
        let seconds = (days * 86_400.0).round() as i64;
        origin.checked_add_signed(TimeDelta::seconds(seconds))
    }
}

impl Cell<'_> {
    /// Whether nothing can be read in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => crate::text::tidy(text).is_empty(),
            _ => false,
        }
    }

    /// The cell as text, as a person would type it again: numbers without a
    /// needless fraction, a number that lost digits in its scientific form, days
    /// as 2025-03-09.
    pub fn to_text(&self) -> Cow<'_, str> {
        match self {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) | Cell::Fault(text) => Cow::Borrowed(text),
            Cell::Number(value) => Cow::Owned(number_text(*value)),
            Cell::Logical(true) => Cow::Borrowed("是"),
            Cell::Logical(false) => Cow::Borrowed("否"),
            Cell::Moment(moment) if moment.time() == NaiveTime::MIN => {
                Cow::Owned(moment.format("%Y-%m-%d").to_string())
            }
            Cell::Moment(moment) => Cow::Owned(moment.format("%Y-%m-%d %H:%M:%S").to_string()),
        }
    }
}

/// A number as a person would type it.
pub fn number_text(value: f64) -> String {
    if value.abs() >= DAMAGED_FROM {
        let scientific = format!("{value:E}");
        // 9.91E17 → 9.91E+17, as spreadsheets show it.
        return scientific.replacen('E', "E+", 1);
    }
    if value.fract() == 0.0 {
        return format!("{value:.0}");
    }
    // Sums such as 0.1 + 0.2 carry an error far behind what anyone typed.
    let rounded = format!("{value:.9}");
    rounded
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}

fn text_cell<'a>(text: impl Into<Cow<'a, str>>) -> Cell<'a> {
    let text = text.into();
    if text.is_empty() {
        Cell::Empty
    } else {
        Cell::Text(text)
    }
}

fn moment_cell<'a>(value: &ExcelDateTime) -> Cell<'a> {
    if value.is_duration() {
        return Cell::Number(value.as_f64());
    }
    match value.as_datetime() {
        Some(moment) => Cell::Moment(to_second(moment)),
        None => Cell::Number(value.as_f64()),
    }
}

/// Spreadsheets keep fractions of days; 14:05 comes back as 14:04:59.999.
fn to_second(moment: NaiveDateTime) -> NaiveDateTime {
    use chrono::DurationRound;
    moment
        .duration_round(TimeDelta::seconds(1))
        .unwrap_or(moment)
}

fn iso_cell<'a>(text: &str) -> Cell<'a> {
    let day = || {
        let day = text.parse::<chrono::NaiveDate>().ok()?;
        Some(day.and_time(NaiveTime::MIN))
    };
    match text.parse::<NaiveDateTime>().ok().or_else(day) {
        Some(moment) => Cell::Moment(to_second(moment)),
        None => Cell::Text(Cow::Owned(text.to_owned())),
    }
}

fn fault_cell<'a>(error: &CellErrorType) -> Cell<'a> {
    Cell::Fault(Cow::Owned(error.to_string()))
}

impl<'a> From<DataRef<'a>> for Cell<'a> {
    fn from(value: DataRef<'a>) -> Self {
        match value {
            DataRef::Empty => Cell::Empty,
            DataRef::SharedString(text) => text_cell(text),
            DataRef::String(text) => text_cell(text),
            #[expect(clippy::cast_precision_loss, reason = "damaged above 2^53 either way")]
            DataRef::Int(value) => Cell::Number(value as f64),
            DataRef::Float(value) => Cell::Number(value),
            DataRef::Bool(value) => Cell::Logical(value),
            DataRef::DateTime(value) => moment_cell(&value),
            DataRef::DateTimeIso(text) => iso_cell(&text),
            DataRef::DurationIso(text) => text_cell(text),
            DataRef::Error(error) => fault_cell(&error),
        }
    }
}

impl<'a> From<&'a Data> for Cell<'a> {
    fn from(value: &'a Data) -> Self {
        match value {
            Data::Empty => Cell::Empty,
            Data::String(text) | Data::DurationIso(text) => text_cell(text.as_str()),
            #[expect(clippy::cast_precision_loss, reason = "damaged above 2^53 either way")]
            Data::Int(value) => Cell::Number(*value as f64),
            Data::Float(value) => Cell::Number(*value),
            Data::Bool(value) => Cell::Logical(*value),
            Data::DateTime(value) => moment_cell(value),
            Data::DateTimeIso(text) => iso_cell(text),
            Data::Error(error) => fault_cell(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_a_person_would() {
        for (value, text) in [
            (1.0, "1"),
            (1.5, "1.5"),
            (19_900_000_003.0, "19900000003"),
            (9.91e17, "9.91E+17"),
            (1e15, "1E+15"),
            (-1.0, "-1"),
            (0.1 + 0.2, "0.3"),
            (2019.06, "2019.06"),
        ] {
            assert_eq!(number_text(value), text);
        }
    }

    #[test]
    fn serial_numbers_are_days_in_either_calendar() {
        let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
        for (epoch, serial, first) in [
            (Epoch::Year1900, 45_725.0, "2025-03-09"),
            (Epoch::Year1904, 44_263.0, "2025-03-09"),
            (Epoch::Year1900, 29_221.0, "1980-01-01"),
            (Epoch::Year1900, 73_050.75, "2099-12-31"),
        ] {
            assert_eq!(
                epoch.moment(serial).map(|m| m.date()),
                Some(day(first)),
                "{serial}"
            );
        }
        assert_eq!(Epoch::Year1900.moment(2025.0), None);
        assert_eq!(Epoch::Year1900.moment(20_250_309.0), None);
        assert_eq!(Epoch::Year1900.moment(f64::NAN), None);
    }
}
