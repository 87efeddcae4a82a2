//! Who a person is on paper: identity documents, mobile numbers, mail addresses,
//! and how they are masked on screens and in logs.
//!
//! Sources: GB 11643-1999 (the resident number and its check digit, ISO 7064
//! MOD 11-2); facts §8.1, §8.2, §8.4. Region codes are historical and never
//! checked against today's list.

mod contact;
mod id_number;

pub use contact::{ContactRefusal, LONGEST_EMAIL, Mobile, email};
pub use id_number::{IdKind, IdNumber, IdRefusal, Sex, check_digit, mask_id_number};

/// The smallest number from which a spreadsheet no longer keeps every digit
/// (it shows fifteen): an identity or certificate number held as a number at or
/// above it has already been damaged.
pub const DAMAGED_FROM: f64 = 1e15;
