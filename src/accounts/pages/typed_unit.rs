//! A unit that is typed into a form about accounts: only those within reach are known.

use crate::accounts::Reach;
use crate::text::quoted;
use crate::units::former::{FormerNames, Renamed};
use crate::units::{self, FoundUnit, UnitId, UnitTree};
use crate::web::{FieldProblem, Problem, Request};

/// How many paths a sentence names.
const PATHS_NAMED: usize = 5;

/// The unit that somebody typed, among those within reach. One out of reach is as unknown
/// as one that does not exist, and its path is named nowhere.
pub(super) fn found(
    request: &Request,
    typed: &str,
) -> Result<Result<UnitId, Vec<FieldProblem>>, Problem> {
    let tree = request
        .app
        .db
        .read(|conn| Ok::<_, Problem>(units::store::load_tree(conn)?))?;
    let former = request
        .app
        .db
        .read(|conn| Ok::<_, Problem>(units::store::load_former(conn)?))?;
    let reach = request.reach(&tree)?;
    Ok(look_up((&tree, &former), &reach, typed).map_err(|message| {
        vec![FieldProblem {
            field: "unit".to_owned(),
            message,
        }]
    }))
}

/// The same with the sentence alone.
pub(super) fn look_up(
    (tree, former): (&UnitTree, &FormerNames),
    reach: &Reach,
    typed: &str,
) -> Result<UnitId, String> {
    if typed.trim().is_empty() {
        return Err("请填写单位名称，或从列表中选".to_owned());
    }
    if tree.iter().next().is_none() {
        return Err("系统里还没有单位：请先留空（表示全部单位），由区县主管导入单位".to_owned());
    }
    let fits = |id: UnitId| reach.contains(id);
    let find = |text: &str| tree.find_among(text, fits);
    let found = find(typed);
    let renamed = match found {
        FoundUnit::One(unit) => former
            .successor(tree, unit)
            .filter(|into| fits(*into))
            .map(|unit| Renamed { unit, merged: true }),
        FoundUnit::None => former.find(tree, typed, find, fits),
        FoundUnit::Several(_) => None,
    };
    if let Some(renamed) = renamed {
        return Err(format!(
            "{}，请改填现在的名称",
            renamed.sentence(&quoted(typed), tree)
        ));
    }
    match found {
        FoundUnit::One(unit) => Ok(unit),
        FoundUnit::None => Err(format!(
            "管理范围内没有叫“{}”的单位：请从列表中选，或写单位名称、完整路径",
            quoted(typed)
        )),
        FoundUnit::Several(paths) => Err(format!(
            "有{}个单位叫“{}”：请改写完整路径，如 {}",
            paths.len(),
            quoted(typed),
            paths
                .iter()
                .take(PATHS_NAMED)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("；")
        )),
    }
}
