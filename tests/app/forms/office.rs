//! The forms of an office: units, seasons, rules, accounts, imports, extensions.

use shegong::accounts::Role;

use super::people::hr;
use super::{Sheet, all_right, markup_stays_text};
use crate::harness::{TestApp, Visitor};

#[test]
fn units_and_seasons_and_extensions() {
    let app = TestApp::sqlite();
    hr(&app);
    let mut district = Visitor::with_role(&app, Role::District, None);
    let (parent, id) = (app.unit("石壕镇").to_string(), app.unit("溪山村"));
    let unit = [
        ("name", "万隆村"),
        ("parent", parent.as_str()),
        ("kind", "village"),
        ("employee_count", "12"),
        ("contact_name", "王强"),
        ("contact_mobile", "023-48600000"),
        ("contact_email", "wan@example.cn"),
    ];
    let new = Sheet {
        needed: &["name", "kind", "parent"],
        numbers: &["employee_count"],
        wrong: &[
            ("contact_mobile", "12"),
            ("contact_email", "nobody"),
            ("name", "甲/乙"),
            ("region", "火星区"),
        ],
        ..Sheet::at("/units/new", &unit).to("/units")
    };
    let edit = Sheet {
        needed: &["name", "kind", "parent"],
        numbers: &["employee_count"],
        wrong: &[("contact_mobile", "abc"), ("region", "火星区")],
        ..Sheet::at(format!("/units/{id}/edit"), &unit[2..]).to(format!("/units/{id}"))
    };
    let season = Sheet {
        needed: &["year", "state", "place", "source_document", "source_trust"],
        days: &[
            "signup_opens",
            "signup_closes",
            "payment_closes",
            "ticket_first",
            "ticket_last",
            "exam_first",
            "exam_last",
            "results",
            "service_cutoff",
        ],
        numbers: &["year"],
        wrong: &[
            ("signup_opens", "2027-03-09T25:00"),
            ("results", "2027-07-22 99:00"),
        ],
        ..Sheet::at(
            "/seasons/edit?year=2027",
            &[
                ("place", "重庆市"),
                ("state", "announced"),
                ("source_document", "渝人考〔2027〕1号"),
                ("signup_opens", "2027-03-09T09:00"),
                ("signup_closes", "2027-03-19T17:00"),
                ("exam_first", "2027-05-22"),
                ("exam_last", "2027-05-23"),
                ("results", "2027-07-22"),
            ],
        )
        .to("/seasons")
    };
    let sheets = [new, edit, season];
    all_right(&app, &mut district, &sheets);
    markup_stays_text(
        &sheets[0],
        &mut district,
        &["name", "contact_name", "contact_email", "region"],
    );
    markup_stays_text(&sheets[2], &mut district, &["results", "source_document"]);
    sheets[1].is_taken(&mut district);
}

#[test]
fn rules_of_training() {
    let app = TestApp::sqlite();
    hr(&app);
    let mut district = Visitor::with_role(&app, Role::District, None);
    let right = [
        ("name", "区内要求"),
        ("region", "綦江区"),
        ("from", "2026-04-01"),
        ("to", "2030-12-31"),
        ("required_assistant", "24"),
        ("source_document", "綦江民政发〔2026〕1号"),
        ("on", "2026-05-01"),
        ("degree_amount", "90"),
        ("cap_0", "12"),
        ("cap_kind_0", "training"),
        ("hours_from_0", "2020-01-01"),
    ];
    let sheet = Sheet {
        needed: &[
            "name",
            "region",
            "from",
            "years",
            "source_document",
            "required_assistant",
        ],
        days: &["from", "to", "on", "hours_from_0", "hours_to_0"],
        numbers: &[
            "required_assistant",
            "years",
            "due_soon_days",
            "degree_amount",
            "cap_0",
            "hours_0",
        ],
        wrong: &[("region", "火星区"), ("hours_0", "0"), ("to", "2026-03-31")],
        ..Sheet::at("/policies/new", &right).to("/policies/trial")
    };
    all_right(&app, &mut district, std::slice::from_ref(&sheet));
    markup_stays_text(
        &sheet,
        &mut district,
        &["name", "source_document", "source_note", "from"],
    );
    sheet.is_taken(&mut district);
}

