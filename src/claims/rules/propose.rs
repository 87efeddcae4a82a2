//! What the policy makes of an exam entry, and why, in one sentence.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{chinese_day, plus_days};
use crate::claims::{EntryFacts, Proposal, ProposalOutcome, ProposedLine};
use crate::exams::EntryState;
use crate::people::EmploymentKind;
use crate::policy::{ClaimKind, ReimburseOn, ReimbursementGroup, ReimbursementPolicy};
use crate::units::UnitKind;

/// What is proposed for an entry on `today`: the exam fee where the policy pays
/// it now, else why not. `policy` is the one in force for the person's region on
/// the day of the event; none = no policy.
pub fn propose(
    entry: &EntryFacts,
    policy: Option<&ReimbursementPolicy>,
    today: NaiveDate,
) -> Proposal {
    let mut proposal = blank(entry.employment, entry.unit_kind);
    let judged = once(entry)
        .and_then(|()| conditions(entry, policy, ClaimKind::ExamFee, today, &mut proposal))
        .and_then(|(policy, on)| {
            let amount_cents = amount(entry, policy, &mut proposal.flags)?;
            proposal.lines.push(ProposedLine {
                kind: ClaimKind::ExamFee,
                amount_cents,
            });
            Ok(proposed_reason(policy, on, amount_cents))
        });
    told(proposal, judged)
}

/// Whether the policy pays books or travel of an entry on `today`; how much is told by
/// the receipts, so no amount is proposed.
pub fn propose_further(
    entry: &EntryFacts,
    policy: Option<&ReimbursementPolicy>,
    kind: ClaimKind,
    today: NaiveDate,
) -> Proposal {
    let mut proposal = blank(entry.employment, entry.unit_kind);
    let judged = conditions(entry, policy, kind, today, &mut proposal).map(|(policy, on)| {
        format!(
            "{}，按《{}》凭票据报销{}。",
            condition(on),
            policy.name,
            kind.label()
        )
    });
    told(proposal, judged)
}

/// Nothing decided yet; the employment kind guessed where it is not known.
pub(super) fn blank(employment: Option<EmploymentKind>, unit_kind: UnitKind) -> Proposal {
    Proposal {
        outcome: ProposalOutcome::NotCovered,
        reason: String::new(),
        lines: Vec::new(),
        flags: Vec::new(),
        employment: employment.unwrap_or_else(|| guessed_employment(unit_kind)),
        employment_assumed: employment.is_none(),
        event_on: None,
        deadline: None,
    }
}

pub(super) fn told(mut proposal: Proposal, judged: Result<String, Stop>) -> Proposal {
    (proposal.outcome, proposal.reason) = match judged {
        Ok(reason) => (ProposalOutcome::Proposed, reason),
        Err(stop) => stop,
    };
    if proposal.employment_assumed {
        let kind = proposal.employment.label();
        let guess = format!("人员类别未填，按单位类别推定为{kind}，请核实。");
        proposal.flags.push(guess);
    }
    proposal
}

/// Why an entry is not proposed.
pub(super) type Stop = (ProposalOutcome, String);

pub(super) fn not_covered(reason: impl Into<String>) -> Stop {
    (ProposalOutcome::NotCovered, reason.into())
}

pub(super) fn not_yet(reason: impl Into<String>) -> Stop {
    (ProposalOutcome::NotYet, reason.into())
}

/// The fee of an entry is claimed once.
fn once(entry: &EntryFacts) -> Result<(), Stop> {
    match entry.existing {
        Some(claim) => {
            let reason = format!("该次考试已有报销单（编号{claim}），不重复生成。");
            Err((ProposalOutcome::Exists, reason))
        }
        None => Ok(()),
    }
}

/// The questions in their order: is there one, who is paid, after what, how often, until
/// when. What is left is how much.
fn conditions<'p>(
    entry: &EntryFacts,
    policy: Option<&'p ReimbursementPolicy>,
    kind: ClaimKind,
    today: NaiveDate,
    proposal: &mut Proposal,
) -> Result<(&'p ReimbursementPolicy, ReimburseOn), Stop> {
    if entry.state == EntryState::Cancelled {
        return Err(not_covered("该次报考已取消，不予报销。"));
    }
    let policy = policy.ok_or_else(|| not_covered("所在地区没有有效的报销政策，不予报销。"))?;
    pays_kind(policy, kind)?;
    let group = paying_group(entry, policy, proposal)?;
    proposal.event_on = event(entry, group.reimburse_on)?;
    within_times(entry, policy)?;
    in_time(policy, today, proposal)?;
    Ok((policy, group.reimburse_on))
}

