//! Numbers of identity documents.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use super::DAMAGED_FROM;
use crate::text::{half_width, is_invisible};
use crate::text_enum;

text_enum!(
    /// What document a number belongs to, told by its shape.
    IdKind {
        /// The resident identity card, 18 digits with a check digit.
        Resident = "resident", "居民身份证";
        /// Residence permit of people from Hong Kong (81), Macao (82), Taiwan (83);
        /// built like the resident number.
        HongKongMacaoTaiwanResidence = "hmt_residence", "港澳台居民居住证";
        /// H or M with 8 or 10 digits.
        HongKongMacaoPass = "hong_kong_macao_pass", "港澳居民来往内地通行证";
        /// 8 digits, or 10 digits with an issue letter.
        TaiwanPass = "taiwan_pass", "台湾居民来往大陆通行证";
        /// 18 digits that begin with 9 and a province (since 2023), or 3 letters and 12 digits.
        ForeignPermanentResidence = "foreign_permanent_residence", "外国人永久居留身份证";
        /// One or two letters and 6 to 9 digits.
        Passport = "passport", "护照";
    }
);

text_enum!(
    /// Sex, as the resident number tells it.
    Sex {
        /// 男, an odd 17th digit.
        Male = "male", "男";
        /// 女, an even 17th digit.
        Female = "female", "女";
    }
);

/// Why a text is no usable identity number. The sentences never hold a number in full.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdRefusal {
    /// Nothing there.
    #[error("身份证号没有填写，请补填")]
    Empty,
    /// The spreadsheet turned the number into 9.91E+17 or cut its last digits.
    #[error("身份证号已被表格软件当作数字改坏，后几位已丢失，请把该列设为文本格式后重新填写")]
    Damaged,
    /// An old 15-digit number, out of use since 2013.
    #[error("身份证号是15位旧号码，已停止使用，请改填18位号码")]
    FifteenDigits,
    /// Digits, but neither 18 nor of another document.
    #[error("身份证号应为18位，这里有{0}位，请核对后补全")]
    WrongLength(usize),
    /// The birth date in it does not exist.
    #[error("身份证号{0}中的出生日期不存在，请核对第7至14位")]
    NoSuchBirthDate(String),
    /// The last digit does not fit the others.
    #[error("身份证号{0}的校验位不对，请对照证件核对")]
    WrongCheckDigit(String),
    /// No document known has numbers of this shape.
    #[error("证件号码{0}不是身份证、居住证、通行证、永久居留证或护照的号码，请核对")]
    UnknownShape(String),
}

/// The number of an identity document in its normal form (half-width, no blanks,
/// upper-case X). `Debug` and `Display` show it masked; [`IdNumber::as_str`]
/// gives it in full and is called on purpose only.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber {
    number: String,
    kind: IdKind,
}

/// Upper limit of what is looked at; longer cells are no number at all.
const LONGEST: usize = 64;

/// How many characters of a resident number are shown before and after the stars.
const SHOWN_FIRST: usize = 6;
const SHOWN_LAST: usize = 4;

impl IdNumber {
    /// Reads a number as people type it: blanks, guards, full-width digits,
    /// lower-case or look-alike x.
    ///
    /// # Errors
    /// [`IdRefusal`], one sentence each.
    pub fn parse(typed: &str) -> Result<Self, IdRefusal> {
        let number = normalised(typed);
        if number.is_empty() {
            return Err(IdRefusal::Empty);
        }
        if is_scientific(&number) {
            return Err(IdRefusal::Damaged);
        }
        let kind = recognise(&number)?;
        Ok(Self { number, kind })
    }

    /// Reads a number from a numeric cell. Only short ones survive that.
    ///
    /// # Errors
    /// [`IdRefusal::Damaged`] at and above [`DAMAGED_FROM`], else as [`IdNumber::parse`].
    pub fn from_number(value: f64) -> Result<Self, IdRefusal> {
        if !value.is_finite() || value.abs() >= DAMAGED_FROM || value.fract() != 0.0 {
            return Err(IdRefusal::Damaged);
        }
        Self::parse(&format!("{value:.0}"))
    }

    /// The number in full, for storing and for what the law asks to be printed.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    /// Which document it is.
    pub fn kind(&self) -> IdKind {
        self.kind
    }

    /// First 6, stars, last 4; of shorter numbers the first and last two.
    pub fn masked(&self) -> String {
        mask_id_number(&self.number)
    }

    /// The birth date that an 18-digit number tells.
    pub fn birth_date(&self) -> Option<NaiveDate> {
        birth_date(&self.number)
    }

    /// The sex that an 18-digit number tells.
    pub fn sex(&self) -> Option<Sex> {
        let digit = match self.number.len() {
            18 => self.number.as_bytes()[16],
            _ => return None,
        };
        Some(if digit % 2 == 1 {
            Sex::Male
        } else {
            Sex::Female
        })
    }
}

impl FromStr for IdNumber {
    type Err = IdRefusal;
    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        Self::parse(typed)
    }
}

impl fmt::Display for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.masked())
    }
}

/// Half-width, upper case, without blanks, guards and invisible characters.
fn normalised(typed: &str) -> String {
    typed
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .filter(|c| !matches!(c, '\'' | '’' | '‘' | '`'))
        .map(|c| match c {
            // What looks like X when typed with another keyboard layout.
            'x' | '×' | '✕' | 'Х' | 'х' | 'Ⅹ' | 'ⅹ' => 'X',
            '（' => '(',
            '）' => ')',
            other => other.to_ascii_uppercase(),
        })
        .take(LONGEST)
        .collect()
}

