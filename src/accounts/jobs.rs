//! Work of this room beside the answer: accounts for a whole roster, the mail of a
//! forgotten password.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::actions::{
    Delivery, Issued, forgotten_password, issue_for_unit, load_viewer, open_asked,
};
use super::{AccountRefusal, Right, Viewer};
use crate::app::App;
use crate::audit::Occasion;
use crate::db::Conn;
use crate::jobs::BackgroundJobId;
use crate::jobs::background::{Outcome, Request, queue};
use crate::jobs::handlers::Kind;
use crate::units::{UnitId, store as units};

/// What the work is given.
#[derive(Debug, Serialize, Deserialize)]
struct Input {
    unit: UnitId,
    by_mail: bool,
}

/// Makes accounts for everybody of a unit who has none.
pub const ISSUE_ACCOUNTS: Kind = Kind {
    word: "issue_accounts",
    run: |app, input, occasion, progress| {
        let input: Input =
            serde_json::from_value(input.clone()).map_err(|error| error.to_string())?;
        let account = occasion.actor.account.ok_or("没有申请人的账号")?;
        // As the one who asked may now, not as they might when they asked.
        let viewer = app
            .db
            .read(|conn| load_viewer(conn, account))
            .map_err(|error| error.to_string())?;
        let delivery = if input.by_mail {
            Delivery::MailWherePossible
        } else {
            Delivery::Slips
        };
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let mut tell = |done: usize, total: usize| {
            if progress.tell(count(done), Some(count(total)), "正在开通账号") {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        };
        issue_for_unit(app, &viewer, input.unit, delivery, occasion, &mut tell)
            .map(|issued| Outcome::told(sentence(&issued)))
            .map_err(|error| error.to_string())
    },
};

/// What a forgotten password waits with.
#[derive(Debug, Deserialize)]
struct Asked {
    /// The typed name, sealed.
    name: String,
    address: String,
}

/// Finds out who is meant and writes the mail; what it says is the same for every name.
pub const RESET_LINK: Kind = Kind {
    word: "reset_link",
    run: |app, input, occasion, _| {
        let asked: Asked =
            serde_json::from_value(input.clone()).map_err(|error| error.to_string())?;
        open_asked(app, &asked.name)
            .and_then(|name| forgotten_password(app, &name, &asked.address, occasion.now))
            .map_err(|error| error.to_string())?;
        Ok(Outcome::told("已处理"))
    },
};

fn sentence(issued: &Issued) -> String {
    let on_slips = issued.made - issued.mailed;
    let stopped = if issued.stopped {
        "；中途停止，再次开通会接着办理其余的人"
    } else {
        ""
    };
    match (issued.made, issued.mailed) {
        (0, _) => format!("没有需要开通的人{stopped}"),
        (made, 0) => format!("新开通 {made} 个账号，请打印密码条{stopped}"),
        (made, mailed) => format!(
            "新开通 {made} 个账号：{mailed} 人收邮件自己设密码，{on_slips} 人用密码条{stopped}"
        ),
    }
}

/// Queues the work.
///
/// # Errors
/// [`AccountRefusal::NotFound`] for a unit out of reach.
pub fn ask_for_accounts(
    app: &App,
    viewer: &Viewer,
    unit: UnitId,
    by_mail: bool,
    occasion: &Occasion,
) -> Result<BackgroundJobId, AccountRefusal> {
    app.db.write(|conn: &mut Conn| {
        let tree = units::load_tree(conn)?;
        let reach = viewer.reach(Right::IssueAccounts, &tree);
        let Some(found) = tree.get(unit).filter(|_| reach.contains(unit)) else {
            return Err(AccountRefusal::NotFound);
        };
        let title = format!("开通账号：{}", found.details.name);
        let input = serde_json::json!({ "unit": unit, "by_mail": by_mail });
        let request = Request {
            kind: ISSUE_ACCOUNTS.word,
            title: &title,
            unit: Some(unit),
            input,
            total: None,
        };
        Ok(queue(conn, &request, occasion)?)
    })
}
