//! A unit that is dissolved: first what would happen, with names, then one confirmation.

use std::collections::BTreeSet;

use askama::Template;
use chrono::NaiveDate;

use crate::changes::ChangeError;
use crate::db::Conn;
use crate::people::PersonId;
use crate::units::handover::{self, Confirmed, Look, Wish};
use crate::units::rules::handover::HandoverRefusal;
use crate::units::{Unit, UnitId, UnitPicker, conflict, store};
use crate::web::{
    Answer, Fields, Frame, Problem, Refusals, Reply, Request, Section, Verb, choices, parse_day,
};

/// The word for merging in the form.
const MERGES: &str = "merge";

#[derive(Template)]
#[template(path = "units/handover.html")]
struct HandoverPage {
    frame: Frame,
    unit: Unit,
    version: i64,
    units: UnitPicker,
    modes: Vec<(String, String)>,
    to: String,
    mode: String,
    moved_on: String,
    reason: String,
    look: Option<Look>,
    /// The roles that are ticked to go along.
    carried: Vec<i64>,
    employee_count: String,
    refusals: Refusals,
}

impl HandoverPage {
    fn merges(&self) -> bool {
        self.mode == MERGES
    }

    fn ticked(&self, role: i64) -> bool {
        self.carried.contains(&role)
    }
}

/// The fields that say what is to be done: of the query on the first page, of the form
/// afterwards.
fn fields_of(request: &Request) -> &Fields {
    match request.route.verb {
        Verb::Get => request.query_fields(),
        _ => request.fields(),
    }
}

/// What is to be done, as far as it was said.
fn wish(fields: &Fields) -> Result<Wish, Vec<HandoverRefusal>> {
    let to = fields.text("to").parse().map(UnitId);
    let moved_on: Option<NaiveDate> = parse_day(fields.text("moved_on"));
    match (to, moved_on) {
        (Ok(to), Some(moved_on)) => Ok(Wish {
            to,
            merges: fields.text("mode") == MERGES,
            moved_on,
            reason: fields.text("reason").to_owned(),
        }),
        (to, moved_on) => {
            let mut refusals = Vec::new();
            if to.is_err() {
                refusals.push(HandoverRefusal::TargetMissing);
            }
            if moved_on.is_none() {
                refusals.push(HandoverRefusal::DayMissing);
            }
            Err(refusals)
        }
    }
}

fn page(
    request: &Request,
    conn: &mut Conn,
    refused: Option<Refusals>,
) -> Result<HandoverPage, Problem> {
    let tree = store::load_tree(conn)?;
    let reach = request.reach(&tree)?;
    let unit = super::reached(&tree, &reach, request.param("id")?)?.clone();
    let fields = fields_of(request);
    let mut refusals = refused.clone().unwrap_or_default();
    let asked = fields.optional("to").is_some() || refused.is_some();
    let look = match wish(fields) {
        Err(missing) if asked && refused.is_none() => {
            refusals = Refusals::of(handover::HandoverError::Refused(missing))?;
            None
        }
        Err(_) => None,
        Ok(wish) => {
            let viewer = request.viewer()?;
            match handover::look(conn, viewer, &tree, unit.id, &wish, request.now.today) {
                Ok(look) => {
                    if refused.is_none() && !look.refusals.is_empty() {
                        let told = ChangeError::Refused(look.refusals.clone());
                        refusals = Refusals::of(told)?;
                    }
                    Some(look)
                }
                Err(ChangeError::Refused(told)) if refused.is_none() => {
                    refusals = Refusals::of(ChangeError::Refused(told))?;
                    None
                }
                Err(ChangeError::Refused(_)) => None,
                Err(other) => return Err(other.into()),
            }
        }
    };
    let again = request.route.verb != Verb::Get;
    let text = |name: &str| fields.text(name).to_owned();
    let offered = |look: &Look| match look.roles_offered {
        true => look.roles.iter().map(|role| role.id()).collect(),
        false => Vec::new(),
    };
    Ok(HandoverPage {
        frame: request.frame(&format!("撤并{}", unit.details.name), Section::Units),
        version: request.version_of_form(unit.version),
        units: UnitPicker::of(&tree, None, |other| {
            other.closed_on.is_none() && other.id != unit.id && reach.contains(other.id)
        })
        .or("请选择"),
        modes: choices(
            None,
            [
                (
                    MERGES,
                    "整个单位并入（人员、账号角色、下级单位一起，本单位撤销）",
                ),
                ("people", "只移交人员，本单位保留"),
            ],
        ),
        to: text("to"),
        mode: fields.optional("mode").unwrap_or(MERGES).to_owned(),
        moved_on: match asked {
            true => text("moved_on"),
            false => request.now.today.to_string(),
        },
        reason: text("reason"),
        carried: match (&look, again) {
            (_, true) => carried(fields),
            (Some(look), false) => offered(look),
            (None, false) => Vec::new(),
        },
        employee_count: match (&look, again) {
            (_, true) => text("employee_count"),
            (Some(look), false) => count_words(look.after.employee_count),
            (None, false) => String::new(),
        },
        unit,
        look,
        refusals,
    })
}

