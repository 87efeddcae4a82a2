//! Each reminder in words: what, by when, why, by which document, what next.

use chrono::{Datelike, NaiveDate};

use super::chinese::{amount, before, before_day, days, days_left, level, moment, money};
use crate::calendar::{chinese_day, plus_days};
use crate::certificates::Level;
use crate::exams::EntryState;
use crate::reminders::content::{ExamDoor, ReminderContent};
use crate::reminders::situation::TrainingSituation;
use crate::training::{RuleUnit, TrainingState};

/// A door that closes within this many days is marked as pressing.
const PRESSING_DAYS: i64 = 7;
/// The document of first registration and renewal.
const REGISTRATION_DOCUMENT: &str = "《社会工作者职业水平证书登记办法》（民发〔2009〕44号）";
/// Where everybody signs up, pays, prints and looks up results.
const EXAM_SITE: &str = "中国人事考试网";
/// Where certificates are registered.
const REGISTRATION_SITE: &str = "民政部社会工作者登记系统（shgz.mca.gov.cn）";

/// How pressing an item is: shape, word and colour of looks.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub shape: &'static str,
    pub word: &'static str,
    pub colour: &'static str,
}

const LATE: Mark = Mark {
    shape: "!",
    word: "已逾期",
    colour: "#b3261e",
};
const DUE_SOON: Mark = Mark {
    shape: "▲",
    word: "即将截止",
    colour: "#a86400",
};
const BEHIND: Mark = Mark {
    shape: "◐",
    word: "进度落后",
    colour: "#a86400",
};
const OPEN: Mark = Mark {
    shape: "●",
    word: "待办理",
    colour: "#2b5ea7",
};
const WATCH: Mark = Mark {
    shape: "◔",
    word: "请留意",
    colour: "#5a6872",
};

/// One thing in the mail.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// A whole sentence without its full stop: what to do by when.
    pub headline: String,
    pub mark: Mark,
    /// What it is about, short.
    pub title: String,
    /// Label and sentence, in the order of reading.
    pub rows: Vec<Row>,
    /// Its day is a guess.
    pub expected: bool,
}

/// One labelled sentence.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub label: &'static str,
    pub text: String,
    /// Stands out: a day that has moved.
    pub strong: bool,
}

pub(super) fn item(content: &ReminderContent, levels: &[Level], today: NaiveDate) -> Item {
    let draft = match content {
        ReminderContent::SignupOpens { .. } | ReminderContent::SignupCloses { .. } => {
            signup(content, levels, today)
        }
        ReminderContent::PaymentCloses { .. }
        | ReminderContent::Ticket { .. }
        | ReminderContent::Exam { .. }
        | ReminderContent::Results { .. } => exam_step(content, today),
        ReminderContent::FeeReceipt { .. } | ReminderContent::ClaimDeadline { .. } => {
            money_step(content, today)
        }
        ReminderContent::RegistrationFirst { .. }
        | ReminderContent::RegistrationOpens { .. }
        | ReminderContent::RegistrationEnds { .. } => registration(content, today),
        ReminderContent::TrainingShort(line)
        | ReminderContent::TrainingOverdue(line)
        | ReminderContent::TrainingRolling(line) => training(content, line, today),
        // A unit's list has a mail of its own.
        ReminderContent::UnitWeekly(list) => Draft {
            headline: format!("请查看{}本周清单", list.unit_name),
            title: "单位每周清单".to_owned(),
            ..Draft::default()
        },
    };
    draft.finish(content, today)
}

/// What the rooms below fill in; the rest is the same for all.
#[derive(Default)]
struct Draft {
    headline: String,
    title: String,
    when: Option<(&'static str, String)>,
    why: String,
    basis: String,
    next: String,
    mark: Option<Mark>,
    expected: bool,
}

impl Draft {
    fn finish(self, content: &ReminderContent, today: NaiveDate) -> Item {
        let mut rows = Vec::new();
        let mut push = |label: &'static str, text: String, strong: bool| {
            if !text.is_empty() {
                rows.push(Row {
                    label,
                    text,
                    strong,
                });
            }
        };
        if let Some((label, text)) = self.when {
            push(label, text, false);
        }
        if let Some(moved) = moved(content) {
            push("变动", moved, true);
        }
        push("原因", self.why, false);
        push("依据", self.basis, false);
        push("怎么办", self.next, false);
        Item {
            headline: self.headline,
            mark: self.mark.unwrap_or_else(|| mark(content.act_by(), today)),
            title: self.title,
            rows,
            expected: self.expected,
        }
    }
}

