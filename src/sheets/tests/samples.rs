//! The sample district's files: every heading found, every row counted.

use super::{kept, row_numbers};
use crate::sheets::{CellRefusal, Field, FileRefusal, Layout, Row, Workbook, layouts};

fn sample(name: &str) -> std::path::PathBuf {
    kept("sample-district").join(name)
}

#[test]
fn every_row_of_the_sample_district_is_found() {
    for (name, layout, rows) in [
        ("roster.xlsx", &layouts::PEOPLE, 306),
        ("certificates.csv", &layouts::CERTIFICATES, 274),
        ("training.xlsx", &layouts::TRAINING, 3136),
        ("exam-results.xlsx", &layouts::EXAM_RESULTS, 824),
    ] {
        let found = row_numbers(&sample(name), layout);

        assert_eq!(found.len(), rows, "{name}");
        assert!(
            Workbook::open(&sample(name), layout)
                .unwrap()
                .notices()
                .is_empty(),
            "{name}"
        );
    }
}

#[test]
fn the_training_ledger_has_a_sheet_a_year() {
    let workbook = Workbook::open(&sample("training.xlsx"), &layouts::TRAINING).unwrap();

    let sheets: Vec<_> = workbook
        .tables()
        .iter()
        .map(|t| (t.sheet.as_str(), t.heading_row))
        .collect();

    assert_eq!(
        sheets,
        [
            ("2022年", 2),
            ("2023年", 2),
            ("2024年", 2),
            ("2025年", 2),
            ("2026年", 2)
        ]
    );
}

#[test]
fn another_import_s_file_is_refused_with_what_it_looks_like() {
    let refusal = Workbook::open(&sample("roster.xlsx"), &layouts::TRAINING).unwrap_err();

    assert_eq!(
        refusal.to_string(),
        "工作表“花名册”第2行的标题像“人员”，请检查导入种类是不是选成了“继续教育培训”",
    );
}

/// Sentences of the rows that cannot be read.
fn refused(
    name: &str,
    layout: &'static Layout,
    read: impl Fn(&Row<'_>) -> Result<(), CellRefusal>,
) -> Vec<(u32, String)> {
    let mut workbook = Workbook::open(&sample(name), layout).unwrap();
    let mut refused = Vec::new();
    workbook
        .for_each_row(|row| -> Result<(), FileRefusal> {
            if let Err(refusal) = read(row) {
                refused.push((row.number(), refusal.message));
            }
            Ok(())
        })
        .unwrap();
    refused
}

#[test]
fn the_roster_s_broken_rows_are_named_and_no_others() {
    let refused = refused("roster.xlsx", &layouts::PEOPLE, |row| {
        row.id_number(Field::IdNumber)?;
        row.required(Field::Name, row.person_name(Field::Name))?;
        row.mobile(Field::Mobile)?;
        row.email(Field::Email)?;
        row.month(Field::SocialWorkSince)?;
        row.text(Field::Unit, 100)?;
        Ok(())
    });

    insta::assert_debug_snapshot!(refused);
}

#[test]
fn every_cell_of_the_other_files_can_be_read() {
    let certificates = refused("certificates.csv", &layouts::CERTIFICATES, |row| {
        row.id_number(Field::IdNumber)?;
        row.required(Field::Name, row.person_name(Field::Name))?;
        row.text(Field::CertificateNumber, 50)?;
        row.required(Field::ApprovedOn, row.day(Field::ApprovedOn))?;
        row.day(Field::RegisteredOn)?;
        row.day(Field::RegisteredUntil)?;
        Ok(())
    });
    let training = refused("training.xlsx", &layouts::TRAINING, |row| {
        row.id_number(Field::IdNumber)?;
        row.required(Field::Title, row.text(Field::Title, 200))?;
        row.required(Field::FirstDay, row.day(Field::FirstDay))?;
        row.required(Field::LastDay, row.day(Field::LastDay))?;
        row.day_hundredths(Field::Days)?;
        row.hour_hundredths(Field::Hours)?;
        Ok(())
    });
    let results = refused("exam-results.xlsx", &layouts::EXAM_RESULTS, |row| {
        row.id_number(Field::IdNumber)?;
        row.required(Field::ExamYear, row.year(Field::ExamYear))?;
        row.required(Field::Score, row.score(Field::Score))?;
        Ok(())
    });

    assert_eq!(certificates, []);
    assert_eq!(training, []);
    assert_eq!(results, []);
}
