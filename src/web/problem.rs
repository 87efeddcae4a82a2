//! Why a request is not answered as asked: one enum, told as a page to people and as
//! `application/problem+json` (RFC 9457) to programs.

use actix_web::http::StatusCode;
use askama::Template;
use serde::Serialize;

use super::frame::{Frame, Section};
use super::{Conflict, CurrentJson, Reply, Request};
use crate::accounts::{Right, Step};
use crate::db::{DatabaseError, Failure};
use crate::policy::versions::RefreshError;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    /// The field's name in the form or the JSON.
    pub field: String,
    /// One sentence in Chinese.
    pub message: String,
}

/// When somebody whom the database did not answer may try again.
const RETRY_SECONDS: u64 = 15;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// Nobody is signed in.
    #[error("请先登录")]
    SignIn,
    /// Something must be done first.
    #[error("{}", step_sentence(*.0))]
    StepFirst(Step),
    /// No role of the viewer has this right.
    #[error("您的账号没有“{}”的权限；确需办理请联系本单位人事或系统管理员", .0.label())]
    Forbidden(Right),
    /// The form was not made by this site, or is too old.
    #[error("页面已过期，请刷新后重新提交；刚才的内容没有保存")]
    StalePage,
    /// It does not exist, or not for this viewer.
    #[error("没有找到这一页，可能已经移走，或者不在您的管理范围内")]
    NotFound,
    /// The path exists, but not for this verb.
    #[error("这个地址不支持这种操作")]
    WrongVerb,
    /// A rule refuses; the sentence says which and what to do.
    #[error("{0}")]
    Refused(String),
    /// Somebody else changed it in between.
    #[error("{0}")]
    Stale(String),
    /// Somebody else changed it in between; told with both versions.
    #[error("{}", .0.sentence())]
    Conflict(Box<Conflict>),
    /// A change by a program without the version it has seen.
    #[error("修改时请在 If-Match 里写明读到的版本号（ETag）")]
    VersionNeeded,
    /// Fields are wrong.
    #[error("有 {} 处填写不对，请修改后重新提交", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// Too big.
    #[error("内容超过 {0} MB 的上限，请压缩或拆分后再传")]
    TooBig(u64),
    /// Cut off, too slow, or not what its head says.
    #[error("上传没有完成或内容不完整，请重试")]
    BrokenBody,
    /// Too often.
    #[error("操作太频繁，请 {0} 秒后再试")]
    TooOften(u64),
    /// The database does not answer.
    #[error(
        "数据库暂时连不上，刚才的操作可能没有保存；请稍等片刻，刷新核对后再试，一直如此请联系系统管理员"
    )]
    Unavailable(String),
    /// Part of what was asked is done, the database failed at the rest; the sentence says
    /// how much of it.
    #[error("{0}")]
    Partly(String),
    /// A file cannot be kept: the disk is full or the folder away.
    #[error("服务器存储空间不足或不可写，内容没有保存；请联系系统管理员腾出空间后重试")]
    NoSpace(String),
    /// A fault of ours; the text is for the log only.
    #[error("系统出错了，数据没有改动；请稍后再试，仍然不行请把下面的编号告诉系统管理员")]
    Internal(String),
}

fn step_sentence(step: Step) -> &'static str {
    match step {
        Step::GiveSecondFactor => "请先输入动态验证码",
        Step::ChangePassword => "请先修改密码",
        Step::SetUpSecondFactor => "请先设置动态验证码",
        Step::ReadNotice => "请先阅读个人信息处理告知书",
    }
}

