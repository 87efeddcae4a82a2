//! Gathers what the ladder looks at: people with their exams, training,
//! registrations and claims, and the seasons that somebody can still act in.

use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::invitations::Inviter;
use super::{
    CertificateSituation, ClaimSituation, EntrySituation, PersonSituation, RegistrationSituation,
    SeasonDates, SeasonKey, Seasons, TrainingSituation, UnitContact,
};
use crate::calendar::{Period, plus_days};
use crate::certificates::rules::rows_in_use;
use crate::claims::ProposalOutcome;
use crate::claims::gather::{EntryJudge, Workplace};
use crate::claims::store::receipts::load_entries_with_receipts;
use crate::claims::store::{ClaimedEntry, load_claimed_entries};
use crate::clock::to_local;
use crate::db::Conn;
use crate::exams::actions::ExamRules;
use crate::exams::situation::{self as exam_situation, EntryOnRecord, ExamSituation};
use crate::exams::{EntryId, EntryState};
use crate::people::{Person, PersonId};
use crate::policy::{Policies, SeasonDays};
use crate::training::rules::StatusLine;
use crate::training::situation::{self as training_situation, RegionalRules};
use crate::units::{UnitId, UnitTree};

/// Gathers situations; holds what is the same for everyone of a run.
pub struct Gatherer<'p> {
    policies: &'p Policies,
    zone: Tz,
    today: NaiveDate,
    tree: UnitTree,
    exam_rules: ExamRules<'p>,
    training_rules: RegionalRules<'p>,
    inviter: Inviter<'p>,
}

impl<'p> Gatherer<'p> {
    /// Reads the units and the seasons.
    ///
    /// # Errors
    /// When a query fails.
    pub fn load(
        conn: &mut Conn,
        policies: &'p Policies,
        zone: Tz,
        today: NaiveDate,
    ) -> diesel::QueryResult<Self> {
        Ok(Self {
            policies,
            zone,
            today,
            tree: crate::units::store::load_tree(conn)?,
            exam_rules: ExamRules::load(conn, policies, zone, today)?,
            training_rules: RegionalRules::new(policies, today, None),
            inviter: Inviter::new(policies, today),
        })
    }

    /// The units.
    pub fn tree(&self) -> &UnitTree {
        &self.tree
    }

