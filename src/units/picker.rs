//! Units to choose from, as a person looks for one: one's own first, then the district's
//! own units, then township by township, each without the names above it.

use std::collections::BTreeMap;

use super::former::spoken;
use super::{FoundUnit, Unit, UnitId, UnitTree};
use crate::accounts::Reach;
use crate::text::pinyin_key;

/// The group of the units that lie in no township.
pub const DISTRICT_UNITS: &str = "区级单位";

/// One unit to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitChoice {
    /// Its id, as a form sends it.
    pub id: String,
    /// Its name without what its group says already: 溪山村.
    pub label: String,
}

/// The units of a township, or those that lie in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitGroup {
    /// 石壕镇, 区级单位.
    pub name: String,
    /// Its units: the township itself first, then in the order of their pinyin.
    pub units: Vec<UnitChoice>,
}

/// The units within reach, in groups; the same for every page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitPicker {
    /// What choosing none means: 全部单位, 请选择; none where a unit must be chosen.
    pub empty: Option<String>,
    /// In front of the groups: one's own unit, districts, what a page adds.
    pub first: Vec<UnitChoice>,
    /// By township.
    pub groups: Vec<UnitGroup>,
}

/// The district's own units first, then by pinyin; the name last.
type GroupKey = (bool, String, String);

/// The township itself first, then by pinyin.
type Line = (bool, String, UnitChoice);

impl UnitPicker {
    /// The units within reach; `home` (one's own unit) first.
    pub fn new(tree: &UnitTree, reach: &Reach, home: Option<UnitId>) -> Self {
        Self::of(tree, home, |unit| reach.contains(unit.id))
    }

    /// The units that are open and fit; `home` first.
    pub fn of(tree: &UnitTree, home: Option<UnitId>, fits: impl Fn(&Unit) -> bool) -> Self {
        let mut picker = Self::default();
        let units: Vec<&Unit> = tree.iter().filter(|unit| fits(unit)).collect();
        let districts = units.iter().filter_map(|unit| root_of(tree, unit.id));
        let districts: std::collections::BTreeSet<UnitId> = districts.map(|unit| unit.id).collect();
        let mut groups: BTreeMap<GroupKey, Vec<Line>> = BTreeMap::new();
        for unit in units {
            let township = tree.township_of(unit.id);
            let choice = UnitChoice {
                id: unit.id.to_string(),
                label: short_name(unit, township),
            };
            if Some(unit.id) == home || unit.details.parent_id.is_none() {
                picker.first.push(choice);
                continue;
            }
            let is_township = township.is_some_and(|township| township.id == unit.id);
            let mut name = township
                .map_or(DISTRICT_UNITS, |above| &above.details.name)
                .to_owned();
            if districts.len() > 1
                && let Some(root) = root_of(tree, unit.id)
            {
                name = format!("{}{name}", root.details.name);
            }
            let key = (township.is_some(), pinyin_key(&name), name);
            let line = (!is_township, pinyin_key(&choice.label), choice);
            groups.entry(key).or_default().push(line);
        }
        let own = home.map(|home| home.to_string());
        picker
            .first
            .sort_by_cached_key(|one| (Some(&one.id) != own.as_ref(), pinyin_key(&one.label)));
        picker.groups = groups
            .into_iter()
            .map(|((_, _, name), mut lines)| {
                lines.sort_by(|a, b| (a.0, &a.1, &a.2.id).cmp(&(b.0, &b.1, &b.2.id)));
                UnitGroup {
                    name,
                    units: lines.into_iter().map(|line| line.2).collect(),
                }
            })
            .collect();
        picker
    }

    /// The same with a word for choosing none.
    #[must_use]
    pub fn or(mut self, empty: &str) -> Self {
        self.empty = Some(empty.to_owned());
        self
    }

    /// The same with something else in front.
    #[must_use]
    pub fn with_first(mut self, id: String, label: String) -> Self {
        self.first.insert(0, UnitChoice { id, label });
        self
    }
}

/// What a person types to mean each unit within reach, in the order of a list to choose
/// from: 石壕镇溪山村; the whole path where that would mean several.
pub fn names_to_type(tree: &UnitTree, reach: &Reach) -> Vec<String> {
    let picker = UnitPicker::new(tree, reach, None);
    let grouped = picker.groups.iter().flat_map(|group| &group.units);
    let ids = picker.first.iter().chain(grouped);
    ids.filter_map(|choice| tree.get(UnitId(choice.id.parse().ok()?)))
        .map(|unit| {
            let spoken = spoken(tree, unit);
            match tree.find_among(&spoken, |id| reach.contains(id)) {
                FoundUnit::One(id) if id == unit.id => spoken,
                _ => unit.details.path.clone(),
            }
        })
        .collect()
}

