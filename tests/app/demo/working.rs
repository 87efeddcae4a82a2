//! Working with a demo: its commands, its sign-ins, and that its mails stay here.

use super::*;

#[test]
fn further_commands_run_on_the_demo_by_the_settings_file_that_it_names() {
    let folder = tempfile::tempdir().unwrap();

    let demo = shegong(
        folder.path(),
        &[
            "demo",
            "--people",
            "40",
            "--as-of",
            "2026-03-17",
            "--no-serve",
        ],
        &[],
    );
    assert_eq!(demo.code, Some(0), "{demo:?}");
    assert!(
        demo.out.contains("演示数据已生成：綦江区，2026年3月17日"),
        "{}",
        demo.out
    );
    assert!(demo.out.contains("人员 40"), "{}", demo.out);
    let settings = "data/demo/shegong.toml";
    assert!(
        demo.out
            .contains(&format!("--config {settings} training-status")),
        "{}",
        demo.out
    );

    let status = shegong(
        folder.path(),
        &[
            "--config",
            settings,
            "training-status",
            "--as-of",
            "2026-03-17",
            "--json",
        ],
        &[],
    );
    assert!(!status.json().as_array().unwrap().is_empty());
    let again = shegong(
        folder.path(),
        &[
            "demo",
            "--people",
            "40",
            "--as-of",
            "2026-03-17",
            "--no-serve",
        ],
        &[],
    );
    assert!(again.out.contains("沿用已有的演示数据"), "{}", again.out);
}

#[test]
fn what_was_made_due_is_not_due_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = made(&request(folder.path(), 80, day(2026, 3, 19)));
    let occasion = demo.app.command_line_occasion(demo.app.now());

    let more = shegong::reminders::actions::remind(&demo.app, false, &occasion).unwrap();

    assert!(more.is_empty(), "{more:?}");
    let Clock::Moved { day: on, .. } = demo.app.clock else {
        panic!("the demo stands still");
    };
    assert_eq!(on, day(2026, 3, 19));
}

#[test]
fn the_mails_of_a_demo_never_leave_the_machine_whatever_the_settings_say() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::default();
    config.mail.transport = shegong::mail::TransportKind::Smtp;
    config.mail.smtp.host = "mail.example.test".to_owned();
    config.database.url = Redacted("sqlite:elsewhere.db".to_owned());

    let demo = prepare(
        &config,
        &request(folder.path(), 20, day(2026, 3, 19)),
        |_| {},
    )
    .unwrap();

    assert!(!files(&demo.mails, "eml").is_empty());
    assert!(demo.mails.starts_with(folder.path()));
}

#[test]
fn a_demo_has_a_sign_in_of_each_role_that_opens_with_nothing_forced() {
    use shegong::accounts::actions::{Resumed, SignIn, resume, sign_in};

    let folder = tempfile::tempdir().unwrap();
    let demo = made(&request(folder.path(), 60, day(2026, 3, 17)));
    let names: Vec<&str> = demo
        .report
        .accounts
        .iter()
        .map(|account| account.login_name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "worker",
            "hr-town",
            "hr-community",
            "training",
            "registrar",
            "district",
            "auditor",
            "admin"
        ]
    );

    for name in names {
        let door = SignIn {
            name,
            password: shegong::demo::DEMO_PASSWORD,
            address: "",
            user_agent: "",
        };
        let inside = sign_in(&demo.app, &door, demo.app.now()).unwrap();
        let settings = &demo.app.config.security;
        let resumed = demo
            .app
            .db
            .read(|conn| {
                let now = demo.app.now();
                Ok::<_, shegong::db::DatabaseError>(resume(conn, inside.session, 1, now, settings)?)
            })
            .unwrap();
        let Resumed::Live(live) = resumed else {
            panic!("{name} is out again");
        };
        assert_eq!(live.viewer.step, None, "{name}");
        let place = live.viewer.person.is_some() || !live.viewer.roles.is_empty();
        assert!(place, "{name} may do nothing");
    }
}
