//! By what two receipts are the same paper.

use std::fmt;

use super::CheckedReceipt;
use crate::claims::receipts::ReceiptKind;
use crate::text::{compare_key, fold};

/// Which numbering a receipt belongs to; the same digits of another family are another
/// paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReceiptFamily {
    /// The 20-digit numbers that the tax office gives out: 数电票, 铁路电子客票, 航空电子行程单
    /// and the digital side of a 数电纸质发票 share one series.
    Digital,
    /// Code and number of the tax office's older invoices.
    Vat,
    /// Code and number of the finance office's receipts (财政电子票据).
    Fiscal,
    /// Whatever has no public numbering; its code, or who wrote it, stands before the number.
    Other,
}

impl ReceiptFamily {
    /// The word in a stored identity.
    const fn word(self) -> &'static str {
        match self {
            Self::Digital => "digital",
            Self::Vat => "vat",
            Self::Fiscal => "fiscal",
            Self::Other => "other",
        }
    }
}

/// One identity of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReceiptIdentity {
    /// The numbering.
    pub family: ReceiptFamily,
    /// The code, normalised; none where the family has none (an empty code is no code).
    pub code: Option<String>,
    /// The number, normalised.
    pub number: String,
}

impl fmt::Display for ReceiptIdentity {
    /// As it is stored and held unique: `fiscal:50060122:0001234567`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.as_deref().unwrap_or_default();
        write!(f, "{}:{code}:{}", self.family.word(), self.number)
    }
}

/// A code or number as it is compared and kept: half-width, in capitals, without blanks,
/// hyphens and invisible characters, without a leading “No.”, “№” or “号码：”.
///
/// ```
/// use shegong::claims::receipts::plain_number;
/// assert_eq!(plain_number("Ｎｏ． 0012 3456"), "00123456");
/// ```
pub fn plain_number(typed: &str) -> String {
    let joined: String = fold(typed)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '—' | '–' | '_'))
        .collect();
    let mut rest = joined.as_str();
    for word in [
        "发票", "票据", "号码", "代码", "编号", "№", "NO", "No", "no", "nO",
    ] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    rest.trim_start_matches(['.', ':', '：', '。'])
        .to_uppercase()
}

/// The identities of a receipt: two of a 数电纸质发票, none where the paper has no number.
pub fn identities(receipt: &CheckedReceipt) -> Vec<ReceiptIdentity> {
    let identity = |family, code: &str, number: &str| {
        (!number.is_empty()).then(|| ReceiptIdentity {
            family,
            code: (!code.is_empty()).then(|| code.to_owned()),
            number: number.to_owned(),
        })
    };
    let (code, number) = (receipt.code.as_str(), receipt.number.as_str());
    let printed = match receipt.kind {
        ReceiptKind::Digital | ReceiptKind::Rail | ReceiptKind::Air => {
            identity(ReceiptFamily::Digital, "", number)
        }
        ReceiptKind::DigitalPaper
        | ReceiptKind::VatElectronic
        | ReceiptKind::VatPaper
        | ReceiptKind::VatSpecial => identity(ReceiptFamily::Vat, code, number),
        ReceiptKind::Fiscal => identity(ReceiptFamily::Fiscal, code, number),
        ReceiptKind::Other if code.is_empty() => {
            let issuer = compare_key(&receipt.issuer);
            identity(ReceiptFamily::Other, &issuer, number)
        }
        ReceiptKind::Other => identity(ReceiptFamily::Other, code, number),
    };
    let digital = identity(ReceiptFamily::Digital, "", &receipt.digital_number);
    printed.into_iter().chain(digital).collect()
}
