//! The group message of the people who lack training: names, amounts and days.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Write;

use chrono::NaiveDate;

use super::gap_pages::found_gaps;
use super::gaps::Gaps;
use crate::people::noting::list_leaves;
use crate::policy::overview::plain_amount;
use crate::roster::DutyKind;
use crate::roster::message::{by_when, notice};
use crate::roster::message_page::{GroupMessage, MessagePage};
use crate::training::WindowKind;
use crate::web::{Answer, Request, Section};

/// `/training/gaps/message`: the message for those whom the filters show.
pub(super) fn page(request: &Request) -> Answer {
    let found = found_gaps(request)?;
    let people: BTreeSet<_> = found.lines.iter().map(|line| line.person).collect();
    list_leaves(request, "培训缺口群通知", people.len())?;
    let today = request.now.today;
    let sections = sections(&found, today);
    let contact = &request.viewer()?.name;
    MessagePage::answer(
        request,
        Section::Gaps,
        "培训缺口".to_owned(),
        people.len(),
        notice("继续教育", &sections, today, Some(contact)),
        format!(
            "/training/gaps?{}",
            request.query_fields().query_without(&["page"])
        ),
    )
}

/// The group message of the gaps, for programs.
#[utoipa::path(
    get,
    path = "/api/v1/training-gaps/message",
    tag = "报表",
    summary = "培训缺口的群通知文字（写入历史记录）；筛选条件同培训缺口名单",
    params(
        ("unit" = Option<i64>, Query, description = "单位编号（连同下级）"),
        ("state" = Option<String>, Query, description = "只列一种情况，同培训缺口名单"),
        ("rule" = Option<String>, Query, description = "只列一条规定"),
        ("level" = Option<String>, Query, description = "worker、assistant、intermediate、senior"),
        ("due_by" = Option<NaiveDate>, Query, description = "最迟在这天到期")
    ),
    responses(
        (status = 200, description = "通知文字", body = GroupMessage),
        (status = 422, description = "筛选条件不对")
    )
)]
pub(super) fn for_programs(request: &Request) -> Answer {
    page(request)
}

/// One section for each rule, in it a line for each last day, the earliest first.
fn sections(found: &Gaps, today: NaiveDate) -> Vec<String> {
    found
        .summaries
        .iter()
        .filter_map(|summary| {
            let mut by_day: BTreeMap<(bool, Option<NaiveDate>), Vec<String>> = BTreeMap::new();
            for line in found.lines.iter().filter(|line| line.rule == summary.rule) {
                // A rolling window has no last day: each day it moves on.
                let due_on = (line.basis == WindowKind::Registration).then_some(line.last_day);
                let open = plain_amount(num_rational::Ratio::new(line.open_hundredths, 100));
                let named = format!("{}（还差{open}{}）", line.name, line.rule_unit);
                by_day
                    .entry((due_on.is_none(), due_on))
                    .or_default()
                    .push(named);
            }
            let people: usize = by_day.values().map(Vec::len).sum();
            if people == 0 {
                return None;
            }
            let mut text = format!("{}（{people}人）\n", summary.rule_name);
            for ((_, due_on), names) in by_day {
                let _ = writeln!(
                    text,
                    "· {}：{}",
                    by_when(DutyKind::Training, due_on, today),
                    names.join("、")
                );
            }
            Some(text)
        })
        .collect()
}
