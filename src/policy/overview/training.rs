//! Training rules and targets.

use super::{PolicyEntry, PolicySection, fact, joined, plain_amount};
use crate::calendar::chinese_day;
use crate::policy::{Cap, HoursPerDay, Policies, TargetAmount, TargetGroup, TrainingRule};
use crate::training::WindowKind;

pub(super) fn rules(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    for rule in policies.all_training_rules() {
        entries.push(PolicyEntry::new(
            PolicySection::TrainingRule,
            &rule.id,
            rule.name.clone(),
            &rule.region,
            Some(rule.validity),
            facts(rule),
            &rule.source,
        ));
    }
}

fn facts(rule: &TrainingRule) -> Vec<(String, String)> {
    let unit = rule.unit.label();
    let mut facts: Vec<(String, String)> = rule
        .required
        .iter()
        .map(|(level, amount)| {
            let analogy = if rule.by_analogy.contains(level) {
                "（比照推定）"
            } else {
                ""
            };
            fact(
                level.label(),
                format!("{}{unit}{analogy}", plain_amount(*amount)),
            )
        })
        .collect();
    facts.push(fact(
        "周期",
        match rule.window {
            WindowKind::Registration => {
                format!("登记有效期；没有登记的按截至当日的{}年滚动计算", rule.years)
            }
            WindowKind::Rolling => format!("截至当日的{}年滚动计算", rule.years),
        },
    ));
    facts.push(fact(
        "一天折合",
        rule.hours_per_day
            .iter()
            .map(hours)
            .collect::<Vec<_>>()
            .join("；"),
    ));
    facts.push(fact(
        "计入的类别",
        joined(rule.kinds.iter().map(|kind| kind.label())),
    ));
    if !rule.caps.is_empty() {
        let caps: Vec<String> = rule.caps.iter().map(|one| cap(one, unit)).collect();
        facts.push(fact("上限", caps.join("；")));
    }
    if let Some(amount) = rule.degree_amount {
        facts.push(fact(
            "取得社会工作学历",
            format!("一次计{}{unit}", plain_amount(amount)),
        ));
    }
    facts.push(fact(
        "快到期",
        format!("周期结束前不足{}天仍未完成", rule.due_soon_days),
    ));
    facts
}

fn hours(line: &HoursPerDay) -> String {
    let hours = plain_amount(line.hours);
    match (line.from, line.to) {
        (None, None) => format!("{hours}学时"),
        (Some(from), None) => format!("{}起{hours}学时", chinese_day(from)),
        (None, Some(to)) => format!("{}以前{hours}学时", chinese_day(to)),
        (Some(from), Some(to)) => {
            format!("{}至{}{hours}学时", chinese_day(from), chinese_day(to))
        }
    }
}

fn cap(cap: &Cap, unit: &str) -> String {
    let kinds = joined(cap.kinds.iter().map(|kind| kind.label()));
    let modes = joined(cap.modes.iter().map(|mode| mode.label()));
    let what = match (kinds.is_empty(), modes.is_empty()) {
        (true, true) => "全部".to_owned(),
        (false, true) => kinds,
        (true, false) => modes,
        (false, false) => format!("{modes}的{kinds}"),
    };
    format!("{what}合计至多计{}{unit}", plain_amount(cap.at_most))
}

pub(super) fn targets(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    for policy in policies.all_targets() {
        let mut facts: Vec<(String, String)> = policy
            .groups
            .iter()
            .map(|group| fact(&group.name, target(group)))
            .collect();
        if let Some(total) = policy.total_people {
            facts.push(fact("全区持证人数", format!("{total}人以上")));
        }
        if let Some(agencies) = policy.agencies {
            facts.push(fact("民办社工机构", format!("不少于{agencies}家")));
        }
        if let Some(due) = policy.due_on {
            facts.push(fact("完成时限", chinese_day(due)));
        }
        facts.push(fact(
            "算持证的级别",
            joined(policy.levels.iter().map(|level| level.label())),
        ));
        entries.push(PolicyEntry::new(
            PolicySection::CertifiedTarget,
            &policy.id,
            policy.name.clone(),
            &policy.region,
            Some(policy.validity),
            facts,
            &policy.source,
        ));
    }
}

fn target(group: &TargetGroup) -> String {
    let amount = match group.amount {
        TargetAmount::People(people) => format!("每个单位{people}人以上"),
        TargetAmount::ShareOfStaff(share) => {
            format!("职工的{}/{}以上", share.numer(), share.denom())
        }
        TargetAmount::None => "没有人数目标".to_owned(),
    };
    match &group.note {
        Some(note) => format!("{amount}。{note}"),
        None => amount,
    }
}
