//! Certificates and registrations entered by an office: each registration a row of its
//! own that points at the one it follows.

use shegong::accounts::{Role, Viewer};
use shegong::certificates::CertificateId;
use shegong::certificates::actions::{
    TypedCertificate, TypedRegistration, add, correct, register_certificate,
};
use shegong::people::actions::ChangeError;

use crate::harness::{TestApp, viewer};

fn gunan(app: &TestApp) -> Viewer {
    viewer(Role::Hr, Some(app.unit("古南街道")))
}

fn certificate(level: &str, approved_on: &str) -> TypedCertificate {
    TypedCertificate {
        level: level.to_owned(),
        number: "20230001".to_owned(),
        approved_on: approved_on.to_owned(),
        ..TypedCertificate::default()
    }
}

fn registration(kind: &str, follows: &str, first_day: &str, last_day: &str) -> TypedRegistration {
    TypedRegistration {
        kind: kind.to_owned(),
        follows: follows.to_owned(),
        first_day: first_day.to_owned(),
        last_day: last_day.to_owned(),
        confirmed: false,
    }
}

fn told<T: std::fmt::Debug>(outcome: Result<T, ChangeError>) -> String {
    match outcome.unwrap_err() {
        ChangeError::Invalid(wrong) => format!("{}：{}", wrong[0].field, wrong[0].message),
        other => other.to_string(),
    }
}

/// Kind, days and the row it follows.
fn rows(app: &TestApp) -> Vec<String> {
    app.texts(
        "SELECT kind || ' ' || CAST(first_day AS TEXT) || ' ' || CAST(last_day AS TEXT) || ' ' \
         || COALESCE(CAST(follows_id AS TEXT), '-') AS text FROM registrations ORDER BY id",
    )
}

fn enter(app: &TestApp, hr: &Viewer, level: &str) -> CertificateId {
    let person = app.person("陈静").id;
    add(
        &app.app,
        hr,
        person,
        &certificate(level, "2022-06-18"),
        &app.occasion(),
    )
    .unwrap()
}

on_both_databases! {
    fn a_registration_is_entered_renewed_and_corrected_in_rows_of_their_own(app: TestApp) {
        app.with_two_townships();
        let hr = gunan(&app);
        let id = enter(&app, &hr, "assistant");
        let mut version = 1;
        let mut register = |kind: &str, follows: &str, first: &str, last: &str| {
            let entered = register_certificate(&app.app, &hr, id, version, &registration(kind, follows, first, last), &app.occasion()).unwrap();
            version += 1;
            entered
        };

        let first = register("first", "", "2022-09-01", "");
        let corrected = register("correction", &first.id.to_string(), "2022-09-01", "2025-09-01");
        let renewed = register("renewal", "", "2025-09-02", "");

        assert_eq!(first.last_day.to_string(), "2025-08-31");
        assert_eq!(renewed.notices, Vec::<String>::new());
        assert_eq!(rows(&app), [
            "first 2022-09-01 2025-08-31 -".to_owned(),
            format!("correction 2022-09-01 2025-09-01 {}", first.id),
            format!("renewal 2025-09-02 2028-09-01 {}", corrected.id),
        ]);
    }

    fn two_offices_never_renew_the_same_registration(app: TestApp) {
        app.with_two_townships();
        let hr = gunan(&app);
        let id = enter(&app, &hr, "assistant");
        let register = |version, typed: TypedRegistration| register_certificate(&app.app, &hr, id, version, &typed, &app.occasion());

        register(1, registration("first", "", "2022-09-01", "")).unwrap();
        let stale = register(1, registration("renewal", "", "2025-09-01", ""));
        let twice = told(register(2, registration("first", "", "2025-09-01", "")));

        assert!(matches!(stale, Err(ChangeError::Stale)));
        assert_eq!(twice, "kind：该证书已有登记（2022年9月1日起），请办理“再登记”，原登记有误请办理“更正”。");
        assert_eq!(rows(&app).len(), 1);
    }

    fn days_that_look_like_a_slip_are_entered_only_when_confirmed(app: TestApp) {
        app.with_two_townships();
        let hr = gunan(&app);
        let id = enter(&app, &hr, "assistant");
        let slipped = registration("first", "", "2026-03-01", "2040-02-28");
        let register = |typed: &TypedRegistration| register_certificate(&app.app, &hr, id, 1, typed, &app.occasion());

        assert_eq!(
            told(register(&slipped)),
            "confirmed：有效期至2040年2月28日，按三年推算应为2029年2月28日，相差一年以上，请对照证书核对；确实如此的，请勾选“仍然录入”"
        );
        assert_eq!(rows(&app).len(), 0);
        register(&TypedRegistration { confirmed: true, ..slipped }).unwrap();
        assert_eq!(rows(&app), ["first 2026-03-01 2040-02-28 -"]);
    }

    fn a_second_certificate_of_a_level_a_later_day_and_empty_fields_are_refused(app: TestApp) {
        app.with_two_townships();
        let (hr, person) = (gunan(&app), app.person("陈静").id);
        let id = enter(&app, &hr, "assistant");
        let try_add = |typed: TypedCertificate| told(add(&app.app, &hr, person, &typed, &app.occasion()));

        assert_eq!(try_add(certificate("assistant", "")), "level：已有助理社会工作师证书，请在原证书上更正");
        assert_eq!(try_add(certificate("senior", "2026-03-10")), "approved_on：批准日期2026-03-10晚于今天，请核对");
        assert_eq!(try_add(certificate("", "")), "level：请选择证书级别");
        let empty = register_certificate(&app.app, &hr, id, 1, &registration("first", "", "", ""), &app.occasion());
        assert_eq!(told(empty), "first_day：请填写登记日期");
    }

    fn a_certificate_is_corrected_with_a_reason_and_its_old_values_stay_in_the_history(app: TestApp) {
        app.with_two_townships();
        let hr = gunan(&app);
        let id = enter(&app, &hr, "assistant");
        let change = |version, typed: TypedCertificate, reason: &str| correct(&app.app, &hr, id, version, &typed, reason, &app.occasion());

        let same = told(change(1, certificate("assistant", "2022-06-18"), "录错"));
        let silent = told(change(1, certificate("assistant", "2023-06-18"), ""));
        change(1, certificate("assistant", "2023-06-18"), "批准日期录错").unwrap();

        assert_eq!(same, "更正后的内容与原来相同，没有需要更正的内容。");
        assert_eq!(silent, "reason：请填写更正证书的原因，以便日后查对。");
        assert_eq!(app.certificates("陈静")[0].details.approved_on.unwrap().to_string(), "2023-06-18");
        assert!(app.history_of("陈静").pop().unwrap().1.contains("批准日期录错"));
    }

    fn certificates_of_another_office_do_not_exist(app: TestApp) {
        app.with_two_townships();
        let id = enter(&app, &gunan(&app), "assistant");
        let shihao = viewer(Role::Hr, Some(app.unit("石壕镇")));
        let person = app.person("陈静").id;

        let outcomes = [
            add(&app.app, &shihao, person, &certificate("senior", ""), &app.occasion()).map(drop),
            correct(&app.app, &shihao, id, 1, &certificate("senior", ""), "录错", &app.occasion()),
            register_certificate(&app.app, &shihao, id, 1, &registration("first", "", "2025-01-01", ""), &app.occasion()).map(drop),
        ];

        for outcome in outcomes {
            assert!(matches!(outcome, Err(ChangeError::NotFound)), "{outcome:?}");
        }
    }
}
