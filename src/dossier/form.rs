//! The personal record as a printed form: which sections, which columns.

use super::model::{Dossier, HistoryPart};
use crate::print::{PersonalRecord, RecordColumn, RecordSection};

/// The record as it is printed.
pub fn form(dossier: &Dossier) -> PersonalRecord {
    PersonalRecord {
        as_of: dossier.as_of,
        name: dossier.person.name.clone(),
        unit: dossier.person.unit.clone(),
        facts: facts(dossier),
        sections: vec![
            certificates(dossier),
            obligations(dossier),
            training(dossier),
            exams(dossier),
            results(dossier),
            claims(dossier),
            reminders(dossier),
            files(dossier),
            moves(dossier),
            lines("查看与导出记录", &dossier.looks),
            lines("变更历史", &dossier.history),
        ],
    }
}

fn facts(dossier: &Dossier) -> Vec<(String, String)> {
    let person = &dossier.person;
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
    let day = |value: Option<chrono::NaiveDate>| match value {
        Some(day) => day.to_string(),
        None => "—".to_owned(),
    };
    [
        ("姓名", person.name.clone()),
        ("证件号码", person.id_number.clone()),
        ("单位", person.unit_path.clone()),
        ("级别", text(&person.level)),
        ("人员类别", text(&person.employment_kind)),
        ("手机号", text(&person.mobile)),
        ("邮箱", text(&person.email)),
        ("学历", text(&person.education)),
        ("专业", text(&person.major)),
        ("毕业时间", day(person.graduated_on)),
        ("从事社会工作时间", day(person.social_work_since)),
        ("入职日期", day(person.joined_on)),
        ("离职日期", day(person.left_on)),
        ("人员编号", person.id.to_string()),
    ]
    .into_iter()
    .map(|(label, value)| (label.to_owned(), value))
    .collect()
}

fn section(
    title: &str,
    columns: &[(&str, u32)],
    rows: impl Iterator<Item = Vec<String>>,
) -> RecordSection {
    RecordSection {
        title: title.to_owned(),
        columns: columns
            .iter()
            .map(|(heading, share)| RecordColumn {
                heading: (*heading).to_owned(),
                share: *share,
            })
            .collect(),
        rows: rows.collect(),
    }
}

fn or_dash(value: &Option<String>) -> String {
    value.clone().unwrap_or_else(|| "—".to_owned())
}

fn certificates(dossier: &Dossier) -> RecordSection {
    let columns = [
        ("级别", 18),
        ("证书管理号", 24),
        ("批准日期", 13),
        ("登记（含首尾两日）", 45),
    ];
    let rows = dossier.certificates.iter().map(|certificate| {
        let registrations: Vec<String> = certificate
            .registrations
            .iter()
            .map(|row| {
                let document = row.document.as_deref().unwrap_or_default();
                format!(
                    "{} {} 至 {} {document}",
                    row.kind, row.first_day, row.last_day
                )
            })
            .collect();
        vec![
            certificate.level.clone(),
            or_dash(&certificate.number),
            certificate
                .approved_on
                .map_or("—".to_owned(), |day| day.to_string()),
            if registrations.is_empty() {
                "未登记".to_owned()
            } else {
                registrations.join("；")
            },
        ]
    });
    section("证书与登记", &columns, rows)
}

fn obligations(dossier: &Dossier) -> RecordSection {
    let columns = [
        ("规定", 28),
        ("周期（含首尾两日）", 24),
        ("应完成", 12),
        ("已计入", 12),
        ("尚缺", 12),
        ("情况", 12),
    ];
    let rows = dossier.obligations.iter().map(|one| {
        vec![
            format!("{}（{}）", one.rule, one.source),
            format!("{} 至 {}", one.first_day, one.last_day),
            format!("{} {}", one.required, one.unit),
            format!("{} {}", one.counted, one.unit),
            format!("{} {}", one.open, one.unit),
            one.state.clone(),
        ]
    });
    section("继续教育要求", &columns, rows)
}

/// Each record with what it counts under each rule, and why.
fn training(dossier: &Dossier) -> RecordSection {
    let columns = [
        ("培训名称", 28),
        ("主办单位", 16),
        ("起止日期", 14),
        ("天数／学时", 11),
        ("审核", 10),
        ("计入情况", 27),
    ];
    let rows = dossier.training.iter().map(|record| {
        let counted: Vec<String> = dossier
            .obligations
            .iter()
            .filter_map(|rule| {
                let one = rule.records.iter().find(|one| one.record == record.id)?;
                Some(format!(
                    "{}：{} {}（{}）",
                    rule.rule, one.counted, rule.unit, one.reason
                ))
            })
            .collect();
        let amounts: Vec<String> = [
            record.days.as_ref().map(|days| format!("{days} 天")),
            record.hours.as_ref().map(|hours| format!("{hours} 学时")),
        ]
        .into_iter()
        .flatten()
        .collect();
        vec![
            format!("{}（{}，{}）", record.title, record.kind, record.source),
            or_dash(&record.organiser),
            format!("{} 至 {}", record.first_day, record.last_day),
            amounts.join("，"),
            record.state.clone(),
            if counted.is_empty() {
                "目前没有适用的规定".to_owned()
            } else {
                counted.join("；")
            },
        ]
    });
    section("培训记录", &columns, rows)
}

