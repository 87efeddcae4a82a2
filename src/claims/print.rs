//! The two forms of a claim: 考试报名费报销申请表 and 费用报销单.

use super::receipts::Receipt;
use super::{Claim, ClaimId, ClaimLineDetails, ClaimState, store};
use crate::app::App;
use crate::clock::Now;
use crate::db::{Conn, DatabaseError};
use crate::exams::actions::ExamRules;
use crate::exams::rules::is_passed;
use crate::exams::situation::{self, EntryOnRecord, ExamSituation};
use crate::exams::{ExamOutcome, ExamResult, ScoreKind, Subject};
use crate::people::{self, Person};
use crate::policy::ClaimKind;
use crate::print::{
    ClaimLine, ExamFeeApplication, ExpenseClaim, Form, Press, PrintError, ReceiptLine, Setup,
    SubjectLine,
};
use crate::secrecy::CannotOpen;
use crate::units::{self, UnitTree};

/// Why a claim could not be printed.
#[derive(Debug, thiserror::Error)]
pub enum ClaimFormError {
    /// There is no such claim.
    #[error("没有编号为“{0}”的报销单：请核对编号")]
    NoSuchClaim(String),
    /// The form cannot be set.
    #[error(transparent)]
    Print(#[from] PrintError),
    /// The ID number does not open.
    #[error(transparent)]
    Sealed(#[from] CannotOpen),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<diesel::result::Error> for ClaimFormError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// The press of a deployment: its fonts, its paper.
///
/// # Errors
/// When a font of the configured folder cannot be read.
pub fn press(app: &App) -> Result<Press, PrintError> {
    Press::new(
        &app.config.mail.from_name,
        app.config.print.fonts_folder.as_deref(),
    )
}

/// How forms are set in this deployment.
pub fn setup(app: &App, now: Now) -> Setup {
    Setup {
        paper: app.config.print.paper,
        capital_style: app.config.print.capital_style,
        amount_columns: app.config.print.amount_columns,
        printed_on: now.today,
    }
}

/// A claim by its number (BX2026-00012) or id.
///
/// # Errors
/// [`ClaimFormError::NoSuchClaim`].
pub fn find_claim(app: &App, text: &str) -> Result<ClaimId, ClaimFormError> {
    let found = app.db.read(|conn| {
        let by_number = store::find_by_number(conn, text)?;
        match (by_number, text.parse::<i64>()) {
            (None, Ok(id)) => Ok::<_, ClaimFormError>(store::find(conn, ClaimId(id))?),
            (found, _) => Ok(found),
        }
    })?;
    found
        .map(|claim| claim.id)
        .ok_or_else(|| ClaimFormError::NoSuchClaim(text.to_owned()))
}

/// The claim's forms in one PDF: for an exam fee the application before the claim.
///
/// # Errors
/// [`ClaimFormError`].
pub fn claim_form(app: &App, press: &Press, claim: ClaimId) -> Result<Vec<u8>, ClaimFormError> {
    let now = app.now();
    let forms = app.db.read(|conn| forms(app, conn, claim, now))?;
    let title = match forms.last() {
        Some(Form::ExpenseClaim(claim)) => format!("{} {}", ExpenseClaim::TITLE, claim.number),
        _ => ExpenseClaim::TITLE.to_owned(),
    };
    Ok(press.many(&title, &forms, &setup(app, now))?)
}

fn forms(app: &App, conn: &mut Conn, id: ClaimId, now: Now) -> Result<Vec<Form>, ClaimFormError> {
    let claim =
        store::find(conn, id)?.ok_or_else(|| ClaimFormError::NoSuchClaim(id.to_string()))?;
    let lines: Vec<ClaimLineDetails> = store::lines::load(conn, id)?
        .into_iter()
        .map(|line| line.details)
        .collect();
    let receipts = store::receipts::load(conn, id)?;
    let person = people::store::get(conn, claim.details.person_id)?;
    let tree = units::store::load_tree(conn)?;
    let mut rules = ExamRules::load(conn, &app.policies, app.config.time_zone, now.today)?;
    let exams = situation::load(conn, &mut rules, &tree, std::slice::from_ref(&person))?
        .remove(&person.id)
        .unwrap_or_default();
    let certificates = crate::certificates::store::load_of_people(conn, &[person.id])?;

    let mut forms = Vec::new();
    let entry_line = lines.iter().find(|line| line.kind == ClaimKind::ExamFee);
    let entry = entry_line.and_then(|line| {
        exams
            .entries
            .iter()
            .find(|entry| Some(entry.entry.id) == line.entry_id)
    });
    if let (Some(line), Some(entry)) = (entry_line, entry) {
        let certificate = certificates
            .iter()
            .find(|certificate| certificate.details.level == entry.entry.details.level)
            .and_then(|certificate| certificate.details.number.clone());
        let mut application = ExamFeeApplication {
            number: claim.details.claim_number.clone(),
            filed_on: claim.details.filed_on,
            name: person.details.name.clone(),
            id_number: person.shown_id_number(&app.keys, false)?,
            unit: unit_name(&tree, &claim),
            employment_kind: person
                .details
                .employment_kind
                .map(|kind| kind.label().to_owned())
                .unwrap_or_default(),
            certificate_number: certificate.unwrap_or_default(),
            receipts: receipts.iter().map(receipt_line).collect(),
            attachments: attachments(&claim),
            authority: app.config.print.authority.clone(),
            draft: claim.details.state == ClaimState::Draft,
            ..blank_application()
        };
        fill_exam(&mut application, app, entry, &exams, now);
        fill_money(&mut application, line, &lines);
        forms.push(Form::ExamFeeApplication(Box::new(application)));
    }
    forms.push(Form::ExpenseClaim(Box::new(expense_claim(
        &tree, &claim, &person, &lines,
    ))));
    Ok(forms)
}

fn unit_name(tree: &UnitTree, claim: &Claim) -> String {
    tree.get(claim.details.unit_id)
        .map(|unit| unit.details.name.clone())
        .unwrap_or_default()
}

/// Attachments that are counted are printed; none leaves the box to the pen.
fn attachments(claim: &Claim) -> Option<u32> {
    u32::try_from(claim.details.attachment_count)
        .ok()
        .filter(|count| *count > 0)
}

fn blank_application() -> ExamFeeApplication {
    ExamFeeApplication {
        number: String::new(),
        filed_on: chrono::NaiveDate::MIN,
        name: String::new(),
        id_number: String::new(),
        unit: String::new(),
        employment_kind: String::new(),
        level: String::new(),
        exam_year: 0,
        subjects: Vec::new(),
        attempt: None,
        ticket_number: String::new(),
        absent: None,
        passed: None,
        certificate_number: String::new(),
        charged_cents: 0,
        archive_fee_cents: 0,
        refunded_cents: 0,
        books_cents: None,
        training_cents: None,
        travel_cents: None,
        receipts: Vec::new(),
        attachments: None,
        payee: None,
        authority: String::new(),
        trail: Vec::new(),
        draft: true,
    }
}

/// What was sat for, which time, and what came of it.
fn fill_exam(
    form: &mut ExamFeeApplication,
    app: &App,
    entry: &EntryOnRecord,
    exams: &ExamSituation,
    now: Now,
) {
    let (year, level) = (entry.year(), entry.entry.details.level);
    let of_entry: Vec<&ExamResult> = exams
        .results
        .iter()
        .filter(|result| result.year == year && result.level == level)
        .collect();
    form.level = level.label().to_owned();
    form.exam_year = year;
    form.ticket_number = entry
        .entry
        .details
        .ticket_number
        .clone()
        .unwrap_or_default();
    form.subjects = app
        .policies
        .subjects(level)
        .into_iter()
        .map(|subject| subject_line(app, subject, entry, &of_entry, now))
        .collect();
    let mut years: Vec<i32> = exams
        .entries
        .iter()
        .filter(|other| other.entry.details.level == level)
        .map(EntryOnRecord::year)
        .chain(
            exams
                .results
                .iter()
                .filter(|result| result.level == level)
                .map(|result| result.year),
        )
        .filter(|other| *other <= year)
        .collect();
    years.sort_unstable();
    years.dedup();
    form.attempt = u32::try_from(years.len()).ok();
    if !of_entry.is_empty() {
        form.absent = Some(
            of_entry
                .iter()
                .all(|result| result.kind == ScoreKind::Absent),
        );
        let status = exams.statuses.iter().find(|status| status.level == level);
        form.passed = status.map(|status| {
            status.outcome == ExamOutcome::Qualified
                && status
                    .qualified_year
                    .is_some_and(|qualified| qualified <= year)
        });
    }
}

fn subject_line(
    app: &App,
    subject: Subject,
    entry: &EntryOnRecord,
    of_entry: &[&ExamResult],
    now: Now,
) -> SubjectLine {
    let result = of_entry.iter().find(|result| result.subject == subject);
    let score = match result.map(|result| (result.kind, result.points_tenths)) {
        Some((ScoreKind::Score, Some(tenths))) if tenths % 10 == 0 => (tenths / 10).to_string(),
        Some((ScoreKind::Score, Some(tenths))) => format!("{}.{}", tenths / 10, tenths % 10),
        Some((kind, _)) => kind.label().to_owned(),
        None => String::new(),
    };
    let passed = result.map(|result| is_passed(result, app.policies.pass_lines(), now.today));
    SubjectLine {
        name: subject.label().to_owned(),
        entered: entry.subjects.is_empty() || entry.subjects.contains(&subject),
        score,
        passed,
    }
}

/// Gross, archive fee, refund: what is left is the line's amount.
fn fill_money(form: &mut ExamFeeApplication, line: &ClaimLineDetails, lines: &[ClaimLineDetails]) {
    let sum = |kind: ClaimKind| {
        let amounts: Vec<i64> = lines
            .iter()
            .filter(|line| line.kind == kind)
            .map(|line| line.amount_cents)
            .collect();
        (!amounts.is_empty()).then(|| amounts.iter().sum())
    };
    form.charged_cents = line.gross_cents;
    form.archive_fee_cents = line.archive_fee_cents;
    // A cap lowers what is claimed below the net: the form tells what is claimed.
    form.refunded_cents = line.refund_cents.max(line.gross_cents - line.amount_cents);
    form.books_cents = sum(ClaimKind::Books);
    form.training_cents = sum(ClaimKind::TrainingFee);
    form.travel_cents = sum(ClaimKind::Travel);
}

fn receipt_line(receipt: &Receipt) -> ReceiptLine {
    let receipt = &receipt.details;
    ReceiptLine {
        kind: receipt.kind.label().to_owned(),
        code: receipt.code.clone(),
        number: receipt.number.clone(),
        issued_on: receipt.issued_on,
        amount_cents: Some(receipt.amount_cents),
        check_code: receipt.check_code.clone().unwrap_or_default(),
    }
}

fn expense_claim(
    tree: &UnitTree,
    claim: &Claim,
    person: &Person,
    lines: &[ClaimLineDetails],
) -> ExpenseClaim {
    ExpenseClaim {
        number: claim.details.claim_number.clone(),
        filed_on: claim.details.filed_on,
        unit: unit_name(tree, claim),
        department: String::new(),
        claimant: person.details.name.clone(),
        position: person
            .details
            .employment_kind
            .map(|kind| kind.label().to_owned())
            .unwrap_or_default(),
        attachments: attachments(claim),
        lines: lines
            .iter()
            .map(|line| ClaimLine {
                item: line.kind.label().to_owned(),
                purpose: line.purpose.clone(),
                amount_cents: line.amount_cents,
            })
            .collect(),
        advance_cents: None,
        funding_source: None,
        payee: None,
        trail: Vec::new(),
        draft: claim.details.state == ClaimState::Draft,
    }
}
