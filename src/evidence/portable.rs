//! PDF: kept byte for byte, after a look at its head, its end and whether it is locked.

use super::{EvidenceRefusal, MediaType};

/// The head and the end of a PDF may have other bytes before and after them; readers
/// look in this many (ISO 32000-1, annex H).
const LOOKED_AT: usize = 1024;

/// Whether the head says PDF.
pub(super) fn has_header(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(LOOKED_AT)];
    find(head, b"%PDF-").is_some()
}

/// Whether the file has its end and can be opened without a password.
///
/// # Errors
/// [`EvidenceRefusal`].
pub(super) fn check(bytes: &[u8]) -> Result<(), EvidenceRefusal> {
    let end = &bytes[bytes.len().saturating_sub(LOOKED_AT)..];
    if find(end, b"%%EOF").is_none() || find(end, b"startxref").is_none() {
        return Err(EvidenceRefusal::Cut(MediaType::Pdf));
    }
    if is_encrypted(bytes) {
        return Err(EvidenceRefusal::Encrypted);
    }
    Ok(())
}

/// The trailer of a locked file has `/Encrypt` with a reference or a dictionary
/// behind it; the word alone, and `/EncryptMetadata`, stand in open files too.
fn is_encrypted(bytes: &[u8]) -> bool {
    const WORD: &[u8] = b"/Encrypt";
    let mut rest = bytes;
    while let Some(at) = find(rest, WORD) {
        rest = &rest[at + WORD.len()..];
        let behind = rest.trim_ascii_start();
        let number = behind
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let second = behind[number..].trim_ascii_start();
        let generation = second
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let is_reference = number > 0
            && generation > 0
            && second[generation..].trim_ascii_start().first() == Some(&b'R');
        if behind.starts_with(b"<<") || is_reference {
            return true;
        }
    }
    false
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
