//! Which records the rows of this file spoke of already: the second row of the same
//! record must say the same.

use std::collections::HashMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The sheet's name.
    pub sheet: Arc<str>,
    /// The sheet's own row number, from 1.
    pub row: u32,
}

impl Place {
    /// `“2025年”第12行`, for a sentence.
    pub fn words(&self) -> String {
        format!("“{}”第{}行", self.sheet, self.row)
    }
}

/// A record's key, shortened to 128 bits so that a file of a million rows needs
/// little memory.
pub fn row_key(parts: &[&str]) -> u128 {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0_u8]);
    }
    let digest = hash.finalize();
    digest
        .iter()
        .take(16)
        .fold(0_u128, |key, byte| (key << 8) | u128::from(*byte))
}

/// The records that this file spoke of, each with the first row that did.
#[derive(Debug, Default)]
pub struct SeenRows {
    sheets: Vec<Arc<str>>,
    rows: HashMap<u128, (u16, u32)>,
}

impl SeenRows {
    /// The earlier row of the same record, if there was one.
    pub fn earlier(&self, key: u128) -> Option<Place> {
        let (sheet, row) = self.rows.get(&key)?;
        Some(Place {
            sheet: self.sheets.get(usize::from(*sheet))?.clone(),
            row: *row,
        })
    }

    /// Notes that `place` spoke of the record.
    pub fn note(&mut self, key: u128, place: &Place) {
        let sheet = match self.sheets.iter().position(|known| *known == place.sheet) {
            Some(sheet) => sheet,
            None => {
                self.sheets.push(place.sheet.clone());
                self.sheets.len() - 1
            }
        };
        self.rows
            .entry(key)
            .or_insert((u16::try_from(sheet).unwrap_or(u16::MAX), place.row));
    }
}
