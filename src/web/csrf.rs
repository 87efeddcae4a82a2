//! The token in every form: that a change was sent from one of our own pages. Bound
//! to the session, or to the visitor's cookie before signing in; salted anew on each
//! page, so that a compressed page does not give it away.

use crate::app::App;

const SALT_DIGITS: usize = 16;

/// What a form is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bound {
    /// A session.
    Session(i64),
    /// A visitor who is not signed in.
    Visitor(String),
}

impl Bound {
    fn text(&self) -> String {
        match self {
            Self::Session(id) => format!("session {id}"),
            Self::Visitor(value) => format!("visitor {value}"),
        }
    }
}

/// A token for a page's forms.
pub(super) fn token(app: &App, bound: &Bound) -> Result<String, getrandom::Error> {
    let salt = random_hex(SALT_DIGITS / 2)?;
    let mac = app
        .keys
        .lookup_hash("csrf", &format!("{salt} {}", bound.text()));
    Ok(salt + &mac)
}

/// Whether a token was made for this session or visitor.
pub(super) fn fits(app: &App, bound: &Bound, token: &str) -> bool {
    let Some((salt, mac)) = token.split_at_checked(SALT_DIGITS) else {
        return false;
    };
    let expected = app
        .keys
        .lookup_hash("csrf", &format!("{salt} {}", bound.text()));
    // Compared by a hash of both, so that the time tells nothing.
    app.keys.lookup_hash("csrf compared", mac) == app.keys.lookup_hash("csrf compared", &expected)
}

/// `bytes` random bytes in hex.
pub(super) fn random_hex(bytes: usize) -> Result<String, getrandom::Error> {
    let mut random = vec![0_u8; bytes];
    getrandom::fill(&mut random)?;
    Ok(hex::encode(random))
}
