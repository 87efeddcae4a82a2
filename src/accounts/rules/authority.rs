//! Who may do what with somebody else's account.
//!
//! Whoever can set a password can act as its owner, so the same rule holds for resetting
//! as for granting: nobody reaches an account that may more than they could give away.
//! Nor, for the same reason, the mail address that a link for a new password goes to.

use super::super::{AccountId, Right, Role, RoleAt, Viewer};
use crate::units::{UnitId, UnitTree};

/// The account that something is done with.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// Its id.
    pub account: AccountId,
    /// Its roles.
    pub roles: &'a [RoleAt],
    /// The unit of its person; none for an account of an office.
    pub unit: Option<UnitId>,
}

/// Whether the viewer may give or take this role: within the own reach of managing
/// accounts, and the administrator's role only as an administrator of as much.
pub fn may_grant(viewer: &Viewer, held: RoleAt, tree: &UnitTree) -> bool {
    let covered = covers(viewer, Right::ManageAccounts, held.unit, tree);
    let as_administrator = viewer
        .roles
        .iter()
        .filter(|own| own.role == Role::Admin)
        .any(|own| match (own.unit, held.unit) {
            (None, _) => true,
            (Some(own), Some(unit)) => tree.is_within(unit, own),
            (Some(_), None) => false,
        });
    covered && (held.role != Role::Admin || as_administrator)
}

/// Whether the viewer may lock, unlock and reset this account and change its roles:
/// never the own one, and only where every role of it could be given by the viewer.
pub fn may_manage(viewer: &Viewer, target: &Target<'_>, tree: &UnitTree) -> bool {
    let placed = match target.unit {
        Some(unit) => covers(viewer, Right::ManageAccounts, Some(unit), tree),
        // An office's account lies where its roles lie; without roles nowhere.
        None => !target.roles.is_empty() || covers(viewer, Right::ManageAccounts, None, tree),
    };
    viewer.account != target.account
        && placed
        && target
            .roles
            .iter()
            .all(|held| may_grant(viewer, *held, tree))
}

/// Whether the viewer may make this account or reset its password: whoever may manage
/// it, and HR where it is no more than a worker's and its person is within reach.
pub fn may_issue(viewer: &Viewer, target: &Target<'_>, tree: &UnitTree) -> bool {
    let harmless = target.roles.iter().all(|held| held.role == Role::Worker);
    let within = target
        .unit
        .is_some_and(|unit| covers(viewer, Right::IssueAccounts, Some(unit), tree));
    viewer.account != target.account && ((harmless && within) || may_manage(viewer, target, tree))
}

/// Whether the viewer may change by what the owner of this account is reached and
/// recognised: mobile number, mail address, ID number, the entry itself. Whoever sets
/// the address gets the link that sets the password, so it is the rule of
/// [`may_issue`], but the own account is one's own.
pub fn may_reach_owner(viewer: &Viewer, target: &Target<'_>, tree: &UnitTree) -> bool {
    let harmless = target.roles.iter().all(|held| held.role == Role::Worker);
    viewer.account == target.account || harmless || may_manage(viewer, target, tree)
}

/// Whether a role makes more of an account than whoever could set its password so far may
/// give away: then that password, whoever knows it, must not open it any longer. It does
/// not where an older role of the account reaches as far, since only who could give that
/// one could set the password, and may give the new one too.
pub fn outgrows(roles: &[RoleAt], held: RoleAt, tree: &UnitTree) -> bool {
    let reaches = |own: &RoleAt| match (own.unit, held.unit) {
        (None, _) => true,
        (Some(own), Some(unit)) => tree.is_within(unit, own),
        (Some(_), None) => false,
    };
    held.role != Role::Worker
        && !roles
            .iter()
            .filter(|own| own.role != Role::Worker)
            .filter(|own| held.role != Role::Admin || own.role == Role::Admin)
            .any(reaches)
}

