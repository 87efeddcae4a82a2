//! The group message to those whose proofs were returned, or wait.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::asked::{Asked, LINES_IN_A_FILE};
use super::scope;
use crate::people::noting::{self, ExportedList};
use crate::roster::message::notice;
use crate::roster::message_page::{GroupMessage, MessagePage};
use crate::training::queue::{self, Case};
use crate::training::store::submissions::QueuePlace;
use crate::training::submission::Standing;
use crate::web::{Answer, Problem, Request, Section};

/// What those whose records stand so are told; none where there is nothing to do.
pub(super) const fn told(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Returned => Some("培训证明已退回，请按退回原因补充后重新提交"),
        Standing::Waiting => Some("培训证明已收到，正在审核，请不要重复提交"),
        _ => None,
    }
}

/// `/reviews/message`: names and trainings, nothing of what is wrong with a proof.
pub(super) fn page(request: &Request) -> Answer {
    let asked = Asked::read(request)?;
    let heading = told(asked.standing).ok_or_else(|| {
        Problem::Refused("只有待审核和已退回的名单可以发群通知，请先选择其中一种".to_owned())
    })?;
    let cases = request.app.db.read(|conn| {
        let (tree, reach) = scope(request, conn)?;
        let wanted = asked.wanted(conn, &tree, &reach)?;
        Ok::<_, Problem>(queue::load(
            conn,
            &wanted,
            QueuePlace::Skip(0),
            LINES_IN_A_FILE,
        )?)
    })?;
    let people: BTreeSet<_> = cases.iter().map(|case| case.person.id).collect();
    let occasion = request.occasion()?;
    let list = ExportedList {
        exported: "培训证明群通知",
        filters: &asked.query(),
        line_count: people.len(),
    };
    request
        .app
        .db
        .write(|conn| Ok::<_, Problem>(noting::exported(conn, &occasion, &list)?))?;
    let sections: Vec<String> = section(heading, &cases, people.len()).into_iter().collect();
    let contact = &request.viewer()?.name;
    MessagePage::answer(
        request,
        Section::Reviews,
        "培训证明".to_owned(),
        people.len(),
        notice("继续教育", &sections, request.now.today, Some(contact)),
        format!("/reviews?{}", asked.query()),
    )
}

/// The group message of a list of proofs, for programs.
#[utoipa::path(
    get,
    path = "/api/v1/reviews/message",
    tag = "培训审核",
    summary = "培训证明的群通知文字（写入历史记录）；只有待审核和已退回的名单",
    params(
        ("unit" = Option<i64>, Query, description = "单位编号（连同下级）"),
        ("state" = Option<String>, Query, description = "waiting（默认）或 returned")
    ),
    responses(
        (status = 200, description = "通知文字", body = GroupMessage),
        (status = 409, description = "这种名单没有要通知的"),
        (status = 422, description = "筛选条件不对")
    )
)]
pub(in crate::training) fn for_programs(request: &Request) -> Answer {
    page(request)
}

/// The people by training, the longest waiting first within each.
fn section(heading: &str, cases: &[Case], people: usize) -> Option<String> {
    let mut by_training: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for case in cases {
        let names = by_training.entry(&case.record.details.title).or_default();
        let name = case.person.details.name.as_str();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if by_training.is_empty() {
        return None;
    }
    let mut text = format!("{heading}（{people}人）\n");
    for (title, names) in by_training {
        let _ = writeln!(text, "· {title}：{}", names.join("、"));
    }
    Some(text)
}
