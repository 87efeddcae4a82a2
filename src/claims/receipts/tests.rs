//! What an accountant would check by hand, as tables.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;
use crate::claims::receipts::ReceiptKind;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("test day")
}

const TODAY: &str = "2026-11-23";

fn typed(kind: &str, code: &str, number: &str) -> TypedReceipt {
    TypedReceipt {
        kind: kind.to_owned(),
        code: code.to_owned(),
        number: number.to_owned(),
        issued_on: Some(day("2026-03-25")),
        amount: "122.00".to_owned(),
        issuer: "重庆市人事考试中心".to_owned(),
        ..TypedReceipt::default()
    }
}

fn check(typed: &TypedReceipt) -> Result<CheckedReceipt, Vec<ReceiptProblem>> {
    check_receipt(typed, day(TODAY))
}

#[test]
fn codes_and_numbers_have_the_lengths_of_their_kind() {
    for (kind, code, number, wrong_at) in [
        ("digital", "", "26502000000135114086", None),
        (
            "digital",
            "",
            "2650200000013511408",
            Some(ReceiptField::Number),
        ),
        (
            "digital",
            "",
            "265020000001351140867",
            Some(ReceiptField::Number),
        ),
        (
            "digital",
            "",
            "2650200000013511408A",
            Some(ReceiptField::Number),
        ),
        ("digital", "", "", Some(ReceiptField::Number)),
        // The number begins with the year, and there were none before 2021.
        (
            "digital",
            "",
            "14502000000135114086",
            Some(ReceiptField::Number),
        ),
        (
            "digital",
            "050002000111",
            "26502000000135114086",
            Some(ReceiptField::Code),
        ),
        ("rail", "", "26519100000135114086", None),
        ("air", "", "26508400000135114086", None),
        ("vat_electronic", "050002000111", "12345678", None),
        (
            "vat_electronic",
            "150002000111",
            "12345678",
            Some(ReceiptField::Code),
        ),
        (
            "vat_electronic",
            "050002000112",
            "12345678",
            Some(ReceiptField::Code),
        ),
        (
            "vat_electronic",
            "5000200011",
            "12345678",
            Some(ReceiptField::Code),
        ),
        (
            "vat_electronic",
            "050002000111",
            "1234567",
            Some(ReceiptField::Number),
        ),
        ("vat_special", "5000201130", "12345678", None),
        (
            "vat_special",
            "050002000111",
            "12345678",
            Some(ReceiptField::Code),
        ),
        ("vat_paper", "050002000104", "12345678", None),
        ("vat_paper", "5000201130", "12345678", None),
        ("vat_paper", "50002", "12345678", Some(ReceiptField::Code)),
        ("fiscal", "50060122", "0012345678", None),
        ("fiscal", "5006012", "0012345678", Some(ReceiptField::Code)),
        (
            "fiscal",
            "50060122",
            "012345678",
            Some(ReceiptField::Number),
        ),
        ("fiscal", "", "0012345678", Some(ReceiptField::Code)),
        ("other", "", "", None),
        ("other", "", "0001234", None),
        ("cash", "", "0001234", Some(ReceiptField::Kind)),
        ("", "", "", Some(ReceiptField::Kind)),
    ] {
        let found: Vec<ReceiptField> = check(&typed(kind, code, number))
            .err()
            .unwrap_or_default()
            .iter()
            .map(|problem| problem.field)
            .collect();
        assert_eq!(found, Vec::from_iter(wrong_at), "{kind} {code} {number}");
    }
}

#[test]
fn every_sentence_says_what_to_do() {
    for (receipt, said) in [
        (
            typed("digital", "", "123"),
            "数电票的票据号码应为20位数字，现在是3位，请对照票面核对",
        ),
        (
            typed("fiscal", "5006", ""),
            "财政电子票据的票据代码应为8位数字，现在是4位，请对照票面核对",
        ),
        (
            typed("digital", "50060122", "26502000000135114086"),
            "数电票没有票据代码，请把这一栏留空，只填20位号码",
        ),
        (
            TypedReceipt {
                amount: "-5".to_owned(),
                ..typed("other", "", "7")
            },
            "金额“-5”不能是负数，请填写大于或等于 0 的数字",
        ),
        (
            TypedReceipt {
                amount: "0".to_owned(),
                ..typed("other", "", "7")
            },
            "金额为0，不能报销，请填写票面的价税合计",
        ),
        (
            TypedReceipt {
                amount: "1220000".to_owned(),
                ..typed("other", "", "7")
            },
            "金额¥1,220,000.00超过¥100,000.00，请核对小数点",
        ),
        (
            TypedReceipt {
                issued_on: Some(day("2026-11-24")),
                ..typed("other", "", "7")
            },
            "开票日期晚于今天，请对照票面核对",
        ),
        (
            TypedReceipt {
                issued_on: Some(day("1999-11-24")),
                ..typed("other", "", "7")
            },
            "开票日期早于2010年，请对照票面核对",
        ),
        (
            TypedReceipt {
                issued_on: None,
                ..typed("other", "", "7")
            },
            "请填写票面上的开票日期，如 2026-03-09",
        ),
        (
            TypedReceipt {
                issuer: " ".to_owned(),
                ..typed("other", "", "7")
            },
            "其他票据没有票据代码时请填写开票单位，以便查重",
        ),
        (
            TypedReceipt {
                check_code: "12ab".to_owned(),
                ..typed("fiscal", "50060122", "0012345678")
            },
            "财政电子票据的校验码是6位字母或数字，请对照票面核对",
        ),
        (
            TypedReceipt {
                digital_number: "26502000000135114086".to_owned(),
                ..typed("fiscal", "50060122", "0012345678")
            },
            "只有数电纸质发票另有数电票号码，财政电子票据请把这一栏留空",
        ),
        (
            typed("digital_paper", "050002000104", "12345678"),
            "数电纸质发票密码区印有20位数电票号码，请一并填写，现在没有填，请对照票面填写",
        ),
    ] {
        let problems = check(&receipt).expect_err(said);
        assert!(
            problems.iter().any(|problem| problem.message == said),
            "{said}: {problems:?}"
        );
    }
}

