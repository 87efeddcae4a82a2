//! Mass extensions: what was done, looking at a new one, doing it, taking it back.

use askama::Template;
use chrono::NaiveDate;

use super::extension::{self, ExtensionLine};
use super::rules::ExtensionInput;
use super::{ExtensionId, Level, RegistrationExtension};
use crate::accounts::Right;
use crate::calendar::{Period, chinese_day};
use crate::changes::ChangeError;
use crate::db::Conn;
use crate::people::noting::list_leaves;
use crate::sheets::ListCell;
use crate::units::{self, UnitId, UnitPicker, UnitTree};
use crate::web::{
    Answer, Conflict, FieldProblem, Fields, Frame, Problem, Refusals, Reply, Request, Route,
    Section, Typed, choices,
};

/// The pages of mass extensions.
pub fn routes() -> Vec<Route> {
    let (right, reading) = (Right::ExtendRegistrations, Right::SeeExtensions);
    vec![
        Route::page("/extensions", reading, list),
        Route::page("/extensions/new", right, blank),
        Route::act("/extensions", right, extend),
        Route::page("/extensions/{id}", reading, one),
        Route::recorded_page("/extensions/{id}/list.xlsx", reading, list_file),
        Route::act("/extensions/{id}/reversal", right, reverse),
    ]
}

/// An extension as a page tells it.
struct Told {
    extension: RegistrationExtension,
    unit: String,
    level: &'static str,
    made_on: String,
    reversed_on: Option<String>,
}

fn told(tree: &UnitTree, extension: RegistrationExtension) -> Told {
    let details = &extension.details;
    Told {
        unit: tree
            .get(details.unit_id)
            .map(|unit| unit.details.path.clone())
            .unwrap_or_default(),
        level: details.level.map_or("各级别", Level::label),
        made_on: chinese_day(details.made_at.date()),
        reversed_on: details.reversed_at.map(|at| chinese_day(at.date())),
        extension,
    }
}

#[derive(Template)]
#[template(path = "extensions/list.html")]
struct ListPage {
    frame: Frame,
    may_extend: bool,
    extensions: Vec<Told>,
}

fn list(request: &Request, conn: &mut Conn) -> Answer {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let extensions = extension::load_all(conn, &reach)?
        .into_iter()
        .map(|extension| told(&tree, extension))
        .collect();
    Reply::html(&ListPage {
        frame: request.frame("登记延长", Section::Extensions),
        may_extend: request.viewer()?.may(Right::ExtendRegistrations),
        extensions,
    })
}

/// What stands in the fields.
#[derive(Default)]
struct Form {
    unit: String,
    level: String,
    last_day_from: String,
    last_day_to: String,
    new_last_day: String,
    document: String,
}

impl Form {
    fn typed(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            unit: text("unit"),
            level: text("level"),
            last_day_from: text("last_day_from"),
            last_day_to: text("last_day_to"),
            new_last_day: text("new_last_day"),
            document: text("document"),
        }
    }

    fn read(fields: &Fields) -> Result<ExtensionInput, Vec<FieldProblem>> {
        let mut typed = Typed::new(fields);
        let unit = typed.whole("unit", 1, i64::MAX);
        if fields.optional("unit").is_none() {
            typed.wrong("unit", "请选择单位；整个区选区县");
        }
        let level = typed.word::<Level>("level");
        let first = typed.needed_day("last_day_from");
        let last = typed.needed_day("last_day_to");
        let new_last_day = typed.needed_day("new_last_day");
        match (unit, first, last, new_last_day) {
            (Some(unit), Some(first), Some(last), Some(new_last_day))
                if typed.problems.is_empty() =>
            {
                Ok(ExtensionInput {
                    unit: UnitId(unit),
                    level,
                    last_days: Period { first, last },
                    new_last_day,
                    document: typed.text("document"),
                })
            }
            _ => Err(typed.problems),
        }
    }
}

#[derive(Template)]
#[template(path = "extensions/new.html")]
struct NewPage {
    frame: Frame,
    form: Form,
    units: UnitPicker,
    levels: Vec<(String, String)>,
    /// What would be touched; none before anything was asked.
    lines: Option<Vec<ExtensionLine>>,
    fingerprint: String,
    new_last_day: Option<NaiveDate>,
    problems: Vec<FieldProblem>,
    sentences: Vec<String>,
}

/// The form, and below it what an extension with these values would touch.
fn page(
    request: &Request,
    conn: &mut Conn,
    fields: &Fields,
    mut refusals: Refusals,
) -> Result<NewPage, Problem> {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    // The form was sent, whatever is filled: a link to it names at most the unit.
    let asked = fields.iter().any(|(name, _)| name == "last_day_from");
    let mut preview = None;
    let mut new_last_day = None;
    if asked {
        match Form::read(fields) {
            Err(problems) if refusals.fields.is_empty() => refusals.fields = problems,
            Err(_) => {}
            Ok(input) => {
                new_last_day = Some(input.new_last_day);
                match extension::preview(conn, &tree, &reach, &input, request.now.today) {
                    Ok(found) => preview = Some(found),
                    Err(error) => {
                        let told = Refusals::of(error)?;
                        if refusals == Refusals::default() {
                            refusals = told;
                        }
                    }
                }
            }
        }
    }
    Ok(NewPage {
        frame: request.frame("批量延长登记", Section::Extensions),
        form: Form::typed(fields),
        units: UnitPicker::of(&tree, None, |unit| {
            unit.closed_on.is_none() && reach.contains(unit.id)
        })
        .or("请选择"),
        levels: choices(
            Some("各级别"),
            Level::ALL
                .iter()
                .map(|level| (level.as_str(), level.label())),
        ),
        fingerprint: preview
            .as_ref()
            .map(|preview| preview.fingerprint.clone())
            .unwrap_or_default(),
        lines: preview.map(|preview| preview.lines),
        new_last_day,
        problems: refusals.fields,
        sentences: refusals.sentences,
    })
}

