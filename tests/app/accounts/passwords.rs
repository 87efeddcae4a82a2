//! Passwords: changed, forgotten, reset.

use shegong::accounts::Step;
use shegong::accounts::actions::{
    PasswordChange, change_password, forgotten_password, look_at_link, reset_with_link,
};
use shegong::accounts::rules::SessionEnd;

use super::*;
use crate::harness::link_in;

fn change(app: &TestApp, viewer: &Viewer, current: &str, new: &str) -> Result<(), AccountRefusal> {
    let change = PasswordChange {
        current,
        new,
        repeated: new,
    };
    change_password(&app.app, viewer, &change, &app.occasion())
}

/// The link of the mail that waits last in the outbox.
fn link(app: &TestApp) -> String {
    link_in(&app.letters()[0])
}

fn links(app: &TestApp) -> usize {
    app.letters().len()
}

on_both_databases! {
    fn the_first_sign_in_changes_the_password_and_only_the_new_one_opens(app: TestApp) {
        with_people(&app);
        let made = issued(&app, &administrator(&app), "张三");
        let now = after(&app, 0);
        let inside = enter(&app, "13800000001", &made.password, now).unwrap();
        let elsewhere = enter(&app, "13800000001", &made.password, now).unwrap();
        let own = viewer(&app, &inside, now);
        assert_eq!(own.step, Some(Step::ChangePassword));

        change(&app, &own, &made.password, GOOD).unwrap();

        assert_eq!(viewer(&app, &inside, now).step, Some(Step::ReadNotice));
        assert_eq!(look(&app, &elsewhere, now), Resumed::Over(SessionEnd::Ended));
        assert!(enter(&app, "13800000001", &made.password, now).is_err());
        assert!(enter(&app, "13800000001", GOOD, now).is_ok());
        assert!(app.texts("SELECT password_cipher AS text FROM password_slips").is_empty());
    }

    fn a_new_password_breaks_no_rule(app: TestApp) {
        with_people(&app);
        let made = issued(&app, &administrator(&app), "张三");
        let now = after(&app, 0);
        let inside = enter(&app, "13800000001", &made.password, now).unwrap();
        let own = viewer(&app, &inside, now);

        for (new, sentence) in [
            ("Lv7#sha", "新密码不到 8 位"),
            ("lvyeshan2026", "新密码的字符种类太少"),
            ("1qaz@WSX", "新密码是常见密码"),
            ("Zhangsan#77", "新密码里有姓名"),
            ("Tel#13800000001", "新密码里有手机号"),
            ("Lv#19900101", "新密码里有出生日期"),
            (made.password.as_str(), "新密码在最近 5 次用过"),
        ] {
            let told = refused(change(&app, &own, &made.password, new));
            assert!(told.starts_with(sentence), "{new}: {told}");
        }
        let twice = PasswordChange { current: &made.password, new: GOOD, repeated: BETTER };
        let told = refused(change_password(&app.app, &own, &twice, &app.occasion()));
        assert!(told.starts_with("两次输入的新密码不一样"), "{told}");
    }

    fn a_password_comes_back_only_after_five_others(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let inside = enter(&app, "hr", GOOD, after(&app, 0)).unwrap();
        let own = viewer(&app, &inside, after(&app, 0));
        let mut current = GOOD.to_owned();

        for number in 1..=5 {
            let told = refused(change(&app, &own, &current, GOOD));
            assert!(told.starts_with("新密码在最近 5 次用过"), "{number}: {told}");
            let next = format!("Qing{number}!jiang");
            change(&app, &own, &current, &next).unwrap();
            current = next;
        }

        change(&app, &own, &current, GOOD).unwrap();
        assert_eq!(app.texts("SELECT password_hash AS text FROM earlier_passwords").len(), 4);
    }

    fn guessing_the_present_password_from_an_open_browser_locks_and_signs_out(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let inside = enter(&app, "hr", GOOD, after(&app, 0)).unwrap();
        let own = viewer(&app, &inside, after(&app, 0));

        for _ in 0..4 {
            assert!(matches!(change(&app, &own, "Wrong#2026", BETTER), Err(AccountRefusal::WrongPassword)));
        }
        assert!(matches!(change(&app, &own, "Wrong#2026", BETTER), Err(AccountRefusal::LockedOut)));

        assert_eq!(look(&app, &inside, after(&app, 0)), Resumed::Over(SessionEnd::Ended));
        assert!(matches!(enter(&app, "hr", GOOD, after(&app, 0)), Err(SignInRefusal::LockedUntil(_))));
    }

    fn an_outdated_password_must_be_changed_first(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let late = after(&app, 90 * 86_400);
        let inside = enter(&app, "hr", GOOD, late).unwrap();

        assert_eq!(viewer(&app, &inside, late).step, Some(Step::ChangePassword));
    }

    fn a_link_in_a_mail_sets_a_new_password_once(app: TestApp) {
        with_people(&app);
        let made = issued(&app, &administrator(&app), "张三");
        let now = after(&app, 0);
        let inside = enter(&app, "13800000001", &made.password, now).unwrap();

        forgotten_password(&app.app, "13800000001", "192.0.2.7", now).unwrap();
        let secret = link(&app);
        let name = app.app.db.read(|conn| look_at_link(&app.app, conn, &secret, now)).unwrap();
        assert_eq!(name, "张三");
        // A rule that is broken does not use the link up.
        assert!(matches!(reset_with_link(&app.app, &secret, "short", "short", "", now), Err(AccountRefusal::Password(_))));
        reset_with_link(&app.app, &secret, GOOD, GOOD, "", now).unwrap();

        assert_eq!(look(&app, &inside, now), Resumed::Over(SessionEnd::Ended));
        assert!(enter(&app, "13800000001", &made.password, now).is_err());
        let inside = enter(&app, "13800000001", GOOD, now).unwrap();
        assert_eq!(viewer(&app, &inside, now).step, Some(Step::ReadNotice));
        assert!(matches!(reset_with_link(&app.app, &secret, BETTER, BETTER, "", now), Err(AccountRefusal::LinkOver)));
        assert!(enter(&app, "13800000001", BETTER, now).is_err());
    }

    fn a_link_is_good_for_half_an_hour_and_only_the_last_one(app: TestApp) {
        with_people(&app);
        issued(&app, &administrator(&app), "张三");

        forgotten_password(&app.app, &id_number(1), "", after(&app, 0)).unwrap();
        let first = link(&app);
        forgotten_password(&app.app, &id_number(1), "", after(&app, 299)).unwrap();
        assert_eq!(link(&app), first, "no second mail within five minutes");
        app.app.db.read(|conn| look_at_link(&app.app, conn, &first, after(&app, 299))).unwrap();
        forgotten_password(&app.app, &id_number(1), "", after(&app, 301)).unwrap();
        let second = link(&app);

        let try_link = |secret: &str, seconds| reset_with_link(&app.app, secret, GOOD, GOOD, "", after(&app, seconds));
        assert!(matches!(try_link(&first, 302), Err(AccountRefusal::LinkOver)));
        assert!(matches!(try_link(&second, 301 + 1800), Err(AccountRefusal::LinkOver)));
        assert!(matches!(try_link("0000", 302), Err(AccountRefusal::LinkOver)));
        try_link(&second, 301 + 1799).unwrap();
    }

    fn asking_for_a_link_tells_nothing_about_names_and_fills_no_mailbox(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        issued(&app, &admin, "张三");
        issued(&app, &admin, "李四");

        // Unknown, without an address, without an account, an office.
        for name in ["nobody", "13800000002", "13800000003", "admin", ""] {
            forgotten_password(&app.app, name, "", after(&app, 0)).unwrap();
        }
        assert_eq!(links(&app), 0);
        for time in 0..8 {
            forgotten_password(&app.app, "13800000001", "", after(&app, time)).unwrap();
        }
        assert_eq!(links(&app), 1, "one mail in five minutes");
        for time in 1..8 {
            forgotten_password(&app.app, "13800000001", "", after(&app, 301 * time)).unwrap();
        }
        assert_eq!(links(&app), 5, "five an hour");
        let lines = app.texts("SELECT actor || ' ' || after AS text FROM history WHERE after LIKE '%reset_link%'");
        assert!(lines.iter().all(|line| line.starts_with("未登录 ")), "{lines:?}");
        forgotten_password(&app.app, "13800000001", "", after(&app, 3700)).unwrap();
        assert_eq!(links(&app), 6);
        assert!(app.texts("SELECT subject AS text FROM outbox")[0].contains("重设密码的链接"));
    }

    fn a_link_opens_nothing_for_whoever_has_left_meanwhile(app: TestApp) {
        with_people(&app);
        issued(&app, &administrator(&app), "张三");
        forgotten_password(&app.app, "13800000001", "", after(&app, 0)).unwrap();
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "单位", "离职日期"],
            &[&["张三", &id_number(1), "綦江区/石壕镇", "2026-03-08"]],
        );

        let told = reset_with_link(&app.app, &link(&app), GOOD, GOOD, "", after(&app, 1));

        assert!(matches!(told, Err(AccountRefusal::LinkOver)));
    }
}
