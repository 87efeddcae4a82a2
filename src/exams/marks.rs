//! A score beside the pass line it is held against, as pages show it.

use chrono::NaiveDate;

use super::rules::{is_passed, pass_mark};
use super::{ExamResult, ScoreKind};
use crate::policy::{Policies, Trust};

/// What scores are held against on a day.
#[derive(Debug, Clone, Copy)]
pub struct PassMarks<'p> {
    /// The pass lines.
    pub policies: &'p Policies,
    /// Lines published later are not known yet.
    pub today: NaiveDate,
}

/// Whether a score passes, and which line says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreStanding {
    /// The class of the state: done, none.
    pub class: &'static str,
    /// 合格, 未合格, 已撤销, or that the line is not published.
    pub word: &'static str,
    /// `合格标准 60 分`, with 单独划线 or 推定; empty where there is none.
    pub line: String,
}

impl PassMarks<'_> {
    /// How a score stands.
    pub fn of(&self, result: &ExamResult) -> ScoreStanding {
        let lines = self.policies.pass_lines();
        let mark = pass_mark(result, lines, self.today);
        let (class, word) = match (result.revoked, result.kind, mark) {
            (true, ..) => ("none", "已撤销"),
            (_, ScoreKind::Score, None) => ("wait", "合格标准未公布"),
            _ if is_passed(result, lines, self.today) => ("done", "合格"),
            _ => ("none", "未合格"),
        };
        let line = mark.map_or_else(String::new, |mark| {
            let special = if mark.special { "，单独划线" } else { "" };
            let assumed = if mark.line.source.trust == Trust::Decided {
                "，推定"
            } else {
                ""
            };
            let points = points(mark.line.mark_tenths);
            format!("合格标准 {points} 分{special}{assumed}")
        });
        ScoreStanding { class, word, line }
    }
}

/// `60`, `58.5`.
fn points(tenths: i64) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        tenth => format!("{}.{tenth}", tenths / 10),
    }
}

/// `58.5 分`, `缺考`.
pub fn score_in_words(result: &ExamResult) -> String {
    match (result.kind, result.points_tenths) {
        (ScoreKind::Score, Some(tenths)) => format!("{} 分", points(tenths)),
        (kind, _) => kind.label().to_owned(),
    }
}
