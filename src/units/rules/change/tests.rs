//! What the office may write about a unit, case by case.

use super::*;

fn unit(id: i64, parent: Option<&Unit>, name: &str, kind: UnitKind) -> Unit {
    Unit {
        id: UnitId(id),
        details: UnitDetails {
            parent_id: parent.map(|above| above.id),
            name: name.to_owned(),
            path: parent.map_or_else(
                || name.to_owned(),
                |above| format!("{}/{name}", above.details.path),
            ),
            name_key: compare_key(name),
            kind,
            kind_guessed: true,
            region: (kind == UnitKind::District).then(|| name.to_owned()),
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

/// 綦江区 with 石壕镇, its 溪山村, and a closed 旧村.
fn tree() -> UnitTree {
    let district = unit(1, None, "綦江区", UnitKind::District);
    let town = unit(2, Some(&district), "石壕镇", UnitKind::Township);
    let village = unit(3, Some(&town), "溪山村", UnitKind::Village);
    let mut closed = unit(4, Some(&town), "旧村", UnitKind::Village);
    closed.closed_on = "2025-01-01".parse().ok();
    UnitTree::new(vec![district, town, village, closed])
}

fn input(parent: Option<i64>, name: &str) -> UnitInput {
    UnitInput {
        parent: parent.map(UnitId),
        name: name.to_owned(),
        kind: UnitKind::Village,
        region: None,
        contact_name: None,
        contact_mobile: None,
        contact_email: None,
        employee_count: None,
        has_social_work_office: None,
    }
}

fn check(current: Option<i64>, input: &UnitInput) -> Result<UnitDetails, Vec<UnitRefusal>> {
    let tree = tree();
    let policies = Policies::embedded().unwrap();
    let current = current.and_then(|id| tree.get(UnitId(id)));
    check_unit(&tree, &policies, current, input, |id| id.0 != 99)
}

#[test]
fn a_new_unit_stands_below_its_parent_and_its_kind_is_confirmed() {
    let details = check(None, &input(Some(2), " 万隆村 ")).unwrap();

    assert_eq!(details.path, "綦江区/石壕镇/万隆村");
    assert!(!details.kind_guessed);
}

#[test]
fn each_mistake_is_told_at_its_field() {
    let changed = |change: &dyn Fn(&mut UnitInput)| {
        let mut one = input(Some(2), "万隆村");
        change(&mut one);
        one
    };
    for (current, typed, field) in [
        (None, input(Some(2), ""), "name"),
        (None, input(Some(2), "石壕镇/万隆村"), "name"),
        (None, input(Some(2), &"村".repeat(61)), "name"),
        (None, input(Some(2), "溪山村"), "name"),
        (None, input(Some(2), "旧村"), "name"),
        (None, input(None, "万隆村"), "parent"),
        (None, input(Some(77), "万隆村"), "parent"),
        (None, input(Some(4), "一组"), "parent"),
        (Some(2), input(Some(2), "石壕镇"), "parent"),
        (Some(2), input(Some(3), "石壕镇"), "parent"),
        (
            None,
            changed(&|one| one.contact_mobile = Some("办公室".to_owned())),
            "contact_mobile",
        ),
        (
            None,
            changed(&|one| one.contact_email = Some("无".to_owned())),
            "contact_email",
        ),
        (
            None,
            changed(&|one| one.contact_name = Some("长".repeat(41))),
            "contact_name",
        ),
        (
            None,
            changed(&|one| one.employee_count = Some(-1)),
            "employee_count",
        ),
        (
            None,
            changed(&|one| one.region = Some("没有这个区".to_owned())),
            "region",
        ),
        (
            None,
            changed(&|one| one.region = Some("綦江区".to_owned())),
            "region",
        ),
    ] {
        let refusals = check(current, &typed).expect_err("refused");
        assert_eq!(refusals.len(), 1, "{typed:?} {refusals:?}");
        assert_eq!(refusals[0].field(), Some(field), "{refusals:?}");
    }
}

#[test]
fn a_unit_out_of_reach_is_nobodys_parent_and_stays_the_parent_it_is() {
    let tree = tree();
    let policies = Policies::embedded().unwrap();
    let town = tree.get(UnitId(2)).unwrap();
    let mut same_place = input(Some(1), "石壕镇");
    same_place.kind = UnitKind::Township;

    let moved = check_unit(&tree, &policies, None, &same_place, |id| id.0 == 2);
    let stays = check_unit(&tree, &policies, Some(town), &same_place, |id| id.0 == 2);

    assert_eq!(moved.unwrap_err()[0], UnitRefusal::ParentUnknown);
    assert!(stays.is_ok());
}

#[test]
fn telephones_are_taken_as_offices_write_them() {
    for (number, fits) in [
        ("13812345678", true),
        ("023-48662233", true),
        ("(023) 4866 2233", true),
        ("023-48662233转801", true),
        ("12345", false),
        ("找小陈", false),
    ] {
        assert_eq!(is_telephone(number), fits, "{number}");
    }
}
