//! What an uploaded file is, told by its bytes, and what of it is kept. Pure.

use sha2::{Digest, Sha256};

use super::{EvidenceRefusal, LONGEST_NAME, MOST_BYTES, MediaType, office, picture, portable};
use crate::text::{is_invisible, tidy};

/// A file that may be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// What it is.
    pub media_type: MediaType,
    /// SHA-256 of the bytes as they came.
    pub original_sha256: String,
    /// The bytes to keep.
    pub bytes: Vec<u8>,
    /// Their SHA-256.
    pub stored_sha256: String,
}

/// Looks through a file and makes of it what is kept.
///
/// # Errors
/// [`EvidenceRefusal`] for whatever is not whole, not of the four types, or dangerous.
pub fn inspect(bytes: Vec<u8>) -> Result<Inspected, EvidenceRefusal> {
    let size = bytes.len() as u64;
    if size == 0 {
        return Err(EvidenceRefusal::Empty);
    }
    if size > MOST_BYTES {
        let megabytes = size.div_ceil(1024 * 1024);
        return Err(EvidenceRefusal::TooLarge { megabytes });
    }
    let media_type = media_type(&bytes)?;
    let original_sha256 = sha256(&bytes);
    let kept = match media_type {
        MediaType::Jpg | MediaType::Png => picture::written_anew(media_type, &bytes)?,
        MediaType::Pdf => {
            portable::check(&bytes)?;
            bytes
        }
        MediaType::Ofd => {
            office::check(&bytes)?;
            bytes
        }
    };
    Ok(Inspected {
        media_type,
        original_sha256,
        stored_sha256: sha256(&kept),
        bytes: kept,
    })
}

/// The hexadecimal SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

fn media_type(bytes: &[u8]) -> Result<MediaType, EvidenceRefusal> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Ok(MediaType::Jpg),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok(MediaType::Png),
        // ISO base media: telephones' HEIC and AVIF.
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Err(EvidenceRefusal::PhonePicture),
        // The older office formats, an OLE container.
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Err(EvidenceRefusal::OfficeDocument),
        [b'P', b'K', 3, 4, ..] => office::kind(bytes),
        other if portable::has_header(other) => Ok(MediaType::Pdf),
        _ => Err(EvidenceRefusal::UnknownType),
    }
}

/// A file's name as it may stand in a page and a header: without its path, without
/// control characters and characters that turn the writing direction, not too long.
pub fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let readable: String = tidy(last)
        .chars()
        .filter(|c| !is_invisible(*c) && !c.is_control() && !"\"<>|:*?".contains(*c))
        .collect();
    let trimmed = readable.trim().trim_start_matches('.');
    if trimmed.is_empty() {
        return "证明文件".to_owned();
    }
    if trimmed.chars().count() <= LONGEST_NAME {
        return trimmed.to_owned();
    }
    trimmed.chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_what_people_read_and_nothing_else() {
        for (sent, shown) in [
            ("证书.pdf", "证书.pdf"),
            (r"C:\Users\chen\结业 证书.jpg", "结业 证书.jpg"),
            ("../../etc/passwd", "passwd"),
            ("a\u{202E}gpj.exe", "agpj.exe"),
            ("x\r\nSet-Cookie: a", "x Set-Cookie a"),
            ("<script>.png", "script.png"),
            (".htaccess", "htaccess"),
            ("", "证明文件"),
            ("///", "证明文件"),
        ] {
            assert_eq!(file_name(sent), shown, "{sent:?}");
        }
        assert_eq!(file_name(&"长".repeat(500)).chars().count(), LONGEST_NAME);
    }
}
