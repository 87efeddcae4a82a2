//! A trial (试算): which exam entries a change of a reimbursement policy would pay
//! otherwise, before it is made.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::gather::{EntryJudge, JudgedEntry, Workplace};
use super::{ProposalOutcome, store};
use crate::accounts::Reach;
use crate::db::Conn;
use crate::exams::actions::ExamRules;
use crate::exams::situation::{self, EntryOnRecord};
use crate::people::{self, Person, PersonId};
use crate::policy::Policies;
use crate::policy::overview::yuan;
use crate::policy::trial::{Trial, TrialCount, TrialLine, TrialStanding};
use crate::text::pinyin_key;
use crate::units::UnitTree;

/// People judged at once.
const PEOPLE_AT_ONCE: i64 = 1_000;

/// Whose entries are compared, under which policy, on which day.
pub struct Scope<'a> {
    /// The units.
    pub tree: &'a UnitTree,
    /// Those within reach.
    pub reach: &'a Reach,
    /// The zone of paid days.
    pub zone: Tz,
    /// The id of the policy that would get a version; none where what changes is no
    /// reimbursement policy, so that every entry is looked at.
    pub policy: Option<&'a str>,
    /// The day of the question.
    pub day: NaiveDate,
}

/// Compares what each exam entry of the people within reach would be paid by two sets
/// of rule data. An entry is judged by the version in force on the day of its event,
/// so entries of years before the new version stay as they are.
///
/// # Errors
/// When a query fails.
pub fn compare(
    conn: &mut Conn,
    before: &Policies,
    after: &Policies,
    scope: &Scope<'_>,
) -> diesel::QueryResult<Trial> {
    let units = scope.reach.units();
    let mut rules = ExamRules::load(conn, before, scope.zone, scope.day)?;
    let mut comparison = Comparison {
        scope,
        old: judge(before, scope),
        new: judge(after, scope),
        tally: Vec::new(),
        lines: Vec::new(),
    };
    let mut last = PersonId(0);
    loop {
        let block = people::store::load_page(conn, units.as_deref(), last, PEOPLE_AT_ONCE)?;
        let Some(highest) = block.last().map(|person| person.id) else {
            break;
        };
        last = highest;
        comparison.block(conn, &mut rules, &block)?;
    }
    Ok(comparison.finished())
}

fn judge<'p>(policies: &'p Policies, scope: &Scope<'_>) -> EntryJudge<'p> {
    EntryJudge {
        policies,
        zone: scope.zone,
        today: scope.day,
    }
}

/// What both sets of rule data make of the entries seen so far.
struct Comparison<'a, 'p> {
    scope: &'a Scope<'a>,
    old: EntryJudge<'p>,
    new: EntryJudge<'p>,
    tally: Vec<(ProposalOutcome, ProposalOutcome)>,
    lines: Vec<TrialLine>,
}

impl Comparison<'_, '_> {
    fn block(
        &mut self,
        conn: &mut Conn,
        rules: &mut ExamRules<'_>,
        people: &[Person],
    ) -> diesel::QueryResult<()> {
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        let exams = situation::load(conn, rules, self.scope.tree, people)?;
        let claimed = store::load_claimed_entries(conn, &ids)?;
        for person in people {
            let Some(situation) = exams.get(&person.id) else {
                continue;
            };
            let claims = claimed
                .get(&person.id)
                .map(Vec::as_slice)
                .unwrap_or_default();
            let workplace = Workplace::of(self.scope.tree, person);
            for entry in &situation.entries {
                let old = self
                    .old
                    .judge(rules, person, workplace, situation, entry, claims);
                let new = self
                    .new
                    .judge(rules, person, workplace, situation, entry, claims);
                self.compare(person, entry, &old, &new);
            }
        }
        Ok(())
    }

    fn compare(
        &mut self,
        person: &Person,
        entry: &EntryOnRecord,
        old: &JudgedEntry<'_>,
        new: &JudgedEntry<'_>,
    ) {
        let holds = |judged: &JudgedEntry<'_>| {
            judged
                .policy
                .is_some_and(|policy| self.scope.policy.is_none_or(|id| policy.id == id))
        };
        if !holds(old) && !holds(new) {
            return;
        }
        self.tally
            .push((old.proposal.outcome, new.proposal.outcome));
        // The reason alone (it names the policy) makes no difference to anybody.
        if promised(old) == promised(new) {
            return;
        }
        let details = &person.details;
        self.lines.push(TrialLine {
            person: Some(person.id),
            unit_id: None,
            name: details.name.clone(),
            unit: self
                .scope
                .tree
                .get(details.unit_id)
                .map(|unit| unit.details.name.clone())
                .unwrap_or_default(),
            level: Some(entry.entry.details.level),
            about: Some(format!("{}年考试", entry.year())),
            before: Some(told(old)),
            after: Some(told(new)),
        });
    }

    fn finished(mut self) -> Trial {
        self.lines.sort_by_cached_key(|line| {
            (
                pinyin_key(&line.unit),
                pinyin_key(&line.name),
                line.person,
                line.about.clone(),
            )
        });
        let counts = ProposalOutcome::ALL.iter().filter_map(|outcome| {
            let of = |side: &dyn Fn(&(ProposalOutcome, ProposalOutcome)) -> ProposalOutcome| {
                count(self.tally.iter().filter(|pair| side(pair) == *outcome))
            };
            let (before, after) = (of(&|pair| pair.0), of(&|pair| pair.1));
            (before + after > 0).then(|| TrialCount {
                label: outcome.label(),
                before,
                after,
            })
        });
        Trial {
            day: self.scope.day,
            measure: "人次",
            people: count(self.tally.iter()),
            counts: counts.collect(),
            lines: self.lines,
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> i64 {
    i64::try_from(items.count()).unwrap_or(i64::MAX)
}

/// What an entry comes to: the outcome, how much in 分, until when.
fn promised(judged: &JudgedEntry<'_>) -> (ProposalOutcome, i64, Option<NaiveDate>) {
    let proposal = &judged.proposal;
    let amount = proposal.lines.iter().map(|line| line.amount_cents).sum();
    (proposal.outcome, amount, proposal.deadline)
}

/// The outcome with its amount and last day, and the sentence that gives the reason.
fn told(judged: &JudgedEntry<'_>) -> TrialStanding {
    let proposal = &judged.proposal;
    let (outcome, amount, deadline) = promised(judged);
    let amount = (outcome == ProposalOutcome::Proposed).then_some(amount);
    let mut sentence = outcome.label().to_owned();
    if let Some(cents) = amount {
        sentence.push_str(&yuan(cents));
    }
    if let Some(deadline) = deadline {
        sentence.push_str(&format!("，{deadline}前申请"));
    }
    sentence.push_str(&format!("。{}", proposal.reason));
    TrialStanding {
        state: outcome.as_str(),
        required_hundredths: None,
        open_hundredths: None,
        amount_cents: amount,
        sentence,
    }
}
