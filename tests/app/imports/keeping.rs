//! Uploaded spreadsheets hold ID numbers in clear: they go when they are done with, and
//! what a process left half done is told, not waited for.

use actix_web::http::StatusCode;
use shegong::accounts::Role;
use shegong::imports::uploads::{clean_up, find_broken_off};

use super::super::guards::execute;
use crate::harness::{TestApp, Visitor, id_number, xlsx};

fn hr(app: &TestApp) -> Visitor {
    app.with_two_townships();
    Visitor::with_role(app, Role::Hr, Some(app.unit("古南街道")))
}

/// The names of everything that lies in the folder of the uploads.
fn on_disk(app: &TestApp) -> Vec<String> {
    let names = |path: &std::path::Path| -> Vec<std::path::PathBuf> {
        std::fs::read_dir(path)
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect()
    };
    let mut files: Vec<String> = names(&app.app.config.files.folder.join("imports"))
        .iter()
        .flat_map(|folder| names(folder))
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    files.sort();
    files
}

fn send(hr: &mut Visitor, name: &str, bytes: &[u8]) -> String {
    let sent = hr.upload(
        "/imports/new",
        &[("kind", "people")],
        &[("file", name, bytes)],
    );
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    sent.location().to_owned()
}

fn good() -> Vec<u8> {
    xlsx(&["姓名", "身份证号"], &[&["安然", &id_number(9)]])
}

fn half() -> Vec<u8> {
    xlsx(
        &["姓名", "身份证号"],
        &[&["曾玉", &id_number(8)], &["错号", "123"]],
    )
}

