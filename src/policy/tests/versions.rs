//! Versions added in the browser, laid over the files.

use num_rational::Ratio;

use super::{day, policies};
use crate::certificates::Level;
use crate::policy::rules::NewVersion;
use crate::policy::versions::AddedText;
use crate::policy::{Policies, TrainingRule};

fn rule(id: &str) -> TrainingRule {
    policies()
        .training_rule(id, day("2026-03-09"))
        .unwrap()
        .clone()
}

fn version(id: &str, from: &str, assistant: i64) -> TrainingRule {
    let mut rule = rule(id);
    rule.validity.from = day(from);
    rule.required
        .insert(Level::Assistant, Ratio::from_integer(assistant));
    rule.source.document = "新文件".to_owned();
    rule
}

fn with(rules: &[TrainingRule]) -> Policies {
    let added: Vec<AddedText> = rules
        .iter()
        .enumerate()
        .map(|(at, rule)| AddedText {
            name: format!("政策版本 第{at}号"),
            text: NewVersion::TrainingRule(Box::new(rule.clone())).text(),
        })
        .collect();
    Policies::load_with(None, &added).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What an assistant owes on a day, and who says so.
fn owed(policies: &Policies, on: &str) -> Option<(i64, String)> {
    let rule = policies.training_rule("qijiang-days", day(on))?;
    let amount = rule.required.get(&Level::Assistant)?.to_integer();
    Some((amount, rule.source.document.clone()))
}

#[test]
fn every_built_in_training_rule_and_reimbursement_is_read_back_as_it_was_written() {
    for rule in policies().all_training_rules() {
        let text = NewVersion::TrainingRule(Box::new(rule.clone())).text();
        let added = [AddedText {
            name: "新".to_owned(),
            text,
        }];
        let read = Policies::load_with(None, &added).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(
            read.all_training_rules(),
            policies().all_training_rules(),
            "{}",
            rule.id
        );
    }
    for policy in policies().all_reimbursements() {
        let text = NewVersion::Reimbursement(Box::new(policy.clone())).text();
        let added = [AddedText {
            name: "新".to_owned(),
            text,
        }];
        let read = Policies::load_with(None, &added).unwrap_or_else(|e| panic!("{e}"));
        let mut sorted: Vec<_> = read.all_reimbursements().to_vec();
        let mut known: Vec<_> = policies().all_reimbursements().to_vec();
        sorted.sort_by(|a, b| a.id.cmp(&b.id).then(a.validity.from.cmp(&b.validity.from)));
        known.sort_by(|a, b| a.id.cmp(&b.id).then(a.validity.from.cmp(&b.validity.from)));
        assert_eq!(sorted, known, "{}", policy.id);
    }
}

#[test]
fn from_its_first_day_on_the_new_version_holds_and_before_it_the_old_one() {
    let policies = with(&[version("qijiang-days", "2026-07-01", 14)]);

    assert_eq!(
        owed(&policies, "2026-06-30"),
        Some((12, "綦江民发〔2020〕60号".to_owned()))
    );
    assert_eq!(
        owed(&policies, "2026-07-01"),
        Some((14, "新文件".to_owned()))
    );
    assert_eq!(owed(&policies, "2019-12-31"), None);
}

#[test]
fn of_two_versions_with_the_same_first_day_the_one_added_later_holds() {
    let policies = with(&[
        version("qijiang-days", "2026-07-01", 14),
        version("qijiang-days", "2026-07-01", 13),
    ]);

    assert_eq!(owed(&policies, "2026-08-01").map(|one| one.0), Some(13));
}

#[test]
fn a_version_that_begins_earlier_ends_where_a_later_one_begins() {
    let policies = with(&[
        version("qijiang-days", "2026-07-01", 14),
        version("qijiang-days", "2026-05-01", 10),
    ]);

    for (on, amount) in [
        ("2026-04-30", 12),
        ("2026-05-01", 10),
        ("2026-06-30", 10),
        ("2026-07-01", 14),
    ] {
        assert_eq!(owed(&policies, on).map(|one| one.0), Some(amount), "{on}");
    }
}

#[test]
fn what_a_version_gets_wrong_is_told_and_nothing_is_half_read() {
    let mut moved = version("qijiang-days", "2026-07-01", 14);
    moved.region = "荣昌区".to_owned();
    let text = NewVersion::TrainingRule(Box::new(moved)).text();
    let added = [AddedText {
        name: "新版本".to_owned(),
        text,
    }];

    let problems = Policies::load_with(None, &added).unwrap_err();

    assert!(
        problems
            .0
            .iter()
            .any(|one| one.message.contains("适用地区")),
        "{problems}"
    );
}
