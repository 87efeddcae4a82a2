//! Every line of the history is read by an office: no word of the machine stands in it.

use actix_web::http::StatusCode;
use shegong::accounts::actions::forgotten_password;
use shegong::accounts::{Role, RoleAt};
use shegong::app::App;
use shegong::audit::store::{Line, search};
use shegong::db::DatabaseError;
use shegong::history::readable::{Names, Told, origin, told};
use shegong::intake::ImportKind;

use crate::harness::{TestApp, Visitor, id_number};

/// Words in Latin letters that an office writes itself.
const ALLOWED: [&str; 12] = [
    "PDF", "JSON", "CSV", "TOTP", "xlsx", "PNG", "JPG", "JPEG", "OFD", "Chrome", "Edge", "Firefox",
];

/// The field that holds a name in Latin letters.
const NAMES: [&str; 1] = ["登录名"];

/// Every line there is.
pub fn all_lines(app: &App) -> Vec<Line> {
    let everything = search::Wanted::default();
    app.db
        .read(|conn| Ok::<_, DatabaseError>(search::load(conn, &everything, 0, 100_000)?))
        .unwrap()
}

/// Three Latin letters in a row.
fn is_latin(token: &str) -> bool {
    token
        .as_bytes()
        .windows(3)
        .any(|three| three.iter().all(u8::is_ascii_alphabetic))
}

/// Mail addresses, file names and numbers with letters are what they are.
fn is_allowed(token: &str) -> bool {
    ALLOWED.contains(&token)
        || token.contains(['@', '.'])
        || token.bytes().any(|byte| byte.is_ascii_digit())
}

/// The words in Latin letters of a text that an office would not write.
fn foreign_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_graphic() || "()[]{}\",;:|".contains(c))
        .filter(|token| is_latin(token) && !is_allowed(token))
        .map(str::to_owned)
        .collect()
}

/// What the lines show that is no word of an office: the field and the word.
pub fn machine_words(app: &App, lines: &[Line]) -> Vec<String> {
    let tree = app
        .db
        .read(|conn| Ok::<_, DatabaseError>(shegong::units::store::load_tree(conn)?))
        .unwrap();
    let names = Names {
        tree: &tree,
        zone: app.config.time_zone,
        programs_in_full: false,
        policies: &app.policies,
    };
    let mut found = Vec::new();
    for line in lines {
        let mut texts = vec![
            ("来源".to_owned(), origin(&line.origin).to_owned()),
            ("操作".to_owned(), line.action.label().to_owned()),
            ("内容".to_owned(), line.entity.label().to_owned()),
        ];
        if let Told::Changes(changes) = told(line, names) {
            for change in changes {
                texts.push((change.field.clone(), change.field.clone()));
                if !NAMES.contains(&change.field.as_str()) {
                    texts.push((change.field.clone(), change.before));
                    texts.push((change.field, change.after));
                }
            }
        }
        for (field, text) in texts {
            for word in foreign_words(&text) {
                found.push(format!("{} {}：{word}", line.entity, field));
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

on_both_databases! {
    fn what_offices_and_strangers_do_is_told_in_chinese_and_by_whom(app: TestApp) {
        app.with_two_townships();
        app.import_rows(ImportKind::People, &["姓名", "身份证号", "邮箱"], &[&["陈静", &id_number(1), "chenjing@example.cn"]]);
        let (chen, hr_at) = (app.person("陈静").id, app.unit("古南街道"));
        let mut worker = Visitor::of_person(&app, chen, &[RoleAt { role: Role::Worker, unit: Some(app.unit("城南社区")) }]);
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(hr_at));
        let mut district = Visitor::with_role(&app, Role::District, Some(app.unit("綦江区")));
        let mut stranger = Visitor::stranger(&app);

        // At the door.
        stranger.get("/sign-in");
        stranger.post("/sign-in", &[("name", "13800000001"), ("password", "Wrong#2026")]);
        stranger.post("/sign-in", &[("name", "nobody"), ("password", "Wrong#2026")]);
        for name in ["13800000001", "13800000001", "nobody"] {
            forgotten_password(&app.app, name, "192.0.2.7", app.app.now()).unwrap();
        }
        // Lists that leave, with every filter.
        for path in [
            "/people.xlsx?state=not_entered&level=none&presence=all&sort=open&kind=community_worker&q=cj",
            "/people/message?state=registration_ending&level=assistant",
            "/training/gaps.xlsx?rule=qijiang-days&state=overdue",
            "/reviews.xlsx?state=returned&kind=pre_exam",
        ] {
            assert_eq!(hr.get(path).status, StatusCode::OK, "{path}");
        }
        let unit = format!("/people.xlsx?unit={}", app.unit("城南社区"));
        for path in [unit.as_str(), "/units.xlsx?only=missing", "/history.xlsx?entity=person&action=created"] {
            assert_eq!(district.get(path).status, StatusCode::OK, "{path}");
        }
        // Accounts, passwords, a merging, a unit that is closed, sessions.
        district.post(&format!("/accounts/of-person/{}", app.person("万玲").id), &[]);
        let account = app.texts("SELECT CAST(id AS TEXT) AS text FROM accounts WHERE person_id = 1").remove(0);
        district.post(&format!("/accounts/{account}/reset"), &[]);
        worker.post("/sign-out", &[]);
        let (kept, gone) = (app.person("陈静"), app.person("郭羙"));
        let merged = hr.post(&format!("/people/{}/merge", kept.id), &[
            ("version", &kept.version.to_string()), ("other", &gone.id.to_string()),
            ("other_version", &gone.version.to_string()), ("reason", "同一人"), ("confirmed", "yes"),
        ]);
        assert!(merged.status.is_redirection(), "{}", merged.text());
        let village = app.unit("金桥社区");
        let version = app.texts(&format!("SELECT CAST(version AS TEXT) AS text FROM units WHERE id = {village}")).remove(0);
        district.post(&format!("/units/{village}/closing"), &[("version", &version)]);

        let lines = all_lines(&app.app);
        assert_eq!(machine_words(&app.app, &lines), Vec::<String>::new());
        // A stranger who types somebody's name is nobody; the line stands with that person.
        let at_the_door: Vec<&Line> = lines.iter().filter(|line| {
            let after = line.after.as_deref().unwrap_or_default();
            after.contains("reset_link") || after.contains("\"sign_in\":\"failed\"")
        }).collect();
        assert!(at_the_door.len() >= 4, "{at_the_door:?}");
        assert!(at_the_door.iter().all(|line| line.actor == "未登录" && line.account_id.is_none()));
        assert!(at_the_door.iter().any(|line| line.person_id == Some(chen)));
        let shown = district.get("/history").text();
        assert!(!shown.contains("closed_on") && !shown.contains("reset_by_office"), "{shown}");
    }
}
