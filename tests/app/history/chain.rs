//! The sealed chain on both databases: whatever is tampered with is named, exactly.

use diesel::connection::SimpleConnection;
use shegong::audit::chain::{ChainReport, Finding};
use shegong::audit::sealing::{check_chain, seal_lines};
use shegong::audit::{self, Change, Entity};
use shegong::db::DatabaseError;

use crate::harness::TestApp;

fn write_lines(app: &TestApp, count: i64) {
    let changes: Vec<Change> = (1..=count)
        .map(|id| Change::created(Entity::Season, id, None, &serde_json::json!({ "year": id })))
        .collect();
    app.app
        .db
        .write(|conn| {
            Ok::<_, DatabaseError>(audit::store::record(conn, &app.occasion(), &changes)?)
        })
        .unwrap();
}

fn run(app: &TestApp, statements: &str) {
    app.app
        .db
        .write(|conn| conn.batch_execute(statements).map_err(DatabaseError::Query))
        .unwrap();
}

fn seal(app: &TestApp) -> u64 {
    seal_lines(&app.app, u64::MAX, false).unwrap()
}

fn check(app: &TestApp) -> ChainReport {
    check_chain(&app.app).unwrap()
}

fn sealed_lines(app: &TestApp, count: i64) {
    write_lines(app, count);
    assert_eq!(seal(app), count as u64);
    assert!(check(app).holds());
}

