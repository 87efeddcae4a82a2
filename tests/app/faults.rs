//! What goes wrong around the program: a wrong address, a lost key, a full disk, a
//! folder that cannot be written, other processes, a sudden end. Always a clear
//! message and exit code 1, nothing half done, and the next run works.

mod away;
mod disk;
mod full;
mod processes;
mod sessions;
mod uploads;

use crate::harness::{Finished, TestApp, id_number, shegong, xlsx};
use shegong::intake::ImportKind;

const ROSTER: [&str; 3] = ["姓名", "身份证号", "单位"];

/// A roster of so many people as csv, the first of them numbered `first`.
fn roster(first: u32, people: u32) -> String {
    let mut text = format!("{}\n", ROSTER.join(","));
    for person in first..first + people {
        text.push_str(&format!("张三,{},石壕镇溪山村\n", id_number(person)));
    }
    text
}

/// The message of a failure: told in Chinese with a remedy, no secret in it.
fn assert_told_clearly(finished: &Finished) {
    let told = finished.failed();
    assert!(told.contains('请'), "no remedy: {told}");
    let listed = told.contains("配置有");
    assert!(
        listed || told.trim().lines().count() == 1,
        "not one sentence: {told}"
    );
    assert!(finished.out.is_empty(), "{finished:?}");
    assert!(!told.contains("geheim"), "a secret: {told}");
}

