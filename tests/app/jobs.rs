//! Jobs on both databases: each slot once, whoever is there; crashed ones again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{NaiveDateTime, TimeDelta};
use diesel::connection::SimpleConnection;
use shegong::app::App;
use shegong::clock::Clock;
use shegong::db::DatabaseError;
use shegong::jobs::background::{self, Outcome, Progress, Request};
use shegong::jobs::handlers::{KINDS, Kind};
use shegong::jobs::runner::{Ran, run_background, run_due};
use shegong::jobs::{BackgroundJob, BackgroundJobId, BackgroundState, Job, RunState};

use crate::harness::{TestApp, test_instant};

/// The application at another moment, its mails in the test's folder.
fn at(app: &TestApp, instant: NaiveDateTime) -> App {
    let mut moved = app.app.clone();
    moved.clock = Clock::Fixed(instant);
    let mut config = (*moved.config).clone();
    config.mail.folder = app.path("mails");
    moved.config = Arc::new(config);
    moved
}

fn jobs(ran: &[Ran]) -> Vec<Job> {
    ran.iter().map(|ran| ran.job).collect()
}

fn run(app: &TestApp, statements: &str) {
    app.app
        .db
        .write(|conn| conn.batch_execute(statements).map_err(DatabaseError::Query))
        .unwrap();
}

const EVERY_MINUTE: &[Job] = &[Job::Seal, Job::Send];

on_both_databases! {
    fn each_slot_is_run_once(app: TestApp) {
        let now = test_instant();

        let first = run_due(&at(&app, now), "a").unwrap();
        assert_eq!(jobs(&first), Job::ALL);
        assert!(first.iter().all(|ran| ran.state == RunState::Done), "{first:?}");

        assert_eq!(run_due(&at(&app, now + TimeDelta::seconds(59)), "b").unwrap(), []);
        let minute_later = run_due(&at(&app, now + TimeDelta::minutes(1)), "b").unwrap();
        assert_eq!(jobs(&minute_later), EVERY_MINUTE);
    }

    fn after_a_week_off_each_job_runs_once_for_its_last_slot(app: TestApp) {
        run_due(&at(&app, test_instant()), "a").unwrap();
        let runs_before = app.contents().count("job_runs");

        let later = at(&app, test_instant() + TimeDelta::days(7));
        let ran = run_due(&later, "a").unwrap();

        assert_eq!(jobs(&ran), Job::ALL);
        // Cleaning up takes out the runs of a week ago that came every minute.
        assert_eq!(app.contents().count("job_runs"), runs_before + Job::ALL.len() - EVERY_MINUTE.len());
        assert_eq!(run_due(&later, "a").unwrap(), []);
    }

    fn workers_that_race_share_the_slots_without_doing_one_twice(app: TestApp) {
        let app = &app;
        let ran: usize = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4)
                .map(|worker| {
                    scope.spawn(move || {
                        let here = at(app, test_instant());
                        run_due(&here, &format!("worker-{worker}")).unwrap().len()
                    })
                })
                .collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).sum()
        });

        assert_eq!(ran, Job::ALL.len());
        assert_eq!(app.texts("SELECT job AS text FROM job_runs WHERE state = 'done'").len(), Job::ALL.len());
    }

    fn a_crashed_run_is_taken_up_again_when_its_lease_is_over(app: TestApp) {
        let now = test_instant();
        run_due(&at(&app, now), "a").unwrap();
        run(&app, "UPDATE job_runs SET state = 'running', lease_owner = 'gone', finished_at = NULL, \
            leased_until = '2026-03-09 02:30:00' WHERE job = 'remind'");

        let early = run_due(&at(&app, now + TimeDelta::minutes(30)), "b").unwrap();
        assert!(!jobs(&early).contains(&Job::Remind));
        let late = run_due(&at(&app, now + TimeDelta::minutes(31)), "b").unwrap();
        assert!(jobs(&late).contains(&Job::Remind));

        let attempts = app.texts("SELECT CAST(attempts AS TEXT) || state AS text FROM job_runs WHERE job = 'remind'");
        assert_eq!(attempts, ["2done"]);
    }

    fn a_failed_run_is_tried_three_times_and_says_why(app: TestApp) {
        let now = test_instant();
        let broken = |instant| {
            let mut broken = at(&app, instant);
            let mut config = (*broken.config).clone();
            // A file stands where the folder of the mails should be.
            config.mail.folder = app.file("mails-file", "x");
            broken.config = Arc::new(config);
            broken
        };
        for minutes in [0, 1, 2] {
            let ran = run_due(&broken(now + TimeDelta::minutes(minutes)), "a").unwrap();
            let send = ran.iter().find(|ran| ran.job == Job::Send).unwrap();
            assert_eq!(send.state, RunState::Failed);
            assert!(send.outcome.contains("mails-file"), "{}", send.outcome);
        }
    }

    fn run_jobs_once_tells_what_was_done(app: TestApp) {
        let folder = app.path("mails");
        let key = app.path("shegong.key");
        let finished = crate::harness::shegong(folder.parent().unwrap(), &["run-jobs", "--once"], &[
            ("SHEGONG_DATABASE_URL", app.url()),
            ("SHEGONG_SECURITY_KEY_FILE", key.to_str().unwrap()),
            ("SHEGONG_MAIL_FOLDER", folder.to_str().unwrap()),
        ]);

        assert_eq!(finished.code, Some(0), "{finished:?}");
        assert!(finished.out.contains("生成提醒"), "{finished:?}");
        assert!(finished.out.contains("数据体检"), "{finished:?}");
    }
}

