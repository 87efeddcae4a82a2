//! `/`: each viewer's own start, and the page that needs no database.

use askama::Template;

use super::frame::start_of;
use super::problem::Problem;
use super::{Answer, Reply, Request, Route};
use crate::accounts::Right;
use crate::db::Conn;

/// The routes of this file.
pub(super) fn routes() -> Vec<Route> {
    vec![Route::page("/", Right::Public, start)]
}

/// Sends everyone to where their work is.
fn start(request: &Request, _conn: &mut Conn) -> Answer {
    Ok(Reply::see_other(
        request.find_viewer().map_or("/sign-in", start_of),
    ))
}

#[derive(Template)]
#[template(path = "plain.html")]
struct PlainPage<'a> {
    sentence: &'a str,
    style: &'static str,
}

/// A page without a frame, for addresses that belong to nobody.
pub(super) fn plain_page(problem: &Problem) -> String {
    let page = PlainPage {
        sentence: &problem.to_string(),
        style: super::assets::style_version(),
    };
    page.render().unwrap_or_else(|_| problem.to_string())
}
