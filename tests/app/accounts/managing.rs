//! Other people's accounts: nobody takes over what they could not give away.

use shegong::accounts::AccountState;
use shegong::accounts::actions::{
    OfficeAccount, Search, grant_role, issue_office_account, list_offices, list_people,
    look_at_account, reset_password, revoke_role, set_account_state,
};
use shegong::accounts::rules::SessionEnd;
use shegong::accounts::store::RoleId;

use super::*;

fn version(app: &TestApp, account: AccountId) -> i64 {
    app.app
        .db
        .read(|conn| Ok::<_, DatabaseError>(store::get(conn, account)?))
        .unwrap()
        .version
}

fn role_of(app: &TestApp, account: AccountId) -> RoleId {
    app.app
        .db
        .read(|conn| Ok::<_, DatabaseError>(store::load_of_accounts(conn, &[account])?))
        .unwrap()[0]
        .id
}

fn at(role: Role, unit: Option<UnitId>) -> RoleAt {
    RoleAt { role, unit }
}

on_both_databases! {
    fn hr_resets_the_workers_of_its_units_and_nobody_else(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let (town, other) = (unit(&app, "綦江区/石壕镇"), unit(&app, "綦江区/扶欢镇"));
        let hr = acting(&app, "hr", Role::Hr, Some(town));
        let colleague = office(&app, "hr2", Role::Hr, Some(town));
        let (zhang, li, wang) = (issued(&app, &admin, "张三"), issued(&app, &admin, "李四"), issued(&app, &admin, "王五"));
        // 张三 is the township's approver too.
        let granted = grant_role(&app.app, &admin, zhang.account, at(Role::Approver, Some(town)), true, &app.occasion()).unwrap();
        let renewed = granted.first.unwrap().password;

        let made = reset_password(&app.app, &hr, li.account, &app.occasion()).unwrap();
        assert_ne!(made.password, li.password);
        for (what, account) in [("higher", zhang.account), ("elsewhere", wang.account), ("office", colleague), ("admin", admin.account), ("own", hr.account), ("none", AccountId(999))] {
            let told = reset_password(&app.app, &hr, account, &app.occasion());
            assert!(matches!(told, Err(AccountRefusal::NotFound)), "{what}");
        }

        assert!(enter(&app, "13800000002", &li.password, after(&app, 0)).is_err());
        assert!(enter(&app, "13800000002", &made.password, after(&app, 0)).is_ok());
        // Who knew the password of the worker does not get in as the approver.
        assert!(enter(&app, "13800000001", &zhang.password, after(&app, 0)).is_err());
        assert!(enter(&app, "13800000001", &renewed, after(&app, 0)).is_ok());
        let out = issue_account(&app.app, &acting(&app, "hr3", Role::Hr, Some(other)), person(&app, "张三"), &app.occasion());
        assert!(matches!(out, Err(AccountRefusal::NotFound)));
    }

    fn a_role_given_while_hr_resets_stops_the_reset(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let hr = acting(&app, "hr", Role::Hr, Some(town));
        let li = issued(&app, &admin, "李四");

        grant_role(&app.app, &admin, li.account, at(Role::Registrar, Some(town)), true, &app.occasion()).unwrap();

        assert!(matches!(reset_password(&app.app, &hr, li.account, &app.occasion()), Err(AccountRefusal::NotFound)));
    }

    fn whatever_opened_an_account_does_not_open_it_once_it_may_more(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let hr = acting(&app, "hr", Role::Hr, Some(town));
        // HR knows the first password, has signed in with it, and set up a second factor.
        let li = issued(&app, &hr, "李四");
        app.run(&format!(
            "UPDATE accounts SET second_factor_since = '2026-03-01 00:00:00' WHERE id = {}",
            li.account
        ));
        let inside = enter(&app, "13800000002", &li.password, after(&app, 0)).unwrap();

        let give = |held, checked| grant_role(&app.app, &admin, li.account, held, checked, &app.occasion());
        let granted = give(at(Role::Registrar, Some(town)), true).unwrap();

        assert!(granted.first.is_some());
        assert!(app.texts("SELECT 'x' AS text FROM accounts WHERE second_factor_since IS NOT NULL").is_empty());
        assert!(enter(&app, "13800000002", &li.password, after(&app, 1)).is_err());
        let ended = app.texts(&format!("SELECT CAST(COUNT(*) AS TEXT) AS text FROM sessions WHERE id = {} AND ended_at IS NOT NULL", inside.session.0));
        assert_eq!(ended, ["1"]);
        // A second role that reaches no further changes nothing.
        let password = granted.first.unwrap().password;
        assert!(give(at(Role::Hr, Some(town)), true).unwrap().first.is_none());
        assert!(enter(&app, "13800000002", &password, after(&app, 2)).is_ok());
    }

    fn the_address_of_a_new_password_is_looked_at_before_a_role_is_given(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let zhang = issued(&app, &admin, "张三");
        let give = |checked| grant_role(&app.app, &admin, zhang.account, at(Role::Hr, Some(town)), checked, &app.occasion());

        assert_eq!(
            refused(give(false)),
            "用邮箱 zhang@example.test 可以自助重设这个账号的密码：请与本人核对，是本人的邮箱再勾选"
        );
        assert!(give(true).unwrap().first.is_some());
    }

    fn roles_are_given_within_one_s_own_reach_only(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let whole = unit(&app, "綦江区");
        let town = unit(&app, "綦江区/石壕镇");
        let district = acting(&app, "district", Role::District, Some(whole));
        let hr = acting(&app, "hr", Role::Hr, Some(town));
        let li = issued(&app, &admin, "李四");

        grant_role(&app.app, &district, li.account, at(Role::Hr, Some(town)), true, &app.occasion()).unwrap();
        let told = refused(grant_role(&app.app, &district, li.account, at(Role::Hr, Some(town)), true, &app.occasion()));
        assert!(told.contains("已有这个角色"), "{told}");
        for held in [at(Role::Hr, None), at(Role::Admin, Some(town)), at(Role::Admin, None)] {
            let told = grant_role(&app.app, &district, li.account, held, true, &app.occasion());
            assert!(matches!(told, Err(AccountRefusal::BeyondReach)), "{held:?}");
        }
        let told = grant_role(&app.app, &hr, li.account, at(Role::Worker, Some(town)), true, &app.occasion());
        assert!(matches!(told, Err(AccountRefusal::NotFound)));
        let own = grant_role(&app.app, &district, district.account, at(Role::Auditor, Some(whole)), true, &app.occasion());
        assert!(matches!(own, Err(AccountRefusal::OwnAccount)));
        let nowhere = grant_role(&app.app, &admin, li.account, at(Role::Hr, Some(UnitId(999))), true, &app.occasion());
        assert!(matches!(nowhere, Err(AccountRefusal::NotFound)));
    }

    fn the_last_administrator_stays(app: TestApp) {
        let admin = administrator(&app);
        let second = acting(&app, "admin2", Role::Admin, None);

        set_account_state(&app.app, &admin, second.account, version(&app, second.account), AccountState::Locked, &app.occasion()).unwrap();

        // `admin2` still acts with what it was before: only the last one's protection holds.
        let told = set_account_state(&app.app, &second, admin.account, version(&app, admin.account), AccountState::Locked, &app.occasion());
        assert!(matches!(told, Err(AccountRefusal::LastAdministrator)));
        let told = revoke_role(&app.app, &second, role_of(&app, admin.account), None, &app.occasion());
        assert!(matches!(told, Err(AccountRefusal::LastRole | AccountRefusal::LastAdministrator)));
        assert!(enter(&app, "admin", GOOD, after(&app, 0)).is_ok());
    }

    fn a_closed_account_is_out_at_once_and_in_again_when_it_is_opened(app: TestApp) {
        let admin = administrator(&app);
        let hr = office(&app, "hr", Role::Hr, None);
        let now = after(&app, 0);
        let inside = enter(&app, "hr", GOOD, now).unwrap();
        let seen = version(&app, hr);

        set_account_state(&app.app, &admin, hr, seen, AccountState::Locked, &app.occasion()).unwrap();

        assert_eq!(look(&app, &inside, now), Resumed::Over(SessionEnd::Ended));
        assert!(matches!(enter(&app, "hr", GOOD, now), Err(SignInRefusal::Closed)));
        let stale = set_account_state(&app.app, &admin, hr, seen, AccountState::Active, &app.occasion());
        assert!(matches!(stale, Err(AccountRefusal::Stale)));
        set_account_state(&app.app, &admin, hr, seen + 1, AccountState::Active, &app.occasion()).unwrap();
        assert!(enter(&app, "hr", GOOD, now).is_ok());
    }

    fn a_role_that_is_taken_works_no_more_in_a_running_session(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let li = issued(&app, &admin, "李四");
        let town = unit(&app, "綦江区/石壕镇");
        let granted = grant_role(&app.app, &admin, li.account, at(Role::Hr, Some(town)), true, &app.occasion()).unwrap();
        let (role, password) = (granted.role, granted.first.unwrap().password);
        let now = after(&app, 0);
        let inside = enter(&app, "13800000002", &password, now).unwrap();
        assert!(viewer(&app, &inside, now).may(shegong::accounts::Right::EditPeople));

        assert_eq!(revoke_role(&app.app, &admin, role, None, &app.occasion()).unwrap(), li.account);

        assert!(!viewer(&app, &inside, now).may(shegong::accounts::Right::EditPeople));
        assert!(matches!(revoke_role(&app.app, &admin, role, None, &app.occasion()), Err(AccountRefusal::NotFound)));
        let lines = app.texts("SELECT action AS text FROM history WHERE entity = 'account_role' ORDER BY id");
        assert_eq!(lines, ["created", "removed"]);
    }

    fn an_office_s_account_has_a_name_of_its_own_and_a_role_of_the_giver_s(app: TestApp) {
        with_people(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let district = acting(&app, "district", Role::District, Some(unit(&app, "綦江区")));
        let make = |login_name: &str, role: RoleAt| {
            let office = OfficeAccount { login_name, display_name: "石壕镇社会事务办", role };
            issue_office_account(&app.app, &district, &office, &app.occasion())
        };

        let made = make("Hr.Shihao", at(Role::Hr, Some(town))).unwrap();
        assert_eq!(made.sign_in_name, "hr.shihao");
        assert!(enter(&app, "hr.shihao", &made.password, after(&app, 0)).is_ok());
        for (name, role, sentence) in [
            ("hr.shihao", at(Role::Hr, Some(town)), "已有人用"),
            ("x", at(Role::Hr, Some(town)), "账号名应为"),
            ("hr.other", at(Role::Hr, None), "您不能授予"),
            ("root", at(Role::Admin, None), "您不能授予"),
        ] {
            let told = refused(make(name, role));
            assert!(told.contains(sentence), "{name}: {told}");
        }
    }

    fn lists_show_what_lies_within_reach_and_nothing_else(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let hr = acting(&app, "hr", Role::Hr, Some(town));
        let wang = issued(&app, &admin, "王五");
        let now = app.app.now();
        let names = |viewer: &Viewer, search: Search<'_>| {
            let listing = app.app.db.read(|conn| list_people(conn, viewer, now, &search)).unwrap();
            listing.lines.iter().map(|line| line.person.as_ref().unwrap().details.name.clone()).collect::<Vec<_>>()
        };
        let all = Search { at_most: 50, ..Search::default() };

        assert_eq!(names(&hr, all), ["李四", "张三"]);
        assert_eq!(names(&admin, all), ["李四", "王五", "张三"]);
        assert_eq!(names(&admin, Search { text: Some("zs"), ..all }), ["张三"]);
        assert_eq!(names(&admin, Search { text: Some("1380000000３"), ..all }), ["王五"]);
        assert_eq!(names(&admin, Search { skipped: 1, at_most: 1, ..all }), ["王五"]);
        let out = Search { unit: Some(unit(&app, "綦江区/扶欢镇")), ..all };
        assert!(matches!(app.app.db.read(|conn| list_people(conn, &hr, now, &out)), Err(AccountRefusal::NotFound)));
        assert!(matches!(app.app.db.read(|conn| look_at_account(conn, &hr, wang.account)), Err(AccountRefusal::NotFound)));
        assert!(matches!(app.app.db.read(|conn| look_at_account(conn, &hr, admin.account)), Err(AccountRefusal::NotFound)));
        let offices = app.app.db.read(|conn| list_offices(conn, &admin, None, now)).unwrap();
        assert_eq!(offices.total, 2);
    }
}
