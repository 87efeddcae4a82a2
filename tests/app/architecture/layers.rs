//! Who may know what: where SQL, the clock, files and the web may stand.

use super::*;

#[test]
fn sql_stands_only_in_stores_and_the_database_room() {
    let files = sources();
    let elsewhere = files
        .iter()
        .filter(|file| !file.is_store() && !file.path.starts_with("src/db/") && !file.is_test());
    no_line_has(
        elsewhere,
        &[
            "diesel::prelude",
            "diesel::insert_into",
            "diesel::update",
            "diesel::delete",
            "diesel::select",
            "diesel::sql_query",
            "diesel::dsl",
            "RunQueryDsl",
            "QueryDsl",
            "batch_execute",
            "each_backend",
        ],
    );
}

#[test]
fn only_the_clock_reads_the_time() {
    let files = sources();
    let elsewhere = files.iter().filter(|file| file.path != "src/clock.rs");
    no_line_has(elsewhere, &["Utc::now", "Local::now", "SystemTime::now"]);
}

#[test]
fn rules_are_pure() {
    let files = sources();
    assert!(files.iter().filter(|file| file.is_rules()).count() > 10);
    let rules = files
        .iter()
        .filter(|file| file.is_rules() && !file.is_test());
    no_line_has(
        rules,
        &[
            "diesel",
            "actix",
            "lettre",
            "crate::clock",
            "crate::db::",
            "store",
            "std::fs",
            "std::env",
            "std::net",
            "crate::app",
        ],
    );
}

#[test]
fn models_neither_query_nor_read_the_clock() {
    let files = sources();
    let models: Vec<&File> = files
        .iter()
        .filter(|file| file.name() == "model.rs")
        .collect();
    assert!(models.len() > 8);
    no_line_has(
        models.iter().copied(),
        &["RunQueryDsl", ".load(", ".execute(", "&mut Conn", "Clock"],
    );
}

#[test]
fn rooms_know_the_web_only_at_their_edge() {
    let files = sources();
    let inside = files.iter().filter(|file| {
        [
            "actions.rs",
            "store.rs",
            "model.rs",
            "import.rs",
            "rules.rs",
        ]
        .contains(&file.name())
            || file.is_store()
    });
    no_line_has(inside, &["actix_web", "askama::Template", "lettre::"]);
}
