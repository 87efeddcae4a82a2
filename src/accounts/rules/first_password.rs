//! First passwords: random, easy to read off a slip and to type on a phone.

use chrono::{NaiveDateTime, TimeDelta};

/// A first or reset password that was not used within so many days is good no more.
pub const FIRST_PASSWORD_DAYS: i64 = 30;

/// Without I and O, which look like 1 and 0.
const CAPITALS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Without i, l and o.
const SMALL: &[u8] = b"abcdefghjkmnpqrstuvwxyz";
/// Without 0 and 1.
const DIGITS: &[u8] = b"23456789";

/// Random bytes that one first password takes: four a character.
pub const ENTROPY_BYTES: usize = 48;

/// Three groups of capital, small letter, digit, small letter: `Kb7m-Xq3f-Tn9w`, some
/// 50 bits, all of them needed only against the lock-out of five tries.
pub fn first_password(entropy: &[u8; ENTROPY_BYTES]) -> String {
    let mut password = String::with_capacity(14);
    let (draws, _) = entropy.as_chunks::<4>();
    for (index, draw) in draws.iter().enumerate() {
        let alphabet = match index % 4 {
            0 => CAPITALS,
            2 => DIGITS,
            _ => SMALL,
        };
        if index > 0 && index % 4 == 0 {
            password.push('-');
        }
        // 2³² is so much larger than an alphabet that the remainder's bias is nothing.
        let place = u32::from_le_bytes(*draw) as usize % alphabet.len();
        password.extend(alphabet.get(place).map(|&byte| char::from(byte)));
    }
    password
}

/// Whether a first password made at `made_at` is good no more.
pub fn first_password_is_over(made_at: Option<NaiveDateTime>, now: NaiveDateTime) -> bool {
    made_at.is_some_and(|made| now - made >= TimeDelta::days(FIRST_PASSWORD_DAYS))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{PasswordOwner, check_password};
    use super::*;

    proptest! {
        #[test]
        fn a_first_password_is_readable_and_keeps_the_rules(low in any::<[u8; 24]>(), high in any::<[u8; 24]>()) {
            let mut entropy = [0; ENTROPY_BYTES];
            entropy[..24].copy_from_slice(&low);
            entropy[24..].copy_from_slice(&high);

            let password = first_password(&entropy);

            prop_assert_eq!(password.len(), 14);
            prop_assert!(!password.contains(['0', 'O', '1', 'l', 'I', 'o', 'i']), "{}", password);
            prop_assert_eq!(check_password(&password, &PasswordOwner::default()), Ok(()));
        }
    }
}
