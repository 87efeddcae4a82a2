//! The lists of words that the forms of policies offer.

use crate::certificates::Level;
use crate::exams::Subject;
use crate::people::EmploymentKind;
use crate::policy::{ClaimKind, ReimburseOn, Trust};
use crate::training::{RuleUnit, TrainingKind, TrainingMode, WindowKind};
use crate::units::UnitKind;
use crate::web::choices;

/// The lists of words that the form offers.
pub(super) struct Words {
    pub(super) levels: &'static [Level],
    pub(super) kinds: &'static [TrainingKind],
    pub(super) costs: &'static [ClaimKind],
    pub(super) unit_kinds: &'static [UnitKind],
    pub(super) employments: &'static [EmploymentKind],
    pub(super) units: Vec<(String, String)>,
    pub(super) windows: Vec<(String, String)>,
    pub(super) trusts: Vec<(String, String)>,
    pub(super) kind_choices: Vec<(String, String)>,
    pub(super) mode_choices: Vec<(String, String)>,
    pub(super) paid_choices: Vec<(String, String)>,
    pub(super) paces: Vec<(String, String)>,
    pub(super) titles: Vec<(String, String)>,
    pub(super) level_choices: Vec<(String, String)>,
    pub(super) subject_choices: Vec<(String, String)>,
}

impl Words {
    pub(super) fn new() -> Self {
        Self {
            levels: Level::ALL,
            kinds: TrainingKind::ALL,
            costs: ClaimKind::ALL,
            unit_kinds: UnitKind::ALL,
            employments: EmploymentKind::ALL,
            units: choices(
                None,
                RuleUnit::ALL.iter().map(|one| (one.as_str(), one.label())),
            ),
            windows: choices(
                None,
                WindowKind::ALL
                    .iter()
                    .map(|one| (one.as_str(), one.label())),
            ),
            trusts: choices(
                None,
                Trust::ALL.iter().map(|one| (one.as_str(), one.label())),
            ),
            kind_choices: choices(
                Some("各种类别"),
                TrainingKind::ALL
                    .iter()
                    .map(|one| (one.as_str(), one.label())),
            ),
            mode_choices: choices(
                Some("各种方式"),
                TrainingMode::ALL
                    .iter()
                    .map(|one| (one.as_str(), one.label())),
            ),
            paid_choices: choices(
                Some("请选择"),
                ReimburseOn::ALL
                    .iter()
                    .map(|one| (one.as_str(), one.label()))
                    .chain([("not_paid", "不报销")]),
            ),
            paces: choices(None, [("yes", "提示“进度落后”"), ("no", "不提示")]),
            level_choices: choices(
                Some("各级别"),
                Level::ALL.iter().map(|one| (one.as_str(), one.label())),
            ),
            subject_choices: choices(
                Some("各科目"),
                Subject::ALL.iter().map(|one| (one.as_str(), one.label())),
            ),
            titles: choices(
                None,
                [("no", "没有要求"), ("yes", "必须是所在单位（考试费除外）")],
            ),
        }
    }
}