fn keys(receipt: &TypedReceipt) -> Vec<String> {
    identities(&check(receipt).expect("well-formed"))
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_same_paper_has_the_same_identity_however_it_is_typed() {
    for (kind, code, number, key) in [
        (
            "fiscal",
            "50060122",
            "0012345678",
            "fiscal:50060122:0012345678",
        ),
        (
            "fiscal",
            "5006 0122",
            "00 1234 5678",
            "fiscal:50060122:0012345678",
        ),
        (
            "fiscal",
            "５００６０１２２",
            "Ｎｏ．0012345678",
            "fiscal:50060122:0012345678",
        ),
        (
            "fiscal",
            "代码：50060122",
            "票据号码：0012345678",
            "fiscal:50060122:0012345678",
        ),
        (
            "vat_electronic",
            "050002000111",
            "№ 12345678",
            "vat:050002000111:12345678",
        ),
        // A paper invoice typed under the wrong kind is still the same paper.
        (
            "vat_paper",
            "050002000111",
            "12345678",
            "vat:050002000111:12345678",
        ),
        (
            "digital",
            "",
            "2650-2000-0001-3511-4086",
            "digital::26502000000135114086",
        ),
        (
            "rail",
            "",
            "26502000000135114086",
            "digital::26502000000135114086",
        ),
        ("other", "", "0001234", "other:重庆市人事考试中心:0001234"),
        ("other", "A-1", "b 12", "other:A1:B12"),
    ] {
        assert_eq!(
            keys(&typed(kind, code, number)),
            [key],
            "{kind} {code} {number}"
        );
    }
}

#[test]
fn a_digital_paper_invoice_has_both_its_identities() {
    let receipt = TypedReceipt {
        digital_number: "26502000000135114086".to_owned(),
        ..typed("digital_paper", "050002000104", "12345678")
    };
    assert_eq!(
        keys(&receipt),
        ["vat:050002000104:12345678", "digital::26502000000135114086"]
    );
}

#[test]
fn a_receipt_without_a_number_has_no_identity_and_says_so() {
    let receipt = check(&typed("other", "", "")).expect("taken");
    assert!(identities(&receipt).is_empty());
    assert_eq!(receipt.remarks, ["票据没有号码，系统不能查重，请人工核对"]);
}

#[test]
fn what_is_unusual_is_remarked_not_refused() {
    let other_year = check(&typed("digital", "", "25502000000135114086")).expect("taken");
    assert_eq!(
        other_year.remarks,
        ["号码表明2025年开具，开票日期却是2026年，请核对票面"]
    );
    let early = TypedReceipt {
        issued_on: Some(day("2024-10-31")),
        ..typed("rail", "", "24519100000135114086")
    };
    assert_eq!(
        check(&early).expect("taken").remarks,
        ["铁路电子客票自2024年11月1日起才有，这张的日期更早，请核对票面"]
    );
    let usual = check(&typed("fiscal", "50060122", "0012345678")).expect("taken");
    assert!(usual.remarks.is_empty());
}

proptest! {
    #[test]
    fn blanks_widths_and_hyphens_never_change_an_identity(
        number in "[0-9]{10}",
        at in 0usize..10,
        filler in prop::sample::select(vec![" ", "\u{3000}", "-", "\u{200B}", "\t", ""]),
        wide in any::<bool>(),
    ) {
        let widened: String = number
            .chars()
            .map(|c| if wide { char::from_u32(u32::from(c) + 0xFEE0).expect("digit") } else { c })
            .collect();
        let split = widened.char_indices().nth(at).map_or(0, |(byte, _)| byte);
        let retyped = format!("{}{filler}{}", &widened[..split], &widened[split..]);
        prop_assert_eq!(
            keys(&typed("fiscal", "50060122", &retyped)),
            keys(&typed("fiscal", "50060122", &number))
        );
    }

    #[test]
    fn nothing_typed_makes_it_fall(
        kind in prop::sample::select(ReceiptKind::ALL.to_vec()),
        code in ".{0,30}",
        number in ".{0,30}",
        digital in ".{0,30}",
        amount in ".{0,12}",
        check_code in ".{0,24}",
    ) {
        let receipt = TypedReceipt {
            digital_number: digital,
            amount,
            check_code,
            ..typed(kind.as_str(), &code, &number)
        };
        if let Ok(checked) = check(&receipt) {
            prop_assert!(checked.amount_cents > 0);
            prop_assert!(checked.amount_cents <= HIGHEST_RECEIPT_CENTS);
            prop_assert!(identities(&checked).iter().all(|identity| !identity.number.is_empty()));
        }
    }
}
