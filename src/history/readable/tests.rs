//! Lines of the history as an office reads them.

use super::*;

fn line(entity: Entity, before: Option<&str>, after: Option<&str>) -> Line {
    Line {
        id: 1,
        occurred_at: chrono::NaiveDate::from_ymd_opt(2026, 3, 9)
            .unwrap()
            .and_hms_opt(2, 0, 0)
            .unwrap(),
        actor: "甲".to_owned(),
        origin: "web".to_owned(),
        import_batch_id: None,
        person_id: None,
        entity,
        entity_id: 1,
        action: Action::Changed,
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
        payload_hash: String::new(),
        account_id: None,
        address: None,
        on_behalf_of_id: None,
        request_id: None,
        erased_by_id: None,
    }
}

fn read(line: &Line) -> Vec<(String, String, String)> {
    let tree = UnitTree::new(Vec::new());
    let policies = Policies::embedded().unwrap();
    let names = Names {
        tree: &tree,
        zone: chrono_tz::Asia::Shanghai,
        programs_in_full: false,
        policies: &policies,
    };
    match told(line, names) {
        Told::Changes(changes) => changes
            .into_iter()
            .map(|change| (change.field, change.before, change.after))
            .collect(),
        Told::Erased(_) | Told::Nothing => Vec::new(),
    }
}

#[test]
fn only_what_differs_is_told_in_chinese_words() {
    let changed = line(
        Entity::TrainingRecord,
        Some(
            r#"{"title":"社工实务","title_key":"a","days_hundredths":150,"state":"pending","mode":null}"#,
        ),
        Some(
            r#"{"title":"社工实务","title_key":"b","days_hundredths":200,"state":"recognised","mode":"online"}"#,
        ),
    );

    let told = read(&changed);
    let row = |field: &str, before: &str, after: &str| {
        (field.to_owned(), before.to_owned(), after.to_owned())
    };
    assert_eq!(
        told,
        [
            row("天数", "1.5", "2"),
            row("方式", "", "线上"),
            row("状态", "待审核", "已认定"),
        ]
    );
}

#[test]
fn money_and_instants_are_told_as_everywhere() {
    let paid = line(
        Entity::Entry,
        None,
        Some(r#"{"paid_cents":140950,"paid_at":"2026-03-09T02:00:00","subjects":["practice"]}"#),
    );

    let told = read(&paid);

    assert!(told.iter().any(|(_, _, after)| after == "¥1,409.50"));
    assert!(told.iter().any(|(_, _, after)| after == "2026-03-09 10:00"));
    assert!(told.iter().any(|(_, _, after)| after == "社会工作实务"));
}

#[test]
fn a_word_alone_is_a_state() {
    let order = line(
        Entity::PurgeOrder,
        Some(r#""confirmed""#),
        Some(r#""withdrawn""#),
    );

    assert_eq!(
        read(&order),
        [(
            "状态".to_owned(),
            "已复核，待执行".to_owned(),
            "已撤回".to_owned()
        )]
    );
}

#[test]
fn an_erased_payload_names_its_ground() {
    let mut erased = line(Entity::Person, None, None);
    erased.erased_by_id = Some(9);
    let tree = UnitTree::new(Vec::new());
    let policies = Policies::embedded().unwrap();
    let names = Names {
        tree: &tree,
        zone: chrono_tz::Asia::Shanghai,
        programs_in_full: false,
        policies: &policies,
    };

    assert_eq!(told(&erased, names), Told::Erased(9));
}