fn queue(app: &TestApp, kind: &'static str) -> BackgroundJobId {
    let request = Request {
        kind,
        title: "测试任务",
        unit: None,
        input: serde_json::json!({ "rows": 3 }),
        total: Some(3),
    };
    app.app
        .db
        .write(|conn| Ok::<_, DatabaseError>(background::queue(conn, &request, &app.occasion())?))
        .unwrap()
}

fn standing(app: &TestApp, id: BackgroundJobId) -> BackgroundJob {
    app.app
        .db
        .read(|conn| Ok::<_, DatabaseError>(background::progress(&app.app, conn, id)?))
        .unwrap()
        .unwrap()
}

static TIMES_COUNTED: AtomicUsize = AtomicUsize::new(0);

const COUNTING: Kind = Kind {
    word: "counting",
    run: |_, input, occasion, progress: &Progress<'_>| {
        TIMES_COUNTED.fetch_add(1, Ordering::Relaxed);
        let rows = input["rows"].as_i64().unwrap();
        for row in 1..=rows {
            assert!(progress.tell(row, None, "正在数"));
        }
        assert_eq!(occasion.actor.name, "测试");
        Ok(Outcome::with(format!("数到 {rows}"), &rows))
    },
};

const PANICKING: Kind = Kind {
    word: "panicking",
    run: |_, _, _, _| panic!("secret of the inside"),
};

const REFUSING: Kind = Kind {
    word: "refusing",
    run: |_, _, _, _| Err("文件已经不在了，请重新上传".to_owned()),
};

const TEST_KINDS: &[Kind] = &[COUNTING, PANICKING, REFUSING];

on_both_databases! {
    fn long_work_is_done_in_order_and_tells_how_it_went(app: TestApp) {
        let counting = queue(&app, "counting");
        let refusing = queue(&app, "refusing");
        let panicking = queue(&app, "panicking");
        let unknown = queue(&app, "unknown");
        assert_eq!(standing(&app, counting).state, BackgroundState::Queued);

        while run_background(&app.app, "a", TEST_KINDS).unwrap() {}

        let done = standing(&app, counting);
        assert_eq!((done.state, done.message.as_str()), (BackgroundState::Done, "数到 3"));
        assert_eq!(done.result.as_deref(), Some("3"));
        for (id, message) in [
            (refusing, "文件已经不在了，请重新上传"),
            (panicking, "程序内部出错，已记入日志，请联系系统管理员"),
            (unknown, "本版本程序不认识这种任务，请换用新版程序"),
        ] {
            let failed = standing(&app, id);
            assert_eq!((failed.state, failed.message.as_str()), (BackgroundState::Failed, message));
            assert!(failed.is_over());
        }
    }

    fn long_work_of_a_crashed_worker_is_taken_up_again_and_given_up_after_three_times(app: TestApp) {
        let id = queue(&app, "counting");
        let crash = |attempts: i64| run(&app, &format!(
            "UPDATE background_jobs SET state = 'running', lease_owner = 'gone', attempts = {attempts}, \
             leased_until = '2026-03-09 02:10:00'"
        ));

        crash(1);
        assert!(!run_background(&at(&app, test_instant()), "b", TEST_KINDS).unwrap());
        let later = at(&app, test_instant() + TimeDelta::minutes(11));
        assert!(run_background(&later, "b", TEST_KINDS).unwrap());
        assert_eq!(standing(&app, id).state, BackgroundState::Done);

        crash(3);
        assert!(run_background(&later, "b", TEST_KINDS).unwrap());
        assert_eq!(standing(&app, id).state, BackgroundState::Failed);
    }

    fn the_full_check_runs_as_long_work(app: TestApp) {
        let id = queue(&app, "full_check");

        assert!(run_background(&app.app, "a", KINDS).unwrap());

        let done = standing(&app, id);
        assert_eq!(done.state, BackgroundState::Done);
        assert!(done.message.contains("全部正常"), "{}", done.message);
    }
}

#[test]
fn many_workers_do_each_piece_of_long_work_once() {
    for app in [Some(TestApp::sqlite()), TestApp::postgres()]
        .into_iter()
        .flatten()
    {
        let ids: Vec<_> = (0..12).map(|_| queue(&app, "counting")).collect();
        let before = TIMES_COUNTED.load(Ordering::Relaxed);
        let done: usize = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4)
                .map(|worker| {
                    let app = &app;
                    scope.spawn(move || {
                        let owner = format!("worker-{worker}");
                        std::iter::repeat_with(|| {
                            run_background(&app.app, &owner, TEST_KINDS).unwrap()
                        })
                        .take_while(|did| *did)
                        .count()
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap())
                .sum()
        });

        assert!(done >= ids.len());
        assert!(TIMES_COUNTED.load(Ordering::Relaxed) >= before + ids.len());
        assert!(ids.iter().all(|id| {
            let standing = standing(&app, *id);
            standing.state == BackgroundState::Done && standing.attempts == 1
        }));
    }
}
