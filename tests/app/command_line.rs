//! The real program: exit codes, the shapes of its JSON, what it shows of people.

use serde_json::Value;
use shegong::intake::ImportKind;

use crate::harness::{TestApp, id_number, masked, shegong, xlsx};

const ROSTER: [&str; 3] = ["姓名", "身份证号", "单位"];

/// Two people in two villages of the same name, with certificates, training, results.
fn with_district(app: &TestApp) {
    let (first, second) = (id_number(1), id_number(2));
    app.import_rows(
        ImportKind::Units,
        &["单位名称", "上级单位"],
        &[&["新建社区", "石壕镇"], &["新建社区", "扶欢镇"]],
    );
    app.import_rows(
        ImportKind::People,
        &ROSTER,
        &[
            &["张三", &first, "綦江区/石壕镇/新建社区"],
            &["李四", &second, "綦江区/扶欢镇/新建社区"],
        ],
    );
    app.import_rows(
        ImportKind::Certificates,
        &["身份证号", "级别", "批准日期", "登记日期"],
        &[
            &[&first, "初级", "2024-06-01", "2024-07-01"],
            &[&second, "中级", "2020-06-01", ""],
        ],
    );
    app.import_rows(
        ImportKind::Training,
        &[
            "身份证号",
            "培训名称",
            "开始日期",
            "结束日期",
            "天数",
            "学时",
        ],
        &[
            &[&first, "督导", "2025-01-02", "2025-01-03", "", "9.5"],
            &[&first, "太早", "2024-01-02", "2024-01-03", "2", "12"],
        ],
    );
    app.import_rows(
        ImportKind::ExamResults,
        &["身份证号", "年度", "级别", "科目", "成绩"],
        &[&[&first, "2025", "中级", "社会工作实务", "70"]],
    );
}

const AS_OF: [&str; 2] = ["--as-of", "2026-03-09"];

fn ask(app: &TestApp, command: &str, more: &[&str]) -> crate::harness::Finished {
    app.shegong(&[&[command], AS_OF.as_slice(), more].concat())
}

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn sorted(names: &str) -> Vec<&str> {
    let mut names: Vec<&str> = names.split(' ').collect();
    names.sort_unstable();
    names
}

/// One person's lines.
fn lines_of<'v>(lines: &'v Value, name: &str) -> Vec<&'v Value> {
    let all = lines.as_array().unwrap();
    all.iter().filter(|line| line["name"] == name).collect()
}