pub(super) fn pays_kind(policy: &ReimbursementPolicy, kind: ClaimKind) -> Result<(), Stop> {
    if policy.kinds.contains(&kind) {
        Ok(())
    } else {
        let name = &policy.name;
        Err(not_covered(format!("《{name}》不报销{}。", kind.label())))
    }
}

/// Sets the deadline that follows from the event; past it nothing is paid.
pub(super) fn in_time(
    policy: &ReimbursementPolicy,
    today: NaiveDate,
    proposal: &mut Proposal,
) -> Result<(), Stop> {
    proposal.deadline = proposal
        .event_on
        .and_then(|event_on| claim_deadline(policy, event_on));
    match proposal.deadline {
        Some(deadline) if deadline < today => {
            let day = chinese_day(deadline);
            Err(not_covered(format!("报销期限{day}已过，不予报销。")))
        }
        Some(_) | None => Ok(()),
    }
}

/// The first group that fits decides.
fn paying_group<'p>(
    entry: &EntryFacts,
    policy: &'p ReimbursementPolicy,
    proposal: &Proposal,
) -> Result<&'p ReimbursementGroup, Stop> {
    let group = policy.groups.iter().find(|group| {
        (group.unit_kinds.is_empty() || group.unit_kinds.contains(&entry.unit_kind))
            && (group.employment_kinds.is_empty()
                || group.employment_kinds.contains(&proposal.employment))
    });
    match group {
        Some(group) if group.covered => Ok(group),
        Some(ReimbursementGroup {
            note: Some(note), ..
        }) => Err(not_covered(format!("{}。", note.trim_end_matches('。')))),
        Some(_) | None => Err(not_covered(format!(
            "《{}》不报销{}中{}的考试费用。",
            policy.name,
            entry.unit_kind.label(),
            proposal.employment.label()
        ))),
    }
}

/// The day of the event after which the policy pays, once it has happened.
fn event(entry: &EntryFacts, on: ReimburseOn) -> Result<Option<NaiveDate>, Stop> {
    match on {
        ReimburseOn::Registered => registered(entry),
        ReimburseOn::Attended => attended(entry),
        ReimburseOn::Passed => passed(entry),
    }
}

fn registered(entry: &EntryFacts) -> Result<Option<NaiveDate>, Stop> {
    match entry.state {
        EntryState::Planned
        | EntryState::AccountReady
        | EntryState::Submitted
        | EntryState::ChecksPending
        | EntryState::ChecksFailed
        | EntryState::Payable
        | EntryState::PaymentUnconfirmed => Err(not_yet(format!(
            "报名缴费尚未完成（{}），缴费确认后可报销。",
            entry.state.label()
        ))),
        EntryState::Paid
        | EntryState::TicketPrinted
        | EntryState::Sat
        | EntryState::Absent
        | EntryState::Scored
        | EntryState::Cancelled => Ok(entry.paid_on),
    }
}

fn attended(entry: &EntryFacts) -> Result<Option<NaiveDate>, Stop> {
    // The results decide; a list that says 缺考 may speak of one subject only.
    let absent = entry.state == EntryState::Absent;
    if entry.results_out && entry.has_score {
        Ok(entry.exam_last_on)
    } else if entry.results_out || absent {
        Err(not_covered(
            "该次考试没有任何科目取得成绩，未参加考试不予报销。",
        ))
    } else {
        Err(not_yet(format!(
            "{}年考试成绩尚未公布或导入，公布后再核定。",
            entry.year
        )))
    }
}

fn passed(entry: &EntryFacts) -> Result<Option<NaiveDate>, Stop> {
    let year = entry.year;
    if entry.state == EntryState::Absent && !entry.has_score {
        Err(not_covered("本人缺考，政策以考试通过为条件，不予报销。"))
    } else if !entry.results_out {
        Err(not_yet(format!(
            "{year}年考试成绩尚未公布或导入，公布后再核定。"
        )))
    } else if entry.qualified_year == Some(year) {
        Ok(entry.results_on)
    } else if entry.passes_live {
        Err(not_yet(
            "已通过部分科目且成绩仍有效，全部科目通过后再核定。",
        ))
    } else if let Some(qualified) = entry.qualified_year {
        Err(not_covered(format!(
            "本人于{qualified}年考试取得资格，{year}年的考试未使其取得资格，不予报销。"
        )))
    } else {
        Err(not_covered(format!(
            "{year}年考试未通过或已通过科目的成绩已失效，政策以考试通过为条件，不予报销。"
        )))
    }
}

