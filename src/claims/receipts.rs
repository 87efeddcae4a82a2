//! Receipts (票据): the kinds an office takes, their number formats, and the identity by
//! which a second use of the same paper is seen. Pure.
//!
//! Formats and keys: facts §7.4. An identity is (family, normalised code, normalised
//! number), so that other spacing, full-width digits or a leading “No.” make no second
//! receipt of one. A 数电纸质发票 has two identities, the printed and the digital one.

mod format;
mod identity;
mod model;

#[cfg(test)]
mod tests;

pub use format::{
    CheckedReceipt, HIGHEST_RECEIPT_CENTS, ReceiptField, ReceiptProblem, TypedReceipt,
    check_receipt,
};
pub use identity::{ReceiptFamily, ReceiptIdentity, identities, plain_number};
pub use model::{ReadFrom, Receipt, ReceiptDetails, ReceiptId, ReceiptKind};
