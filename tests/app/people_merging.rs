//! What becomes of an entry that went into another one: it stands in no list any more,
//! and nothing of it waits for anybody.

use shegong::accounts::{Reach, Role};
use shegong::calendar::Period;
use shegong::certificates::extension::{self, ExtensionError};
use shegong::certificates::rules::ExtensionInput;
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::people::PersonId;
use shegong::web::{Body, TABLE, Verb};

use crate::harness::{TestApp, Visitor, day, id_number, proofs};

/// The name that only the vanished entry bears.
const GONE: &str = "仇无双";

/// A training that both entries hand in.
const RECORD: [(&str, &str); 6] = [
    ("title", "个案管理"),
    ("organiser", "綦江区民政局"),
    ("first_day", "2026-03-03"),
    ("last_day", "2026-03-04"),
    ("days", "2"),
    ("hours", "12"),
];

/// 陈静 and a second entry of hers under another name, both with a certificate whose
/// registration ends soon, a proof that waits, and an exam entry.
fn two_entries(app: &TestApp) -> (PersonId, PersonId) {
    app.with_two_townships();
    let (own, other) = (id_number(1), id_number(7));
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位"],
        &[&[GONE, &other, "古南街道/城南社区"]],
    );
    let certificates = ["姓名", "身份证号", "证书级别", "登记日期", "登记有效期至"];
    let report = app.import_rows(
        ImportKind::Certificates,
        &certificates,
        &[
            &["陈静", &own, "初级", "2023-04-01", "2026-03-31"],
            &[GONE, &other, "初级", "2023-05-01", "2026-04-30"],
        ],
    );
    assert_eq!(report.refused, 0, "{:?}", report.errors);
    let entries = [
        "姓名",
        "身份证号",
        "考试年度",
        "报考级别",
        "报考科目",
        "报名状态",
    ];
    app.import_rows(
        ImportKind::ExamEntries,
        &entries,
        &[
            &["陈静", &own, "2026", "中级", "全部", "拟报考"],
            &[GONE, &other, "2026", "中级", "全部", "拟报考"],
        ],
    );
    let ids = (app.person("陈静").id, app.person(GONE).id);
    let mut hr = Visitor::with_role(app, Role::Hr, Some(app.unit("古南街道")));
    for id in [ids.0, ids.1] {
        let seen = hr.upload(
            &format!("/people/{id}/training"),
            &RECORD,
            &[("proof", "证明.png", &proofs::png(7))],
        );
        assert!(seen.status.is_redirection(), "{}", seen.text());
    }
    ids
}

/// Whom the mass extension of a township would touch.
fn extended(app: &TestApp) -> Vec<String> {
    let input = ExtensionInput {
        unit: app.unit("古南街道"),
        level: None,
        last_days: Period {
            first: day(2026, 1, 1),
            last: day(2026, 6, 30),
        },
        new_last_day: day(2026, 12, 31),
        document: "渝民发〔2026〕1号".to_owned(),
    };
    app.app
        .db
        .read(|conn| {
            let tree = shegong::units::store::load_tree(conn)?;
            let today = app.app.now().today;
            let preview = extension::preview(conn, &tree, &Reach::Everywhere, &input, today)?;
            Ok::<_, ExtensionError>(preview.lines.into_iter().map(|line| line.name).collect())
        })
        .unwrap()
}

/// Every page and JSON list without an id in its address that names the vanished entry.
fn lists_that_name(app: &TestApp, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for role in [
        Role::District,
        Role::Hr,
        Role::TrainingOfficer,
        Role::Registrar,
        Role::Admin,
    ] {
        let mut visitor = Visitor::with_role(app, role, None);
        let routes = TABLE
            .iter()
            .filter(|route| route.verb == Verb::Get && matches!(route.body, Body::None))
            .filter(|route| !route.path.contains('{') && !route.path.contains(".xlsx"))
            // The history tells what was, and must.
            .filter(|route| !route.path.contains("history"));
        let asked = [
            "",
            "?presence=all",
            "?state=waiting",
            "?state=withdrawn",
            "?state=returned",
        ];
        for route in routes {
            for query in asked {
                let path = format!("{}{query}", route.path);
                let seen = visitor.get(&path);
                assert!(!seen.status.is_server_error(), "{path}");
                if seen.text().contains(name) {
                    found.push(path);
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

on_both_databases! {
    fn an_entry_that_was_merged_stands_in_no_list_and_nothing_of_it_waits(app: TestApp) {
        let (kept, gone) = two_entries(&app);
        let before = lists_that_name(&app, GONE);
        assert!(before.iter().any(|path| path.starts_with("/reviews")), "{before:?}");
        assert!(before.iter().any(|path| path.starts_with("/people")), "{before:?}");
        assert!(before.iter().any(|path| path.starts_with("/api/v1/")), "{before:?}");
        assert_eq!(extended(&app), ["陈静", GONE]);

        let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道")));
        let version = |id: PersonId| app.texts(&format!("SELECT CAST(version AS TEXT) AS text FROM people WHERE id = {id}")).remove(0);
        let (gone_text, seen, other_seen) = (gone.to_string(), version(kept), version(gone));
        let merged = hr.post(&format!("/people/{kept}/merge"), &[
            ("version", &seen), ("other", &gone_text), ("other_version", &other_seen),
            ("reason", "改名前的档案"), ("confirmed", "yes"),
        ]);

        assert!(merged.status.is_redirection(), "{}", merged.text());
        assert_eq!(lists_that_name(&app, GONE), Vec::<String>::new());
        assert_eq!(extended(&app), ["陈静"]);
        // The record that both had waits once; the other one is closed.
        let records = "SELECT CAST(person_id AS TEXT) || ' ' || r.state || ' ' || s.standing AS text FROM training_records r \
            JOIN training_submissions s ON s.record_id = r.id ORDER BY r.id";
        assert_eq!(app.texts(records), [format!("{kept} pending waiting"), format!("{gone} withdrawn withdrawn")]);
        let steps = app.texts("SELECT step || ' ' || COALESCE(reason, '') AS text FROM training_review_steps ORDER BY id");
        assert_eq!(steps.last().unwrap(), "withdrawn 重复档案合并，同一培训以保留的记录为准");
        let named = app.app.db.read(|conn| {
            let of_year = shegong::exams::store::entries::load_of_year(conn, 2026)?;
            Ok::<_, DatabaseError>(of_year.iter().map(|entry| entry.details.person_id).collect::<Vec<_>>())
        }).unwrap();
        assert_eq!(named, [kept]);
        let sound = shegong::doctor::examine(&app.app, true).unwrap();
        assert!(sound.broken.is_empty(), "{:?}", sound.sentences());
    }
}