impl Problem {
    /// A fault of ours, for the log.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// One field that is wrong.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldProblem {
            field: field.to_owned(),
            message: message.into(),
        }])
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::StepFirst(_) | Self::Forbidden(_) | Self::StalePage => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::WrongVerb => StatusCode::METHOD_NOT_ALLOWED,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::Stale(_) | Self::Conflict(_) => StatusCode::PRECONDITION_FAILED,
            Self::VersionNeeded => StatusCode::PRECONDITION_REQUIRED,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooBig(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BrokenBody => StatusCode::BAD_REQUEST,
            Self::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) | Self::Partly(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::NoSpace(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The word by which a program tells problems apart.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::StepFirst(_) => "step-first",
            Self::Forbidden(_) => "forbidden",
            Self::StalePage => "stale-page",
            Self::NotFound => "not-found",
            Self::WrongVerb => "wrong-verb",
            Self::Refused(_) => "refused",
            Self::Stale(_) | Self::Conflict(_) => "stale",
            Self::VersionNeeded => "version-needed",
            Self::Invalid(_) => "invalid",
            Self::TooBig(_) => "too-big",
            Self::BrokenBody => "broken-body",
            Self::TooOften(_) => "too-often",
            Self::Unavailable(_) => "unavailable",
            Self::Partly(_) => "partly",
            Self::NoSpace(_) => "no-space",
            Self::Internal(_) => "internal",
        }
    }

    /// Writes what an operator must know into the log; once, here.
    fn log(&self, request_id: &str, route: &str) {
        match self {
            Self::Internal(error) => {
                tracing::error!(request_id, route, error, "a request failed");
            }
            Self::NoSpace(error) => {
                tracing::error!(request_id, route, error, "a file cannot be kept");
            }
            Self::Unavailable(error) => {
                tracing::error!(request_id, route, error, "the database is away");
            }
            _ => {}
        }
    }

    /// After how many seconds it may be tried again, where that is known.
    const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Unavailable(_) | Self::Partly(_) => Some(RETRY_SECONDS),
            Self::TooOften(seconds) => Some(*seconds),
            _ => None,
        }
    }

    /// The answer to a request.
    pub(super) fn reply(&self, request: &Request) -> Reply {
        let reply = self.told(request);
        match self.retry_after() {
            Some(seconds) => reply.with_retry_after(seconds),
            None => reply,
        }
    }

    fn told(&self, request: &Request) -> Reply {
        self.log(&request.id, request.route.path);
        if request.route.api {
            return self.json(&request.id, &request.path);
        }
        if let Some(path) = self.goes_on_to(request) {
            return Reply::see_other(path);
        }
        if let Self::Conflict(conflict) = self {
            return conflict.reply(request);
        }
        let frame = request.frame(self.heading(), Section::None);
        self.page(frame, &request.id)
    }

    /// Where a person is sent instead of being told.
    fn goes_on_to(&self, request: &Request) -> Option<String> {
        match self {
            Self::SignIn => Some(sign_in_path(request)),
            Self::StepFirst(step) => Some(step_path(*step).to_owned()),
            _ => None,
        }
    }

    /// As a page.
    pub(super) fn page(&self, frame: Frame, request_id: &str) -> Reply {
        let page = ProblemPage {
            frame,
            sentence: self.to_string(),
            fields: match self {
                Self::Invalid(fields) => fields.clone(),
                _ => Vec::new(),
            },
            again: matches!(self, Self::Unavailable(_)),
            request_id: matches!(self, Self::Internal(_) | Self::Unavailable(_))
                .then(|| request_id.to_owned()),
        };
        match Reply::html_with(self.status(), &page) {
            Ok(reply) => reply,
            Err(_) => Reply::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "text/plain; charset=utf-8",
                self.to_string().into_bytes(),
            ),
        }
    }

    /// As problem+json.
    pub(super) fn json(&self, request_id: &str, path: &str) -> Reply {
        let body = ProblemJson {
            // The word that tells problems apart is `code`; RFC 9457, 4.2.1.
            kind: "about:blank".to_owned(),
            title: self.heading().to_owned(),
            status: self.status().as_u16(),
            code: self.code().to_owned(),
            detail: self.to_string(),
            instance: path.to_owned(),
            request_id: request_id.to_owned(),
            errors: match self {
                Self::Invalid(fields) => fields.clone(),
                _ => Vec::new(),
            },
            current: match self {
                Self::Conflict(conflict) => Some(conflict.current()),
                _ => None,
            },
        };
        let bytes = serde_json::to_vec(&body).unwrap_or_default();
        let reply = Reply::new(self.status(), "application/problem+json", bytes);
        match self {
            Self::Conflict(conflict) => reply.with_etag(conflict.version()),
            _ => reply,
        }
    }

    /// The heading of the page.
    const fn heading(&self) -> &'static str {
        match self {
            Self::SignIn => "请先登录",
            Self::StepFirst(_) => "还差一步",
            Self::Forbidden(_) => "没有权限",
            Self::StalePage => "页面已过期",
            Self::NotFound => "没有找到",
            Self::WrongVerb => "不支持的操作",
            Self::Refused(_) => "不能这样办理",
            Self::Stale(_) | Self::Conflict(_) => "内容已被他人修改",
            Self::VersionNeeded => "没有写明版本",
            Self::Invalid(_) => "填写有误",
            Self::TooBig(_) => "内容太大",
            Self::BrokenBody => "上传不完整",
            Self::TooOften(_) => "请稍候",
            Self::Unavailable(_) => "暂时无法使用",
            Self::Partly(_) => "只办理了一部分",
            Self::NoSpace(_) => "无法保存",
            Self::Internal(_) => "系统出错",
        }
    }
}

