//! Reimbursement policies and exam fees.

use super::{PolicyEntry, PolicySection, fact, joined, yuan};
use crate::policy::{Policies, ReimbursementGroup, ReimbursementPolicy};

pub(super) fn reimbursements(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    for policy in policies.all_reimbursements() {
        entries.push(PolicyEntry::new(
            PolicySection::Reimbursement,
            &policy.id,
            policy.name.clone(),
            &policy.region,
            Some(policy.validity),
            facts(policy),
            &policy.source,
        ));
    }
}

fn facts(policy: &ReimbursementPolicy) -> Vec<(String, String)> {
    let mut facts = vec![fact(
        "报销的费用",
        joined(policy.kinds.iter().map(|kind| kind.label())),
    )];
    facts.extend(policy.groups.iter().map(group));
    if let Some(times) = policy.max_times_per_level {
        facts.push(fact("次数", format!("同一级别至多{times}次")));
    }
    for (kind, cents) in &policy.caps_cents {
        facts.push(fact(kind.label(), format!("每次至多{}", yuan(*cents))));
    }
    if let Some(days) = policy.days_after_event {
        facts.push(fact("申请期限", format!("条件具备后{days}天内")));
    }
    for (name, day) in [
        ("当年报销截止", policy.fiscal_close),
        ("跨年补报截止", policy.carry_over_until),
    ] {
        if let Some((month, day)) = day {
            facts.push(fact(name, format!("{month}月{day}日")));
        }
    }
    if policy.invoice_title_must_be_unit {
        facts.push(fact("发票抬头", "必须是所在单位（考试费除外）"));
    }
    facts
}

fn group(group: &ReimbursementGroup) -> (String, String) {
    let mut who = joined(group.unit_kinds.iter().map(|kind| kind.label()));
    if !group.employment_kinds.is_empty() {
        let kinds = joined(group.employment_kinds.iter().map(|kind| kind.label()));
        who = format!("{who}的{kinds}");
    }
    let paid = if group.covered {
        format!("{}报销", group.reimburse_on.label())
    } else {
        "不报销".to_owned()
    };
    let told = match &group.note {
        Some(note) => format!("{paid}。{note}"),
        None => paid,
    };
    (who, told)
}

pub(super) fn fees(policies: &Policies, entries: &mut Vec<PolicyEntry>) {
    for fees in policies.all_fees() {
        let mut facts = vec![
            fact("客观题每科", yuan(fees.objective_cents)),
            fact("主观题每科（助理、中级）", yuan(fees.subjective_cents)),
            fact("高级", yuan(fees.senior_cents)),
        ];
        if fees.archive_fee_cents > 0 {
            facts.push(fact(
                "考试成绩档案管理费",
                format!(
                    "{}，报名时一并收取；除前{}个考试年度在本考区没有报考记录的社会工作师考生外，考前退还",
                    yuan(fees.archive_fee_cents),
                    fees.archive_record_years
                ),
            ));
        }
        entries.push(PolicyEntry::new(
            PolicySection::ExamFees,
            &fees.area,
            format!("{}考试收费", fees.area),
            &fees.area,
            Some(fees.validity),
            facts,
            &fees.source,
        ));
    }
}
