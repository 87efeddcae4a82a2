//! At which database the doctor looks, and by which clock.

use shegong::audit::chain::Finding;
use shegong::audit::sealing::check_chain;
use shegong::clock::Clock;

use crate::harness::{TestApp, test_instant};

#[test]
fn a_wrong_path_is_told_and_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let commands: [&[&str]; 8] = [
        &["doctor"],
        &["doctor", "--full", "--json"],
        &["training-status", "--json"],
        &["exam-status", "--json"],
        &["remind", "--dry-run"],
        &["send", "--once"],
        &["run-jobs", "--once"],
        &["import-undo", "1"],
    ];
    for arguments in commands {
        let told = crate::harness::shegong(
            folder.path(),
            arguments,
            &[("SHEGONG_DATABASE_URL", "sqlite:data/wrong.db")],
        );

        assert_eq!(told.code, Some(1), "{arguments:?} {told:?}");
        assert!(
            told.err
                .contains("没有这个数据库：data/wrong.db，请检查路径"),
            "{arguments:?} {told:?}"
        );
        assert!(!folder.path().join("data/wrong.db").exists());
        assert!(!folder.path().join("data/shegong.key").exists());
    }
}

on_both_databases! {
    fn the_history_of_a_demo_is_judged_by_its_own_clock(app: TestApp) {
        app.with_two_townships();
        let mut later = app.app.clone();
        later.clock = Clock::Fixed(test_instant() + chrono::TimeDelta::days(30));

        let of_an_office = check_chain(&later).unwrap();
        app.run("INSERT INTO system_settings (key, value) VALUES ('demo', '{}')");
        let of_a_demo = check_chain(&later).unwrap();

        assert!(of_an_office.findings.iter().any(|found| matches!(found, Finding::NotSealed { .. })));
        assert!(of_a_demo.holds(), "{:?}", of_a_demo.findings);
    }
}
