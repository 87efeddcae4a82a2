//! Proofs that wait for a review, with what a reviewer should look at; one sent back,
//! one recognised with other figures. Certificates and statements come from our own
//! press; the photograph that nobody can read is drawn in `photograph`.

use chrono::{Datelike, NaiveDate};

use crate::accounts::Reach;
use crate::accounts::store::{AccountRow, find_by_login};
use crate::app::App;
use crate::audit::Occasion;
use crate::calendar::plus_days;
use crate::claims::print as claim_print;
use crate::db::{Conn, DatabaseError};
use crate::people::{self, Person, PersonId};
use crate::print::{Press, TrainingCertificate};
use crate::training::TrainingRecordId;
use crate::training::filing::{Handing, SentFile, submit};
use crate::training::print::statement;
use crate::training::review::{Correction, Decision, Seen, decide};
use crate::training::rules::review::Reviewer;
use crate::training::submission::{Filer, TypedRecord};
use crate::units::{self, UnitId};

use super::actions::DemoError;
use super::photograph::blurred;
use super::stories::{Proof, STORIES, STORIES_OF_THE_COMMUNITY, Story};

/// So many people are looked at to find those of the township.
const PEOPLE_LOOKED_AT: i64 = 1_000;

/// Who runs the courses.
const ORGANISER: &str = "重庆市社会工作者协会";

/// Hands everything in and decides about two of them.
///
/// # Errors
/// When a file, a record or a decision is refused.
pub(super) fn make(app: &App, occasion: &Occasion) -> Result<(), DemoError> {
    let Some(cast) = app.db.read(|conn| Cast::find(conn, occasion))? else {
        return Ok(());
    };
    let press = claim_print::press(app)?;
    let mut made: Vec<TrainingRecordId> = Vec::new();
    let of_town = STORIES.iter().map(|story| (&cast.people, story));
    let of_community = STORIES_OF_THE_COMMUNITY
        .iter()
        .map(|story| (&cast.community, story));
    for (people, story) in of_town.chain(of_community) {
        let Some(person) = people.get(story.who) else {
            continue;
        };
        made.push(hand_in(app, &cast, &press, person, story, occasion)?);
    }
    let decisions = [
        (
            0,
            Decision::Return("照片看不清学时，请重新拍照上传".to_owned()),
        ),
        (
            3,
            Decision::Recognise(Some(Correction {
                days: "1.5".to_owned(),
                hours: "9".to_owned(),
            })),
        ),
    ];
    for (place, decision) in decisions {
        let Some(record) = made.get(place) else {
            continue;
        };
        let seen = Seen {
            record: *record,
            version: 1,
        };
        decide(
            app,
            &Reach::Everywhere,
            &cast.reviewer,
            seen,
            &decision,
            occasion,
        )
        .map_err(|refusal| DemoError::Setting(refusal.to_string()))?;
    }
    Ok(())
}

/// Who appears.
struct Cast {
    people: Vec<Person>,
    /// Those of the community that has an office of its own.
    community: Vec<Person>,
    office: Filer,
    reviewer: Reviewer,
}

