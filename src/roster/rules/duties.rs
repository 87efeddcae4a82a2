//! What a person has to do, and by when.

use chrono::NaiveDate;

use crate::calendar::Period;
use crate::certificates::rules::{first_registration_due, renewal_window};
use crate::certificates::{HeldCertificate, Level, RegistrationInUse};
use crate::claims::{ClaimStanding, ClaimState};
use crate::exams::rules::next_door;
use crate::exams::{Door, EntryState, SeasonState};
use crate::roster::{
    Duty, DutyKind, EntryStanding, RegistrationStanding, RegistrationState, SeasonAtHand,
    TrainingStanding,
};
use crate::training::{TrainingState, plain_figure};

/// How the registration of the highest certificate stands. The local grade 社会工作员
/// is not registered; of several registrations the latest last day stands.
pub fn registration_standing(
    held: &[HeldCertificate],
    registrations: &[RegistrationInUse],
    today: NaiveDate,
) -> Option<RegistrationStanding> {
    let highest = held
        .iter()
        .filter(|certificate| certificate.level > Level::Worker)
        .filter(|certificate| certificate.approved_on.is_none_or(|day| day <= today))
        .max_by_key(|certificate| certificate.level)?;
    let registered = registrations
        .iter()
        .filter(|registration| registration.level == highest.level)
        .max_by_key(|registration| registration.last_day);
    Some(match registered {
        Some(registration) => {
            let Period { first, last } = renewal_window(registration.last_day);
            RegistrationStanding {
                level: highest.level,
                state: if last < today {
                    RegistrationState::Ended
                } else if first <= today {
                    RegistrationState::RenewalOpen
                } else {
                    RegistrationState::InForce
                },
                due_on: Some(last),
            }
        }
        None => RegistrationStanding {
            level: highest.level,
            state: RegistrationState::NotRegistered,
            due_on: highest.approved_on.map(first_registration_due),
        },
    })
}

/// What a person has to do: the first due first, past days before all, then what has
/// no fixed day, then what is only advised. Sitting an exam is nobody's duty; finishing an entry is.
pub fn duties(
    training: Option<&TrainingStanding>,
    registration: Option<RegistrationStanding>,
    season: Option<&SeasonAtHand>,
    entries: &[EntryStanding],
    claim: Option<&ClaimStanding>,
) -> Vec<Duty> {
    let mut duties: Vec<Duty> = training
        .and_then(of_training)
        .into_iter()
        .chain(registration.and_then(of_registration))
        .chain(season.into_iter().flat_map(|season| {
            entries
                .iter()
                .filter(|entry| !entry.doubtful)
                .filter_map(|entry| of_entry(season, entry.level, entry.state))
        }))
        .chain(claim.and_then(of_claim))
        .collect();
    duties.sort_by_key(|duty| {
        (
            duty.kind.is_advisory(),
            duty.due_on.is_none(),
            duty.due_on,
            duty.kind,
        )
    });
    duties
}

/// Who keeps the pace has nothing to do for now.
fn of_training(standing: &TrainingStanding) -> Option<Duty> {
    match standing.state {
        TrainingState::Complete | TrainingState::OnTrack => None,
        TrainingState::Overdue
        | TrainingState::DueSoon
        | TrainingState::Short
        | TrainingState::Behind => Some(Duty {
            kind: DutyKind::Training,
            due_on: standing.due_on(),
            what: format!(
                "还差{}{}",
                plain_figure(standing.open_hundredths),
                standing.unit.label()
            ),
        }),
    }
}

fn of_registration(standing: RegistrationStanding) -> Option<Duty> {
    let (kind, what) = match standing.state {
        RegistrationState::InForce => return None,
        RegistrationState::RenewalOpen => (DutyKind::Renewal, "登记即将到期"),
        RegistrationState::Ended => (DutyKind::Renewal, "登记已过期"),
        RegistrationState::NotRegistered => (DutyKind::FirstRegistration, "证书尚未登记"),
    };
    Some(Duty {
        kind,
        due_on: standing.due_on,
        what: format!("{}{what}", standing.level.label()),
    })
}

fn of_entry(season: &SeasonAtHand, level: Level, state: EntryState) -> Option<Duty> {
    if season.state != SeasonState::Announced {
        return None;
    }
    let (kind, closes) = match next_door(state)? {
        Door::SignUp => (DutyKind::SignUp, season.signup_closes.map(|at| at.date())),
        Door::Payment => (DutyKind::Payment, season.payment_closes.map(|at| at.date())),
        Door::Ticket => (DutyKind::Ticket, season.ticket.map(|days| days.last)),
        Door::Exam | Door::Results => return None,
    };
    Some(Duty {
        kind,
        due_on: Some(closes?),
        what: format!("{}{}", level.label(), state.label()),
    })
}

fn of_claim(claim: &ClaimStanding) -> Option<Duty> {
    (claim.state == ClaimState::Returned).then(|| Duty {
        kind: DutyKind::Claim,
        due_on: None,
        what: format!("报销单{}已退回", claim.claim_number),
    })
}
