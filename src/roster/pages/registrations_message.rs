//! The group message of the registrar's list: who must register, by when.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;

use super::list::{note_export, read};
use super::registrations::{Asked, registered};
use crate::roster::message::{by_when, notice};
use crate::roster::message_page::{GroupMessage, MessagePage};
use crate::roster::{DutyKind, RegistrationState, RosterRow};
use crate::web::{Answer, Request, Section};

/// `/registrations/message`: names and days of those whom the filters show.
pub(in crate::roster) fn page(request: &Request) -> Answer {
    let asked = Asked::read(request)?;
    let loaded = read(request)?;
    let today = request.now.today;
    let rows = registered(&loaded, asked, today);
    let query = request.query_fields().query_without(&["page"]);
    note_export(request, "登记群通知", &query, rows.len())?;
    let contact = &request.viewer()?.name;
    let sections = sections(&rows, today);
    MessagePage::answer(
        request,
        Section::Registrations,
        "登记".to_owned(),
        rows.len(),
        notice(&loaded.title(), &sections, today, Some(contact)),
        format!("/registrations?{query}"),
    )
}

/// The group message of the registrations, for programs.
#[utoipa::path(get, path = "/api/v1/registrations/message", tag = "证书与登记",
    summary = "登记的群通知文字（写入历史记录）；筛选条件同登记到期名单",
    params(
        ("unit" = Option<i64>, Query, description = "只列这个单位及其下级"),
        ("q" = Option<String>, Query, description = "姓名、拼音首字母或手机号"),
        ("standing" = Option<String>, Query, description = "只列一种情况：ended、ending（90 天内到期）、renewal_open、not_registered、in_force"),
        ("from" = Option<NaiveDate>, Query, description = "有效期至不早于这天"),
        ("until" = Option<NaiveDate>, Query, description = "有效期至不晚于这天")
    ),
    responses((status = 200, description = "通知文字", body = GroupMessage),
        (status = 409, description = "名单太长，请先选择单位"),
        (status = 422, description = "筛选条件不对")))]
pub(in crate::roster) fn for_programs(request: &Request) -> Answer {
    page(request)
}

/// What there is to do in each state; nothing while a registration is in force.
const TOLD: [(RegistrationState, &str, DutyKind); 3] = [
    (
        RegistrationState::Ended,
        "登记有效期已过，需办理再登记",
        DutyKind::Renewal,
    ),
    (
        RegistrationState::RenewalOpen,
        "可以办理再登记",
        DutyKind::Renewal,
    ),
    (
        RegistrationState::NotRegistered,
        "取得证书后还没有登记",
        DutyKind::FirstRegistration,
    ),
];

/// One section for each state, in it a line for each last day, the earliest first.
fn sections(rows: &[RosterRow], today: NaiveDate) -> Vec<String> {
    TOLD.iter()
        .filter_map(|(state, heading, kind)| {
            let mut by_day: BTreeMap<(bool, Option<NaiveDate>), Vec<String>> = BTreeMap::new();
            for row in rows {
                let Some(standing) = row.registration.filter(|one| one.state == *state) else {
                    continue;
                };
                let named = format!("{}（{}）", row.name, standing.level.label());
                by_day
                    .entry((standing.due_on.is_none(), standing.due_on))
                    .or_default()
                    .push(named);
            }
            let people: usize = by_day.values().map(Vec::len).sum();
            if people == 0 {
                return None;
            }
            let mut text = format!("{heading}（{people}人）\n");
            for ((_, due_on), names) in by_day {
                let _ = writeln!(
                    text,
                    "· {}：{}",
                    by_when(*kind, due_on, today),
                    names.join("、")
                );
            }
            Some(text)
        })
        .collect()
}