/// `9.91E+17`: what a spreadsheet leaves of a long number.
fn is_scientific(number: &str) -> bool {
    let Some((mantissa, exponent)) = number.split_once('E') else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    digits(whole) && digits(part) && whole.len() == 1 && digits(exponent) && exponent.len() <= 3
}

fn recognise(number: &str) -> Result<IdKind, IdRefusal> {
    let bytes = number.as_bytes();
    let all_digits = bytes.iter().all(u8::is_ascii_digit);
    if number.len() == 18 && bytes[..17].iter().all(u8::is_ascii_digit) {
        return recognise_eighteen(number);
    }
    if all_digits {
        return match number.len() {
            8 => Ok(IdKind::TaiwanPass),
            15 => Err(IdRefusal::FifteenDigits),
            found => Err(IdRefusal::WrongLength(found)),
        };
    }
    let letters = bytes.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let tail = &bytes[letters..];
    let tail_digits = tail.iter().all(u8::is_ascii_digit);
    match (letters, tail.len()) {
        (1, 8 | 10) if tail_digits && matches!(bytes[0], b'H' | b'M') => {
            Ok(IdKind::HongKongMacaoPass)
        }
        (3, 12) if tail_digits => Ok(IdKind::ForeignPermanentResidence),
        (1 | 2, 6..=9) if tail_digits => Ok(IdKind::Passport),
        (0, 11..=13) if is_old_taiwan_pass(number) => Ok(IdKind::TaiwanPass),
        _ if is_nearly_digits(bytes) => Err(IdRefusal::WrongLength(number.chars().count())),
        _ => Err(IdRefusal::UnknownShape(mask_id_number(number))),
    }
}

/// Digits with an X at the end, of another length than 18.
fn is_nearly_digits(bytes: &[u8]) -> bool {
    match bytes.split_last() {
        Some((b'X', digits)) => digits.len() > 8 && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// 10 digits and one letter, which often stands in brackets.
fn is_old_taiwan_pass(number: &str) -> bool {
    let plain: String = number.chars().filter(|c| !matches!(c, '(' | ')')).collect();
    let bytes = plain.as_bytes();
    bytes.len() == 11
        && bytes[..10].iter().all(u8::is_ascii_digit)
        && bytes[10].is_ascii_uppercase()
        && bytes[10] != b'X'
}

fn recognise_eighteen(number: &str) -> Result<IdKind, IdRefusal> {
    let bytes = number.as_bytes();
    if check_digit(&bytes[..17]) != Some(bytes[17]) {
        // A number cut to fifteen digits by a spreadsheet and then made text.
        if number.ends_with("000") {
            return Err(IdRefusal::Damaged);
        }
        return Err(IdRefusal::WrongCheckDigit(mask_id_number(number)));
    }
    if birth_date(number).is_none() {
        return Err(IdRefusal::NoSuchBirthDate(mask_id_number(number)));
    }
    Ok(match &bytes[..3] {
        [b'8', b'1'..=b'3', _] => IdKind::HongKongMacaoTaiwanResidence,
        [b'9', tens, ones] if is_province(*tens, *ones) => IdKind::ForeignPermanentResidence,
        _ => IdKind::Resident,
    })
}

/// Whether two digits are a province code of GB/T 2260 (11 … 65).
fn is_province(tens: u8, ones: u8) -> bool {
    matches!(
        (tens, ones),
        (b'1', b'1'..=b'5')
            | (b'2', b'1'..=b'3')
            | (b'3', b'1'..=b'7')
            | (b'4', b'1'..=b'6')
            | (b'5', b'0'..=b'4')
            | (b'6', b'1'..=b'5')
    )
}

/// The check digit of 17 digits (GB 11643-1999, ISO 7064 MOD 11-2): `0`–`9` or
/// `X`; none where there are not 17 digits.
pub fn check_digit(first_seventeen: &[u8]) -> Option<u8> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const DIGITS: [u8; 11] = *b"10X98765432";
    if first_seventeen.len() != WEIGHTS.len() || !first_seventeen.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let sum: u32 = first_seventeen
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    DIGITS.get((sum % 11) as usize).copied()
}

/// Digits 7–14 of an 18-digit number as a day that exists, from 1800 on.
fn birth_date(number: &str) -> Option<NaiveDate> {
    if number.len() != 18 {
        return None;
    }
    let part = |range: std::ops::Range<usize>| number.get(range)?.parse::<u32>().ok();
    let year = i32::try_from(part(6..10)?).ok()?;
    NaiveDate::from_ymd_opt(year, part(10..12)?, part(12..14)?).filter(|day| day.year() >= 1800)
}

/// First 6, stars, last 4; of shorter numbers the first and last two.
pub fn mask_id_number(number: &str) -> String {
    let characters: Vec<char> = number.chars().collect();
    let (first, last) = match characters.len() {
        0..=4 => (0, 0),
        5..=13 => (2, 2),
        _ => (SHOWN_FIRST, SHOWN_LAST),
    };
    let hidden = characters.len() - first - last;
    let stars = if characters.len() > 18 { 8 } else { hidden };
    characters[..first]
        .iter()
        .copied()
        .chain(std::iter::repeat_n('*', stars))
        .chain(characters[characters.len() - last..].iter().copied())
        .collect()
}

#[cfg(test)]
#[path = "id_number_tests.rs"]
mod tests;
