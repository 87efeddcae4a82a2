//! Accounts: who gets in, who does not, and who may do what with whose account.

mod letters;
mod listing;
mod managing;
mod pages;
mod passwords;
mod roster;
mod second_factor;
mod sessions;
mod signing_in;

use chrono::TimeDelta;
use shegong::accounts::actions::{
    FirstPassword, Resumed, SignIn, SignInRefusal, SignedIn, first_administrator, issue_account,
    load_viewer, resume, sign_in,
};
use shegong::accounts::store::{self, NewAccount};
use shegong::accounts::{AccountId, AccountRefusal, Role, RoleAt, Viewer};
use shegong::clock::Now;
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::people::PersonId;
use shegong::units::UnitId;

use crate::harness::{TestApp, id_number, test_instant};

/// A password that keeps every rule and is nobody's first one.
pub const GOOD: &str = "Lv7#shan-he";
/// Another.
const BETTER: &str = "Qing8!jiang";

/// Three people in two townships: 张三 of 石壕镇 with a mail address, 李四 of its 新建社区,
/// 王五 of 扶欢镇.
fn with_people(app: &TestApp) {
    let numbers: Vec<String> = (1..=3).map(id_number).collect();
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位", "手机号", "电子邮箱"],
        &[
            &[
                "张三",
                &numbers[0],
                "綦江区/石壕镇",
                "13800000001",
                "zhang@example.test",
            ],
            &[
                "李四",
                &numbers[1],
                "綦江区/石壕镇/新建社区",
                "13800000002",
                "",
            ],
            &["王五", &numbers[2], "綦江区/扶欢镇", "13800000003", ""],
        ],
    );
}

/// So many seconds after the moment of the tests.
fn after(app: &TestApp, seconds: i64) -> Now {
    Now::at(
        test_instant() + TimeDelta::seconds(seconds),
        app.app.config.time_zone,
    )
}

fn person(app: &TestApp, name: &str) -> PersonId {
    app.app
        .db
        .read(|conn| Ok::<_, DatabaseError>(shegong::people::store::load_named(conn, name)?))
        .unwrap()[0]
        .id
}

fn unit(app: &TestApp, path: &str) -> UnitId {
    app.app
        .db
        .read(|conn| Ok::<_, DatabaseError>(shegong::units::store::load_tree(conn)?))
        .unwrap()
        .by_path(path)
        .unwrap()
        .id
}

/// Its owner has read the notice.
pub fn notice_is_read(app: &TestApp, account: AccountId) {
    app.app
        .db
        .write(|conn| {
            let version = shegong::accounts::rules::NOTICE_VERSION;
            Ok::<_, DatabaseError>(store::set_notice(conn, account, version)?)
        })
        .unwrap();
}

/// An account of an office with one role and the password [`GOOD`].
pub fn office(app: &TestApp, login_name: &str, role: Role, unit: Option<UnitId>) -> AccountId {
    let hash = app.app.hashing.hash(GOOD).unwrap();
    app.app
        .db
        .write(|conn| {
            let at = app.app.now().instant;
            let account = store::insert(
                conn,
                &NewAccount {
                    login_name: Some(login_name),
                    person: None,
                    display_name: login_name,
                    password_hash: Some(&hash),
                    must_change_password: false,
                    at,
                },
            )?;
            store::insert_role(conn, account, RoleAt { role, unit }, at)?;
            Ok::<_, DatabaseError>(account)
        })
        .unwrap()
}

/// The same as a viewer without a session.
fn acting(app: &TestApp, login_name: &str, role: Role, unit: Option<UnitId>) -> Viewer {
    let account = office(app, login_name, role, unit);
    viewer_of_account(app, account)
}

fn viewer_of_account(app: &TestApp, account: AccountId) -> Viewer {
    app.app.db.read(|conn| load_viewer(conn, account)).unwrap()
}

/// The administrator of the whole system.
fn administrator(app: &TestApp) -> Viewer {
    acting(app, "admin", Role::Admin, None)
}

