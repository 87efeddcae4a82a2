//! What stands in the PDFs, read back from their bytes.
//!
//! With `SHEGONG_PRINT_SAMPLES=folder` every form made here is also written
//! there, for looking at.

use pdf_extract::Document;

use super::samples::*;
use super::*;

/// The text of each page without blanks (typst places words, it writes no spaces)
/// and without the invisible marks that allow a break inside a long run.
fn pages(pdf: &[u8]) -> Vec<String> {
    pdf_extract::extract_text_from_mem_by_pages(pdf)
        .unwrap()
        .into_iter()
        .map(|page| {
            page.chars()
                .filter(|one| !one.is_whitespace() && *one != '\u{200b}')
                .collect()
        })
        .collect()
}

fn text(pdf: &[u8]) -> String {
    pages(pdf).concat()
}

/// Width and height of every page in mm, rounded.
fn sizes(pdf: &[u8]) -> Vec<(i64, i64)> {
    let document = Document::load_mem(pdf).unwrap();
    let to_mm = |points: f32| (f64::from(points) * 25.4 / 72.0).round() as i64;
    document
        .get_pages()
        .values()
        .map(|id| {
            let page = document.get_dictionary(*id).unwrap();
            let edges = page.get(b"MediaBox").unwrap().as_array().unwrap();
            (
                to_mm(edges[2].as_float().unwrap()),
                to_mm(edges[3].as_float().unwrap()),
            )
        })
        .collect()
}

/// Keeps the form for looking at, where asked for.
fn keep(name: &str, pdf: &[u8]) {
    if let Some(folder) = std::env::var_os("SHEGONG_PRINT_SAMPLES") {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(
            std::path::Path::new(&folder).join(format!("{name}.pdf")),
            pdf,
        )
        .unwrap();
    }
}

#[test]
fn a_claim_has_the_size_of_its_paper_and_fits_on_one_page() {
    for (paper, size) in [
        (Paper::A4, (210, 297)),
        (Paper::A5Landscape, (210, 148)),
        (Paper::Voucher, (240, 140)),
    ] {
        let pdf = press().expense_claim(&claim(), &on(paper)).unwrap();
        keep(&format!("claim-{paper}"), &pdf);

        assert_eq!(sizes(&pdf), [size], "{paper}");
        assert_eq!(text(&pdf).contains("装订线"), paper == Paper::Voucher);
    }
}

