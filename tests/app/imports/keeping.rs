//! Imports whose process is gone, and files that nobody came back for.

use std::time::{Duration, SystemTime};

use actix_web::http::StatusCode;
use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use shegong::accounts::Role;
use shegong::clock::Clock;
use shegong::db::DatabaseError;
use shegong::imports::keeping::{LONGEST_IMPORT, break_off, sweep};

use crate::harness::{TestApp, Visitor, csv, id_number};

/// A file that was looked at and waits for its owner's word; its page.
fn waiting(app: &TestApp, office: &mut Visitor) -> String {
    let file = csv(
        &["姓名", "身份证号", "单位"],
        &[&["陈静", &id_number(1), "石壕镇溪山村"]],
    );
    let sent = office.upload(
        "/imports/new",
        &[("kind", "people"), ("region", "綦江区")],
        &[("file", "名册.csv", file.as_ref())],
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    assert!(
        app.texts("SELECT state AS text FROM import_uploads")
            .contains(&"checked".to_owned())
    );
    sent.location().to_owned()
}

fn as_if(app: &TestApp, state: &str) {
    let sql = format!("UPDATE import_uploads SET state = '{state}'");
    app.app
        .db
        .write(|conn| Ok::<_, DatabaseError>(conn.batch_execute(&sql)?))
        .unwrap();
}

on_both_databases! {
    fn an_import_whose_process_is_gone_is_told_to_its_owner_with_what_to_do(app: TestApp) {
        let mut office = Visitor::with_role(&app, Role::District, None);
        let page = waiting(&app, &mut office);
        as_if(&app, "running");

        assert_eq!(break_off(&app.app, LONGEST_IMPORT).unwrap(), 0, "it may still be under way elsewhere");
        assert_eq!(break_off(&app.app, TimeDelta::zero()).unwrap(), 1);

        let told = office.get(&page).text();
        assert!(told.contains("程序在导入途中停止了") && told.contains("重新上传"), "{told}");
        assert_eq!(break_off(&app.app, TimeDelta::zero()).unwrap(), 0);
    }

    fn a_file_that_nobody_confirmed_in_time_is_taken_away(app: TestApp) {
        let mut office = Visitor::with_role(&app, Role::District, None);
        let page = waiting(&app, &mut office);
        let folders = app.app.config.files.folder.join("imports");
        assert_eq!(sweep(&app.app).unwrap(), 0);

        let mut later = app.app.clone();
        later.clock = Clock::Fixed(later.now().instant + TimeDelta::days(4));
        assert_eq!(sweep(&later).unwrap(), 1);

        assert_eq!(std::fs::read_dir(&folders).unwrap().count(), 0);
        assert!(office.get(&page).text().contains("没有确认，已经清理"));
    }

    fn a_folder_of_which_no_row_speaks_goes_after_a_day(app: TestApp) {
        let stray = app.app.config.files.folder.join("imports").join("stray");
        std::fs::create_dir_all(&stray).unwrap();
        assert_eq!(sweep(&app.app).unwrap(), 0);

        let old = SystemTime::now() - Duration::from_secs(2 * 24 * 3600);
        std::fs::File::open(&stray).unwrap().set_modified(old).unwrap();

        assert_eq!(sweep(&app.app).unwrap(), 1);
        assert!(!stray.exists());
    }
}
