//! Training to be made up, returned proofs, registrations, and one's own data.

use chrono::NaiveDate;

use super::{Mark, Task, days_left};
use crate::calendar::{chinese_day, plus_days};
use crate::certificates::Level;
use crate::certificates::rules::{first_registration_due, renewal_window};
use crate::exams::rules::passes_without_certificate;
use crate::me::Picture;
use crate::training::rules::StatusLine;
use crate::training::submission::Standing;
use crate::training::{RuleUnit, TrainingState, WindowKind, plain_figure};

/// A registration that ended longer ago than this is history, not a task.
const REGISTRATION_FORGOTTEN_DAYS: i64 = 3 * 366;

/// What can still be done once the period is over: later training counts in the next.
const AFTER_THE_PERIOD: &str = "周期结束后参加的培训算在下一个周期；周期内参加过、没有登记的请补报，仍有差额的请联系单位，与登记机关商定怎样再登记。";

/// Records that a reviewer sent back.
pub(super) fn returned(picture: &Picture<'_>) -> Vec<Task> {
    let mut tasks: Vec<Task> = picture
        .training
        .records
        .iter()
        .filter(|record| {
            picture
                .submissions
                .get(&record.id)
                .is_some_and(|submission| submission.standing == Standing::Returned)
        })
        .map(|record| {
            let reason = picture
                .reasons
                .get(&record.id)
                .and_then(|line| line.reason.as_deref())
                .unwrap_or("请打开查看");
            Task {
                mark: Mark::Ask,
                due_on: None,
                title: format!("补正培训证明：{}", record.title),
                sentence: format!("单位退回：{reason}"),
                button: ("去补正", format!("/me/training/{}", record.id)),
            }
        })
        .collect();
    tasks.reverse();
    tasks
}

/// What is missing under the rules: one task, led by the most urgent rule.
pub(super) fn training(picture: &Picture<'_>) -> Option<Task> {
    let mut short: Vec<(Mark, &StatusLine<'_>)> = picture
        .lines
        .iter()
        .filter_map(|line| Some((mark_of(line.state)?, line)))
        .collect();
    // Of two as urgent the one in days leads: that is what people plan in.
    short.sort_by_key(|(mark, line)| (*mark, line.rule.unit == RuleUnit::Hours));
    let ((mark, first), others) = short.split_first()?;
    let open = |line: &StatusLine<'_>| {
        format!(
            "{}{}",
            plain_figure(line.open.hundredths_up()),
            line.rule.unit.label()
        )
    };
    let others: Vec<String> = others
        .iter()
        .map(|(_, line)| format!("{}还差{}", line.rule.name, open(line)))
        .collect();
    let mut sentence = format!(
        "{}：{}",
        first.rule.name,
        window_words(first, picture.now.today)
    );
    if !others.is_empty() {
        sentence.push('；');
        sentence.push_str(&others.join("；"));
    }
    sentence.push('。');
    let (title, button) = if first.state == TrainingState::Overdue {
        sentence.push_str(AFTER_THE_PERIOD);
        (format!("本周期继续教育还差{}", open(first)), "补报培训")
    } else {
        (format!("补{}继续教育", open(first)), "登记培训")
    };
    Some(Task {
        mark: *mark,
        due_on: (first.basis == WindowKind::Registration).then_some(first.window.last),
        title,
        sentence,
        button: (button, "/me/training/new".to_owned()),
    })
}

const fn mark_of(state: TrainingState) -> Option<Mark> {
    match state {
        TrainingState::Overdue => Some(Mark::Late),
        TrainingState::DueSoon => Some(Mark::Soon),
        TrainingState::Behind | TrainingState::Short => Some(Mark::Behind),
        TrainingState::Complete | TrainingState::OnTrack => None,
    }
}

/// Until when the window runs.
fn window_words(line: &StatusLine<'_>, today: NaiveDate) -> String {
    match line.basis {
        WindowKind::Registration if line.window.last < today => format!(
            "本登记周期已于{}结束，{}",
            chinese_day(line.window.last),
            days_left(today, line.window.last)
        ),
        WindowKind::Registration => format!(
            "本登记周期到{}止（含当日），{}",
            chinese_day(line.window.last),
            days_left(today, line.window.last)
        ),
        WindowKind::Rolling => format!(
            "没有在有效期内的登记，按最近{}年（{}起）计算",
            line.rule.years,
            chinese_day(line.window.first)
        ),
    }
}

