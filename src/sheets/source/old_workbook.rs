//! How large the sheets of an xls claim to be, before anything is made for them.
//!
//! The reader of xls files makes one block of memory for each sheet, from its first
//! to its last cell, and believes the size that the sheet states. A stray cell at
//! the far end, put there by accident or on purpose, would ask for gigabytes. Here
//! the records are walked once ([MS-XLS] 2.1.4 in a container of [MS-CFB]), and
//! only positions are looked at.

use crate::sheets::refusal::FileRefusal;

/// The most cells of one sheet's block: a full sheet of 65,536 rows and 64 columns.
const MOST_CELLS: u64 = 65_536 * 64;

/// Sector numbers from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xFFFF_FFFA;
const HEADER_BYTES: usize = 512;
const ENTRY_BYTES: usize = 128;

/// Checks the sheets of an xls file's bytes.
///
/// # Errors
/// [`FileRefusal::Damaged`] where the container does not hold together,
/// [`FileRefusal::Inflates`] where a sheet is far larger than its contents.
pub(super) fn check(file: &[u8]) -> Result<(), FileRefusal> {
    let stream = workbook_stream(file).ok_or(FileRefusal::Damaged)?;
    let mut bounds = Bounds::default();
    let mut rest = stream.as_slice();
    while let Some((head, after)) = rest.split_at_checked(4) {
        let kind = u16_at(head, 0).unwrap_or_default();
        let length = usize::from(u16_at(head, 2).unwrap_or_default());
        let Some((body, next)) = after.split_at_checked(length) else {
            break;
        };
        bounds.note(kind, body)?;
        rest = next;
    }
    Ok(())
}

/// The rows and columns of one sheet's cells.
#[derive(Debug, Default)]
struct Bounds {
    first: Option<(u32, u32)>,
    last: (u32, u32),
}

impl Bounds {
    fn note(&mut self, kind: u16, body: &[u8]) -> Result<(), FileRefusal> {
        let short = |at| u16_at(body, at).map(u32::from);
        match kind {
            // BOF begins a sheet.
            0x0809 => *self = Self::default(),
            // DIMENSIONS states first row, row after the last, the same of columns.
            0x0200 => {
                let (rows, columns) = if body.len() >= 14 {
                    (
                        u32_at(body, 4).zip(u32_at(body, 0)),
                        short(10).zip(short(8)),
                    )
                } else {
                    (short(2).zip(short(0)), short(6).zip(short(4)))
                };
                let extent = |ends: Option<(u32, u32)>| {
                    ends.map_or(0, |(end, start)| u64::from(end.saturating_sub(start)) + 1)
                };
                if extent(rows).saturating_mul(extent(columns)) > MOST_CELLS {
                    return Err(FileRefusal::Inflates);
                }
            }
            // FORMULA, NUMBER, LABEL, RSTRING, BOOLERR, RK, LABELSST.
            0x0006 | 0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD => {
                if let (Some(row), Some(column)) = (short(0), short(2)) {
                    self.add(row, column)?;
                }
            }
            // MULRK: several columns, the last one at its end.
            0x00BD => {
                if let (Some(row), Some(column)) = (short(0), short(2)) {
                    self.add(row, column)?;
                    let last = body.len().checked_sub(2).and_then(short);
                    self.add(row, last.unwrap_or(column))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, row: u32, column: u32) -> Result<(), FileRefusal> {
        let first = self.first.unwrap_or((row, column));
        let first = (first.0.min(row), first.1.min(column));
        self.first = Some(first);
        self.last = (self.last.0.max(row), self.last.1.max(column));
        let rows = u64::from(self.last.0 - first.0) + 1;
        let columns = u64::from(self.last.1 - first.1) + 1;
        if rows * columns > MOST_CELLS {
            Err(FileRefusal::Inflates)
        } else {
            Ok(())
        }
    }
}

/// The bytes of the stream `Workbook` (`Book` before 1997).
fn workbook_stream(file: &[u8]) -> Option<Vec<u8>> {
    let container = Container::of(file)?;
    let directory = container.chain(u32_at(file, 0x30)?, usize::MAX);
    let mut entries = directory.chunks_exact(ENTRY_BYTES);
    let root = entries.clone().next()?;
    let workbook = entries.find(|entry| is_named(entry, "Workbook") || is_named(entry, "Book"))?;
    let start = u32_at(workbook, 0x74)?;
    let length = u32_at(workbook, 0x78)? as usize;
    if length >= u32_at(file, 0x38)? as usize {
        return Some(container.chain(start, length));
    }
    let small = container.chain(u32_at(root, 0x74)?, usize::MAX);
    let small_table = container.chain(u32_at(file, 0x3C)?, usize::MAX);
    let next = numbers(&small_table);
    Some(follow(&next, start, length, |sector| {
        small.get(sector * 64..sector * 64 + 64)
    }))
}

fn is_named(entry: &[u8], name: &str) -> bool {
    u16_at(entry, 64).map(usize::from) == Some(name.len() * 2 + 2)
        && name
            .encode_utf16()
            .zip(entry.chunks_exact(2))
            .all(|(c, b)| c.to_le_bytes() == *b)
}

/// A container's sectors and which follows which.
struct Container<'f> {
    file: &'f [u8],
    sector_bytes: usize,
    next: Vec<u32>,
}

impl<'f> Container<'f> {
    fn of(file: &'f [u8]) -> Option<Self> {
        let shift = u16_at(file, 0x1E)?;
        if !(7..=16).contains(&shift) {
            return None;
        }
        let mut container = Self {
            file,
            sector_bytes: 1 << shift,
            next: Vec::new(),
        };
        // Where the table's own sectors are: 109 in the header, the rest in a chain.
        let mut table = numbers(file.get(0x4C..HEADER_BYTES)?);
        let mut further = u32_at(file, 0x44)?;
        let mut hops = 0;
        while further < FIRST_MARK && hops < file.len() / container.sector_bytes {
            let mut list = numbers(container.sector(further as usize)?);
            further = list.pop()?;
            table.extend(list);
            hops += 1;
        }
        for sector in table.into_iter().filter(|sector| *sector < FIRST_MARK) {
            container.next.extend(numbers(
                container.sector(sector as usize).unwrap_or_default(),
            ));
        }
        Some(container)
    }

    /// A sector; the last one may be cut short.
    fn sector(&self, number: usize) -> Option<&'f [u8]> {
        let start = number.checked_add(1)?.checked_mul(self.sector_bytes)?;
        let end = start.checked_add(self.sector_bytes)?.min(self.file.len());
        self.file.get(start..end)
    }

    fn chain(&self, start: u32, length: usize) -> Vec<u8> {
        follow(&self.next, start, length, |sector| self.sector(sector))
    }
}

/// The bytes of a chain of sectors, at most `length`; a chain that runs in a circle
/// ends after as many sectors as there are.
fn follow<'s>(
    next: &[u32],
    start: u32,
    length: usize,
    sector: impl Fn(usize) -> Option<&'s [u8]>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = start;
    for _ in 0..next.len() {
        let Some(part) = sector(at as usize).filter(|_| at < FIRST_MARK) else {
            break;
        };
        bytes.extend_from_slice(part);
        if bytes.len() >= length {
            break;
        }
        let Some(following) = next.get(at as usize) else {
            break;
        };
        at = *following;
    }
    bytes.truncate(length);
    bytes
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|four| u32::from_le_bytes(*four))
        .collect()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}
