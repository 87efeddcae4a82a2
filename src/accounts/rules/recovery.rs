//! Recovery codes: ten, each once, for whoever has lost the phone.

/// How many there are.
pub const RECOVERY_CODES: usize = 10;

/// Random bytes that one code takes: four a character.
pub const CODE_ENTROPY_BYTES: usize = 40;

/// Without what looks alike.
const ALPHABET: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";

/// One code of ten characters, `k7mxq-3ftn9`; some 49 bits.
pub fn recovery_code(entropy: &[u8; CODE_ENTROPY_BYTES]) -> String {
    let mut code = String::with_capacity(11);
    let (draws, _) = entropy.as_chunks::<4>();
    for (index, draw) in draws.iter().enumerate() {
        if index == 5 {
            code.push('-');
        }
        let place = u32::from_le_bytes(*draw) as usize % ALPHABET.len();
        code.extend(ALPHABET.get(place).map(|&byte| char::from(byte)));
    }
    code
}

/// A code as its hash is made of: small letters and digits only.
pub fn normalised_recovery_code(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        let code = recovery_code(&[7; CODE_ENTROPY_BYTES]);

        assert_eq!(code.len(), 11);
        for typed in [
            code.to_uppercase(),
            code.replace('-', " "),
            format!(" {code} "),
        ] {
            assert_eq!(
                normalised_recovery_code(&typed),
                normalised_recovery_code(&code)
            );
        }
    }
}
