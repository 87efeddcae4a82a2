//! Continuing training that is still open (民发〔2009〕123号 and local rules).

use chrono::{Datelike, NaiveDate};

use crate::calendar::{plus_days, plus_months};
use crate::reminders::content::ReminderContent;
use crate::reminders::ladder::{Ladder, Rung};
use crate::reminders::model::ReminderRule;
use crate::reminders::situation::{PersonSituation, TrainingSituation};
use crate::training::WindowKind;

/// Months before the last day of the registration period.
const SHORT_MONTHS: [i32; 4] = [-12, -6, -3, -1];
/// Months between two reminders of what is overdue, and of a rolling window.
const REPEAT_MONTHS: i32 = 3;
/// How long a quarter's reminder is of use, in days.
const ROLLING_USEFUL_DAYS: i64 = 14;

/// training-short, -overdue or -rolling for every line with something open.
pub(super) fn lines(person: &PersonSituation, today: NaiveDate) -> Vec<Ladder> {
    person
        .training
        .iter()
        .filter(|line| line.open_hundredths > 0)
        .map(|line| match line.basis {
            WindowKind::Registration if today > line.window.last => overdue(line, today),
            WindowKind::Registration => short(line),
            WindowKind::Rolling => rolling(line, today),
        })
        .collect()
}

fn short(line: &TrainingSituation) -> Ladder {
    let last = line.window.last;
    Ladder {
        rule: ReminderRule::TrainingShort,
        subject: line.rule_id.clone(),
        content: ReminderContent::TrainingShort(line.clone()),
        rungs: SHORT_MONTHS
            .iter()
            .map(|months| Rung {
                due_on: plus_months(last, *months),
                useful_until: last,
            })
            .collect(),
    }
}

/// The day after the last, then every three months, counted from that day so
/// that a clamped month end does not creep. Each is of use until the next.
fn overdue(line: &TrainingSituation, today: NaiveDate) -> Ladder {
    let first = plus_days(line.window.last, 1);
    let months_gone =
        (today.year() - first.year()) * 12 + today.month() as i32 - first.month() as i32;
    let last_step = months_gone / REPEAT_MONTHS + 1;
    Ladder {
        rule: ReminderRule::TrainingOverdue,
        subject: line.rule_id.clone(),
        content: ReminderContent::TrainingOverdue(line.clone()),
        rungs: (0..=last_step)
            .map(|step| Rung {
                due_on: plus_months(first, step * REPEAT_MONTHS),
                useful_until: plus_days(plus_months(first, (step + 1) * REPEAT_MONTHS), -1),
            })
            .collect(),
    }
}

/// The first day of the running quarter.
fn rolling(line: &TrainingSituation, today: NaiveDate) -> Ladder {
    let quarter_month = today.month0() / 3 * 3 + 1;
    let quarter_day = today
        .with_day(1)
        .and_then(|day| day.with_month(quarter_month))
        .unwrap_or(today);
    Ladder::around(
        ReminderRule::TrainingRolling,
        line.rule_id.clone(),
        ReminderContent::TrainingRolling(line.clone()),
        quarter_day,
        &[0],
        plus_days(quarter_day, ROLLING_USEFUL_DAYS),
    )
}
