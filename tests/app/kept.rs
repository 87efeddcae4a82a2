//! What a process keeps in memory of units and seasons is never older than the
//! transaction that asks, whoever changed them.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use diesel::connection::SimpleConnection;
use shegong::app::App;
use shegong::db::revisions::{self, Revisions};
use shegong::db::{Conn, DatabaseError};
use shegong::exams::store::seasons;
use shegong::exams::{Season, SeasonDetails, SeasonState};
use shegong::policy::Trust;
use shegong::policy::versions::RefreshError;
use shegong::units::UnitTree;

use crate::harness::{TestApp, day, test_instant};

/// One more village, as somebody with a database tool would add it.
fn village(name: &str) -> String {
    format!(
        "INSERT INTO units (name, path, name_key, kind, kind_guessed, version, created_at, updated_at) \
         VALUES ('{name}', '{name}', '{name}', 'village', FALSE, 1, '2026-01-01 00:00:00', '2026-01-01 00:00:00')"
    )
}

/// Id, name, version and last day of every unit.
fn lines(tree: &UnitTree) -> Vec<String> {
    let mut lines: Vec<String> = tree
        .iter()
        .map(|unit| {
            let name = &unit.details.name;
            format!("{} {name} {} {:?}", unit.id, unit.version, unit.closed_on)
        })
        .collect();
    lines.sort();
    lines
}

/// What is kept beside what is stored, in one transaction.
fn kept_and_stored(
    app: &App,
    conn: &mut Conn,
) -> Result<(Vec<String>, Vec<String>), DatabaseError> {
    let kept = app.units(conn)?;
    let stored = shegong::units::store::load_tree(conn)?;
    Ok((lines(&kept), lines(&stored)))
}

fn units_of(app: &App) -> Vec<String> {
    let (kept, stored) = app.db.read(|conn| kept_and_stored(app, conn)).unwrap();
    assert_eq!(kept, stored);
    kept
}

fn numbers(app: &App) -> Revisions {
    app.db
        .read(|conn| Ok::<_, DatabaseError>(revisions::load(conn)?))
        .unwrap()
}

/// A season of Chongqing with its exam on a day of June.
fn season(year: i64, exam_on: u32, from_policy: bool) -> SeasonDetails {
    SeasonDetails {
        year,
        area: "重庆市".to_owned(),
        district: String::new(),
        state: SeasonState::Announced,
        signup_opens_at: None,
        signup_closes_at: None,
        payment_closes_at: None,
        ticket_first_day: None,
        ticket_last_day: None,
        exam_first_day: Some(day(2030, 6, exam_on)),
        exam_last_day: Some(day(2030, 6, exam_on + 1)),
        results_at: None,
        results_day_only: true,
        service_cutoff_on: None,
        source_document: "测试通知".to_owned(),
        source_trust: Trust::Decided,
        from_policy,
    }
}

fn store_season(app: &App, details: SeasonDetails) -> Season {
    app.db
        .write(|conn| Ok::<_, DatabaseError>(seasons::insert(conn, details, test_instant())?))
        .unwrap()
}

fn exam_day_of_2030(app: &App) -> Option<chrono::NaiveDate> {
    app.db
        .read(|conn| {
            let standing = app.standing(conn)?;
            let days = standing.seasons.book().days(2030, "重庆市");
            Ok::<_, RefreshError>(days.and_then(|days| days.exam).map(|exam| exam.first))
        })
        .unwrap()
}

