//! Migration 0004 on a database that has lived: no line of the history is lost.

use diesel::connection::SimpleConnection;
use shegong::db::DatabaseError;

use crate::harness::TestApp;

fn script(app: &TestApp, direction: &str) -> String {
    let database = if app.is_postgres() {
        "postgres"
    } else {
        "sqlite"
    };
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!(
        "migrations/{database}/0004_history/{direction}.sql"
    ));
    std::fs::read_to_string(path).unwrap()
}

fn run(app: &TestApp, statements: &str) {
    app.app
        .db
        .write(|conn| conn.batch_execute(statements).map_err(DatabaseError::Query))
        .unwrap();
}

fn lines(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT CAST(id AS TEXT) || ' ' || actor || ' ' || action || ' ' || COALESCE(after, '∅') || ' ' \
         || payload_hash AS text FROM history ORDER BY id",
    )
}

const INSERT: &str = "INSERT INTO history (occurred_at, actor, origin, entity, entity_id, action, after, payload_hash) VALUES \
     ('2026-03-09 02:00:00', '甲', 'cli', 'person', 1, ";

on_both_databases! {
    fn lines_and_their_ids_survive_up_and_down(app: TestApp) {
        run(&app, &script(&app, "down"));
        run(&app, &format!("{INSERT}'created', '{{}}', 'a')"));
        run(&app, &format!("{INSERT}'changed', NULL, 'b')"));
        run(&app, &format!("{INSERT}'removed', NULL, 'c')"));
        // A number once given is never given again, even where its line is gone.
        run(&app, "DELETE FROM history WHERE id = 3");
        let before = lines(&app);
        assert_eq!(before.len(), 2);

        run(&app, &script(&app, "up"));

        assert_eq!(lines(&app), before);
        run(&app, &format!("{INSERT}'viewed', NULL, 'd')"));
        assert_eq!(lines(&app)[2], "4 甲 viewed ∅ d");

        // The older schema has no word for a look: that line goes, the others stay.
        run(&app, &script(&app, "down"));
        assert_eq!(lines(&app), before);
        run(&app, &script(&app, "up"));
        assert_eq!(lines(&app), before);
    }

    fn an_unknown_action_is_refused(app: TestApp) {
        let refused = app.app.db.write(|conn| {
            conn.batch_execute(&format!("{INSERT}'admired', NULL, 'a')")).map_err(DatabaseError::Query)
        });

        assert!(refused.is_err());
    }
}
