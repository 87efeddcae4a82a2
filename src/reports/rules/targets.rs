//! How a unit stands against its target.

use num_rational::Ratio;

use crate::policy::{TargetAmount, TargetGroup};
use crate::text_enum;

text_enum!(
    /// How a unit stands against its target.
    TargetStanding {
        /// Enough certified people.
        Met = "met", "已达标";
        /// Too few.
        Short = "short", "未达标";
        /// The share cannot be worked out without the number of staff.
        StaffUnknown = "staff_unknown", "职工人数未填";
        /// The document names no figure.
        NoTarget = "no_target", "无人数目标";
    }
);

/// What is known of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UnitFacts {
    /// 职工人数.
    pub staff: Option<i64>,
    /// People of the unit with a certificate that counts.
    pub certified: i64,
    /// People without one but with a social-work degree, bachelor and above.
    pub with_degree: i64,
    /// Whether there is a social-work office.
    pub has_office: Option<bool>,
}

/// A unit against its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TargetFact {
    /// How many are asked for; none where it cannot be said.
    pub required: Option<i64>,
    /// How many there are.
    pub have: i64,
    /// How many are missing; 0 where it cannot be said.
    pub missing: i64,
    /// How the unit stands.
    pub standing: TargetStanding,
    /// Whether an office is asked for and none is known.
    pub office_missing: bool,
}

/// Works out how a unit stands under its group. `以上` holds the number itself; a
/// share is rounded up to whole people.
pub fn target_fact(group: &TargetGroup, facts: &UnitFacts) -> TargetFact {
    let have = facts.certified
        + if group.degree_counts {
            facts.with_degree
        } else {
            0
        };
    let required = match group.amount {
        TargetAmount::People(people) => Some(people),
        TargetAmount::ShareOfStaff(share) => facts
            .staff
            .map(|staff| (share * Ratio::from_integer(staff)).ceil().to_integer()),
        TargetAmount::None => None,
    };
    let missing = required.map_or(0, |required| (required - have).max(0));
    let standing = match (required, group.amount) {
        (Some(_), _) if missing == 0 => TargetStanding::Met,
        (Some(_), _) => TargetStanding::Short,
        (None, TargetAmount::None) => TargetStanding::NoTarget,
        (None, _) => TargetStanding::StaffUnknown,
    };
    TargetFact {
        required,
        have,
        missing,
        standing,
        office_missing: group.office_required && facts.has_office != Some(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policies;
    use crate::units::UnitKind;

    /// (kind, name, staff, certified, with degree) → (required, missing, standing).
    #[test]
    fn the_targets_of_qijiang_against_fact() {
        let policies = Policies::embedded().unwrap();
        let policy = policies
            .targets("綦江区", "2026-03-09".parse().unwrap())
            .unwrap();
        use TargetStanding::{Met, Short, StaffUnknown};
        for (kind, name, staff, certified, degree, expected) in [
            (
                UnitKind::UrbanCommunity,
                "城南社区",
                None,
                1,
                0,
                (Some(2), 1, Short),
            ),
            (
                UnitKind::UrbanCommunity,
                "城南社区",
                None,
                2,
                0,
                (Some(2), 0, Met),
            ),
            (
                UnitKind::Village,
                "溪山村",
                Some(6),
                0,
                3,
                (Some(1), 1, Short),
            ),
            (
                UnitKind::Village,
                "溪山村",
                Some(6),
                1,
                0,
                (Some(1), 0, Met),
            ),
            (
                UnitKind::Township,
                "石壕镇",
                Some(40),
                13,
                0,
                (Some(14), 1, Short),
            ),
            (
                UnitKind::Township,
                "石壕镇",
                Some(39),
                13,
                0,
                (Some(13), 0, Met),
            ),
            (
                UnitKind::Township,
                "石壕镇",
                None,
                13,
                0,
                (None, 0, StaffUnknown),
            ),
            (
                UnitKind::Organ,
                "区民政局",
                Some(30),
                9,
                0,
                (Some(10), 1, Short),
            ),
            (
                UnitKind::Organ,
                "区林业局",
                Some(30),
                6,
                0,
                (Some(6), 0, Met),
            ),
            (
                UnitKind::Organ,
                "区林业局",
                Some(31),
                6,
                0,
                (Some(7), 1, Short),
            ),
            (
                UnitKind::Institution,
                "区社会福利院",
                Some(3),
                0,
                0,
                (Some(1), 1, Short),
            ),
            (
                UnitKind::School,
                "区实验中学",
                Some(200),
                2,
                0,
                (Some(2), 0, Met),
            ),
            (
                UnitKind::Agency,
                "阳光社工服务中心",
                Some(9),
                1,
                2,
                (Some(3), 0, Met),
            ),
            (
                UnitKind::Agency,
                "阳光社工服务中心",
                Some(9),
                1,
                1,
                (Some(3), 1, Short),
            ),
        ] {
            let group = policy.group_of(kind, name).expect(name);
            let facts = UnitFacts {
                staff,
                certified,
                with_degree: degree,
                has_office: None,
            };
            let fact = target_fact(group, &facts);
            assert_eq!(
                (fact.required, fact.missing, fact.standing),
                expected,
                "{name} {staff:?} {certified}"
            );
        }
    }

    #[test]
    fn companies_and_districts_have_no_target() {
        let policies = Policies::embedded().unwrap();
        let day = "2026-03-09".parse().unwrap();
        let policy = policies.targets("綦江区", day).unwrap();

        assert!(policy.group_of(UnitKind::Enterprise, "矿业公司").is_none());
        assert!(policy.group_of(UnitKind::District, "綦江区").is_none());
        assert!(policies.targets("荣昌区", day).is_none());
    }

    #[test]
    fn an_office_is_missing_until_it_is_known_to_be_there() {
        let policies = Policies::embedded().unwrap();
        let policy = policies
            .targets("綦江区", "2026-03-09".parse().unwrap())
            .unwrap();
        let group = policy.group_of(UnitKind::Village, "溪山村").unwrap();
        for (has_office, missing) in [(None, true), (Some(false), true), (Some(true), false)] {
            let facts = UnitFacts {
                has_office,
                ..UnitFacts::default()
            };
            assert_eq!(target_fact(group, &facts).office_missing, missing);
        }
    }
}
