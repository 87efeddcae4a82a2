//! Entries and scores that an office keeps in the browser: every step with its history,
//! nothing overwritten unseen, nothing of another office.

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::Role;
use shegong::intake::ImportKind;

use crate::harness::{Seen, TestApp, Visitor, id_number};

/// HR of 古南街道, signed in.
fn hr(app: &TestApp) -> Visitor {
    app.with_two_townships();
    Visitor::with_role(app, Role::Hr, Some(app.unit("古南街道")))
}

/// 陈静's entry for the assistant exam of 2026 as it is told: state, cents, ticket.
fn entry(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT state || ' ' || COALESCE(CAST(paid_cents AS TEXT), '-') || ' ' \
         || COALESCE(ticket_number, '-') AS text FROM entries ORDER BY id",
    )
}

fn scores(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT subject || ' ' || score_kind || ' ' || COALESCE(CAST(score_tenths AS TEXT), '-') \
         || ' ' || CASE WHEN revoked THEN 'revoked' ELSE 'counts' END AS text \
         FROM results ORDER BY subject",
    )
}

fn told(seen: &Seen, status: StatusCode, sentence: &str) {
    assert_eq!(seen.status, status, "{}", seen.text());
    assert!(
        seen.text().contains(sentence),
        "{sentence}: {}",
        seen.text()
    );
}

