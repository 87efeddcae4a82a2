//! Whom the filters show, in which order, and what all lines come to.

use std::cmp::Reverse;
use std::collections::HashMap;

use chrono::NaiveDate;

use crate::exams::EntryState;
use crate::exams::prospects::MaySit;
use crate::identity::Mobile;
use crate::roster::{
    EntryStanding, ExamWord, Focus, LevelChoice, Presence, Question, RosterRow, SeasonAtHand, Sort,
    Tiles,
};
use crate::text::{compare_key, pinyin_key};
use crate::training::TrainingState;

/// A registration that ends within so many days is counted as ending.
pub const ENDING_DAYS: i64 = 90;

/// The exam of the season at hand in a word.
pub fn exam_word(
    answer: MaySit,
    entries: &[EntryStanding],
    season: Option<&SeasonAtHand>,
    today: NaiveDate,
) -> ExamWord {
    if entries.iter().any(|entry| is_handed_in(entry.state)) {
        return ExamWord::Entered;
    }
    match answer {
        MaySit::Yes if season.is_some_and(|season| season.signup_not_over(today)) => {
            if entries.is_empty() {
                ExamWord::NotEntered
            } else {
                ExamWord::Planned
            }
        }
        MaySit::Yes => ExamWord::Missed,
        MaySit::No => ExamWord::NotEligible,
        MaySit::Unknown => ExamWord::Unknown,
        MaySit::Past => ExamWord::Past,
    }
}

/// Whether the sign-up was handed in; 拟报考 and 已注册 are intentions.
fn is_handed_in(state: EntryState) -> bool {
    !matches!(state, EntryState::Planned | EntryState::AccountReady)
}

/// Could sit, sign-up is not over, and nothing was handed in.
pub fn is_not_entered(word: ExamWord) -> bool {
    matches!(word, ExamWord::NotEntered | ExamWord::Planned)
}

/// Whether an entry still waits to be paid.
fn is_unpaid(state: EntryState) -> bool {
    match state {
        EntryState::Submitted
        | EntryState::ChecksPending
        | EntryState::Payable
        | EntryState::PaymentUnconfirmed => true,
        EntryState::Planned
        | EntryState::AccountReady
        | EntryState::ChecksFailed
        | EntryState::Paid
        | EntryState::TicketPrinted
        | EntryState::Sat
        | EntryState::Absent
        | EntryState::Scored
        | EntryState::Cancelled => false,
    }
}

/// The registration ends within [`ENDING_DAYS`] or has ended.
fn registration_ends(row: &RosterRow, today: NaiveDate) -> bool {
    use crate::roster::RegistrationState::{Ended, InForce, NotRegistered, RenewalOpen};
    row.registration
        .is_some_and(|registration| match registration.state {
            Ended => true,
            InForce | RenewalOpen => registration
                .due_on
                .is_some_and(|last| (last - today).num_days() <= ENDING_DAYS),
            NotRegistered => false,
        })
}

fn in_focus(row: &RosterRow, focus: Focus, today: NaiveDate) -> bool {
    let state = row.training.as_ref().map(|training| training.state);
    match focus {
        Focus::Overdue
        | Focus::DueSoon
        | Focus::Short
        | Focus::Behind
        | Focus::OnTrack
        | Focus::Complete => state.is_some_and(|state| Focus::on(state) == focus),
        Focus::NoDuty => state.is_none(),
        Focus::RegistrationEnding => registration_ends(row, today),
        Focus::NotEntered => is_not_entered(row.exam.word),
        Focus::Unpaid => row.exam.entries.iter().any(|entry| is_unpaid(entry.state)),
        Focus::Entered => row.exam.word == ExamWord::Entered,
        Focus::PendingProofs => row.pending_proofs > 0,
        Focus::ToDo => !row.duties.is_empty(),
    }
}

/// `陈静` → `chenjing`.
fn letters_of(name: &str) -> String {
    pinyin_key(name)
        .chars()
        .filter(char::is_ascii_lowercase)
        .collect()
}

