//! Registration and continuing training.

use chrono::{Datelike, NaiveDate};

use super::{BEHIND, Draft, LATE};
use crate::calendar::{chinese_day, plus_days};
use crate::certificates::Level;
use crate::reminders::content::ReminderContent;
use crate::reminders::mails::chinese::{amount, before_day, days_left, level};
use crate::reminders::situation::TrainingSituation;
use crate::training::{RuleUnit, TrainingState};

/// The document of first registration and renewal.
const REGISTRATION_DOCUMENT: &str = "《社会工作者职业水平证书登记办法》（民发〔2009〕44号）";
/// Where certificates are registered (the national system, since 2021).
const REGISTRATION_SITE: &str = "民政部社会工作者登记系统（shgz.mca.gov.cn）";

pub(super) fn draft(content: &ReminderContent, today: NaiveDate) -> Draft {
    match content {
        ReminderContent::RegistrationFirst {
            level: of,
            approved_on,
            until,
        } => Draft {
            why: format!(
                "证书于{}批准，还没有登记；应在取得证书后1年内申请。",
                chinese_day(*approved_on)
            ),
            next: format!(
                "登录{REGISTRATION_SITE}提交首次登记申请，并准备好身份证、证书和申请表。"
            ),
            ..registration("首次登记", "", *of, *until, today)
        },
        ReminderContent::RegistrationOpens {
            level: of,
            opens_on,
            last_day,
        } => Draft {
            why: format!(
                "登记有效期至{}（含当日），{}起受理再登记。",
                chinese_day(*last_day),
                chinese_day(*opens_on)
            ),
            ..registration("再登记", "已开始受理，", *of, *last_day, today)
        },
        ReminderContent::RegistrationEnds {
            level: of,
            last_day,
        } => Draft {
            why: format!(
                "登记有效期至{}（含当日），还没有再登记的记录。",
                chinese_day(*last_day)
            ),
            ..registration("再登记", "", *of, *last_day, today)
        },
        ReminderContent::TrainingShort(line) => short(line, today),
        ReminderContent::TrainingOverdue(line) => overdue(line, today),
        ReminderContent::TrainingRolling(line) => rolling(line),
        _ => Draft::default(),
    }
}

fn registration(task: &str, remark: &str, of: Level, last: NaiveDate, today: NaiveDate) -> Draft {
    let left = days_left(last, today);
    Draft {
        headline: format!(
            "请于{}办理{}证书{task}（{remark}{left}）",
            before_day(last),
            level(of)
        ),
        title: format!("{task}：{}证书", level(of)),
        when: Some(("截止", format!("{}（{left}）", chinese_day(last)))),
        basis: REGISTRATION_DOCUMENT.to_owned(),
        next: format!(
            "先确认继续教育已经达标、证明齐全，再登录{REGISTRATION_SITE}提交再登记申请。"
        ),
        ..Draft::default()
    }
}

fn short(line: &TrainingSituation, today: NaiveDate) -> Draft {
    let last = line.window.last;
    let left = days_left(last, today);
    Draft {
        headline: format!(
            "请于{}完成继续教育（{}）：还差{}（{left}）",
            before_day(last),
            line.rule_name,
            open_amount(line)
        ),
        when: Some(("周期", format!("{}（{left}）", window(line)))),
        mark: (line.state == TrainingState::Behind).then_some(BEHIND),
        ..shared(line)
    }
}

fn overdue(line: &TrainingSituation, today: NaiveDate) -> Draft {
    let late = (today - line.window.last).num_days();
    Draft {
        headline: format!(
            "继续教育（{}）本周期已结束：还差{}，已逾期{late}天",
            line.rule_name,
            open_amount(line)
        ),
        when: Some(("周期", format!("{}（已逾期{late}天）", window(line)))),
        next: "周期内参加过、没有登记的培训请尽快补报；周期结束后参加的培训算在下一个周期。仍有差额的请联系单位，与登记机关商定怎样再登记。"
            .to_owned(),
        mark: Some(LATE),
        ..shared(line)
    }
}

fn rolling(line: &TrainingSituation) -> Draft {
    // The window begins on the day after the same day so many years ago.
    let years = line.window.last.year() - plus_days(line.window.first, -1).year();
    Draft {
        headline: format!(
            "请安排继续教育（{}）：近{years}年还差{}",
            line.rule_name,
            open_amount(line)
        ),
        when: Some(("周期", format!("{}（滚动计算）", window(line)))),
        ..shared(line)
    }
}

fn shared(line: &TrainingSituation) -> Draft {
    Draft {
        title: format!("继续教育：{}", line.rule_name),
        why: format!(
            "{}应完成{}，已计入{}，还差{}。",
            level(line.level),
            amount(line.required_hundredths, line.unit),
            amount(line.counted_hundredths, line.unit),
            open_amount(line)
        ),
        basis: line.document.clone(),
        next:
            "报名参加单位或主管部门组织的继续教育，取得证明后及时填报；有培训没有登记的，请补报。"
                .to_owned(),
        ..Draft::default()
    }
}

fn window(line: &TrainingSituation) -> String {
    format!(
        "{}至{}",
        chinese_day(line.window.first),
        chinese_day(line.window.last)
    )
}

/// `12学时`, `3天培训`: days of training must not be read as days left.
pub(in crate::reminders::mails) fn open_amount(line: &TrainingSituation) -> String {
    let figure = amount(line.open_hundredths, line.unit);
    match line.unit {
        RuleUnit::Days => format!("{figure}培训"),
        RuleUnit::Hours => figure,
    }
}
