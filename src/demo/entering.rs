//! How an entry is made: of the running season as far as its day lets it be, with the
//! subjects still needed, the payment and the refund.

use super::attempts::reachable;
use super::exams::{EntryPlan, Run};
use super::fees;
use super::random::Dice;
use super::seasons::{DemoSeason, Phase};
use crate::certificates::Level;
use crate::exams::{EntryState, Subject};

impl Run<'_> {
    /// An entry of the running season, as far as its day lets it be.
    pub(super) fn now(&mut self, level: Level, wished: EntryState, dice: &mut Dice) {
        let seasons = self.world.seasons;
        let Some(season) = seasons.get(seasons.current) else {
            return;
        };
        let phase = season.phase(seasons.today);
        // Before sign-up few know already that they want to sit.
        if phase == Phase::BeforeSignup && !dice.chance(45) {
            return;
        }
        // Few are through on the first days of sign-up.
        let early = phase == Phase::Signup && !dice.chance(season.signup_percent(seasons.today));
        let state = if early {
            dice.pick(&[
                EntryState::Planned,
                EntryState::AccountReady,
                EntryState::Submitted,
            ])
        } else {
            reachable(wished, phase, dice)
        };
        let subjects = self.needed(level, season.year);
        self.enter(season, level, subjects, state, dice);
    }

    /// What is still needed: not what was passed the year before at this level.
    pub(super) fn needed(&self, level: Level, year: i32) -> Vec<Subject> {
        let all = self.world.policies.subjects(level);
        if level != Level::Intermediate {
            return all;
        }
        let lives = |subject: &Subject| {
            self.plan.results.iter().any(|result| {
                result.level == level
                    && result.subject == *subject
                    && result.year == i64::from(year - 1)
                    && result.score_tenths.is_some_and(|tenths| tenths >= 600)
            })
        };
        let open: Vec<Subject> = all
            .iter()
            .filter(|subject| !lives(subject))
            .copied()
            .collect();
        if open.is_empty() { all } else { open }
    }

    pub(super) fn sat_in(&self, year: i32) -> bool {
        self.plan.entries.iter().any(|entry| entry.year == year)
    }

    pub(super) fn enter(
        &mut self,
        season: &DemoSeason,
        level: Level,
        subjects: Vec<Subject>,
        state: EntryState,
        dice: &mut Dice,
    ) {
        let years: Vec<i32> = self.plan.entries.iter().map(|entry| entry.year).collect();
        let paid = matches!(
            state,
            EntryState::PaymentUnconfirmed
                | EntryState::Paid
                | EntryState::TicketPrinted
                | EntryState::Sat
                | EntryState::Absent
                | EntryState::Scored
        );
        let cost =
            fees::cost(self.world.policies, season, level, &subjects, &years).filter(|_| paid);
        let today = self.world.seasons.today;
        let printed = matches!(
            state,
            EntryState::TicketPrinted | EntryState::Sat | EntryState::Absent | EntryState::Scored
        );
        // The archive fee comes back while tickets are printed (facts §3.5).
        let refund_known = today >= season.ticket.last && state != EntryState::PaymentUnconfirmed;
        self.plan.entries.push(EntryPlan {
            year: season.year,
            level,
            subjects,
            state,
            paid_at: cost.map(|_| fees::paid_at(season, self.world.now, self.world.zone, dice)),
            paid_cents: cost.map(|cost| cost.gross_cents),
            refunded_cents: cost.filter(|_| refund_known).map(|cost| cost.refund_cents),
            ticket_number: printed
                .then(|| format!("{:02}50{:08}", season.year % 100, 10_000_000 + self.index)),
        });
    }
}
