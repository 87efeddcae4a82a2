//! Where a person is paid (收款账户): holder, bank and number as typed, checked. The
//! number is sealed in the database; a page shows its tail.

use chrono::NaiveDateTime;

use crate::people::PersonId;
use crate::text::{person_name, tidy};

use super::receipts::plain_number;

/// The column under which numbers are sealed and looked up.
pub const SEALED_COLUMN: &str = "bank_accounts.number";

/// An account as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct TypedAccount {
    /// 户名.
    pub holder: String,
    /// 开户行, the branch's full name.
    pub bank: String,
    /// 账号.
    pub number: String,
}

/// An account whose every field is well-formed.
#[derive(Clone, PartialEq, Eq)]
pub struct CheckedAccount {
    /// 户名.
    pub holder: String,
    /// 开户行.
    pub bank: String,
    /// 账号: digits only.
    pub number: String,
}

/// What is wrong with a field of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountProblem {
    /// The field's name.
    pub field: &'static str,
    /// What, and what to do.
    pub message: String,
}

/// A stored account.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::bank_accounts)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct BankAccount {
    /// Whose.
    pub person_id: PersonId,
    /// 户名.
    pub holder: String,
    /// 开户行.
    pub bank: String,
    /// The number, sealed.
    pub number_cipher: String,
    /// The keyed hash by which the same number is found again.
    pub number_hash: String,
    /// Its last four digits.
    pub number_tail: String,
    /// Raised by each change.
    pub version: i64,
    /// When it was changed last (UTC).
    pub updated_at: NaiveDateTime,
}

impl BankAccount {
    /// `**** 1234`, as pages and lists show it.
    pub fn masked(&self) -> String {
        masked(&self.number_tail)
    }
}

/// `**** 1234`.
pub fn masked(tail: &str) -> String {
    format!("**** {tail}")
}

/// The last four digits of a number.
pub fn tail(number: &str) -> String {
    let from = number.len().saturating_sub(4);
    number.get(from..).unwrap_or_default().to_owned()
}

/// Checks a typed account.
///
/// # Errors
/// Every problem, each beside its field.
pub fn check_account(typed: &TypedAccount) -> Result<CheckedAccount, Vec<AccountProblem>> {
    let mut problems = Vec::new();
    let mut add = |field, message: String| problems.push(AccountProblem { field, message });
    let holder = person_name(&typed.holder).unwrap_or_else(|refusal| {
        add("holder", format!("户名有误：{refusal}"));
        String::new()
    });
    let bank = tidy(&typed.bank).into_owned();
    let length = bank.chars().count();
    if length == 0 {
        add(
            "bank",
            "请填写开户行全称，如 中国农业银行重庆綦江支行".to_owned(),
        );
    } else if !(4..=60).contains(&length) || !bank.contains(['行', '社', '局']) {
        add(
            "bank",
            "请填写开户行全称，写到支行，如 中国农业银行重庆綦江支行".to_owned(),
        );
    }
    let number = plain_number(&typed.number);
    if let Some(message) = number_problem(&number) {
        add("number", message);
    }
    if problems.is_empty() {
        Ok(CheckedAccount {
            holder,
            bank,
            number,
        })
    } else {
        Err(problems)
    }
}

fn number_problem(number: &str) -> Option<String> {
    if number.is_empty() {
        return Some("请填写账号".to_owned());
    }
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some("账号只能是数字，请对照银行卡或存折核对".to_owned());
    }
    if !(10..=25).contains(&number.len()) {
        let length = number.len();
        return Some(format!(
            "账号有{length}位，一般为12至19位，请对照银行卡或存折核对"
        ));
    }
    // 62 begins the cards of 银联; their last digit proves the others (ISO/IEC 7812).
    if number.starts_with("62") && (16..=19).contains(&number.len()) && !luhn_holds(number) {
        return Some("卡号的校验位不符，可能输错了一位，请对照银行卡核对".to_owned());
    }
    None
}

fn luhn_holds(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            match at % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(holder: &str, bank: &str, number: &str) -> TypedAccount {
        TypedAccount {
            holder: holder.to_owned(),
            bank: bank.to_owned(),
            number: number.to_owned(),
        }
    }

    #[test]
    fn an_account_is_checked_field_by_field() {
        let bank = "中国农业银行重庆綦江支行";
        for (account, wrong) in [
            (typed("赵敏", bank, "6228480402564890018"), vec![]),
            (typed("赵敏", bank, "6228 4804 0256 4890 018"), vec![]),
            (
                typed("赵敏", bank, "６２２８４８０４０２５６４８９００１８"),
                vec![],
            ),
            // A passbook has no check digit.
            (
                typed("赵敏", "重庆农村商业银行石壕支行", "3101234567890"),
                vec![],
            ),
            (typed("赵敏", bank, "6228480402564890019"), vec!["number"]),
            (typed("赵敏", bank, "62284804X2564890018"), vec!["number"]),
            (typed("赵敏", bank, "12345"), vec!["number"]),
            (typed("赵敏", bank, ""), vec!["number"]),
            (typed("赵敏", "农行", "6228480402564890018"), vec!["bank"]),
            (typed("赵敏", "", "6228480402564890018"), vec!["bank"]),
            (typed("", "", ""), vec!["holder", "bank", "number"]),
        ] {
            let found: Vec<&str> = check_account(&account)
                .err()
                .unwrap_or_default()
                .iter()
                .map(|problem| problem.field)
                .collect();
            assert_eq!(found, wrong, "{account:?}");
        }
    }

    #[test]
    fn only_the_tail_is_shown() {
        assert_eq!(masked(&tail("6228480402564890018")), "**** 0018");
        assert_eq!(tail("12"), "12");
    }
}