/// Exams that were passed while the certificate is not in the records yet.
pub(super) fn certificates(picture: &Picture<'_>) -> Vec<Task> {
    passed(picture)
        .map(|(level, year)| Task {
            mark: Mark::Ask,
            due_on: None,
            title: format!("领取{}证书，交单位录入", level.label()),
            sentence: format!(
                "{year}年已通过{}考试，系统里还没有这本证书。领到后请交单位人事录入，并在批准之日起1年内办理首次登记。",
                level.label()
            ),
            button: ("看证书", "/me/certificates".to_owned()),
        })
        .collect()
}

/// The levels passed without a certificate in the records, with the year.
pub(in crate::me) fn passed(picture: &Picture<'_>) -> impl Iterator<Item = (Level, i32)> {
    passes_without_certificate(&picture.exams.statuses, picture.certified())
}

/// Renewal of the highest registered level, or the first registration of the highest
/// certificate. The local grade is not registered.
pub(super) fn registrations(picture: &Picture<'_>) -> Option<Task> {
    let today = picture.now.today;
    let level = picture.level.filter(|level| *level > Level::Worker)?;
    let registered = picture.training.registrations_in_use();
    let latest = registered
        .iter()
        .filter(|registration| registration.level == level)
        .map(|registration| registration.last_day)
        .max();
    match latest {
        Some(last_day) => renewal(level, last_day, today),
        None => first_registration(picture, level, today),
    }
}

fn renewal(level: Level, last_day: NaiveDate, today: NaiveDate) -> Option<Task> {
    let window = renewal_window(last_day);
    let left = (last_day - today).num_days();
    if today < window.first || left < -REGISTRATION_FORGOTTEN_DAYS {
        return None;
    }
    let (mark, sentence) = if left < 0 {
        (
            Mark::Late,
            format!(
                "登记已于{}过期，{}，请尽快联系单位办理。",
                chinese_day(last_day),
                days_left(today, last_day)
            ),
        )
    } else {
        (
            Mark::Soon,
            format!(
                "登记有效至{}（含当日），{}；{}起已可申请。",
                chinese_day(last_day),
                days_left(today, last_day),
                chinese_day(window.first)
            ),
        )
    };
    Some(Task {
        mark,
        due_on: Some(last_day),
        title: format!("办理{}证书再登记", level.label()),
        sentence,
        button: ("看登记", "/me/certificates".to_owned()),
    })
}

fn first_registration(picture: &Picture<'_>, level: Level, today: NaiveDate) -> Option<Task> {
    let approved = picture
        .training
        .certificates
        .iter()
        .find(|certificate| certificate.details.level == level)?
        .details
        .approved_on?;
    let due = first_registration_due(approved);
    let sentence = if due < today {
        format!(
            "{}批准，已超过一年登记期（{}），超期也可以办理，请联系单位。",
            chinese_day(approved),
            chinese_day(due)
        )
    } else {
        format!(
            "{}批准，请在{}前办理，{}。",
            chinese_day(approved),
            chinese_day(plus_days(due, 1)),
            days_left(today, due)
        )
    };
    Some(Task {
        mark: Mark::Ask,
        due_on: Some(due),
        title: format!("办理{}证书首次登记", level.label()),
        sentence,
        button: ("看登记", "/me/certificates".to_owned()),
    })
}

/// An address to write to, and the facts without which nobody can say whether the
/// person may sit an exam.
pub(super) fn own_data(picture: &Picture<'_>) -> Vec<Task> {
    let mut tasks = Vec::new();
    let ask = |title: &str, sentence: String| Task {
        mark: Mark::Ask,
        due_on: None,
        title: title.to_owned(),
        sentence,
        button: ("看资料", "/me/profile".to_owned()),
    };
    if picture.training.person.details.email.is_none() {
        tasks.push(ask(
            "填写电子邮箱",
            "没有邮箱就收不到报名、缴费和登记到期的提醒。".to_owned(),
        ));
    }
    let unknown = picture
        .exams
        .season
        .iter()
        .flat_map(|season| &season.answers)
        .find(|answer| answer.may.is_none());
    if picture.exams.entry().is_none()
        && let Some(answer) = unknown
    {
        tasks.push(ask(
            "补充报考资料",
            format!(
                "{}：{}请告诉单位人事补充。",
                answer.level.label(),
                answer.sentence
            ),
        ));
    }
    tasks
}
