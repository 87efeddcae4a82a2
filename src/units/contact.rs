//! Whom the people of a unit ask, as a mail names it.

use super::{UnitId, UnitTree};

/// 石壕镇王强（023-48662233）: the contact of the unit, else of the nearest above that
/// has one; 本单位人事 where nobody has.
pub fn whom_to_ask(tree: &UnitTree, unit: UnitId) -> String {
    let named = tree.chain(unit).into_iter().find(|unit| {
        let details = &unit.details;
        details.contact_name.is_some()
            || details.contact_mobile.is_some()
            || details.contact_email.is_some()
    });
    let Some(details) = named.map(|unit| &unit.details) else {
        return "本单位人事".to_owned();
    };
    let name = details.contact_name.as_deref().unwrap_or("人事");
    let reached_by = details.contact_mobile.as_ref();
    match reached_by.or(details.contact_email.as_ref()) {
        Some(reached_by) => format!("{}{name}（{reached_by}）", details.name),
        None => format!("{}{name}", details.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::compare_key;
    use crate::units::{Unit, UnitDetails, UnitKind};

    fn unit(id: i64, parent: Option<i64>, path: &str, contact: [Option<&str>; 3]) -> Unit {
        let [name, mobile, email] = contact.map(|part| part.map(str::to_owned));
        let own = path.rsplit('/').next().unwrap().to_owned();
        Unit {
            id: UnitId(id),
            details: UnitDetails {
                parent_id: parent.map(UnitId),
                name_key: compare_key(&own),
                name: own,
                path: path.to_owned(),
                kind: UnitKind::Village,
                kind_guessed: false,
                region: None,
                contact_name: name,
                contact_mobile: mobile,
                contact_email: email,
                employee_count: None,
                has_social_work_office: None,
            },
            version: 1,
            closed_on: None,
        }
    }

    #[test]
    fn the_nearest_contact_upwards_is_named_with_a_number() {
        let tree = UnitTree::new(vec![
            unit(1, None, "綦江区", [None; 3]),
            unit(
                2,
                Some(1),
                "綦江区/石壕镇",
                [Some("王强"), Some("023-48662233"), None],
            ),
            unit(3, Some(2), "綦江区/石壕镇/溪山村", [None; 3]),
            unit(
                4,
                Some(2),
                "綦江区/石壕镇/石泉村",
                [None, None, Some("shiquan@example.test")],
            ),
            unit(5, Some(1), "綦江区/古南街道", [Some("李明"), None, None]),
        ]);
        for (id, told) in [
            (3, "石壕镇王强（023-48662233）"),
            (4, "石泉村人事（shiquan@example.test）"),
            (5, "古南街道李明"),
            (1, "本单位人事"),
        ] {
            assert_eq!(whom_to_ask(&tree, UnitId(id)), told);
        }
    }
}
