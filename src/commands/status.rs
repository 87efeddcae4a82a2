//! `training-status` and `exam-status`.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::arguments::{ExamArguments, TrainingArguments};
use super::output::say;
use super::output::{buffered, padded};
use super::{CommandError, find_unit};
use crate::app::App;
use crate::exams::ExamOutcome;
use crate::exams::actions::{ExamQuestion, PersonExamStatus, exam_status, write_exam_status_json};
use crate::sheets::{ListCell, write_table};
use crate::training::WindowKind;
use crate::training::actions::{
    PersonStatus, StatusQuestion, training_status, write_training_status_json,
};

pub(super) fn training(app: &App, arguments: &TrainingArguments) -> Result<ExitCode, CommandError> {
    if let Some(rule) = &arguments.rule
        && !app
            .policies
            .all_training_rules()
            .iter()
            .any(|known| known.id == *rule)
    {
        let mut ids: Vec<&str> = app
            .policies
            .all_training_rules()
            .iter()
            .map(|rule| rule.id.as_str())
            .collect();
        ids.dedup();
        return Err(CommandError::Refused(format!(
            "没有叫“{rule}”的培训规定，现有：{}",
            ids.join("、")
        )));
    }
    let question = StatusQuestion {
        unit: find_unit(app, arguments.unit.as_deref())?,
        rule: arguments.rule.clone(),
        full_ids: arguments.full_ids,
    };
    let today = app
        .clock
        .now_as_of(app.config.time_zone, arguments.as_of)
        .today;
    if arguments.json {
        let mut out = buffered();
        write_training_status_json(app, &question, today, &mut out)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(path) = &arguments.xlsx {
        let mut lines = Vec::new();
        training_status(app, &question, today, |mut status| {
            status.entries.clear();
            lines.push(status);
            Ok(())
        })?;
        return write_training_sheet(path, &lines);
    }
    let mut out = buffered();
    let mut people = 0_u64;
    training_status(app, &question, today, |status| {
        people += 1;
        writeln!(out, "{}", training_line(&status))?;
        Ok(())
    })?;
    writeln!(out, "共 {people} 行（{today}）")?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn training_line(status: &PersonStatus) -> String {
    let (shape, _) = status.state.look();
    let basis = match status.basis {
        WindowKind::Registration => "",
        WindowKind::Rolling => "（滚动三年）",
    };
    format!(
        "{shape} {} {} {} {} {} 应 {} 计 {} 差 {} {}  {} 至 {}{basis}",
        padded(status.state.label(), 10),
        padded(&status.name, 10),
        status.id_number,
        padded(&status.unit, 24),
        padded(&status.rule_name, 20),
        status.required,
        status.counted,
        status.open,
        status.rule_unit,
        status.window.0,
        status.window.1,
    )
}

fn write_training_sheet(path: &Path, lines: &[PersonStatus]) -> Result<ExitCode, CommandError> {
    let headings = [
        "姓名",
        "身份证号",
        "单位",
        "级别",
        "规定",
        "周期依据",
        "周期开始",
        "周期结束",
        "应完成",
        "已计入",
        "还差",
        "计量",
        "状态",
    ];
    let rows = lines.iter().map(|status| {
        vec![
            ListCell::Text(status.name.as_str().into()),
            ListCell::Text(status.id_number.as_str().into()),
            ListCell::Text(status.unit.as_str().into()),
            ListCell::Text(status.level.label().into()),
            ListCell::Text(status.rule_name.as_str().into()),
            ListCell::Text(status.basis.label().into()),
            ListCell::Day(status.window.0),
            ListCell::Day(status.window.1),
            ListCell::Hundredths(status.required.0),
            ListCell::Hundredths(status.counted.0),
            ListCell::Hundredths(status.open.0),
            ListCell::Text(status.rule_unit.into()),
            ListCell::Text(status.state.label().into()),
        ]
    });
    let written = write_table(path, "继续教育情况", &headings, rows)
        .map_err(|refusal| CommandError::Refused(refusal.to_string()))?;
    say!("已写入 {}，共 {written} 行", path.display());
    Ok(ExitCode::SUCCESS)
}

pub(super) fn exams(app: &App, arguments: &ExamArguments) -> Result<ExitCode, CommandError> {
    let question = ExamQuestion {
        unit: find_unit(app, arguments.unit.as_deref())?,
        full_ids: arguments.full_ids,
    };
    let today = app
        .clock
        .now_as_of(app.config.time_zone, arguments.as_of)
        .today;
    if arguments.json {
        let mut out = buffered();
        write_exam_status_json(app, &question, today, &mut out)?;
        out.flush()?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines = Vec::new();
    exam_status(app, &question, today, |status| {
        lines.push(status);
        Ok(())
    })?;
    if let Some(path) = &arguments.xlsx {
        return write_exam_sheet(path, &lines);
    }
    let mut out = buffered();
    for status in &lines {
        writeln!(out, "{}", exam_line(status))?;
    }
    writeln!(out, "共 {} 行（{today}）", lines.len())?;
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn live(status: &PersonExamStatus) -> String {
    let passes: Vec<String> = status
        .live_passes
        .iter()
        .map(|pass| format!("{}（{}年）", pass.subject, pass.year))
        .collect();
    passes.join("、")
}

fn exam_line(status: &PersonExamStatus) -> String {
    let told = match (status.outcome, status.qualified_year) {
        (ExamOutcome::Qualified, Some(year)) => format!("✓ {year}年通过"),
        (ExamOutcome::Qualified, None) => "✓ 已通过".to_owned(),
        (ExamOutcome::Partial, _) => {
            format!(
                "◐ 仍有效：{}；{}年还需考：{}",
                live(status),
                status.next_season,
                status.needs.join("、")
            )
        }
        (ExamOutcome::NotPassed, _) => format!(
            "— 未通过；{}年需考：{}",
            status.next_season,
            status.needs.join("、")
        ),
    };
    format!(
        "{} {} {} {} {told}",
        padded(&status.name, 10),
        status.id_number,
        padded(&status.unit, 24),
        padded(status.level.label(), 16)
    )
}

fn write_exam_sheet(path: &Path, lines: &[PersonExamStatus]) -> Result<ExitCode, CommandError> {
    let headings = [
        "姓名",
        "身份证号",
        "单位",
        "级别",
        "结果",
        "通过年度",
        "下一考试年度",
        "仍有效的科目",
        "还需考的科目",
    ];
    let rows = lines.iter().map(|status| {
        vec![
            ListCell::Text(status.name.as_str().into()),
            ListCell::Text(status.id_number.as_str().into()),
            ListCell::Text(status.unit.as_str().into()),
            ListCell::Text(status.level.label().into()),
            ListCell::Text(status.outcome.label().into()),
            status
                .qualified_year
                .map_or(ListCell::Empty, |year| ListCell::Whole(i64::from(year))),
            ListCell::Whole(i64::from(status.next_season)),
            ListCell::Text(live(status).into()),
            ListCell::Text(status.needs.join("、").into()),
        ]
    });
    let written = write_table(path, "考试情况", &headings, rows)
        .map_err(|refusal| CommandError::Refused(refusal.to_string()))?;
    say!("已写入 {}，共 {written} 行", path.display());
    Ok(ExitCode::SUCCESS)
}
