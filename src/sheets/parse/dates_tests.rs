use super::*;

fn text(text: &str) -> Cell<'_> {
    Cell::Text(text.into())
}

fn the_day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn every_style_of_a_day_is_one_day() {
    for typed in [
        "2025-03-09",
        "2025-3-9",
        "2025.3.9",
        "2025.03.09",
        "2025/3/9",
        "2025年3月9日",
        "2025年03月09日",
        "2025 年 3 月 9 日",
        "2025年3月9",
        "2025年3月9号",
        "20250309",
        "２０２５－０３－０９",
        "２０２５年３月９日",
        "'2025-03-09",
        "\t2025.3.9 ",
        "2025-03-09 00:00:00",
        "2025/3/9 0:00",
        "2025-03-09T08:30:00",
        "2025—3—9",
        "2025-03-09 14:05:33.000",
        "2025年3月9日 14时05分",
    ] {
        assert_eq!(
            day(&text(typed), Epoch::Year1900),
            Ok(the_day("2025-03-09")),
            "{typed}"
        );
    }
    for (cell, epoch) in [
        (Cell::Number(45_725.0), Epoch::Year1900),
        (Cell::Number(45_725.75), Epoch::Year1900),
        (Cell::Number(44_263.0), Epoch::Year1904),
        (Cell::Number(20_250_309.0), Epoch::Year1900),
        (
            Cell::Moment(the_day("2025-03-09").and_hms_opt(13, 0, 0).unwrap()),
            Epoch::Year1900,
        ),
    ] {
        assert_eq!(day(&cell, epoch), Ok(the_day("2025-03-09")), "{cell:?}");
    }
}

#[test]
fn what_is_no_day_is_refused_with_its_reason() {
    use ValueRefusal::{NoSuchDay, NotADay, OutOfRange};
    for (typed, refusal) in [
        ("2015-13-45", NoSuchDay),
        ("2025-02-29", NoSuchDay),
        ("20250230", NoSuchDay),
        ("1979-12-31", OutOfRange),
        ("2100-01-01", OutOfRange),
        ("0025-03-09", OutOfRange),
        ("2025-03", NotADay),
        ("2025年", NotADay),
        ("25.3.9", NotADay),
        ("3/9/2025", NotADay),
        ("2025-03-09至2025-03-11", NotADay),
        ("2025-03-09 25:00", NotADay),
        ("2025-3-099", NotADay),
        ("三月", NotADay),
        ("45725", NotADay),
        ("", NotADay),
    ] {
        assert_eq!(day(&text(typed), Epoch::Year1900), Err(refusal), "{typed}");
    }
    for value in [
        0.0,
        -1.0,
        1e300,
        f64::NAN,
        f64::INFINITY,
        2025.0,
        20_251_345.0,
    ] {
        assert!(
            day(&Cell::Number(value), Epoch::Year1900).is_err(),
            "{value}"
        );
    }
    assert_eq!(day(&Cell::Logical(true), Epoch::Year1900), Err(NotADay));
}

#[test]
fn a_month_is_enough_where_a_day_is_not_needed() {
    for (typed, first_day, exact) in [
        ("2019.06", "2019-06-01", false),
        ("2019.6", "2019-06-01", false),
        ("2019.1", "2019-01-01", false),
        ("2019.10", "2019-10-01", false),
        ("2019年6月", "2019-06-01", false),
        ("2019-6", "2019-06-01", false),
        ("2019/06", "2019-06-01", false),
        ("201906", "2019-06-01", false),
        ("２０１９．０６", "2019-06-01", false),
        ("2019年6月30日", "2019-06-30", true),
        ("20190630", "2019-06-30", true),
    ] {
        let first_day = the_day(first_day);
        let expected = MonthOrDay { first_day, exact };
        assert_eq!(
            month(&text(typed), Epoch::Year1900),
            Ok(expected),
            "{typed}"
        );
    }
    for (value, first_day) in [
        (2019.06, "2019-06-01"),
        (2019.11, "2019-11-01"),
        (201_906.0, "2019-06-01"),
    ] {
        let read = month(&Cell::Number(value), Epoch::Year1900).unwrap();
        assert_eq!(read.first_day, the_day(first_day), "{value}");
    }
}

#[test]
fn what_is_no_month_is_refused() {
    use ValueRefusal::{JanuaryOrOctober, NoSuchDay, NotAMonth, OutOfRange};
    for (typed, refusal) in [
        ("2019", NotAMonth),
        ("2019年", NotAMonth),
        ("2019.13", NotAMonth),
        ("2019-06至今", NotAMonth),
        ("2019-02-30", NoSuchDay),
        ("1950-06", OutOfRange),
        ("五年", NotAMonth),
    ] {
        assert_eq!(
            month(&text(typed), Epoch::Year1900),
            Err(refusal),
            "{typed}"
        );
    }
    let number = Cell::Number(2019.1);
    assert_eq!(month(&number, Epoch::Year1900), Err(JanuaryOrOctober));
}

#[test]
fn years_come_as_numbers_or_with_their_word() {
    for cell in [
        Cell::Number(2023.0),
        text("2023"),
        text("2023年"),
        text("2023年度"),
        text("２０２３ 年"),
    ] {
        assert_eq!(year(&cell), Ok(2023), "{cell:?}");
    }
    for (cell, refusal) in [
        (text("23"), ValueRefusal::NotAYear),
        (text("2023-2024"), ValueRefusal::NotAYear),
        (Cell::Number(2023.5), ValueRefusal::NotAYear),
        (Cell::Number(1979.0), ValueRefusal::OutOfRange),
        (text("2100"), ValueRefusal::OutOfRange),
    ] {
        assert_eq!(year(&cell), Err(refusal), "{cell:?}");
    }
}

#[test]
fn moments_have_a_time() {
    for (typed, expected) in [
        ("2026-03-12 14:05", "2026-03-12T14:05:00"),
        ("2026/3/12 14:05:33", "2026-03-12T14:05:33"),
        ("2026年3月12日 14时05分", "2026-03-12T14:05:00"),
        ("2026年3月12日14时05分06秒", "2026-03-12T14:05:06"),
        ("2026-03-12T14:05:33", "2026-03-12T14:05:33"),
        ("2026-3-12 下午2:05", "2026-03-12T14:05:00"),
        ("2026-3-12 上午9:05", "2026-03-12T09:05:00"),
        ("２０２６－０３－１２　１４：０５", "2026-03-12T14:05:00"),
        ("2026-03-12", "2026-03-12T00:00:00"),
    ] {
        let expected = expected.parse().unwrap();
        assert_eq!(
            moment(&text(typed), Epoch::Year1900),
            Ok(expected),
            "{typed}"
        );
    }
    let serial = Cell::Number(46_093.0 + 14.0 / 24.0 + 5.0 / 1440.0);
    let expected = "2026-03-12T14:05:00".parse().unwrap();
    assert_eq!(moment(&serial, Epoch::Year1900), Ok(expected));
    for typed in [
        "14:05",
        "2026-03-12 24:05",
        "2026-03-12 abc",
        "2026-03-12 14",
    ] {
        assert_eq!(
            moment(&text(typed), Epoch::Year1900),
            Err(ValueRefusal::NotAMoment),
            "{typed}"
        );
    }
}