on_both_databases! {
    fn training_status_as_json_is_as_the_contract_says(app: TestApp) {
        with_district(&app);

        let finished = ask(&app, "training-status", &["--json"]);

        assert_eq!(finished.code, Some(0), "{finished:?}");
        let lines = finished.json();
        let line = lines_of(&lines, "张三").into_iter().find(|line| line["rule"] == "national-hours").unwrap();
        assert_eq!(keys(line), sorted("id_number name unit level rule basis window required counted open state entries"));
        assert_eq!(line["id_number"], masked(&id_number(1)).as_str());
        assert_eq!((&line["unit"], &line["level"], &line["basis"]), (&"新建社区".into(), &"assistant".into(), &"registration".into()));
        assert_eq!(line["window"], serde_json::json!(["2024-07-01", "2027-06-30"]));
        assert_eq!((line["required"].as_f64(), line["counted"].as_f64(), line["open"].as_f64()), (Some(72.0), Some(9.5), Some(62.5)));
        assert_eq!(line["state"], "behind");
        let entries = line["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 2, "a reason for every record");
        assert_eq!(keys(&entries[0]), sorted("title first_day last_day days hours counted reason"));
        assert_eq!(entries[0]["days"], Value::Null);
        assert_eq!((entries[0]["hours"].as_f64(), &entries[0]["reason"]), (Some(9.5), &"counted".into()));
        assert_eq!((entries[1]["counted"].as_f64(), &entries[1]["reason"]), (Some(0.0), &"before_window".into()));
        let days = lines_of(&lines, "张三").into_iter().find(|line| line["rule"] == "qijiang-days").unwrap();
        assert_eq!(days["counted"].as_f64(), Some(1.58), "9.5 / 6, rounded down");
        assert_eq!(days["open"].as_f64(), Some(10.42), "rounded up");
        let rolling = lines_of(&lines, "李四")[0];
        assert_eq!((&rolling["basis"], &rolling["window"]), (&"rolling".into(), &serde_json::json!(["2023-03-10", "2026-03-09"])));
        assert!(!finished.out.contains(&id_number(1)[6..14]), "masked by default");
    }

    fn exam_status_as_json_is_as_the_contract_says(app: TestApp) {
        with_district(&app);

        let finished = ask(&app, "exam-status", &["--json"]);

        let lines = finished.json();
        assert_eq!(lines.as_array().unwrap().len(), 1);
        assert_eq!(keys(&lines[0]), sorted("id_number name unit level outcome qualified_year next_season live_passes needs"));
        assert_eq!(lines[0]["id_number"], masked(&id_number(1)).as_str());
        assert_eq!((&lines[0]["outcome"], &lines[0]["qualified_year"]), (&"partial".into(), &Value::Null));
        assert_eq!(lines[0]["next_season"], 2026);
        assert_eq!(lines[0]["live_passes"], serde_json::json!([{"subject": "社会工作实务", "year": 2025}]));
        let needs = lines[0]["needs"].as_array().unwrap();
        for subject in ["社会工作法规与政策", "社会工作综合能力"] {
            assert!(needs.contains(&subject.into()), "{needs:?}");
        }
    }

    fn id_numbers_are_shown_in_full_only_when_asked_for(app: TestApp) {
        with_district(&app);
        for command in ["training-status", "exam-status"] {
            for more in [&[][..], &["--json"]] {
                let finished = ask(&app, command, more);
                assert!(finished.out.contains(&masked(&id_number(1))), "{finished:?}");
                assert!(!finished.out.contains(&id_number(1)), "{finished:?}");
            }
            let full = ask(&app, command, &["--full-ids", "--json"]);
            assert!(full.out.contains(&id_number(1)), "{full:?}");
        }
    }

    fn a_unit_is_named_by_its_id_its_path_or_its_only_name(app: TestApp) {
        with_district(&app);
        let id = app.texts("SELECT CAST(id AS TEXT) AS text FROM units WHERE path = '綦江区/石壕镇/新建社区'").remove(0);
        for unit in [id.as_str(), "綦江区/石壕镇/新建社区", "石壕镇", "綦江区/石壕镇"] {
            let lines = ask(&app, "training-status", &["--json", "--unit", unit]).json();
            assert!(!lines_of(&lines, "张三").is_empty(), "{unit}");
            assert!(lines_of(&lines, "李四").is_empty(), "{unit}");
        }
        let everyone = ask(&app, "training-status", &["--json", "--unit", "綦江区"]).json();
        assert!(!lines_of(&everyone, "李四").is_empty());

        let ambiguous = ask(&app, "training-status", &["--unit", "新建社区"]);
        let told = ambiguous.failed();
        assert!(told.contains("綦江区/石壕镇/新建社区") && told.contains("綦江区/扶欢镇/新建社区"), "{told}");
        let unknown = ask(&app, "exam-status", &["--unit", "月球村"]);
        assert!(unknown.failed().contains("月球村"));
        assert!(unknown.out.is_empty());
    }

    fn one_rule_can_be_asked_for_and_an_unknown_one_is_refused(app: TestApp) {
        with_district(&app);
        let lines = ask(&app, "training-status", &["--json", "--rule", "qijiang-days"]).json();
        assert!(lines.as_array().unwrap().iter().all(|line| line["rule"] == "qijiang-days"));

        let unknown = ask(&app, "training-status", &["--rule", "moon-days"]);
        let told = unknown.failed();
        assert!(told.contains("moon-days") && told.contains("national-hours"), "{told}");
    }

    fn a_status_can_be_written_as_a_workbook(app: TestApp) {
        with_district(&app);
        for command in ["training-status", "exam-status"] {
            let path = app.path(&format!("{command}.xlsx"));
            let finished = ask(&app, command, &["--xlsx", path.to_str().unwrap()]);
            assert_eq!(finished.code, Some(0), "{finished:?}");
            let book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
            let mut book = book;
            let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
            let cells: Vec<String> = sheet.cells().map(|(_, _, cell)| cell.to_string()).collect();
            assert!(cells.contains(&"张三".to_owned()) && cells.contains(&masked(&id_number(1))), "{cells:?}");
        }
        let both = ask(&app, "exam-status", &["--json", "--xlsx", "a.xlsx"]);
        assert_eq!(both.code, Some(1));
    }

    fn an_import_ends_with_0_or_with_2_when_rows_were_refused(app: TestApp) {
        let good = xlsx(&ROSTER, &[&["张三", &id_number(1), "石壕镇"]]);
        let mixed = xlsx(&ROSTER, &[&["张三", &id_number(1), "石壕镇"], &["", &id_number(2), ""]]);
        let good = app.file("good.xlsx", good);
        let mixed = app.file("mixed.xlsx", mixed);

        let finished = app.shegong(&["import", "people", good.to_str().unwrap()]);
        assert_eq!(finished.code, Some(0), "{finished:?}");
        assert!(finished.out.contains("新增 1") && finished.out.contains("import-undo"), "{finished:?}");

        let finished = app.shegong(&["import", "people", mixed.to_str().unwrap(), "--json"]);
        assert_eq!(finished.code, Some(2), "{finished:?}");
        let report = finished.json();
        assert_eq!(keys(&report), sorted("rows new changed unchanged refused errors notices"));
        let counts = ["rows", "new", "changed", "unchanged", "refused"].map(|key| report[key].as_u64().unwrap());
        assert_eq!(counts, [2, 0, 0, 1, 1]);
        assert_eq!(keys(&report["errors"][0]), sorted("sheet row column message"));
        assert_eq!((&report["errors"][0]["row"], &report["errors"][0]["column"]), (&3.into(), &"姓名".into()));
        assert!(app.path("mixed-refused.xlsx").is_file());
        assert!(finished.err.is_empty(), "{finished:?}");
    }

    fn a_dry_run_stores_nothing_and_writes_nothing(app: TestApp) {
        let mixed = app.file("mixed.xlsx", xlsx(&ROSTER, &[&["张三", &id_number(1), "石壕镇"], &["", &id_number(2), ""]]));

        let finished = app.shegong(&["import", "people", mixed.to_str().unwrap(), "--dry-run"]);

        assert_eq!(finished.code, Some(2), "{finished:?}");
        assert!(app.contents().is_empty());
        assert!(!app.path("mixed-refused.xlsx").exists());
        assert!(!finished.out.contains("import-undo"), "{finished:?}");
    }

    fn an_import_is_taken_back_by_its_number(app: TestApp) {
        let good = app.file("good.xlsx", xlsx(&ROSTER, &[&["张三", &id_number(1), "石壕镇"]]));
        let finished = app.shegong(&["import", "people", good.to_str().unwrap()]);
        let batch = finished.out.trim().rsplit(' ').next().unwrap().to_owned();

        assert_eq!(app.shegong(&["import-undo", &batch]).code, Some(0));
        assert_eq!(app.contents().count("people"), 0);
        assert!(app.shegong(&["import-undo", &batch]).failed().contains(&batch));
        assert!(app.shegong(&["import-undo", "4711"]).failed().contains("4711"));
        assert_eq!(app.shegong(&["import-undo", "最近"]).code, Some(1));
    }

    fn a_file_that_cannot_be_imported_ends_with_1(app: TestApp) {
        let junk = app.file("junk.xlsx", b"junk");
        for file in ["missing.xlsx", junk.to_str().unwrap()] {
            let finished = app.shegong(&["import", "people", file, "--json"]);
            finished.failed();
            assert!(finished.out.is_empty(), "{finished:?}");
        }
        let finished = app.shegong(&["import", "people", junk.to_str().unwrap(), "--region", " "]);
        finished.failed();
        assert!(app.contents().is_empty());
    }

    fn an_empty_database_has_an_empty_status(app: TestApp) {
        for command in ["training-status", "exam-status"] {
            let finished = app.shegong(&[command, "--json"]);
            assert_eq!((finished.code, finished.json()), (Some(0), serde_json::json!([])));
        }
    }
}

#[test]
fn wrong_usage_is_1_and_help_is_0() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| shegong(folder.path(), arguments, &[]);
    for arguments in [
        &[][..],
        &["fly"],
        &["import"],
        &["import", "planets", "a.xlsx"],
        &["import", "people"],
        &["import", "people", "a.xlsx", "--colour"],
        &["training-status", "--as-of", "gestern"],
        &["training-status", "--as-of", "2026-02-30"],
        &["import-undo"],
        &["policy"],
    ] {
        let finished = run(arguments);
        assert_eq!(finished.code, Some(1), "{arguments:?} {finished:?}");
        assert!(!finished.err.is_empty() && finished.out.is_empty());
    }
    for arguments in [
        &["--help"][..],
        &["--version"],
        &["import", "--help"],
        &["training-status", "--help"],
    ] {
        let finished = run(arguments);
        assert_eq!(finished.code, Some(0), "{arguments:?}");
        assert!(!finished.out.is_empty());
    }
    let help = run(&["--help"]).out;
    for command in [
        "import",
        "import-undo",
        "training-status",
        "exam-status",
        "policy",
        "migrate",
    ] {
        assert!(help.contains(command), "{help}");
    }
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        0,
        "wrong usage makes no database"
    );
}

