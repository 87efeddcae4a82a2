//! What the offices did lately, so that every page of theirs has something to show: a
//! list that was imported with a row refused, one that was taken back, registrations
//! that a notice extended, a confirmed erasure, a mail that came back, an examination.
//! Everything is done by the actions that the pages use.

use std::path::Path;

use chrono::{Datelike, TimeDelta};

use crate::accounts::Reach;
use crate::app::App;
use crate::audit::Occasion;
use crate::calendar::{Period, plus_days};
use crate::certificates::extension::{extend, preview};
use crate::certificates::rules::ExtensionInput;
use crate::db::{Conn, DatabaseError};
use crate::imports::undo::undo;
use crate::imports::{ImportRequest, import};
use crate::intake::{ImportKind, ImportReport};
use crate::jobs::background;
use crate::jobs::handlers::FULL_CHECK;
use crate::jobs::runner::run_background;
use crate::mail::store::{self as outbox, Delivery};
use crate::people::{self, Person, PersonId};
use crate::retention::actions as retention;
use crate::sheets::{ListCell, write_table};
use crate::units::{self, UnitKind};

use super::actions::DemoError;

/// So many people stand on the imported list.
const PEOPLE_ON_THE_LIST: usize = 6;
/// So many people are looked at to find them.
const PEOPLE_LOOKED_AT: i64 = 60;
/// A larger demo is for load: its examination is left to who wants it.
const MOST_PEOPLE_EXAMINED: usize = 2_000;
/// Who takes work in a demo that nobody serves yet.
const OWNER: &str = "demo";

fn told(error: impl std::fmt::Display) -> DemoError {
    DemoError::Setting(error.to_string())
}

/// Imports and extensions: what reminders depend on.
pub(super) fn before_reminders(
    app: &App,
    region: &str,
    occasion: &Occasion,
) -> Result<(), DemoError> {
    imports(app, region, occasion)?;
    extension(app, occasion)
}

fn imports(app: &App, region: &str, occasion: &Occasion) -> Result<(), DemoError> {
    let people = app.db.read(|conn| listed(conn, occasion))?;
    let folder = tempfile::tempdir().map_err(told)?;
    let year = occasion.now.today.year();
    let kept = folder.path().join(format!("{year}年社工站培训名单.xlsx"));
    let title = format!("{year}年社工站规范化建设培训");
    write_list(app, &kept, &title, &people, true, occasion)?;
    bring_in(app, &kept, region, occasion)?;
    // The same list under a wrong title, and taken back.
    let mistaken = folder.path().join("培训名单（标题有误）.xlsx");
    write_list(app, &mistaken, "培训", &people, false, occasion)?;
    let report = bring_in(app, &mistaken, region, occasion)?;
    if let Some(batch) = report.batch {
        undo(app, batch, occasion).map_err(told)?;
    }
    Ok(())
}

/// Some people who work somewhere.
fn listed(conn: &mut Conn, occasion: &Occasion) -> Result<Vec<Person>, DatabaseError> {
    let mut people = people::store::load_page(conn, None, PersonId(0), PEOPLE_LOOKED_AT)?;
    people.retain(|person| !person.details.has_left(occasion.now.today));
    people.truncate(PEOPLE_ON_THE_LIST);
    Ok(people)
}

fn write_list(
    app: &App,
    path: &Path,
    title: &str,
    people: &[Person],
    with_a_mistake: bool,
    occasion: &Occasion,
) -> Result<(), DemoError> {
    let day = plus_days(occasion.now.today, -21);
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
    for person in people {
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
    occasion: &Occasion,
) -> Result<ImportReport, DemoError> {
    let request = ImportRequest {
        kind: ImportKind::Training,
        path,
        region,
        dry_run: false,
        progress: None,
    };
    import(app, request, occasion).map_err(told)
}

/// The first township with registrations that ended lately has them extended.
fn extension(app: &App, occasion: &Occasion) -> Result<(), DemoError> {
    let today = occasion.now.today;
    let year = today.year();
    let found = app.db.read(|conn| {
        let tree = units::store::load_tree(conn)?;
        let mut townships: Vec<_> = tree
            .iter()
            .filter(|unit| unit.details.kind == UnitKind::Township)
            .map(|unit| unit.id)
            .collect();
        townships.sort_unstable();
        for unit in townships {
            let input = ExtensionInput {
                unit,
                level: None,
                last_days: Period {
                    first: plus_days(today, -60),
                    last: plus_days(today, -1),
                },
                new_last_day: plus_days(today, 120),
                document: format!("关于延长部分社会工作者登记有效期的通知（演示〔{year}〕1号）"),
            };
            let seen = preview(conn, &tree, &Reach::Everywhere, &input, today);
            if let Ok(seen) = seen
                && !seen.lines.is_empty()
            {
                return Ok::<_, DatabaseError>(Some((input, seen.fingerprint)));
            }
        }
        Ok(None)
    })?;
    if let Some((input, fingerprint)) = found {
        extend(app, occasion, &Reach::Everywhere, &input, &fingerprint).map_err(told)?;
    }
    Ok(())
}

/// A mail that its server refused; before the others are sent.
pub(super) fn refused_mail(app: &App, occasion: &Occasion) -> Result<(), DemoError> {
    let at = occasion.now.instant;
    app.db.write(|conn| {
        if let Some(mail) = outbox::lease_next(conn, OWNER, at, at + TimeDelta::minutes(1))? {
            let refused = Delivery::Failed("收件方答复 550：没有这个邮箱".to_owned());
            outbox::record_delivery(conn, mail.id, OWNER, &refused, at)?;
        }
        Ok::<_, DemoError>(())
    })
}

/// An erasure that is ordered and waits for the second officer, and an examination of everything.
pub(super) fn at_the_end(app: &App, people: usize, occasion: &Occasion) -> Result<(), DemoError> {
    let due = app
        .db
        .read(|conn| retention::preview(conn, &app.policies, None, occasion.now))
        .map_err(told)?;
    // Who is left stands on the list of those that may go.
    if let [_, .., last] = due.as_slice() {
        retention::order(app, &[last.person.id], None, occasion).map_err(told)?;
    }
    if people > MOST_PEOPLE_EXAMINED {
        return Ok(());
    }
    let work = background::Request {
        kind: FULL_CHECK.word,
        title: "检查全部数据",
        unit: None,
        input: serde_json::json!({}),
        total: None,
    };
    app.db
        .write(|conn| Ok::<_, DemoError>(background::queue(conn, &work, occasion)?))?;
    run_background(app, OWNER, &[FULL_CHECK])?;
    Ok(())
}
