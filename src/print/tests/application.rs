//! 考试报名费报销申请表: every field, empty rows, many receipts.

use super::samples::*;
use super::{keep, pages, sizes, text};
use crate::print::*;

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
