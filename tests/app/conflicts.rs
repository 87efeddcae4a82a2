//! Two people at the same row: who comes second sees both versions side by side, and
//! nothing is overwritten that was not shown.

mod rooms;

use actix_web::http::{Method, StatusCode};
use serde_json::json;
use shegong::accounts::Role;

use crate::harness::forms::{Form, filled};
use crate::harness::{Seen, TestApp, Visitor};

/// The two versions of one field as the page shows them.
pub fn row(seen: &Seen, label: &str) -> (String, String, bool) {
    let html = seen.text();
    let cell = format!("<td data-label=\"项目\">{label}</td>");
    let (_, after) = html
        .split_once(&cell)
        .unwrap_or_else(|| panic!("no line {label}: {html}"));
    let line = after.split("</tr>").next().unwrap();
    let text = |heading: &str| {
        let (_, cell) = line
            .split_once(&format!("<td data-label=\"{heading}\">"))
            .unwrap();
        let cell = cell.split("</td>").next().unwrap();
        match cell.split_once('>') {
            Some((_, inner)) => inner.split('<').next().unwrap().to_owned(),
            None => cell.to_owned(),
        }
    };
    (
        text("您填写的"),
        text("现在保存的"),
        line.contains("▲ 不同"),
    )
}

/// Opens a page and gives the form that is sent to `action`.
pub fn opened(visitor: &mut Visitor, page: &str, action: &str) -> Vec<(String, String)> {
    let seen = visitor.get(page);
    assert_eq!(seen.status, StatusCode::OK, "{page}: {}", seen.text());
    Form::of(&seen, action).values()
}

/// Sends the form that the page with both versions offers.
pub fn insist(visitor: &mut Visitor, conflict: &Seen, action: &str) -> Seen {
    let offered = Form::of(conflict, action).values();
    visitor.post(action, &filled(&offered, &[]))
}

fn two_officers(app: &TestApp) -> (Visitor, Visitor, i64) {
    app.with_two_townships();
    let town = Some(app.unit("古南街道"));
    (
        Visitor::with_role(app, Role::Hr, town),
        Visitor::with_role(app, Role::Hr, town),
        app.person("陈静").id.0,
    )
}

