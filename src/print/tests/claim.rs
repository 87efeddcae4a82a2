//! 费用报销单: sizes, boxes, many lines.

use super::samples::*;
use super::{keep, pages, sizes, text};
use crate::print::*;

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
fn a_sum_that_does_not_fit_is_refused() {
    let mut claim = claim();
    claim.lines[0].amount_cents = i64::MAX;
    let error = press().expense_claim(&claim, &on(Paper::A4)).unwrap_err();
    assert!(matches!(error, PrintError::SumTooLarge));
}
