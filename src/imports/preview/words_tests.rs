use super::*;
use crate::intake::Who;

fn speaker() -> Speaker {
    Speaker {
        tree: UnitTree::default(),
        imagined_units: HashMap::new(),
        years: HashMap::new(),
        zone: chrono_tz::Asia::Shanghai,
    }
}

fn change(entity: Entity, before: Option<&str>, after: &str) -> Change {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    Change {
        person: None,
        entity,
        entity_id: 7,
        action: match before {
            Some(_) => Action::Changed,
            None => Action::Created,
        },
        before: before.map(read),
        after: Some(read(after)),
    }
}

fn words(change: Change) -> (String, Vec<String>) {
    let row = speaker().row(PlannedRow {
        place: None,
        who: Who::default(),
        changes: vec![change],
    });
    let thing = &row.things[0];
    let values = thing.values.iter();
    (
        thing.what.clone(),
        values
            .map(|value| format!("{} {}", value.label, value.in_words()))
            .collect(),
    )
}

#[test]
fn a_change_tells_only_what_differs_old_before_new_and_masks_the_mobile() {
    let told = words(change(
        Entity::Person,
        Some(r#"{"name":"陈静","mobile":"13800000001","education":"bachelor","email":"a@b.cn"}"#),
        r#"{"name":"陈静","mobile":"13900000001","education":"master","email":null}"#,
    ));

    assert_eq!(told.0, "将修改人员");
    assert_eq!(
        told.1,
        [
            "联系电话 138****0001 → 139****0001",
            "电子邮箱 a@b.cn → （空）",
            "学历 本科 → 硕士研究生",
        ]
    );
}

#[test]
fn a_training_has_a_first_and_a_last_day_and_figures_with_their_unit() {
    let told = words(change(
        Entity::TrainingRecord,
        None,
        r#"{"title":"督导实务","first_day":"2026-03-02","last_day":"2026-03-03","days_hundredths":150,"hours_hundredths":1200,"mode":"in_person","kind":"training","title_key":"x"}"#,
    ));

    assert_eq!(told.0, "将新增培训记录");
    assert_eq!(
        told.1[1..5],
        [
            "开始日期 2026-03-02",
            "结束日期 2026-03-03",
            "天数 1.5 天",
            "学时 12 学时"
        ]
    );
}

#[test]
fn a_unit_that_the_file_makes_is_known_to_its_later_rows() {
    let mut speaker = speaker();
    let unit = change(
        Entity::Unit,
        None,
        r#"{"name":"溪山村","path":"綦江区/石壕镇/溪山村","kind":"village"}"#,
    );
    let person = change(Entity::Person, None, r#"{"name":"陈静","unit_id":7}"#);

    let row = speaker.row(PlannedRow {
        place: None,
        who: Who {
            name: "陈静".to_owned(),
            ..Who::default()
        },
        changes: vec![unit, person],
    });

    assert_eq!(row.unit, "綦江区/石壕镇/溪山村");
    assert_eq!(
        row.things[1].values,
        [],
        "who is new is named beside the row"
    );
}