on_both_databases! {
    fn lines_are_sealed_once_and_the_chain_holds(app: TestApp) {
        assert!(check(&app).holds(), "an empty history is sound");
        sealed_lines(&app, 30);

        assert_eq!(seal(&app), 0);
        write_lines(&app, 5);
        assert_eq!(check(&app).waiting, 5);
        assert_eq!(seal(&app), 5);

        let report = check(&app);
        assert!(report.holds());
        assert_eq!((report.seals, report.waiting), (35, 0));
        assert_eq!(report.end.unwrap().sequence, 35);
    }

    fn more_lines_than_one_transaction_takes_are_sealed_in_order(app: TestApp) {
        write_lines(&app, 4_500);

        assert_eq!(seal_lines(&app.app, 2_000, false).unwrap(), 2_000);
        assert_eq!(seal(&app), 2_500);

        let report = check(&app);
        assert!(report.holds());
        assert_eq!(report.seals, 4_500);
    }

    fn a_tampered_line_is_named(app: TestApp) {
        sealed_lines(&app, 10);

        run(&app, "UPDATE history SET actor = '别人' WHERE id = 4");

        assert_eq!(check(&app).findings, [Finding::LineChanged { line: 4, sequence: 4 }]);
    }

    fn a_tampered_payload_is_named_even_with_its_hash_made_to_fit(app: TestApp) {
        sealed_lines(&app, 10);
        run(&app, "UPDATE history SET after = '{\"year\":99}' WHERE id = 4");
        assert_eq!(check(&app).findings, [Finding::PayloadChanged { line: 4 }]);

        let fitting = audit::chain::payload_hash(None, Some("{\"year\":99}"));
        run(&app, &format!("UPDATE history SET payload_hash = '{fitting}' WHERE id = 4"));

        assert_eq!(check(&app).findings, [Finding::LineChanged { line: 4, sequence: 4 }]);
    }

    fn a_word_nobody_knows_is_a_finding_and_no_failure(app: TestApp) {
        sealed_lines(&app, 3);

        run(&app, "UPDATE history SET entity = 'spaceship' WHERE id = 2");

        assert_eq!(check(&app).findings, [Finding::LineChanged { line: 2, sequence: 2 }]);
    }

    fn a_removed_line_is_named(app: TestApp) {
        sealed_lines(&app, 10);

        run(&app, "DELETE FROM history WHERE id = 4");

        assert_eq!(check(&app).findings, [Finding::LineMissing { line: 4, sequence: 4 }]);
    }

    fn two_lines_that_changed_places_are_both_named(app: TestApp) {
        sealed_lines(&app, 10);

        run(&app, "UPDATE history SET id = 1000 WHERE id = 4; UPDATE history SET id = 4 WHERE id = 7; \
            UPDATE history SET id = 7 WHERE id = 1000");

        assert_eq!(check(&app).findings, [
            Finding::LineChanged { line: 4, sequence: 4 },
            Finding::LineChanged { line: 7, sequence: 7 },
        ]);
    }

    fn a_removed_line_with_its_seal_is_named(app: TestApp) {
        sealed_lines(&app, 10);

        run(&app, "DELETE FROM history WHERE id = 4; DELETE FROM history_seals WHERE sequence = 4");

        assert_eq!(check(&app).findings, [Finding::SealsMissing { first: 4, last: 4 }]);
    }

    fn an_end_that_was_cut_off_is_noticed(app: TestApp) {
        sealed_lines(&app, 10);

        run(&app, "DELETE FROM history WHERE id > 8; DELETE FROM history_seals WHERE sequence > 8");

        assert_eq!(check(&app).findings, [Finding::EndReplaced { found: 8 }]);
    }

    fn a_chain_made_anew_without_the_key_is_noticed(app: TestApp) {
        sealed_lines(&app, 3);
        let noted = app.texts("SELECT value AS text FROM system_settings WHERE key = 'history_end'");
        run(&app, "DELETE FROM history_seals; UPDATE history SET actor = '别人'");

        seal_lines(&app.app, u64::MAX, true).unwrap();
        run(&app, &format!("UPDATE system_settings SET value = '{}' WHERE key = 'history_end'", noted[0]));

        assert_eq!(check(&app).findings, [Finding::EndReplaced { found: 3 }]);
    }

    fn a_line_slipped_in_long_ago_is_named_until_it_is_sealed(app: TestApp) {
        sealed_lines(&app, 3);
        run(&app, "INSERT INTO history (id, occurred_at, actor, origin, entity, entity_id, action, payload_hash) \
            SELECT 500, '2026-03-08 02:00:00', actor, origin, entity, entity_id, action, payload_hash FROM history WHERE id = 1");

        // Its payload is empty and its hash is not: no law emptied it.
        assert_eq!(check(&app).findings, [Finding::NotSealed { line: 500 }]);
        seal(&app);
        assert_eq!(check(&app).findings, [Finding::ErasedWithoutGround { line: 500 }]);
    }

    fn a_line_committed_late_under_a_lower_id_is_sealed_after_the_others(app: TestApp) {
        write_lines(&app, 3);
        run(&app, "UPDATE history SET id = 100 WHERE id = 2");
        seal(&app);
        run(&app, "INSERT INTO history (id, occurred_at, actor, origin, entity, entity_id, action, after, payload_hash) \
            SELECT 2, occurred_at, actor, origin, entity, entity_id, action, after, payload_hash FROM history WHERE id = 1");

        assert_eq!(seal(&app), 1);

        assert!(check(&app).holds());
        let order = app.texts("SELECT CAST(history_id AS TEXT) AS text FROM history_seals ORDER BY sequence");
        assert_eq!(order, ["1", "3", "100", "2"]);
    }

    fn two_sealers_beside_each_other_seal_every_line_once(app: TestApp) {
        write_lines(&app, 3_000);

        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| seal_lines(&app.app, u64::MAX, false).unwrap());
            }
            scope.spawn(|| for _ in 0..5 { write_lines(&app, 200) });
        });
        seal(&app);

        let report = check(&app);
        assert!(report.holds(), "{:?}", report.findings);
        assert_eq!((report.seals, report.waiting), (4_000, 0));
    }

    fn doctor_tells_in_chinese_what_does_not_hold_and_ends_with_one(app: TestApp) {
        sealed_lines(&app, 3);
        let sound = app.shegong(&["doctor", "--full"]);
        assert_eq!(sound.code, Some(0), "{sound:?}");
        assert!(sound.out.contains("全部正常"), "{sound:?}");

        run(&app, "UPDATE history SET actor = '别人' WHERE id = 2");

        let broken = app.shegong(&["doctor"]);
        assert!(broken.failed().contains("发现 1 处问题"), "{broken:?}");
        assert!(broken.out.contains("历史记录第 2 条与第 2 号封条对不上"), "{broken:?}");
        let told = app.shegong(&["doctor", "--json"]).json();
        assert_eq!(told["healthy"], false);
        assert_eq!(told["end"]["sequence"], 3);
    }
}
