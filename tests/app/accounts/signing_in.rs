//! Signing in: every name leads to the same account, every failure to the same answer.

use super::*;

on_both_databases! {
    fn a_person_gets_in_by_mobile_and_by_id_number_however_they_are_typed(app: TestApp) {
        with_people(&app);
        let made = issued(&app, &administrator(&app), "张三");
        let number = id_number(1);
        let spaced = format!("{} {}", &number[..6], &number[6..]);

        for name in ["13800000001", "+86 138 0000 0001", &number, &spaced] {
            let inside = enter(&app, name, &made.password, after(&app, 0)).unwrap();
            assert_eq!(viewer(&app, &inside, after(&app, 0)).name, "张三", "{name}");
        }
        assert_eq!(history(&app, "signed_in").len(), 4);
    }

    fn known_and_unknown_names_get_the_same_answer_for_the_same_work(app: TestApp) {
        with_people(&app);
        issued(&app, &administrator(&app), "张三");
        let tell = |name: &str| {
            let before = app.app.hashing.done();
            let answer = enter(&app, name, "Wrong#2026", after(&app, 0)).unwrap_err().to_string();
            (answer, app.app.hashing.done() - before)
        };

        // 李四 is known, but has no account.
        let answers: Vec<_> = ["13800000001", "13800000002", "13899999999", "nobody", ""]
            .into_iter().map(tell).collect();

        assert!(answers[0].0.starts_with("账号或密码不对"), "{answers:?}");
        assert_eq!(answers[0].1, 1);
        assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
    }

    fn five_failures_lock_for_a_quarter_of_an_hour_whether_the_name_is_known_or_not(app: TestApp) {
        with_people(&app);
        let made = issued(&app, &administrator(&app), "张三");

        for name in ["13800000001", "13899999999"] {
            for time in 0..4 {
                let answer = enter(&app, name, "Wrong#2026", after(&app, time)).unwrap_err();
                assert!(matches!(answer, SignInRefusal::Wrong), "{name} {time}: {answer}");
            }
            let locked = enter(&app, name, "Wrong#2026", after(&app, 4)).unwrap_err().to_string();
            assert!(locked.contains("已锁定到 10:15"), "{name}: {locked}");
            let hashes = app.app.hashing.done();
            let still = enter(&app, name, &made.password, after(&app, 15 * 60 + 3)).unwrap_err();
            assert!(matches!(still, SignInRefusal::LockedUntil(_)), "{name}: {still}");
            assert_eq!(app.app.hashing.done(), hashes, "a locked name costs no hash");
        }

        assert!(enter(&app, "13800000001", &made.password, after(&app, 15 * 60 + 4)).is_ok());
        let again = enter(&app, "13899999999", "Wrong#2026", after(&app, 15 * 60 + 4)).unwrap_err();
        assert!(matches!(again, SignInRefusal::Wrong), "{again}");
    }

    fn getting_in_forgets_earlier_failures(app: TestApp) {
        office(&app, "hr", Role::Hr, None);

        for round in 0..3 {
            for _ in 0..4 {
                enter(&app, "hr", "Wrong#2026", after(&app, round)).unwrap_err();
            }
            enter(&app, "HR ", GOOD, after(&app, round)).unwrap();
        }
    }

    fn a_hundred_tries_at_once_count_as_a_hundred(app: TestApp) {
        office(&app, "hr", Role::Hr, None);
        let now = after(&app, 0);

        let answers: Vec<String> = std::thread::scope(|threads| {
            let tries: Vec<_> = (0..12)
                .map(|_| threads.spawn(|| enter(&app, "hr", "Wrong#2026", now).unwrap_err().to_string()))
                .collect();
            tries.into_iter().map(|one| one.join().unwrap()).collect()
        });

        assert!(answers.iter().filter(|answer| answer.starts_with("账号或密码不对")).count() <= 4 * 3);
        let late = enter(&app, "hr", GOOD, now).unwrap_err();
        assert!(matches!(late, SignInRefusal::LockedUntil(_)), "{late}");
    }

    fn a_leaver_and_a_closed_account_learn_it_only_with_the_right_password(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let made = issued(&app, &admin, "张三");
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "单位", "离职日期"],
            &[&["张三", &id_number(1), "綦江区/石壕镇", "2026-03-08"]],
        );

        let wrong = enter(&app, "13800000001", "Wrong#2026", after(&app, 0)).unwrap_err();
        let right = enter(&app, "13800000001", &made.password, after(&app, 0)).unwrap_err();

        assert!(matches!(wrong, SignInRefusal::Wrong), "{wrong}");
        assert!(matches!(right, SignInRefusal::Closed), "{right}");
    }

    fn on_the_last_day_a_leaver_still_gets_in(app: TestApp) {
        with_people(&app);
        let made = issued(&app, &administrator(&app), "张三");
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "单位", "离职日期"],
            &[&["张三", &id_number(1), "綦江区/石壕镇", "2026-03-09"]],
        );
        let inside = enter(&app, "13800000001", &made.password, after(&app, 0)).unwrap();

        assert!(matches!(look(&app, &inside, after(&app, 60)), Resumed::Live(_)));
        let tomorrow = after(&app, 20 * 3600);
        assert!(enter(&app, "13800000001", &made.password, tomorrow).is_err());
    }

    fn a_first_password_is_good_for_thirty_days(app: TestApp) {
        with_people(&app);
        let made = issued(&app, &administrator(&app), "张三");
        let days = 30 * 86_400;

        assert!(enter(&app, "13800000001", &made.password, after(&app, days - 1)).is_ok());
        let over = enter(&app, "13800000001", &made.password, after(&app, days)).unwrap_err();
        assert!(matches!(over, SignInRefusal::FirstPasswordOver), "{over}");
    }

    fn of_a_mobile_that_two_accounts_share_the_fitting_password_decides(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let (one, other) = (issued(&app, &admin, "张三"), issued(&app, &admin, "李四"));
        app.run("UPDATE people SET mobile = '13800000001' WHERE name = '李四'");

        let as_one = enter(&app, "13800000001", &one.password, after(&app, 0)).unwrap();
        let as_other = enter(&app, "13800000001", &other.password, after(&app, 0)).unwrap();
        assert_ne!(as_one.account, as_other.account);
        assert!(enter(&app, "13800000001", "Nobody#2026", after(&app, 0)).is_err());
        assert!(enter(&app, &id_number(2), &other.password, after(&app, 0)).is_ok());
    }

    fn the_history_keeps_failures_with_their_address_and_never_a_typed_name(app: TestApp) {
        office(&app, "hr", Role::Hr, None);

        enter(&app, "hr", "Wrong#2026", after(&app, 0)).unwrap_err();
        enter(&app, "my-Secret#2026", "hr", after(&app, 0)).unwrap_err();

        let lines = history(&app, "sign_in_failed");
        assert_eq!(lines.len(), 2);
        // Whoever stood at the door is not the one whose name was typed.
        assert!(lines.iter().all(|line| line.starts_with("未登录|")), "{lines:?}");
        assert!(lines.iter().all(|line| !line.contains("ecret")), "{lines:?}");
        let addresses = app.texts("SELECT DISTINCT address AS text FROM history WHERE action = 'sign_in_failed'");
        assert_eq!(addresses, ["192.0.2.7"]);
    }
}
