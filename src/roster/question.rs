//! What is asked of the roster: one set of filters for the page, the file, the group
//! message and the API.

use crate::certificates::Level;
use crate::people::EmploymentKind;
use crate::text_enum;
use crate::training::TrainingState;
use crate::units::UnitId;

text_enum!(
    /// One state that the list is narrowed to.
    Focus {
        /// Training overdue.
        Overdue = "overdue", "已逾期";
        /// Training due soon.
        DueSoon = "due_soon", "快到期";
        /// Rolling window, training missing.
        Short = "short", "不足";
        /// Training slower than the period.
        Behind = "behind", "进度落后";
        /// Training in time.
        OnTrack = "on_track", "正常";
        /// Training done.
        Complete = "complete", "已完成";
        /// Nothing owed.
        NoDuty = "none", "无要求";
        /// Registration ends within 90 days or has ended.
        RegistrationEnding = "registration_ending", "登记到期";
        /// Could sit, no entry.
        NotEntered = "not_entered", "可报考未报名";
        /// Entered, not paid.
        Unpaid = "unpaid", "待缴费";
        /// Has an entry this season.
        Entered = "entered", "已报名";
        /// Proofs wait for review.
        PendingProofs = "pending_proofs", "待审证明";
        /// Something is to be done.
        ToDo = "to_do", "有待办";
    }
);

impl Focus {
    /// The focus on a state of training.
    pub const fn on(state: TrainingState) -> Self {
        match state {
            TrainingState::Overdue => Self::Overdue,
            TrainingState::DueSoon => Self::DueSoon,
            TrainingState::Short => Self::Short,
            TrainingState::Behind => Self::Behind,
            TrainingState::OnTrack => Self::OnTrack,
            TrainingState::Complete => Self::Complete,
        }
    }
}

text_enum!(
    /// Who is listed.
    Presence {
        /// Working here today.
        Here = "here", "在职";
        /// Left.
        Left = "left", "已离职";
        /// Both.
        All = "all", "全部";
    }
);

text_enum!(
    /// In which order.
    Sort {
        /// What is due first.
        Due = "due", "最先要办的";
        /// By name.
        Name = "name", "姓名";
        /// By unit, then name.
        Unit = "unit", "单位";
        /// Most training open first.
        Open = "open", "还差最多";
    }
);

/// A level, or none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelChoice {
    /// This level.
    Level(Level),
    /// Without a certificate.
    None,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Only this unit and those below it.
    pub unit: Option<UnitId>,
    /// Name, pinyin initials or mobile number.
    pub search: Option<String>,
    /// One state.
    pub focus: Option<Focus>,
    /// One level.
    pub level: Option<LevelChoice>,
    /// One employment kind.
    pub employment: Option<EmploymentKind>,
    /// Who is listed.
    pub presence: Presence,
    /// In which order.
    pub sort: Sort,
}

impl Default for Question {
    fn default() -> Self {
        Self {
            unit: None,
            search: None,
            focus: None,
            level: None,
            employment: None,
            presence: Presence::Here,
            sort: Sort::Due,
        }
    }
}

/// A filter whose word is not known.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("筛选条件“{name}”的值不对，请从列表中选择")]
pub struct UnknownFilter {
    /// The filter's name in the address.
    pub name: &'static str,
}

impl Question {
    /// Reads the filters of an address; `value` gives one by its name, empty ones none.
    ///
    /// # Errors
    /// The first filter with a word that is not known.
    pub fn read<'q>(value: impl Fn(&str) -> Option<&'q str>) -> Result<Self, UnknownFilter> {
        fn word<'q, T: std::str::FromStr>(
            value: &impl Fn(&str) -> Option<&'q str>,
            name: &'static str,
        ) -> Result<Option<T>, UnknownFilter> {
            value(name)
                .map(|text| text.parse().map_err(|_| UnknownFilter { name }))
                .transpose()
        }
        let level = match value("level") {
            None => None,
            Some("none") => Some(LevelChoice::None),
            Some(_) => word::<Level>(&value, "level")?.map(LevelChoice::Level),
        };
        Ok(Self {
            unit: word::<i64>(&value, "unit")?.map(UnitId),
            search: value("q").map(|text| text.chars().take(60).collect()),
            focus: word(&value, "state")?,
            level,
            employment: word(&value, "kind")?,
            presence: word(&value, "presence")?.unwrap_or(Presence::Here),
            sort: word(&value, "sort")?.unwrap_or(Sort::Due),
        })
    }

    /// The same filters as they stand in an address, without the page.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some(unit) = self.unit {
            pairs.push(("unit", unit.to_string()));
        }
        if let Some(search) = &self.search {
            pairs.push(("q", search.clone()));
        }
        if let Some(focus) = self.focus {
            pairs.push(("state", focus.as_str().to_owned()));
        }
        match self.level {
            Some(LevelChoice::Level(level)) => pairs.push(("level", level.as_str().to_owned())),
            Some(LevelChoice::None) => pairs.push(("level", "none".to_owned())),
            None => {}
        }
        if let Some(kind) = self.employment {
            pairs.push(("kind", kind.as_str().to_owned()));
        }
        if self.presence != Presence::Here {
            pairs.push(("presence", self.presence.as_str().to_owned()));
        }
        if self.sort != Sort::Due {
            pairs.push(("sort", self.sort.as_str().to_owned()));
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &'static str)]) -> Result<Question, UnknownFilter> {
        Question::read(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| *value)
        })
    }

    #[test]
    fn filters_come_back_as_they_were_written() {
        for pairs in [
            &[][..],
            &[("unit", "7"), ("q", "cj"), ("state", "overdue")],
            &[("level", "none"), ("kind", "community_worker")],
            &[("level", "senior"), ("presence", "left"), ("sort", "name")],
        ] {
            let question = read(pairs).expect("known words");
            let again: Vec<(&str, String)> = question.pairs();
            let expected: Vec<(&str, String)> = pairs
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned()))
                .collect();
            assert_eq!(again, expected);
        }
    }

    #[test]
    fn a_word_nobody_knows_names_its_filter() {
        for (name, value) in [
            ("unit", "石壕"),
            ("state", "sad"),
            ("level", "king"),
            ("sort", "x"),
        ] {
            assert_eq!(read(&[(name, value)]), Err(UnknownFilter { name }));
        }
    }
}
