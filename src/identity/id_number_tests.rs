use proptest::prelude::*;

use super::*;

/// 18 digits with the right check digit.
fn number(first_seventeen: &str) -> String {
    let check = check_digit(first_seventeen.as_bytes()).unwrap();
    format!("{first_seventeen}{}", char::from(check))
}

#[test]
fn the_standard_s_examples_are_right() {
    for (text, sex, born) in [
        ("11010519491231002X", Sex::Female, "1949-12-31"),
        ("440524188001010014", Sex::Male, "1880-01-01"),
        ("34052419800101001X", Sex::Male, "1980-01-01"),
    ] {
        let id = IdNumber::parse(text).unwrap();

        assert_eq!(id.as_str(), text);
        assert_eq!(id.kind(), IdKind::Resident);
        assert_eq!(id.sex(), Some(sex), "{text}");
        assert_eq!(id.birth_date(), born.parse().ok(), "{text}");
    }
}

#[test]
fn typed_forms_of_one_number_are_one_number() {
    for typed in [
        "11010519491231002x",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        "\t11010519491231002X",
        "’11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        "110105\u{A0}19491231\u{3000}002X",
        "\u{FEFF}11010519491231002X\u{200B}",
        "11010519491231002×",
        "11010519491231002Х",
    ] {
        let id = IdNumber::parse(typed);
        assert_eq!(
            id.as_ref().map(IdNumber::as_str),
            Ok("11010519491231002X"),
            "{typed:?}"
        );
    }
}

#[test]
fn other_documents_are_told_by_their_shape() {
    for (typed, kind) in [
        ("h12345678", IdKind::HongKongMacaoPass),
        ("M1234567801", IdKind::HongKongMacaoPass),
        ("12345678", IdKind::TaiwanPass),
        ("1234567890（B）", IdKind::TaiwanPass),
        ("E12345678", IdKind::Passport),
        ("EA1234567", IdKind::Passport),
        ("USA110062091234", IdKind::ForeignPermanentResidence),
    ] {
        assert_eq!(
            IdNumber::parse(typed).map(|id| id.kind()),
            Ok(kind),
            "{typed}"
        );
    }
    for (first, kind) in [
        ("81000019900307001", IdKind::HongKongMacaoTaiwanResidence),
        ("82000019900307001", IdKind::HongKongMacaoTaiwanResidence),
        ("83000019900307001", IdKind::HongKongMacaoTaiwanResidence),
        ("91184019900307001", IdKind::ForeignPermanentResidence),
        ("99206419920830001", IdKind::Resident),
        ("84000019900307001", IdKind::Resident),
    ] {
        assert_eq!(
            IdNumber::parse(&number(first)).map(|id| id.kind()),
            Ok(kind),
            "{first}"
        );
    }
}

#[test]
fn a_wrong_number_is_refused_with_its_reason() {
    let damaged = "身份证号已被表格软件当作数字改坏，后几位已丢失，请把该列设为文本格式后重新填写";
    for (typed, sentence) in [
        ("", "身份证号没有填写，请补填"),
        ("   ", "身份证号没有填写，请补填"),
        ("9.91E+17", damaged),
        ("9.91e17", damaged),
        ("9.91125198210143E+17", damaged),
        ("110105194912310000", damaged),
        (
            "110105491231002",
            "身份证号是15位旧号码，已停止使用，请改填18位号码",
        ),
        (
            "1101051949123100",
            "身份证号应为18位，这里有16位，请核对后补全",
        ),
        (
            "1101051949123102X",
            "身份证号应为18位，这里有17位，请核对后补全",
        ),
        (
            "110105194912310021",
            "身份证号110105********0021的校验位不对，请对照证件核对",
        ),
        (
            "不详",
            "证件号码**不是身份证、居住证、通行证、永久居留证或护照的号码，请核对",
        ),
        (
            "身份证在办理中",
            "证件号码身份***理中不是身份证、居住证、通行证、永久居留证或护照的号码，请核对",
        ),
    ] {
        let refusal = IdNumber::parse(typed).unwrap_err();
        assert_eq!(refusal.to_string(), sentence, "{typed:?}");
    }
    let impossible = IdNumber::parse(&number("11010519490230002")).unwrap_err();
    assert!(
        matches!(impossible, IdRefusal::NoSuchBirthDate(_)),
        "{impossible}"
    );
}

#[test]
fn a_number_cell_keeps_fifteen_digits_only() {
    assert_eq!(IdNumber::from_number(9.91e17), Err(IdRefusal::Damaged));
    assert_eq!(IdNumber::from_number(1e15), Err(IdRefusal::Damaged));
    assert_eq!(
        IdNumber::from_number(110105491231002.0),
        Err(IdRefusal::FifteenDigits)
    );
    assert_eq!(
        IdNumber::from_number(12345678.0).map(|id| id.kind()),
        Ok(IdKind::TaiwanPass)
    );
    assert_eq!(IdNumber::from_number(f64::NAN), Err(IdRefusal::Damaged));
}

#[test]
fn no_form_of_printing_shows_the_number_in_full() {
    for (typed, masked) in [
        ("11010519491231002X", "110105********002X"),
        ("H12345678", "H1*****78"),
        ("12345678", "12****78"),
    ] {
        let id = IdNumber::parse(typed).unwrap();
        assert_eq!(id.to_string(), masked);
        assert_eq!(format!("{id:?}"), format!("IdNumber({masked})"));
    }
}

proptest! {
    #[test]
    fn any_single_digit_change_is_caught(
        region in 100_000u32..1_000_000, days in 0i64..40_000, sequence in 0u32..1000,
        at in 0usize..18, other in 0u8..11,
    ) {
        let born = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap() + chrono::Duration::days(days);
        let text = number(&format!("{region}{}{sequence:03}", born.format("%Y%m%d")));
        prop_assert!(IdNumber::parse(&text).is_ok());
        let mut changed = text.clone().into_bytes();
        let digit = if at == 17 { b"0123456789X"[other as usize] } else { b'0' + other % 10 };
        prop_assume!(changed[at] != digit);

        changed[at] = digit;

        prop_assert!(IdNumber::parse(std::str::from_utf8(&changed).unwrap()).is_err());
    }

    #[test]
    fn no_text_at_all_makes_it_fall_over(text in ".{0,80}") {
        let _ = IdNumber::parse(&text).map(|id| (id.masked(), id.sex(), id.birth_date()));
    }
}
