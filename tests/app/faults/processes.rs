//! Several processes on one database, and one that ends in the middle.

use std::path::Path;
use std::process::Child;
use std::time::Duration;

use shegong::intake::ImportKind;

use super::{ROSTER, roster};
use crate::harness::{Finished, Schema, TestApp, command, finish, id_number};

/// Starts the program on the test's database and does not wait.
fn start(app: &TestApp, arguments: &[&str]) -> Child {
    let key = app.path("shegong.key");
    start_on(&app.path(""), app.url(), &key, arguments)
}

fn start_on(folder: &Path, url: &str, key: &Path, arguments: &[&str]) -> Child {
    let environment = [
        ("SHEGONG_DATABASE_URL", url),
        ("SHEGONG_SECURITY_KEY_FILE", key.to_str().unwrap()),
    ];
    command(folder, arguments, &environment).spawn().unwrap()
}

fn wait(children: Vec<Child>) -> Vec<Finished> {
    children
        .into_iter()
        .map(|child| finish(child.wait_with_output().unwrap()))
        .collect()
}

on_both_databases! {
    fn imports_by_several_processes_at_once_all_finish_and_nothing_is_lost(app: TestApp) {
        let files: Vec<_> = (0..4).map(|part| {
            app.file(&format!("part{part}.csv"), roster(1 + part * 400, 400))
        }).collect();

        let children = files.iter().map(|file| start(&app, &["import", "people", file.to_str().unwrap(), "--json"])).collect();

        for finished in wait(children) {
            assert_eq!(finished.code, Some(0), "{finished:?}");
            assert_eq!(finished.json()["new"], 400);
        }
        let contents = app.contents();
        assert_eq!(contents.count("people"), 1_600);
        assert_eq!(contents.count("units"), 3);
        assert_eq!(app.texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM history WHERE entity = 'person'"), ["1600"]);
    }

    fn the_same_file_by_two_processes_at_once_comes_in_once(app: TestApp) {
        let file = app.file("roster.csv", roster(1, 500));

        let children = (0..2).map(|_| start(&app, &["import", "people", file.to_str().unwrap(), "--json"])).collect();

        let mut new: Vec<u64> = wait(children).iter().map(|finished| {
            assert_eq!(finished.code, Some(0), "{finished:?}");
            finished.json()["new"].as_u64().unwrap()
        }).collect();
        new.sort_unstable();
        assert_eq!(new, [0, 500]);
        assert_eq!(app.contents().count("people"), 500);
    }

    fn a_status_is_told_while_an_import_runs(app: TestApp) {
        app.import_rows(ImportKind::People, &ROSTER, &[&["李四", &id_number(9_000), "石壕镇"]]);
        let file = app.file("roster.csv", roster(1, 3_000));
        let mut import = start(&app, &["import", "people", file.to_str().unwrap()]);

        let status = app.shegong(&["training-status", "--json"]);

        assert_eq!(status.code, Some(0), "{status:?}");
        assert!(import.wait().unwrap().success());
    }

    fn a_process_killed_in_the_middle_of_an_import_leaves_nothing(app: TestApp) {
        let people = 6_000;
        let file = app.file("roster.csv", roster(1, people));
        let arguments = ["import", "people", file.to_str().unwrap(), "--json"];
        let mut killed = 0;
        for pause in [150, 300, 500, 800, 1_200] {
            let mut import = start(&app, &arguments);
            std::thread::sleep(Duration::from_millis(pause));
            if import.try_wait().unwrap().is_some() {
                app.undo_batch(shegong::audit::ImportBatchId(
                    app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM import_batches")[0].parse().unwrap(),
                )).unwrap();
                break;
            }
            import.kill().unwrap();
            import.wait().unwrap();
            killed += 1;

            let left = app.contents();
            assert!(left.is_empty(), "after {pause} ms: {} people", left.count("people"));
        }
        assert!(killed > 0);

        let again = app.shegong(&arguments);

        assert_eq!(again.code, Some(0), "{again:?}");
        assert_eq!(again.json()["new"], people);
        assert_eq!(app.contents().count("people") as u32, people);
    }
}

/// Four programs start at once on an empty database.
fn start_four(folder: &Path, url: &str) {
    let key = folder.join("shegong.key");
    let children = (0..4)
        .map(|_| start_on(folder, url, &key, &["migrate"]))
        .collect();

    for finished in wait(children) {
        assert_eq!(finished.code, Some(0), "{finished:?}");
        assert!(finished.out.contains("的结构已是最新"), "{finished:?}");
    }
    let app = crate::harness::open_app(url, &key).unwrap();
    app.db.check_schema().unwrap();
}

#[test]
fn several_starts_at_once_on_a_new_sqlite_file_agree_on_one_schema_and_one_key() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        start_four(
            folder.path(),
            "sqlite:data/shegong.db"
                .replace("data", folder.path().to_str().unwrap())
                .as_str(),
        );
    }
}

#[test]
fn several_starts_at_once_on_a_new_postgres_schema_agree_on_one_schema_and_one_key() {
    for _ in 0..5 {
        let Some(schema) = Schema::create() else {
            return;
        };
        start_four(tempfile::tempdir().unwrap().path(), schema.url());
    }
}
