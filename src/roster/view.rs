//! Lines of the roster as pages show them: state as shape, word and colour, figures
//! with their unit.

use chrono::{Datelike, NaiveDate};

use super::{DutyKind, ExamWord, RegistrationState, RosterRow, TrainingStanding, sheet};
use crate::accounts::{Right, Viewer};
use crate::claims::ClaimState;
use crate::exams::EntryState;
use crate::exams::prospects::MaySit;
use crate::money::yuan;
use crate::training::{TrainingState, plain_figure};
use crate::units::UnitId;

/// People on one page of a list.
pub const PEOPLE_PER_PAGE: usize = 50;

/// A state: its class, its shape, its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Badge {
    /// late, soon, behind, ask, wait, done, none.
    pub class: &'static str,
    /// ! ▲ ◐ ● ◔ ✓ —
    pub shape: &'static str,
    /// The word.
    pub word: String,
}

impl Badge {
    /// A state by its class; the shape follows.
    pub fn new(class: &'static str, word: impl Into<String>) -> Self {
        let shape = match class {
            "late" => "!",
            "soon" => "▲",
            "behind" => "◐",
            "ask" => "●",
            "wait" => "◔",
            "done" => "✓",
            _ => "—",
        };
        Self {
            class,
            shape,
            word: word.into(),
        }
    }
}

/// How training stands, in a badge.
pub fn training_badge(standing: &TrainingStanding, today: NaiveDate) -> Badge {
    let (_, class) = standing.state.look();
    match standing.state {
        TrainingState::Overdue => {
            let days = (today - standing.window.last).num_days();
            Badge::new(class, format!("逾期 {days} 天"))
        }
        state => Badge::new(class, state.label()),
    }
}

/// How an entry stands, in a badge.
pub fn entry_badge(state: EntryState) -> Badge {
    let class = match state {
        EntryState::Planned
        | EntryState::AccountReady
        | EntryState::Payable
        | EntryState::PaymentUnconfirmed => "soon",
        EntryState::ChecksFailed => "late",
        EntryState::Submitted | EntryState::ChecksPending => "wait",
        EntryState::Paid | EntryState::TicketPrinted | EntryState::Sat | EntryState::Scored => {
            "done"
        }
        EntryState::Absent | EntryState::Cancelled => "none",
    };
    Badge::new(class, state.label())
}

/// Who could sit, in a badge.
pub fn may_sit_badge(answer: MaySit) -> Badge {
    match answer {
        MaySit::Yes => Badge::new("done", answer.label()),
        MaySit::Unknown => Badge::new("ask", answer.label()),
        MaySit::No | MaySit::Past => Badge::new("none", answer.label()),
    }
}

/// How a claim stands, in a badge.
pub fn claim_badge(state: ClaimState, amount_cents: i64) -> Badge {
    let class = match state {
        ClaimState::Draft | ClaimState::Returned | ClaimState::Bounced => "ask",
        ClaimState::Submitted | ClaimState::InBatch => "wait",
        ClaimState::Approved | ClaimState::Paid => "done",
        ClaimState::Rejected | ClaimState::Withdrawn | ClaimState::Void => "none",
    };
    Badge::new(class, format!("{} {}", state.label(), yuan(amount_cents)))
}

/// How a registration stands, in a badge.
pub fn registration_badge(state: RegistrationState) -> Badge {
    match state {
        RegistrationState::InForce => Badge::new("done", state.label()),
        RegistrationState::RenewalOpen => Badge::new("soon", state.label()),
        RegistrationState::Ended => Badge::new("late", state.label()),
        RegistrationState::NotRegistered => Badge::new("ask", state.label()),
    }
}

/// The training column of one line.
#[derive(Debug, Clone)]
pub struct TrainingCell {
    /// The state.
    pub badge: Badge,
    /// How much is done, of 100.
    pub percent: i64,
    /// `9.00 天`, `0`.
    pub open: String,
    /// What is counted of what is required, and under which rule.
    pub explanation: String,
    /// The class of the bar: late, soon, behind, done.
    pub bar: &'static str,
}

/// One line as the list shows it.
#[derive(Debug, Clone)]
pub struct LineView {
    /// The person.
    pub id: i64,
    /// 姓名.
    pub name: String,
    /// 单位.
    pub unit: String,
    /// 级别.
    pub level: &'static str,
    /// The training column.
    pub training: Option<TrainingCell>,
    /// What is to be done first: 缴考试费, 办理再登记 …
    pub duty: Option<&'static str>,
    /// Why; for training the other columns tell.
    pub duty_reason: Option<String>,
    /// What is to be done first is only advised.
    pub advisory: bool,
    /// 2026-07-27.
    pub due_on: Option<NaiveDate>,
    /// 剩 140 天, 已过 12 天.
    pub days_left: Option<String>,
    /// The exam column.
    pub exam: Badge,
    /// Why, for the title.
    pub exam_sentence: String,
    /// The claim column.
    pub claim: Option<Badge>,
    /// Proofs that wait.
    pub pending_proofs: usize,
    /// When the person left or will leave: 2026-03-01 离职, 将于2026-03-31 离职.
    pub left: Option<String>,
}

