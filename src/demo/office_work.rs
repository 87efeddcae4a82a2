//! What the offices did lately, so that every page of theirs has something to show:
//! imported lists, registrations that a notice extended, a version of a policy that
//! begins next year, a confirmed erasure, a mail that came back, an examination.
//! Everything is done by the actions that the pages use.

use chrono::{Datelike, NaiveDate, TimeDelta};

use crate::accounts::Reach;
use crate::app::App;
use crate::audit::Occasion;
use crate::calendar::{Period, plus_days};
use crate::certificates::Level;
use crate::certificates::extension::{extend, preview};
use crate::certificates::rules::ExtensionInput;
use crate::db::DatabaseError;
use crate::jobs::background;
use crate::jobs::handlers::FULL_CHECK;
use crate::jobs::runner::run_background;
use crate::mail::store::{self as outbox, Delivery};
use crate::policy::actions::add as add_version;
use crate::policy::rules::NewVersion;
use crate::policy::{Source, Trust, Validity};
use crate::retention::actions as retention;
use crate::units::{self, UnitId, UnitKind};

use super::actions::DemoError;
use super::imported;

/// The training rule of which a version begins next year.
const RULE_WITH_VERSIONS: &str = "qijiang-days";
/// So many days more that version asks of a 社会工作师.
const DAYS_MORE: i64 = 3;
/// A larger demo is for load: its examination is left to who wants it.
const MOST_PEOPLE_EXAMINED: usize = 2_000;
/// Who takes work in a demo that nobody serves yet.
const OWNER: &str = "demo";

pub(super) fn told(error: impl std::fmt::Display) -> DemoError {
    DemoError::Setting(error.to_string())
}

/// Imports and extensions: what reminders depend on.
pub(super) fn before_reminders(
    app: &App,
    region: &str,
    occasion: &Occasion,
) -> Result<(), DemoError> {
    imported::of_district(app, region, occasion)?;
    extension(app, occasion)
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

/// A version of a training rule that begins with the next year: readable, tried out and
/// withdrawn on the pages, and counting for nobody yet.
fn next_years_version(app: &App, occasion: &Occasion) -> Result<(), DemoError> {
    let next_year = occasion.now.today.year() + 1;
    let known = app.policies.all_training_rules().iter();
    let mut in_force = known
        .filter(|rule| rule.id == RULE_WITH_VERSIONS && rule.validity.covers(occasion.now.today));
    let (Some(rule), Some(from)) = (in_force.next(), NaiveDate::from_ymd_opt(next_year, 1, 1))
    else {
        return Ok(());
    };
    let mut next = rule.clone();
    next.validity = Validity { from, to: None };
    if let Some(required) = next.required.get_mut(&Level::Intermediate) {
        *required += DAYS_MORE;
    }
    next.source = Source {
        document: format!(
            "关于调整社会工作者继续教育天数的通知（演示〔{}〕2号）",
            next_year - 1
        ),
        clause: Some("第二条".to_owned()),
        quote: None,
        trust: Trust::Decided,
        note: Some("演示用的虚构文件：试算和撤回可以在这一版上试".to_owned()),
    };
    let version = NewVersion::TrainingRule(Box::new(next));
    add_version(app, occasion, &Reach::Everywhere, version).map_err(told)?;
    Ok(())
}

/// The district as a unit: whose officers see the long work.
fn district(app: &App) -> Result<Option<UnitId>, DemoError> {
    let tree = app
        .db
        .read(|conn| Ok::<_, DatabaseError>(units::store::load_tree(conn)?))?;
    let top = tree.iter().filter(|unit| unit.details.parent_id.is_none());
    Ok(top.map(|unit| unit.id).min())
}

/// A township's imports, next year's rule, an erasure that is ordered and waits for the
/// second officer, and an examination of everything.
pub(super) fn at_the_end(
    app: &App,
    region: &str,
    people: usize,
    occasion: &Occasion,
) -> Result<(), DemoError> {
    imported::of_town(app, region, occasion)?;
    next_years_version(app, occasion)?;
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
        unit: district(app)?,
        input: serde_json::json!({}),
        total: None,
    };
    app.db
        .write(|conn| Ok::<_, DemoError>(background::queue(conn, &work, occasion)?))?;
    run_background(app, OWNER, &[FULL_CHECK])?;
    Ok(())
}