#[test]
fn the_policies_are_checked_with_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| shegong(folder.path(), arguments, &[]);
    let good = run(&["policy", "check"]);
    assert_eq!(good.code, Some(0), "{good:?}");

    let text = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config/policies/qijiang.toml"),
    )
    .unwrap();
    let path = folder.path().join("qijiang.toml");
    std::fs::write(&path, &text).unwrap();
    let same = run(&["policy", "check", "qijiang.toml"]);
    assert_eq!(same.code, Some(0), "{same:?}");

    let line = text
        .lines()
        .position(|line| line.contains("unit = \"days\""))
        .unwrap()
        + 1;
    std::fs::write(&path, text.replace("unit = \"days\"", "unit = \"weeks\"")).unwrap();
    let bad = run(&["policy", "check", "qijiang.toml"]);
    bad.failed();
    let told = format!("{}{}", bad.out, bad.err);
    assert!(
        told.contains("qijiang.toml") && told.contains("weeks"),
        "{told}"
    );
    assert!(told.contains(&line.to_string()), "line {line}: {told}");

    std::fs::write(&path, "this is = = no toml").unwrap();
    run(&["policy", "check", "qijiang.toml"]).failed();
    run(&["policy", "check", "missing.toml"]).failed();
}

#[test]
fn all_mistakes_of_the_settings_are_told_together() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shegong.toml");
    std::fs::write(
        &path,
        "colour = \"red\"\ntime_zone = \"Moon/Base\"\n[server]\nport = 99999\n[database]\nconnections = 0\n",
    )
    .unwrap();

    let finished = shegong(
        folder.path(),
        &["migrate", "--config", "shegong.toml"],
        &[("SHEGONG_LOGGING_FORMAT", "xml")],
    );

    let told = finished.failed();
    for word in [
        "colour",
        "time_zone",
        "server.port",
        "database.connections",
        "logging.format",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    assert!(!folder.path().join("data").exists(), "nothing is made");
    let missing = shegong(folder.path(), &["migrate", "--config", "no.toml"], &[]);
    assert!(missing.failed().contains("no.toml"));
}
