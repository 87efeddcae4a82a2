//! A demo made where something lies already: used again, replaced, or refused.

use super::*;

#[test]
fn a_finished_demo_is_used_again_and_another_one_replaces_it_with_its_mails_and_forms() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = request(folder.path(), 30, day(2026, 3, 17));
    let first = made(&wanted);
    let number = |app: &App| {
        texts(
            app,
            "SELECT id_number_cipher AS text FROM people WHERE id = 1",
        )
    };
    let sealed = number(&first.app);
    assert!(!first.reused);
    drop(first.app);

    let again = made(&wanted);
    assert!(again.reused);
    assert_eq!(again.report, first.report);
    assert_eq!(number(&again.app), sealed, "nothing was written again");
    drop(again.app);

    let other = made(&DemoRequest {
        people: 25,
        ..wanted.clone()
    });
    assert!(!other.reused);
    assert_eq!(other.report.people, 25);
    assert_eq!(files(&other.mails, "eml").len() as u64, other.report.mails);
    assert_eq!(files(&other.forms, "pdf").len() as u64, other.report.forms);
    drop(other.app);

    // Without its key the demo cannot be read: it is made anew, not given up.
    std::fs::remove_file(folder.path().join("demo/shegong.key")).unwrap();
    assert!(
        !made(&DemoRequest {
            people: 25,
            ..wanted
        })
        .reused
    );
}

#[test]
fn an_unfinished_demo_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = request(folder.path(), 1_200, day(2026, 3, 17));
    // The second block of people never comes: the run dies after the first.
    let broken = std::panic::catch_unwind(|| {
        prepare(&Config::default(), &wanted, |done| {
            assert!(done > 1_000, "the power fails")
        })
    });
    assert!(broken.is_err());

    let demo = made(&DemoRequest {
        people: 15,
        ..wanted
    });

    assert!(!demo.reused);
    assert_eq!(Contents::read(&demo.app).count("people"), 15);
}

#[test]
fn a_database_with_other_data_is_refused_and_stays_as_it_is() {
    for app in [Some(TestApp::sqlite()), TestApp::postgres()]
        .into_iter()
        .flatten()
    {
        app.import_rows(ImportKind::Units, &["单位名称"], &[&["石壕镇"]]);
        let before = app.contents();
        let wanted = DemoRequest {
            database: Some(app.url().to_owned()),
            ..request(&app.path("beside"), 20, day(2026, 3, 17))
        };

        let refused = prepare(&Config::default(), &wanted, |_| {}).err().unwrap();

        assert!(matches!(refused, DemoError::Foreign(_)), "{refused}");
        assert!(
            refused
                .to_string()
                .contains("请用 --database 换一个空数据库")
        );
        assert_eq!(app.contents(), before);
    }
}

#[test]
fn another_programs_file_is_refused_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    std::fs::write(&path, "not a database at all, but somebody's file").unwrap();
    let wanted = DemoRequest {
        database: Some(format!("sqlite:{}", path.display())),
        ..request(folder.path(), 20, day(2026, 3, 17))
    };

    let refused = prepare(&Config::default(), &wanted, |_| {}).err().unwrap();

    assert!(!refused.to_string().is_empty());
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        "not a database at all, but somebody's file"
    );
}

#[test]
fn a_demo_on_postgresql_holds_what_one_on_sqlite_holds_and_is_replaced_in_place() {
    let Some(schema) = Schema::create() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let day = day(2026, 3, 17);
    let own = made(&request(&folder.path().join("own"), 40, day));
    let wanted = DemoRequest {
        database: Some(schema.url().to_owned()),
        ..request(&folder.path().join("shared"), 40, day)
    };

    let shared = made(&wanted);
    assert_eq!(own.report, shared.report);
    drop(shared.app);
    assert!(made(&wanted).reused);

    let smaller = made(&DemoRequest {
        people: 10,
        ..wanted
    });
    assert_eq!(Contents::read(&smaller.app).count("people"), 10);
}
