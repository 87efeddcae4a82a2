//! What may be done with an entry, as tables.

use super::*;
use crate::calendar::day;

fn person(joined_on: Option<&str>, left_on: Option<&str>) -> PersonDetails {
    PersonDetails {
        name: "王伟".to_owned(),
        pinyin_key: String::new(),
        pinyin_initials: String::new(),
        unit_id: UnitId(1),
        mobile: None,
        email: None,
        education: None,
        major: None,
        graduated_on: None,
        social_work_since: None,
        employment_kind: None,
        joined_on: joined_on.map(day),
        left_on: left_on.map(day),
    }
}

#[test]
fn leaving_is_noted_from_the_first_day_to_two_months_ahead() {
    let today = day("2026-03-09");
    for (joined, left, on, answer) in [
        (None, None, "2026-03-09", ""),
        (Some("2020-01-01"), None, "2020-01-01", ""),
        (None, None, "2026-05-10", ""),
        (
            None,
            None,
            "2026-05-11",
            "离职日期2026年5月11日太远，最多可以提前62天登记，请到时再办理。",
        ),
        (
            Some("2020-01-01"),
            None,
            "2019-12-31",
            "离职日期2019年12月31日早于入职日期2020年1月1日，请核对。",
        ),
        (
            None,
            Some("2025-12-31"),
            "2026-03-01",
            "该人员已于2025年12月31日离职，无需再次登记；日期有误请在“编辑资料”中更正。",
        ),
    ] {
        let refusal = may_leave(&person(joined, left), day(on), today).err();
        assert_eq!(
            refusal.map(|r| r.to_string()).unwrap_or_default(),
            answer,
            "{on}"
        );
    }
}

#[test]
fn who_left_may_come_back_after_the_last_day() {
    let today = day("2026-03-09");
    for (left, on, answer) in [
        (Some("2025-12-31"), "2026-01-01", ""),
        (
            Some("2025-12-31"),
            "2025-12-31",
            "重新入职日期2025年12月31日不晚于离职日期2025年12月31日，请核对。",
        ),
        (
            Some("2025-12-31"),
            "2026-12-31",
            "入职日期2026年12月31日太远，最多可以提前62天登记，请到时再办理。",
        ),
        (
            None,
            "2026-01-01",
            "该人员在职，无需办理重新入职；换单位请用“调动单位”。",
        ),
    ] {
        let refusal = may_return(&person(None, left), day(on), today).err();
        assert_eq!(
            refusal.map(|r| r.to_string()).unwrap_or_default(),
            answer,
            "{on}"
        );
    }
}

#[test]
fn a_leaving_that_was_a_mistake_is_taken_back_and_the_first_day_stays() {
    for left in ["2025-12-31", "2026-03-09", "2026-04-30"] {
        let back = may_take_back_leaving(&person(Some("2020-01-01"), Some(left)));
        assert_eq!(back, Ok(person(Some("2020-01-01"), None)), "{left}");
    }
    assert_eq!(
        may_take_back_leaving(&person(None, None)),
        Err(PeopleRefusal::NoLeaving)
    );
}

#[test]
fn a_move_goes_to_another_unit_on_a_day_that_has_come() {
    let today = day("2026-03-09");
    for (joined, left, last_move, to, on, answer) in [
        (None, None, None, 2, "2026-03-09", ""),
        (
            Some("2020-01-01"),
            None,
            Some("2024-01-01"),
            2,
            "2024-01-01",
            "",
        ),
        (None, Some("2026-03-31"), None, 2, "2026-03-01", ""),
        (
            None,
            None,
            None,
            1,
            "2026-03-09",
            "该人员已在这个单位，请选择另一个单位。",
        ),
        (
            None,
            None,
            None,
            2,
            "2026-03-10",
            "调动日期2026年3月10日还没有到，请在调动当天或之后办理。",
        ),
        (
            Some("2020-01-01"),
            None,
            None,
            2,
            "2019-12-31",
            "调动日期2019年12月31日早于上一次入职或调动日期2020年1月1日，请核对。",
        ),
        (
            Some("2020-01-01"),
            None,
            Some("2024-01-01"),
            2,
            "2023-12-31",
            "调动日期2023年12月31日早于上一次入职或调动日期2024年1月1日，请核对。",
        ),
        (
            None,
            Some("2025-12-31"),
            None,
            2,
            "2026-01-01",
            "该人员已于2025年12月31日离职，请先办理重新入职再调动。",
        ),
    ] {
        let refusal = may_move(
            &person(joined, left),
            UnitId(to),
            day(on),
            last_move.map(day),
            today,
        )
        .err();
        assert_eq!(
            refusal.map(|r| r.to_string()).unwrap_or_default(),
            answer,
            "{to} {on}"
        );
    }
}

#[test]
fn a_reason_says_something_and_not_too_much() {
    assert_eq!(reason("  退休 ", "离职"), Ok("退休".to_owned()));
    assert_eq!(
        reason("　", "离职"),
        Err(PeopleRefusal::ReasonNeeded("离职"))
    );
    assert_eq!(
        reason(&"长".repeat(201), "离职"),
        Err(PeopleRefusal::ReasonTooLong(201))
    );
}