fn mark(act_by: Option<NaiveDate>, today: NaiveDate) -> Mark {
    match act_by.map(|day| (day - today).num_days()) {
        Some(left) if left < 0 => LATE,
        Some(left) if left <= PRESSING_DAYS => DUE_SOON,
        Some(_) | None => OPEN,
    }
}

fn moved(content: &ReminderContent) -> Option<String> {
    let earlier = content.exam()?.moved_from?;
    let now = content.told_on()?;
    Some(format!(
        "上次通知的日期是{}，现已改为{}，请以本邮件为准。",
        chinese_day(earlier),
        chinese_day(now)
    ))
}

fn exam_name(exam: &ExamDoor, levels: &[Level]) -> String {
    let names: Vec<&str> = if levels.is_empty() {
        vec![level(exam.level)]
    } else {
        levels.iter().copied().map(level).collect()
    };
    format!("{}年度{}考试", exam.year, names.join("或"))
}

fn signup(content: &ReminderContent, levels: &[Level], today: NaiveDate) -> Draft {
    let (exam, opens_at, closes_at, expected, admitted_by) = match content {
        ReminderContent::SignupOpens {
            exam,
            opens_at,
            closes_at,
            expected,
            admitted_by,
        } => (exam, Some(*opens_at), *closes_at, *expected, admitted_by),
        ReminderContent::SignupCloses {
            exam,
            closes_at,
            admitted_by,
        } => (exam, None, Some(*closes_at), false, admitted_by),
        _ => return Draft::default(),
    };
    let name = exam_name(exam, levels);
    let why = match admitted_by {
        Some(line) if levels.len() < 2 => format!("您符合报考条件：{line}；还没有报名记录。"),
        Some(_) => {
            "您符合这些级别的报考条件，还没有报名记录；同一年度只能报考一个级别。".to_owned()
        }
        None => "您登记了报考计划，还没有完成报名。".to_owned(),
    };
    let mut draft = Draft {
        title: format!("报名：{name}（{}）", exam.area),
        why,
        basis: exam.document.clone(),
        next: format!(
            "登录{EXAM_SITE}，先完成注册和身份、学历信息核验，再报名并按时缴费；报名结束后一般不再补报。"
        ),
        expected,
        ..Draft::default()
    };
    if let (true, Some(opens_at)) = (expected, opens_at) {
        let day = chinese_day(opens_at.date());
        draft.headline = format!("请留意{name}报名通知：预计{day}开始报名");
        draft.when = Some(("时间", expected_window(&day, closes_at)));
        draft.next = format!(
            "请留意{}人事考试机构的正式公告，日期以公告为准；可以先在{EXAM_SITE}注册并核验身份、学历信息。",
            exam.area
        );
        draft.mark = Some(WATCH);
        return draft;
    }
    let left = closes_at.map(|at| days_left(at.date(), today));
    draft.headline = match (closes_at, opens_at) {
        (Some(closes_at), Some(opens_at)) if opens_at.date() > today => format!(
            "请于{}完成{name}报名（{}开始报名）",
            before(closes_at),
            moment(opens_at)
        ),
        (Some(closes_at), _) => format!(
            "请于{}完成{name}报名（{}）",
            before(closes_at),
            left.clone().unwrap_or_default()
        ),
        (None, opens_at) => format!(
            "请及时完成{name}报名（{}开始报名）",
            opens_at.map(moment).unwrap_or_default()
        ),
    };
    draft.when = Some(match (opens_at, closes_at) {
        (Some(from), Some(to)) => ("时间", format!("{}至{}", moment(from), moment(to))),
        (Some(from), None) => ("时间", format!("{}开始，截止时间以公告为准", moment(from))),
        (None, to) => (
            "截止",
            format!(
                "{}（{}）",
                to.map(moment).unwrap_or_default(),
                left.unwrap_or_default()
            ),
        ),
    });
    draft
}

fn expected_window(opens: &str, closes_at: Option<chrono::NaiveDateTime>) -> String {
    match closes_at {
        Some(closes_at) => format!("预计{opens}至{}", chinese_day(closes_at.date())),
        None => format!("预计{opens}开始"),
    }
}

