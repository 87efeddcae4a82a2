//! Training records that count, corrected or withdrawn by the office: with a reason, in
//! the version that was seen, never one's own.

use actix_web::http::StatusCode;
use shegong::accounts::{Role, RoleAt};
use shegong::intake::ImportKind;

use crate::harness::{Seen, TestApp, Visitor, id_number};
use crate::training_review::Office;

/// 陈静 has an imported record of nine days; its id.
fn imported(app: &TestApp) -> i64 {
    app.with_two_townships();
    let numbers: Vec<String> = (0..=5).map(id_number).collect();
    app.import_rows(
        ImportKind::Certificates,
        &["姓名", "身份证号", "证书级别", "批准日期"],
        &[&["陈静", &numbers[1], "初级", "2022-06-18"]],
    );
    app.import_rows(
        ImportKind::Training,
        &[
            "姓名",
            "身份证号",
            "培训名称",
            "开始日期",
            "结束日期",
            "天数",
        ],
        &[&[
            "陈静",
            &numbers[1],
            "年度培训",
            "2025-03-01",
            "2025-03-09",
            "9",
        ]],
    );
    app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM training_records")[0]
        .parse()
        .unwrap()
}

fn record(app: &TestApp) -> Vec<String> {
    app.texts("SELECT state || ' ' || COALESCE(CAST(days_hundredths AS TEXT), '-') || ' ' || title AS text FROM training_records ORDER BY id")
}

fn told(seen: &Seen, status: StatusCode, sentence: &str) {
    assert_eq!(seen.status, status, "{}", seen.text());
    assert!(
        seen.text().contains(sentence),
        "{sentence}: {}",
        seen.text()
    );
}

const VALUES: [(&str, &str); 6] = [
    ("step", "correct"),
    ("title", "年度培训"),
    ("first_day", "2025-03-01"),
    ("last_day", "2025-03-09"),
    ("days", "6"),
    ("kind", "training"),
];

on_both_databases! {
    fn an_imported_record_is_corrected_withdrawn_and_restored_with_reasons(app: TestApp) {
        let id = imported(&app);
        let person = app.person("陈静").id;
        let path = format!("/people/{person}/training/{id}");
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("古南街道")));
        let with = |more: &[(&'static str, &'static str)]| [&VALUES[..], more].concat();

        let whole = hr.get(&format!("/people/{person}")).text();
        let page = hr.get(&path).text();
        let silent = hr.post(&path, &with(&[("version", "1")]));
        let wrong = hr.post(&path, &[("step", "correct"), ("version", "1"), ("reason", "录错"), ("title", ""), ("first_day", "2025-03-09"), ("last_day", "2025-03-01"), ("kind", "training")]);
        let corrected = hr.post(&path, &with(&[("version", "1"), ("reason", "证明上是6天")]));
        let stale = hr.post(&path, &with(&[("version", "1"), ("days", "7"), ("reason", "再改")]));
        let after_correction = record(&app);
        let withdrawn = hr.post(&path, &[("step", "withdraw"), ("version", "2"), ("reason", "录错了人")]);
        let after_withdrawal = record(&app);
        let counted = hr.get(&format!("/people/{person}")).text();
        let twice = hr.post(&path, &[("step", "withdraw"), ("version", "3"), ("reason", "录错了人")]);
        let restored = hr.post(&path, &[("step", "restore"), ("version", "3"), ("reason", "核对无误")]);

        assert!(whole.contains(&path) && whole.matches(">年度培训</a>").count() == 1, "once, with a link: {whole}");
        assert!(page.contains("保存更正") && page.contains("导入"), "{page}");
        told(&silent, StatusCode::UNPROCESSABLE_ENTITY, "reason-error");
        told(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "title-error");
        assert_eq!(corrected.location(), path, "{}", corrected.text());
        told(&stale, StatusCode::PRECONDITION_FAILED, "已被他人修改");
        assert_eq!(after_correction, ["recognised 600 年度培训"]);
        assert_eq!(withdrawn.status, StatusCode::SEE_OTHER, "{}", withdrawn.text());
        assert_eq!(after_withdrawal, ["withdrawn 600 年度培训"]);
        assert!(counted.contains("/help/reasons#withdrawn"), "{counted}");
        told(&twice, StatusCode::CONFLICT, "不能这样办理");
        assert_eq!(restored.status, StatusCode::SEE_OTHER, "{}", restored.text());
        assert_eq!(record(&app), ["recognised 600 年度培训"]);
        let history = hr.get(&path).text();
        for told in ["天数：9 → 6", "证明上是6天", "录错了人", "核对无误"] {
            assert!(history.contains(told), "{told}: {history}");
        }
    }

    fn a_recognised_proof_taken_back_by_the_office_can_be_handed_in_again(app: TestApp) {
        let office = Office::new(&app);
        let id = office.handed_in(&app, "社区矛盾调解", 1);
        let person = office.worker.person.unwrap();
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(office.township));
        let path = format!("/people/{person}/training/{id}");

        let waiting = hr.get(&path).text();
        let early = hr.post(&path, &[("step", "withdraw"), ("version", "1"), ("reason", "录错")]);
        hr.post(&format!("/reviews/{id}"), &[("version", "1"), ("decision", "recognise"), ("days", "1"), ("hours", "6")]);
        let taken_back = hr.post(&path, &[("step", "withdraw"), ("version", "2"), ("reason", "证明不是本人的")]);

        assert!(waiting.contains(&format!("/reviews/{id}")) && !waiting.contains("保存更正"), "{waiting}");
        told(&early, StatusCode::CONFLICT, "不能这样办理");
        assert_eq!(taken_back.status, StatusCode::SEE_OTHER, "{}", taken_back.text());
        assert_eq!(app.texts("SELECT standing AS text FROM training_submissions"), ["withdrawn"]);
        assert!(hr.get(&path).text().contains("原因：证明不是本人的"));
    }

    fn nobody_corrects_ones_own_record_or_that_of_another_office(app: TestApp) {
        let id = imported(&app);
        let person = app.person("陈静").id;
        let path = format!("/people/{person}/training/{id}");
        let township = app.unit("古南街道");
        let mut own = Visitor::of_person(&app, person, &[RoleAt { role: Role::Hr, unit: Some(township) }]);
        let mut elsewhere = Visitor::with_role(&app, Role::Hr, Some(app.unit("石壕镇")));
        let mut registrar = Visitor::with_role(&app, Role::Registrar, Some(township));
        let colleague = app.person("万玲").id;

        let own_page = own.get(&path).text();
        let refused = own.post(&path, &[("step", "withdraw"), ("version", "1"), ("reason", "录错")]);

        assert!(own_page.contains("年度培训") && !own_page.contains("保存更正"));
        told(&refused, StatusCode::CONFLICT, "不能更正自己的培训记录");
        assert_eq!(elsewhere.get(&path).status, StatusCode::NOT_FOUND);
        assert_eq!(elsewhere.post(&path, &[("step", "withdraw"), ("version", "1"), ("reason", "录错")]).status, StatusCode::NOT_FOUND);
        assert_eq!(own.get(&format!("/people/{colleague}/training/{id}")).status, StatusCode::NOT_FOUND);
        assert_eq!(registrar.get(&path).status, StatusCode::OK);
        assert_eq!(registrar.post(&path, &[("step", "withdraw"), ("version", "1"), ("reason", "录错")]).status, StatusCode::FORBIDDEN);
        assert_eq!(record(&app), ["recognised 900 年度培训"]);
    }
}
