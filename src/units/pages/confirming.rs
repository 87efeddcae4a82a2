//! Kinds that were guessed from names, confirmed many at once.

use crate::units::{UnitId, changes, store};
use crate::web::{Answer, Problem, Reply, Request};

/// `12:3`: unit 12 as version 3 was seen.
fn seen(text: &str) -> Option<(UnitId, i64)> {
    let (unit, version) = text.split_once(':')?;
    Some((UnitId(unit.parse().ok()?), version.parse().ok()?))
}

/// `POST /units/kinds`: the guessed kinds of the ticked units are right.
pub(super) fn kinds_confirmed(request: &Request) -> Answer {
    let ticked = request.fields().all("seen");
    let chosen: Vec<_> = ticked.into_iter().filter_map(seen).collect();
    if chosen.is_empty() {
        return Err(Problem::field("seen", "请先勾选类别无误的单位"));
    }
    let reach = request.app.db.read(|conn| {
        let tree = store::load_tree(conn)?;
        request.reach(&tree)
    })?;
    let confirmed = changes::confirm_kinds(&request.app, &request.occasion()?, &reach, &chosen)?;
    Ok(Reply::see_other("/units?only=missing")
        .with_notice(format!("已确认 {confirmed} 个单位的类别")))
}
