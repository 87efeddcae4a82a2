//! Sign-up opens, closes, or is expected.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Draft, EXAM_SITE, WATCH, exam_name};
use crate::calendar::chinese_day;
use crate::certificates::Level;
use crate::reminders::content::{ExamDoor, ReminderContent};
use crate::reminders::mails::chinese::{before, days_left, moment};

pub(super) fn draft(content: &ReminderContent, levels: &[Level], today: NaiveDate) -> Draft {
    match content {
        ReminderContent::SignupOpens {
            exam,
            opens_at,
            closes_at,
            expected,
            admitted_by,
        } => {
            let shared = shared(exam, levels, admitted_by.as_deref());
            if *expected {
                expects(shared, exam, levels, *opens_at, *closes_at)
            } else {
                opens(shared, exam, levels, (*opens_at, *closes_at), today)
            }
        }
        ReminderContent::SignupCloses {
            exam,
            closes_at,
            admitted_by,
        } => {
            let left = days_left(closes_at.date(), today);
            let name = exam_name(exam, levels);
            Draft {
                headline: format!("请于{}完成{name}报名（{left}）", before(*closes_at)),
                when: Some(("截止", format!("{}（{left}）", moment(*closes_at)))),
                ..shared(exam, levels, admitted_by.as_deref())
            }
        }
        _ => Draft::default(),
    }
}

fn shared(exam: &ExamDoor, levels: &[Level], admitted_by: Option<&str>) -> Draft {
    let why = match admitted_by {
        Some(line) if levels.len() < 2 => {
            format!("您符合报考条件：{line}；还没有报名记录。")
        }
        Some(_) => "您符合这些级别的报考条件，还没有报名记录；请选定一个级别报考。".to_owned(),
        None => "您登记了报考计划，还没有完成报名。".to_owned(),
    };
    Draft {
        title: format!("报名：{}（{}）", exam_name(exam, levels), exam.area),
        why,
        basis: exam.document.clone(),
        next: format!(
            "登录{EXAM_SITE}，先完成注册和身份、学历信息核验，再报名并按时缴费；报名结束后一般不再补报。"
        ),
        ..Draft::default()
    }
}

fn opens(
    shared: Draft,
    exam: &ExamDoor,
    levels: &[Level],
    (opens_at, closes_at): (NaiveDateTime, Option<NaiveDateTime>),
    today: NaiveDate,
) -> Draft {
    let name = exam_name(exam, levels);
    let task = match closes_at {
        Some(closes_at) => format!("请于{}完成{name}报名", before(closes_at)),
        None => format!("请及时完成{name}报名"),
    };
    let remark = match closes_at {
        Some(closes_at) if opens_at.date() <= today => days_left(closes_at.date(), today),
        None if opens_at.date() <= today => "已开始报名".to_owned(),
        Some(_) | None => format!(
            "{}开始报名，{}",
            moment(opens_at),
            days_left(opens_at.date(), today)
        ),
    };
    let window = match closes_at {
        Some(closes_at) => format!("{}至{}", moment(opens_at), moment(closes_at)),
        None => format!("{}开始，截止时间以公告为准", moment(opens_at)),
    };
    Draft {
        headline: format!("{task}（{remark}）"),
        when: Some(("时间", window)),
        ..shared
    }
}

fn expects(
    shared: Draft,
    exam: &ExamDoor,
    levels: &[Level],
    opens_at: NaiveDateTime,
    closes_at: Option<NaiveDateTime>,
) -> Draft {
    let day = chinese_day(opens_at.date());
    let window = match closes_at {
        Some(closes_at) => format!("预计{day}至{}", chinese_day(closes_at.date())),
        None => format!("预计{day}开始"),
    };
    Draft {
        headline: format!(
            "请留意{}报名通知：预计{day}开始报名",
            exam_name(exam, levels)
        ),
        when: Some(("时间", window)),
        next: format!(
            "请留意{}人事考试机构的正式公告，日期以公告为准；可以先在{EXAM_SITE}注册并核验身份、学历信息。",
            exam.area
        ),
        mark: Some(WATCH),
        expected: true,
        ..shared
    }
}