/// Whether a name, its pinyin or a mobile number is what somebody searches for: part of
/// the name, the pinyin or its initials from their beginning, the whole number or part of
/// what is shown of it ([`Mobile::is_found_by`]).
pub fn matches(search: &str, name: &str, initials: &str, mobile: Option<&str>) -> bool {
    let wanted = compare_key(search);
    if wanted.is_empty() {
        return true;
    }
    let digits = wanted.chars().all(|c| c.is_ascii_digit());
    compare_key(name).contains(&wanted)
        || (wanted.is_ascii() && compare_key(initials).starts_with(&wanted))
        || (wanted.len() > 1
            && wanted.bytes().all(|byte| byte.is_ascii_lowercase())
            && letters_of(name).starts_with(&wanted))
        || (digits
            && mobile
                .and_then(|mobile| Mobile::parse(mobile).ok())
                .is_some_and(|mobile| mobile.is_found_by(&wanted)))
}

/// Whether a row is listed.
pub fn listed(row: &RosterRow, question: &Question, today: NaiveDate) -> bool {
    fits(row, question)
        && question
            .focus
            .is_none_or(|focus| in_focus(row, focus, today))
}

/// Whether every filter but the state's shows the row.
fn fits(row: &RosterRow, question: &Question) -> bool {
    let presence = match question.presence {
        Presence::Here => !row.has_left,
        Presence::Left => row.has_left,
        Presence::All => true,
    };
    let level = question.level.is_none_or(|wanted| match wanted {
        LevelChoice::Level(level) => row.level == Some(level),
        LevelChoice::None => row.level.is_none(),
    });
    let search = question.search.as_deref().is_none_or(|search| {
        matches(
            search,
            &row.name,
            &row.pinyin_initials,
            row.mobile.as_deref(),
        )
    });
    presence
        && level
        && search
        && question
            .employment
            .is_none_or(|kind| row.employment == Some(kind))
}

/// Puts rows into the order asked for; names decide where nothing else does.
pub fn order(rows: &mut [RosterRow], sort: Sort) {
    let by_name = |row: &RosterRow| (row.pinyin_key.clone(), row.person);
    match sort {
        Sort::Due => rows.sort_by_cached_key(|row| {
            let first = row.first_duty();
            let due_on = first.and_then(|duty| duty.due_on);
            // Who has nothing to do comes last, by the day the next period ends.
            let later = row
                .training
                .as_ref()
                .filter(|training| training.state != TrainingState::Complete)
                .map(|training| training.window.last);
            (
                first.is_none(),
                first.is_some_and(|duty| duty.kind.is_advisory()),
                due_on.is_none(),
                due_on,
                later.is_none(),
                later,
                by_name(row),
            )
        }),
        Sort::Name => rows.sort_by_cached_key(by_name),
        Sort::Unit => rows.sort_by_cached_key(|row| (row.unit_path.clone(), by_name(row))),
        Sort::Open => rows.sort_by_cached_key(|row| {
            let percent = row.training.as_ref().map_or(0, |training| {
                // Days and hours are compared by what share of the duty is open.
                match training.required_hundredths {
                    0 => 0,
                    required => training.open_hundredths.saturating_mul(10_000) / required,
                }
            });
            (Reverse(percent), by_name(row))
        }),
    }
}

/// What the people who work here come to.
pub fn tiles(rows: &[RosterRow], today: NaiveDate) -> Tiles {
    let mut tiles = Tiles::default();
    for row in rows.iter().filter(|row| !row.has_left) {
        tiles.people += 1;
        tiles.certified += usize::from(row.level.is_some());
        tiles.registrations_ending += usize::from(in_focus(row, Focus::RegistrationEnding, today));
        tiles.overdue += usize::from(in_focus(row, Focus::Overdue, today));
        tiles.not_entered += usize::from(in_focus(row, Focus::NotEntered, today));
    }
    // A leaver's proofs wait in the queue as well: the tile counts what the queue does.
    tiles.pending_proofs = rows.iter().map(|row| row.pending_proofs).sum();
    tiles
}

/// How many rows each state would show, and none (全部), with all other filters as they
/// stand: the number of a chip is that of the list behind it.
pub fn counts(
    rows: &[RosterRow],
    question: &Question,
    today: NaiveDate,
) -> HashMap<Option<Focus>, usize> {
    let kept: Vec<&RosterRow> = rows.iter().filter(|row| fits(row, question)).collect();
    let of = |focus: Focus| {
        let shown = kept.iter().filter(|row| in_focus(row, focus, today));
        (Some(focus), shown.count())
    };
    let all = std::iter::once((None, kept.len()));
    all.chain(Focus::ALL.iter().copied().map(of)).collect()
}
