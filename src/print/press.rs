//! The press: forms in, PDF bytes out.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Bytes, Smart};
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

use super::fonts::Fonts;
use super::glyphs::{self, FormNames};
use super::widths;
use super::world::{Job, Workshop};
use super::{
    ExamFeeApplication, ExpenseClaim, PasswordSlips, PersonalRecord, PrintError, Setup,
    TrainingCertificate, TrainingStatement,
};

/// What typst worked out and did not need again for so many documents is
/// forgotten. Not 0: templates, fonts and the fixed words of a form stay warm
/// from one form to the next, and memory still stays flat.
const REMEMBERED_DOCUMENTS: usize = 2;

/// Fonts and templates, ready to print. Make one and share it: it can be used by
/// many threads at once.
pub struct Press {
    workshop: Workshop,
    system_name: String,
}

/// One form of any kind, for printing many into one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// 费用报销单.
    ExpenseClaim(Box<ExpenseClaim>),
    /// 考试报名费报销申请表.
    ExamFeeApplication(Box<ExamFeeApplication>),
    /// 继续教育（培训）情况表.
    TrainingStatement(Box<TrainingStatement>),
}

impl Press {
    /// A press with the built-in fonts and those in `font_folder`. `system_name`
    /// stands as the author of every PDF.
    ///
    /// # Errors
    /// `FontUnreadable` and `FontMalformed` for the folder.
    pub fn new(system_name: &str, font_folder: Option<&Path>) -> Result<Press, PrintError> {
        Ok(Press {
            workshop: Workshop::new(Fonts::load(font_folder)?)?,
            system_name: system_name.to_owned(),
        })
    }

    /// 费用报销单 as a PDF.
    ///
    /// # Errors
    /// [`PrintError`]: a missing glyph, a sum too large, a failing template.
    pub fn expense_claim(
        &self,
        claim: &ExpenseClaim,
        setup: &Setup,
    ) -> Result<Vec<u8>, PrintError> {
        let title = format!(
            "{} {} {}",
            ExpenseClaim::TITLE,
            claim.number,
            claim.claimant
        );
        self.set(
            &title,
            vec![self.claim_input(claim, setup)?],
            setup.printed_on,
        )
    }

    /// 考试报名费报销申请表 as a PDF.
    ///
    /// # Errors
    /// [`PrintError`]: a missing glyph, a sum too large, a failing template.
    pub fn exam_fee_application(
        &self,
        application: &ExamFeeApplication,
        setup: &Setup,
    ) -> Result<Vec<u8>, PrintError> {
        let title = format!(
            "{} {} {}",
            ExamFeeApplication::TITLE,
            application.number,
            application.name
        );
        let input = self.application_input(application, setup)?;
        self.set(&title, vec![input], setup.printed_on)
    }

    /// 继续教育（培训）情况表 as a PDF.
    ///
    /// # Errors
    /// [`PrintError`]: a missing glyph, a failing template.
    pub fn training_statement(
        &self,
        statement: &TrainingStatement,
        setup: &Setup,
    ) -> Result<Vec<u8>, PrintError> {
        let title = format!("{} {}", TrainingStatement::TITLE, statement.name);
        let input = self.statement_input(statement, setup)?;
        self.set(&title, vec![input], setup.printed_on)
    }

    /// 初始密码条 as a PDF; at least one slip.
    ///
    /// # Errors
    /// [`PrintError`]: a missing glyph, an address that fits no QR code.
    pub fn password_slips(
        &self,
        slips: &PasswordSlips,
        printed_on: NaiveDate,
    ) -> Result<Vec<u8>, PrintError> {
        let lines = slips
            .slips
            .iter()
            .map(|slip| self.checked(slip.input(), &slip.names()))
            .collect::<Result<Vec<Value>, PrintError>>()?;
        let input = slips.input(lines)?;
        self.set(PasswordSlips::TITLE, vec![input], printed_on)
    }

    /// 个人档案（一人一档） as a PDF.
    ///
    /// # Errors
    /// [`PrintError`]: a missing glyph, a failing template.
    pub fn personal_record(
        &self,
        record: &PersonalRecord,
        setup: &Setup,
    ) -> Result<Vec<u8>, PrintError> {
        let title = format!("{} {}", PersonalRecord::TITLE, record.name);
        let input = self.checked(record.input(setup), &record.names())?;
        self.set(&title, vec![input], setup.printed_on)
    }

    /// 结业证书 as a PDF.
    ///
    /// # Errors
    /// [`PrintError`]: a missing glyph, a failing template.
    pub fn training_certificate(
        &self,
        certificate: &TrainingCertificate,
    ) -> Result<Vec<u8>, PrintError> {
        let title = format!("{} {}", TrainingCertificate::TITLE, certificate.name);
        let input = self.checked(certificate.input(), &certificate.names())?;
        self.set(&title, vec![input], certificate.issued_on)
    }

    /// Many forms in one PDF, each beginning on a page of its own with its own
    /// page numbers; `title` is the document's.
    ///
    /// # Errors
    /// [`PrintError`] of the first form that cannot be printed.
    pub fn many(&self, title: &str, forms: &[Form], setup: &Setup) -> Result<Vec<u8>, PrintError> {
        let inputs = forms
            .iter()
            .map(|form| match form {
                Form::ExpenseClaim(claim) => self.claim_input(claim, setup),
                Form::ExamFeeApplication(application) => self.application_input(application, setup),
                Form::TrainingStatement(statement) => self.statement_input(statement, setup),
            })
            .collect::<Result<Vec<Value>, PrintError>>()?;
        self.set(title, inputs, setup.printed_on)
    }

