//! `/evidence/{id}`: a file handed out to its owner, and to who may see or review the
//! owner's training. Always as an attachment; a picture, which we wrote anew ourselves,
//! also inside a page, and so the first page of a PDF, drawn as a picture.

use serde::Serialize;

use super::actions::shelf;
use super::{Evidence, EvidenceId, MediaType, first_page, store};
use crate::accounts::Right;
use crate::audit::{self, Action, Change, Entity};
use crate::people;
use crate::web::{Answer, Problem, Reply, Request, Route};

/// The routes of this file. Whose file it is decides, so the right is only to be
/// signed in; `find` answers 404 to everyone else.
pub fn routes() -> Vec<Route> {
    vec![
        Route::recorded_page("/evidence/{id}", Right::SignedIn, download),
        Route::recorded_page("/evidence/{id}/picture", Right::SignedIn, picture),
    ]
}

pub(super) fn download(request: &Request) -> Answer {
    let file = find(request)?;
    let bytes = bytes(request, &file)?;
    note(request, &file)?;
    Ok(Reply::download(
        bytes,
        &file.download_name(),
        file.details.media_type.content_type(),
    ))
}

fn picture(request: &Request) -> Answer {
    let file = find(request)?;
    if !file.details.media_type.has_preview() {
        return Err(Problem::NotFound);
    }
    let bytes = bytes(request, &file)?;
    if !request.viewer()?.may(Right::ReviewTraining) {
        note(request, &file)?;
    }
    if file.details.media_type == MediaType::Pdf {
        let page = first_page::drawn(&request.app.program, &bytes)
            .ok_or_else(|| Problem::Refused("这份 PDF 不能在网页上显示，请下载查看".to_owned()))?;
        return Ok(Reply::inline_image(page, MediaType::Png.content_type()));
    }
    Ok(Reply::inline_image(
        bytes,
        file.details.media_type.content_type(),
    ))
}

#[derive(Serialize)]
struct HandedOut<'a> {
    exported: &'a str,
}

/// Notes that somebody else took the file away or looked at it; a reviewer who only looks
/// at a picture inside the review is at work, which the decision tells.
fn note(request: &Request, file: &Evidence) -> Result<(), Problem> {
    let owner = file.details.person_id;
    if request.viewer()?.is(owner) {
        return Ok(());
    }
    let occasion = request.occasion()?;
    let about = HandedOut {
        exported: "培训证明",
    };
    let change = Change::noted(
        Action::Exported,
        Entity::Evidence,
        file.id.0,
        Some(owner),
        &about,
    );
    request.app.db.write(|conn| {
        audit::store::record(conn, &occasion, &[change])?;
        Ok::<_, Problem>(())
    })
}

/// Read outside any transaction: a file may be 20 MB.
fn bytes(request: &Request, file: &Evidence) -> Result<Vec<u8>, Problem> {
    shelf(&request.app)
        .read(&file.details.stored_sha256)
        .map_err(|error| {
            tracing::error!(evidence = file.id.0, "a file is not in its place");
            Problem::Refused(error.to_string())
        })
}

/// The file, if it is the viewer's own or within reach of one of the two rights.
fn find(request: &Request) -> Result<Evidence, Problem> {
    let id: EvidenceId = request.param::<i64>("id").map(EvidenceId)?;
    let viewer = request.viewer()?;
    request.app.db.read(|conn| {
        let file = store::find(conn, id)?.ok_or(Problem::NotFound)?;
        let owner = file.details.person_id;
        if viewer.person == Some(owner) {
            return Ok(file);
        }
        let may_ever = viewer.may(Right::ReviewTraining) || viewer.may(Right::SeePeople);
        if !may_ever {
            return Err(Problem::NotFound);
        }
        let unit = people::store::get(conn, owner)?.details.unit_id;
        let tree = request.app.units(conn)?;
        let within = [Right::ReviewTraining, Right::SeePeople]
            .into_iter()
            .any(|right| viewer.reach(right, &tree).contains(unit));
        within.then_some(file).ok_or(Problem::NotFound)
    })
}
