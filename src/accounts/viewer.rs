//! The one who looks or acts: an account with its roles, and how far they reach.

use std::collections::HashSet;

use super::{AccountId, Right, RoleAt, SessionId, TokenId, TokenScope};
use crate::audit::{Actor, Occasion};
use crate::clock::Now;
use crate::people::PersonId;
use crate::units::{UnitId, UnitTree};

/// What an account must do before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Give the second factor of this sign-in.
    GiveSecondFactor,
    /// Change a first, reset or outdated password.
    ChangePassword,
    /// Set up a second factor, where the setting asks for one.
    SetUpSecondFactor,
    /// Read the notice about personal data.
    ReadNotice,
}

/// Who looks or acts. Made from a session row or a token row, never from input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The account.
    pub account: AccountId,
    /// The name shown and written into the history.
    pub name: String,
    /// The person the account belongs to.
    pub person: Option<PersonId>,
    /// The person's unit, or none for an account of an office.
    pub unit: Option<UnitId>,
    /// The roles.
    pub roles: Vec<RoleAt>,
    /// The session; none for a program.
    pub session: Option<SessionId>,
    /// The token and what it may be used for; none for a session.
    pub token: Option<(TokenId, TokenScope)>,
    /// What must be done first.
    pub step: Option<Step>,
}

impl Viewer {
    /// Whether any role of the viewer has this right somewhere.
    pub fn may(&self, right: Right) -> bool {
        match right {
            Right::Public | Right::SignedIn => true,
            Right::Own => self.person.is_some(),
            _ => self.roles_with(right).next().is_some(),
        }
    }

    /// Whether the viewer is this person. Nobody keeps the books about themselves:
    /// certificates, training and days of service are worth money.
    pub fn is(&self, person: PersonId) -> bool {
        self.person == Some(person)
    }

    /// How far this right reaches.
    pub fn reach(&self, right: Right, tree: &UnitTree) -> Reach {
        let mut within = HashSet::new();
        for held in self.roles_with(right) {
            match held.unit {
                None => return Reach::Everywhere,
                Some(unit) => within.extend(tree.below(unit)),
            }
        }
        Reach::Units(within)
    }

    /// Under which circumstances the viewer changes something.
    pub fn occasion(&self, now: Now) -> Occasion {
        let origin = if self.token.is_some() { "api" } else { "web" };
        Occasion::new(
            Actor::new(&self.name, origin).with_account(self.account),
            now,
        )
    }

    fn roles_with(&self, right: Right) -> impl Iterator<Item = &RoleAt> {
        self.roles
            .iter()
            .filter(move |held| right.roles().contains(&held.role))
    }
}

/// The units that a right reaches. Loaders take it, so that what lies outside does
/// not exist for the viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every unit.
    Everywhere,
    /// These units.
    Units(HashSet<UnitId>),
}

impl Reach {
    /// Whether a unit lies within.
    pub fn contains(&self, unit: UnitId) -> bool {
        match self {
            Reach::Everywhere => true,
            Reach::Units(units) => units.contains(&unit),
        }
    }

    /// The units for a query; none for all of them.
    pub fn units(&self) -> Option<Vec<UnitId>> {
        match self {
            Reach::Everywhere => None,
            Reach::Units(units) => {
                let mut units: Vec<UnitId> = units.iter().copied().collect();
                units.sort_unstable();
                Some(units)
            }
        }
    }

    /// The units of `self` that lie at or below `unit`; none at all where it is outside.
    #[must_use]
    pub fn below(&self, unit: UnitId, tree: &UnitTree) -> Reach {
        Reach::Units(
            tree.below(unit)
                .into_iter()
                .filter(|id| self.contains(*id))
                .collect(),
        )
    }
}