    fn claim_input(&self, claim: &ExpenseClaim, setup: &Setup) -> Result<Value, PrintError> {
        let mut input = self.checked(claim.input(setup)?, &claim.names())?;
        let widths = widths::of_fields(&input, &self.workshop.fonts);
        if let Some(form) = input.as_object_mut() {
            form.insert("em".to_owned(), widths);
        }
        Ok(input)
    }

    fn application_input(
        &self,
        application: &ExamFeeApplication,
        setup: &Setup,
    ) -> Result<Value, PrintError> {
        self.checked(application.input(setup)?, &application.names())
    }

    fn statement_input(
        &self,
        statement: &TrainingStatement,
        setup: &Setup,
    ) -> Result<Value, PrintError> {
        self.checked(statement.input(setup), &statement.names())
    }

    fn checked(&self, mut input: Value, names: &FormNames<'_>) -> Result<Value, PrintError> {
        glyphs::prepare(&mut input, &self.workshop.fonts, names)?;
        Ok(input)
    }

    /// Sets the forms into one document and exports it.
    fn set(
        &self,
        title: &str,
        forms: Vec<Value>,
        printed_on: NaiveDate,
    ) -> Result<Vec<u8>, PrintError> {
        let input = json!({
            "title": title,
            "author": self.system_name,
            "date": [printed_on.year(), printed_on.month(), printed_on.day()],
            "forms": forms,
        });
        // The identifier comes from the input, so equal input gives equal bytes.
        let input = input.to_string();
        let job = Job {
            workshop: &self.workshop,
            input: Bytes::from_string(input.clone()),
        };
        let printed = export(&job, input);
        // typst remembers every layout of the process; without this, memory grows
        // with each form.
        comemo::evict(REMEMBERED_DOCUMENTS);
        printed
    }
}

fn export(job: &Job<'_>, ident: String) -> Result<Vec<u8>, PrintError> {
    let document = typst::compile::<PagedDocument>(job)
        .output
        .map_err(|errors| failure(&errors))?;
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        // A form is for paper: tags would double its size and take 2 ms longer.
        tagged: false,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|errors| failure(&errors))
}

fn failure(errors: &[SourceDiagnostic]) -> PrintError {
    let details: Vec<String> = errors
        .iter()
        .map(|error| format!("{:?}: {}", error.span, error.message))
        .collect();
    PrintError::Typesetting {
        details: details.join("; "),
    }
}

#[cfg(test)]
mod tests {
    use typst::layout::{Frame, FrameItem, Point};

    use super::super::tests::samples::{claim, on, press};
    use super::*;
    use crate::print::{AmountColumns, Paper};

    type Found = (Vec<(String, Point)>, usize);

    /// Every character of a frame and the point where it is drawn; shapes are counted.
    fn characters(frame: &Frame, origin: Point, found: &mut Found) {
        for (position, item) in frame.items() {
            let mut at = origin + *position;
            match item {
                FrameItem::Group(group) => characters(&group.frame, at, found),
                FrameItem::Text(text) => {
                    for glyph in &text.glyphs {
                        found.0.push((text.text[glyph.range()].to_owned(), at));
                        at.x += glyph.x_advance.at(text.size);
                    }
                }
                FrameItem::Shape(..) => found.1 += 1,
                _ => {}
            }
        }
    }

    /// The characters of the claim's only page; `em` is what stands in the input
    /// as the widths of its texts, where they are not to be the true ones.
    fn page(claim: &ExpenseClaim, setup: &Setup, em: Option<Value>) -> Found {
        let press = press();
        let mut form = press.claim_input(claim, setup).unwrap();
        if let Some(em) = em {
            form["em"] = em;
        }
        let input = json!({
            "title": "", "author": "", "date": [2026, 3, 9], "forms": [form],
        });
        let job = Job {
            workshop: &press.workshop,
            input: Bytes::from_string(input.to_string()),
        };
        let document = typst::compile::<PagedDocument>(&job).output.unwrap();
        assert_eq!(document.pages().len(), 1);
        let mut found = Found::default();
        characters(&document.pages()[0].frame, Point::zero(), &mut found);
        found.0.retain(|(text, _)| !text.trim().is_empty());
        found
    }

    #[test]
    fn a_claim_set_at_fixed_places_looks_like_one_set_in_tables() {
        let near = |one: &Point, other: &Point| {
            (one.x - other.x).to_pt().abs() < 0.05 && (one.y - other.y).to_pt().abs() < 0.05
        };
        let mut ordinary = claim();
        ordinary.lines[0].purpose = "2025年社会工作师考试3科".to_owned();
        ordinary.advance_cents = Some(50_000);
        for paper in [Paper::A4, Paper::A5Landscape, Paper::Voucher] {
            for amount_columns in [AmountColumns::Boxes, AmountColumns::Plain] {
                let setup = Setup {
                    amount_columns,
                    ..on(paper)
                };
                let (placed, few) = page(&ordinary, &setup, None);
                let wide = json!({ "item": 10_000 });
                let (in_tables, many) = page(&ordinary, &setup, Some(wide));

                // One curve draws all rules, or each cell its own: both were really made.
                assert!(few < 5 && many > 50, "{paper}: {few}, {many} shapes");
                assert_eq!(placed.len(), in_tables.len(), "{paper} {amount_columns}");
                for (text, point) in &placed {
                    assert!(
                        in_tables
                            .iter()
                            .any(|(other, there)| text == other && near(point, there)),
                        "{paper} {amount_columns}: {text} at {point:?}"
                    );
                }
            }
        }
    }
}