on_both_databases! {
    fn every_change_of_a_unit_is_seen_at_once_by_every_process(app: TestApp) {
        let other = app.opened_again(app.url(), |_| {});
        let mut before = (units_of(&app.app), units_of(&other));
        for statement in [
            village("甲村").as_str(),
            &village("乙村"),
            "UPDATE units SET name = '丙村' WHERE name = '乙村'",
            "UPDATE units SET closed_on = '2026-03-01' WHERE name = '甲村'",
            "DELETE FROM units WHERE name = '甲村'",
        ] {
            app.run(statement);

            let after = (units_of(&app.app), units_of(&other));
            assert_eq!(after.0, after.1, "{statement}");
            assert_ne!(before, after, "{statement}");
            before = after;
        }
    }

    fn units_that_were_rolled_back_are_seen_by_their_own_transaction_only(app: TestApp) {
        app.run(&village("甲村"));
        let before = units_of(&app.app);
        for imagined in ["乙村", "丙村"] {
            let inside = app.app.db.write_or_roll_back(|conn| {
                conn.batch_execute(&village(imagined))?;
                Ok::<_, DatabaseError>((kept_and_stored(&app.app, conn)?, false))
            }).unwrap();

            assert_eq!(inside.0, inside.1);
            assert!(inside.0.iter().any(|line| line.contains(imagined)));
            assert_eq!(units_of(&app.app), before);
        }
        // The number that the imagined villages had is now that of a real one.
        app.run(&village("丁村"));
        let after = units_of(&app.app);
        assert!(after.iter().any(|line| line.contains("丁村")));
        assert!(!after.iter().any(|line| line.contains("乙村") || line.contains("丙村")));
    }

    fn readers_never_meet_older_or_newer_units_than_their_own_transaction_has(app: TestApp) {
        app.run(&village("甲村"));
        let other = app.opened_again(app.url(), |_| {});
        let (ended, reads, app) = (AtomicBool::new(false), AtomicUsize::new(0), &app);
        std::thread::scope(|scope| {
            let readers: Vec<_> = [&app.app, &app.app, &other]
                .into_iter()
                .map(|reader| {
                    let (ended, reads) = (&ended, &reads);
                    scope.spawn(move || {
                        let mut seen = std::collections::BTreeSet::new();
                        while !ended.load(Ordering::Relaxed) {
                            seen.extend(units_of(reader));
                            reads.fetch_add(1, Ordering::Relaxed);
                        }
                        seen.len()
                    })
                })
                .collect();
            for version in 2..60 {
                // Each change falls between somebody's looks.
                let before = reads.load(Ordering::Relaxed);
                while reads.load(Ordering::Relaxed) < before + 2 && !readers.iter().any(|one| one.is_finished()) {
                    std::thread::yield_now();
                }
                app.run(&format!("UPDATE units SET name = '村{version}', version = {version}"));
            }
            ended.store(true, Ordering::Relaxed);
            let most = readers.into_iter().map(|reader| reader.join().unwrap()).max();
            assert!(most > Some(10), "{most:?} states were seen of 59");
        });
    }

    fn an_entered_season_is_seen_at_once_and_one_made_from_policy_raises_nothing(app: TestApp) {
        let other = app.opened_again(app.url(), |_| {});
        let guessed = exam_day_of_2030(&app.app);
        assert_eq!(exam_day_of_2030(&other), guessed);
        let before = numbers(&app.app);

        let made = store_season(&app.app, season(2030, 1, true));
        assert_eq!(numbers(&app.app), before);
        assert_eq!(exam_day_of_2030(&other), guessed);

        let update = |version: i64, details: &SeasonDetails| {
            app.app.db.write(|conn| {
                Ok::<_, DatabaseError>(seasons::update(conn, made.id, version, details, test_instant())?)
            }).unwrap();
        };
        update(1, &season(2030, 8, false));
        for reader in [&app.app, &other] {
            assert_eq!(exam_day_of_2030(reader), Some(day(2030, 6, 8)));
        }
        update(2, &season(2030, 15, false));
        for reader in [&app.app, &other] {
            assert_eq!(exam_day_of_2030(reader), Some(day(2030, 6, 15)));
        }
        // Given back to the policy data.
        update(3, &season(2030, 1, true));
        for reader in [&app.app, &other] {
            assert_eq!(exam_day_of_2030(reader), guessed);
        }
    }

    fn the_closing_days_that_are_kept_are_those_of_the_whole_book(app: TestApp) {
        store_season(&app.app, season(2024, 22, false));
        store_season(&app.app, season(2030, 8, false));
        app.app.db.read(|conn| {
            let standing = app.app.standing(conn)?;
            let zone = app.app.config.time_zone;
            let whole = shegong::exams::season_book::SeasonBook::load(conn, &standing.policies, zone)?;
            for place in ["重庆市", "綦江区", "四川省", "全国"] {
                for last_year in [2025, 2031] {
                    let kept = standing.seasons.ends(place, last_year);
                    assert_eq!(kept.to_vec(), whole.ends(place, last_year), "{place} {last_year}");
                }
            }
            Ok::<_, RefreshError>(())
        }).unwrap();
    }

    fn added_policies_raise_their_own_number_only(app: TestApp) {
        let before = numbers(&app.app);
        app.run(
            "INSERT INTO policy_versions (kind, rule_id, region, valid_from, body, source_document, added_by, added_at) \
             VALUES ('holidays', 'h', '全国', '2026-01-01', '', '', '', '2026-01-01 00:00:00')",
        );
        let after = numbers(&app.app);
        assert!(after.policies > before.policies);
        assert_eq!((after.units, after.seasons), (before.units, before.seasons));
    }
}
