use super::*;

const DAYS: &[&str] = &["天", "日"];

fn text(text: &str) -> Cell<'_> {
    Cell::Text(text.into())
}

#[test]
fn days_and_hours_keep_two_decimals() {
    for (cell, expected) in [
        (Cell::Number(1.0), 100),
        (Cell::Number(0.5), 50),
        (Cell::Number(0.1 + 0.2), 30),
        (Cell::Number(1.15), 115),
        (text("1.5"), 150),
        (text("1.50"), 150),
        (text("1.500"), 150),
        (text("１．５天"), 150),
        (text(" 2 天 "), 200),
        (text("0"), 0),
        (text("'12"), 1200),
    ] {
        assert_eq!(hundredths(&cell, DAYS), Ok(expected), "{cell:?}");
    }
    use ValueRefusal::{MoreThanTwoDecimals, Negative, NotANumber, TooLarge};
    for (cell, refusal) in [
        (Cell::Number(1.125), MoreThanTwoDecimals),
        (text("1.125"), MoreThanTwoDecimals),
        (Cell::Number(-1.0), Negative),
        (text("-1"), Negative),
        (text("1e2"), NotANumber),
        (text("16学时"), NotANumber),
        (text("两天"), NotANumber),
        (text("1."), NotANumber),
        (text(".5"), NotANumber),
        (text("1 2"), NotANumber),
        (text("#"), NotANumber),
        (Cell::Number(10_000.0), TooLarge),
        (text("99999999999999999999"), TooLarge),
        (Cell::Number(f64::NAN), NotANumber),
        (Cell::Number(1e300), TooLarge),
        (Cell::Logical(true), NotANumber),
    ] {
        assert_eq!(hundredths(&cell, DAYS), Err(refusal), "{cell:?}");
    }
}

#[test]
fn amounts_are_cents_below_a_hundred_million_yuan() {
    for (cell, expected) in [
        (Cell::Number(65.0), 6_500),
        (Cell::Number(65.1), 6_510),
        (text("65元"), 6_500),
        (text("￥1,409.50"), 140_950),
        (text("¥1，409.50"), 140_950),
        (text("１９５．００"), 19_500),
        (text("99,999,999.99"), 9_999_999_999),
    ] {
        assert_eq!(cents(&cell), Ok(expected), "{cell:?}");
    }
    for (cell, refusal) in [
        (text("100000000"), ValueRefusal::TooMuchMoney),
        (text("1,40"), ValueRefusal::NotANumber),
        (text("65.123"), ValueRefusal::MoreThanTwoDecimals),
        (text("-65"), ValueRefusal::Negative),
        (Cell::Number(-0.01), ValueRefusal::Negative),
        (text("6.5E1"), ValueRefusal::NotANumber),
        (text("六十五"), ValueRefusal::NotANumber),
    ] {
        assert_eq!(cents(&cell), Err(refusal), "{cell:?}");
    }
}

#[test]
fn scores_are_points_or_one_of_three_codes() {
    let points = |tenths| {
        Ok(ReadScore {
            kind: ScoreKind::Score,
            tenths: Some(tenths),
        })
    };
    let code = |kind| Ok(ReadScore { kind, tenths: None });
    for (cell, expected) in [
        (Cell::Number(60.0), points(600)),
        (Cell::Number(78.5), points(785)),
        (text("78.5分"), points(785)),
        (Cell::Number(0.0), points(0)),
        (text("100"), points(1000)),
        (Cell::Number(-1.0), code(ScoreKind::Absent)),
        (text("缺考"), code(ScoreKind::Absent)),
        (text("－１"), code(ScoreKind::Absent)),
        (text("−1"), code(ScoreKind::Absent)),
        (text("-1（缺考）"), code(ScoreKind::Absent)),
        (text("−2"), code(ScoreKind::Violation)),
        (text("违纪"), code(ScoreKind::Violation)),
        (Cell::Number(-4.0), code(ScoreKind::Void)),
        (text("成绩无效"), code(ScoreKind::Void)),
    ] {
        assert_eq!(score(&cell), expected, "{cell:?}");
    }
    for cell in [
        Cell::Number(-3.0),
        Cell::Number(151.0),
        Cell::Number(78.55),
        text("-3"),
        text("合格"),
        text("78.55"),
        text("6 0 0"),
        text("-"),
        Cell::Logical(true),
    ] {
        assert_eq!(score(&cell), Err(ValueRefusal::NotAScore), "{cell:?}");
    }
}

#[test]
fn counts_are_whole() {
    assert_eq!(whole_number(&Cell::Number(12.0), 1_000_000), Ok(12));
    assert_eq!(whole_number(&text("1,200人"), 1_000_000), Ok(1200));
    assert_eq!(whole_number(&text("12.0"), 1_000_000), Ok(12));
    assert_eq!(
        whole_number(&text("12.5"), 1_000_000),
        Err(ValueRefusal::NotWhole)
    );
    assert_eq!(
        whole_number(&Cell::Number(12.333), 1_000_000),
        Err(ValueRefusal::NotWhole)
    );
    assert_eq!(
        whole_number(&text("-1"), 1_000_000),
        Err(ValueRefusal::Negative)
    );
    assert_eq!(
        whole_number(&text("1000001"), 1_000_000),
        Err(ValueRefusal::TooLarge)
    );
}

#[test]
fn yes_and_no_have_many_words() {
    for typed in ["是", " 有 ", "√", "Y", "已设立"] {
        assert_eq!(yes_no(&text(typed)), Ok(true), "{typed}");
    }
    for typed in ["否", "无", "×", "没有"] {
        assert_eq!(yes_no(&text(typed)), Ok(false), "{typed}");
    }
    assert_eq!(yes_no(&text("不清楚")), Err(ValueRefusal::NotYesOrNo));
}
