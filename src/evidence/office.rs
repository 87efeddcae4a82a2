//! OFD (GB/T 33190): a zip with `OFD.xml` at its root. It is kept with its name and
//! hash and never rendered; every part is inflated once to nothing, so that a bomb or
//! a cut file is not kept.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{EvidenceRefusal, MediaType};

/// The most bytes that may come out of an OFD of at most 20 MB.
const MOST_INFLATED_BYTES: u64 = 200 * 1024 * 1024;
/// The most parts.
const MOST_PARTS: usize = 5_000;

/// What a zip archive is.
///
/// # Errors
/// [`EvidenceRefusal`] for one that is no OFD.
pub(super) fn kind(bytes: &[u8]) -> Result<MediaType, EvidenceRefusal> {
    // The directory of a zip stands at its end; without it nothing can be said but
    // what the names in the local heads betray.
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Err(if contains(bytes, b"OFD.xml") {
            EvidenceRefusal::Cut(MediaType::Ofd)
        } else {
            EvidenceRefusal::UnknownType
        });
    };
    let mut office = false;
    for name in archive.file_names() {
        let Ok(name) = name else { continue };
        if &*name == "OFD.xml" {
            return Ok(MediaType::Ofd);
        }
        office |= name.starts_with("word/")
            || name.starts_with("xl/")
            || name.starts_with("ppt/")
            || &*name == "content.xml";
    }
    Err(if office {
        EvidenceRefusal::OfficeDocument
    } else {
        EvidenceRefusal::UnknownType
    })
}

/// Inflates every part, counting and comparing checksums.
///
/// # Errors
/// [`EvidenceRefusal`] for a bomb and for a damaged file.
pub(super) fn check(bytes: &[u8]) -> Result<(), EvidenceRefusal> {
    let damaged = EvidenceRefusal::Damaged(MediaType::Ofd);
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged.clone())?;
    if archive.len() > MOST_PARTS {
        return Err(EvidenceRefusal::Inflates);
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|_| damaged.clone())?;
        let room = MOST_INFLATED_BYTES - total;
        total += std::io::copy(&mut part.by_ref().take(room), &mut std::io::sink())
            .map_err(|_| damaged.clone())?;
        // Reading to the end also compares the checksum.
        match part.read(&mut [0]) {
            Ok(0) => {}
            Ok(_) => return Err(EvidenceRefusal::Inflates),
            Err(_) => return Err(damaged),
        }
    }
    Ok(())
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
