//! The district that is asked, with sign-ins of its own.

use std::path::PathBuf;

use chrono::{NaiveDate, TimeDelta};
use shegong::accounts::actions::token_hash;
use shegong::accounts::rules::NOTICE_VERSION;
use shegong::accounts::store::{self, NewAccount, NewSession, NewToken};
use shegong::accounts::{AccountId, Role, RoleAt, SessionId, TokenScope};
use shegong::app::App;
use shegong::certificates;
use shegong::clock::Clock;
use shegong::config::Config;
use shegong::db::{Conn, DatabaseError};
use shegong::demo::{DEFAULT_SEED, DemoRequest, prepare};
use shegong::people::{self, PersonId};
use shegong::units::{self, UnitId};
use shegong::web::credentials;

use super::arguments::Arguments;

/// HR's unit is the one whose size comes nearest to this.
const HR_PEOPLE: i64 = 500;

/// A district and who asks in it.
pub struct District {
    /// The application on it, with the system's clock.
    pub app: App,
    /// Its settings.
    pub settings: PathBuf,
    /// The worker's sign-in, a header.
    pub worker: String,
    /// HR's sign-in, a header.
    pub hr: String,
    /// HR's unit.
    pub hr_unit: UnitId,
    /// How many people it has.
    pub hr_people: i64,
    /// How many people the district has.
    pub people: i64,
    /// The district's program's token, a header.
    pub token: String,
}

impl District {
    /// Opens it, made anew where it is not there.
    pub fn open(arguments: &Arguments) -> Self {
        let base =
            Config::load(None, &std::collections::BTreeMap::new()).expect("the usual settings");
        let demo = prepare(
            &base,
            &DemoRequest {
                folder: arguments.folder.clone(),
                database: arguments.database.clone(),
                people: arguments.people,
                as_of: NaiveDate::from_ymd_opt(2026, 3, 9),
                seed: DEFAULT_SEED,
            },
            |_| {},
        )
        .expect("a demo");
        let mut config = (*demo.app.config).clone();
        if let Some(database) = &arguments.database {
            config.database.url.0.clone_from(database);
        }
        let app = App::open(config, Clock::System).expect("the demo's application");
        let made = app
            .db
            .write(|conn| Ok::<_, DatabaseError>(sign_ins(conn, &app)?))
            .expect("sign-ins");
        let cookie = |session: SessionId| {
            let (cookie, _) = credentials(&app, session).expect("a cookie");
            // The bare route takes the session's number as it is.
            format!("Cookie: {cookie}\nX-Session: {session}")
        };
        Self {
            worker: cookie(made.worker),
            hr: cookie(made.hr),
            hr_unit: made.hr_unit,
            hr_people: made.hr_people,
            people: made.people,
            token: format!("Authorization: Bearer {}", made.token),
            settings: demo.settings_file,
            app,
        }
    }
}

impl std::fmt::Display for District {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} people, HR's unit has {}; {}",
            self.people,
            self.hr_people,
            self.app.db.url().without_password()
        )
    }
}

struct Made {
    token: String,
    worker: SessionId,
    hr: SessionId,
    hr_unit: UnitId,
    hr_people: i64,
    people: i64,
}

fn sign_ins(conn: &mut Conn, app: &App) -> diesel::QueryResult<Made> {
    let counted = people::store::count_by_unit(conn, None)?;
    let tree = units::store::load_tree(conn)?;
    // A unit's page lists the people of the units below it, too.
    let (hr_unit, hr_people) = tree
        .iter()
        .map(|unit| {
            let own = |(id, _): &&(UnitId, i64)| tree.is_within(*id, unit.id);
            let people: i64 = counted.iter().filter(own).map(|(_, people)| people).sum();
            (unit.id, people)
        })
        .min_by_key(|(id, people)| ((people - HR_PEOPLE).abs(), *id))
        .expect("a unit with people");
    let within = tree.below(hr_unit);
    let everyone = people::store::load_page(conn, Some(&within), PersonId(0), 500)?;
    // Somebody whose page has something to tell: a certificate with its training.
    let mut worker = None;
    for person in &everyone {
        let certificates = certificates::store::load_of_person(conn, person.id)?;
        if !certificates.is_empty() && !person.details.has_left(app.now().today) {
            worker = Some(person.id);
            break;
        }
    }
    let hr = RoleAt {
        role: Role::Hr,
        unit: Some(hr_unit),
    };
    let roots: Vec<UnitId> = tree
        .iter()
        .filter(|unit| unit.details.parent_id.is_none())
        .map(|unit| unit.id)
        .collect();
    let district = RoleAt {
        role: Role::District,
        unit: roots.first().copied(),
    };
    let program = account(conn, app, None, Some(district), "program")?;
    Ok(Made {
        token: token(conn, app, program)?,
        worker: sign_in(conn, app, worker, None, "worker")?,
        hr: sign_in(conn, app, None, Some(hr), "hr")?,
        hr_unit,
        hr_people,
        people: people::store::count(conn)?,
    })
}

fn account(
    conn: &mut Conn,
    app: &App,
    person: Option<PersonId>,
    role: Option<RoleAt>,
    name: &str,
) -> diesel::QueryResult<AccountId> {
    let at = app.now().instant;
    // Each run has offices of its own.
    let login = format!("load-{name}-{}", at.and_utc().timestamp_millis());
    let known = match person {
        Some(person) => store::find_by_person(conn, person)?.map(|account| account.id),
        None => None,
    };
    let account = match known {
        Some(account) => account,
        None => store::insert(
            conn,
            &NewAccount {
                login_name: person.is_none().then_some(login.as_str()),
                person,
                display_name: "压测",
                password_hash: None,
                must_change_password: false,
                at,
            },
        )?,
    };
    store::set_notice(conn, account, NOTICE_VERSION)?;
    if let Some(role) = role {
        store::insert_role(conn, account, role, at)?;
    }
    Ok(account)
}

fn sign_in(
    conn: &mut Conn,
    app: &App,
    person: Option<PersonId>,
    role: Option<RoleAt>,
    name: &str,
) -> diesel::QueryResult<SessionId> {
    let account = account(conn, app, person, role, name)?;
    let at = app.now().instant;
    store::insert_session(
        conn,
        &NewSession {
            account,
            address: "127.0.0.1",
            user_agent: "wrk",
            at,
            expires_at: at + TimeDelta::hours(8),
        },
    )
}

/// A program's token of this run.
fn token(conn: &mut Conn, app: &App, account: AccountId) -> diesel::QueryResult<String> {
    let at = app.now().instant;
    let token = format!("sgt_load_{}", at.and_utc().timestamp_millis());
    store::insert_token(
        conn,
        &NewToken {
            account,
            label: "压测",
            hash: &token_hash(&app.keys, &token),
            scope: TokenScope::Read,
            at,
            expires_at: at + TimeDelta::hours(8),
        },
    )?;
    Ok(token)
}