/// The account of a person, made by the administrator `admin`.
fn issued(app: &TestApp, admin: &Viewer, name: &str) -> FirstPassword {
    issue_account(&app.app, admin, person(app, name), &app.occasion()).unwrap()
}

fn enter(app: &TestApp, name: &str, password: &str, now: Now) -> Result<SignedIn, SignInRefusal> {
    let request = SignIn {
        name,
        password,
        address: "192.0.2.7",
        user_agent: "Firefox/140.0 (Windows)",
    };
    sign_in(&app.app, &request, now)
}

fn look(app: &TestApp, session: &SignedIn, now: Now) -> Resumed {
    look_with(app, session, session.generation, now)
}

fn look_with(app: &TestApp, session: &SignedIn, generation: i64, now: Now) -> Resumed {
    let settings = &app.app.config.security;
    app.app
        .db
        .read(|conn| {
            Ok::<_, DatabaseError>(resume(conn, session.session, generation, now, settings)?)
        })
        .unwrap()
}

fn viewer(app: &TestApp, session: &SignedIn, now: Now) -> Viewer {
    match look(app, session, now) {
        Resumed::Live(live) => live.viewer,
        Resumed::Over(end) => panic!("{end:?}"),
    }
}

/// The history's lines of one action, in order.
fn history(app: &TestApp, action: &str) -> Vec<String> {
    app.texts(&format!(
        "SELECT actor || '|' || COALESCE(after, '') AS text FROM history WHERE action = '{action}' ORDER BY id"
    ))
}

/// The one refusal that a test is about.
fn refused<T>(result: Result<T, AccountRefusal>) -> String {
    match result {
        Ok(_) => panic!("it was not refused"),
        Err(refusal) => refusal.to_string(),
    }
}

on_both_databases! {
    fn the_first_administrator_is_made_once_and_only_where_there_is_no_account(app: TestApp) {
        let password = first_administrator(&app.app, &app.occasion()).unwrap().unwrap();

        assert_eq!(first_administrator(&app.app, &app.occasion()).unwrap(), None);
        let inside = enter(&app, "admin", &password, after(&app, 0)).unwrap();
        let viewer = viewer(&app, &inside, after(&app, 0));
        assert_eq!(viewer.roles, [RoleAt { role: Role::Admin, unit: None }]);
        assert_eq!(viewer.step, Some(shegong::accounts::Step::ChangePassword));
    }
}

/// The one-time password that a command told.
fn told_password(out: &str) -> String {
    let (_, after) = out.split_once("须修改）：").unwrap();
    after.split_whitespace().next().unwrap().to_owned()
}

on_both_databases! {
    fn the_command_user_adds_locks_and_resets(app: TestApp) {
        with_people(&app);

        let added = app.shegong(&["user", "add", "hr.shihao", "--role", "hr", "--unit", "石壕镇", "--name", "社会事务办"]);
        assert_eq!(added.code, Some(0), "{added:?}");
        let first = told_password(&added.out);
        let wall = Now::at(chrono::Utc::now().naive_utc(), app.app.config.time_zone);
        assert!(enter(&app, "hr.shihao", &first, wall).is_ok());
        assert!(app.shegong(&["user", "add", "hr.shihao", "--role", "hr"]).failed().contains("已有人用"));
        assert!(app.shegong(&["user", "add", "x", "--role", "hr"]).failed().contains("账号名应为"));
        assert!(app.shegong(&["user", "add", "boss", "--role", "king"]).failed().contains("请从 worker、"));
        let reset = app.shegong(&["user", "reset", "hr.shihao"]);
        let second = told_password(&reset.out);
        assert!(enter(&app, "hr.shihao", &first, wall).is_err());
        assert_eq!(app.shegong(&["user", "lock", "hr.shihao"]).code, Some(0));
        assert!(matches!(enter(&app, "hr.shihao", &second, wall), Err(SignInRefusal::Closed)));
        assert_eq!(app.shegong(&["user", "lock", "hr.shihao", "--undo"]).code, Some(0));
        assert!(enter(&app, "hr.shihao", &second, wall).is_ok());
        assert!(app.shegong(&["user", "reset", "nobody"]).failed().contains("没有这个账号"));
    }
}