fn count_words(count: Option<i64>) -> String {
    count.map(|count| count.to_string()).unwrap_or_default()
}

fn carried(fields: &Fields) -> Vec<i64> {
    let ticked = fields.all("carry_roles").into_iter();
    ticked.filter_map(|role| role.parse().ok()).collect()
}

/// `GET /units/{id}/handover`: where to, and what would happen.
pub(super) fn ask(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&page(request, conn, None)?)
}

fn again(request: &Request, refusals: Refusals) -> Answer {
    let page = request
        .app
        .db
        .read(|conn| page(request, conn, Some(refusals)))?;
    Reply::invalid(&page)
}

/// `POST /units/{id}/handover`: as it was looked at.
pub(super) fn confirmed(request: &Request) -> Answer {
    let id = UnitId(request.param("id")?);
    super::reached_by(request, &request.reach_now()?, id)?;
    let fields = request.fields();
    let wish = match wish(fields) {
        Ok(wish) => wish,
        Err(missing) => return again(request, Refusals::of(ChangeError::Refused(missing))?),
    };
    let employee_count = match fields.optional("employee_count").map(str::parse) {
        None => None,
        Some(Ok(count)) => Some(count),
        Some(Err(_)) => {
            let told = vec![HandoverRefusal::EmployeesOutOfRange];
            return again(request, Refusals::of(ChangeError::Refused(told))?);
        }
    };
    let people: BTreeSet<PersonId> = fields
        .all("person")
        .into_iter()
        .filter_map(|id| Some(PersonId(id.parse().ok()?)))
        .collect();
    let confirmed = Confirmed {
        people,
        carried_roles: carried(fields),
        employee_count,
    };
    let (viewer, occasion) = (request.viewer()?, request.occasion()?);
    let seen = (id, super::seen_version(request)?);
    match handover::hand_over(&request.app, viewer, &occasion, seen, &wish, &confirmed) {
        Ok(done) => Ok(Reply::see_other(format!("/units/{}", wish.to)).with_notice(told(&done))),
        Err(error @ ChangeError::Stale(_)) => Err(match error {
            ChangeError::Stale(_) => request
                .app
                .db
                .read(|conn| conflict::of_unit(request, conn, id, None))
                .unwrap_or_else(|problem| problem),
            other => other.into(),
        }),
        Err(error) => again(request, Refusals::of(error)?),
    }
}

/// 已转入12人、1个账号角色、2个下级单位.
fn told(done: &handover::Done) -> String {
    let mut words = vec![format!("{}人", done.people)];
    if done.roles > 0 {
        words.push(format!("{}个账号角色", done.roles));
    }
    if done.units > 0 {
        words.push(format!("{}个下级单位", done.units));
    }
    format!("已转入{}，各项记录都随人保留", words.join("、"))
}
