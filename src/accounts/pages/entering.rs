//! The door: signing in and out, and the notice that is read first.

use askama::Template;

use super::super::actions::{SignIn, SignInRefusal, read_notice, sign_in as enter};
use super::super::rules::NOTICE_VERSION;
use super::super::{HashingError, Step, actions};
use crate::db::Conn;
use crate::web::{Answer, FieldProblem, Fields, Frame, Knock, Problem, Reply, Request, Section};

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    frame: Frame,
    problem: Option<String>,
    /// Fields that were left empty.
    missing: Vec<FieldProblem>,
    why: Option<&'static str>,
    name: String,
    next: String,
}

/// The form.
pub(super) fn sign_in_page(request: &Request, _conn: &mut Conn) -> Answer {
    if request.find_viewer().is_some() {
        return Ok(Reply::see_other("/"));
    }
    Reply::html(&SignInPage {
        frame: request.frame("登录", Section::None),
        problem: None,
        missing: Vec::new(),
        why: request.query("why").and_then(why_again),
        name: String::new(),
        next: own_path(request.query("next").unwrap_or_default()),
    })
}

/// Lets somebody in.
pub(super) fn sign_in(request: &Request) -> Answer {
    let app = &request.app;
    app.limits.count(Knock::SignIn, &request.address)?;
    let fields = request.fields();
    let next = own_path(fields.text("next"));
    let door = SignIn {
        name: fields.text("name"),
        password: fields.raw("password"),
        address: &request.address,
        user_agent: &request.user_agent,
    };
    let missing = missing(fields);
    if !missing.is_empty() {
        return Reply::invalid(&SignInPage {
            frame: request.frame("登录", Section::None),
            problem: None,
            missing,
            why: None,
            name: fields.text("name").to_owned(),
            next,
        });
    }
    let refusal = match enter(app, &door, request.now) {
        Ok(inside) => {
            let start = if next.is_empty() { "/" } else { &next };
            return Ok(Reply::see_other(start).begin_session(inside.session, inside.generation));
        }
        Err(refusal) => refusal,
    };
    match refusal {
        SignInRefusal::Database(error) => Err(error.into()),
        SignInRefusal::Hashing(HashingError::Failed(error)) => Err(Problem::internal(error)),
        told => Reply::invalid(&SignInPage {
            frame: request.frame("登录", Section::None),
            problem: Some(told.to_string()),
            missing: Vec::new(),
            why: None,
            name: fields.text("name").to_owned(),
            next,
        }),
    }
}

/// What was not filled in; an empty form is no failed try.
fn missing(fields: &Fields) -> Vec<FieldProblem> {
    let asked = [
        (
            "name",
            fields.text("name"),
            "请填写手机号、身份证号或账号名",
        ),
        ("password", fields.raw("password"), "请填写密码"),
    ];
    let empty = asked.into_iter().filter(|(_, typed, _)| typed.is_empty());
    empty
        .map(|(field, _, message)| FieldProblem {
            field: field.to_owned(),
            message: message.to_owned(),
        })
        .collect()
}

/// Why somebody who was signed in stands at the door again.
fn why_again(word: &str) -> Option<&'static str> {
    match word {
        "ended" => Some("您的登录已经失效（太久没有操作，或在别处退出、被停用），请重新登录"),
        "not-stored" => Some(
            "您的登录已经失效（太久没有操作，或在别处退出、被停用），刚才提交的内容没有保存；请重新登录，会回到原来的页面，再填一次",
        ),
        _ => None,
    }
}

/// A path of this site, or nothing: never another site that a link smuggled in.
fn own_path(next: &str) -> String {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n'])
        && next != "/sign-in";
    if own { next.to_owned() } else { String::new() }
}

/// Ends the session.
pub(super) fn sign_out(request: &Request) -> Answer {
    let viewer = request.viewer()?;
    let occasion = request.occasion()?;
    request
        .app
        .db
        .write(|conn| Ok::<_, Problem>(actions::sign_out(conn, viewer, &occasion)?))?;
    Ok(Reply::see_other("/sign-in")
        .with_notice("已退出登录")
        .end_session())
}

#[derive(Template)]
#[template(path = "accounts/notice.html")]
struct NoticePage {
    frame: Frame,
    version: &'static str,
    handler: String,
    contact: String,
    log_days: u32,
    to_read: bool,
    problems: Vec<FieldProblem>,
}

/// The notice about personal data.
pub(super) fn notice_page(request: &Request, _conn: &mut Conn) -> Answer {
    Reply::html(&notice(request, Vec::new())?)
}

fn notice(request: &Request, problems: Vec<FieldProblem>) -> Result<NoticePage, Problem> {
    let config = &request.app.config;
    let handler = config.security.data_handler.clone();
    let contact = config.security.data_contact.clone();
    Ok(NoticePage {
        problems,
        frame: request.frame("个人信息处理告知书", Section::OwnAccount),
        version: NOTICE_VERSION,
        handler: handler.unwrap_or_else(|| format!("{}社会工作主管部门", config.region)),
        contact: contact.unwrap_or_else(|| "所在单位人事".to_owned()),
        log_days: config.logging.keep_days,
        to_read: request.viewer()?.step == Some(Step::ReadNotice),
    })
}

/// It was read.
pub(super) fn notice_read(request: &Request) -> Answer {
    let version = request.fields().text("version");
    if !request.fields().checked("read") {
        let unread = FieldProblem {
            field: "read".to_owned(),
            message: "请先阅读告知书，再勾选“已阅读”".to_owned(),
        };
        return Reply::invalid(&notice(request, vec![unread])?);
    }
    read_notice(
        &request.app,
        request.viewer()?,
        version,
        &request.address,
        &request.occasion()?,
    )?;
    Ok(Reply::see_other("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_nobody_is_sent_to_another_site() {
        for (next, path) in [
            ("/people?unit=3", "/people?unit=3"),
            ("", ""),
            ("https://example.test/", ""),
            ("//example.test/", ""),
            ("/\\example.test", ""),
            ("/a\r\nSet-Cookie: x", ""),
            ("/sign-in", ""),
        ] {
            assert_eq!(own_path(next), path, "{next:?}");
        }
    }
}
