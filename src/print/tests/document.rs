//! What holds for every form: texts as typed, glyphs, fonts, metadata, bytes.

use pdf_extract::Document;

use super::samples::*;
use super::{keep, pages, sizes, text};
use crate::print::*;

#[test]
fn what_a_person_typed_is_never_read_as_typst() {
    let hostile = [
        "#panic()",
        "$x$",
        "*a*",
        "_b_",
        "\\",
        "@x",
        "<y>",
        "]",
        "#let x = 1",
        "`raw`",
        "//c",
        "\"q\"",
        "= 标题",
        "#read(\"/etc/passwd\")",
        "\u{7}响\n铃",
    ];
    let claims: Vec<Form> = hostile
        .iter()
        .map(|name| {
            let mut claim = claim();
            claim.claimant = (*name).to_owned();
            claim.lines[0].purpose = format!("{name}{name}");
            Form::ExpenseClaim(Box::new(claim))
        })
        .collect();

    let pdf = press().many("各种姓名", &claims, &on(Paper::A4)).unwrap();

    let pages = pages(&pdf);
    assert_eq!(pages.len(), hostile.len());
    for (name, page) in hostile.iter().zip(pages) {
        let shown: String = name
            .chars()
            .filter(|one| !one.is_whitespace() && !one.is_control())
            .collect();
        assert!(
            page.contains(&format!("报销人{shown}职务")),
            "{shown} in {page}"
        );
        assert!(page.contains(&shown.repeat(2)), "{shown} in {page}");
    }
}

#[test]
fn a_character_without_a_glyph_names_person_field_and_code_point() {
    let mut claim = claim();
    claim.claimant = "张𪚥".to_owned();

    let error = press().expense_claim(&claim, &on(Paper::A4)).unwrap_err();

    assert_eq!(
        error.to_string(),
        "张𪚥的费用报销单中，姓名“张𪚥”中的“𪚥”（U+2A6A5）没有可用字形，请在 fonts 文件夹补充含有该字的字体"
    );

    let mut application = application();
    application.receipts[1].number = "2550\u{e863}".to_owned();
    let error = press()
        .exam_fee_application(&application, &on(Paper::A4))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("欧阳海波的考试报名费报销申请表中，票据号码“2550"),
        "{error}"
    );
    assert!(error.to_string().contains("（U+E863）"), "{error}");

    let mut statement = statement(1);
    statement.rules[0].records[0].organiser = "서울".to_owned();
    let error = press()
        .training_statement(&statement, &on(Paper::A4))
        .unwrap_err();
    assert!(
        error
            .to_string()
            .contains("主办单位“서울”中的“서”（U+C11C）"),
        "{error}"
    );
}

#[test]
fn rare_characters_of_names_are_drawn() {
    let mut claim = claim();
    claim.claimant = "𠂇㛃䶮喆堃龑犇\u{e0100}".to_owned();
    let text = text(&press().expense_claim(&claim, &on(Paper::Voucher)).unwrap());
    assert!(text.contains("𠂇㛃䶮喆堃龑犇"), "{text}");
}

