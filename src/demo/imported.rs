//! Lists that offices imported lately: one with a row refused, and one that was taken
//! back. The district's, and a township's own.

use std::path::Path;

use chrono::Datelike;

use crate::accounts::Reach;
use crate::accounts::store::{find_by_login, load_of_accounts};
use crate::app::App;
use crate::audit::{Actor, Occasion};
use crate::calendar::plus_days;
use crate::db::{Conn, DatabaseError};
use crate::imports::undo::undo_within;
use crate::imports::{ImportRequest, import_within};
use crate::intake::{ImportKind, ImportReport, Within};
use crate::people::{self, Person, PersonId};
use crate::sheets::{ListCell, write_table};
use crate::units::{self, UnitId};

use super::actions::DemoError;
use super::office_work::told;

/// So many people stand on an imported list.
const PEOPLE_ON_THE_LIST: usize = 6;
/// So many people are looked at to find them.
const PEOPLE_LOOKED_AT: i64 = 60;
/// The sign-in of the township's HR.
const TOWN: &str = "hr-town";

/// A list of one course.
struct List {
    /// 年社工站规范化建设培训.
    title: String,
    /// It was held so many days ago.
    days_ago: i64,
    people: Vec<Person>,
}

/// The district's lists.
pub(super) fn of_district(app: &App, region: &str, occasion: &Occasion) -> Result<(), DemoError> {
    let list = List {
        title: format!("{}年社工站规范化建设培训", occasion.now.today.year()),
        days_ago: 21,
        people: app.db.read(|conn| listed(conn, None, occasion))?,
    };
    kept_and_taken_back(app, &list, region, &Within::everywhere(), occasion)
}

/// The township's lists, in the name of its HR.
pub(super) fn of_town(app: &App, region: &str, occasion: &Occasion) -> Result<(), DemoError> {
    let found = app.db.read(|conn| town(conn, occasion))?;
    let Some(((actor, sender), home, units, mut people)) = found else {
        return Ok(());
    };
    people.retain(|person| Some(person.id) != sender);
    people.truncate(PEOPLE_ON_THE_LIST);
    let list = List {
        title: "村（社区）社会工作室实务培训".to_owned(),
        days_ago: 14,
        people,
    };
    let reach = Reach::Units(units.into_iter().collect());
    let within = Within {
        sender,
        ..Within::people_of(reach, home)
    };
    let occasion = Occasion {
        actor,
        ..occasion.clone()
    };
    kept_and_taken_back(app, &list, region, &within, &occasion)
}

/// Who acts for the township, where, over which units, and its people.
type Town = ((Actor, Option<PersonId>), UnitId, Vec<UnitId>, Vec<Person>);

fn town(conn: &mut Conn, occasion: &Occasion) -> Result<Option<Town>, DatabaseError> {
    let Some(account) = find_by_login(conn, TOWN)? else {
        return Ok(None);
    };
    let held = load_of_accounts(conn, &[account.id])?;
    let Some(home) = held.into_iter().find_map(|row| row.unit_id) else {
        return Ok(None);
    };
    let units = units::store::load_tree(conn)?.below(home);
    let people = listed(conn, Some(&units), occasion)?;
    let actor = Actor {
        account: Some(account.id),
        ..Actor::new(&account.display_name, "demo")
    };
    Ok(Some(((actor, account.person_id), home, units, people)))
}

/// Some people who work somewhere.
fn listed(
    conn: &mut Conn,
    units: Option<&[UnitId]>,
    occasion: &Occasion,
) -> Result<Vec<Person>, DatabaseError> {
    let mut people = people::store::load_page(conn, units, PersonId(0), PEOPLE_LOOKED_AT)?;
    people.retain(|person| !person.details.has_left(occasion.now.today));
    // One more than are listed: who sends a list does not stand on it.
    people.truncate(PEOPLE_ON_THE_LIST + usize::from(units.is_some()));
    Ok(people)
}

/// The list with a row that is refused, kept; and the same under a wrong title, taken
/// back.
fn kept_and_taken_back(
    app: &App,
    list: &List,
    region: &str,
    within: &Within,
    occasion: &Occasion,
) -> Result<(), DemoError> {
    let folder = tempfile::tempdir().map_err(told)?;
    let kept = folder.path().join(format!("{}名单.xlsx", list.title));
    write_list(app, &kept, list, &list.title, true, occasion)?;
    bring_in(app, &kept, region, within, occasion)?;
    let mistaken = folder.path().join("培训名单（标题有误）.xlsx");
    write_list(app, &mistaken, list, "培训", false, occasion)?;
    let report = bring_in(app, &mistaken, region, within, occasion)?;
    if let Some(batch) = report.batch {
        undo_within(app, batch, within, occasion).map_err(told)?;
    }
    Ok(())
}

fn write_list(
    app: &App,
    path: &Path,
    list: &List,
    title: &str,
    with_a_mistake: bool,
    occasion: &Occasion,
) -> Result<(), DemoError> {
    let day = plus_days(occasion.now.today, -list.days_ago);
    let mut rows: Vec<Vec<ListCell<'_>>> = Vec::new();
    let mut add = |name: &str, number: String| {
        let text = |text: &str| ListCell::Text(text.to_owned().into());
        rows.push(vec![
            text(name),
            text(&number),
            text(title),
            text("区社工指导中心"),
            ListCell::Day(day),
            ListCell::Day(day),
            text("0.5"),
        ]);
    };
    for person in &list.people {
        let number = person.id_number(&app.keys).map_err(told)?;
        add(&person.details.name, number.unwrap_or_default());
    }
    if with_a_mistake {
        add("许诺", "990101".to_owned());
    }
    let headings = [
        "姓名",
        "身份证号",
        "培训名称",
        "主办单位",
        "开始日期",
        "结束日期",
        "天数",
    ];
    write_table(path, "培训", &headings, rows).map_err(told)?;
    Ok(())
}

fn bring_in(
    app: &App,
    path: &Path,
    region: &str,
    within: &Within,
    occasion: &Occasion,
) -> Result<ImportReport, DemoError> {
    let request = ImportRequest {
        kind: ImportKind::Training,
        path,
        region,
        dry_run: false,
        progress: None,
    };
    import_within(app, request, within, occasion).map_err(told)
}
