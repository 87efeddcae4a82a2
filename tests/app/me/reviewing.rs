//! The reviewer's pages and programs.

use super::*;

on_both_databases! {
    fn a_reviewer_sees_the_picture_beside_the_figures_and_decides(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        let at = hand_in(&mut owner, &png(1));
        let id = at.rsplit('/').next().unwrap().to_owned();
        let case = format!("/reviews/{id}");
        let (mut hr, mut elsewhere) = (hr_of(&app, "古南街道"), hr_of(&app, "石壕镇"));

        has(&hr.get("/reviews"), &["陈静", "个案管理", "待审核 1"]);
        assert!(!elsewhere.get("/reviews").text().contains("陈静"));
        assert_eq!(elsewhere.get(&case).status, StatusCode::NOT_FOUND);
        assert_eq!(elsewhere.post(&case, &[("version", "1"), ("decision", "recognise"), ("days", "2")]).status, StatusCode::NOT_FOUND);
        has(&hr.get(&case), &["<img class=\"proof\" src=\"/evidence/", "綦江区民政局", "认定天数"]);
        let bare = hr.post(&case, &[("version", "1"), ("decision", "return"), ("days", "2"), ("reason", "")]);
        assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(bare.text().contains("请写明原因"));
        let returned = hr.post(&case, &[("version", "1"), ("decision", "return"), ("reason", "照片看不清")]);
        assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.text());
        has(&owner.get("/me"), &["补正培训证明：个案管理", "单位退回：照片看不清", "已退回：照片看不清"]);
        let again = hr.post(&case, &[("version", "1"), ("decision", "recognise"), ("days", "2")]);
        assert_eq!(again.status, StatusCode::PRECONDITION_FAILED);
    }

    fn chosen_records_are_decided_together_and_what_was_left_is_told(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        let id = hand_in(&mut owner, &png(1)).rsplit('/').next().unwrap().to_owned();
        let mut hr = hr_of(&app, "古南街道");
        let chosen = format!("{id}:1");

        let none = hr.post("/reviews", &[("decision", "recognise")]);
        let no_reason = hr.post("/reviews", &[("decision", "return"), ("seen", &chosen)]);
        let old = hr.post("/reviews", &[("decision", "recognise"), ("seen", &format!("{id}:7"))]);
        let done = hr.post("/reviews", &[("decision", "recognise"), ("seen", &chosen)]);

        assert!(none.text().contains("请先勾选"), "{}", none.text());
        assert!(no_reason.text().contains("请写明原因"), "{}", no_reason.text());
        assert!(old.text().contains("没有办理") && old.text().contains("被别人改过"), "{}", old.text());
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        has(&owner.get("/me/training"), &["✓ 计入"]);
    }

    fn what_was_sent_back_tells_why_and_when_and_is_found_by_name(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        let id = hand_in(&mut owner, &png(1)).rsplit('/').next().unwrap().to_owned();
        let mut hr = hr_of(&app, "古南街道");
        let waiting = hr.get("/reviews?q=cj").text();
        let nobody = hr.get("/reviews?q=zz").text();
        hr.post("/reviews", &[("decision", "return"), ("seen", &format!("{id}:1")), ("reason", "照片看不清学时")]);

        let returned = hr.get("/reviews?state=returned&q=%E9%99%88%E9%9D%99");
        let person = hr.get(&format!("/people/{chen}")).text();

        assert!(waiting.contains(&format!("/reviews/{id}")), "{waiting}");
        assert!(!nobody.contains(&format!("/reviews/{id}")) && nobody.contains("请换一个词再查"), "{nobody}");
        has(&returned, &["退回：照片看不清学时（2026-03-09，"]);
        assert!(!returned.text().contains("未发现问题"));
        assert!(person.contains("已退回：照片看不清学时") && person.contains("已退回，待本人更正后重新提交"), "{person}");
        assert!(!person.contains("未予认定"), "{person}");
        assert_eq!(hr.get("/api/v1/reviews?state=returned&q=cj").json()["items"].as_array().unwrap().len(), 1);
    }

    fn programs_review_with_the_version_they_saw(app: TestApp) {
        use actix_web::http::Method;
        use serde_json::json;
        let chen = worker(&app);
        let id = hand_in(&mut Visitor::of_person(&app, chen, &[]), &png(1)).rsplit('/').next().unwrap().to_owned();
        let mut hr = hr_of(&app, "古南街道");
        let path = format!("/api/v1/training-records/{id}/review");

        let cases = hr.get("/api/v1/reviews").json();
        assert_eq!(cases["items"][0]["name"], "陈静");
        assert_eq!(cases["items"][0]["version"], 1);
        assert_eq!(hr_of(&app, "石壕镇").get("/api/v1/reviews").json()["items"].as_array().unwrap().len(), 0);
        let body = json!({"decision": "recognise"});
        let mut send = |body: &serde_json::Value, headers: &[(&str, &str)]| {
            hr.json(Method::POST, &path, body, headers).status
        };
        assert_eq!(send(&body, &[]), StatusCode::PRECONDITION_REQUIRED);
        assert_eq!(send(&body, &[("if-match", "\"9\"")]), StatusCode::PRECONDITION_FAILED);
        assert_eq!(send(&json!({"decision": "praise"}), &[("if-match", "\"1\"")]), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(&json!({"decision": "reject"}), &[("if-match", "\"1\"")]), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(send(&body, &[("if-match", "\"1\"")]), StatusCode::NO_CONTENT);
        assert_eq!(send(&body, &[("if-match", "\"2\"")]), StatusCode::CONFLICT);
    }

    fn nobody_reviews_their_own_record_on_the_page_either(app: TestApp) {
        let chen = worker(&app);
        let held = RoleAt { role: Role::Hr, unit: Some(unit(&app, "古南街道")) };
        let mut own = Visitor::of_person(&app, chen, &[held]);
        let id = hand_in(&mut own, &png(1)).rsplit('/').next().unwrap().to_owned();

        has(&own.get("/reviews"), &["本人的记录，由他人审核"]);
        let refused = own.post(&format!("/reviews/{id}"), &[("version", "1"), ("decision", "recognise"), ("days", "2")]);

        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.text().contains("不能审核自己的培训记录"));
    }
}