fn within_times(entry: &EntryFacts, policy: &ReimbursementPolicy) -> Result<(), Stop> {
    match policy.max_times_per_level {
        Some(most) if entry.claimed_entries >= most => Err(not_covered(format!(
            "{}考试已报销{}次，达到每个级别最多{most}次的上限，不予报销。",
            entry.level.label(),
            entry.claimed_entries
        ))),
        Some(_) | None => Ok(()),
    }
}

/// The last day on which what happened on `event_on` may be claimed: the earlier
/// of the days allowed and the books' closing. What happens after the closing of
/// its year belongs to the next one.
pub fn claim_deadline(policy: &ReimbursementPolicy, event_on: NaiveDate) -> Option<NaiveDate> {
    let by_days = policy
        .days_after_event
        .map(|days| plus_days(event_on, days));
    let year = event_on.year();
    let by_books = match (policy.carry_over_until, policy.fiscal_close) {
        (Some(until), _) => day_of_year(year + 1, until),
        (None, Some(close)) => [year, year + 1]
            .into_iter()
            .filter_map(|year| day_of_year(year, close))
            .find(|&day| event_on <= day),
        (None, None) => None,
    };
    by_days.into_iter().chain(by_books).min()
}

/// 29 February is 28 February where the year has none.
fn day_of_year(year: i32, (month, day): (u32, u32)) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
        .or_else(|| NaiveDate::from_ymd_opt(year, month, day.saturating_sub(1)))
}

/// Payment minus refund where both are known, else the fee table's net; a
/// difference between the two is flagged, a cap cuts.
fn amount(
    entry: &EntryFacts,
    policy: &ReimbursementPolicy,
    flags: &mut Vec<String>,
) -> Result<i64, Stop> {
    let borne = entry
        .payment_cents
        .zip(entry.refund_cents)
        .map(|(paid, back)| paid - back);
    let by_table = entry.cost.map(|cost| cost.net_cents);
    if let (Some(borne), Some(by_table)) = (borne, by_table)
        && borne != by_table
    {
        flags.push(format!(
            "实际缴费减退费为{}，按收费标准应为{}，相差{}，请核对票据。",
            yuan(borne),
            yuan(by_table),
            yuan((borne - by_table).abs())
        ));
    }
    if let (Some(paid), None, Some(cost)) = (entry.payment_cents, entry.refund_cents, entry.cost)
        && paid != cost.gross_cents
    {
        flags.push(format!(
            "登记的缴费为{}，按收费标准应缴{}，退费未登记，暂按标准净额核算，请核对票据。",
            yuan(paid),
            yuan(cost.gross_cents)
        ));
    }
    let amount = borne
        .or(by_table)
        .ok_or_else(|| not_yet("缴费或退费金额未登记，且考区没有收费标准，请补登金额后再核定。"))?;
    if amount <= 0 {
        return Err(not_covered("扣除退费后本人没有承担考试费，无须报销。"));
    }
    match policy.caps_cents.get(&ClaimKind::ExamFee) {
        Some(&cap) if cap < amount => {
            let reason = format!(
                "考试报名费{}超过上限，按上限{}报销。",
                yuan(amount),
                yuan(cap)
            );
            flags.push(reason);
            Ok(cap)
        }
        Some(_) | None => Ok(amount),
    }
}

fn proposed_reason(policy: &ReimbursementPolicy, on: ReimburseOn, amount_cents: i64) -> String {
    format!(
        "{}，按《{}》报销考试报名费{}。",
        condition(on),
        policy.name,
        yuan(amount_cents)
    )
}

/// The event that has come, as a reason names it.
fn condition(on: ReimburseOn) -> &'static str {
    match on {
        ReimburseOn::Registered => "已报名缴费",
        ReimburseOn::Attended => "已参加考试",
        ReimburseOn::Passed => "本次考试已取得资格",
    }
}

/// The employment kind an unfilled field most likely means, by the unit's kind.
pub fn guessed_employment(unit: UnitKind) -> EmploymentKind {
    match unit {
        UnitKind::District | UnitKind::Township | UnitKind::Organ => EmploymentKind::CivilServant,
        UnitKind::Institution | UnitKind::School | UnitKind::Hospital => {
            EmploymentKind::InstitutionStaff
        }
        UnitKind::UrbanCommunity => EmploymentKind::CommunityWorker,
        UnitKind::Village => EmploymentKind::VillageCadre,
        UnitKind::Agency => EmploymentKind::AgencyStaff,
        UnitKind::Association => EmploymentKind::AssociationStaff,
        UnitKind::Enterprise => EmploymentKind::EnterpriseStaff,
    }
}

/// `142.00元`.
fn yuan(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}元", cents / 100, cents % 100)
}