impl LineView {
    /// A line of the list.
    pub fn new(row: &RosterRow, today: NaiveDate) -> Self {
        let first = row.first_duty();
        Self {
            id: row.person.0,
            name: row.name.clone(),
            unit: row.unit_name.clone(),
            level: sheet::level_word(row),
            training: row
                .training
                .as_ref()
                .map(|standing| training_cell(standing, today)),
            duty: first.map(|duty| duty.kind.task()),
            duty_reason: first
                .filter(|duty| duty.kind != DutyKind::Training)
                .map(|duty| duty.what.clone()),
            advisory: first.is_some_and(|duty| duty.kind.is_advisory()),
            due_on: first.and_then(|duty| duty.due_on).or_else(|| {
                row.training
                    .as_ref()
                    .filter(|standing| standing.state == TrainingState::OnTrack)
                    .map(|standing| standing.window.last)
            }),
            days_left: first
                .and_then(|duty| duty.days_left(today))
                .map(days_in_words),
            exam: exam_badge(row),
            exam_sentence: row.exam.sentence.clone(),
            claim: row
                .claim
                .as_ref()
                .map(|claim| claim_badge(claim.state, claim.amount_cents)),
            pending_proofs: row.pending_proofs,
            left: row.left_on.map(|day| {
                let will = if day < today { "" } else { "将于" };
                format!("{will}{day} 离职")
            }),
        }
    }
}

fn training_cell(standing: &TrainingStanding, today: NaiveDate) -> TrainingCell {
    let badge = training_badge(standing, today);
    TrainingCell {
        percent: standing.percent(),
        open: match standing.open_hundredths {
            0 => "0".to_owned(),
            open => format!("{} {}", plain_figure(open), standing.unit.label()),
        },
        explanation: format!(
            "{}：应完成 {}{unit}，已计入 {}{unit}",
            standing.rule_name,
            plain_figure(standing.required_hundredths),
            plain_figure(standing.counted_hundredths),
            unit = standing.unit.label(),
        ),
        bar: match badge.class {
            "late" => "late",
            "soon" => "soon",
            "done" => "done",
            _ => "behind",
        },
        badge,
    }
}

fn exam_badge(row: &RosterRow) -> Badge {
    if row.exam.waits_for.is_some() {
        return Badge::new("wait", sheet::exam_word(row));
    }
    match (row.exam.entries.first(), row.exam.word) {
        (Some(entry), _) if entry.doubtful => Badge::new("ask", sheet::exam_word(row)),
        (Some(entry), _) => Badge {
            word: sheet::exam_word(row),
            ..entry_badge(entry.state)
        },
        (None, ExamWord::NotEntered) => Badge::new("soon", row.exam.word.label()),
        (None, ExamWord::Unknown) => Badge::new("ask", row.exam.word.label()),
        (
            None,
            ExamWord::Entered
            | ExamWord::Planned
            | ExamWord::Missed
            | ExamWord::NotEligible
            | ExamWord::Past,
        ) => Badge::new("none", row.exam.word.label()),
    }
}

/// `剩 12 天`, `今天`, `已过 3 天`.
pub fn days_in_words(days: i64) -> String {
    match days {
        0 => "今天".to_owned(),
        1.. => format!("剩 {days} 天"),
        _ => format!("已过 {} 天", -days),
    }
}

/// Which lines of a list a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// The page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// How many lines there are.
    pub total: usize,
    /// The number of the first line shown.
    pub first: usize,
    /// The number of the last.
    pub last: usize,
    /// The filters as they stand in the address, without the page.
    pub query: String,
}

impl Pager {
    /// The page asked for, at most the last one.
    pub fn new(total: usize, asked: Option<&str>, query: String) -> Self {
        let pages = total.div_ceil(PEOPLE_PER_PAGE).max(1);
        let page = asked
            .and_then(|page| page.parse::<usize>().ok())
            .unwrap_or(1)
            .clamp(1, pages);
        let first = (page - 1) * PEOPLE_PER_PAGE;
        Self {
            page,
            pages,
            total,
            first: if total == 0 { 0 } else { first + 1 },
            last: (first + PEOPLE_PER_PAGE).min(total),
            query,
        }
    }

    /// The lines of this page.
    pub fn of<'r, T>(&self, rows: &'r [T]) -> &'r [T] {
        rows.get(self.first.saturating_sub(1)..self.last)
            .unwrap_or_default()
    }
}

/// The one unit that a right is held at; none where there are several or none.
pub fn home_unit(viewer: &Viewer, right: Right) -> Option<UnitId> {
    let mut held = viewer
        .roles
        .iter()
        .filter(|held| right.roles().contains(&held.role));
    let first = held.next()?.unit?;
    held.all(|other| other.unit == Some(first)).then_some(first)
}

/// `3月19日`, for a tile.
pub fn short_day(day: NaiveDate) -> String {
    format!("{}月{}日", day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_fifty_lines_and_never_one_beyond_the_last() {
        for (total, asked, shown) in [
            (0, None, (1, 1, 0, 0)),
            (50, None, (1, 1, 1, 50)),
            (51, Some("2"), (2, 2, 51, 51)),
            (120, Some("9"), (3, 3, 101, 120)),
            (120, Some("x"), (1, 3, 1, 50)),
        ] {
            let pager = Pager::new(total, asked, String::new());
            assert_eq!((pager.page, pager.pages, pager.first, pager.last), shown);
            let rows: Vec<usize> = (1..=total).collect();
            assert_eq!(
                pager.of(&rows).first().copied().unwrap_or_default(),
                shown.2
            );
            assert_eq!(pager.of(&rows).last().copied().unwrap_or_default(), shown.3);
        }
    }
}
