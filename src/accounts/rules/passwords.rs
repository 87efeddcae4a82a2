//! Which passwords are taken (GB/T 22239-2019 身份鉴别 a; the numbers as assessors of
//! level 2 expect them).

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};

/// At least so many characters.
pub const SHORTEST_PASSWORD: usize = 8;
/// At most so many, so that hashing stays cheap.
pub const LONGEST_PASSWORD: usize = 128;
/// A password may not come back until so many others were used.
pub const KEPT_PASSWORDS: usize = 5;
/// Of small letters, capitals, digits and other characters so many kinds.
const KINDS: usize = 3;
/// Names of fewer letters are found in too many good passwords.
const SHORTEST_NAME_PART: usize = 4;

/// Passwords that everybody tries first; one a line, small letters.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../../assets/common-passwords.txt")
        .lines()
        .collect()
});

/// What a password of somebody must not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PasswordOwner {
    /// Account name, name, and the name in pinyin.
    pub names: Vec<String>,
    /// Mobile number.
    pub mobile: Option<String>,
    /// Birth date, as the ID number tells it.
    pub born_on: Option<NaiveDate>,
}

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    /// Too short.
    #[error("新密码不到 8 位：请设 8 至 128 位的密码")]
    TooShort,
    /// Too long.
    #[error("新密码超过 128 位：请设 8 至 128 位的密码")]
    TooLong,
    /// Too few kinds of characters.
    #[error("新密码的字符种类太少：大写字母、小写字母、数字、符号中至少要有三种，请补上")]
    TooPlain,
    /// Everybody's password.
    #[error("新密码是常见密码，很容易被猜到：请换一个不常用的组合")]
    Common,
    /// Holds the name.
    #[error("新密码里有姓名或账号名：请换一个不含姓名、账号名的密码")]
    HoldsName,
    /// Holds the mobile number.
    #[error("新密码里有手机号：请换一个不含手机号的密码")]
    HoldsMobile,
    /// Holds the birth date.
    #[error("新密码里有出生日期：请换一个不含生日的密码")]
    HoldsBirthDate,
    /// One of the last five.
    #[error("新密码在最近 5 次用过：请换一个没有用过的密码")]
    UsedBefore,
}

/// Checks everything about a password but whether it was used before.
///
/// # Errors
/// The first [`PasswordRefusal`] that holds.
pub fn check_password(password: &str, owner: &PasswordOwner) -> Result<(), PasswordRefusal> {
    let length = password.chars().count();
    if length < SHORTEST_PASSWORD {
        return Err(PasswordRefusal::TooShort);
    }
    if length > LONGEST_PASSWORD {
        return Err(PasswordRefusal::TooLong);
    }
    if kinds(password) < KINDS {
        return Err(PasswordRefusal::TooPlain);
    }
    let small = password.to_lowercase();
    if is_common(&small) {
        return Err(PasswordRefusal::Common);
    }
    let holds = |part: &str, shortest: usize| {
        part.chars().count() >= shortest && small.contains(&part.to_lowercase())
    };
    if owner.names.iter().any(|name| {
        let shortest = if name.is_ascii() {
            SHORTEST_NAME_PART
        } else {
            2
        };
        holds(name, shortest)
    }) {
        return Err(PasswordRefusal::HoldsName);
    }
    if owner
        .mobile
        .as_ref()
        .is_some_and(|mobile| holds(mobile, 11))
    {
        return Err(PasswordRefusal::HoldsMobile);
    }
    if owner
        .born_on
        .is_some_and(|day| birth_date_spellings(day).iter().any(|text| holds(text, 6)))
    {
        return Err(PasswordRefusal::HoldsBirthDate);
    }
    Ok(())
}

/// How many of the four kinds of characters occur.
fn kinds(password: &str) -> usize {
    let small = password.chars().any(|c| c.is_ascii_lowercase());
    let capital = password.chars().any(|c| c.is_ascii_uppercase());
    let digit = password.chars().any(|c| c.is_ascii_digit());
    let other = password.chars().any(|c| !c.is_ascii_alphanumeric());
    [small, capital, digit, other]
        .into_iter()
        .filter(|found| *found)
        .count()
}

