//! A forgotten password: a link in a mail, good for half an hour and once.

use chrono::TimeDelta;
use serde::Serialize;

use super::super::rules::{LINK_PAUSE, LINK_TIME, LINKS_AN_HOUR, SignInName};
use super::super::store::{self, AccountRow, NewLink};
use super::super::{AccountId, AccountRefusal, AccountState};
use super::meant::{Meant, Owned, find_all_meant, load_owned};
use super::passwords::{NewPassword, hash_of_new, replace_password};
use super::secrets::{LINK_ADDRESS_COLUMN, LINK_COLUMN, random_link};
use crate::accounts::jobs;
use crate::accounts::mails::{LinkMail, LinkRecipient, WrittenLetter, queue_letter, write_letter};
use crate::app::App;
use crate::audit::{self, Actor, Change, Entity, Occasion};
use crate::clock::Now;
use crate::jobs::background;
use crate::people::Person;
use crate::units;

/// What seals a typed name while it waits; it may be an ID number.
const ASKED_COLUMN: &str = "background_jobs.input";
/// Of the people who share a mobile number, so many get a mail.
const MOST_ASKED: usize = 3;
/// The longest name that is looked up.
const LONGEST_NAME: usize = 100;

#[derive(Serialize)]
struct LinkLine {
    reset_link: &'static str,
}

fn occasion(name: &str, account: Option<AccountId>, address: &str, now: Now) -> Occasion {
    let mut actor = Actor::new(name, "web").at(address);
    actor.account = account;
    Occasion::new(actor, now)
}

/// Takes note that somebody asks for a link. The work is the same for every name, one
/// row; who is meant, and whether anybody is, is looked at beside the answer
/// ([`crate::accounts::jobs::RESET_LINK`]), so that the time of the answer tells nothing.
///
/// # Errors
/// Only when something fails that has nothing to do with the name.
pub fn ask_for_link(app: &App, typed: &str, address: &str, now: Now) -> Result<(), AccountRefusal> {
    // No name is longer; whatever was typed, the row is as good as the same.
    let kept: String = typed.chars().take(LONGEST_NAME).collect();
    let sealed = app.keys.seal(ASKED_COLUMN, 0, &kept)?;
    let request = background::Request {
        kind: jobs::RESET_LINK.word,
        title: "找回密码",
        unit: None,
        input: serde_json::json!({ "name": sealed, "address": address }),
        total: None,
    };
    let occasion = occasion("未登录", None, address, now);
    app.db.write(|conn| {
        background::queue(conn, &request, &occasion)?;
        Ok(())
    })
}

/// The name that was typed, from the row of [`ask_for_link`].
pub(in crate::accounts) fn open_asked(app: &App, sealed: &str) -> Result<String, AccountRefusal> {
    Ok(app.keys.open(ASKED_COLUMN, 0, sealed)?)
}

/// A link that is ready to be stored and sent.
struct ReadyLink {
    account: AccountRow,
    person: Person,
    email: String,
    link: String,
    letter: WrittenLetter,
}

impl ReadyLink {
    fn recipient<'a>(person: &'a Person, address: &'a str, ask: String) -> LinkRecipient<'a> {
        LinkRecipient {
            person: person.id,
            name: &person.details.name,
            address,
            unit: "",
            ask,
        }
    }
}

/// Sends a link to the account's owner, where there is one with a mail address; each
/// name, known or not, writes one line into the history. An account is sent one link in
/// [`LINK_PAUSE`], so that nobody fills somebody's mailbox or voids a link that the
/// owner is about to use.
///
/// A mobile number that several people share reaches each of them: everyone gets a mail
/// of their own, at the own address, with a link to the own account.
///
/// # Errors
/// Only when something fails that has nothing to do with the name.
pub fn forgotten_password(
    app: &App,
    typed: &str,
    address: &str,
    now: Now,
) -> Result<(), AccountRefusal> {
    let name = SignInName::parse(typed);
    let meant = app
        .db
        .read(|conn| find_all_meant(app, conn, &name, now).map_err(AccountRefusal::from))?;
    // Written before the transaction: nobody waits for a template.
    let links = ready_links(app, meant, now)?;
    app.db.write(|conn| {
        if links.is_empty() {
            let line = LinkLine {
                reset_link: "passed_over",
            };
            let change = Change::created(Entity::Account, 0, None, &line);
            audit::store::record(conn, &occasion("未登录", None, address, now), &[change])?;
        }
        for ready in links {
            let (account, person) = (ready.account.id, ready.person.id);
            let line = LinkLine {
                reset_link: send_link(app, conn, ready, now)?,
            };
            let change = Change::created(Entity::Account, account.0, Some(person), &line);
            // Whoever typed the name is unknown; only the link proves who it is.
            let occasion = occasion("未登录", None, address, now);
            audit::store::record(conn, &occasion, &[change])?;
        }
        Ok(())
    })
}

