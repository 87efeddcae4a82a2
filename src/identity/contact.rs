//! Mobile numbers and mail addresses.

use std::fmt;

use super::DAMAGED_FROM;
use crate::text::fold;

/// The longest mail address (RFC 5321: 254 octets in a path).
pub const LONGEST_EMAIL: usize = 254;

/// Why a mobile number or mail address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContactRefusal {
    /// Not 11 digits.
    #[error("手机号应为11位数字，这里有{0}位，请核对后重新填写")]
    MobileLength(usize),
    /// 11 digits that no mobile number begins with, or other characters.
    #[error("“{0}”不是手机号，请填写以13至19开头的11位号码，一格只填一个")]
    NotMobile(String),
    /// No mail address.
    #[error("“{0}”不是电子邮箱地址，请填写如 name@example.com 的地址，一格只填一个")]
    NotEmail(String),
    /// Longer than any address.
    #[error("电子邮箱地址超过254个字符，请核对后重新填写")]
    EmailTooLong,
}

/// A mobile number of the mainland, 11 digits. `Display` and `Debug` mask it
/// (138****1234); [`Mobile::as_str`] gives it in full.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile(String);

impl Mobile {
    /// Reads a number as typed: blanks, hyphens, full-width digits, +86 or 0086 in front.
    ///
    /// # Errors
    /// [`ContactRefusal`], for an empty text too.
    pub fn parse(typed: &str) -> Result<Self, ContactRefusal> {
        let folded = fold(typed);
        let bare: String = folded
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '–' | '—' | '(' | ')'))
            .collect();
        // A number that passed through a decimal cell.
        let bare = bare.strip_suffix(".0").unwrap_or(&bare);
        let national = ["+86", "0086"]
            .iter()
            .find_map(|prefix| bare.strip_prefix(prefix))
            .or_else(|| bare.strip_prefix("86").filter(|rest| rest.len() == 11))
            .unwrap_or(bare);
        if national.is_empty() || !national.bytes().all(|b| b.is_ascii_digit()) {
            return Err(ContactRefusal::NotMobile(shortened(&folded)));
        }
        if national.len() != 11 {
            return Err(ContactRefusal::MobileLength(national.len()));
        }
        match national.as_bytes() {
            [b'1', b'3'..=b'9', ..] => Ok(Self(national.to_owned())),
            _ => Err(ContactRefusal::NotMobile(shortened(&folded))),
        }
    }

    /// Reads a number from a numeric cell.
    ///
    /// # Errors
    /// As [`Mobile::parse`].
    pub fn from_number(value: f64) -> Result<Self, ContactRefusal> {
        if value.is_finite() && (0.0..DAMAGED_FROM).contains(&value) && value.fract() == 0.0 {
            Self::parse(&format!("{value:.0}"))
        } else {
            Err(ContactRefusal::NotMobile(value.to_string()))
        }
    }

    /// The 11 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `138****1234`.
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }

    /// Whether somebody who searches for these digits means this number: the whole of it,
    /// or three and more of those that a list shows. What is masked is told by no search,
    /// or it could be found out digit by digit.
    pub fn is_found_by(&self, digits: &str) -> bool {
        let shown = self.0[..3] == *digits || (digits.len() >= 3 && self.0[7..].contains(digits));
        self.0 == digits || shown
    }
}

impl fmt::Display for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mobile({})", self.masked())
    }
}

/// A mail address as it can be written into a message: half-width, without
/// blanks and a `mailto:` in front; its case is kept.
///
/// # Errors
/// [`ContactRefusal::NotEmail`] where it is no plain address with a domain.
pub fn email(typed: &str) -> Result<String, ContactRefusal> {
    let folded = fold(typed);
    let address: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let address = address.strip_prefix("mailto:").unwrap_or(&address);
    if address.len() > LONGEST_EMAIL {
        return Err(ContactRefusal::EmailTooLong);
    }
    let plausible = address
        .split_once('@')
        .is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain));
    if plausible {
        Ok(address.to_owned())
    } else {
        Err(ContactRefusal::NotEmail(shortened(&folded)))
    }
}

fn is_local_part(local: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
    (1..=64).contains(&local.len())
        && local.bytes().all(allowed)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.')
        && domain.split('.').all(label)
        && top.len() >= 2
        && top.bytes().any(|b| b.is_ascii_alphabetic())
}

/// What was typed, cut so that a sentence stays a sentence.
fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(30).collect();
    if text.chars().nth(30).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_forms_of_a_mobile_are_one_number() {
        for typed in [
            "13812341234",
            "+8613812341234",
            "+86 138 1234 1234",
            "0086-138-1234-1234",
            "8613812341234",
            "138-1234-1234",
            "１３８１２３４１２３４",
            "'13812341234",
            "\t13812341234 ",
            "13812341234.0",
        ] {
            let mobile = Mobile::parse(typed);
            assert_eq!(
                mobile.as_ref().map(Mobile::as_str),
                Ok("13812341234"),
                "{typed:?}"
            );
        }
        assert_eq!(
            Mobile::from_number(13812341234.0).unwrap().to_string(),
            "138****1234"
        );
    }

    #[test]
    fn what_is_no_mobile_is_refused() {
        for (typed, sentence) in [
            (
                "1381234123",
                "手机号应为11位数字，这里有10位，请核对后重新填写",
            ),
            (
                "12812341234",
                "“12812341234”不是手机号，请填写以13至19开头的11位号码，一格只填一个",
            ),
            (
                "138/139",
                "“138/139”不是手机号，请填写以13至19开头的11位号码，一格只填一个",
            ),
            (
                "1.38E+10",
                "“1.38E+10”不是手机号，请填写以13至19开头的11位号码，一格只填一个",
            ),
            (
                "无",
                "“无”不是手机号，请填写以13至19开头的11位号码，一格只填一个",
            ),
        ] {
            assert_eq!(Mobile::parse(typed).unwrap_err().to_string(), sentence);
        }
        assert!(Mobile::from_number(1.5).is_err());
        assert!(Mobile::from_number(-13812341234.0).is_err());
    }

    #[test]
    fn mail_addresses_are_plain_addresses() {
        for (typed, address) in [
            ("p7_0@example.test", "p7_0@example.test"),
            (" Wang.Wei@Example.COM ", "Wang.Wei@Example.COM"),
            ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "wang@example.com"),
            ("mailto:a@b.cn", "a@b.cn"),
        ] {
            assert_eq!(email(typed).as_deref(), Ok(address), "{typed}");
        }
        for typed in [
            "",
            "wang",
            "wang@",
            "@example.com",
            "wang@example",
            "a@b@c.com",
            "a b,c@d.com",
            "王@example.com",
            "a..b@example.com",
            "a@-b.com",
            "a@b.c",
            "a@1.2.3.4",
            "a@b.com;c@d.com",
            "a@b.com\nBcc:x@y.com",
        ] {
            assert!(email(typed).is_err(), "{typed:?}");
        }
    }
}
