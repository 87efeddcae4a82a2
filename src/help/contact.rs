//! Whom to call: the contact of the nearest unit that has one.

use crate::units::{UnitId, UnitTree};

/// Somebody to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpContact {
    /// The unit.
    pub unit: String,
    /// 联系人.
    pub name: Option<String>,
    /// 联系电话.
    pub telephone: Option<String>,
    /// 联系邮箱.
    pub email: Option<String>,
}

/// The contact of a unit, or of the nearest above it that names one.
pub fn contact_of(tree: &UnitTree, unit: UnitId) -> Option<HelpContact> {
    let chain = tree.chain(unit);
    let named = chain.into_iter().find(|unit| {
        let details = &unit.details;
        details.contact_name.is_some() || details.contact_mobile.is_some()
    })?;
    Some(HelpContact {
        unit: named.details.name.clone(),
        name: named.details.contact_name.clone(),
        telephone: named.details.contact_mobile.clone(),
        email: named.details.contact_email.clone(),
    })
}
