//! Gathers what the policy asks of an entry: the season's days, what came of it,
//! what it cost, what was claimed before.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::rules::{is_live, propose};
use super::store::ClaimedEntry;
use super::{ClaimId, EntryFacts, Proposal};
use crate::certificates::Level;
use crate::clock::to_local;
use crate::exams::actions::ExamRules;
use crate::exams::rules::{
    EntryCost, entry_cost, entry_standing, has_archive_record, qualified_on,
};
use crate::exams::situation::{EntryOnRecord, ExamSituation};
use crate::exams::{EntryState, SeasonId, SeasonState, Subject};
use crate::people::Person;
use crate::policy::{Policies, ReimbursementPolicy, SeasonDays};
use crate::units::{UnitKind, UnitTree};

/// Where a person works, as the policies ask.
#[derive(Debug, Clone, Copy)]
pub struct Workplace<'a> {
    /// The kind of the unit.
    pub kind: UnitKind,
    /// The region whose policy holds.
    pub region: &'a str,
}

impl<'a> Workplace<'a> {
    /// The workplace of a person; of one whose unit is unknown, a public institution.
    pub fn of(tree: &'a UnitTree, person: &Person) -> Self {
        let unit = person.details.unit_id;
        Self {
            kind: tree
                .get(unit)
                .map_or(UnitKind::Institution, |unit| unit.details.kind),
            region: tree.region_of(unit).unwrap_or_default(),
        }
    }
}

/// An entry judged by the policy.
#[derive(Debug, Clone)]
pub struct JudgedEntry<'p> {
    /// What the policy makes of it.
    pub proposal: Proposal,
    /// The policy that was asked.
    pub policy: Option<&'p ReimbursementPolicy>,
    /// The cost by the fee table.
    pub cost: Option<EntryCost>,
}

/// Judges entries by policy; holds what is the same for all of a run.
pub struct EntryJudge<'p> {
    /// The rule data.
    pub policies: &'p Policies,
    /// The zone of paid days.
    pub zone: Tz,
    /// The day of the question.
    pub today: NaiveDate,
}

impl<'p> EntryJudge<'p> {
    /// What the policy makes of one entry of a person.
    pub fn judge(
        &self,
        rules: &mut ExamRules<'_>,
        person: &Person,
        workplace: Workplace<'_>,
        exams: &ExamSituation,
        entry: &EntryOnRecord,
        claimed: &[ClaimedEntry],
    ) -> JudgedEntry<'p> {
        let facts = self.facts(rules, person, workplace, exams, entry, claimed);
        let event_day = facts
            .results_on
            .or(facts.exam_last_on)
            .or(facts.paid_on)
            .unwrap_or(self.today);
        let policy = self.policies.reimbursement(workplace.region, event_day);
        JudgedEntry {
            proposal: propose(&facts, policy, self.today),
            policy,
            cost: facts.cost,
        }
    }

    fn facts(
        &self,
        rules: &mut ExamRules<'_>,
        person: &Person,
        workplace: Workplace<'_>,
        exams: &ExamSituation,
        entry: &EntryOnRecord,
        claimed: &[ClaimedEntry],
    ) -> EntryFacts {
        let details = &entry.entry.details;
        let (year, area) = (entry.year(), entry.season.area.as_str());
        let days = rules
            .book()
            .days(year, area)
            .filter(|days| days.state != SeasonState::Expected);
        let standing = entry_standing(year, details.level, &exams.results, &exams.statuses);
        let ends = rules.ends(area).to_vec();
        let known_on = qualified_on(
            details.level,
            &exams.results,
            rules.papers(),
            self.policies.pass_lines(),
            &ends,
            &BTreeSet::new(),
            self.today,
        );
        let results_on = days
            .as_ref()
            .and_then(|days| days.results)
            .map(|results| results.date());
        let of_level = live_claims(exams, claimed, details.level);
        EntryFacts {
            year,
            level: details.level,
            state: details.state,
            paid_on: details.paid_at.map(|paid| to_local(paid, self.zone).date()),
            exam_last_on: days
                .as_ref()
                .and_then(|days| days.exam)
                .map(|exam| exam.last),
            results_on: known_on.max(results_on.filter(|day| *day <= self.today)),
            results_out: standing.results_out,
            has_score: standing.has_score,
            passes_live: standing.passes_live,
            qualified_year: standing.qualified_year,
            payment_cents: details.paid_cents,
            refund_cents: details.refunded_cents,
            cost: self.cost(rules, exams, entry, days.as_ref()),
            existing: of_level
                .iter()
                .find(|(_, season)| *season == details.season_id)
                .map(|(claim, _)| *claim),
            claimed_entries: count(
                of_level
                    .iter()
                    .filter(|(_, season)| *season != details.season_id),
            ),
            unit_kind: workplace.kind,
            employment: person.details.employment_kind,
        }
    }

    /// The cost by the fee table; the subjects are those of the entry or, where the
    /// list named none, all of the level.
    fn cost(
        &self,
        rules: &ExamRules<'_>,
        exams: &ExamSituation,
        entry: &EntryOnRecord,
        days: Option<&SeasonDays>,
    ) -> Option<EntryCost> {
        let (year, area) = (entry.year(), entry.season.area.as_str());
        let level = entry.entry.details.level;
        let day = days
            .and_then(|days| {
                days.signup_opens
                    .map(|opens| opens.date())
                    .or(days.exam.map(|exam| exam.first))
            })
            .or_else(|| NaiveDate::from_ymd_opt(year, 1, 1))?;
        let fees = self.policies.fees(area, day)?;
        let subjects: Vec<Subject> = if entry.subjects.is_empty() {
            self.policies.subjects(level)
        } else {
            entry.subjects.iter().copied().collect()
        };
        let record = has_archive_record(fees, year, &years_in_area(exams, area));
        entry_cost(fees, rules.papers(), level, &subjects, record).ok()
    }
}

/// The live exam fee claims of one level, each with the season of its entry.
fn live_claims(
    exams: &ExamSituation,
    claimed: &[ClaimedEntry],
    level: Level,
) -> Vec<(ClaimId, SeasonId)> {
    claimed
        .iter()
        .filter(|claimed| is_live(claimed.state))
        .filter_map(|claimed| {
            let entry = exams
                .entries
                .iter()
                .find(|entry| entry.entry.id == claimed.entry)?;
            let details = &entry.entry.details;
            (details.level == level).then_some((claimed.claim, details.season_id))
        })
        .collect()
}

/// The years of the person's entries and results in an area, cancelled ones left out.
fn years_in_area(exams: &ExamSituation, area: &str) -> Vec<i32> {
    let entries = exams
        .entries
        .iter()
        .filter(|entry| {
            entry.season.area == area && entry.entry.details.state != EntryState::Cancelled
        })
        .map(EntryOnRecord::year);
    let results = exams
        .results
        .iter()
        .filter(|result| result.area == area)
        .map(|result| result.year);
    entries.chain(results).collect()
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
