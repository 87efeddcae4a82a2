//! The auditor reads all and changes nothing: no page of theirs carries a button.

use actix_web::http::StatusCode;
use shegong::accounts::{Right, Role};
use shegong::intake::ImportKind;
use shegong::web::{TABLE, Verb};

use super::with_addresses;
use crate::harness::{TestApp, Visitor, id_number, xlsx};

/// The forms of a page that change something: all but the search and signing out.
fn forms(page: &str) -> Vec<String> {
    let (_, main) = page.split_once("<main").unwrap();
    main.split("<form")
        .skip(1)
        .filter(|form| form.contains("method=\"post\""))
        .map(|form| form.chars().take(120).collect())
        .collect()
}

#[test]
fn the_auditor_has_a_right_to_every_list_and_to_no_change() {
    for route in TABLE
        .iter()
        .filter(|route| route.right.roles().contains(&Role::Auditor))
    {
        assert_eq!(route.verb, Verb::Get, "{:?} {}", route.verb, route.path);
    }
    for right in [
        Right::SeeReviews,
        Right::SeeImports,
        Right::SeeExtensions,
        Right::SeeRetention,
        Right::SeeAccounts,
        Right::SeeHistory,
        Right::SeeDistrict,
        Right::SeePeople,
    ] {
        assert!(right.roles().contains(&Role::Auditor), "{right:?}");
    }
}

on_both_databases! {
    fn the_auditor_reads_what_others_decide_and_finds_nothing_to_press(app: TestApp) {
        with_addresses(&app);
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "离职日期"],
            &[&["单雪琳", &id_number(4), "2018-01-31"]],
        );
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道")));
        let sheet = xlsx(&["姓名", "身份证号", "手机号"], &[&["郭羙", &id_number(3), "13800000033"], &["坏行", "123", ""]]);
        let link = hr.upload("/imports/new", &[("kind", "people")], &[("file", "名册.xlsx", &sheet)]).location().to_owned();
        hr.post(&format!("{link}/confirm"), &[]);
        let batch = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM import_batches").remove(0);
        let chen = app.person("陈静").id;
        let proof = crate::harness::proofs::png(200);
        let filed = Visitor::of_person(&app, chen, &[]).upload(
            "/me/training",
            &[("title", "督导培训"), ("organiser", "区民政局"), ("first_day", "2026-02-02"), ("last_day", "2026-02-03"),
                ("days", "2"), ("mode", "in_person"), ("kind", "training")],
            &[("proof", "a.png", &proof)],
        );
        assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text());
        let record = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM training_records").remove(0);
        let mut auditor = Visitor::with_role(&app, Role::Auditor, Some(app.unit("綦江区")));

        for (page, told) in [
            ("/reviews".to_owned(), "督导培训"),
            (format!("/reviews/{record}"), "填报内容"),
            ("/imports".to_owned(), "名册.xlsx"),
            (format!("/imports/batches/{batch}"), "坏行"),
            ("/extensions".to_owned(), "还没有办理过批量延长"),
            ("/retention".to_owned(), "单雪琳"),
            ("/accounts".to_owned(), "万玲"),
            ("/accounts?kind=offices".to_owned(), "角色"),
        ] {
            let seen = auditor.get(&page);
            let text = seen.text();
            assert_eq!(seen.status, StatusCode::OK, "{page}");
            if told != "坏行" {
                assert!(text.contains(told), "{told} in {page}: {text}");
            }
            assert!(forms(&text).is_empty(), "{page}: {:?}", forms(&text));
            for number in (1..=5).map(id_number).chain(["13800000001".to_owned(), "13800000033".to_owned()]) {
                assert!(!text.contains(&number), "{number} in {page}");
            }
            for button in ["批量延长</a>", "导入表格</a>", "撤销这次导入", "批量开通账号</a>", "认定勾选的", "退回勾选的"] {
                assert!(!text.contains(button), "{button} in {page}");
            }
        }
        for (path, body) in [
            ("/reviews", "decision=recognise"), ("/extensions", ""), ("/retention/orders", "person=4&understood=1"),
            ("/accounts/new", ""), ("/imports/new", ""),
        ] {
            let pairs: Vec<(&str, &str)> = body.split('&').filter_map(|field| field.split_once('=')).collect();
            assert_eq!(auditor.post(path, &pairs).status, StatusCode::FORBIDDEN, "{path}");
        }
        assert_eq!(auditor.get("/imports/new").status, StatusCode::FORBIDDEN);
        assert_eq!(auditor.get(&format!("{link}/refused.xlsx")).status, StatusCode::FORBIDDEN);
        for list in ["reviews", "imports", "extensions", "retention/due", "retention/orders", "accounts"] {
            assert_eq!(auditor.get(&format!("/api/v1/{list}")).status, StatusCode::OK, "{list}");
        }
    }

    fn a_look_at_a_proof_by_who_decides_nothing_stands_in_the_history(app: TestApp) {
        with_addresses(&app);
        let chen = app.person("陈静").id;
        let proof = crate::harness::proofs::png(200);
        Visitor::of_person(&app, chen, &[]).upload(
            "/me/training",
            &[("title", "督导培训"), ("organiser", "区民政局"), ("first_day", "2026-02-02"), ("last_day", "2026-02-03"),
                ("days", "2"), ("mode", "in_person"), ("kind", "training")],
            &[("proof", "a.png", &proof)],
        );
        let looks = || app.texts("SELECT after AS text FROM history WHERE entity = 'evidence' AND action = 'exported'").len();
        let file = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM evidence_files").remove(0);
        let picture = format!("/evidence/{file}/picture");

        let at_work = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道"))).get(&picture);
        assert_eq!((at_work.status, looks()), (StatusCode::OK, 0));
        let audited = Visitor::with_role(&app, Role::Auditor, None).get(&picture);
        assert_eq!((audited.status, looks()), (StatusCode::OK, 1));
    }
}
