//! What somebody types into the first field: an account name, a mobile or an ID number.

use crate::identity::{IdNumber, Mobile};
use crate::text::fold;

/// The shortest and longest account name.
const LOGIN_NAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=32;

/// Everything that a typed name can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInName {
    /// As an account name: folded, small letters.
    pub account: String,
    /// As a mobile number.
    pub mobile: Option<Mobile>,
    /// As an ID number.
    pub id_number: Option<IdNumber>,
}

impl SignInName {
    /// Reads what was typed; every text can be read, if only as a name that nobody has.
    pub fn parse(typed: &str) -> Self {
        Self {
            account: fold(typed).to_lowercase(),
            mobile: Mobile::parse(typed).ok(),
            id_number: IdNumber::parse(typed).ok(),
        }
    }

    /// One text for all ways of typing the same name, to count failures by.
    pub fn canonical(&self) -> &str {
        match (&self.mobile, &self.id_number) {
            (Some(mobile), _) => mobile.as_str(),
            (None, Some(number)) => number.as_str(),
            (None, None) => &self.account,
        }
    }
}

/// Why an account name is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginNameRefusal {
    /// Other characters, or too short or long.
    #[error("账号名应为 3 至 32 位小写字母、数字、点、横线或下划线，并以字母开头：请改一个名称")]
    Characters,
    /// It could be somebody's ID or mobile number.
    #[error("账号名不能像证件号码或手机号：请改一个名称")]
    LooksLikeANumber,
}

/// An account name as it is stored.
///
/// # Errors
/// [`LoginNameRefusal`].
pub fn login_name(typed: &str) -> Result<String, LoginNameRefusal> {
    let name = fold(typed).to_lowercase();
    let allowed =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_');
    let fits = LOGIN_NAME_LENGTH.contains(&name.len())
        && name.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
        && name.bytes().all(allowed);
    if !fits {
        return Err(LoginNameRefusal::Characters);
    }
    if IdNumber::parse(&name).is_ok() || Mobile::parse(&name).is_ok() {
        return Err(LoginNameRefusal::LooksLikeANumber);
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_field_takes_all_three_names() {
        let mobile = SignInName::parse(" +86 138 1234 1234");
        assert_eq!(mobile.canonical(), "13812341234");
        let number = SignInName::parse("11010519491231002x");
        assert_eq!(number.canonical(), "11010519491231002X");
        let account = SignInName::parse(" Admin ");
        assert_eq!(account.account, "admin");
        assert_eq!(account.canonical(), "admin");
    }

    #[test]
    fn account_names_are_plain_and_never_a_number() {
        for (typed, name) in [
            ("admin", "admin"),
            (" Hr.Shihao ", "hr.shihao"),
            ("ｄｉｓｔｒｉｃｔ", "district"),
        ] {
            assert_eq!(login_name(typed).as_deref(), Ok(name));
        }
        for typed in [
            "",
            "ab",
            "1abc",
            "管理员",
            "a b c",
            "a@b.cn",
            &"a".repeat(33),
        ] {
            assert_eq!(
                login_name(typed),
                Err(LoginNameRefusal::Characters),
                "{typed}"
            );
        }
    }
}
