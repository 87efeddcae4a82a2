//! The second factor: a code of six digits that an app makes anew every 30 seconds
//! (RFC 6238, SHA-1, as every authenticator app knows it).

use totp_rs::{Builder, Secret, Totp};

/// Why a code does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecondFactorError {
    /// Not the code of now, of 30 seconds ago or of the next 30 seconds.
    #[error("动态验证码不对：请输入手机上当前显示的 6 位数字，并确认手机时间准确")]
    Wrong,
    /// It was used before.
    #[error("这个动态验证码已经用过：请等手机上显示下一个再输入")]
    Used,
    /// The stored secret is no secret; a fault of the program.
    #[error("动态验证码的密钥无法使用：请联系系统管理员重置")]
    Unusable,
}

/// A new secret of 160 random bits, in Base32 as apps take it.
pub fn new_secret(entropy: [u8; 20]) -> String {
    Secret::new_stack(entropy).to_base32()
}

fn totp(secret: &str, account: &str, issuer: &str) -> Result<Totp, SecondFactorError> {
    let secret = Secret::try_from_base32(secret).map_err(|_| SecondFactorError::Unusable)?;
    Builder::new()
        .with_secret(secret)
        .with_account_name(account.replace(':', "："))
        .with_issuer(Some(issuer.replace(':', "：")))
        .build()
        .map_err(|_| SecondFactorError::Unusable)
}

/// The address that an app reads from the QR code.
///
/// # Errors
/// [`SecondFactorError::Unusable`] where the secret is none.
pub fn enrolment_url(
    secret: &str,
    account: &str,
    issuer: &str,
) -> Result<String, SecondFactorError> {
    totp(secret, account, issuer)?
        .to_url()
        .map_err(|_| SecondFactorError::Unusable)
}

/// Checks a code at `unix_seconds`; the step it belongs to, which must be kept so that
/// no code counts twice.
///
/// # Errors
/// [`SecondFactorError`].
pub fn check_code(
    secret: &str,
    typed: &str,
    unix_seconds: i64,
    last_step: Option<i64>,
) -> Result<i64, SecondFactorError> {
    let digits: String = crate::text::fold(typed)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(SecondFactorError::Wrong);
    }
    let now = u64::try_from(unix_seconds).map_err(|_| SecondFactorError::Wrong)?;
    let step = totp(secret, "x", "x")?
        .check(&digits, now)
        .and_then(|step| i64::try_from(step).ok())
        .ok_or(SecondFactorError::Wrong)?;
    if last_step.is_some_and(|last| step <= last) {
        return Err(SecondFactorError::Used);
    }
    Ok(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, appendix B: "12345678901234567890".
    fn rfc_secret() -> String {
        new_secret(*b"12345678901234567890")
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // The RFC prints eight digits; an app shows the last six.
        for (seconds, code, step) in [
            (59, "287082", 1),
            (1_111_111_109, "081804", 37_037_036),
            (1_234_567_890, "005924", 41_152_263),
        ] {
            assert_eq!(check_code(&rfc_secret(), code, seconds, None), Ok(step));
        }
    }

    #[test]
    fn a_code_counts_for_a_step_before_and_after_and_never_twice() {
        let secret = rfc_secret();

        assert_eq!(check_code(&secret, "２８７ ０８２", 89, None), Ok(1));
        assert_eq!(check_code(&secret, "287082", 20, None), Ok(1));
        assert_eq!(
            check_code(&secret, "287082", 90, None),
            Err(SecondFactorError::Wrong)
        );
        assert_eq!(
            check_code(&secret, "287082", 59, Some(1)),
            Err(SecondFactorError::Used)
        );
        for typed in ["", "28708", "2870822", "abcdef", "-87082"] {
            assert_eq!(
                check_code(&secret, typed, 59, None),
                Err(SecondFactorError::Wrong)
            );
        }
    }

    #[test]
    fn the_address_for_the_app_names_system_and_account() {
        let url = enrolment_url(&rfc_secret(), "王芳:1", "社工通").unwrap();

        assert!(url.starts_with("otpauth://totp/"), "{url}");
        assert!(
            url.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            "{url}"
        );
        assert!(url.contains("issuer=%E7%A4%BE%E5%B7%A5%E9%80%9A"), "{url}");
    }
}