    /// Working days by policy, for the ladder.
    pub fn plus_working_days(&self) -> impl Fn(NaiveDate, i64) -> NaiveDate + use<'p> {
        let policies = self.policies;
        move |day, count| {
            policies
                .plus_working_days(day, u32::try_from(count).unwrap_or(0))
                .0
        }
    }

    /// The seasons of every area that a unit lies in, last year's to next year's.
    pub fn seasons(&self) -> Seasons {
        let regions: BTreeSet<&str> = self
            .tree
            .iter()
            .filter_map(|unit| unit.details.region.as_deref())
            .collect();
        let mut seasons = Seasons::new();
        for region in regions
            .into_iter()
            .filter(|region| self.policies.area_of(region).is_some())
        {
            for year in self.today.year() - 1..=self.today.year() + 1 {
                let key = self.season_key(year, region);
                let book = self.exam_rules.book();
                if let Some(days) = book.days_ahead(year, &key.area, self.today) {
                    seasons.insert(key, self.dates(&days));
                }
            }
        }
        seasons
    }

    /// The season that people of a region sit in.
    fn season_key(&self, year: i32, region: &str) -> SeasonKey {
        SeasonKey {
            year,
            area: self.exam_rules.book().place(year, region).to_owned(),
        }
    }

    /// The season of an entry: that of the person's region where it lies in the area.
    fn season_of(&self, entry: &EntryOnRecord, unit: UnitId) -> SeasonKey {
        let area = entry.season.area.as_str();
        let region = self
            .tree
            .region_of(unit)
            .filter(|region| self.policies.area_of(region) == Some(area));
        self.season_key(entry.year(), region.unwrap_or(area))
    }

    /// A season as the ladder reads it; results that nobody announced are worked out
    /// from the habit of the area.
    fn dates(&self, days: &SeasonDays) -> SeasonDates {
        let habit = self
            .policies
            .expected_season(days.year, &days.area)
            .and_then(|expected| {
                Some((expected.results? - expected.exam?.last.and_hms_opt(0, 0, 0)?).num_days())
            });
        let expected_results = match (days.results, days.exam, habit) {
            (None, Some(exam), Some(days_after)) => {
                plus_days(exam.last, days_after).and_hms_opt(0, 0, 0)
            }
            _ => None,
        };
        SeasonDates {
            state: days.signup_state(),
            signup_opens: days.signup_opens,
            signup_closes: days.signup_closes,
            payment_closes: days.payment_closes,
            ticket: days.ticket,
            exam: days.exam,
            results: days.results.or(expected_results),
            results_expected: days.results.is_none(),
            document: days
                .notice
                .clone()
                .unwrap_or_else(|| days.source.document.clone()),
        }
    }

    /// The situations of these people.
    ///
    /// # Errors
    /// When a query fails.
    pub fn gather(
        &mut self,
        conn: &mut Conn,
        people: Vec<Person>,
        whole_range: bool,
    ) -> diesel::QueryResult<Vec<PersonSituation>> {
        let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
        let mut exams = exam_situation::load(conn, &mut self.exam_rules, &self.tree, &people)?;
        let mut claimed = load_claimed_entries(conn, &ids)?;
        let receipts = load_entries_with_receipts(conn, &ids)?;
        let situations = training_situation::load(conn, people, whole_range)?;
        Ok(situations
            .iter()
            .map(|training| {
                let id = training.person.id;
                let own = OwnRecords {
                    exams: exams.remove(&id).unwrap_or_default(),
                    claimed: claimed.remove(&id).unwrap_or_default(),
                    receipts: &receipts,
                };
                self.person(training, &own)
            })
            .collect())
    }

    fn person(
        &mut self,
        training: &training_situation::TrainingSituation,
        own: &OwnRecords<'_>,
    ) -> PersonSituation {
        let person = &training.person;
        let details = &person.details;
        let rules = self.training_rules.of_unit(&self.tree, details.unit_id);
        let lines = training
            .status(rules, self.today)
            .iter()
            .map(training_line)
            .collect();
        PersonSituation {
            person: person.id,
            name: details.name.clone(),
            address: details.email.clone(),
            unit: details.unit_id,
            unit_name: self
                .tree
                .get(details.unit_id)
                .map(|unit| unit.details.name.clone())
                .unwrap_or_default(),
            active: !details.has_left(self.today),
            invitations: self.inviter.invitations(
                self.exam_rules.book(),
                &self.tree,
                training,
                &own.exams,
            ),
            entries: self.entries(own, details.unit_id),
            claims: self.claims(person, own),
            certificates: training
                .certificates
                .iter()
                .map(|certificate| CertificateSituation {
                    id: certificate.id,
                    level: certificate.details.level,
                    approved_on: certificate.details.approved_on,
                })
                .collect(),
            registrations: registrations(training),
            training: lines,
        }
    }

    fn entries(&self, own: &OwnRecords<'_>, unit: UnitId) -> Vec<EntrySituation> {
        own.exams
            .entries
            .iter()
            .map(|entry| {
                let details = &entry.entry.details;
                let scored = own
                    .exams
                    .results
                    .iter()
                    .any(|result| result.year == entry.year() && result.level == details.level);
                EntrySituation {
                    season: self.season_of(entry, unit),
                    level: details.level,
                    state: if scored && details.state != EntryState::Cancelled {
                        EntryState::Scored
                    } else {
                        details.state
                    },
                    paid_on: details.paid_at.map(|paid| to_local(paid, self.zone).date()),
                    has_receipt: own.receipts.contains(&entry.entry.id),
                }
            })
            .collect()
    }

    fn claims(&mut self, person: &Person, own: &OwnRecords<'_>) -> Vec<ClaimSituation> {
        let workplace = Workplace::of(&self.tree, person);
        let judge = EntryJudge {
            policies: self.policies,
            zone: self.zone,
            today: self.today,
        };
        let mut claims = Vec::new();
        for entry in &own.exams.entries {
            let judged = judge.judge(
                &mut self.exam_rules,
                person,
                workplace,
                &own.exams,
                entry,
                &own.claimed,
            );
            let proposal = judged.proposal;
            if !matches!(
                proposal.outcome,
                ProposalOutcome::Proposed | ProposalOutcome::Exists
            ) {
                continue;
            }
            claims.push(ClaimSituation {
                season: self.season_of(entry, person.details.unit_id),
                level: entry.entry.details.level,
                payable: proposal.outcome == ProposalOutcome::Proposed,
                has_claim: proposal.outcome == ProposalOutcome::Exists,
                deadline: proposal.deadline,
                amount_cents: proposal.lines.first().map(|line| line.amount_cents),
                document: judged
                    .policy
                    .map(|policy| policy.source.document.clone())
                    .unwrap_or_default(),
            });
        }
        claims
    }

    /// Whom a person asks: the nearest unit upwards that names a contact.
    pub fn contact(&self, unit: UnitId) -> UnitContact {
        let chain = self.tree.chain(unit);
        let named = chain.iter().find(|unit| {
            let details = &unit.details;
            details.contact_name.is_some()
                || details.contact_mobile.is_some()
                || details.contact_email.is_some()
        });
        let own_name = chain
            .first()
            .map(|unit| unit.details.name.clone())
            .unwrap_or_default();
        match named {
            Some(unit) => UnitContact {
                unit_name: unit.details.name.clone(),
                name: unit.details.contact_name.clone(),
                phone: unit.details.contact_mobile.clone(),
                address: unit.details.contact_email.clone(),
            },
            None => UnitContact {
                unit_name: own_name,
                name: None,
                phone: None,
                address: None,
            },
        }
    }
}

/// What one person has on record beside training.
struct OwnRecords<'a> {
    exams: ExamSituation,
    claimed: Vec<ClaimedEntry>,
    receipts: &'a BTreeSet<EntryId>,
}

fn registrations(training: &training_situation::TrainingSituation) -> Vec<RegistrationSituation> {
    let rows = training.registration_rows();
    let by_id: HashMap<_, _> = training
        .registrations
        .iter()
        .map(|(_, registration)| (registration.id, registration))
        .collect();
    rows_in_use(&rows)
        .filter_map(|row| {
            let stored = by_id.get(&row.id)?;
            Some(RegistrationSituation {
                id: row.id,
                certificate: stored.details.certificate_id,
                level: row.level,
                first_day: stored.details.first_day,
                last_day: stored.details.last_day,
            })
        })
        .collect()
}

fn training_line(line: &StatusLine<'_>) -> TrainingSituation {
    TrainingSituation {
        rule_id: line.rule.id.clone(),
        rule_name: line.rule.name.clone(),
        document: line.rule.source.document.clone(),
        level: line.level,
        basis: line.basis,
        window: Period {
            first: line.window.first,
            last: line.window.last,
        },
        unit: line.rule.unit,
        required_hundredths: line.required.hundredths_up(),
        counted_hundredths: line.counted.hundredths_down(),
        open_hundredths: line.open.hundredths_up(),
        state: line.state,
    }
}