#[test]
fn accounts() {
    let app = TestApp::sqlite();
    hr(&app);
    let mut admin = Visitor::with_role(&app, Role::Admin, None);
    let _hr = Visitor::with_role(&app, Role::Hr, Some(app.unit("石壕镇")));
    let id = app
        .texts("SELECT CAST(id AS TEXT) AS text FROM accounts ORDER BY id")
        .pop()
        .unwrap();
    let sheets = [
        Sheet {
            needed: &["login_name"],
            wrong: &[
                ("login_name", "王"),
                ("login_name", "13800000001"),
                ("unit", "没有的单位"),
            ],
            ..Sheet::at(
                "/accounts/new",
                &[
                    ("login_name", "hr.gunan"),
                    ("display_name", "古南街道办"),
                    ("role", "hr"),
                    ("unit", "古南街道"),
                ],
            )
        },
        Sheet {
            needed: &["unit"],
            wrong: &[("unit", "没有的单位")],
            ..Sheet::at(
                "/accounts/issue",
                &[("unit", "古南街道"), ("delivery", "mail")],
            )
        },
        Sheet {
            wrong: &[("unit", "没有的单位")],
            ..Sheet::at(
                format!("/accounts/{id}"),
                &[("role", "training_officer"), ("unit", "古南街道")],
            )
            .to(format!("/accounts/{id}/roles"))
        },
    ];
    all_right(&app, &mut admin, &sheets);
    markup_stays_text(
        &sheets[0],
        &mut admin,
        &["login_name", "display_name", "unit"],
    );
    markup_stays_text(&sheets[1], &mut admin, &["unit"]);
    sheets[2].is_taken(&mut admin);
}

#[test]
fn imports() {
    let app = TestApp::sqlite();
    let (mut hr, _) = hr(&app);
    let sheet = "姓名,身份证号,单位\n".as_bytes();
    let import = Sheet {
        wrong: &[("region", "火星区")],
        files: &[("file", "名单.csv", sheet)],
        ..Sheet::at("/imports/new", &[("kind", "people"), ("region", "綦江区")])
    };
    let without = Sheet {
        files: &[("file", "", b"")],
        ..Sheet::at("/imports/new", &[])
    };
    all_right(&app, &mut hr, &[import]);
    let seen = hr.upload(
        "/imports/new",
        &[("kind", "people"), ("region", "綦江区")],
        without.files,
    );
    let form = crate::harness::forms::Form::of(&seen, "/imports/new");
    assert!(
        form.field("file").invalid && form.field("file").sentence.contains("请选择"),
        "{form:?}"
    );
}

/// The first step of a mass extension only asks, so its fields stand in the address.
#[test]
fn what_an_extension_asks_for() {
    let app = TestApp::sqlite();
    hr(&app);
    let mut district = Visitor::with_role(&app, Role::District, None);
    let right = [
        ("unit", app.unit("古南街道").to_string()),
        ("level", "assistant".to_owned()),
        ("last_day_from", "2026-01-01".to_owned()),
        ("last_day_to", "2026-12-31".to_owned()),
        ("new_last_day", "2027-12-31".to_owned()),
        ("document", "民办函〔2026〕1号".to_owned()),
    ];
    let long = "长".repeat(1_000);
    for (field, wrong) in [
        ("unit", ""),
        ("unit", "x"),
        ("level", "king"),
        ("last_day_from", ""),
        ("last_day_from", "2026-02-30"),
        ("last_day_to", ""),
        ("last_day_to", "2025-01-01"),
        ("new_last_day", ""),
        ("new_last_day", "-1"),
        ("new_last_day", "2026-06-30"),
        ("document", ""),
        ("document", long.as_str()),
    ] {
        let mut fields = right.clone();
        for pair in &mut fields {
            if pair.0 == field {
                pair.1 = wrong.to_owned();
            }
        }
        let query = serde_urlencoded::to_string(&fields).unwrap();
        let seen = district.get(&format!("/extensions/new?{query}"));

        assert_eq!(
            seen.status,
            actix_web::http::StatusCode::UNPROCESSABLE_ENTITY,
            "{field}={wrong}"
        );
        let form = crate::harness::forms::Form::of(&seen, "/extensions/new");
        let told = form.field(field);
        assert!(
            told.invalid && !told.sentence.is_empty(),
            "{field}={wrong}: {form:?}"
        );
        for (name, value) in &fields {
            assert!(*name == field || form.value(name) == value, "{name}");
        }
    }
}
