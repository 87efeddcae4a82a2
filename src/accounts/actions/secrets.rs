//! Random secrets, and where the keyed hash of each stands.

use super::super::rules::{
    CODE_ENTROPY_BYTES, ENTROPY_BYTES, first_password, new_secret, recovery_code,
};
use crate::secrecy::{KeyError, Keys};

/// Where the hash of a token stands.
const TOKEN_COLUMN: &str = "api_tokens.token_hash";
/// Where the hash of a reset link stands.
pub(super) const LINK_COLUMN: &str = "reset_links.link_hash";
/// Keyed hashes of the addresses that these links are sent to.
pub(super) const LINK_ADDRESS_COLUMN: &str = "reset_links.address_hash";
/// Where the hash of a recovery code stands; the account's number stands before the code.
pub(super) const CODE_COLUMN: &str = "recovery_codes.code_hash";
/// Where the sealed secret of a second factor stands.
pub(super) const SECOND_FACTOR_COLUMN: &str = "accounts.second_factor";
/// Where a sealed first password stands.
pub(super) const SLIP_COLUMN: &str = "password_slips.password";

/// What every token begins with, so that one found in a wrong place is recognised.
const TOKEN_PREFIX: &str = "sgt_";

fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| KeyError::Random(error.to_string()))?;
    Ok(bytes)
}

/// A first password.
pub(super) fn random_first_password() -> Result<String, KeyError> {
    Ok(first_password(&random::<ENTROPY_BYTES>()?))
}

/// A recovery code.
pub(super) fn random_recovery_code() -> Result<String, KeyError> {
    Ok(recovery_code(&random::<CODE_ENTROPY_BYTES>()?))
}

/// The secret of a second factor, Base32.
pub(super) fn random_second_factor() -> Result<String, KeyError> {
    Ok(new_secret(random()?))
}

/// The secret part of a reset link: 64 hex digits.
pub(super) fn random_link() -> Result<String, KeyError> {
    Ok(hex::encode(random::<32>()?))
}

/// By which a token is found again.
pub fn token_hash(keys: &Keys, token: &str) -> String {
    keys.lookup_hash(TOKEN_COLUMN, token.trim())
}

/// A program's token.
pub(super) fn random_token() -> Result<String, KeyError> {
    Ok(format!("{TOKEN_PREFIX}{}", hex::encode(random::<32>()?)))
}