on_both_databases! {
    fn an_entry_goes_from_intended_to_paid_and_back_only_with_a_reason(app: TestApp) {
        let mut hr = hr(&app);
        let person = app.person("陈静").id;
        let new = format!("/people/{person}/entries/new");

        let form = hr.get(&new).text();
        let planned = hr.post(&new, &[("year", "2026"), ("level", "assistant"), ("state", "planned")]);
        let id = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM entries")[0].clone();
        let path = format!("/people/{person}/entries/{id}");
        let paid = hr.post(&path, &[("version", "1"), ("state", "paid"), ("paid", "138"), ("paid_at", "2026-03-20"), ("subjects", "practice")]);
        let stale = hr.post(&path, &[("version", "1"), ("state", "ticket_printed")]);
        let silent = hr.post(&path, &[("version", "2"), ("state", "payable"), ("paid", "138")]);
        let same = hr.post(&path, &[("version", "2"), ("state", "paid"), ("paid", "138.00"), ("paid_at", "2026-03-20"), ("subjects", "practice")]);
        let untouched = entry(&app);
        let back = hr.post(&path, &[("version", "2"), ("state", "payable"), ("reason", "银行退回")]);

        assert!(form.contains("value=\"2026\"") && form.contains("拟报考") && form.contains("已打印准考证"), "{form}");
        assert_eq!(planned.location(), format!("/people/{person}#exams"), "{}", planned.text());
        assert_eq!(paid.status, StatusCode::SEE_OTHER, "{}", paid.text());
        told(&stale, StatusCode::PRECONDITION_FAILED, "已被他人修改");
        told(&silent, StatusCode::UNPROCESSABLE_ENTITY, "从“已缴费”退回“待缴费”须填写原因");
        told(&same, StatusCode::CONFLICT, "没有需要保存的改动");
        assert_eq!(untouched, ["paid 13800 -"]);
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        assert_eq!(entry(&app), ["payable - -"]);
        let history: Vec<String> = app.history_of("陈静").into_iter().filter(|line| line.0.starts_with("entry")).map(|line| line.1).collect();
        assert_eq!(history.len(), 3);
        assert!(history[0].contains("comprehensive_ability"), "no subject ticked means all: {}", history[0]);
        assert!(history[2].contains("银行退回"), "{}", history[2]);
        let page = hr.get(&format!("/people/{person}")).text();
        assert!(page.contains("待缴费") && page.contains(&path), "{page}");
    }

    fn every_wrong_field_of_an_entry_is_told_beside_it(app: TestApp) {
        let mut hr = hr(&app);
        let person = app.person("陈静").id;
        let new = format!("/people/{person}/entries/new");

        let wrong = hr.post(&new, &[("year", "1999"), ("level", "worker"), ("state", "sad"), ("paid", "12.345"), ("paid_at", "昨天")]);
        let foreign = hr.post(&new, &[("year", "2026"), ("level", "assistant"), ("state", "submitted"), ("subjects", "law_and_policy")]);
        let refund = hr.post(&new, &[("year", "2026"), ("level", "assistant"), ("state", "paid"), ("paid", "100"), ("refunded", "120")]);
        let first = hr.post(&new, &[("year", "2026"), ("level", "assistant"), ("state", "submitted")]);
        let second = hr.post(&new, &[("year", "2026"), ("level", "assistant"), ("state", "planned")]);

        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["year", "level", "state", "paid", "paid_at"] {
            assert!(wrong.text().contains(&format!("id=\"{field}-error\"")), "{field}: {}", wrong.text());
        }
        assert!(wrong.text().contains("value=\"12.345\""), "what was typed is kept");
        told(&foreign, StatusCode::UNPROCESSABLE_ENTITY, "助理社会工作师没有“社会工作法规与政策”这一科");
        told(&refund, StatusCode::UNPROCESSABLE_ENTITY, "退费金额大于缴费金额");
        assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
        told(&second, StatusCode::UNPROCESSABLE_ENTITY, "已有报名记录，请在原记录上修改");
        assert_eq!(entry(&app).len(), 1);
    }

    fn scores_are_entered_corrected_with_a_reason_and_held_against_the_line(app: TestApp) {
        let mut hr = hr(&app);
        let person = app.person("陈静").id;
        hr.post(&format!("/people/{person}/entries/new"), &[("year", "2025"), ("level", "assistant"), ("state", "sat")]);
        let path = format!("/people/{person}/results");
        let base = [("year", "2025"), ("level", "assistant")];
        let with = |more: &[(&'static str, &'static str)]| [&base[..], more].concat();

        let form = hr.get(&format!("{path}?year=2025&level=assistant")).text();
        let wrong = hr.post(&path, &with(&[("score_practice", "101"), ("score_comprehensive_ability", "六十")]));
        let entered = hr.post(&path, &with(&[("score_practice", "58.5"), ("score_comprehensive_ability", "缺考")]));
        let unseen = hr.post(&path, &with(&[("score_practice", "61")]));
        let silent = hr.post(&path, &with(&[("version_practice", "1"), ("version_comprehensive_ability", "1"), ("score_practice", "61"), ("score_comprehensive_ability", "缺考")]));
        let emptied = hr.post(&path, &with(&[("version_practice", "1"), ("version_comprehensive_ability", "1"), ("score_comprehensive_ability", "缺考"), ("reason", "录错")]));
        let corrected = hr.post(&path, &with(&[("version_practice", "1"), ("version_comprehensive_ability", "1"), ("score_practice", "61"), ("score_comprehensive_ability", "缺考"), ("reason", "看错一行")]));

        assert!(form.contains("社会工作实务") && !form.contains("社会工作法规与政策"), "{form}");
        told(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "score_practice-error");
        assert!(wrong.text().contains("value=\"六十\"") && wrong.text().contains("score_comprehensive_ability-error"));
        assert_eq!(entered.status, StatusCode::SEE_OTHER, "{}", entered.text());
        told(&unseen, StatusCode::PRECONDITION_FAILED, "已被他人修改");
        told(&silent, StatusCode::UNPROCESSABLE_ENTITY, "请填写更正成绩的原因");
        told(&emptied, StatusCode::UNPROCESSABLE_ENTITY, "已有的成绩不能清空");
        assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text());
        assert_eq!(scores(&app), ["comprehensive_ability absent - counts", "practice score 610 counts"]);
        assert_eq!(entry(&app), ["scored - -"], "with scores the entry is 已出成绩");
        let page = hr.get(&format!("/people/{person}")).text();
        assert!(page.contains("61 分") && page.contains("合格标准 60 分") && page.contains("未合格"), "{page}");
        let last = app.history_of("陈静").pop().unwrap();
        assert!(last.0 == "exam_result changed" && last.1.contains("看错一行"), "{last:?}");
    }

    fn a_revoked_score_stays_in_sight_and_an_exam_not_held_has_none(app: TestApp) {
        let mut hr = hr(&app);
        let person = app.person("陈静").id;
        let path = format!("/people/{person}/results");

        let early = hr.post(&path, &[("year", "2026"), ("level", "senior"), ("score_practice", "70")]);
        hr.post(&path, &[("year", "2024"), ("level", "senior"), ("score_practice", "70")]);
        let revoked = hr.post(&path, &[("year", "2024"), ("level", "senior"), ("version_practice", "1"), ("score_practice", "70"), ("revoked_practice", "yes"), ("reason", "复核后撤销")]);

        told(&early, StatusCode::UNPROCESSABLE_ENTITY, "2026年度考试还没有举行");
        assert_eq!(revoked.status, StatusCode::SEE_OTHER, "{}", revoked.text());
        assert_eq!(scores(&app), ["practice score 700 revoked"]);
        assert!(hr.get(&format!("/people/{person}")).text().contains("已撤销"));
    }

    fn an_entry_that_cannot_be_right_is_looked_at_twice(app: TestApp) {
        let mut hr = hr(&app);
        let (chen, wan) = (app.person("陈静").id, app.person("万玲").id);
        app.import_rows(ImportKind::Certificates, &["姓名", "身份证号", "证书级别"], &[&["陈静", &id_number(1), "中级"]]);
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "学历", "专业", "毕业时间", "从事社会工作时间"],
            &[&["万玲", &id_number(2), "本科", "会计", "2020-07", "2025-09"]],
        );
        let post = |hr: &mut Visitor, person, fields: &[(&str, &str)]| hr.post(&format!("/people/{person}/entries/new"), fields);
        let assistant = [("year", "2026"), ("level", "assistant"), ("state", "planned")];
        let intermediate = [("year", "2026"), ("level", "intermediate"), ("state", "planned")];

        let scored = post(&mut hr, chen, &[("year", "2026"), ("level", "senior"), ("state", "scored")]);
        let past = post(&mut hr, chen, &assistant);
        let short = post(&mut hr, wan, &intermediate);
        let untouched = entry(&app);
        let program = hr.json(Method::POST, &format!("/api/v1/people/{chen}/exam-entries"), &json!({"year": 2026, "level": "assistant", "state": "planned"}), &[]);
        let meant = post(&mut hr, chen, &[&assistant[..], &[("confirmed", "yes")]].concat());
        let long_ago = post(&mut hr, wan, &[("year", "2024"), ("level", "intermediate"), ("state", "absent")]);
        let id = app.texts("SELECT CAST(MIN(id) AS TEXT) AS text FROM entries").remove(0);
        let absent = hr.post(&format!("/people/{chen}/entries/{id}"), &[("version", "1"), ("state", "absent")]);

        told(&scored, StatusCode::UNPROCESSABLE_ENTITY, "“已出成绩”是考试以后的状态");
        assert!(scored.text().contains("id=\"state-error\""));
        told(&past, StatusCode::UNPROCESSABLE_ENTITY, "本人已取得或通过社会工作师，不必再报助理社会工作师；确要登记的，请勾选“仍然登记”");
        assert!(past.text().contains("name=\"confirmed\"") && past.text().contains("id=\"confirmed-error\""), "{}", past.text());
        told(&short, StatusCode::UNPROCESSABLE_ENTITY, "暂不符合报考条件");
        assert_eq!(untouched, Vec::<String>::new());
        assert_eq!(program.json()["errors"][0]["field"], "confirmed", "{}", program.text());
        assert_eq!(meant.status, StatusCode::SEE_OTHER, "{}", meant.text());
        assert_eq!(long_ago.status, StatusCode::SEE_OTHER, "what was is entered as it was: {}", long_ago.text());
        told(&absent, StatusCode::UNPROCESSABLE_ENTITY, "“缺考”是考试以后的状态");
    }

    fn nobody_keeps_the_exams_of_another_office(app: TestApp) {
        let mut hr = hr(&app);
        let (own, other) = (app.person("陈静").id, app.person("王伟").id);
        app.import_rows(ImportKind::ExamEntries, &["姓名", "身份证号", "年度", "报考级别", "报名状态"], &[&["王伟", &id_number(5), "2026", "初级", "已报名"]]);
        let id = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM entries")[0].clone();
        let before = app.contents();

        for answer in [
            hr.get(&format!("/people/{other}/entries/new")),
            hr.get(&format!("/people/{other}/entries/{id}")),
            hr.get(&format!("/people/{own}/entries/{id}")),
            hr.get(&format!("/people/{other}/results")),
            hr.post(&format!("/people/{other}/entries/new"), &[("year", "2026"), ("level", "senior"), ("state", "paid")]),
            hr.post(&format!("/people/{other}/entries/{id}"), &[("version", "1"), ("state", "paid")]),
            hr.post(&format!("/people/{own}/entries/{id}"), &[("version", "1"), ("state", "paid")]),
            hr.post(&format!("/people/{other}/results"), &[("year", "2025"), ("level", "senior"), ("score_practice", "70")]),
        ] {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{}", answer.text());
        }
        let after = app.contents();
        for table in ["entries", "results", "entry_subjects"] {
            assert_eq!(after.rows(table), before.rows(table));
        }
    }
}
