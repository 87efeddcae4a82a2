//! A zip archive is inflated once to nothing before a reader of spreadsheets sees
//! it: bytes are counted (a zip bomb stops early) and checksums compared (a file
//! cut or changed on the way is found before its first row is used).

use std::io::{Read, Seek};

use zip::ZipArchive;

use super::refusal::FileRefusal;

/// What an archive holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Archive {
    /// An Office Open XML workbook.
    Xlsx,
    /// An OpenDocument spreadsheet.
    Ods,
}

/// The most bytes that may come out of one archive in all: three full sheets of
/// Excel's million rows and a dozen columns.
const MOST_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// The most bytes of the parts that are held in memory: shared strings, styles;
/// of an ods everything.
const MOST_BYTES_IN_MEMORY: u64 = 512 * 1024 * 1024;
/// The most times its compressed size that a part may have. Sheets of one repeated
/// row reach about 60; deflate's limit is 1,032.
const MOST_RATIO: u64 = 200;
/// Parts up to this size are not judged by their ratio.
const RATIO_FREE_BYTES: u64 = 4 * 1024 * 1024;
/// The most parts of one archive.
const MOST_PARTS: usize = 10_000;

/// Inflates every part of the archive, counting.
///
/// # Errors
/// [`FileRefusal`] for a bomb, a damaged archive, and archives that are no spreadsheet.
pub(super) fn check<F: Read + Seek>(file: F) -> Result<Archive, FileRefusal> {
    let mut archive = ZipArchive::new(file).map_err(|_| FileRefusal::Damaged)?;
    let kind = archive_kind(&mut archive)?;
    if archive.len() > MOST_PARTS {
        return Err(FileRefusal::Inflates);
    }
    let mut total = 0;
    let mut in_memory = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| FileRefusal::Damaged)?;
        let streamed = kind == Archive::Xlsx
            && part
                .name()
                .is_ok_and(|name| name.starts_with("xl/worksheets/"));
        let room = if streamed {
            MOST_BYTES - total
        } else {
            (MOST_BYTES - total).min(MOST_BYTES_IN_MEMORY - in_memory)
        };
        let by_ratio = RATIO_FREE_BYTES.max(part.compressed_size().saturating_mul(MOST_RATIO));
        let bytes = inflated(&mut part, room.min(by_ratio))?;
        total += bytes;
        if !streamed {
            in_memory += bytes;
        }
    }
    Ok(kind)
}

/// How many bytes come out of `part`; refused when there are more than `limit`.
/// The sizes that the archive itself states are not believed.
fn inflated(part: &mut impl Read, limit: u64) -> Result<u64, FileRefusal> {
    let bytes = std::io::copy(&mut part.by_ref().take(limit), &mut std::io::sink())
        .map_err(|_| FileRefusal::Damaged)?;
    // Reading to the end also compares the checksum.
    match part.read(&mut [0]) {
        Ok(0) => Ok(bytes),
        Ok(_) => Err(FileRefusal::Inflates),
        Err(_) => Err(FileRefusal::Damaged),
    }
}

fn archive_kind<F: Read + Seek>(archive: &mut ZipArchive<F>) -> Result<Archive, FileRefusal> {
    let mut has = |name: &str| archive.by_name_raw(name.as_bytes()).is_ok();
    if has("xl/workbook.bin") {
        return Err(FileRefusal::BinaryWorkbook);
    }
    if has("xl/workbook.xml") || has("[Content_Types].xml") && has("xl/_rels/workbook.xml.rels") {
        return Ok(Archive::Xlsx);
    }
    if !has("content.xml") {
        return Err(FileRefusal::NotATable);
    }
    let mut mime = String::new();
    if let Ok(part) = archive.by_name("mimetype") {
        part.take(100)
            .read_to_string(&mut mime)
            .map_err(|_| FileRefusal::Damaged)?;
    }
    if mime.is_empty() || mime.contains("spreadsheet") {
        Ok(Archive::Ods)
    } else {
        Err(FileRefusal::NotATable)
    }
}
