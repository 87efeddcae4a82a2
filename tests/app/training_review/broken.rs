//! A database that fails in the middle of a decision about many.

use actix_web::http::StatusCode;

use super::*;
use crate::harness::Visitor;

/// From now on the database refuses to change this record.
fn breaks_at(app: &TestApp, record: TrainingRecordId) {
    let when = format!("WHEN (OLD.id = {record})");
    app.run(&if app.is_postgres() {
        format!(
            "CREATE FUNCTION broken() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$ LANGUAGE plpgsql; \
             CREATE TRIGGER broken BEFORE UPDATE ON training_records FOR EACH ROW {when} EXECUTE FUNCTION broken();"
        )
    } else {
        format!(
            "CREATE TRIGGER broken BEFORE UPDATE ON training_records {when} BEGIN SELECT RAISE(ABORT, 'broken'); END;"
        )
    });
}

on_both_databases! {
    fn what_was_decided_before_the_database_failed_is_told_and_not_denied(app: TestApp) {
        let office = Office::new(&app);
        let records = [("甲", 1), ("乙", 2), ("丙", 3)].map(|(title, seed)| office.handed_in(&app, title, seed));
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(office.township));
        let seen: Vec<String> = records.iter().map(|record| format!("{record}:1")).collect();
        let fields = |seen: &[String]| -> Vec<(String, String)> {
            let chosen = seen.iter().map(|seen| ("seen".to_owned(), seen.clone()));
            chosen.chain([("decision".to_owned(), "return".to_owned()), ("reason".to_owned(), "请补盖章".to_owned())]).collect()
        };
        let mut send = |seen: &[String]| {
            let fields = fields(seen);
            let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            hr.post("/reviews", &pairs)
        };
        breaks_at(&app, records[1]);

        let partly = send(&seen);
        assert_eq!(partly.status, StatusCode::SERVICE_UNAVAILABLE);
        let text = partly.text();
        assert!(text.contains("已办理 1 条，其余 2 条") && !text.contains("数据没有改动"), "{text}");
        assert_eq!(state_of(&app, records[0]).1.standing, Standing::Returned);
        assert_eq!(state_of(&app, records[2]).1.standing, Standing::Waiting, "the rest was not tried");

        // Where nothing was done, it is told as ever.
        let nothing = send(&seen[1..]);
        assert_eq!(nothing.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(nothing.text().contains("数据没有改动"));
    }
}
