//! Printed forms: typst inside the program, fonts inside the program, one typed
//! input per form, one PDF out.
//!
//! A [`Press`] holds fonts and templates and is made once. A form is a plain
//! struct of words, days and 分; it knows nothing of the database. Its values
//! reach the template as JSON and are shown as text, so nothing that a person
//! typed is ever read as typst code. Templates reach no file but their own and
//! no clock: the day of printing is an input, so the same input gives the same
//! bytes.
//!
//! | form | input | boxes and order |
//! |---|---|---|
//! | 费用报销单 | [`ExpenseClaim`] | facts §7.1, after the forms that finance offices sell |
//! | 考试报名费报销申请表 | [`ExamFeeApplication`] | facts §7.3 |
//! | 初始密码条 | [`PasswordSlips`] | twelve slips a page, for new accounts |
//! | 结业证书 | [`TrainingCertificate`] | what organisers give out; A5 landscape |
//! | 继续教育（培训）情况表 | [`TrainingStatement`] | what is handed in for re-registration |
//! | 个人档案（一人一档） | [`PersonalRecord`] | everything that is held about one person |
//!
//! A character that no font has is [`PrintError::MissingGlyph`], never an empty
//! box (rules §5).

mod exam_fee_application;
mod expense_claim;
mod fonts;
mod glyphs;
mod model;
mod password_slips;
mod personal_record;
mod press;
mod training_certificate;
mod training_statement;
mod widths;
mod world;

#[cfg(test)]
mod tests;

pub use exam_fee_application::{ExamFeeApplication, ReceiptLine, SubjectLine};
pub use expense_claim::{ClaimLine, ExpenseClaim};
pub use fonts::SANS;
pub use model::{
    AmountColumns, FundingSource, Paper, Payee, PrintError, Setup, TrailLine, sum_cents,
};
pub use password_slips::{PasswordSlips, SlipLine};
pub use personal_record::{PersonalRecord, RecordColumn, RecordSection};
pub use press::{Form, Press};
pub use training_certificate::TrainingCertificate;
pub use training_statement::{
    CertificateLine, RecordLine, RegistrationLine, RuleBlock, TrainingStatement,
};
