//! The password: changed, forgotten, set by a link.

use askama::Template;

use super::super::actions::{
    PasswordChange, change_password, forgotten_password, look_at_link, reset_with_link,
};
use super::super::{AccountRefusal, Step};
use super::beside_field;
use crate::db::Conn;
use crate::web::{Answer, FieldProblem, Frame, Knock, Problem, Reply, Request, Section};

#[derive(Template)]
#[template(path = "accounts/password.html")]
struct PasswordPage {
    frame: Frame,
    problems: Vec<FieldProblem>,
    forced: bool,
    max_age_days: i64,
}

fn change_form(request: &Request, problems: Vec<FieldProblem>) -> Result<PasswordPage, Problem> {
    Ok(PasswordPage {
        frame: request.frame("修改密码", Section::OwnAccount),
        problems,
        forced: request.viewer()?.step == Some(Step::ChangePassword),
        max_age_days: request.app.config.security.password_max_age_days,
    })
}

/// The form.
pub(super) fn change_page(request: &Request, _conn: &mut Conn) -> Answer {
    Reply::html(&change_form(request, Vec::new())?)
}

/// Changes one's own password.
pub(super) fn change(request: &Request) -> Answer {
    let fields = request.fields();
    let wanted = PasswordChange {
        current: fields.raw("current"),
        new: fields.raw("new"),
        repeated: fields.raw("repeated"),
    };
    let occasion = request.occasion()?;
    match change_password(&request.app, request.viewer()?, &wanted, &occasion) {
        Ok(()) => Ok(Reply::see_other("/")
            .with_notice("密码已修改，其他设备上的登录已退出，接口令牌已全部撤销")),
        Err(refusal) => Reply::invalid(&change_form(request, beside_field(refusal)?)?),
    }
}

#[derive(Template)]
#[template(path = "accounts/forgotten.html")]
struct ForgottenPage {
    frame: Frame,
    sent: bool,
}

/// The form.
pub(super) fn forgotten_page(request: &Request, _conn: &mut Conn) -> Answer {
    Reply::html(&ForgottenPage {
        frame: request.frame("忘记密码", Section::None),
        sent: false,
    })
}

/// Sends a link, if the name leads to somebody with an address; the page is the same.
pub(super) fn forgotten(request: &Request) -> Answer {
    let app = &request.app;
    app.limits.count(Knock::Reset, &request.address)?;
    let name = request.fields().text("name");
    forgotten_password(app, name, &request.address, request.now)?;
    Reply::html(&ForgottenPage {
        frame: request.frame("忘记密码", Section::None),
        sent: true,
    })
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    frame: Frame,
    problems: Vec<FieldProblem>,
    /// None where the link is worth nothing.
    name: Option<String>,
    link: String,
}

/// Only links that are worth nothing count: a whole office uses its good ones from one
/// address on one morning.
fn count_wrong_link(request: &Request) -> Result<(), Problem> {
    request.app.limits.count(Knock::Reset, &request.address)
}

/// The form behind a link.
pub(super) fn reset_page(request: &Request, conn: &mut Conn) -> Answer {
    let link: String = request.param("link")?;
    let name = match look_at_link(&request.app, conn, &link, request.now) {
        Ok(name) => Some(name),
        Err(AccountRefusal::LinkOver) => {
            count_wrong_link(request)?;
            None
        }
        Err(error) => return Err(error.into()),
    };
    Reply::html(&ResetPage {
        frame: request.frame("设置新密码", Section::None),
        problems: Vec::new(),
        name,
        link,
    })
}

/// Sets the password.
pub(super) fn reset(request: &Request) -> Answer {
    let app = &request.app;
    let link: String = request.param("link")?;
    let fields = request.fields();
    let done = reset_with_link(
        app,
        &link,
        fields.raw("new"),
        fields.raw("repeated"),
        &request.address,
        request.now,
    );
    let refusal = match done {
        Ok(()) => {
            return Ok(Reply::see_other("/sign-in").with_notice("新密码已设好，请用新密码登录"));
        }
        Err(refusal) => refusal,
    };
    let over = matches!(refusal, AccountRefusal::LinkOver);
    if over {
        count_wrong_link(request)?;
    }
    let name = if over {
        None
    } else {
        app.db
            .read(|conn| look_at_link(app, conn, &link, request.now))
            .ok()
    };
    Reply::invalid(&ResetPage {
        frame: request.frame("设置新密码", Section::None),
        problems: if over {
            Vec::new()
        } else {
            beside_field(refusal)?
        },
        name,
        link,
    })
}
