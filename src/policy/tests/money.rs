use super::{day, policies};
use crate::people::EmploymentKind;
use crate::policy::{ClaimKind, ReimburseOn};
use crate::units::UnitKind;

#[test]
fn fees_are_known_where_a_document_was_seen() {
    let policies = policies();
    let fees = |area: &str, on: &str| {
        let fees = policies.fees(area, day(on))?;
        Some((
            fees.objective_cents,
            fees.subjective_cents,
            fees.senior_cents,
            fees.archive_fee_cents,
        ))
    };

    assert_eq!(
        fees("重庆市", "2026-03-09"),
        Some((61_00, 65_00, 69_00, 20_00))
    );
    assert_eq!(
        fees("綦江区", "2018-03-19"),
        Some((61_00, 65_00, 69_00, 20_00))
    );
    assert_eq!(fees("成都市", "2026-03-09"), Some((61_00, 65_00, 69_00, 0)));
    assert_eq!(fees("上海市", "2026-03-09"), Some((0, 0, 0, 0)));
    assert_eq!(fees("广东省", "2026-03-09"), None);
    assert_eq!(fees("重庆市", "2017-03-19"), None);
    let chongqing = policies.fees("重庆市", day("2026-03-09")).expect("known");
    assert_eq!(chongqing.archive_record_years, 2);
}

#[test]
fn qijiang_pays_organs_on_passing_and_communities_on_attending() {
    let policies = policies();
    let policy = policies
        .reimbursement("綦江区", day("2026-08-01"))
        .expect("qijiang");
    let pays = |unit: UnitKind, employment: EmploymentKind| {
        let group = policy.groups.iter().find(|group| {
            group.unit_kinds.contains(&unit)
                && (group.employment_kinds.is_empty()
                    || group.employment_kinds.contains(&employment))
        })?;
        group.covered.then_some(group.reimburse_on)
    };
    use EmploymentKind::{
        AgencyStaff, CivilServant, CommunityWorker, InstitutionStaff, VillageCadre,
    };
    for (unit, employment, expected) in [
        (UnitKind::Organ, CivilServant, Some(ReimburseOn::Passed)),
        (
            UnitKind::School,
            InstitutionStaff,
            Some(ReimburseOn::Passed),
        ),
        (
            UnitKind::Hospital,
            InstitutionStaff,
            Some(ReimburseOn::Passed),
        ),
        (UnitKind::Village, VillageCadre, Some(ReimburseOn::Attended)),
        (
            UnitKind::UrbanCommunity,
            CommunityWorker,
            Some(ReimburseOn::Attended),
        ),
        (
            UnitKind::Township,
            CommunityWorker,
            Some(ReimburseOn::Attended),
        ),
        (UnitKind::Township, CivilServant, Some(ReimburseOn::Passed)),
        (UnitKind::Agency, AgencyStaff, None),
        (UnitKind::Enterprise, AgencyStaff, None),
    ] {
        assert_eq!(pays(unit, employment), expected, "{unit} {employment}");
    }
    assert_eq!(policy.id, "qijiang-60");
    assert_eq!(policy.kinds.len(), 4);
    assert_eq!(policy.max_times_per_level, None);
}

#[test]
fn fengdu_pays_for_sitting_at_most_twice_a_level_and_others_have_no_policy() {
    let policies = policies();
    let fengdu = policies
        .reimbursement("丰都县", day("2026-08-01"))
        .expect("fengdu");

    assert_eq!(
        (fengdu.id.as_str(), fengdu.max_times_per_level),
        ("fengdu-2024", Some(2))
    );
    assert!(
        fengdu
            .groups
            .iter()
            .all(|group| group.reimburse_on == ReimburseOn::Attended)
    );
    assert!(!fengdu.kinds.contains(&ClaimKind::Books));
    assert!(
        policies
            .reimbursement("丰都县", day("2023-08-01"))
            .is_none()
    );
    assert!(
        policies
            .reimbursement("荣昌区", day("2026-08-01"))
            .is_none()
    );
}