fn exam_step(content: &ReminderContent, today: NaiveDate) -> Draft {
    match content {
        ReminderContent::PaymentCloses {
            exam,
            closes_at,
            state,
        } => {
            let name = exam_name(exam, &[]);
            let (task, why, next) = payment_words(*state, &name);
            let left = days_left(closes_at.date(), today);
            Draft {
                headline: format!("请于{}{task}（{left}）", before(*closes_at)),
                title: format!("缴费：{name}（{}）", exam.area),
                when: Some(("截止", format!("{}（{left}）", moment(*closes_at)))),
                why,
                basis: exam.document.clone(),
                next,
                ..Draft::default()
            }
        }
        ReminderContent::Ticket {
            exam,
            printing,
            exam_on,
        } => {
            let name = exam_name(exam, &[]);
            let left = days_left(printing.last, today);
            let exam_day =
                exam_on.map_or_else(String::new, |day| format!("，{}考试", chinese_day(day)));
            Draft {
                headline: format!(
                    "请于{}打印{name}准考证（{left}）",
                    before_day(printing.last)
                ),
                title: format!("打印准考证：{name}（{}）", exam.area),
                when: Some(("时间", format!("{}{exam_day}", days(*printing)))),
                why: "您已缴费，还没有打印准考证的记录。".to_owned(),
                basis: exam.document.clone(),
                next: format!(
                    "登录{EXAM_SITE}打印准考证，核对姓名、证件号码、考点和时间；没有准考证不能进入考场。"
                ),
                ..Draft::default()
            }
        }
        ReminderContent::Exam {
            exam,
            days: exam_days,
            without_ticket,
        } => {
            let name = exam_name(exam, &[]);
            let ticket = if *without_ticket {
                "请先打印准考证；"
            } else {
                ""
            };
            Draft {
                headline: format!(
                    "请于{}参加{name}（{}）",
                    days(*exam_days),
                    days_left(exam_days.first, today)
                ),
                title: format!("考试：{name}（{}）", exam.area),
                when: Some(("时间", format!("{}，具体场次见准考证", days(*exam_days)))),
                why: "您已报名并缴费。".to_owned(),
                basis: exam.document.clone(),
                next: format!(
                    "{ticket}带好准考证和有效居民身份证原件，提前查好考点路线，按准考证上的时间到场。"
                ),
                ..Draft::default()
            }
        }
        ReminderContent::Results {
            exam,
            results_at,
            expected,
        } => {
            let name = exam_name(exam, &[]);
            let (headline, when) = if *expected {
                let day = chinese_day(results_at.date());
                (
                    format!("请留意{name}成绩：预计{day}前后公布"),
                    format!("预计{day}前后，以正式公告为准"),
                )
            } else {
                let at = moment(*results_at);
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
                expected: *expected,
            }
        }
        _ => Draft::default(),
    }
}

fn payment_words(state: EntryState, name: &str) -> (String, String, String) {
    match state {
        EntryState::ChecksFailed => (
            format!("处理{name}资格审核问题并缴费"),
            "您的报考资格审核未通过，缴费截止后不能再补。".to_owned(),
            format!("登录{EXAM_SITE}查看未通过的原因，补正材料后尽快缴费；需要证明的请联系单位。"),
        ),
        EntryState::PaymentUnconfirmed => (
            format!("确认{name}考试费已经缴纳"),
            "您已填报缴费，但缴费状态还没有确认。".to_owned(),
            format!(
                "登录{EXAM_SITE}查看缴费状态；显示未支付的请重新缴费，已支付的请把截图交单位确认。"
            ),
        ),
        _ => (
            format!("缴纳{name}考试费"),
            "您已报名，还没有缴费记录；未按时缴费的，报名无效。".to_owned(),
            format!("登录{EXAM_SITE}完成网上缴费，看到“已支付”后告知单位。"),
        ),
    }
}

fn money_step(content: &ReminderContent, today: NaiveDate) -> Draft {
    match content {
        ReminderContent::FeeReceipt { exam, paid_on } => {
            let name = exam_name(exam, &[]);
            Draft {
                headline: format!("请下载{name}缴费票据，报销时要用"),
                title: format!("缴费票据：{name}（{}）", exam.area),
                when: Some(("缴费", chinese_day(*paid_on))),
                why: "缴费满3个工作日后可以下载财政电子票据，还没有收到您的票据。".to_owned(),
                basis: exam.document.clone(),
                next: format!(
                    "到{}人事考试机构的电子票据查询平台下载财政电子票据，保存电子原件并交单位。",
                    exam.area
                ),
                ..Draft::default()
            }
        }
        ReminderContent::ClaimDeadline {
            exam,
            deadline,
            amount_cents,
        } => {
            let name = exam_name(exam, &[]);
            let left = days_left(*deadline, today);
            let sum = amount_cents
                .map_or_else(String::new, |cents| format!("可以报销{}，", money(cents)));
            Draft {
                headline: format!(
                    "请于{}提交{name}费用报销申请（{left}）",
                    before_day(*deadline)
                ),
                title: format!("报销：{name}"),
                when: Some(("截止", format!("{}（{left}）", chinese_day(*deadline)))),
                why: format!("{sum}还没有收到您的申请；过期不再受理。"),
                basis: exam.document.clone(),
                next: "准备好缴费票据等凭证，登录系统提交报销申请。".to_owned(),
                ..Draft::default()
            }
        }
        _ => Draft::default(),
    }
}

