//! Reading one entry of a policy file field by field, each mistake kept with
//! its line and reading going on, so that one run names all of them.
//!
//! The file is parsed by `toml` into its spanned table. Serde would stop at the
//! first mistake of an entry and say it in English; here every field is asked
//! for by name, and what nobody asked for is an unknown key.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::PolicyProblem;

/// The text of one file and the mistakes found in it so far.
pub(super) struct FileText<'a> {
    name: &'a str,
    /// Where each line begins, in bytes.
    line_starts: Vec<usize>,
    problems: RefCell<Vec<PolicyProblem>>,
}

impl<'a> FileText<'a> {
    /// A file by the name the reader knows it by.
    pub(super) fn new(name: &'a str, text: &'a str) -> Self {
        let later_lines = text.match_indices('\n').map(|(at, _)| at + 1);
        FileText {
            name,
            line_starts: std::iter::once(0).chain(later_lines).collect(),
            problems: RefCell::new(Vec::new()),
        }
    }

    /// The name the reader knows the file by.
    pub(super) fn name(&self) -> &'a str {
        self.name
    }

    /// The line, from 1, of a place in the text.
    pub(super) fn line(&self, span: &Range<usize>) -> usize {
        self.line_starts
            .partition_point(|start| *start <= span.start)
    }

    /// Keeps a mistake.
    pub(super) fn report(&self, line: usize, message: String) {
        self.problems.borrow_mut().push(PolicyProblem {
            file: self.name.to_owned(),
            line,
            message,
        });
    }

    /// Every mistake kept.
    pub(super) fn into_problems(self) -> Vec<PolicyProblem> {
        self.problems.into_inner()
    }
}

/// A word list that a field may hold; the words are those of `text_enum!`.
pub(super) trait Word: FromStr + Ord + Copy + 'static {
    /// Every word, for the message that refuses another.
    fn words() -> Vec<&'static str>;
}

macro_rules! word_lists {
    ($($name:path),+ $(,)?) => { $(
        impl Word for $name {
            fn words() -> Vec<&'static str> {
                Self::ALL.iter().map(|word| word.as_str()).collect()
            }
        }
    )+ };
}

word_lists!(
    crate::certificates::Level,
    crate::exams::SeasonState,
    crate::exams::Subject,
    crate::people::Education,
    crate::people::EmploymentKind,
    crate::training::RuleUnit,
    crate::training::TrainingKind,
    crate::training::TrainingMode,
    crate::training::WindowKind,
    crate::units::UnitKind,
    super::model::ClaimKind,
    super::model::Major,
    super::model::PaperType,
    super::model::ReimburseOn,
    super::model::Trust,
    super::retention::RetainedAfter,
    super::retention::RetentionClass,
);