/// Whether a password, or what is left of it without marks around it, is in the list:
/// `Password1!` is `password1`.
fn is_common(small: &str) -> bool {
    let bare = small.trim_matches(|c: char| !c.is_alphanumeric());
    let undisguised: String = bare.chars().map(plain_letter).collect();
    [small, bare, undisguised.as_str()]
        .iter()
        .any(|text| COMMON.contains(text))
}

/// The letter that a look-alike stands for.
fn plain_letter(c: char) -> char {
    match c {
        '@' | '4' => 'a',
        '$' | '5' => 's',
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        other => other,
    }
}

/// 19900307, 900307, 1990-03-07, 1990.3.7 …
fn birth_date_spellings(day: NaiveDate) -> Vec<String> {
    let (year, month, of_month) = (day.year(), day.month(), day.day());
    let mut spellings = vec![format!("{:02}{month:02}{of_month:02}", year % 100)];
    for separator in ["", "-", ".", "/", "_"] {
        spellings.push(format!(
            "{year}{separator}{month:02}{separator}{of_month:02}"
        ));
        spellings.push(format!("{year}{separator}{month}{separator}{of_month}"));
    }
    spellings
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wang() -> PasswordOwner {
        PasswordOwner {
            names: ["王芳", "wangfang", "hr.shihao"].map(str::to_owned).into(),
            mobile: Some("13812341234".to_owned()),
            born_on: NaiveDate::from_ymd_opt(1990, 3, 7),
        }
    }

    #[test]
    fn the_rules_as_a_table() {
        use PasswordRefusal::{
            Common, HoldsBirthDate, HoldsMobile, HoldsName, TooLong, TooPlain, TooShort,
        };
        let long = format!("Aa1{}", "x".repeat(126));
        let just = format!("Aa1{}", "x".repeat(125));
        for (password, expected) in [
            ("Lv7#shan", Ok(())),
            ("三江汇流Ba9口", Ok(())),
            (just.as_str(), Ok(())),
            ("Lv7#sha", Err(TooShort)),
            (long.as_str(), Err(TooLong)),
            ("lvyeshan2026", Err(TooPlain)),
            ("LVYESHAN2026", Err(TooPlain)),
            ("12345678", Err(TooPlain)),
            ("1qaz@WSX", Err(Common)),
            ("Password1!", Err(Common)),
            ("P@ssw0rd", Err(Common)),
            ("Woaini1314!", Err(Common)),
            ("Admin@123", Err(Common)),
            ("Chongqing2026!", Err(Common)),
            ("WangFang#77", Err(HoldsName)),
            ("王芳Abc#772", Err(HoldsName)),
            ("Hr.Shihao#77", Err(HoldsName)),
            ("Tel13812341234", Err(HoldsMobile)),
            ("Lv#19900307", Err(HoldsBirthDate)),
            ("Lv#900307x", Err(HoldsBirthDate)),
            ("Lv#1990-3-7", Err(HoldsBirthDate)),
        ] {
            assert_eq!(check_password(password, &wang()), expected, "{password}");
        }
    }

    #[test]
    fn the_list_of_common_passwords_is_long_and_without_idle_lines() {
        assert!(COMMON.len() > 3_000, "{}", COMMON.len());
        for line in COMMON.iter() {
            assert!(!line.is_empty());
            assert_eq!(line.to_lowercase(), *line);
            assert_eq!(line.trim(), *line);
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_is_long_enough_and_mixed(password in "[a-zA-Z0-9!@# ]{0,20}") {
            if check_password(&password, &PasswordOwner::default()).is_ok() {
                prop_assert!(password.chars().count() >= SHORTEST_PASSWORD);
                prop_assert!(kinds(&password) >= KINDS);
            }
        }

        #[test]
        fn nobody_s_own_name_is_taken_whatever_stands_around_it(before in "[A-Z][0-9]{2}", after in "[!#]{3}") {
            let password = format!("{before}wangfang{after}");
            prop_assert_eq!(check_password(&password, &wang()), Err(PasswordRefusal::HoldsName));
        }
    }
}
