//! Reading the fields of a form as what they mean; each mistake is kept with its field,
//! and reading goes on, so that a form is told everything at once.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use super::{FieldProblem, Fields};
use crate::calendar::{FIRST_YEAR, LAST_YEAR};

/// The fields of a form and what is wrong with them so far.
#[derive(Debug)]
pub struct Typed<'f> {
    fields: &'f Fields,
    /// What is wrong.
    pub problems: Vec<FieldProblem>,
}

impl<'f> Typed<'f> {
    /// Nothing read yet.
    pub fn new(fields: &'f Fields) -> Self {
        Self {
            fields,
            problems: Vec::new(),
        }
    }

    /// Keeps a mistake.
    pub fn wrong(&mut self, field: &str, message: impl Into<String>) {
        self.problems.push(FieldProblem {
            field: field.to_owned(),
            message: message.into(),
        });
    }

    /// A text; empty where the field is.
    pub fn text(&self, field: &str) -> String {
        self.fields.text(field).to_owned()
    }

    /// A text, if there is one.
    pub fn optional(&self, field: &str) -> Option<String> {
        self.fields.optional(field).map(str::to_owned)
    }

    /// A day, if there is one.
    pub fn day(&mut self, field: &str) -> Option<NaiveDate> {
        let text = self.fields.optional(field)?;
        let day = parse_day(text);
        if day.is_none() {
            self.wrong(field, "日期不对，请写成 2026-03-09 这样的日期");
        }
        day
    }

    /// A day that must be there.
    pub fn needed_day(&mut self, field: &str) -> Option<NaiveDate> {
        if self.fields.optional(field).is_none() {
            self.wrong(field, "请填写日期");
            return None;
        }
        self.day(field)
    }

    /// A day with its time, as `datetime-local` sends it; a day alone means `end`.
    pub fn moment(&mut self, field: &str, end: NaiveTime) -> Option<NaiveDateTime> {
        let text = self.fields.optional(field)?;
        let moment = match text.split_once(['T', ' ']) {
            None => parse_day(text).map(|day| day.and_time(end)),
            Some((day, time)) => parse_day(day)
                .zip(parse_time(time))
                .map(|(day, time)| day.and_time(time)),
        };
        if moment.is_none() {
            self.wrong(field, "日期或时刻不对，请写成 2026-03-09 09:00");
        }
        moment
    }

    /// A whole number of a span, if there is one.
    pub fn whole(&mut self, field: &str, least: i64, most: i64) -> Option<i64> {
        let text = self.fields.optional(field)?;
        let number = text.parse().ok().filter(|n| (least..=most).contains(n));
        if number.is_none() {
            self.wrong(field, format!("应是{least}到{most}之间的整数"));
        }
        number
    }

    /// An amount with at most two decimals, in hundredths, if there is one.
    pub fn hundredths(&mut self, field: &str) -> Option<i64> {
        let text = self.fields.optional(field)?;
        let amount = parse_hundredths(text);
        if amount.is_none() {
            self.wrong(field, "应是不小于0、至多两位小数的数，如 72 或 1.5");
        }
        amount
    }

    /// A word of a list, if one was chosen.
    pub fn word<T: FromStr>(&mut self, field: &str) -> Option<T> {
        let text = self.fields.optional(field)?;
        let word = text.parse().ok();
        if word.is_none() {
            self.wrong(field, "请从列表中选择");
        }
        word
    }

    /// A word that must be chosen.
    pub fn needed_word<T: FromStr>(&mut self, field: &str) -> Option<T> {
        if self.fields.optional(field).is_none() {
            self.wrong(field, "请选择一项");
            return None;
        }
        self.word(field)
    }

    /// Every ticked word of a list.
    pub fn words<T: FromStr>(&mut self, field: &str) -> Vec<T> {
        let mut words = Vec::new();
        for text in self.fields.all(field) {
            match text.parse() {
                Ok(word) => words.push(word),
                Err(_) => self.wrong(field, "请从列表中选择"),
            }
        }
        words
    }
}

/// The options of a `<select>`: value and word; `empty` names the one that means nothing.
pub fn choices<'w>(
    empty: Option<&'w str>,
    words: impl IntoIterator<Item = (&'w str, &'w str)>,
) -> Vec<(String, String)> {
    empty
        .map(|label| ("", label))
        .into_iter()
        .chain(words)
        .map(|(value, label)| (value.to_owned(), label.to_owned()))
        .collect()
}

/// A day between 1980 and 2099, written 2026-03-09.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()?;
    (FIRST_YEAR..=LAST_YEAR)
        .contains(&day.year())
        .then_some(day)
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .ok()
}

/// Hundredths of a number written with at most two decimals.
pub fn parse_hundredths(text: &str) -> Option<i64> {
    let text = crate::text::fold(text);
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 2 || whole.len() > 9 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let decimals: i64 = format!("{decimals:0<2}").parse().ok()?;
    Some(whole * 100 + decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_of_a_form_is_told_at_its_field() {
        let fields =
            Fields::parse(b"a=2026-02-30&b=2026-03-09T25:00&c=-1&d=1.234&e=x&f=2026-03-09");
        let mut typed = Typed::new(&fields);

        assert_eq!(typed.day("a"), None);
        assert_eq!(typed.moment("b", NaiveTime::MIN), None);
        assert_eq!(typed.whole("c", 0, 9), None);
        assert_eq!(typed.hundredths("d"), None);
        assert_eq!(typed.word::<crate::certificates::Level>("e"), None);
        assert!(typed.day("f").is_some());
        assert_eq!(typed.day("absent"), None);

        let named: Vec<&str> = typed
            .problems
            .iter()
            .map(|one| one.field.as_str())
            .collect();
        assert_eq!(named, ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn amounts_are_read_digit_by_digit() {
        for (text, hundredths) in [
            ("72", Some(7200)),
            ("1.5", Some(150)),
            ("１．５", Some(150)),
            ("0.05", Some(5)),
            ("-1", None),
            ("1e3", None),
            ("1.", None),
            ("", None),
        ] {
            assert_eq!(parse_hundredths(text), hundredths, "{text}");
        }
    }
}
