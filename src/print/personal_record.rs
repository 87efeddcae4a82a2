//! 个人档案（一人一档）: everything that is held about one person, section by section.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::glyphs::FormNames;
use super::model::Setup;
use crate::calendar::chinese_day;

/// One column of a section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordColumn {
    /// Its heading.
    pub heading: String,
    /// Its share of the width, beside the others'.
    pub share: u32,
}

/// One section: a table with a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSection {
    /// 证书与登记, 继续教育 …
    pub title: String,
    /// The columns.
    pub columns: Vec<RecordColumn>,
    /// The rows, a cell a column.
    pub rows: Vec<Vec<String>>,
}

/// 个人档案（一人一档）.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalRecord {
    /// The day that it tells of.
    pub as_of: NaiveDate,
    /// 姓名.
    pub name: String,
    /// 单位.
    pub unit: String,
    /// Label and value of what is known about the person; two in a row.
    pub facts: Vec<(String, String)>,
    /// The sections.
    pub sections: Vec<RecordSection>,
}

impl PersonalRecord {
    /// The form's title.
    pub const TITLE: &'static str = "个人档案";

    pub(super) fn names(&self) -> FormNames<'_> {
        FormNames {
            owner: &self.name,
            form: Self::TITLE,
            fields: &[
                ("name", "姓名"),
                ("unit", "单位"),
                ("fact", "基本情况"),
                ("cells", "明细"),
            ],
        }
    }

    pub(super) fn input(&self, setup: &Setup) -> Value {
        json!({
            "kind": "personal_record",
            "paper": setup.full_page_facts(),
            "draft": false,
            "as_of": chinese_day(self.as_of),
            "printed_on": chinese_day(setup.printed_on),
            "name": self.name,
            "unit": self.unit,
            "facts": self.facts.iter().map(|(label, fact)| json!({ "label": label, "fact": fact })).collect::<Value>(),
            "sections": self.sections.iter().map(RecordSection::json).collect::<Value>(),
        })
    }
}

impl RecordSection {
    fn json(&self) -> Value {
        json!({
            "title": self.title,
            "shares": self.columns.iter().map(|column| column.share).collect::<Vec<_>>(),
            "headings": self.columns.iter().map(|column| &column.heading).collect::<Vec<_>>(),
            "rows": self.rows.iter().map(|cells| json!({ "cells": cells })).collect::<Value>(),
        })
    }
}