on_both_databases! {
    fn who_saves_second_sees_both_versions_and_may_insist(app: TestApp) {
        let (mut first, mut second, id) = two_officers(&app);
        let path = format!("/people/{id}/edit");
        let (of_first, of_second) = (opened(&mut first, &path, &path), opened(&mut second, &path, &path));

        let saved = first.post(&path, &filled(&of_first, &[("mobile", "13900000009"), ("major", "社会工作")]));
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
        let before = app.contents();
        let told = second.post(&path, &filled(&of_second, &[("mobile", "138 0000 0008"), ("email", "chen@example.cn")]));

        assert_eq!(told.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(row(&told, "手机号"), ("13800000008".to_owned(), "13900000009".to_owned(), true));
        assert_eq!(row(&told, "所学专业"), ("（空）".to_owned(), "社会工作".to_owned(), true));
        assert_eq!(row(&told, "电子邮箱"), ("chen@example.cn".to_owned(), "（空）".to_owned(), true));
        assert_eq!(row(&told, "姓名"), ("陈静".to_owned(), "陈静".to_owned(), false));
        assert!(told.text().contains("有 3 项不同"), "{}", told.text());
        assert!(told.text().contains("陈静的档案在您打开之后被测试账号于 2026-03-09 10:00 改过"), "{}", told.text());
        assert!(told.text().contains(&format!("href=\"/people/{id}\">以现在保存的为准")));
        assert!(app.contents() == before, "nothing is stored");

        let done = insist(&mut second, &told, &path);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let person = app.person("陈静");
        assert_eq!(person.details.mobile.as_deref(), Some("13800000008"));
        assert_eq!(person.details.email.as_deref(), Some("chen@example.cn"));
        assert_eq!(person.details.major, None, "as the second had it");
        assert_eq!(app.history_of("陈静").len(), 3, "added, and two changes");
    }

    fn insisting_on_what_was_overtaken_again_is_told_again(app: TestApp) {
        let (mut first, mut second, id) = two_officers(&app);
        let path = format!("/people/{id}/edit");
        let stale = opened(&mut second, &path, &path);
        for mobile in ["13900000001", "13900000002"] {
            let form = opened(&mut first, &path, &path);
            assert_eq!(first.post(&path, &filled(&form, &[("mobile", mobile)])).status, StatusCode::SEE_OTHER);
        }
        let told = second.post(&path, &filled(&stale, &[("mobile", "13900000003")]));
        let form = opened(&mut first, &path, &path);
        first.post(&path, &filled(&form, &[("mobile", "13900000004")]));

        let again = insist(&mut second, &told, &path);

        assert_eq!(again.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(row(&again, "手机号"), ("13900000003".to_owned(), "13900000004".to_owned(), true));
    }

    fn a_form_shown_again_for_a_mistake_keeps_the_version_it_was_made_from(app: TestApp) {
        let (mut first, mut second, id) = two_officers(&app);
        let path = format!("/people/{id}/edit");
        let stale = opened(&mut second, &path, &path);
        let form = opened(&mut first, &path, &path);
        first.post(&path, &filled(&form, &[("mobile", "13900000009")]));

        // The mistake is told first or the conflict is; the other's number must survive.
        let told = second.post(&path, &filled(&stale, &[("email", "nobody"), ("mobile", "13800000008")]));
        let told = if told.status == StatusCode::UNPROCESSABLE_ENTITY {
            let shown = Form::of(&told, &path).values();
            second.post(&path, &filled(&shown, &[("email", "chen@example.cn")]))
        } else {
            told
        };

        assert_eq!(told.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(app.person("陈静").details.mobile.as_deref(), Some("13900000009"));
    }

    fn somebody_who_left_meanwhile_is_shown_as_such(app: TestApp) {
        let (mut first, mut second, id) = two_officers(&app);
        let (leave, go) = (format!("/people/{id}/leave"), format!("/people/{id}/move"));
        let stale = opened(&mut second, &go, &go);
        let form = opened(&mut first, &leave, &leave);
        let left = first.post(&leave, &filled(&form, &[("left_on", "2026-03-01"), ("reason", "退休")]));
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{}", left.text());

        let to = app.unit("金桥社区").to_string();
        let told = second.post(&go, &filled(&stale, &[("unit", &to), ("moved_on", "2026-03-05"), ("reason", "工作需要")]));

        assert_eq!(told.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(row(&told, "离职日期"), ("（空）".to_owned(), "2026年3月1日".to_owned(), true));
        let (yours, stored, differs) = row(&told, "单位");
        assert!(yours.ends_with("金桥社区") && stored.ends_with("城南社区") && differs, "{yours} {stored}");
    }

    fn a_program_is_told_what_is_stored_now(app: TestApp) {
        let (mut first, mut second, id) = two_officers(&app);
        let path = format!("/api/v1/people/{id}");
        let version = app.person("陈静").version;
        let seen = format!("\"{version}\"");
        let saved = first.json(Method::PATCH, &path, &json!({"mobile": "13900000009"}), &[("if-match", &seen)]);
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.text());

        let told = second.json(Method::PATCH, &path, &json!({"mobile": "13800000008"}), &[("if-match", &seen)]);

        assert_eq!(told.status, StatusCode::PRECONDITION_FAILED);
        assert_eq!(told.headers["content-type"], "application/problem+json");
        assert_eq!(told.headers["etag"], format!("\"{}\"", version + 1));
        let problem = told.json();
        assert_eq!(problem["code"], "stale");
        assert_eq!(problem["current"]["version"], version + 1);
        let fields = problem["current"]["fields"].as_array().unwrap();
        let differing: Vec<_> = fields.iter().filter(|field| field["differs"] == true).collect();
        assert_eq!(differing.len(), 1);
        assert_eq!(*differing[0], json!({"field": "mobile", "label": "手机号", "yours": "138****0008", "stored": "139****0009", "differs": true}));
        assert_eq!(app.person("陈静").details.mobile.as_deref(), Some("13900000009"));
    }

    fn both_versions_are_shown_to_nobody_who_may_not_see_the_person(app: TestApp) {
        let (mut first, _, id) = two_officers(&app);
        let mut elsewhere = Visitor::with_role(&app, Role::Hr, Some(app.unit("石壕镇")));
        let path = format!("/people/{id}/edit");
        let stale = opened(&mut first, &path, &path);
        let told = elsewhere.post(&path, &filled(&stale, &[("version", "0")]));

        assert_eq!(told.status, StatusCode::NOT_FOUND);
        assert!(!told.text().contains("13800000001"));
    }
}