fn root_of(tree: &UnitTree, id: UnitId) -> Option<&Unit> {
    tree.chain(id).last().copied()
}

/// A unit's name below its township, without the township's: 石壕镇溪山村 → 溪山村.
pub fn short_name(unit: &Unit, township: Option<&Unit>) -> String {
    let Some(township) = township.filter(|township| township.id != unit.id) else {
        return unit.details.name.clone();
    };
    let front = format!("{}/", township.details.path);
    let below = unit.details.path.strip_prefix(&front);
    let name = below.unwrap_or(&unit.details.name);
    match name.strip_prefix(township.details.name.as_str()) {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::compare_key;
    use crate::units::{UnitDetails, UnitKind};

    fn unit(id: i64, parent: Option<i64>, name: &str, path: &str, kind: UnitKind) -> Unit {
        Unit {
            id: UnitId(id),
            details: UnitDetails {
                parent_id: parent.map(UnitId),
                name: name.to_owned(),
                path: path.to_owned(),
                name_key: compare_key(name),
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

    fn tree() -> UnitTree {
        use UnitKind::{District, Organ, Township, UrbanCommunity, Village};
        UnitTree::new(vec![
            unit(1, None, "綦江区", "綦江区", District),
            unit(2, Some(1), "石壕镇", "綦江区/石壕镇", Township),
            unit(
                3,
                Some(2),
                "石壕镇溪山村",
                "綦江区/石壕镇/石壕镇溪山村",
                Village,
            ),
            unit(4, Some(2), "白果村", "綦江区/石壕镇/白果村", Village),
            unit(5, Some(1), "三江街道", "綦江区/三江街道", Township),
            unit(
                6,
                Some(5),
                "三江街道东桥社区",
                "綦江区/三江街道/三江街道东桥社区",
                UrbanCommunity,
            ),
            unit(7, Some(1), "綦江区民政局", "綦江区/綦江区民政局", Organ),
        ])
    }

    fn labels(picker: &UnitPicker) -> Vec<(String, Vec<&str>)> {
        picker
            .groups
            .iter()
            .map(|group| {
                let units = group.units.iter().map(|one| one.label.as_str()).collect();
                (group.name.clone(), units)
            })
            .collect()
    }

    #[test]
    fn units_stand_below_their_township_without_its_name_the_district_s_own_first() {
        let picker = UnitPicker::new(&tree(), &Reach::Everywhere, None);

        assert_eq!(picker.first[0].label, "綦江区");
        assert_eq!(
            labels(&picker),
            [
                ("区级单位".to_owned(), vec!["綦江区民政局"]),
                ("三江街道".to_owned(), vec!["三江街道", "东桥社区"]),
                ("石壕镇".to_owned(), vec!["石壕镇", "白果村", "溪山村"]),
            ]
        );
    }

    #[test]
    fn one_s_own_unit_comes_first_and_only_what_is_within_reach_is_offered() {
        let tree = tree();
        let reach = Reach::Units([UnitId(2), UnitId(3), UnitId(4)].into_iter().collect());
        let picker = UnitPicker::new(&tree, &reach, Some(UnitId(2)));

        assert_eq!(picker.first[0].label, "石壕镇");
        assert_eq!(
            labels(&picker),
            [("石壕镇".to_owned(), vec!["白果村", "溪山村"])]
        );
    }

    #[test]
    fn what_is_offered_for_typing_leads_to_the_unit() {
        let tree = tree();
        let names = names_to_type(&tree, &Reach::Everywhere);

        assert_eq!(names.len(), tree.len());
        for name in &names {
            let found = tree.find_among(name, |_| true);
            assert!(matches!(found, FoundUnit::One(_)), "{name}");
        }
        assert!(names.contains(&"石壕镇白果村".to_owned()));
    }

    #[test]
    fn a_unit_out_of_reach_is_as_unknown_as_one_that_does_not_exist() {
        let tree = tree();
        let reach = Reach::Units([UnitId(2), UnitId(3)].into_iter().collect());
        let found = |text: &str| tree.find_among(text, |id| reach.contains(id));

        for text in ["5", "三江街道", "綦江区/三江街道", "綦江区", "没有的单位"]
        {
            assert_eq!(found(text), FoundUnit::None, "{text}");
        }
        for text in ["3", "溪山村", "石壕镇溪山村", "綦江区/石壕镇/石壕镇溪山村"]
        {
            assert_eq!(found(text), FoundUnit::One(UnitId(3)), "{text}");
        }
    }
}
