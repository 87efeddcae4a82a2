//! Units: made where a sheet names them first, below the township their name begins
//! with; found again by every honest way of writing them.

use shegong::intake::ImportKind;

use super::{counts, refusal};
use crate::harness::{TestApp, id_number, xlsx};

fn with_unit(app: &TestApp, unit: &str) -> shegong::intake::ImportReport {
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位"],
        &[&["张三", &id_number(1), unit]],
    )
}

fn units(app: &TestApp) -> Vec<String> {
    app.texts("SELECT path || ' ' || kind AS text FROM units ORDER BY path")
}

on_both_databases! {
    fn a_village_is_made_below_the_township_that_its_name_begins_with(app: TestApp) {
        let report = with_unit(&app, "石壕镇溪山村");

        let made = units(&app);
        assert_eq!(made.len(), 3, "{made:?}");
        assert_eq!(made[..2], ["綦江区 district", "綦江区/石壕镇 township"]);
        assert!(made[2].starts_with("綦江区/石壕镇/") && made[2].ends_with("溪山村 village"), "{made:?}");
        for unit in ["石壕镇", "溪山村"] {
            assert!(report.notices.iter().any(|notice| notice.contains(unit)), "{:?}", report.notices);
        }
    }

    fn any_other_unit_is_made_below_the_region_its_kind_guessed(app: TestApp) {
        for (unit, kind) in [
            ("綦江区民政局", "organ"),
            ("阳光社会工作服务中心", "agency"),
            ("綦江中学", "school"),
            ("区人民医院", "hospital"),
            ("社会工作协会", "association"),
            ("古南街道", "township"),
        ] {
            with_unit(&app, unit);
            assert!(
                units(&app).contains(&format!("綦江区/{unit} {kind}")),
                "{unit}: {:?}", units(&app)
            );
        }
    }

    fn a_unit_of_one_name_in_two_townships_is_refused_with_the_candidates(app: TestApp) {
        app.import_rows(ImportKind::Units, &["单位名称", "上级单位"], &[
            &["新建社区", "石壕镇"], &["新建社区", "扶欢镇"],
        ]);
        let before = app.contents();

        let report = with_unit(&app, "新建社区");

        assert_eq!(counts(&report), [0, 0, 0, 1]);
        let (column, message) = refusal(&report);
        assert_eq!(column, "单位");
        assert!(message.contains("石壕镇") && message.contains("扶欢镇"), "{message}");
        assert!(app.contents() == before);
        let report = with_unit(&app, "綦江区/扶欢镇/新建社区");
        assert_eq!(counts(&report), [1, 0, 0, 0], "{report:?}");
    }

    fn a_parent_may_stand_below_its_child_in_the_sheet(app: TestApp) {
        let headings = ["单位名称", "上级单位", "类别", "职工人数", "是否设社会工作室"];
        let rows: &[&[&str]] = &[
            &["溪山村", "石壕镇", "村", "7", "是"],
            &["石壕镇", "", "街镇", "60", "否"],
        ];
        let path = app.file("units.xlsx", xlsx(&headings, rows));

        let report = app.import(ImportKind::Units, &path);

        assert_eq!(counts(&report), [2, 0, 0, 0], "{report:?}");
        assert_eq!(units(&app), [
            "綦江区 district", "綦江区/石壕镇 township", "綦江区/石壕镇/溪山村 village"
        ]);
        let again = app.import(ImportKind::Units, &path);
        assert_eq!(counts(&again), [0, 0, 2, 0]);
    }

    fn a_village_is_found_with_and_without_its_township_before_it(app: TestApp) {
        app.import_rows(ImportKind::Units, &["单位名称", "上级单位"], &[&["溪山村", "石壕镇"]]);
        let before = units(&app);

        for name in ["溪山村", "石壕镇溪山村", "綦江区石壕镇溪山村", "石壕镇/溪山村", " 溪山村 "] {
            with_unit(&app, name);
            assert_eq!(units(&app), before, "{name}");
        }
    }

    fn a_village_that_the_roster_made_is_the_one_that_the_list_of_units_names(app: TestApp) {
        with_unit(&app, "石壕镇溪山村");
        let before = units(&app);

        for name in ["石壕镇溪山村", "綦江区石壕镇溪山村", "石壕镇 溪山村"] {
            with_unit(&app, name);
            assert_eq!(units(&app), before, "{name}");
        }
        app.import_rows(ImportKind::Units, &["单位名称", "上级单位", "联系人"], &[&["溪山村", "石壕镇", "王五"]]);
        assert_eq!(units(&app).len(), 3, "{:?}", units(&app));
    }

    fn the_same_unit_with_other_values_is_refused_within_a_file_and_changed_from_another(app: TestApp) {
        let headings = ["单位名称", "上级单位", "联系人"];

        let report = app.import_rows(ImportKind::Units, &headings, &[
            &["溪山村", "石壕镇", "王五"], &["溪山村", "石壕镇", "赵六"],
        ]);
        assert_eq!(counts(&report), [1, 0, 0, 1]);
        assert!(refusal(&report).1.contains("第2行"));

        let report = app.import_rows(ImportKind::Units, &headings, &[&["溪山村", "石壕镇", "赵六"]]);
        assert_eq!(counts(&report), [0, 1, 0, 0]);
        let before = app.texts("SELECT before AS text FROM history WHERE entity = 'unit' AND action = 'changed'");
        assert!(before.last().unwrap().contains("王五"), "{before:?}");
        let report = app.import_rows(ImportKind::Units, &headings, &[&["溪山村", "石壕镇", ""]]);
        assert_eq!(counts(&report), [0, 0, 1, 0]);
    }

    fn a_file_of_another_region_makes_its_own_district(app: TestApp) {
        with_unit(&app, "石壕镇溪山村");
        let path = app.file("other.xlsx", xlsx(
            &["姓名", "身份证号", "单位"], &[&["李四", &id_number(2), "昌元街道宝城社区"]],
        ));

        let report = app.import_in(ImportKind::People, &path, "荣昌区", false).unwrap();

        assert_eq!(counts(&report), [1, 0, 0, 0]);
        let made = units(&app);
        assert!(made.contains(&"荣昌区/昌元街道 township".to_owned()), "{made:?}");
        assert!(made.iter().any(|unit| unit.starts_with("荣昌区/昌元街道/")), "{made:?}");
    }
}
