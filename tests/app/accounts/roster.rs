//! Accounts for a whole roster: whole after any interruption, printed once per person.

use std::ops::ControlFlow;

use shegong::accounts::actions::{Delivery, issue_for_unit, reset_with_link, take_slips};
use shegong::accounts::print::slips_pdf;

use super::*;
use crate::harness::link_in;

const PEOPLE: u32 = 120;

/// The name of a person by number.
fn name(number: u32) -> String {
    const CHARACTERS: [char; 12] = [
        '芳', '敏', '静', '丽', '强', '磊', '军', '洋', '勇', '艳', '杰', '娟',
    ];
    let at = |place: u32| CHARACTERS[usize::try_from(place % 12).unwrap()];
    format!("王{}{}", at(number / 12), at(number))
}

/// 120 people in one township, every third with a mail address.
fn with_a_township(app: &TestApp) {
    let rows: Vec<[String; 5]> = (1..=PEOPLE)
        .map(|number| {
            let address = if number % 3 == 0 {
                format!("p{number}@example.test")
            } else {
                String::new()
            };
            [
                name(number),
                id_number(number),
                "綦江区/石壕镇".to_owned(),
                format!("138{number:08}"),
                address,
            ]
        })
        .collect();
    let cells: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位", "手机号", "电子邮箱"],
        &rows,
    );
}

on_both_databases! {
    fn an_interrupted_run_goes_on_with_whoever_is_left_and_every_slip_opens(app: TestApp) {
        with_a_township(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let hr = acting(&app, "hr", Role::Hr, Some(town));
        let mut told = Vec::new();

        let stopped = issue_for_unit(&app.app, &hr, town, Delivery::Slips, &app.occasion(), &mut |done, total| {
            told.push((done, total));
            if done >= 50 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }).unwrap();
        assert!(stopped.stopped);
        assert_eq!((stopped.made, told.as_slice()), (50, &[(0, 120), (50, 120)][..]));
        let rest = issue_for_unit(&app.app, &hr, town, Delivery::Slips, &app.occasion(), &mut |_, _| ControlFlow::Continue(())).unwrap();
        assert_eq!((rest.made, rest.stopped), (70, false));
        let none = issue_for_unit(&app.app, &hr, town, Delivery::Slips, &app.occasion(), &mut |_, _| ControlFlow::Continue(())).unwrap();
        assert_eq!(none.made, 0);

        let slips = take_slips(&app.app, &hr, town, &app.occasion()).unwrap();
        assert_eq!(slips.len(), 120);
        let slip = slips.iter().find(|slip| slip.name == name(7)).unwrap();
        assert!(enter(&app, "13800000007", &slip.password, after(&app, 0)).is_ok());
        let stored = app.texts("SELECT password_cipher AS text FROM password_slips");
        assert!(stored.iter().all(|cipher| !cipher.contains(&slip.password)));
        let pdf = slips_pdf(&app.app, slips, app.app.now()).unwrap();
        assert!(pdf.starts_with(b"%PDF"));
        let text = pdf_extract::extract_text_from_mem(&pdf).unwrap();
        assert!(text.contains("本人手机号或身份证号"), "{text}");
        assert_eq!(history(&app, "printed").len(), 1);
    }

    fn whoever_has_an_address_sets_the_first_password_by_a_link(app: TestApp) {
        with_a_township(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let hr = acting(&app, "hr", Role::Hr, Some(town));

        let issued = issue_for_unit(&app.app, &hr, town, Delivery::MailWherePossible, &app.occasion(), &mut |_, _| ControlFlow::Continue(())).unwrap();

        assert_eq!((issued.made, issued.mailed), (120, 40));
        assert_eq!(take_slips(&app.app, &hr, town, &app.occasion()).unwrap().len(), 80);
        let letters = app.letters();
        let mail = letters.iter().find(|mail| mail.to_address == "p3@example.test").unwrap();
        assert!(mail.text.contains("石壕镇为您开通了账号"), "{}", mail.text);
        let link = link_in(mail);
        assert!(enter(&app, "13800000003", "", after(&app, 0)).is_err());
        reset_with_link(&app.app, &link, GOOD, GOOD, "", after(&app, 6 * 86_400)).unwrap();
        assert!(enter(&app, "13800000003", GOOD, after(&app, 6 * 86_400)).is_ok());
    }

    fn slips_are_for_the_units_within_reach_for_a_week_and_until_they_are_used(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        let town = unit(&app, "綦江区/石壕镇");
        let hr = acting(&app, "hr", Role::Hr, Some(town));
        let (_, li) = (issued(&app, &admin, "张三"), issued(&app, &admin, "李四"));
        issued(&app, &admin, "王五");

        let names = |viewer: &Viewer, unit: UnitId, seconds: i64| {
            let at = shegong::audit::Occasion { now: after(&app, seconds), ..app.occasion() };
            take_slips(&app.app, viewer, unit, &at).map(|slips| slips.into_iter().map(|slip| slip.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&hr, town, 0).unwrap(), ["张三", "李四"]);
        assert!(matches!(names(&hr, unit(&app, "綦江区"), 0), Err(AccountRefusal::NotFound)));
        // Who became more than a worker is no longer on a slip that HR prints.
        let role = RoleAt { role: Role::Approver, unit: Some(town) };
        shegong::accounts::actions::grant_role(&app.app, &admin, li.account, role, true, &app.occasion()).unwrap();
        assert_eq!(names(&hr, town, 0).unwrap(), ["张三"]);
        assert_eq!(names(&hr, town, 7 * 86_400 + 1).unwrap(), Vec::<String>::new());
        assert!(app.texts("SELECT password_cipher AS text FROM password_slips").is_empty());
    }

    fn leavers_get_no_account(app: TestApp) {
        with_people(&app);
        let admin = administrator(&app);
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "单位", "离职日期"],
            &[&["张三", &id_number(1), "綦江区/石壕镇", "2026-03-08"]],
        );

        let told = refused(issue_account(&app.app, &admin, person(&app, "张三"), &app.occasion()));
        assert!(told.contains("张三已离职"), "{told}");
        let whole = unit(&app, "綦江区");
        let issued = issue_for_unit(&app.app, &acting(&app, "hr", Role::Hr, Some(whole)), whole, Delivery::Slips, &app.occasion(), &mut |_, _| ControlFlow::Continue(())).unwrap();
        assert_eq!(issued.made, 2);
        let twice = refused(issue_account(&app.app, &admin, person(&app, "李四"), &app.occasion()));
        assert!(twice.contains("李四已有账号"), "{twice}");
    }
}
