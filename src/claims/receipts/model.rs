//! A receipt as stored, its kinds, and where its figures came from.

use chrono::NaiveDate;

use super::CheckedReceipt;
use crate::claims::ClaimId;
use crate::evidence::EvidenceId;
use crate::policy::ClaimKind;
use crate::{id_type, text_enum};

id_type!(
    /// One receipt of a claim.
    ReceiptId
);

text_enum!(
    /// The kinds of receipt (facts §7.4).
    ReceiptKind {
        /// 数电票, 20 digits.
        Digital = "digital", "数电票";
        /// 数电纸质发票.
        DigitalPaper = "digital_paper", "数电纸质发票";
        /// 增值税电子普通发票.
        VatElectronic = "vat_electronic", "增值税电子普通发票";
        /// 增值税普通发票 on paper, the folded one of 12 digits or the older one of 10.
        VatPaper = "vat_paper", "增值税普通发票";
        /// 增值税专用发票.
        VatSpecial = "vat_special", "增值税专用发票";
        /// 财政电子票据: exam fees.
        Fiscal = "fiscal", "财政电子票据";
        /// 铁路电子客票.
        Rail = "rail", "铁路电子客票";
        /// 航空电子行程单.
        Air = "air", "航空电子行程单";
        /// Anything else.
        Other = "other", "其他票据";
    }
);

text_enum!(
    /// Where the figures of a receipt came from.
    ReadFrom {
        /// Somebody typed them.
        Typed = "typed", "手工填写";
        /// The XML of a 数电票.
        Xml = "xml", "读自XML";
        /// The text of a PDF.
        Pdf = "pdf", "读自PDF";
        /// The QR code in a picture.
        QrCode = "qr_code", "读自二维码";
    }
);

/// The values of a receipt; also what the history keeps.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    diesel::Insertable,
    diesel::Queryable,
    diesel::Selectable,
)]
#[diesel(table_name = crate::db::schema::claim_receipts, treat_none_as_default_value = false)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct ReceiptDetails {
    /// The claim.
    pub claim_id: ClaimId,
    /// What it pays for.
    pub pays_for: ClaimKind,
    /// What kind of receipt.
    pub kind: ReceiptKind,
    /// 票据代码; empty where the kind has none.
    pub code: String,
    /// 票据号码.
    pub number: String,
    /// The 20-digit number of a 数电纸质发票, else empty.
    pub digital_number: String,
    /// 开票日期.
    pub issued_on: Option<NaiveDate>,
    /// Its amount, in 分.
    pub amount_cents: i64,
    /// 校验码.
    pub check_code: Option<String>,
    /// 开票单位.
    pub issuer: String,
    /// 抬头.
    pub title: String,
    /// Its file.
    pub evidence_id: Option<EvidenceId>,
    /// Where the figures came from.
    pub read_from: ReadFrom,
}

impl ReceiptDetails {
    /// The row of a checked receipt.
    pub fn of(
        checked: &CheckedReceipt,
        claim_id: ClaimId,
        pays_for: ClaimKind,
        evidence_id: Option<EvidenceId>,
        read_from: ReadFrom,
    ) -> Self {
        Self {
            claim_id,
            pays_for,
            kind: checked.kind,
            code: checked.code.clone(),
            number: checked.number.clone(),
            digital_number: checked.digital_number.clone(),
            issued_on: Some(checked.issued_on),
            amount_cents: checked.amount_cents,
            check_code: checked.check_code.clone(),
            issuer: checked.issuer.clone(),
            title: checked.title.clone(),
            evidence_id,
            read_from,
        }
    }

    /// How sentences name it: 财政电子票据 0012345678.
    pub fn named(&self) -> String {
        let number = [&self.number, &self.digital_number]
            .into_iter()
            .find(|number| !number.is_empty());
        match number {
            Some(number) => format!("{}{number}", self.kind.label()),
            None => self.kind.label().to_owned(),
        }
    }
}

/// A receipt as stored.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::claim_receipts)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct Receipt {
    /// Its id.
    pub id: ReceiptId,
    /// Its values.
    #[diesel(embed)]
    pub details: ReceiptDetails,
}