/// One table of a policy file. Every getter reports what it cannot read and
/// gives `None`; the caller reads all fields before it gives the entry up.
pub(super) struct Fields<'a> {
    table: &'a DeTable<'a>,
    span: Range<usize>,
    /// What the entry is called in messages: 继续教育要求 national-hours.
    label: String,
    file: &'a FileText<'a>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Fields<'a> {
    /// The fields of `table`, which stands at `span`; `label` names it in messages.
    pub(super) fn new(
        table: &'a DeTable<'a>,
        span: Range<usize>,
        label: String,
        file: &'a FileText<'a>,
    ) -> Self {
        Fields {
            table,
            span,
            label,
            file,
            asked: RefCell::new(BTreeSet::new()),
        }
    }

    /// The line the entry begins on.
    pub(super) fn line(&self) -> usize {
        self.file.line(&self.span)
    }

    /// The line of a field, or of the entry where it is absent.
    pub(super) fn line_of(&self, key: &str) -> usize {
        self.table
            .get(key)
            .map_or_else(|| self.line(), |value| self.file.line(&value.span()))
    }

    /// Keeps a mistake of the field `key`.
    pub(super) fn report(&self, key: &str, message: &str) {
        self.file.report(
            self.line_of(key),
            format!("{} 的 {key} {message}", self.label),
        );
    }

    /// Whether the field stands there; counts as asked for.
    pub(super) fn has(&self, key: &'static str) -> bool {
        self.find(key).is_some()
    }

    fn find(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// Reads a field that must stand there.
    pub(super) fn required<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Self, &'static str) -> Option<T>,
    ) -> Option<T> {
        if self.has(key) {
            return read(self, key);
        }
        let message = format!("{} 缺少 {key}，请补上", self.label);
        self.file.report(self.line(), message);
        None
    }

    /// The value as it stands, for the readers of dates and amounts.
    pub(super) fn value(&self, key: &'static str) -> Option<&'a DeValue<'a>> {
        self.find(key).map(Spanned::get_ref)
    }

    /// A text that is not empty.
    pub(super) fn text(&self, key: &'static str) -> Option<String> {
        let value = self.value(key)?;
        match value.as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => {
                self.report(key, "应是不为空的文字，请写在英文双引号里");
                None
            }
        }
    }

    /// A list of texts; none of them twice.
    pub(super) fn texts(&self, key: &'static str) -> Vec<(String, usize)> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(items) = value.as_array() else {
            self.report(key, "应是列表，请写成 [\"…\", \"…\"]");
            return Vec::new();
        };
        let mut texts: Vec<(String, usize)> = Vec::new();
        for item in items.iter() {
            let line = self.file.line(&item.span());
            match item.get_ref().as_str().map(str::trim) {
                Some(text) if texts.iter().any(|(known, _)| known == text) => self.file.report(
                    line,
                    format!("{} 的 {key} 里“{text}”写了两次，请删去一个", self.label),
                ),
                Some(text) if !text.is_empty() => texts.push((text.to_owned(), line)),
                _ => self.file.report(
                    line,
                    format!(
                        "{} 的 {key} 里有一项不是文字，请写在英文双引号里",
                        self.label
                    ),
                ),
            }
        }
        texts
    }

    /// A word of a list.
    pub(super) fn word<T: Word>(&self, key: &'static str) -> Option<T> {
        let text = self.text(key)?;
        self.parse_word(key, &text, self.line_of(key))
    }

    /// Several words of a list, none of them twice; empty where absent.
    pub(super) fn words<T: Word>(&self, key: &'static str) -> BTreeSet<T> {
        let texts = self.texts(key);
        texts
            .iter()
            .filter_map(|(text, line)| self.parse_word(key, text, *line))
            .collect()
    }

    /// Like [`Fields::words`], for a list that must not be empty; `message` says
    /// what to write.
    pub(super) fn some_words<T: Word>(&self, key: &'static str, message: &str) -> BTreeSet<T> {
        let value = self.value(key);
        if value.is_none_or(|value| value.as_array().is_some_and(|items| items.is_empty())) {
            self.report(key, message);
        }
        self.words(key)
    }

    fn parse_word<T: Word>(&self, key: &str, text: &str, line: usize) -> Option<T> {
        if let Ok(word) = text.parse() {
            return Some(word);
        }
        let known = T::words().join("、");
        self.file.report(
            line,
            format!(
                "{} 的 {key} 写了“{text}”，系统不认识；请改为 {known} 之一",
                self.label
            ),
        );
        None
    }

    /// 是或否.
    pub(super) fn boolean(&self, key: &'static str) -> Option<bool> {
        let value = self.value(key)?.as_bool();
        if value.is_none() {
            self.report(key, "应写 true（是）或 false（否）");
        }
        value
    }

    /// A whole number between `least` and `most`.
    pub(super) fn whole(&self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        let value = self.value(key)?;
        let number = value.as_integer().and_then(|number| {
            i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()).ok()
        });
        match number {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                self.report(key, &format!("应是 {least} 到 {most} 之间的整数，请改正"));
                None
            }
        }
    }

    /// The tables of a list of tables, each labelled with its place.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Fields<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(items) = value.as_array() else {
            self.report(key, "应是列表，请每项写成一个 { … }");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (place, item) in items.iter().enumerate() {
            match item.get_ref().as_table() {
                Some(table) => tables.push(Fields::new(
                    table,
                    item.span(),
                    format!("{} 的 {key} 第{}项", self.label, place + 1),
                    self.file,
                )),
                None => self.report(key, "里有一项不是表，请写成 { … }"),
            }
        }
        tables
    }

    /// A table inside the entry.
    pub(super) fn table(&self, key: &'static str) -> Option<Fields<'a>> {
        let value = self.find(key)?;
        match value.get_ref().as_table() {
            Some(table) => {
                let label = format!("{} 的 {key}", self.label);
                Some(Fields::new(table, value.span(), label, self.file))
            }
            None => {
                self.report(key, "应是一个表，请写成 { … }");
                None
            }
        }
    }

    /// A table whose keys are words of a list: `{ assistant = 72 }`. `read`
    /// gets the table and the key.
    pub(super) fn by_word<K: Word, V>(
        &self,
        key: &'static str,
        read: impl Fn(&DeValue<'a>) -> Result<V, &'static str>,
    ) -> std::collections::BTreeMap<K, V> {
        let mut map = std::collections::BTreeMap::new();
        let Some(table) = self.table(key) else {
            return map;
        };
        for (name, value) in table.table.iter() {
            let line = self.file.line(&name.span());
            let word = self.parse_word::<K>(key, name.get_ref(), line);
            match read(value.get_ref()) {
                Ok(value) => {
                    if let Some(word) = word {
                        map.insert(word, value);
                    }
                }
                Err(message) => self.file.report(
                    line,
                    format!("{} 的 {key}.{} {message}", self.label, name.get_ref()),
                ),
            }
        }
        map
    }

    /// Names every key that nobody asked for. Called when all fields are read.
    pub(super) fn refuse_unknown(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.iter() {
            if !asked.contains(key.get_ref().as_ref()) {
                let known = asked.iter().copied().collect::<Vec<_>>().join("、");
                self.file.report(
                    self.file.line(&key.span()),
                    format!(
                        "{} 里有不认识的 {}；可写的有 {known}，请改正或删去",
                        self.label,
                        key.get_ref()
                    ),
                );
            }
        }
    }
}