/// A link and its letter for everyone meant who has an address and may sign in.
fn ready_links(app: &App, meant: Vec<Meant>, now: Now) -> Result<Vec<ReadyLink>, AccountRefusal> {
    let mut links = Vec::new();
    for one in meant {
        if one.account.state != AccountState::Active || one.has_left(now) {
            continue;
        }
        let Meant { account, person } = one;
        let Some(person) = person else { continue };
        let Some(email) = person.details.email.clone() else {
            continue;
        };
        if links.len() == MOST_ASKED {
            break;
        }
        let link = random_link()?;
        let ask = app.db.read(|conn| {
            let unit = person.details.unit_id;
            let chain = units::store::load_chain(conn, unit)?;
            Ok::<_, AccountRefusal>(units::whom_to_ask(&chain, unit))
        })?;
        let to = ReadyLink::recipient(&person, &email, ask);
        let good_until = now.instant + LINK_TIME;
        let letter = write_letter(app, LinkMail::PasswordReset, &to, &link, good_until)?;
        links.push(ReadyLink {
            account,
            person,
            email,
            link,
            letter,
        });
    }
    Ok(links)
}

/// Stores a link, the only good one of the account, and its mail; whether it did, in the
/// word of the history.
fn send_link(
    app: &App,
    conn: &mut crate::db::Conn,
    ready: ReadyLink,
    now: Now,
) -> Result<&'static str, AccountRefusal> {
    let account = ready.account.id;
    let hour_ago = now.instant - TimeDelta::hours(1);
    let lately = now.instant - LINK_PAUSE;
    if store::count_links_since(conn, account, lately)? > 0 {
        return Ok("sent_before");
    }
    if store::count_links_since(conn, account, hour_ago)? >= LINKS_AN_HOUR {
        return Ok("too_many");
    }
    store::void_links(conn, account, now.instant)?;
    store::insert_link(
        conn,
        &NewLink {
            account,
            hash: &app.keys.lookup_hash(LINK_COLUMN, &ready.link),
            address_hash: &app.keys.lookup_hash(LINK_ADDRESS_COLUMN, &ready.email),
            at: now.instant,
            expires_at: now.instant + LINK_TIME,
        },
    )?;
    let to = ReadyLink::recipient(&ready.person, &ready.email, String::new());
    queue_letter(app, conn, &to, ready.letter, now)?;
    Ok("sent")
}

/// Whether a link is still good, for the page that asks for the new password; the name
/// shown there.
///
/// # Errors
/// [`AccountRefusal::LinkOver`].
pub fn look_at_link(
    app: &App,
    conn: &mut crate::db::Conn,
    link: &str,
    now: Now,
) -> Result<String, AccountRefusal> {
    let hash = app.keys.lookup_hash(LINK_COLUMN, link);
    Ok(owner_of_link(app, conn, &hash, now)?.account.display_name)
}

/// Whose link it is. One that was sent to an address that its owner no longer has is
/// worth nothing, whoever changed the address.
fn owner_of_link(
    app: &App,
    conn: &mut crate::db::Conn,
    hash: &str,
    now: Now,
) -> Result<Owned, AccountRefusal> {
    let (id, sent_to) =
        store::find_link(conn, hash, now.instant)?.ok_or(AccountRefusal::LinkOver)?;
    let owned = load_owned(conn, id)?;
    let present = owned
        .person
        .as_ref()
        .and_then(|person| person.details.email.as_deref())
        .map(|email| app.keys.lookup_hash(LINK_ADDRESS_COLUMN, email));
    if present.is_none() || present != sent_to {
        return Err(AccountRefusal::LinkOver);
    }
    Ok(owned)
}

/// Sets a new password by a link, which is used up by it; every session ends. A second
/// factor stays as it is.
///
/// # Errors
/// [`AccountRefusal::LinkOver`], or a rule of passwords (then the link stays good).
pub fn reset_with_link(
    app: &App,
    link: &str,
    new: &str,
    repeated: &str,
    address: &str,
    now: Now,
) -> Result<(), AccountRefusal> {
    let hash = app.keys.lookup_hash(LINK_COLUMN, link);
    let owned = app.db.read(|conn| owner_of_link(app, conn, &hash, now))?;
    let has_left = owned
        .person
        .as_ref()
        .is_some_and(|person| person.details.has_left(now.today));
    if owned.account.state == AccountState::Locked || has_left {
        return Err(AccountRefusal::LinkOver);
    }
    let new_hash = hash_of_new(app, &owned.account, owned.person.as_ref(), new, repeated)?;
    app.db.write(|conn| {
        if !store::use_link(conn, &hash, now.instant)? {
            return Err(AccountRefusal::LinkOver);
        }
        let set = NewPassword {
            hash: &new_hash,
            must_change: false,
            kept: None,
            how: "reset_by_link",
        };
        let account = &owned.account;
        let occasion = occasion(&account.display_name, Some(account.id), address, now);
        replace_password(conn, &owned.account, &set, &occasion)
    })
}
