//! One's own sessions and tokens.

use askama::Template;
use chrono::NaiveDateTime;

use super::super::actions::{
    self, TokenWish, create_token as make_token, own_sessions, own_tokens, revoke_token as revoke,
};
use super::super::{SessionId, TokenId, TokenScope};
use super::beside_field;
use crate::clock::to_local;
use crate::db::Conn;
use crate::text::program_in_words;
use crate::web::{Answer, FieldProblem, Frame, Problem, Reply, Request, Section, Verb};

fn shown(request: &Request, at: NaiveDateTime) -> String {
    to_local(at, request.app.config.time_zone)
        .format("%Y-%m-%d %H:%M")
        .to_string()
}

struct SessionLine {
    id: i64,
    own: bool,
    address: String,
    program: String,
    began: String,
    last_seen: String,
}

#[derive(Template)]
#[template(path = "accounts/sessions.html")]
struct SessionsPage {
    frame: Frame,
    lines: Vec<SessionLine>,
    idle_minutes: i64,
    absolute_hours: i64,
}

/// The sessions in use.
pub(super) fn sessions_page(request: &Request, conn: &mut Conn) -> Answer {
    let viewer = request.viewer()?;
    let security = &request.app.config.security;
    let lines = own_sessions(conn, viewer, request.now, security)?
        .into_iter()
        .map(|session| SessionLine {
            id: session.id.0,
            own: Some(session.id) == viewer.session,
            program: program_in_words(&session.user_agent),
            began: shown(request, session.created_at),
            last_seen: shown(request, session.last_seen_at),
            address: session.address,
        })
        .collect();
    Reply::html(&SessionsPage {
        frame: request.frame("登录设备", Section::OwnAccount),
        lines,
        idle_minutes: security.session_idle_minutes,
        absolute_hours: security.session_absolute_hours,
    })
}

/// Ends one.
pub(super) fn end(request: &Request) -> Answer {
    let id = SessionId(request.param("id")?);
    let viewer = request.viewer()?;
    let occasion = request.occasion()?;
    let ended = request
        .app
        .db
        .write(|conn| Ok::<_, Problem>(actions::end_session(conn, viewer, id, &occasion)?))?;
    if !ended {
        return Err(Problem::NotFound);
    }
    if viewer.session == Some(id) {
        return Ok(Reply::see_other("/sign-in").end_session());
    }
    Ok(Reply::see_other("/sessions").with_notice("该设备已退出登录"))
}

/// Ends all others.
pub(super) fn end_others(request: &Request) -> Answer {
    let viewer = request.viewer()?;
    let occasion = request.occasion()?;
    let count = request
        .app
        .db
        .write(|conn| Ok::<_, Problem>(actions::sign_out_everywhere(conn, viewer, &occasion)?))?;
    Ok(Reply::see_other("/sessions").with_notice(format!("已退出其他 {count} 处登录")))
}

struct TokenLine {
    id: i64,
    label: String,
    scope: &'static str,
    until: String,
    last_used: String,
    state: (&'static str, &'static str),
    usable: bool,
}

#[derive(Template)]
#[template(path = "accounts/tokens.html")]
struct TokensPage {
    frame: Frame,
    problems: Vec<FieldProblem>,
    lines: Vec<TokenLine>,
    /// What was typed as its name.
    typed: String,
    days: String,
    scope: String,
    made: Option<String>,
}

fn tokens_form(
    request: &Request,
    conn: &mut Conn,
    problems: Vec<FieldProblem>,
    made: Option<String>,
) -> Result<TokensPage, Problem> {
    let now = request.now.instant;
    let lines = own_tokens(conn, request.viewer()?)?
        .into_iter()
        .map(|token| {
            let usable = token.revoked_at.is_none() && token.expires_at > now;
            TokenLine {
                id: token.id.0,
                scope: token.scope.label(),
                until: shown(request, token.expires_at),
                last_used: token
                    .last_used_at
                    .map_or_else(|| "没有用过".to_owned(), |at| shown(request, at)),
                state: match (token.revoked_at, usable) {
                    (Some(_), _) => ("none", "— 已撤销"),
                    (None, true) => ("done", "✓ 可用"),
                    (None, false) => ("none", "— 已过期"),
                },
                usable,
                label: token.label,
            }
        })
        .collect();
    let fields = request.fields();
    let kept = made.is_none();
    Ok(TokensPage {
        frame: request.frame("接口令牌", Section::OwnAccount),
        problems,
        lines,
        typed: fields
            .optional("label")
            .filter(|_| kept)
            .unwrap_or("")
            .to_owned(),
        days: match request.route.verb {
            Verb::Post if kept => fields.text("days").to_owned(),
            _ => "90".to_owned(),
        },
        scope: fields
            .optional("scope")
            .filter(|_| kept)
            .unwrap_or("read")
            .to_owned(),
        made,
    })
}

/// The tokens, and the form for a new one.
pub(super) fn tokens_page(request: &Request, conn: &mut Conn) -> Answer {
    Reply::html(&tokens_form(request, conn, Vec::new(), None)?)
}

/// Makes a token and shows it once.
pub(super) fn create_token(request: &Request) -> Answer {
    let fields = request.fields();
    let app = &request.app;
    let shows = |problems, made| {
        app.db
            .read(|conn| tokens_form(request, conn, problems, made))
    };
    let Ok(scope) = fields.text("scope").parse::<TokenScope>() else {
        let problem = FieldProblem {
            field: "scope".to_owned(),
            message: "请选择令牌的范围：读取，或读取和修改".to_owned(),
        };
        return Reply::invalid(&shows(vec![problem], None)?);
    };
    let wish = TokenWish {
        label: fields.text("label"),
        scope,
        // What is no number is no number of days either.
        days: fields.text("days").parse().unwrap_or(0),
    };
    let made = make_token(app, request.viewer()?, &wish, &request.occasion()?);
    match made {
        Ok(made) => Reply::html(&shows(Vec::new(), Some(made.secret))?),
        Err(refusal) => Reply::invalid(&shows(beside_field(refusal)?, None)?),
    }
}

/// Revokes one.
pub(super) fn revoke_token(request: &Request) -> Answer {
    let id = TokenId(request.param("id")?);
    revoke(&request.app, request.viewer()?, id, &request.occasion()?)?;
    Ok(Reply::see_other("/tokens").with_notice("令牌已撤销，使用它的程序不能再访问"))
}