fn blank(request: &Request, conn: &mut Conn) -> Answer {
    let page = page(request, conn, request.query_fields(), Refusals::default())?;
    if page.problems.is_empty() && page.sentences.is_empty() {
        Reply::html(&page)
    } else {
        Reply::invalid(&page)
    }
}

fn extend(request: &Request) -> Answer {
    let again = |refusals: Refusals| {
        let page = request
            .app
            .db
            .read(|conn| page(request, conn, request.fields(), refusals))?;
        Reply::invalid(&page)
    };
    let input = match Form::read(request.fields()) {
        Ok(input) => input,
        Err(problems) => return again(Refusals::of_fields(problems)),
    };
    let reach = request.reach_now()?;
    let seen = request.fields().text("fingerprint");
    match extension::extend(&request.app, &request.occasion()?, &reach, &input, seen) {
        Ok(made) => Ok(Reply::see_other(format!("/extensions/{}", made.id))
            .with_notice(format!("已延长{}条登记", made.details.registration_count))),
        Err(error) => again(Refusals::of(error)?),
    }
}

#[derive(Template)]
#[template(path = "extensions/extension.html")]
struct ExtensionPage {
    frame: Frame,
    may_reverse: bool,
    told: Told,
    lines: Vec<ExtensionLine>,
}

fn found(request: &Request, conn: &mut Conn) -> Result<(UnitTree, RegistrationExtension), Problem> {
    let tree = units::store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let extension = extension::find(conn, &reach, ExtensionId(request.param("id")?))?
        .ok_or(Problem::NotFound)?;
    Ok((tree, extension))
}

fn one(request: &Request, conn: &mut Conn) -> Answer {
    let (tree, extension) = found(request, conn)?;
    let lines = extension::load_lines(conn, &tree, &extension)?;
    let extending = request.viewer()?.reach(Right::ExtendRegistrations, &tree);
    Reply::html(&ExtensionPage {
        frame: request.frame("登记延长", Section::Extensions),
        may_reverse: extension.details.reversed_by.is_none()
            && extending.contains(extension.details.unit_id),
        told: told(&tree, extension),
        lines,
    })
}

fn list_file(request: &Request) -> Answer {
    let (extension, lines) = request.app.db.read(|conn| {
        let (tree, extension) = found(request, conn)?;
        let lines = extension::load_lines(conn, &tree, &extension)?;
        Ok::<_, Problem>((extension, lines))
    })?;
    list_leaves(request, "登记延长名单", lines.len())?;
    let headings = [
        "姓名",
        "单位",
        "级别",
        "登记日期",
        "原有效期至",
        "新有效期至",
        "文号",
    ];
    let rows = lines.iter().map(|line| {
        vec![
            ListCell::Text(line.name.as_str().into()),
            ListCell::Text(line.unit.as_str().into()),
            ListCell::Text(line.level.label().into()),
            ListCell::Day(line.first_day),
            ListCell::Day(line.last_day),
            ListCell::Day(extension.details.new_last_day),
            ListCell::Text(extension.details.document.as_str().into()),
        ]
    });
    Reply::table("登记延长名单", &headings, rows)
}

fn reverse(request: &Request) -> Answer {
    let id = ExtensionId(request.param("id")?);
    let reach = request.reach_now()?;
    // What lies out of reach does not exist, whatever the form says.
    request
        .app
        .db
        .read(|conn| found(request, conn).map(|_| ()))?;
    let seen = request
        .fields()
        .text("version")
        .parse()
        .map_err(|_| Problem::StalePage)?;
    extension::reverse(&request.app, &request.occasion()?, &reach, id, seen)
        .map_err(|error| too_late(request, id, error))?;
    Ok(Reply::see_other(format!("/extensions/{id}"))
        .with_notice("已整批撤销，各条登记恢复原来的有效期"))
}

/// A refused reversal, told; a stale one with how the extension stands now.
pub(super) fn too_late(
    request: &Request,
    id: ExtensionId,
    error: extension::ExtensionError,
) -> Problem {
    if !matches!(error, ChangeError::Stale(_)) {
        return error.into();
    }
    let told = request.app.db.read(|conn| {
        let (_, extension) = found(request, conn)?;
        let state = match &extension.details.reversed_by {
            Some(by) => format!("已由{by}撤销"),
            None => "有效".to_owned(),
        };
        let told = Conflict::new(
            format!("登记延长“{}”", extension.details.document),
            extension.version,
            format!("/extensions/{id}"),
        )
        .field("state", "状态", "整批撤销", state);
        Ok::<_, Problem>(match extension.details.reversed_by {
            Some(_) => told.not_repeated(),
            None => told,
        })
    });
    told.map_or_else(|problem| problem, Problem::from)
}
