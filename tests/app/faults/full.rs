//! A disk that fills up under a running site: told, nothing half stored, and all goes
//! on when there is room again, without a restart.

use actix_web::http::StatusCode;
use shegong::accounts::Role;

use super::disk::SmallDisk;
use super::roster;
use crate::harness::forms::Form;
use crate::harness::proofs::pdf;
use crate::harness::{Seen, TestApp, Visitor};
use crate::skipping::skip;

const RECORD: [(&str, &str); 8] = [
    ("title", "个案管理"),
    ("organiser", "綦江区民政局"),
    ("first_day", "2026-03-03"),
    ("last_day", "2026-03-04"),
    ("days", "2"),
    ("hours", "12"),
    ("kind", "training"),
    ("mode", "online"),
];

fn small_disk() -> Option<SmallDisk> {
    SmallDisk::mount().or_else(|| skip("mount", "a small disk may not be mounted here"))
}

fn files_below(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.path() {
            path if path.is_dir() => files_below(&path),
            _ => 1,
        })
        .sum()
}

on_both_databases! {
    fn a_proof_that_finds_no_room_is_told_beside_its_field_and_goes_in_later(app: TestApp) {
        let Some(disk) = small_disk() else { return };
        app.with_two_townships();
        let folder = disk.path().join("files");
        let site = app.opened_again(app.url(), |config| config.files.folder = folder.clone());
        let mut worker = Visitor::of_person(&app, app.person("陈静").id, &[]).at(&site);
        let pdf = [b"%PDF-1.4\n%".as_slice(), &[b' '; 700_000], b"\n", &pdf("个案管理")].concat();
        let filler = disk.fill(200 << 10);
        let before = app.contents();

        let told = worker.upload("/me/training", &RECORD, &[("proof", "证明.pdf", &pdf)]);

        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", told.text());
        let form = Form::of(&told, "/me/training");
        assert!(form.field("proof").invalid && form.field("proof").sentence.contains("磁盘已满"), "{:?}", form.field("proof"));
        assert!(RECORD.iter().all(|(name, value)| form.value(name) == *value));
        assert!(app.contents() == before);
        std::fs::remove_file(filler).unwrap();
        assert_eq!(files_below(disk.path()), 0, "nothing is left behind");
        let stored = worker.upload("/me/training", &RECORD, &[("proof", "证明.pdf", &pdf)]);
        assert_eq!(stored.status, StatusCode::SEE_OTHER, "{}", stored.text());
    }

    fn a_spreadsheet_that_finds_no_room_is_told_and_goes_in_later(app: TestApp) {
        let Some(disk) = small_disk() else { return };
        let folder = disk.path().join("files");
        let site = app.opened_again(app.url(), |config| config.files.folder = folder.clone());
        let mut hr = Visitor::with_role(&app, Role::Hr, None).at(&site);
        let sheet = roster(1, 2_000);
        let filler = disk.fill(20 << 10);
        let before = app.contents();
        let send = |hr: &mut Visitor| hr.upload("/imports/new", &[("kind", "people"), ("region", "綦江区")], &[("file", "名单.csv", sheet.as_bytes())]);

        let told = send(&mut hr);

        assert_eq!(told.status, StatusCode::INSUFFICIENT_STORAGE);
        assert!(told.text().contains("服务器存储空间不足"), "{}", told.text());
        assert_eq!(app.contents().difference(&before), Vec::<String>::new());
        std::fs::remove_file(filler).unwrap();
        assert_eq!(files_below(disk.path()), 0, "nothing is left behind");
        assert_eq!(send(&mut hr).status, StatusCode::SEE_OTHER);
    }
}

/// Sends a roster and says yes to it; the page that tells what came of it.
fn import(hr: &mut Visitor, sheet: &str) -> Seen {
    let sent = hr.upload(
        "/imports/new",
        &[("kind", "people"), ("region", "綦江区")],
        &[("file", "名单.csv", sheet.as_bytes())],
    );
    if sent.status != StatusCode::SEE_OTHER {
        return sent;
    }
    let page = sent.location().to_owned();
    // Looking at it may be what finds no room.
    let looked = hr.get(&page);
    if !looked.text().contains(&format!("{page}/confirm")) {
        return looked;
    }
    let confirmed = hr.post(&format!("{page}/confirm"), &[]);
    if confirmed.status != StatusCode::SEE_OTHER {
        return confirmed;
    }
    let seen = hr.get(&page);
    // What is stored has a page of its own.
    match seen.status {
        StatusCode::SEE_OTHER => hr.get(seen.location()),
        _ => seen,
    }
}

/// SQLite on a full disk: the connection whose commit failed must not stay in use.
#[test]
fn a_database_that_finds_no_room_is_told_and_goes_on_without_a_restart() {
    let Some(disk) = SmallDisk::of_megabytes(16)
        .or_else(|| skip("mount", "a small disk may not be mounted here"))
    else {
        return;
    };
    let app = TestApp::sqlite_at(&disk.path().join("shegong.db"));
    let mut hr = Visitor::with_role(&app, Role::District, None);
    let filler = disk.fill(120 << 10);

    let told = import(&mut hr, &roster(1, 4_000));

    let text = told.text();
    assert!(
        text.contains("磁盘空间") || text.contains("存储空间"),
        "{} {text}",
        told.status
    );
    let seen = hr.get("/people");
    assert_eq!(
        seen.status,
        StatusCode::OK,
        "reading goes on: {}",
        seen.text()
    );
    assert_eq!(app.contents().count("people"), 0);

    std::fs::remove_file(filler).unwrap();
    let done = import(&mut hr, &roster(1, 300));
    assert_eq!(done.status, StatusCode::OK, "{}", done.text());
    assert_eq!(app.contents().count("people"), 300);
}
