//! First registration, renewal, the end of a registration (民发〔2009〕44号).

use chrono::NaiveDate;

use crate::calendar::plus_months;
use crate::certificates::Level;
use crate::reminders::content::ReminderContent;
use crate::reminders::ladder::{Ladder, Rung};
use crate::reminders::model::ReminderRule;
use crate::reminders::situation::{PersonSituation, RegistrationSituation};

/// Months after approval at which a missing first registration is told.
const FIRST_MONTHS: [i32; 2] = [9, 11];
/// Months after approval in which the first registration is due (44号 art. 4).
const FIRST_WITHIN_MONTHS: i32 = 12;
/// Months before the last day from which renewal is accepted (44号 art. 4).
pub(super) const RENEWAL_MONTHS: i32 = 3;
/// Days before the last day of a registration.
const ENDS_DAYS: [i64; 2] = [-30, -7];

/// registration-first, registration-opens and registration-ends.
pub(super) fn registrations(person: &PersonSituation, today: NaiveDate) -> Vec<Ladder> {
    let mut ladders: Vec<Ladder> = first_registration(person).into_iter().collect();
    for registration in not_renewed(person) {
        // Before its first day a registration is not in force.
        if registration.first_day <= today {
            ladders.push(opens(registration));
            ladders.push(ends(registration));
        }
    }
    ladders
}

/// Registrations that nothing later follows and no higher level has overtaken.
pub(super) fn not_renewed(
    person: &PersonSituation,
) -> impl Iterator<Item = &RegistrationSituation> {
    let all = &person.registrations;
    all.iter().filter(move |one| {
        all.iter().all(|other| {
            let overtakes = other.level > one.level;
            let follows =
                other.level == one.level && (other.last_day, other.id) > (one.last_day, one.id);
            !overtakes && !follows
        })
    })
}

fn first_registration(person: &PersonSituation) -> Option<Ladder> {
    let highest = person
        .certificates
        .iter()
        .filter(|certificate| certificate.level > Level::Worker)
        .max_by_key(|certificate| (certificate.level, certificate.id))?;
    if person
        .registrations
        .iter()
        .any(|registration| registration.level >= highest.level)
    {
        return None;
    }
    let approved_on = highest.approved_on?;
    let until = plus_months(approved_on, FIRST_WITHIN_MONTHS);
    Some(Ladder {
        rule: ReminderRule::RegistrationFirst,
        subject: format!("certificate-{}", highest.id),
        content: ReminderContent::RegistrationFirst {
            level: highest.level,
            approved_on,
            until,
        },
        rungs: FIRST_MONTHS
            .iter()
            .map(|months| Rung {
                due_on: plus_months(approved_on, *months),
                useful_until: until,
            })
            .collect(),
    })
}

fn opens(registration: &RegistrationSituation) -> Ladder {
    let opens_on = plus_months(registration.last_day, -RENEWAL_MONTHS);
    Ladder::around(
        ReminderRule::RegistrationOpens,
        subject(registration),
        ReminderContent::RegistrationOpens {
            level: registration.level,
            opens_on,
            last_day: registration.last_day,
        },
        opens_on,
        &[0],
        registration.last_day,
    )
}

fn ends(registration: &RegistrationSituation) -> Ladder {
    Ladder::around(
        ReminderRule::RegistrationEnds,
        subject(registration),
        ReminderContent::RegistrationEnds {
            level: registration.level,
            last_day: registration.last_day,
        },
        registration.last_day,
        &ENDS_DAYS,
        registration.last_day,
    )
}

fn subject(registration: &RegistrationSituation) -> String {
    format!("registration-{}", registration.id)
}