/// The sign-in page, which leads back to where this request was asked for: the page
/// itself, or the page with the form. Where a session ended, it says so.
fn sign_in_path(request: &Request) -> String {
    let query = request.query_fields().query_without(&[]);
    let page = match (request.route.verb, query.as_str()) {
        (super::Verb::Get, "") => Some(request.path.clone()),
        (super::Verb::Get, query) => Some(format!("{}?{query}", request.path)),
        _ => request.came_from.clone(),
    };
    let why = match (request.had_session, request.route.verb) {
        (false, _) => None,
        (true, super::Verb::Get) => Some("ended"),
        (true, _) => Some("not-stored"),
    };
    let pairs: Vec<(&str, String)> = page
        .map(|page| ("next", page))
        .into_iter()
        .chain(why.map(|why| ("why", why.to_owned())))
        .collect();
    match serde_urlencoded::to_string(pairs) {
        Ok(query) if !query.is_empty() => format!("/sign-in?{query}"),
        _ => "/sign-in".to_owned(),
    }
}

/// Where each forced step is done.
pub(super) const fn step_path(step: Step) -> &'static str {
    match step {
        Step::GiveSecondFactor | Step::SetUpSecondFactor => "/second-factor",
        Step::ChangePassword => "/password",
        Step::ReadNotice => "/notice",
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    sentence: String,
    fields: Vec<FieldProblem>,
    /// Trying again helps.
    again: bool,
    request_id: Option<String>,
}

/// The body of a refusal for programs (RFC 9457).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ProblemJson {
    /// Always `about:blank`; the word is `code`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The word by which a program tells problems apart.
    pub code: String,
    /// One sentence in Chinese: what is wrong and what to do.
    pub detail: String,
    /// The path asked for.
    pub instance: String,
    /// The id that stands in the log.
    pub request_id: String,
    /// The fields that are wrong, if any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// At 412: what is stored now, beside what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<CurrentJson>,
}

impl From<Conflict> for Problem {
    fn from(conflict: Conflict) -> Self {
        Self::Conflict(Box::new(conflict))
    }
}

impl From<DatabaseError> for Problem {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Query(error) => error.into(),
            other => Self::Unavailable(other.to_string()),
        }
    }
}

impl From<RefreshError> for Problem {
    fn from(error: RefreshError) -> Self {
        match error {
            RefreshError::Database(error) => error.into(),
            RefreshError::Policy(problems) => Self::internal(problems),
        }
    }
}

impl From<diesel::result::Error> for Problem {
    fn from(error: diesel::result::Error) -> Self {
        match Failure::of(&error) {
            Failure::Away => Self::Unavailable(error.to_string()),
            Failure::NoSpace => Self::NoSpace(error.to_string()),
            Failure::Ours if error == diesel::result::Error::NotFound => Self::NotFound,
            Failure::Ours => Self::Internal(error.to_string()),
        }
    }
}

impl From<crate::secrecy::CannotOpen> for Problem {
    fn from(error: crate::secrecy::CannotOpen) -> Self {
        Self::Internal(error.to_string())
    }
}
