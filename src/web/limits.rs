//! How often one address may knock: bounds on what strangers can make the server do.
//! A whole office shares one address, so the bounds are an office's, not a person's.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use super::Problem;

/// Sign-ins of one address in a minute; each costs a password hash.
const SIGN_INS_A_MINUTE: NonZeroU32 = NonZeroU32::new(60).unwrap();
/// Reset mails and links tried by one address in ten minutes.
const RESETS_IN_TEN_MINUTES: NonZeroU32 = NonZeroU32::new(20).unwrap();
/// From so many known addresses on, those that have been quiet are forgotten.
const MOST_ADDRESSES: usize = 10_000;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knock {
    /// A name and a password.
    SignIn,
    /// A wish for a reset mail, or a reset link that is worth nothing.
    Reset,
}

/// The counts of this process.
pub struct Limits {
    sign_ins: DefaultKeyedRateLimiter<String>,
    resets: DefaultKeyedRateLimiter<String>,
    clock: DefaultClock,
}

impl Default for Limits {
    fn default() -> Self {
        let ten_minutes = Duration::from_secs(600) / RESETS_IN_TEN_MINUTES.get();
        let resets = Quota::with_period(ten_minutes)
            .unwrap_or_else(|| Quota::per_hour(RESETS_IN_TEN_MINUTES))
            .allow_burst(RESETS_IN_TEN_MINUTES);
        Self {
            sign_ins: RateLimiter::keyed(Quota::per_minute(SIGN_INS_A_MINUTE)),
            resets: RateLimiter::keyed(resets),
            clock: DefaultClock::default(),
        }
    }
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Limits")
    }
}

impl Limits {
    /// Counts one knock.
    ///
    /// # Errors
    /// [`Problem::TooOften`] with the seconds to wait.
    pub fn count(&self, knock: Knock, address: &str) -> Result<(), Problem> {
        let limiter = match knock {
            Knock::SignIn => &self.sign_ins,
            Knock::Reset => &self.resets,
        };
        if limiter.len() > MOST_ADDRESSES {
            limiter.retain_recent();
        }
        limiter.check_key(&household(address)).map_err(|until| {
            let wait = until.wait_time_from(self.clock.now());
            Problem::TooOften(wait.as_secs() + 1)
        })
    }
}

/// What is counted as one address: of IPv6 the first half, because whoever has one
/// address there has the whole of its network.
fn household(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(six)) => {
            let [a, b, c, d, ..] = six.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        Ok(IpAddr::V4(_)) | Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one_address() {
        assert_eq!(household("2001:db8:1:2::5"), household("2001:db8:1:2:9::1"));
        assert_ne!(household("2001:db8:1:2::5"), household("2001:db8:1:3::5"));
        assert_eq!(household("192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn one_address_is_stopped_and_the_others_are_not() {
        let limits = Limits::default();

        let let_in = (0..100)
            .filter(|_| limits.count(Knock::Reset, "192.0.2.1").is_ok())
            .count();

        assert_eq!(let_in, 20);
        assert!(limits.count(Knock::Reset, "192.0.2.2").is_ok());
        assert!(limits.count(Knock::SignIn, "192.0.2.1").is_ok());
        let refused = limits.count(Knock::Reset, "192.0.2.1").unwrap_err();
        assert!(matches!(refused, Problem::TooOften(1..=30)), "{refused}");
    }
}
