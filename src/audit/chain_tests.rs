//! The chain by itself: what breaks it and what does not.

use proptest::prelude::*;

use super::*;

fn line(id: i64, person: i64) -> SealedLine {
    let after = format!("{{\"name\":\"{id}\"}}");
    SealedLine {
        id,
        occurred_at: chrono::NaiveDate::from_ymd_opt(2026, 3, 9)
            .unwrap()
            .and_hms_opt(2, 0, 0)
            .unwrap(),
        actor: "甲".to_owned(),
        origin: "web".to_owned(),
        import_batch_id: None,
        person_id: Some(person),
        entity: "person".to_owned(),
        entity_id: person,
        action: "changed".to_owned(),
        before: None,
        payload_hash: payload_hash(None, Some(&after)),
        after: Some(after),
        account_id: Some(7),
        address: Some("10.0.0.1".to_owned()),
        on_behalf_of_id: None,
        request_id: None,
        erased_by_id: None,
    }
}

fn lines(count: i64) -> Vec<SealedLine> {
    (1..=count).map(|id| line(id, id)).collect()
}

fn sealed(lines: &[SealedLine]) -> Vec<Seal> {
    let mut previous = BEGINNING.to_owned();
    (1..)
        .zip(lines)
        .map(|(sequence, line)| {
            previous = seal(&previous, line);
            Seal {
                sequence,
                history_id: line.id,
                chain_hash: previous.clone(),
            }
        })
        .collect()
}

fn check(seals: &[Seal], lines: &[SealedLine], erasures: Erasures) -> ChainReport {
    let mut walk = Walk::new(erasures);
    for seal in seals {
        let line = lines.iter().find(|line| line.id == seal.history_id);
        walk.step(seal.clone(), line);
    }
    walk.report
}

#[test]
fn an_untouched_chain_holds() {
    let lines = lines(20);

    let report = check(&sealed(&lines), &lines, Erasures::new());

    assert!(report.holds());
    assert_eq!(report.seals, 20);
    assert_eq!(report.end.unwrap().sequence, 20);
}

#[test]
fn one_altered_line_is_one_finding() {
    let mut lines = lines(20);
    let seals = sealed(&lines);
    lines[6].actor = "乙".to_owned();

    let report = check(&seals, &lines, Erasures::new());

    assert_eq!(
        report.findings,
        [Finding::LineChanged {
            line: 7,
            sequence: 7
        }]
    );
}

#[test]
fn two_lines_that_changed_places_are_both_named() {
    let mut lines = lines(5);
    let seals = sealed(&lines);
    lines[1].id = 4;
    lines[3].id = 2;

    let report = check(&seals, &lines, Erasures::new());

    assert_eq!(report.found, 2);
    assert!(report.findings.iter().all(|finding| matches!(
        finding,
        Finding::LineChanged {
            line: 2 | 4,
            sequence: 2 | 4
        }
    )));
}

#[test]
fn missing_lines_and_missing_seals_are_told_apart() {
    let lines = lines(9);
    let mut seals = sealed(&lines);
    seals.drain(3..5);

    let report = check(&seals, &lines[1..], Erasures::new());

    assert_eq!(
        report.findings,
        [
            Finding::LineMissing {
                line: 1,
                sequence: 1
            },
            Finding::SealsMissing { first: 4, last: 5 },
        ]
    );
}

#[test]
fn a_payload_may_go_only_with_a_ground_that_names_the_person_and_came_later() {
    let mut lines = lines(4);
    let seals = sealed(&lines);
    let ground = |line: i64, person: i64| Erasures::from([(line, HashSet::from([person]))]);
    lines[1].before = None;
    lines[1].after = None;

    lines[1].erased_by_id = Some(4);
    assert!(check(&seals, &lines, ground(4, 2)).holds());
    assert_eq!(check(&seals, &lines, ground(4, 2)).erased, 1);
    for wrong in [ground(4, 3), ground(3, 2), Erasures::new()] {
        assert_eq!(
            check(&seals, &lines, wrong).findings,
            [Finding::ErasedWithoutGround { line: 2 }]
        );
    }
    lines[1].erased_by_id = Some(1);
    assert!(!check(&seals, &lines, ground(1, 2)).holds());
    lines[1].erased_by_id = None;
    assert!(!check(&seals, &lines, ground(4, 2)).holds());
}

proptest! {
    #[test]
    fn any_change_of_any_sealed_field_is_seen(at in 0_usize..8, field in 0_usize..13) {
        let mut lines = lines(8);
        let seals = sealed(&lines);
        let touched = &mut lines[at];
        match field {
            0 => touched.occurred_at += chrono::TimeDelta::seconds(1),
            1 => touched.actor.push('x'),
            2 => touched.origin.push('x'),
            3 => touched.import_batch_id = Some(1),
            4 => touched.person_id = None,
            5 => touched.entity.push('x'),
            6 => touched.entity_id += 1,
            7 => touched.action = "removed".to_owned(),
            8 => touched.payload_hash = payload_hash(None, None),
            9 => touched.account_id = None,
            10 => touched.address = None,
            11 => touched.on_behalf_of_id = Some(1),
            _ => touched.request_id = Some(String::new()),
        }

        let report = check(&seals, &lines, Erasures::new());

        let seen = report.findings.contains(&Finding::LineChanged {
            line: seals[at].history_id,
            sequence: seals[at].sequence,
        });
        prop_assert!(seen);
    }

    #[test]
    fn an_altered_payload_is_seen(at in 0_usize..8, text in ".{0,20}") {
        let mut lines = lines(8);
        let seals = sealed(&lines);
        prop_assume!(lines[at].after.as_deref() != Some(text.as_str()));
        lines[at].after = Some(text);

        let report = check(&seals, &lines, Erasures::new());

        prop_assert_eq!(report.findings, [Finding::PayloadChanged { line: at as i64 + 1 }]);
    }
}
