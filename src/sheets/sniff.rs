//! What a file is, told by its contents: names lie.

use std::io::{Read, Seek, SeekFrom};

use super::refusal::FileRefusal;

/// What kind of spreadsheet a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A zip archive: xlsx, ods or something else; its entries tell.
    Zip,
    /// An OLE file with a workbook: Excel 97–2003, and what WPS writes as xls or et.
    Xls,
    /// Anything else: perhaps comma-separated text.
    Text,
}

/// How much of the head is looked at for a web page.
const HEAD_BYTES: u64 = 4096;

const ZIP_MAGIC: &[u8] = b"PK\x03\x04";
const EMPTY_ZIP_MAGIC: &[u8] = b"PK\x05\x06";
const OLE_MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Tells the kind of `file` and leaves it at its beginning.
///
/// # Errors
/// [`FileRefusal`] for an empty, encrypted or web-page file and for what is
/// clearly no table.
pub(super) fn kind<F: Read + Seek>(file: &mut F) -> Result<Kind, FileRefusal> {
    let mut head = Vec::new();
    file.by_ref()
        .take(HEAD_BYTES)
        .read_to_end(&mut head)
        .map_err(|_| FileRefusal::Damaged)?;
    let kind = match head.as_slice() {
        [] => return Err(FileRefusal::Empty),
        head if head.starts_with(ZIP_MAGIC) => Kind::Zip,
        head if head.starts_with(EMPTY_ZIP_MAGIC) => return Err(FileRefusal::NotATable),
        head if head.starts_with(OLE_MAGIC) => ole_kind(file)?,
        head if is_markup(head) => return Err(FileRefusal::Html),
        head if is_foreign(head) => return Err(FileRefusal::NotATable),
        _ => Kind::Text,
    };
    file.seek(SeekFrom::Start(0))
        .map_err(|_| FileRefusal::Damaged)?;
    Ok(kind)
}

/// Web pages, and Excel 2003's XML, which web systems also send as `.xls`.
fn is_markup(head: &[u8]) -> bool {
    let text = decoded_head(head).to_lowercase();
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    text.starts_with('<')
        && [
            "<html",
            "<!doctype",
            "<table",
            "<head",
            "<body",
            "<?xml",
            "<meta",
            "<script",
            "<div",
            "<style",
            "<!--",
        ]
        .iter()
        .any(|tag| text.starts_with(tag))
}

/// The head as text, good enough to find a tag; UTF-16 pages exist.
fn decoded_head(head: &[u8]) -> String {
    let ascii: Vec<u8> = match head {
        [0xFF, 0xFE, rest @ ..] | [0xFE, 0xFF, rest @ ..] => {
            rest.iter().copied().filter(|b| *b != 0).collect()
        }
        [0xEF, 0xBB, 0xBF, rest @ ..] => rest.to_vec(),
        other => other.to_vec(),
    };
    String::from_utf8_lossy(&ascii).into_owned()
}

/// Other kinds of files that people pick by mistake.
fn is_foreign(head: &[u8]) -> bool {
    const MAGICS: [&[u8]; 8] = [
        b"%PDF",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"Rar!",
        b"7z\xBC\xAF",
        b"\x1F\x8B",
        b"{\\rtf",
    ];
    MAGICS.iter().any(|magic| head.starts_with(magic))
}

/// An OLE file is a workbook, an encrypted xlsx, or another document. The names of
/// its streams stand in its directory as UTF-16; the directory may lie anywhere.
fn ole_kind<F: Read + Seek>(file: &mut F) -> Result<Kind, FileRefusal> {
    let mut names = OleNames::default();
    file.seek(SeekFrom::Start(0))
        .map_err(|_| FileRefusal::Damaged)?;
    let mut entry = [0u8; OLE_ENTRY_BYTES];
    let mut reader = std::io::BufReader::new(file);
    while reader.read_exact(&mut entry).is_ok() {
        names.note(&entry);
    }
    match names {
        OleNames {
            encrypted: true, ..
        } => Err(FileRefusal::Encrypted),
        OleNames { workbook: true, .. } => Ok(Kind::Xls),
        OleNames { root: true, .. } => Err(FileRefusal::NotATable),
        OleNames { .. } => Err(FileRefusal::Damaged),
    }
}

/// Directory entries are 128 bytes long and begin on multiples of that.
const OLE_ENTRY_BYTES: usize = 128;

#[derive(Debug, Default)]
struct OleNames {
    encrypted: bool,
    workbook: bool,
    root: bool,
}

impl OleNames {
    fn note(&mut self, entry: &[u8; OLE_ENTRY_BYTES]) {
        self.encrypted |= is_named(entry, "EncryptedPackage");
        self.workbook |= is_named(entry, "Workbook") || is_named(entry, "Book");
        self.root |= is_named(entry, "Root Entry");
    }
}

/// Whether a directory entry has this name: UTF-16LE, then the length in bytes
/// with the closing zero at offset 64.
fn is_named(entry: &[u8; OLE_ENTRY_BYTES], name: &str) -> bool {
    let length = name.len() * 2 + 2;
    usize::from(entry[64]) + usize::from(entry[65]) * 256 == length
        && name
            .encode_utf16()
            .zip(entry.chunks_exact(2))
            .all(|(c, b)| c.to_le_bytes() == *b)
}
