//! `/help` and `/help/{topic}`.

use askama::Template;

use super::programs;
use super::{HelpContact, Topic, TopicKind, contact_of, topic};
use crate::accounts::Right;
use crate::db::Conn;
use crate::people;
use crate::web::{Answer, Frame, Reply, Request, Route, Section};

/// The routes of help: open to everyone, since rules are public.
pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/help", Right::Public, start),
        Route::page("/help/api", Right::Public, programs::page),
        Route::page("/help/{topic}", Right::Public, one),
    ]
}

#[derive(Template)]
#[template(path = "help/start.html")]
struct StartPage {
    frame: Frame,
    topics: &'static [TopicKind],
    contact: Option<HelpContact>,
}

fn start(request: &Request, conn: &mut Conn) -> Answer {
    let (_, contact) = place(request, conn)?;
    Reply::html(&StartPage {
        frame: request.frame("帮助", Section::Help),
        topics: TopicKind::ALL,
        contact,
    })
}

#[derive(Template)]
#[template(path = "help/topic.html")]
struct TopicPage {
    frame: Frame,
    topic: Topic,
    topics: &'static [TopicKind],
    region: String,
    contact: Option<HelpContact>,
}

fn one(request: &Request, conn: &mut Conn) -> Answer {
    let kind: TopicKind = request.param("topic")?;
    let (region, contact) = place(request, conn)?;
    Reply::html(&TopicPage {
        frame: request.frame(kind.label(), Section::Help),
        topic: topic(kind, &request.app.policies, &region, request.now.today),
        topics: TopicKind::ALL,
        region,
        contact,
    })
}

/// The region whose rules are told, and whom to call: those of the viewer's unit, or of
/// the unit where an office holds its first role; without any the configured region.
fn place(
    request: &Request,
    conn: &mut Conn,
) -> Result<(String, Option<HelpContact>), crate::web::Problem> {
    let Some(viewer) = request.find_viewer() else {
        return Ok((request.app.config.region.clone(), None));
    };
    let own = match (viewer.unit, viewer.person) {
        (Some(unit), _) => Some(unit),
        (None, Some(person)) => Some(people::store::get(conn, person)?.details.unit_id),
        (None, None) => viewer.roles.iter().find_map(|role| role.unit),
    };
    let Some(unit) = own else {
        return Ok((request.app.config.region.clone(), None));
    };
    let tree = request.app.units(conn)?;
    let region = tree.region_of(unit).unwrap_or(&request.app.config.region);
    Ok((region.to_owned(), contact_of(&tree, unit)))
}
