//! People counted by sex, age, education, level and kind of unit.

use crate::certificates::Level;
use crate::identity::Sex;
use crate::people::Education;
use crate::units::UnitKind;

/// Upper ends of the age groups, in full years, and their names; beyond the last one
/// and where the ID number tells no birthday there is a group of its own.
const AGE_GROUPS: &[(i32, &str)] = &[
    (25, "25岁及以下"),
    (35, "26—35岁"),
    (45, "36—45岁"),
    (55, "46—55岁"),
    (i32::MAX, "56岁及以上"),
];
const UNKNOWN: &str = "不详";

/// What is counted of one person; nothing of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonFacts {
    /// From the ID number.
    pub sex: Option<Sex>,
    /// Full years on the day of the statistics, from the ID number.
    pub age: Option<i32>,
    /// 学历.
    pub education: Option<Education>,
    /// The highest certificate approved by the day; none = not certified.
    pub level: Option<Level>,
    /// The kind of unit the person works in.
    pub unit_kind: UnitKind,
    /// Whether a certificate was approved in the year.
    pub newly_certified: bool,
}

/// One line: how many people, how many of them certified, at which level.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct StatisticsLine {
    /// What they have in common.
    pub label: String,
    /// People in the units.
    pub people: i64,
    /// With any certificate, 社会工作员 among them.
    pub certified: i64,
    /// 社会工作员 as the highest.
    pub worker: i64,
    /// 助理社会工作师 as the highest.
    pub assistant: i64,
    /// 社会工作师 as the highest.
    pub intermediate: i64,
    /// 高级社会工作师.
    pub senior: i64,
    /// With a certificate approved in the year.
    pub newly_certified: i64,
}

/// The lines of one point of view.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StatisticsGroup {
    /// 性别, 年龄 …
    pub title: &'static str,
    /// Its lines; every group adds up to the total.
    pub lines: Vec<StatisticsLine>,
}

impl StatisticsLine {
    fn labelled(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            ..Self::default()
        }
    }

    fn count(&mut self, person: &PersonFacts) {
        self.people += 1;
        self.newly_certified += i64::from(person.newly_certified);
        let Some(level) = person.level else {
            return;
        };
        self.certified += 1;
        *match level {
            Level::Worker => &mut self.worker,
            Level::Assistant => &mut self.assistant,
            Level::Intermediate => &mut self.intermediate,
            Level::Senior => &mut self.senior,
        } += 1;
    }
}

/// Counts people one by one.
#[derive(Debug, Clone)]
pub struct Tally {
    total: StatisticsLine,
    sex: Vec<StatisticsLine>,
    age: Vec<StatisticsLine>,
    education: Vec<StatisticsLine>,
    level: Vec<StatisticsLine>,
    unit_kind: Vec<StatisticsLine>,
}

impl Default for Tally {
    fn default() -> Self {
        let lines = |labels: Vec<&str>| labels.into_iter().map(StatisticsLine::labelled).collect();
        Self {
            total: StatisticsLine::labelled("合计"),
            sex: lines(vec!["男", "女", UNKNOWN]),
            age: lines(
                AGE_GROUPS
                    .iter()
                    .map(|(_, label)| *label)
                    .chain([UNKNOWN])
                    .collect(),
            ),
            education: lines(
                Education::ALL
                    .iter()
                    .map(|one| one.label())
                    .chain([UNKNOWN])
                    .collect(),
            ),
            level: lines(
                Level::ALL
                    .iter()
                    .map(|one| one.label())
                    .chain(["未持证"])
                    .collect(),
            ),
            unit_kind: lines(UnitKind::ALL.iter().map(|one| one.label()).collect()),
        }
    }
}

impl Tally {
    /// Counts one person.
    pub fn count(&mut self, person: &PersonFacts) {
        self.total.count(person);
        let sex = match person.sex {
            Some(Sex::Male) => "男",
            Some(Sex::Female) => "女",
            None => UNKNOWN,
        };
        let age = person
            .age
            .and_then(|age| AGE_GROUPS.iter().find(|(last, _)| age <= *last))
            .map_or(UNKNOWN, |(_, label)| *label);
        let education = person.education.map_or(UNKNOWN, Education::label);
        let level = person.level.map_or("未持证", Level::label);
        for (lines, label) in [
            (&mut self.sex, sex),
            (&mut self.age, age),
            (&mut self.education, education),
            (&mut self.level, level),
            (&mut self.unit_kind, person.unit_kind.label()),
        ] {
            if let Some(line) = lines.iter_mut().find(|line| line.label == label) {
                line.count(person);
            }
        }
    }

    /// Everybody together.
    pub fn total(&self) -> &StatisticsLine {
        &self.total
    }

    /// Every point of view; lines without people are left out, but for 不详 and 男, 女
    /// the figures of the others always add up.
    pub fn into_groups(self) -> Vec<StatisticsGroup> {
        [
            ("性别", self.sex),
            ("年龄", self.age),
            ("学历", self.education),
            ("证书级别", self.level),
            ("单位类别", self.unit_kind),
        ]
        .into_iter()
        .map(|(title, mut lines)| {
            lines.retain(|line| line.people > 0);
            StatisticsGroup { title, lines }
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn person(age: Option<i32>, level: Option<Level>) -> PersonFacts {
        PersonFacts {
            sex: Some(Sex::Female),
            age,
            education: None,
            level,
            unit_kind: UnitKind::Village,
            newly_certified: false,
        }
    }

    #[test]
    fn ages_fall_into_the_groups_whose_ends_they_reach() {
        for (age, label) in [
            (Some(18), "25岁及以下"),
            (Some(25), "25岁及以下"),
            (Some(26), "26—35岁"),
            (Some(35), "26—35岁"),
            (Some(36), "36—45岁"),
            (Some(55), "46—55岁"),
            (Some(56), "56岁及以上"),
            (None, "不详"),
        ] {
            let mut tally = Tally::default();
            tally.count(&person(age, None));
            let groups = tally.into_groups();
            assert_eq!(groups[1].lines.len(), 1);
            assert_eq!(groups[1].lines[0].label, label, "{age:?}");
        }
    }

    proptest! {
        #[test]
        fn every_point_of_view_adds_up_to_everybody(
            people in proptest::collection::vec(
                (proptest::option::of(0..110_i32), 0..5_usize, 0..11_usize, proptest::bool::ANY),
                0..200,
            )
        ) {
            let mut tally = Tally::default();
            for (age, level, kind, newly_certified) in people {
                tally.count(&PersonFacts {
                    unit_kind: UnitKind::ALL[kind],
                    newly_certified,
                    ..person(age, Level::ALL.get(level).copied())
                });
            }
            let total = tally.total().clone();
            for group in tally.into_groups() {
                let sum = |of: fn(&StatisticsLine) -> i64| -> i64 { group.lines.iter().map(of).sum() };
                prop_assert_eq!(sum(|line| line.people), total.people);
                prop_assert_eq!(sum(|line| line.certified), total.certified);
                prop_assert_eq!(sum(|line| line.newly_certified), total.newly_certified);
                prop_assert_eq!(
                    sum(|line| line.worker + line.assistant + line.intermediate + line.senior),
                    total.certified
                );
            }
        }
    }
}