impl Cast {
    /// Who stands before the person at this place.
    fn before<'a>(&'a self, place: usize, person: &'a Person) -> (usize, &'a Person) {
        let before = place.saturating_sub(1);
        (before, self.people.get(before).unwrap_or(person))
    }

    fn find(conn: &mut Conn, occasion: &Occasion) -> Result<Option<Self>, DemoError> {
        let account = |conn: &mut Conn, name: &str| -> Result<Option<AccountRow>, DemoError> {
            Ok(find_by_login(conn, name).map_err(DatabaseError::Query)?)
        };
        let worker = account(conn, "worker")?.and_then(|account| account.person_id);
        let (Some(town), Some(training)) = (account(conn, "hr-town")?, account(conn, "training")?)
        else {
            return Ok(None);
        };
        let posts = |conn: &mut Conn, account: &AccountRow| -> Result<Vec<UnitId>, DemoError> {
            let held = crate::accounts::store::load_of_accounts(conn, &[account.id])?;
            Ok(held.into_iter().filter_map(|row| row.unit_id).collect())
        };
        let tree = units::store::load_tree(conn)?;
        let people_of = |conn: &mut Conn, office: &AccountRow| -> Result<Vec<Person>, DemoError> {
            let posts = posts(conn, office)?.into_iter();
            let units: Vec<UnitId> = posts.flat_map(|unit| tree.below(unit)).collect();
            let found = people::store::load_page(conn, Some(&units), PersonId(0), PEOPLE_LOOKED_AT);
            Ok(found.map_err(DatabaseError::Query)?)
        };
        let of_town = people_of(conn, &town)?;
        let mut community = match account(conn, "hr-community")? {
            Some(office) => people_of(conn, &office)?,
            None => Vec::new(),
        };
        let mut cast = match worker {
            Some(worker) => people::store::load_of_ids(conn, &[worker])?,
            None => Vec::new(),
        };
        cast.extend(of_town.into_iter().filter(|person| {
            !person.details.has_left(occasion.now.today)
                && Some(person.id) != worker
                && Some(person.id) != town.person_id
        }));
        community.retain(|person| {
            !person.details.has_left(occasion.now.today)
                && cast.iter().all(|other| other.id != person.id)
        });
        Ok(Some(Self {
            people: cast,
            community,
            office: Filer {
                account: Some(town.id),
                name: town.display_name.clone(),
                person: town.person_id,
            },
            reviewer: Reviewer {
                account: training.id,
                name: training.display_name.clone(),
                person: training.person_id,
                posts: posts(conn, &training)?,
            },
        }))
    }
}

fn hand_in(
    app: &App,
    cast: &Cast,
    press: &Press,
    person: &Person,
    story: &Story,
    occasion: &Occasion,
) -> Result<TrainingRecordId, DemoError> {
    let today = occasion.now.today;
    let last = plus_days(today, -story.days_ago);
    let first = if story.days == "2" {
        plus_days(last, -1)
    } else {
        last
    };
    let filer = match story.proof {
        Proof::Paper => cast.office.clone(),
        _ => Filer {
            account: None,
            name: person.details.name.clone(),
            person: Some(person.id),
        },
    };
    let files = match story.proof {
        Proof::Paper => Vec::new(),
        Proof::Blurred => vec![SentFile {
            name: "结业证书照片.png".to_owned(),
            bytes: blurred()?,
        }],
        Proof::Certificate(amount) => vec![SentFile {
            name: format!("{}结业证书.pdf", story.title),
            bytes: certificate(press, (story.who, person), story, (first, last), amount)?,
        }],
        Proof::Borrowed(amount) => vec![SentFile {
            name: format!("{}结业证书.pdf", story.title),
            bytes: certificate(
                press,
                cast.before(story.who, person),
                story,
                (first, last),
                amount,
            )?,
        }],
        Proof::Statement => vec![SentFile {
            name: "继续教育汇总.pdf".to_owned(),
            bytes: printed(app, press, person, occasion)?,
        }],
    };
    let typed = TypedRecord {
        title: story.title.to_owned(),
        organiser: ORGANISER.to_owned(),
        first_day: first.to_string(),
        last_day: last.to_string(),
        days: story.days.to_owned(),
        hours: story.hours.to_owned(),
        mode: if story.title.contains("线上") {
            "online".to_owned()
        } else {
            "in_person".to_owned()
        },
        kind: "training".to_owned(),
    };
    let handing = Handing {
        typed,
        files,
        ..Handing::default()
    };
    submit(app, person.id, &filer, handing, occasion)
        .map_err(|refusal| DemoError::Setting(refusal.to_string()))
}

/// The person's own statement of training.
fn printed(
    app: &App,
    press: &Press,
    person: &Person,
    occasion: &Occasion,
) -> Result<Vec<u8>, DemoError> {
    let setup = claim_print::setup(app, occasion.now);
    Ok(statement(
        app,
        press,
        person.id,
        occasion.now.today,
        false,
        &setup,
    )?)
}

/// The certificate that the organiser made out for the person.
fn certificate(
    press: &Press,
    (who, person): (usize, &Person),
    story: &Story,
    (first_day, last_day): (NaiveDate, NaiveDate),
    amount: &str,
) -> Result<Vec<u8>, DemoError> {
    Ok(press.training_certificate(&TrainingCertificate {
        number: format!("渝社协培〔{}〕{:04}号", last_day.year(), 100 + who),
        name: person.details.name.clone(),
        course: story.title.to_owned(),
        organiser: ORGANISER.to_owned(),
        first_day,
        last_day,
        amount: amount.to_owned(),
        issued_on: last_day,
    })?)
}
