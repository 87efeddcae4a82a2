//! What is erased is wanted by two: who orders, and who confirms.

use actix_web::http::StatusCode;

use super::*;
use crate::harness::Visitor;

on_both_databases! {
    fn nothing_goes_on_one_word_alone(app: TestApp) {
        district(&app);
        let today = on(&app, day(2025, 1, 1));
        let given = order(&today, &[PersonId(1)], None, &occasion(&today)).unwrap();

        assert!(run_confirmed(&today, &occasion(&today)).unwrap().is_empty());
        assert!(look(&today).is_empty(), "what is ordered is not asked about again");

        confirm(&today, &second(), given, &occasion(&today)).unwrap();
        assert!(matches!(confirm(&today, &second(), given, &occasion(&today)), Err(RetentionError::NotWaiting)));
        assert_eq!(run_confirmed(&today, &occasion(&today)).unwrap()[0].people, 1);
    }

    fn whoever_ordered_does_not_confirm_and_another_officer_does(app: TestApp) {
        district(&app);
        run(&app, "UPDATE people SET left_on = '2018-01-31' WHERE id = 1");
        let township = app.unit("石壕镇");
        let mut first = Visitor::with_role(&app, Role::District, None);
        let mut other = Visitor::with_role(&app, Role::District, Some(township));
        let mut auditor = Visitor::with_role(&app, Role::Auditor, None);
        let mut admin = Visitor::with_role(&app, Role::Admin, None);
        let ticked = [("understood", "1")];

        let page = first.get("/retention").text();
        assert!(page.contains("赵离") && !page.contains(" checked"), "nothing is ticked beforehand");
        let given = first.post("/retention/orders", &[("person", "1"), ("understood", "1")]);
        assert_eq!(given.location(), "/retention/orders/1");
        assert!(first.get("/retention/orders/1").text().contains("请另一位有清理权限的人员"));
        let confirmation = "/retention/orders/1/confirmation";
        assert_eq!(first.post(confirmation, &ticked).status, StatusCode::CONFLICT);
        assert_eq!(admin.get("/retention/orders/1").status, StatusCode::NOT_FOUND, "there is another officer");
        assert_eq!(admin.post(confirmation, &ticked).status, StatusCode::NOT_FOUND);
        assert!(!admin.get("/retention").text().contains("赵离"));
        let read = auditor.get("/retention/orders/1").text();
        assert!(read.contains("赵离") && !read.contains(confirmation) && !read.contains("/withdrawal"));
        assert!(!auditor.get("/retention").text().contains("type=\"checkbox\""));
        assert_eq!(auditor.post(confirmation, &ticked).status, StatusCode::FORBIDDEN);

        let hasty = other.post(confirmation, &[]);
        assert_eq!(hasty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(hasty.text().contains("understood-error"));
        assert_eq!(other.post(confirmation, &ticked).location(), "/retention");
        assert!(first.get("/retention").text().contains("已复核，待执行"));
        let told = app.texts("SELECT before || ' ' || after AS text FROM history WHERE entity = 'purge_order' AND action = 'changed'");
        assert!(told[0].contains("ordered") && told[0].contains("confirmed_by"), "{told:?}");
    }

    fn the_administrator_is_the_second_where_there_is_no_other_officer(app: TestApp) {
        district(&app);
        run(&app, "UPDATE people SET left_on = '2018-01-31' WHERE id = 1");
        let (far, left) = (app.unit("石壕镇"), app.person("赵离").id);
        // Nobody who could look at this list: another township's, and one who has left.
        let elsewhere = app.import_rows(ImportKind::Units, &["单位名称"], &[&["扶欢镇"]]);
        assert_eq!(elsewhere.new, 1);
        drop(Visitor::with_role(&app, Role::District, Some(app.unit("扶欢镇"))));
        run(&app, "INSERT INTO account_roles (account_id, role, unit_id, created_at) SELECT id, 'district', NULL, created_at FROM accounts WHERE person_id = 1");
        let mut only = Visitor::with_role(&app, Role::District, Some(far));
        let mut admin = Visitor::with_role(&app, Role::Admin, None);

        only.post("/retention/orders", &[("person", &left.to_string()), ("understood", "1")]);

        assert!(only.get("/retention/orders/1").text().contains("请系统管理员"));
        assert_eq!(only.post("/retention/orders/1/confirmation", &[("understood", "1")]).status, StatusCode::CONFLICT);
        assert!(admin.get("/retention/orders/1").text().contains("赵离"));
        assert_eq!(admin.post("/retention/orders/1/confirmation", &[("understood", "1")]).location(), "/retention");
        assert_eq!(run_confirmed(&app.app, &app.occasion()).unwrap()[0].people, 1);
        assert_eq!(admin.get("/retention/orders/1").status, StatusCode::NOT_FOUND, "it waits for nobody");
    }
}