on_both_databases! {
    fn files_go_when_they_are_done_with_and_the_rest_after_some_days(app: TestApp) {
        let mut hr = hr(&app);
        let done = send(&mut hr, "全.xlsx", &good());
        let partly = send(&mut hr, "半.xlsx", &half());
        let waiting = send(&mut hr, "等.xlsx", &good());
        let dropped = send(&mut hr, "弃.xlsx", &good());
        let bad = send(&mut hr, "坏.xlsx", b"hello");
        hr.post(&format!("{done}/confirm"), &[]);
        hr.post(&format!("{partly}/confirm"), &[]);
        let discarded = hr.post(&format!("{dropped}/discard"), &[]);

        assert_eq!(discarded.location(), "/imports");
        assert_eq!(hr.get(&dropped).status, StatusCode::NOT_FOUND);
        assert!(hr.get(&bad).text().contains("这个文件不是表格"), "{}", hr.get(&bad).text());
        let left = on_disk(&app);
        assert!(left.contains(&"等.xlsx".to_owned()) && left.contains(&"半-refused.xlsx".to_owned()), "{left:?}");
        for gone in ["全.xlsx", "半.xlsx", "弃.xlsx", "坏.xlsx"] {
            assert!(!left.contains(&gone.to_owned()), "{gone} is still there: {left:?}");
        }
        assert_eq!(clean_up(&app.app).unwrap(), 0, "nothing is old yet");
        assert_eq!(on_disk(&app), left);

        execute(&app, "UPDATE import_uploads SET updated_at = '2026-03-05 02:00:00'");
        clean_up(&app.app).unwrap();

        assert_eq!(on_disk(&app), ["半-refused.xlsx"], "refused rows stay a week");
        assert!(hr.get(&waiting).text().contains("三天内没有导入"));
        assert_eq!(hr.post(&format!("{waiting}/confirm"), &[]).status, StatusCode::CONFLICT);
        assert!(hr.get(&format!("{partly}/refused.xlsx")).bytes.starts_with(b"PK"));

        execute(&app, "UPDATE import_uploads SET updated_at = '2026-03-01 02:00:00'");
        clean_up(&app.app).unwrap();

        assert_eq!(on_disk(&app), Vec::<String>::new());
        assert_eq!(hr.get(&format!("{partly}/refused.xlsx")).status, StatusCode::NOT_FOUND);
        let kept = app.texts("SELECT COALESCE(report, '') || COALESCE(refused_file, '') AS text FROM import_uploads");
        assert_eq!(kept.concat(), "", "nothing is told of people any more");

        execute(&app, "UPDATE import_uploads SET updated_at = '2026-01-01 02:00:00'");
        clean_up(&app.app).unwrap();

        assert_eq!(app.contents().count("import_uploads"), 0);
    }

    fn what_was_under_way_when_its_process_ended_is_told_and_can_be_sent_again(app: TestApp) {
        let mut hr = hr(&app);
        let link = send(&mut hr, "名册.xlsx", &good());
        let died = "SET state = 'running', lease_owner = 'gone', leased_until = '2026-03-09 01:00:00'";
        execute(&app, &format!("UPDATE import_uploads {died}"));

        let told = hr.get(&link).text();
        let again = send(&mut hr, "名册.xlsx", &good());

        assert!(told.contains("处理中断了，什么都没有保存，请重新上传"), "{told}");
        assert!(!told.contains("http-equiv=\"refresh\""));
        assert!(hr.get(&again).text().contains("确认导入"));
        assert_eq!(on_disk(&app).iter().filter(|name| *name == "名册.xlsx").count(), 1, "the broken off file is gone");
    }

    fn at_the_start_of_the_only_process_nothing_is_waited_for(app: TestApp) {
        let mut hr = hr(&app);
        let link = send(&mut hr, "名册.xlsx", &good());
        execute(&app, "UPDATE import_uploads SET state = 'checking', lease_owner = 'gone', leased_until = '2026-03-09 02:02:00'");
        assert!(hr.get(&link).text().contains("停止"), "its process may still live");

        let told = find_broken_off(&app.app, true).unwrap();

        // On PostgreSQL another process may work on it: its lease decides.
        assert_eq!(told, usize::from(!app.is_postgres()));
        assert_eq!(hr.get(&link).text().contains("处理中断了"), !app.is_postgres());
    }

    fn work_of_another_process_is_stopped_by_taking_its_lease(app: TestApp) {
        let mut hr = hr(&app);
        let link = send(&mut hr, "名册.xlsx", &good());
        execute(&app, "UPDATE import_uploads SET state = 'running', lease_owner = 'other', leased_until = '2026-03-09 02:02:00'");
        let busy = hr.upload("/imports/new", &[("kind", "people")], &[("file", "另.xlsx", good().as_slice())]);

        let stopped = hr.post(&format!("{link}/stop"), &[]);

        assert_eq!(busy.status, StatusCode::CONFLICT);
        assert!(busy.text().contains("您的“名册.xlsx”还在处理"), "{}", busy.text());
        assert_eq!(stopped.location(), link);
        assert!(hr.get(&link).text().contains("已停止，什么都没有保存"));
        assert_eq!(on_disk(&app), Vec::<String>::new());
        send(&mut hr, "另.xlsx", &good());
    }

    fn an_account_keeps_only_a_few_files_that_it_did_not_decide_about(app: TestApp) {
        let mut hr = hr(&app);
        for number in 0..5 {
            send(&mut hr, &format!("第{number}份.xlsx"), &good());
        }

        let sixth = hr.upload("/imports/new", &[("kind", "people")], &[("file", "六.xlsx", good().as_slice())]);

        assert_eq!(sixth.status, StatusCode::CONFLICT);
        assert!(sixth.text().contains("您有 5 个表格还没有确认"), "{}", sixth.text());
    }

    fn others_write_while_a_big_file_is_looked_at_and_it_can_be_stopped(app: TestApp) {
        let mut hr = hr(&app);
        let mut rows = String::from("姓名,身份证号,单位\n");
        for number in 0..150_000 {
            rows.push_str(&format!("安然,{},城南社区\n", id_number(1_000 + number)));
        }
        let link = send(&mut hr, "大.csv", rows.as_bytes());
        let begun = std::time::Instant::now();

        let wrong = Visitor::stranger(&app).post("/sign-in", &[("name", "13800000001"), ("password", "不对的密码")]);
        let waited = begun.elapsed();
        let under_way = hr.get(&link).text();
        let stopped = hr.post(&format!("{link}/stop"), &[]);
        let told = hr.get(&link).text();

        assert!(wrong.status.is_client_error(), "{}", wrong.text());
        assert!(waited < std::time::Duration::from_secs(10), "a sign-in waited {waited:?}");
        assert!(under_way.contains("停止"), "the look was under way meanwhile: {under_way}");
        assert_eq!(stopped.status, StatusCode::SEE_OTHER);
        assert!(told.contains("已停止，什么都没有保存"), "{told}");
        assert_eq!(on_disk(&app), Vec::<String>::new());
    }

    fn a_sheet_of_too_many_rows_is_refused_with_a_remedy(app: TestApp) {
        let mut hr = hr(&app);
        let rows = format!("姓名,身份证号\n{}", format!("安然,{}\n", id_number(9)).repeat(50_001));
        let link = send(&mut hr, "大.csv", rows.as_bytes());

        let told = (0..1_200)
            .map(|_| {
                std::thread::sleep(std::time::Duration::from_millis(100));
                hr.get(&link).text()
            })
            .find(|text| !text.contains("本页每两秒自动刷新"))
            .unwrap();

        assert!(told.contains("表格超过50000行，请分成几个文件分别导入"), "{told}");
        assert_eq!(on_disk(&app), Vec::<String>::new());
    }
}
