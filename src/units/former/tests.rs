//! Old names on a small district.

use super::*;
use crate::units::{UnitDetails, UnitKind};

fn unit(id: i64, parent: Option<i64>, path: &str, kind: UnitKind) -> Unit {
    let name = path.rsplit('/').next().unwrap().to_owned();
    Unit {
        id: UnitId(id),
        details: UnitDetails {
            parent_id: parent.map(UnitId),
            name_key: compare_key(&name),
            name,
            path: path.to_owned(),
            kind,
            kind_guessed: false,
            region: None,
            contact_name: None,
            contact_mobile: None,
            contact_email: None,
            employee_count: None,
            has_social_work_office: None,
        },
        version: 1,
        closed_on: None,
    }
}

/// 石壕街道 (石壕镇 before) with 溪山村, 新双溪村 (双溪村 before) and 石泉村, into which
/// 石龙村 was merged; another 双溪村 of the past lies in 打通镇.
fn tree() -> UnitTree {
    use UnitKind::{District, Township, Village};
    let mut merged = unit(6, Some(2), "綦江区/石壕街道/石龙村", Village);
    merged.closed_on = Some(day());
    UnitTree::new(vec![
        unit(1, None, "綦江区", District),
        unit(2, Some(1), "綦江区/石壕街道", Township),
        unit(3, Some(2), "綦江区/石壕街道/溪山村", Village),
        unit(4, Some(2), "綦江区/石壕街道/新双溪村", Village),
        unit(5, Some(2), "綦江区/石壕街道/石泉村", Village),
        merged,
        unit(7, Some(1), "綦江区/打通镇", Township),
        unit(8, Some(7), "綦江区/打通镇/打通镇大双溪村", Village),
    ])
}

fn day() -> NaiveDate {
    "2026-03-09".parse().unwrap()
}

fn names() -> FormerNames {
    let name = |unit: i64, path: &str, merged: Option<i64>| FormerName {
        unit_id: UnitId(unit),
        name: path.rsplit('/').next().unwrap().to_owned(),
        path: path.to_owned(),
        merged_unit_id: merged.map(UnitId),
        ended_on: day(),
    };
    FormerNames::new(vec![
        name(2, "綦江区/石壕镇", None),
        name(4, "綦江区/石壕镇/双溪村", None),
        name(5, "綦江区/石壕街道/石龙村", Some(6)),
        name(8, "綦江区/打通镇/打通镇双溪村", None),
        // 石龙村 itself was called 龙村 before.
        name(6, "綦江区/石壕镇/龙村", None),
    ])
}

#[test]
fn an_old_name_leads_to_the_unit_of_today_however_it_is_written() {
    let (tree, names) = (tree(), names());
    for (typed, found) in [
        ("石壕镇", Some(2)),
        ("石壕镇溪山村", Some(3)),
        ("綦江区/石壕镇/溪山村", Some(3)),
        ("石壕镇双溪村", Some(4)),
        ("石壕镇 / 双溪村", Some(4)),
        ("打通镇双溪村", Some(8)),
        ("綦江区/打通镇/打通镇双溪村", Some(8)),
        ("石壕街道石龙村", Some(5)),
        // Its name alone was 双溪村; the other's was 打通镇双溪村.
        ("双溪村", Some(4)),
        ("龙村", Some(5)),
        ("高山村", None),
        ("石壕镇高山村", None),
    ] {
        let renamed = names.find(
            &tree,
            typed,
            |text| tree.find_within(UnitId(1), text),
            |_| true,
        );
        assert_eq!(renamed.map(|found| found.unit.0), found, "{typed}");
    }
}

#[test]
fn who_may_not_see_the_unit_of_today_does_not_find_it_by_its_old_name() {
    let (tree, names) = (tree(), names());
    let fits = |unit: UnitId| tree.is_within(unit, UnitId(7));
    let find = |text: &str| tree.find_among(text, fits);

    assert_eq!(names.find(&tree, "石壕镇双溪村", find, fits), None);
    // A name without its township may be another village's that lives.
    assert_eq!(names.find(&tree, "双溪村", find, fits), None);
    let found = names.find(&tree, "打通镇双溪村", find, fits).unwrap();
    assert_eq!(found.unit, UnitId(8));
    assert_eq!(
        found.sentence("打通镇双溪村", &tree),
        "“打通镇双溪村”已改名为“打通镇大双溪村”"
    );
}

#[test]
fn a_merged_unit_leads_to_the_one_that_took_it_in() {
    let (tree, names) = (tree(), names());

    assert_eq!(names.successor(&tree, UnitId(6)), Some(UnitId(5)));
    assert_eq!(names.successor(&tree, UnitId(5)), None);
    let above = tree.get(UnitId(2)).unwrap();
    let renamed = names.below(&tree, above, "双溪村").unwrap();
    assert_eq!(
        renamed.unit,
        UnitId(4),
        "whatever the township was called then"
    );
    assert_eq!(names.below(&tree, above, "高山村"), None);
    let found = names.below(&tree, above, "石龙村").unwrap();
    assert_eq!(
        found.sentence("石龙村", &tree),
        "“石龙村”已并入“石壕街道石泉村”"
    );
}