#[test]
fn an_address_that_is_none_is_told_with_the_two_forms_and_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    for url in [
        "mysql://shegong:geheim@db.example.cn/shegong",
        "shegong.db",
        "sqlite:",
        "",
        "postgres:shegong",
        "postgres://shegong:geh@geheim@127.0.0.1:1/shegong",
        "postgres://shegong:geheim/geheim@127.0.0.1:1/shegong",
        "sqlite3:data.db",
    ] {
        for given in [true, false] {
            let finished = if given {
                shegong(folder.path(), &["migrate", "--database", url], &[])
            } else {
                shegong(
                    folder.path(),
                    &["migrate"],
                    &[("SHEGONG_DATABASE_URL", url)],
                )
            };
            assert_told_clearly(&finished);
            assert!(
                finished.err.contains("database.url"),
                "{url:?}: {finished:?}"
            );
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_server_that_does_not_answer_is_told_with_its_place_and_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    for url in [
        "postgres://shegong:geheim@127.0.0.1:1/shegong",
        "postgres://shegong:geh%40geheim@127.0.0.1:1/shegong",
        "postgres://127.0.0.1:1/shegong?user=shegong&password=geheim",
    ] {
        for arguments in [&["migrate"][..], &["training-status", "--json"]] {
            let finished = shegong(
                folder.path(),
                arguments,
                &[
                    ("SHEGONG_DATABASE_URL", url),
                    ("SHEGONG_SECURITY_KEY_FILE", "a.key"),
                ],
            );
            assert_told_clearly(&finished);
            assert!(finished.err.contains("127.0.0.1:1"), "{finished:?}");
        }
    }
    assert!(
        !folder.path().join("a.key").exists(),
        "no key without a database"
    );
}

#[test]
fn a_database_that_is_not_there_on_a_server_that_is() {
    let Ok(server) = std::env::var("SHEGONG_TEST_POSTGRES") else {
        return crate::skipping::skip("postgres", "SHEGONG_TEST_POSTGRES names no server")
            .unwrap_or_default();
    };
    let (before, _) = server.rsplit_once('/').unwrap();
    let folder = tempfile::tempdir().unwrap();

    let finished = shegong(
        folder.path(),
        &[
            "migrate",
            "--database",
            &format!("{before}/no_such_database"),
        ],
        &[],
    );

    assert_told_clearly(&finished);
    assert!(finished.err.contains("no_such_database"), "{finished:?}");
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.db");
    let letter = "这是一封信，不是数据库。".repeat(100);
    std::fs::write(&path, &letter).unwrap();

    for url in [
        "sqlite:letter.db",
        "sqlite:letter.db/shegong.db",
        "sqlite:.",
    ] {
        let finished = shegong(folder.path(), &["migrate", "--database", url], &[]);
        assert_told_clearly(&finished);
    }

    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[test]
fn a_folder_with_blanks_and_chinese_letters_is_as_good_as_any() {
    let folder = tempfile::tempdir().unwrap();
    let url = "sqlite:社工 数据/库.db";
    for arguments in [&["migrate"][..], &["exam-status", "--json"]] {
        let finished = shegong(folder.path(), arguments, &[("SHEGONG_DATABASE_URL", url)]);
        assert_eq!(finished.code, Some(0), "{finished:?}");
    }
    assert!(folder.path().join("社工 数据/库.db").is_file());
}

/// Every command that opens the database is refused, and nothing changes.
fn assert_every_command_is_refused(app: &TestApp, expected: &str) {
    let roster = app.file("more.csv", roster(50, 3));
    let before = app.contents();
    for arguments in [
        &["migrate"][..],
        &["training-status", "--json"],
        &["exam-status"],
        &["import", "people", roster.to_str().unwrap()],
        &["import-undo", "1"],
    ] {
        let finished = app.shegong(arguments);
        assert_told_clearly(&finished);
        assert!(finished.err.contains("shegong.key"), "{finished:?}");
        assert!(finished.err.contains(expected), "{finished:?}");
    }
    assert!(app.contents() == before);
}

on_both_databases! {
    fn a_lost_key_file_is_asked_for_and_never_replaced(app: TestApp) {
        app.import_rows(ImportKind::People, &ROSTER, &[&["张三", &id_number(1), "石壕镇"]]);
        std::fs::remove_file(app.path("shegong.key")).unwrap();

        assert_every_command_is_refused(&app, "找不到密钥文件");

        assert!(!app.path("shegong.key").exists());
    }

    fn the_key_of_another_database_is_refused(app: TestApp) {
        app.import_rows(ImportKind::People, &ROSTER, &[&["张三", &id_number(1), "石壕镇"]]);
        let mine = std::fs::read(app.path("shegong.key")).unwrap();
        let foreign = format!("{}\n", "ab".repeat(32));
        std::fs::write(app.path("shegong.key"), &foreign).unwrap();

        assert_every_command_is_refused(&app, "不符");

        assert_eq!(std::fs::read_to_string(app.path("shegong.key")).unwrap(), foreign);
        std::fs::write(app.path("shegong.key"), mine).unwrap();
        assert_eq!(app.shegong(&["migrate"]).code, Some(0));
    }

    fn a_damaged_key_file_is_refused(app: TestApp) {
        for damaged in ["", "kurz", &"zz".repeat(32), &"ab".repeat(33)] {
            std::fs::write(app.path("shegong.key"), damaged).unwrap();
            assert_every_command_is_refused(&app, "密钥");
        }
        std::fs::write(app.path("shegong.key"), [0xff, 0xfe, 0x00]).unwrap();
        assert_every_command_is_refused(&app, "密钥");
        std::fs::remove_file(app.path("shegong.key")).unwrap();
        std::fs::create_dir(app.path("shegong.key")).unwrap();
        assert_every_command_is_refused(&app, "密钥");
    }

    fn no_id_number_stands_in_the_database_in_the_clear(app: TestApp) {
        app.import_rows(ImportKind::People, &ROSTER, &[&["张三", &id_number(1), "石壕镇"], &["", &id_number(2), ""]]);

        let everything = format!("{:?}", app.contents());

        assert!(!everything.contains(&id_number(1)[6..]));
        assert!(!everything.contains(&id_number(2)[6..]));
        assert!(everything.contains("xc20p"));
    }

    fn the_log_says_nothing_of_people(app: TestApp) {
        let path = app.file("people.xlsx", xlsx(&ROSTER, &[&["张三", &id_number(1), "石壕镇"], &["李四", "1234", ""]]));

        let key = app.path("shegong.key");
        let finished = shegong(&app.path(""), &["import", "people", path.to_str().unwrap(), "--json"], &[
            ("SHEGONG_DATABASE_URL", app.url()),
            ("SHEGONG_SECURITY_KEY_FILE", key.to_str().unwrap()),
            ("SHEGONG_LOGGING_FILTER", "trace"),
        ]);

        assert_eq!(finished.code, Some(2), "{finished:?}");
        assert!(!finished.err.contains("张三") && !finished.err.contains(&id_number(1)), "{}", finished.err);
    }
}