#[test]
fn a_claim_shows_figures_capitals_names_and_signature_boxes() {
    let pdf = press()
        .expense_claim(&claim(), &on(Paper::A5Landscape))
        .unwrap();

    let text = text(&pdf);
    for expected in [
        "费用报销单",
        "BX-2026-0147",
        "2026年3月6日",
        "綦江区古南街道金桥村",
        "社会工作室",
        "欧阳海波",
        "专职社区工作者",
        "考试报名费",
        "綦江至重庆主城往返",
        "¥543.00",
        "人民币伍佰肆拾叁元整",
        "■日常公用",
        "□项目",
        "中国农业银行股份有限公司重庆綦江古南支行",
        "6228480470012345678",
        "报销人",
        "证明人",
        "部门审核",
        "财务复核",
        "单位领导审批",
        "领款人",
        "出纳",
        "2026-03-0810:15刘敏（代王强）同意¥543.00",
        "第1页共1页",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn forty_lines_flow_to_further_pages_with_the_head_repeated() {
    for paper in [Paper::A4, Paper::A5Landscape, Paper::Voucher] {
        let pdf = press().expense_claim(&long_claim(), &on(paper)).unwrap();
        keep(&format!("claim-long-{paper}"), &pdf);

        let pages = pages(&pdf);
        assert!(pages.len() >= 2, "{paper}");
        for (index, page) in pages.iter().enumerate() {
            let foot = format!("第{}页共{}页", index + 1, pages.len());
            assert!(page.contains(&foot), "{paper}: {foot} in {page}");
            assert!(page.contains("BX-2026-0147"), "{paper}: {page}");
            assert!(page.contains("草稿"), "{paper}: {page}");
        }
        let all = pages.concat();
        for number in 1..=40 {
            assert!(
                all.contains(&format!("第{number:02}项培训费")),
                "{paper}: line {number}"
            );
        }
        assert!(pages[1].contains("费用项目"), "{paper}: {}", pages[1]);
        // 100.01 × (1 + … + 40) = 82,008.20; the advance was 100,000.00.
        let last = pages.last().unwrap();
        assert!(last.contains("¥82,008.20"), "{last}");
        assert!(last.contains("人民币捌万贰仟零捌元贰角整"), "{last}");
        assert!(last.contains("应退¥17,991.80"), "{last}");
    }
}

#[test]
fn amounts_stand_in_boxes_or_in_one_column() {
    let plain = Setup {
        amount_columns: AmountColumns::Plain,
        ..on(Paper::A4)
    };
    let pdf = press().expense_claim(&claim(), &plain).unwrap();
    keep("claim-plain", &pdf);
    assert!(text(&pdf).contains("金额（元）"));
    assert!(text(&pdf).contains("207.00"));

    let mut million = claim();
    million.lines[0].amount_cents = 100_000_000;
    let fallen_back = press().expense_claim(&million, &on(Paper::A4)).unwrap();
    assert!(text(&fallen_back).contains("1000000.00"));
    assert!(text(&fallen_back).contains("人民币壹佰万零叁佰叁拾陆元整"));
}

#[test]
fn the_payment_style_leaves_zheng_after_jiao_out() {
    let mut half = claim();
    half.lines[0].amount_cents = 20_750;
    let payment = Setup {
        capital_style: crate::money::CapitalStyle::Payment,
        ..on(Paper::A4)
    };

    let bookkeeping = text(&press().expense_claim(&half, &on(Paper::A4)).unwrap());
    let payment = text(&press().expense_claim(&half, &payment).unwrap());

    assert!(bookkeeping.contains("人民币伍佰肆拾叁元伍角整"));
    assert!(payment.contains("人民币伍佰肆拾叁元伍角") && !payment.contains("伍角整"));
}

#[test]
fn an_application_is_one_a4_page_on_every_setting() {
    for paper in [Paper::A4, Paper::A5Landscape, Paper::Voucher] {
        let pdf = press()
            .exam_fee_application(&application(), &on(paper))
            .unwrap();
        keep(&format!("application-{paper}"), &pdf);

        assert_eq!(sizes(&pdf), [(210, 297)], "{paper}");
        assert_eq!(text(&pdf).contains("装订线"), paper == Paper::Voucher);
    }
}

#[test]
fn an_application_shows_every_field() {
    let pdf = press()
        .exam_fee_application(&application(), &on(Paper::A4))
        .unwrap();

    let text = text(&pdf);
    for expected in [
        "考试报名费报销申请表",
        "KS-2026-0147",
        "欧阳海波",
        "500110********1237",
        "綦江区古南街道金桥村",
        "社区工作者",
        "社会工作师",
        "2025年",
        "■社会工作法规与政策",
        "缺考",
        "第2次",
        "2550010203456",
        "□是■否",
        "■是□否",
        "20250535005000000123",
        "¥227.00",
        "¥20.00",
        "¥207.00",
        "¥250.00",
        "¥86.00",
        "¥543.00",
        "人民币伍佰肆拾叁元整",
        "财政电子票据",
        "50010125",
        "0012345678",
        "a1b2c3",
        "25502000000113514086",
        "2025-04-14",
        "附件：4张",
        "6228480470012345678",
        "申请人签字",
        "单位／村（社区）意见",
        "人事审核",
        "财务审核",
        "綦江区民政局（区委社会工作部）意见",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(!text.contains("草稿"));
}

#[test]
fn an_application_without_receipts_leaves_rows_for_the_pen() {
    let pdf = press()
        .exam_fee_application(&bare_application(), &on(Paper::A4))
        .unwrap();
    keep("application-bare", &pdf);

    let text = text(&pdf);
    assert!(text.contains("草稿"));
    assert!(text.contains("校验码"));
    assert!(text.contains("第次"));
    assert!(text.contains("□是□否"));
}

#[test]
fn many_receipts_flow_to_a_second_page() {
    let mut many = application();
    let receipt = many.receipts[0].clone();
    many.receipts = (0..30)
        .map(|number| ReceiptLine {
            number: format!("00123456{number:02}"),
            ..receipt.clone()
        })
        .collect();
    many.unit = long_claim().unit;
    many.name = long_claim().claimant;

    let pdf = press().exam_fee_application(&many, &on(Paper::A4)).unwrap();
    keep("application-long", &pdf);

    let pages = pages(&pdf);
    assert_eq!(pages.len(), 2);
    assert!(
        pages[1].contains("校验码") || pages[1].contains("收款账户"),
        "{}",
        pages[1]
    );
    assert!(pages.concat().contains("0012345629"));
}

#[test]
fn a_statement_shows_every_record_its_reason_and_the_totals() {
    let pdf = press()
        .training_statement(&statement(3), &on(Paper::A4))
        .unwrap();
    keep("statement", &pdf);

    let text = text(&pdf);
    for expected in [
        "继续教育（培训）情况表",
        "欧阳海波",
        "500110********1237",
        "助理社会工作师",
        "20200525005000000456",
        "再登记",
        "2024年4月2日至2027年4月1日",
        "第3期",
        "重庆市社会工作协会",
        "2024-05-06至2024-05-08",
        "早于本周期",
        "72学时",
        "55.5学时",
        "16.5学时",
        "进度落后",
        "民发〔2009〕123号",
        "綦江民发〔2020〕60号",
        "18.5",
        "单位审核意见",
        "第1页共",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn a_long_statement_repeats_its_head_on_every_page() {
    let pdf = press()
        .training_statement(&statement(45), &on(Paper::Voucher))
        .unwrap();
    keep("statement-long", &pdf);

    let pages = pages(&pdf);
    assert!(pages.len() >= 4, "{}", pages.len());
    for (index, page) in pages.iter().enumerate() {
        assert!(
            page.contains(&format!("第{}页共{}页", index + 1, pages.len())),
            "{page}"
        );
        assert!(page.contains("欧阳海波"), "{page}");
    }
    assert!(pages[1].contains("培训名称"));
}

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
    for name in hostile {
        let mut claim = claim();
        claim.claimant = name.to_owned();
        claim.lines[0].purpose = format!("{name}{name}");

        let text = text(&press().expense_claim(&claim, &on(Paper::A4)).unwrap());

        let shown: String = name
            .chars()
            .filter(|one| !one.is_whitespace() && !one.is_control())
            .collect();
        assert!(text.contains(&shown), "{shown} in {text}");
        assert!(text.contains(&shown.repeat(2)), "{shown} in {text}");
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
fn a_sum_that_does_not_fit_is_refused() {
    let mut claim = claim();
    claim.lines[0].amount_cents = i64::MAX;
    let error = press().expense_claim(&claim, &on(Paper::A4)).unwrap_err();
    assert!(matches!(error, PrintError::SumTooLarge));
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
    let fonts = super::fonts::Fonts::load(None).unwrap();
    for template in super::world::TEMPLATES {
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