fn registration(content: &ReminderContent, today: NaiveDate) -> Draft {
    let (of, last, title, why, next, opened) = match content {
        ReminderContent::RegistrationFirst {
            level,
            approved_on,
            until,
        } => (
            *level,
            *until,
            "首次登记",
            format!(
                "证书于{}批准，还没有登记；应在取得证书后1年内申请。",
                chinese_day(*approved_on)
            ),
            "提交首次登记申请，并准备好身份证、证书和申请表",
            false,
        ),
        ReminderContent::RegistrationOpens {
            level,
            opens_on,
            last_day,
        } => (
            *level,
            *last_day,
            "再登记",
            format!(
                "登记有效期至{}（含当日），{}起受理再登记。",
                chinese_day(*last_day),
                chinese_day(*opens_on)
            ),
            "提交再登记申请；请先确认继续教育已经达标，证明齐全",
            true,
        ),
        ReminderContent::RegistrationEnds { level, last_day } => (
            *level,
            *last_day,
            "再登记",
            format!(
                "登记有效期至{}（含当日），还没有再登记的记录。",
                chinese_day(*last_day)
            ),
            "提交再登记申请；请先确认继续教育已经达标，证明齐全",
            false,
        ),
        _ => return Draft::default(),
    };
    let left = days_left(last, today);
    let remark = if opened {
        "已开始受理".to_owned()
    } else {
        left.clone()
    };
    Draft {
        headline: format!(
            "请于{}办理{}证书{title}（{remark}）",
            before_day(last),
            level(of)
        ),
        title: format!("{title}：{}证书", level(of)),
        when: Some(("截止", format!("{}（{left}）", chinese_day(last)))),
        why,
        basis: REGISTRATION_DOCUMENT.to_owned(),
        next: format!("登录{REGISTRATION_SITE}{next}。"),
        ..Draft::default()
    }
}

fn training(content: &ReminderContent, line: &TrainingSituation, today: NaiveDate) -> Draft {
    let unit = line.unit;
    let open = open_amount(line);
    let last = line.window.last;
    let figures = format!(
        "{}应完成{}，已计入{}，还差{}。",
        level(line.level),
        amount(line.required_hundredths, unit),
        amount(line.counted_hundredths, unit),
        open
    );
    let period = format!("{}至{}", chinese_day(line.window.first), chinese_day(last));
    let mut draft = Draft {
        title: format!("继续教育：{}", line.rule_name),
        why: figures,
        basis: line.document.clone(),
        next:
            "报名参加单位或主管部门组织的继续教育，取得证明后及时填报；有培训没有登记的，请补报。"
                .to_owned(),
        ..Draft::default()
    };
    match content {
        ReminderContent::TrainingOverdue(_) => {
            let late = (today - last).num_days();
            draft.headline = format!(
                "请尽快补足继续教育（{}）：还差{open}，已逾期{late}天",
                line.rule_name
            );
            draft.when = Some(("周期", format!("{period}（已逾期{late}天）")));
            draft.next =
                "尽快参加继续教育补足差额，并向单位说明情况；未达标会影响再登记。".to_owned();
            draft.mark = Some(LATE);
        }
        ReminderContent::TrainingRolling(_) => {
            // The window begins on the day after the same day so many years ago.
            let years = last.year() - plus_days(line.window.first, -1).year();
            draft.headline = format!(
                "请安排继续教育（{}）：近{years}年还差{open}",
                line.rule_name
            );
            draft.when = Some(("周期", format!("{period}（滚动计算）")));
        }
        _ => {
            draft.headline = format!(
                "请于{}完成继续教育（{}）：还差{open}",
                before_day(last),
                line.rule_name
            );
            draft.when = Some((
                "周期",
                format!("{period}（到期{}）", days_left(last, today)),
            ));
            draft.mark = (line.state == TrainingState::Behind).then_some(BEHIND);
        }
    }
    draft
}

/// `12学时`, `3天培训`: days of training must not be read as days left.
pub(super) fn open_amount(line: &TrainingSituation) -> String {
    let figure = amount(line.open_hundredths, line.unit);
    match line.unit {
        RuleUnit::Days => format!("{figure}培训"),
        RuleUnit::Hours => figure,
    }
}