#[test]
fn texts_of_any_length_flow_and_are_never_cut() {
    let run = "Abcdefghij".repeat(7);
    let mut claim = claim();
    claim.claimant = run.clone();
    claim.position = run.clone();
    claim.department = "。".repeat(60);
    claim.unit = run.clone();
    claim.lines[0].item = run.clone();
    claim.lines[0].purpose = "行驶里程".repeat(1500) + "完";
    claim.payee = Some(Payee {
        name: run.clone(),
        bank: run.clone(),
        account: "9".repeat(60),
    });
    claim.funding_source = Some(FundingSource::Other(run.clone()));
    claim.trail[0].who = run.clone();
    for paper in [Paper::A4, Paper::Voucher] {
        let pdf = press().expense_claim(&claim, &on(paper)).unwrap();
        keep(&format!("claim-runs-{paper}"), &pdf);
        let text = text(&pdf);
        assert!(text.contains("完"), "{paper}");
        assert_eq!(text.matches('驶').count(), 1500, "{paper}");
        assert!(text.contains("出纳"), "{paper}");
    }

    let mut application = application();
    application.name = run.clone();
    application.employment_kind = "W".repeat(40);
    application.level = run.clone();
    application.ticket_number = "8".repeat(40);
    application.certificate_number = "7".repeat(40);
    application.subjects[0].score = run.clone();
    for receipt in &mut application.receipts {
        receipt.kind = run.clone();
        receipt.code = "1".repeat(30);
        receipt.number = "2".repeat(60);
    }
    let pdf = press()
        .exam_fee_application(&application, &on(Paper::A4))
        .unwrap();
    keep("application-runs", &pdf);

    let mut statement = statement(2);
    statement.level = run.clone();
    statement.certificates[0].number = "6".repeat(60);
    statement.certificates[0].level = run.clone();
    statement.rules[0].state = run.clone();
    statement.rules[0].records[0].title = run.clone();
    statement.rules[0].records[0].organiser = run.clone();
    statement.rules[0].records[0].reason = run;
    let pdf = press()
        .training_statement(&statement, &on(Paper::A4))
        .unwrap();
    keep("statement-runs", &pdf);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let print = || {
        press()
            .exam_fee_application(&application(), &on(Paper::A4))
            .unwrap()
    };
    assert!(print() == print());
}

#[test]
fn the_pdf_says_what_it_is_and_who_made_it() {
    let pdf = press().expense_claim(&claim(), &on(Paper::A4)).unwrap();

    let document = Document::load_mem(&pdf).unwrap();
    let facts = document
        .trailer
        .get(b"Info")
        .unwrap()
        .as_reference()
        .unwrap();
    let facts = document.get_dictionary(facts).unwrap();
    let read = |key: &[u8]| pdf_extract::decode_text_string(facts.get(key).unwrap()).unwrap();
    assert_eq!(read(b"Title"), "费用报销单 BX-2026-0147 欧阳海波");
    assert_eq!(read(b"Author"), "社工通");
    assert!(read(b"CreationDate").starts_with("D:20260309"));
}

#[test]
fn many_forms_are_one_document_with_their_own_page_numbers() {
    let forms = [
        Form::ExpenseClaim(Box::new(long_claim())),
        Form::ExamFeeApplication(Box::new(application())),
        Form::TrainingStatement(Box::new(statement(2))),
    ];
    let pdf = press()
        .many("2025年报销材料", &forms, &on(Paper::A5Landscape))
        .unwrap();

    let pages = pages(&pdf);
    let application_page = pages
        .iter()
        .position(|page| page.contains("考试报名费报销申请表"))
        .unwrap();
    assert!(application_page >= 2);
    assert!(pages[application_page].contains("第1页共1页"));
    assert!(!pages[application_page].contains("草稿"));
    assert_eq!(sizes(&pdf)[0], (210, 148));
    assert_eq!(sizes(&pdf)[application_page], (210, 297));
}

#[test]
fn a_folder_of_fonts_is_read_and_a_broken_font_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("说明.txt"), "not a font").unwrap();
    assert!(Press::new("社工通", Some(folder.path())).is_ok());

    std::fs::write(folder.path().join("broken.ttf"), "not a font").unwrap();
    let error = Press::new("社工通", Some(folder.path())).err().unwrap();
    assert!(error.to_string().contains("broken.ttf"), "{error}");
    assert!(error.to_string().contains("无法识别"), "{error}");

    let error = Press::new("社工通", Some(&folder.path().join("none")))
        .err()
        .unwrap();
    assert!(error.to_string().contains("无法读取"), "{error}");
}

#[test]
fn every_character_of_the_templates_has_a_glyph_in_both_faces() {
    let fonts = crate::print::fonts::Fonts::load(None).unwrap();
    for template in crate::print::world::TEMPLATES {
        for character in template.1.chars().filter(|one| !one.is_control()) {
            for index in 0..2 {
                let font = fonts.get(index).unwrap();
                assert!(
                    font.info().coverage.contains(character.into()),
                    "{} {character}",
                    template.0
                );
            }
        }
    }
}