fn covers(viewer: &Viewer, right: Right, unit: Option<UnitId>, tree: &UnitTree) -> bool {
    let reach = viewer.reach(right, tree);
    match unit {
        Some(unit) => reach.contains(unit),
        None => reach.units().is_none(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::units::{Unit, UnitDetails, UnitKind};

    const DISTRICT: UnitId = UnitId(1);
    const TOWN: UnitId = UnitId(2);
    const VILLAGE: UnitId = UnitId(3);
    const OTHER_TOWN: UnitId = UnitId(4);

    fn tree() -> UnitTree {
        let unit = |id: UnitId, parent: Option<UnitId>, path: &str| Unit {
            id,
            details: UnitDetails {
                parent_id: parent,
                name: path.rsplit('/').next().unwrap().to_owned(),
                path: path.to_owned(),
                name_key: path.to_owned(),
                kind: UnitKind::Township,
                kind_guessed: false,
                region: None,
                contact_name: None,
                contact_mobile: None,
                contact_email: None,
                employee_count: None,
                has_social_work_office: None,
            },
            closed_on: None,
            version: 1,
        };
        UnitTree::new(vec![
            unit(DISTRICT, None, "区"),
            unit(TOWN, Some(DISTRICT), "区/甲镇"),
            unit(VILLAGE, Some(TOWN), "区/甲镇/乙村"),
            unit(OTHER_TOWN, Some(DISTRICT), "区/丙镇"),
        ])
    }

    fn viewer(role: Role, unit: Option<UnitId>) -> Viewer {
        Viewer {
            account: AccountId(1),
            name: "甲".to_owned(),
            person: None,
            unit: None,
            roles: vec![RoleAt { role, unit }],
            session: None,
            token: None,
            step: None,
        }
    }

    fn held(role: Role, unit: Option<UnitId>) -> RoleAt {
        RoleAt { role, unit }
    }

    #[test]
    fn an_account_that_outgrows_its_issuers_gets_a_new_password() {
        let tree = tree();
        let at = |role, unit| held(role, Some(unit));
        for (roles, given, renewed) in [
            (vec![], at(Role::Hr, TOWN), true),
            (vec![at(Role::Worker, TOWN)], at(Role::Hr, TOWN), true),
            (vec![], at(Role::Worker, TOWN), false),
            (vec![at(Role::Hr, TOWN)], at(Role::Registrar, TOWN), false),
            (vec![at(Role::Hr, TOWN)], at(Role::Finance, VILLAGE), false),
            (vec![at(Role::Hr, TOWN)], at(Role::Hr, OTHER_TOWN), true),
            (vec![at(Role::Hr, TOWN)], at(Role::District, DISTRICT), true),
            (
                vec![at(Role::District, DISTRICT)],
                at(Role::Hr, TOWN),
                false,
            ),
            (
                vec![at(Role::District, DISTRICT)],
                at(Role::Admin, TOWN),
                true,
            ),
            (
                vec![held(Role::Auditor, None)],
                held(Role::District, None),
                false,
            ),
            (
                vec![at(Role::District, DISTRICT)],
                held(Role::District, None),
                true,
            ),
        ] {
            assert_eq!(
                outgrows(&roles, given, &tree),
                renewed,
                "{roles:?} {given:?}"
            );
        }
    }

    #[test]
    fn who_may_give_which_role() {
        let tree = tree();
        let admin = viewer(Role::Admin, None);
        let district = viewer(Role::District, Some(DISTRICT));
        let hr = viewer(Role::Hr, Some(TOWN));
        for (viewer, role, allowed) in [
            (&admin, held(Role::Admin, None), true),
            (&admin, held(Role::District, None), true),
            (&district, held(Role::Hr, Some(VILLAGE)), true),
            (&district, held(Role::District, Some(DISTRICT)), true),
            (&district, held(Role::Hr, None), false),
            (&district, held(Role::Admin, Some(TOWN)), false),
            (&district, held(Role::Admin, None), false),
            (&hr, held(Role::Worker, Some(TOWN)), false),
        ] {
            assert_eq!(
                may_grant(viewer, role, &tree),
                allowed,
                "{viewer:?} {role:?}"
            );
        }
    }

    #[test]
    fn who_may_reset_whose_password() {
        let tree = tree();
        let admin = viewer(Role::Admin, None);
        let district = viewer(Role::District, Some(DISTRICT));
        let hr = viewer(Role::Hr, Some(TOWN));
        let worker = viewer(Role::Worker, Some(TOWN));
        let none: &[RoleAt] = &[];
        let plain: &[RoleAt] = &[held(Role::Worker, Some(VILLAGE))];
        let colleague: &[RoleAt] = &[held(Role::Hr, Some(VILLAGE))];
        let auditor: &[RoleAt] = &[held(Role::Auditor, None)];
        let administrator: &[RoleAt] = &[held(Role::Admin, None)];
        for (viewer, roles, unit, allowed) in [
            (&hr, none, Some(VILLAGE), true),
            (&hr, plain, Some(VILLAGE), true),
            // A colleague of the same unit who may more than a worker: no take-over.
            (&hr, colleague, Some(VILLAGE), false),
            (&hr, plain, Some(OTHER_TOWN), false),
            (&hr, none, None, false),
            (&worker, none, Some(VILLAGE), false),
            (&district, colleague, Some(VILLAGE), true),
            (&district, auditor, Some(VILLAGE), false),
            (&district, administrator, Some(VILLAGE), false),
            (&district, none, None, false),
            (&admin, administrator, None, true),
            (&admin, auditor, Some(VILLAGE), true),
            (&admin, none, None, true),
        ] {
            let target = Target {
                account: AccountId(2),
                roles,
                unit,
            };
            assert_eq!(
                may_issue(viewer, &target, &tree),
                allowed,
                "{viewer:?} {target:?}"
            );
        }
        let own = Target {
            account: AccountId(1),
            roles: none,
            unit: Some(VILLAGE),
        };
        assert!(!may_issue(&admin, &own, &tree));
        assert!(may_reach_owner(&admin, &own, &tree));
    }

    fn some_role() -> impl Strategy<Value = RoleAt> {
        let units = prop_oneof![
            Just(None),
            Just(Some(DISTRICT)),
            Just(Some(TOWN)),
            Just(Some(VILLAGE)),
            Just(Some(OTHER_TOWN)),
        ];
        (proptest::sample::select(Role::ALL), units).prop_map(|(role, unit)| RoleAt { role, unit })
    }

    proptest! {
        #[test]
        fn nobody_reaches_an_account_that_may_what_they_could_not_give(
            own in some_role(), theirs in some_role(), unit in proptest::option::of(Just(VILLAGE)),
        ) {
            let tree = tree();
            let viewer = viewer(own.role, own.unit);
            let roles = [theirs];
            let target = Target { account: AccountId(2), roles: &roles, unit };

            if may_issue(&viewer, &target, &tree) || may_reach_owner(&viewer, &target, &tree) {
                prop_assert!(theirs.role == Role::Worker || may_grant(&viewer, theirs, &tree));
            }
        }
    }
}