/// 分 as 元 with two decimals.
fn yuan(cents: i64) -> String {
    format!("{}.{:02} 元", cents / 100, cents.rem_euclid(100))
}

fn exams(dossier: &Dossier) -> RecordSection {
    let columns = [
        ("年度", 8),
        ("考区", 11),
        ("级别", 16),
        ("科目", 29),
        ("状态", 12),
        ("缴费／退费", 14),
        ("准考证号", 14),
    ];
    let rows = dossier.entries.iter().map(|entry| {
        let paid = entry.paid_cents.map_or("—".to_owned(), yuan);
        let refunded = entry.refunded_cents.map_or("—".to_owned(), yuan);
        vec![
            entry.year.to_string(),
            entry.area.clone(),
            entry.level.clone(),
            entry.subjects.join("、"),
            entry.state.clone(),
            format!("{paid}／{refunded}"),
            or_dash(&entry.ticket_number),
        ]
    });
    section("报考记录", &columns, rows)
}

fn results(dossier: &Dossier) -> RecordSection {
    let columns = [
        ("年度", 8),
        ("级别", 20),
        ("科目", 26),
        ("成绩", 10),
        ("是否合格", 12),
        ("合格标准", 24),
    ];
    let rows = dossier.results.iter().map(|result| {
        vec![
            result.year.to_string(),
            result.level.clone(),
            result.subject.clone(),
            result.score.clone(),
            result.verdict.clone(),
            result.pass_line.clone(),
        ]
    });
    section("考试成绩", &columns, rows)
}

fn claims(dossier: &Dossier) -> RecordSection {
    let columns = [
        ("报销单号", 18),
        ("状态", 10),
        ("单位", 22),
        ("提交日期", 13),
        ("金额", 13),
        ("用途", 24),
    ];
    let rows = dossier.claims.iter().map(|claim| {
        vec![
            claim.number.clone(),
            claim.state.clone(),
            claim.unit.clone(),
            claim.filed_on.to_string(),
            yuan(claim.amount_cents),
            claim.purposes.join("；"),
        ]
    });
    section("报销", &columns, rows)
}

fn reminders(dossier: &Dossier) -> RecordSection {
    let columns = [("日期", 20), ("提醒", 40), ("方式", 20), ("情况", 20)];
    let rows = dossier.reminders.iter().map(|reminder| {
        vec![
            reminder.due_on.to_string(),
            reminder.rule.clone(),
            reminder.channel.clone(),
            reminder.state.clone(),
        ]
    });
    section("提醒", &columns, rows)
}

fn files(dossier: &Dossier) -> RecordSection {
    let columns = [
        ("文件名", 34),
        ("类型", 8),
        ("大小", 12),
        ("上传人", 14),
        ("上传时间", 18),
        ("指纹（SHA-256 前 16 位）", 20),
    ];
    let rows = dossier.files.iter().map(|file| {
        vec![
            file.name.clone(),
            file.kind.clone(),
            format!("{} KB", (file.size_bytes + 1023) / 1024),
            file.uploaded_by.clone(),
            file.uploaded_at.clone(),
            file.sha256.chars().take(16).collect(),
        ]
    });
    section("上传的文件", &columns, rows)
}

fn moves(dossier: &Dossier) -> RecordSection {
    let columns = [("日期", 15), ("原单位", 30), ("新单位", 30), ("原因", 25)];
    let rows = dossier.moves.iter().map(|one| {
        vec![
            one.moved_on.to_string(),
            one.from.clone(),
            one.to.clone(),
            or_dash(&one.reason),
        ]
    });
    section("调动", &columns, rows)
}

fn lines(title: &str, lines: &[HistoryPart]) -> RecordSection {
    let columns = [("时间", 16), ("操作人", 16), ("操作", 18), ("内容", 50)];
    let rows = lines.iter().map(|line| {
        vec![
            line.at.clone(),
            format!("{}（{}）", line.actor, line.origin),
            format!("{}：{}", line.action, line.entity),
            line.changes.join("；"),
        ]
    });
    section(title, &columns, rows)
}
