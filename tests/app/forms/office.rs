//! The forms of an office: people, certificates, units, seasons, rules, accounts, imports.

use shegong::accounts::Role;

use super::{Sheet, all_right, markup_stays_text};
use crate::harness::{TestApp, Visitor, id_number};

/// HR of everything, and 陈静.
fn hr(app: &TestApp) -> (Visitor, i64) {
    app.with_two_townships();
    (
        Visitor::with_role(app, Role::Hr, None),
        app.person("陈静").id.0,
    )
}

#[test]
fn people() {
    let app = TestApp::sqlite();
    let (mut hr, id) = hr(&app);
    let (unit, number) = (app.unit("古南街道").to_string(), id_number(77));
    let other = app.unit("金桥社区").to_string();
    let person = [
        ("name", "安然"),
        ("mobile", "13900000009"),
        ("email", "an@example.cn"),
        ("education", "bachelor"),
        ("major", "社会工作"),
        ("graduated_on", "2015-07"),
        ("social_work_since", "2016-01"),
        ("employment_kind", "community_worker"),
        ("joined_on", "2020-01-06"),
    ];
    let of = |path: &str| format!("/people/{id}/{path}");
    let sheets = [
        Sheet {
            needed: &["name", "id_number", "unit"],
            days: &["graduated_on", "social_work_since", "joined_on"],
            wrong: &[
                ("mobile", "12"),
                ("email", "nobody"),
                ("id_number", "110101190001010000"),
                ("name", "<b>x</b>"),
            ],
            ..Sheet::at(
                "/people/new",
                &[
                    &person[..],
                    &[("id_number", number.as_str()), ("unit", unit.as_str())],
                ]
                .concat(),
            )
        },
        Sheet {
            needed: &["name"],
            days: &["graduated_on", "social_work_since", "joined_on"],
            wrong: &[("mobile", "1380000"), ("email", "@example.cn")],
            ..Sheet::at(of("edit"), &person)
        },
        Sheet {
            needed: &["left_on", "reason"],
            days: &["left_on"],
            ..Sheet::at(
                of("leave"),
                &[("left_on", "2026-03-01"), ("reason", "退休")],
            )
        },
        Sheet {
            needed: &["unit", "moved_on"],
            days: &["moved_on"],
            ..Sheet::at(
                of("move"),
                &[
                    ("unit", &other),
                    ("moved_on", "2026-03-01"),
                    ("reason", "工作需要"),
                ],
            )
        },
        Sheet {
            needed: &["id_number", "reason"],
            wrong: &[("id_number", "123"), ("id_number", "11010119000101000X")],
            ..Sheet::at(
                of("id-number"),
                &[("id_number", &number), ("reason", "录入有误")],
            )
        },
        Sheet {
            needed: &["reason"],
            ..Sheet::at(of("unmask"), &[("reason", "网上报名核对")])
        },
    ];
    all_right(&app, &mut hr, &sheets);
    markup_stays_text(
        &sheets[1],
        &mut hr,
        &["name", "major", "email", "graduated_on"],
    );
    for sheet in &sheets[1..] {
        sheet.is_taken(&mut hr);
    }
    let back = Sheet {
        needed: &["joined_on"],
        days: &["joined_on"],
        ..Sheet::at(of("return"), &[("joined_on", "2026-03-05")])
    };
    all_right(&app, &mut hr, std::slice::from_ref(&back));
    back.is_taken(&mut hr);
}

#[test]
fn certificates_and_registrations() {
    let app = TestApp::sqlite();
    let (mut hr, id) = hr(&app);
    let right = [
        ("level", "assistant"),
        ("number", "2022001"),
        ("approved_on", "2022-06-18"),
        ("scope", "national"),
    ];
    let new = Sheet {
        needed: &["level"],
        days: &["approved_on"],
        wrong: &[("approved_on", "2027-01-01")],
        ..Sheet::at(format!("/people/{id}/certificates/new"), &right)
    };
    all_right(&app, &mut hr, std::slice::from_ref(&new));
    markup_stays_text(&new, &mut hr, &["approved_on", "scope_region"]);
    new.is_taken(&mut hr);
    let certificate = app.certificates("陈静")[0].id;
    let correct = Sheet {
        needed: &["level", "reason"],
        days: &["approved_on"],
        ..Sheet::at(
            format!("/people/{id}/certificates/{certificate}"),
            &[("number", "2022002"), ("reason", "抄错了")],
        )
    };
    let register = Sheet {
        needed: &["first_day"],
        days: &["first_day", "last_day"],
        ..Sheet::at(
            format!("/people/{id}/registrations/new?certificate={certificate}"),
            &[("kind", "first"), ("first_day", "2022-09-01")],
        )
        .to(format!("/people/{id}/registrations/new"))
    };
    all_right(&app, &mut hr, &[correct, register]);
}

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

#[test]
fn two_entries_made_one_and_a_record_for_somebody_else() {
    let app = TestApp::sqlite();
    let (mut hr, id) = hr(&app);
    let other = app.person("万玲").id;
    let merge = Sheet {
        needed: &["reason"],
        ..Sheet::at(
            format!("/people/{id}/merge?other={other}"),
            &[("reason", "同一个人")],
        )
        .to(format!("/people/{id}/merge"))
    };
    let record = Sheet {
        needed: &["title", "organiser", "first_day", "last_day"],
        days: &["first_day", "last_day"],
        numbers: &["days", "hours"],
        files: &[("nothing", "", b"")],
        ..Sheet::at(
            format!("/people/{id}/training/new"),
            &[
                ("title", "个案管理"),
                ("organiser", "綦江区民政局"),
                ("first_day", "2026-03-03"),
                ("last_day", "2026-03-04"),
                ("days", "2"),
                ("hours", "12"),
            ],
        )
        .to(format!("/people/{id}/training"))
    };
    let sheets = [merge, record];
    all_right(&app, &mut hr, &sheets);
    sheets[1].is_taken(&mut hr);
    sheets[0].is_taken(&mut hr);
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
