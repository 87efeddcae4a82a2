//! The second factor: set up, given, removed.

use askama::Template;
use qrcode::QrCode;
use qrcode::render::svg;

use super::super::actions::{
    begin_second_factor, confirm_second_factor, give_second_factor, remove_second_factor,
    renew_recovery_codes, second_factor_state,
};
use super::super::{AccountRefusal, Step};
use super::beside_field;
use crate::calendar::chinese_day;
use crate::clock::to_local;
use crate::db::Conn;
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Section};

/// The code to scan, and the same to type in.
struct Pending {
    qr: String,
    /// In groups of four.
    secret: String,
}

#[derive(Template)]
#[template(path = "accounts/second_factor.html")]
struct FactorPage {
    frame: Frame,
    problems: Vec<FieldProblem>,
    /// The code of this sign-in is asked for.
    asked: bool,
    /// Setting it up is asked for.
    demanded: bool,
    since: Option<String>,
    codes_left: i64,
    pending: Option<Pending>,
}

fn form(
    request: &Request,
    conn: &mut Conn,
    problems: Vec<FieldProblem>,
) -> Result<FactorPage, Problem> {
    let viewer = request.viewer()?;
    let app = &request.app;
    let state = second_factor_state(app, conn, viewer)?;
    let asked = viewer.step == Some(Step::GiveSecondFactor);
    let pending = match state.pending {
        Some(waits) => Some(Pending {
            qr: qr_svg(&waits.url)?,
            secret: in_fours(&waits.secret),
        }),
        None => None,
    };
    Ok(FactorPage {
        frame: request.frame("动态验证码", Section::OwnAccount),
        problems,
        asked,
        demanded: viewer.step == Some(Step::SetUpSecondFactor),
        since: state
            .since
            .map(|at| chinese_day(to_local(at, app.config.time_zone).date())),
        codes_left: state.codes_left,
        pending,
    })
}

/// An SVG to stand in a page: without the XML declaration, which HTML does not know.
fn qr_svg(url: &str) -> Result<String, Problem> {
    let svg = QrCode::new(url.as_bytes())
        .map_err(Problem::internal)?
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .build();
    let start = svg.find("<svg").unwrap_or(0);
    Ok(svg.get(start..).unwrap_or_default().to_owned())
}

fn in_fours(secret: &str) -> String {
    let characters: Vec<char> = secret.chars().collect();
    characters
        .chunks(4)
        .map(|four| four.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Where it stands, and what can be done.
pub(super) fn page(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&form(request, conn, Vec::new())?)
}

/// The same page with what was wrong.
fn again(request: &Request, refusal: AccountRefusal) -> Answer {
    let problems = beside_field(refusal)?;
    let page = request.app.db.read(|conn| form(request, conn, problems))?;
    Reply::invalid(&page)
}

/// Begins setting up.
pub(super) fn begin(request: &Request) -> Answer {
    begin_second_factor(&request.app, request.viewer()?, &request.occasion()?)?;
    Ok(Reply::see_other("/second-factor"))
}

#[derive(Template)]
#[template(path = "accounts/recovery_codes.html")]
struct CodesPage {
    frame: Frame,
    codes: Vec<String>,
}

fn show_codes(request: &Request, codes: Vec<String>) -> Answer {
    Reply::html(&CodesPage {
        frame: request.frame("备用验证码", Section::OwnAccount),
        codes,
    })
}

/// Confirms it by its first code, and shows the recovery codes once.
pub(super) fn confirm(request: &Request) -> Answer {
    let code = request.fields().text("code");
    let occasion = request.occasion()?;
    match confirm_second_factor(&request.app, request.viewer()?, code, &occasion) {
        Ok(codes) => show_codes(request, codes),
        Err(refusal) => again(request, refusal),
    }
}

/// Gives the code of this sign-in.
pub(super) fn give(request: &Request) -> Answer {
    let code = request.fields().text("code");
    let occasion = request.occasion()?;
    match give_second_factor(&request.app, request.viewer()?, code, &occasion) {
        Ok(()) => Ok(Reply::see_other("/")),
        Err(refusal) => again(request, refusal),
    }
}

/// Makes new recovery codes.
pub(super) fn renew_codes(request: &Request) -> Answer {
    let password = request.fields().raw("current");
    let occasion = request.occasion()?;
    match renew_recovery_codes(&request.app, request.viewer()?, password, &occasion) {
        Ok(codes) => show_codes(request, codes),
        Err(refusal) => again(request, refusal),
    }
}

/// Removes it.
pub(super) fn remove(request: &Request) -> Answer {
    let password = request.fields().raw("current");
    let occasion = request.occasion()?;
    match remove_second_factor(&request.app, request.viewer()?, password, &occasion) {
        Ok(()) => Ok(Reply::see_other("/second-factor").with_notice("动态验证码已停用")),
        Err(refusal) => again(request, refusal),
    }
}
