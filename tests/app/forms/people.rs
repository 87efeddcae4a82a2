//! The forms of an office about people: their data, certificates, entries made one.

use shegong::accounts::Role;
use shegong::intake::ImportKind;

use super::{Sheet, all_right, markup_stays_text};
use crate::harness::{TestApp, Visitor, id_number};

/// HR of everything, and 陈静.
pub fn hr(app: &TestApp) -> (Visitor, i64) {
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
fn two_entries_made_one_and_a_record_for_somebody_else() {
    let app = TestApp::sqlite();
    let (mut hr, id) = hr(&app);
    // A second entry of the same name, birthday and sex.
    let (name, number) = ("陈静", id_number(9));
    let row: &[&str] = &[name, &number, "古南街道/城南社区"];
    app.import_rows(ImportKind::People, &["姓名", "身份证号", "单位"], &[row]);
    let other = app
        .texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM people")
        .remove(0);
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
