//! The forms of one's own, and those in front of the door.

use actix_web::http::StatusCode;
use shegong::accounts::{Role, RoleAt};

use super::{Sheet, all_right, markup_stays_text};
use crate::accounts::{GOOD, notice_is_read, office};
use crate::harness::forms::Form;
use crate::harness::proofs::png;
use crate::harness::{TestApp, Visitor};

fn record<'r>() -> Vec<(&'r str, &'r str)> {
    vec![
        ("title", "个案管理"),
        ("organiser", "綦江区民政局"),
        ("first_day", "2026-03-03"),
        ("last_day", "2026-03-04"),
        ("days", "2"),
        ("hours", "12"),
        ("kind", "training"),
        ("mode", "online"),
    ]
}

#[test]
fn a_worker_s_own() {
    let app = TestApp::sqlite();
    app.with_two_townships();
    let mut worker = Visitor::of_person(&app, app.person("陈静").id, &[]);
    let picture = png(1);
    let files: [(&str, &str, &[u8]); 1] = [("proof", "证明.png", &picture)];
    let of_record = |path: &str| Sheet {
        needed: &["title", "organiser", "first_day", "last_day"],
        days: &["first_day", "last_day"],
        numbers: &["days", "hours"],
        wrong: &[("last_day", "2027-01-01"), ("days", "400"), ("hours", "0")],
        files: &files,
        ..Sheet::at(path, &record())
    };
    let sheets = [
        of_record("/me/training/new").to("/me/training"),
        Sheet {
            wrong: &[("mobile", "12"), ("email", "nobody")],
            ..Sheet::at(
                "/me/profile",
                &[("mobile", "13900000009"), ("email", "chen@example.cn")],
            )
        },
    ];
    all_right(&app, &mut worker, &sheets);
    markup_stays_text(&sheets[0], &mut worker, &["days", "first_day"]);
    let made = sheets[0].is_taken(&mut worker);
    let id = made.location().rsplit('/').next().unwrap().to_owned();
    let mend = of_record(&format!("/me/training/{id}/edit")).to(format!("/me/training/{id}"));
    all_right(&app, &mut worker, std::slice::from_ref(&mend));
    markup_stays_text(&mend, &mut worker, &["title", "organiser"]);
}

#[test]
fn the_review_of_a_record() {
    let app = TestApp::sqlite();
    app.with_two_townships();
    let held = RoleAt {
        role: Role::Hr,
        unit: Some(app.unit("古南街道")),
    };
    let mut worker = Visitor::of_person(&app, app.person("陈静").id, &[]);
    let mut hr = Visitor::of_person(&app, app.person("单雪琳").id, &[held]);
    let picture = png(1);
    let sent = worker.upload(
        "/me/training",
        &record(),
        &[("proof", "证明.png", &picture)],
    );
    let path = sent.location().replace("/me/training", "/reviews");
    let recognise = Sheet {
        unread: &["reason"],
        numbers: &["days", "hours"],
        ..Sheet::at(&path, &[("decision", "recognise")])
    };
    let send_back = Sheet {
        unread: &["days", "hours"],
        needed: &["reason"],
        ..Sheet::at(&path, &[("decision", "return"), ("reason", "证明没有盖章")])
    };
    all_right(&app, &mut hr, &[recognise, send_back]);

    // In bulk: nothing ticked, no reason.
    let seen = hr.post(
        "/reviews",
        &[("decision", "return"), ("reason", "没有盖章")],
    );
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = Form::of(&seen, "/reviews");
    assert!(
        form.field("seen").invalid && form.field("seen").sentence.contains("勾选"),
        "{form:?}"
    );
    assert_eq!(form.value("reason"), "没有盖章");
}

#[test]
fn passwords_tokens_and_the_door() {
    let app = TestApp::sqlite();
    let account = office(&app, "hr", Role::Hr, None);
    notice_is_read(&app, account);
    let mut hr = Visitor::stranger(&app);
    hr.get("/sign-in");
    assert_eq!(
        hr.post("/sign-in", &[("name", "hr"), ("password", GOOD)])
            .status,
        StatusCode::SEE_OTHER
    );
    let token = Sheet {
        needed: &["label", "days"],
        numbers: &["days"],
        wrong: &[("days", "367"), ("days", "0")],
        ..Sheet::at(
            "/tokens",
            &[("label", "人事系统"), ("days", "30"), ("scope", "write")],
        )
    };
    all_right(&app, &mut hr, std::slice::from_ref(&token));
    markup_stays_text(&token, &mut hr, &["label", "days"]);

    let new = "Plum#Blossom81";
    for (name, value) in [
        ("new", ""),
        ("new", "short"),
        ("new", &"长".repeat(500)),
        ("repeated", "Other#Blossom81"),
        ("current", "wrong"),
    ] {
        let mut fields = vec![("current", GOOD), ("new", new), ("repeated", new)];
        for field in &mut fields {
            if field.0 == name {
                field.1 = value;
            }
        }
        let seen = hr.post("/password", &fields);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let form = Form::of(&seen, "/password");
        assert!(
            form.field(name).invalid && !form.field(name).sentence.is_empty(),
            "{name}: {form:?}"
        );
        assert!(
            !seen.text().contains(new) && !seen.text().contains(GOOD),
            "no password comes back"
        );
    }
}

#[test]
fn in_front_of_the_door() {
    let app = TestApp::sqlite();
    let mut stranger = Visitor::stranger(&app);
    let forgotten = Sheet {
        needed: &["name"],
        ..Sheet::at("/password/forgotten", &[("name", "hr")])
    };
    all_right(&app, &mut stranger, std::slice::from_ref(&forgotten));

    stranger.get("/sign-in");
    for (name, password, wrong) in [
        ("", GOOD, "name"),
        ("hr", "", "password"),
        (&*"长".repeat(5_000), GOOD, "name"),
    ] {
        let seen = stranger.post("/sign-in", &[("name", name), ("password", password)]);
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let form = Form::of(&seen, "/sign-in");
        assert!(form.field(wrong).invalid && !form.field(wrong).sentence.is_empty());
        assert_eq!(form.value("name"), name);
    }
}

#[test]
fn erasing_asks_twice() {
    let app = TestApp::sqlite();
    app.with_two_townships();
    let mut district = Visitor::with_role(&app, Role::District, None);
    let before = app.contents();
    let seen = district.post("/retention/orders", &[("understood", "1")]);

    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(app.contents() == before);
}
