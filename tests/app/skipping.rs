//! What a test does where the machine lacks something: it says so and ends; where
//! `SHEGONG_REQUIRE` names the thing (`smtp`, `postgres`), a skip is a failure.

/// Skips; `needed` is the word that `SHEGONG_REQUIRE` would name.
pub fn skip<T>(needed: &str, reason: &str) -> Option<T> {
    let required = std::env::var("SHEGONG_REQUIRE").unwrap_or_default();
    assert!(
        !required.split([',', ' ']).any(|word| word == needed),
        "SHEGONG_REQUIRE demands {needed}, but {reason}"
    );
    eprintln!("skipped: {reason}");
    None
}
