//! From payment to the claim.

use chrono::{NaiveDate, NaiveDateTime};

use super::{Draft, EXAM_SITE, EXAM_SOON, WATCH, exam_name};
use crate::calendar::{Period, chinese_day};
use crate::exams::EntryState;
use crate::reminders::content::{ExamDoor, ReminderContent};
use crate::reminders::mails::chinese::{before, before_day, days, days_left, moment, money};

pub(super) fn draft(content: &ReminderContent, today: NaiveDate) -> Draft {
    match content {
        ReminderContent::PaymentCloses {
            exam,
            closes_at,
            state,
        } => payment(exam, *closes_at, *state, today),
        ReminderContent::Ticket {
            exam,
            printing,
            exam_on,
        } => ticket(exam, *printing, *exam_on, today),
        ReminderContent::Exam {
            exam,
            days,
            without_ticket,
        } => sitting(exam, *days, *without_ticket, today),
        ReminderContent::Results {
            exam,
            results_at,
            expected,
        } => results(exam, *results_at, *expected),
        ReminderContent::FeeReceipt { exam, paid_on } => receipt(exam, *paid_on),
        ReminderContent::ClaimDeadline {
            exam,
            deadline,
            amount_cents,
        } => claim(exam, *deadline, *amount_cents, today),
        _ => Draft::default(),
    }
}

fn payment(
    exam: &ExamDoor,
    closes_at: NaiveDateTime,
    state: EntryState,
    today: NaiveDate,
) -> Draft {
    let name = exam_name(exam, &[]);
    let left = days_left(closes_at.date(), today);
    let (task, why, next) = match state {
        EntryState::ChecksFailed => (
            format!("处理{name}资格审核问题并缴费"),
            "您的报考资格审核未通过，缴费截止后不能再补。",
            format!("登录{EXAM_SITE}查看未通过的原因，补正材料后尽快缴费；需要证明的请联系单位。"),
        ),
        EntryState::PaymentUnconfirmed => (
            format!("确认{name}报名费已经缴纳"),
            "您已填报缴费，但缴费状态还没有确认。",
            format!(
                "登录{EXAM_SITE}查看缴费状态；显示未支付的请重新缴费，已支付的请把截图交单位确认。"
            ),
        ),
        _ => (
            format!("缴纳{name}报名费"),
            "您已报名，还没有缴费记录；未按时缴费的，视为放弃报名。",
            format!("登录{EXAM_SITE}完成网上缴费，看到“已支付”后告知单位。"),
        ),
    };
    Draft {
        headline: format!("请于{}{task}（{left}）", before(closes_at)),
        title: format!("缴费：{name}（{}）", exam.area),
        when: Some(("截止", format!("{}（{left}）", moment(closes_at)))),
        why: why.to_owned(),
        basis: exam.document.clone(),
        next,
        ..Draft::default()
    }
}

fn ticket(
    exam: &ExamDoor,
    printing: Period,
    exam_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Draft {
    let name = exam_name(exam, &[]);
    let left = days_left(printing.last, today);
    let exam_day = exam_on.map_or_else(String::new, |day| format!("，{}考试", chinese_day(day)));
    Draft {
        headline: format!(
            "请于{}打印{name}准考证（{left}）",
            before_day(printing.last)
        ),
        title: format!("打印准考证：{name}（{}）", exam.area),
        when: Some(("时间", format!("{}{exam_day}", days(printing)))),
        why: "您已缴费，还没有打印准考证的记录。".to_owned(),
        basis: exam.document.clone(),
        next: format!(
            "登录{EXAM_SITE}打印准考证，核对姓名、证件号码、考点和时间；没有准考证不能进入考场。"
        ),
        ..Draft::default()
    }
}

fn sitting(exam: &ExamDoor, exam_days: Period, without_ticket: bool, today: NaiveDate) -> Draft {
    let name = exam_name(exam, &[]);
    let first = if without_ticket {
        "请先打印准考证；"
    } else {
        ""
    };
    Draft {
        headline: format!(
            "请于{}参加{name}（{}）",
            days(exam_days),
            days_left(exam_days.first, today)
        ),
        title: format!("考试：{name}（{}）", exam.area),
        when: Some(("时间", format!("{}，具体场次见准考证", days(exam_days)))),
        why: "您已报名并缴费。".to_owned(),
        basis: exam.document.clone(),
        next: format!(
            "{first}带好准考证和有效居民身份证原件，提前查好考点路线，按准考证上的时间到场。"
        ),
        mark: Some(EXAM_SOON),
        ..Draft::default()
    }
}

fn results(exam: &ExamDoor, results_at: NaiveDateTime, expected: bool) -> Draft {
    let name = exam_name(exam, &[]);
    let (headline, when) = if expected {
        let day = chinese_day(results_at.date());
        (
            format!("请留意{name}成绩：预计{day}前后公布"),
            format!("预计{day}前后，以正式公告为准"),
        )
    } else {
        let at = moment(results_at);
        (format!("请查询{name}成绩：{at}公布"), at)
    };
    Draft {
        headline,
        title: format!("成绩：{name}（{}）", exam.area),
        when: Some(("公布", when)),
        why: "您参加了本次考试。".to_owned(),
        basis: exam.document.clone(),
        next: format!(
            "登录{EXAM_SITE}查询成绩，并告知单位；对成绩有疑问的，按公告规定的时间申请复查。"
        ),
        mark: Some(WATCH),
        expected,
    }
}

fn receipt(exam: &ExamDoor, paid_on: NaiveDate) -> Draft {
    let name = exam_name(exam, &[]);
    Draft {
        headline: format!("请下载{name}缴费票据，报销时要用"),
        title: format!("缴费票据：{name}（{}）", exam.area),
        when: Some(("缴费", chinese_day(paid_on))),
        why: "缴费满3个工作日后可以下载财政电子票据，还没有收到您的票据。".to_owned(),
        basis: exam.document.clone(),
        next: format!(
            "到{}人事考试机构的电子票据查询平台下载财政电子票据，保存电子原件并交单位。",
            exam.area
        ),
        ..Draft::default()
    }
}

fn claim(
    exam: &ExamDoor,
    deadline: NaiveDate,
    amount_cents: Option<i64>,
    today: NaiveDate,
) -> Draft {
    let name = exam_name(exam, &[]);
    let left = days_left(deadline, today);
    let sum = amount_cents.map_or_else(String::new, |cents| format!("可以报销{}，", money(cents)));
    Draft {
        headline: format!(
            "请于{}提交{name}费用报销申请（{left}）",
            before_day(deadline)
        ),
        title: format!("报销：{name}"),
        when: Some(("截止", format!("{}（{left}）", chinese_day(deadline)))),
        why: format!("{sum}还没有收到您的申请；过期不再受理。"),
        basis: exam.document.clone(),
        next: "准备好缴费票据等凭证，登录系统提交报销申请。".to_owned(),
        ..Draft::default()
    }
}
