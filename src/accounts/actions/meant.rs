//! Which account somebody means by a typed name, and whom an account belongs to.

use super::super::rules::{PasswordOwner, SignInName};
use super::super::store::{self, AccountRow, RoleRow};
use super::super::{AccountId, AccountRefusal, AccountState, RoleAt};
use crate::app::App;
use crate::clock::Now;
use crate::db::Conn;
use crate::identity::IdNumber;
use crate::people::{self, ID_NUMBER_COLUMN, Person, PersonId};
use crate::text::pinyin_key;
use crate::units::UnitId;

/// An account with its person.
pub(super) struct Meant {
    pub(super) account: AccountRow,
    pub(super) person: Option<Person>,
}

impl Meant {
    /// Whether its person has left.
    pub(super) fn has_left(&self, now: Now) -> bool {
        self.person
            .as_ref()
            .is_some_and(|person| person.details.has_left(now.today))
    }
}

/// The account that a name means, where it means one only.
pub(super) fn find_meant(
    app: &App,
    conn: &mut Conn,
    name: &SignInName,
    now: Now,
) -> diesel::QueryResult<Option<Meant>> {
    let mut meant = find_all_meant(app, conn, name, now)?;
    Ok(if meant.len() == 1 { meant.pop() } else { None })
}

/// The accounts that a name may mean: that of the account name first, then that of the
/// ID number, then those of a mobile number. Of several, those in use: a number that the
/// operator gave to somebody else must not keep its new owner out.
pub(super) fn find_all_meant(
    app: &App,
    conn: &mut Conn,
    name: &SignInName,
    now: Now,
) -> diesel::QueryResult<Vec<Meant>> {
    if let Some(account) = store::find_by_login(conn, &name.account)? {
        return Ok(vec![with_person(conn, account)?]);
    }
    let mut candidates: Vec<Person> = Vec::new();
    if let Some(number) = &name.id_number {
        let hash = app.keys.lookup_hash(ID_NUMBER_COLUMN, number.as_str());
        candidates.extend(people::store::load_by_hash(conn, &[hash])?.into_values());
    } else if let Some(mobile) = &name.mobile {
        candidates = people::store::load_with_mobile(conn, mobile.as_str())?;
    }
    let ids: Vec<PersonId> = candidates.iter().map(|person| person.id).collect();
    let mut meant: Vec<Meant> = store::load_of_people(conn, &ids)?
        .into_iter()
        .map(|account| Meant {
            person: candidates
                .iter()
                .find(|one| Some(one.id) == account.person_id)
                .cloned(),
            account,
        })
        .collect();
    if meant.len() > 1 {
        meant.retain(|one| one.account.state == AccountState::Active && !one.has_left(now));
    }
    Ok(meant)
}

fn with_person(conn: &mut Conn, account: AccountRow) -> diesel::QueryResult<Meant> {
    let person = match account.person_id {
        Some(person) => Some(people::store::get(conn, person)?),
        None => None,
    };
    Ok(Meant { account, person })
}

/// An account with everything that decides who may do what with it.
pub(super) struct Owned {
    pub(super) account: AccountRow,
    pub(super) person: Option<Person>,
    pub(super) roles: Vec<RoleRow>,
}

impl Owned {
    /// The unit of its person.
    pub(super) fn unit(&self) -> Option<UnitId> {
        self.person.as_ref().map(|person| person.details.unit_id)
    }

    /// The roles without their ids.
    pub(super) fn held(&self) -> Vec<RoleAt> {
        self.roles.iter().map(RoleRow::held).collect()
    }
}

/// The account with this id.
///
/// # Errors
/// [`AccountRefusal::NotFound`].
pub(super) fn load_owned(conn: &mut Conn, id: AccountId) -> Result<Owned, AccountRefusal> {
    let account = store::find(conn, id)?.ok_or(AccountRefusal::NotFound)?;
    let Meant { account, person } = with_person(conn, account)?;
    let roles = store::load_of_accounts(conn, &[id])?;
    Ok(Owned {
        account,
        person,
        roles,
    })
}

/// What a password of this account must not hold.
///
/// # Errors
/// When the ID number does not open.
pub(super) fn password_owner(
    app: &App,
    account: &AccountRow,
    person: Option<&Person>,
) -> Result<PasswordOwner, AccountRefusal> {
    let mut owner = PasswordOwner {
        names: vec![account.display_name.clone()],
        ..PasswordOwner::default()
    };
    owner.names.extend(account.login_name.clone());
    let Some(person) = person else {
        return Ok(owner);
    };
    let details = &person.details;
    owner.names.push(details.name.clone());
    owner.names.push(
        pinyin_key(&details.name)
            .chars()
            .filter(char::is_ascii_alphabetic)
            .collect(),
    );
    owner.mobile.clone_from(&details.mobile);
    owner.born_on = person
        .id_number(&app.keys)?
        .and_then(|number| IdNumber::parse(&number).ok())
        .and_then(|number| number.birth_date());
    Ok(owner)
}
