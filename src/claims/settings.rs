//! A unit's own way of claiming: its name on forms, its paper and signature boxes, where
//! its money comes from, and above which amount two must approve. What a unit leaves
//! empty is taken from the unit above it.

use crate::print::Paper;
use crate::units::{UnitId, UnitTree};

/// What a unit set; empty and none = as the unit above.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ClaimSettings {
    /// The unit's full name as forms and invoices bear it: 重庆市綦江区石壕镇人民政府.
    pub form_name: String,
    /// The paper of the 费用报销单.
    pub paper: Option<Paper>,
    /// The boxes to sign in, in their order: 经办人, 部门负责人, 单位领导 …
    pub signature_boxes: Vec<String>,
    /// 经费来源 to choose from.
    pub funding_sources: Vec<String>,
    /// A claim of more than this needs a second approval, in 分; 0 = every claim.
    pub second_above_cents: Option<i64>,
}

impl ClaimSettings {
    /// These settings, with what is empty taken from `above`.
    #[must_use]
    fn over(self, above: ClaimSettings) -> ClaimSettings {
        let filled = |own: Vec<String>, above| if own.is_empty() { above } else { own };
        ClaimSettings {
            form_name: self.form_name,
            paper: self.paper.or(above.paper),
            signature_boxes: filled(self.signature_boxes, above.signature_boxes),
            funding_sources: filled(self.funding_sources, above.funding_sources),
            second_above_cents: self.second_above_cents.or(above.second_above_cents),
        }
    }

    /// What holds for a unit: its own settings over those of the units above it. The name
    /// on forms is each unit's own; without one it is the unit's name.
    pub fn of_unit(
        unit: UnitId,
        tree: &UnitTree,
        mut set_by: impl FnMut(UnitId) -> Option<ClaimSettings>,
    ) -> ClaimSettings {
        let mut settings = set_by(unit).unwrap_or_default();
        let mut above = tree.get(unit).and_then(|unit| unit.details.parent_id);
        while let Some(id) = above {
            if let Some(inherited) = set_by(id) {
                settings = settings.over(inherited);
            }
            above = tree.get(id).and_then(|unit| unit.details.parent_id);
        }
        if settings.form_name.is_empty() {
            settings.form_name = tree
                .get(unit)
                .map(|unit| unit.details.name.clone())
                .unwrap_or_default();
        }
        settings
    }

    /// Whether a claim of this sum needs two approvals.
    pub fn needs_two(&self, amount_cents: i64) -> bool {
        self.second_above_cents
            .is_some_and(|above| amount_cents > above)
    }
}
