//! The page of one file: how far it is, what it would do row by row, what was refused.

use askama::Template;

use super::{ERRORS_SHOWN, XLSX};
use crate::clock::to_local;
use crate::db::Conn;
use crate::imports::preview::{self, PreviewRow};
use crate::imports::{Upload, UploadReport, UploadState, store, uploads};
use crate::people::noting::list_leaves;
use crate::sheets::ListCell;
use crate::web::{Answer, Frame, Pager, Problem, Reply, Request, Section};

/// Lines of the list on one page.
const LINES: usize = 50;

#[derive(Template)]
#[template(path = "imports/upload.html")]
struct UploadPage {
    frame: Frame,
    upload: Upload,
    kept_until: String,
    works: bool,
    waits_for_turn: bool,
    done: u64,
    total: u64,
    report: UploadReport,
    rows: Vec<PreviewRow>,
    pager: Pager,
    more_errors: u64,
}

/// `GET /imports/{link}`: where the file stands; reloads itself while it is worked on.
pub(super) fn show(request: &Request, conn: &mut Conn) -> Answer {
    let link: String = request.param("link")?;
    let viewer = request.viewer()?;
    let upload = store::find(conn, &link)?
        .filter(|upload| upload.account_id == viewer.account)
        .ok_or(Problem::NotFound)?
        .as_it_stands(&request.app, request.now.instant);
    if let Some(batch) = upload.batch_id {
        return Ok(Reply::see_other(format!("/imports/batches/{batch}")));
    }
    let mut report = upload.told();
    let pager = Pager::new(request, usize::try_from(report.listed).unwrap_or_default());
    let rows = match upload.state {
        UploadState::Checked => {
            let skipped = pager.first.saturating_sub(1);
            preview::read_page(&upload.folder(&request.app), skipped, LINES)
                .map_err(Problem::internal)?
        }
        _ => Vec::new(),
    };
    report.errors.truncate(ERRORS_SHOWN);
    let far = request.app.imports.how_far(&upload.link);
    let (done, total) = far.unwrap_or_default();
    Reply::html(&UploadPage {
        frame: request.frame("导入表格", Section::Imports),
        works: upload.state.is_under_way(),
        waits_for_turn: far == Some((0, 0)),
        done,
        total: total.max(1),
        kept_until: to_local(upload.kept_until(), request.app.config.time_zone)
            .format("%Y年%-m月%-d日 %H:%M")
            .to_string(),
        more_errors: report
            .refused
            .saturating_sub(u64::try_from(report.errors.len()).unwrap_or_default()),
        rows,
        pager,
        report,
        upload,
    })
}

/// `POST /imports/{link}/confirm`
pub(super) fn run(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    let occasion = request.occasion()?;
    let upload = uploads::confirm(&request.app, request.viewer()?, &link, &occasion)?;
    Ok(Reply::see_other(format!("/imports/{}", upload.link)))
}

/// `POST /imports/{link}/stop`
pub(super) fn stop(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    let upload = uploads::stop(&request.app, request.viewer()?, &link)?;
    Ok(Reply::see_other(format!("/imports/{}", upload.link)))
}

/// `POST /imports/{link}/discard`
pub(super) fn discard(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    uploads::discard(&request.app, request.viewer()?, &link)?;
    Ok(Reply::see_other("/imports").with_notice("已放弃，上传的文件已删除"))
}

/// `GET /imports/{link}/preview.xlsx`: the whole list.
pub(super) fn preview(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    let upload = uploads::find(&request.app, request.viewer()?, &link)?;
    if upload.state != UploadState::Checked {
        return Err(Problem::NotFound);
    }
    let columns = preview::headings(upload.kind);
    // None of them is a heading of a kind, so that each column of a kind stands once.
    let mut headings = vec!["工作表", "行", "人员或单位", "证件号码", "所在路径", "办理"];
    headings.extend(&columns);
    let folder = upload.folder(&request.app);
    let rows = preview::read_all(&folder).map_err(|_| Problem::NotFound)?;
    let lines = rows.flat_map(|row| lines(row, &columns));
    let listed = usize::try_from(upload.told().listed).unwrap_or_default();
    list_leaves(request, "导入预览", listed)?;
    Reply::table("导入预览", &headings, lines)
}

/// The lines of a row: one for each thing that it would make or change.
fn lines(row: PreviewRow, columns: &[&str]) -> Vec<Vec<ListCell<'static>>> {
    let PreviewRow {
        sheet,
        row,
        name,
        id_number,
        unit,
        things,
    } = row;
    things
        .into_iter()
        .map(|thing| {
            let mut cells: Vec<ListCell<'static>> = vec![
                sheet.clone().into(),
                ListCell::Whole(i64::from(row)),
                name.clone().into(),
                id_number.clone().into(),
                unit.clone().into(),
                thing.what.into(),
            ];
            cells.extend(columns.iter().map(|column| {
                let value = thing.values.iter().find(|value| value.label == *column);
                value.map_or(ListCell::Empty, |value| value.in_words().into())
            }));
            cells
        })
        .collect()
}

/// `GET /imports/{link}/refused.xlsx`
pub(super) fn refused(request: &Request) -> Answer {
    let link: String = request.param("link")?;
    let upload = uploads::find(&request.app, request.viewer()?, &link)?;
    let name = upload.refused_file.clone().ok_or(Problem::NotFound)?;
    let bytes =
        std::fs::read(upload.folder(&request.app).join(&name)).map_err(|_| Problem::NotFound)?;
    let lines = usize::try_from(upload.told().refused).unwrap_or_default();
    list_leaves(request, "导入中被拒绝的行", lines)?;
    Ok(Reply::download(bytes, &name, XLSX))
}
