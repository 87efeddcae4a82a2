//! The cookie of a session: a ten-minute token (JWT) that points at a row. The row
//! decides; the token only keeps strangers from guessing numbers.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use crate::accounts::SessionId;
use crate::app::App;
use crate::clock::Now;

/// The name of a cookie over plain HTTP, and behind TLS. A browser takes one whose name
/// begins with `__Host-` from this very host over TLS only, so that no neighbour under
/// the same domain can set one of its own in its place.
type CookieName = [&'static str; 2];

/// Holds the token.
const SESSION_COOKIE: CookieName = ["shegong_session", "__Host-shegong_session"];
/// Binds the forms of someone who is not signed in.
const VISITOR_COOKIE: CookieName = ["shegong_visitor", "__Host-shegong_visitor"];
/// Carries one line from a change to the next page.
const NOTICE_COOKIE: CookieName = ["shegong_notice", "__Host-shegong_notice"];
/// After this long the token must be made anew from its row.
const TOKEN_MINUTES: i64 = 10;
/// A token older than this is worth nothing whatever its row says.
const TOKEN_DAYS: i64 = 2;

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// The session's row.
    jti: String,
    /// Raised by each rotation.
    generation: i64,
    /// Seconds since 1970, UTC.
    iat: i64,
    /// Seconds since 1970, UTC.
    exp: i64,
}

/// What a request says of its session, its signature checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claimed {
    pub session: SessionId,
    pub generation: i64,
    /// The ten minutes are over: the row must be asked to make the next one.
    pub outdated: bool,
}

/// What the cookies of a request say.
pub(super) struct Cookies {
    pub claimed: Option<Claimed>,
    pub visitor: Option<String>,
    pub notice: Option<String>,
}

/// Reads the cookies; a token with a wrong signature is no token.
pub(super) fn read(request: &HttpRequest, app: &App, now: Now) -> Cookies {
    let text = |name: CookieName| {
        request
            .cookie(named(app, name))
            .map(|cookie| cookie.value().to_owned())
            .filter(|value| !value.is_empty())
    };
    Cookies {
        claimed: text(SESSION_COOKIE).and_then(|token| claimed(app, now, &token)),
        visitor: text(VISITOR_COOKIE).filter(|value| value.len() == 32),
        notice: text(NOTICE_COOKIE)
            .and_then(|encoded| hex::decode(encoded).ok())
            .and_then(|bytes| String::from_utf8(bytes).ok()),
    }
}

fn claimed(app: &App, now: Now, token: &str) -> Option<Claimed> {
    let mut validation = Validation::new(Algorithm::HS256);
    // Time is judged below, by our own clock.
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["exp", "jti", "iat"]);
    let key = DecodingKey::from_secret(app.keys.signing_key());
    let claims = decode::<Claims>(token, &key, &validation).ok()?.claims;
    let seconds = now.instant.and_utc().timestamp();
    if seconds > claims.iat + TOKEN_DAYS * 86_400 {
        return None;
    }
    Some(Claimed {
        session: SessionId(claims.jti.parse().ok()?),
        generation: claims.generation,
        outdated: seconds > claims.exp,
    })
}

/// The cookie of a session.
pub(super) fn cookie(
    app: &App,
    now: Now,
    session: SessionId,
    generation: i64,
) -> Result<Cookie<'static>, jsonwebtoken::errors::Error> {
    let seconds = now.instant.and_utc().timestamp();
    let claims = Claims {
        jti: session.to_string(),
        generation,
        iat: seconds,
        exp: seconds + TOKEN_MINUTES * 60,
    };
    let key = EncodingKey::from_secret(app.keys.signing_key());
    let token = encode(&Header::new(Algorithm::HS256), &claims, &key)?;
    Ok(plain(app, SESSION_COOKIE, token, None))
}

/// The `Cookie` header and the CSRF token of a session, as its browser would send
/// them; for tests and the load script, which are about pages and not about passwords.
///
/// # Errors
/// When the token cannot be signed or the system gives no random bytes.
pub fn credentials(app: &App, session: SessionId) -> Result<(String, String), String> {
    let cookie = cookie(app, app.now(), session, 1).map_err(|error| error.to_string())?;
    let token = super::csrf::token(app, &super::csrf::Bound::Session(session.0))
        .map_err(|error| error.to_string())?;
    Ok((format!("{}={}", cookie.name(), cookie.value()), token))
}

/// Takes the session's cookie away.
pub(super) fn no_cookie(app: &App) -> Cookie<'static> {
    plain(app, SESSION_COOKIE, String::new(), Some(Duration::ZERO))
}

/// Binds the forms of someone who is not signed in.
pub(super) fn visitor_cookie(app: &App, value: String) -> Cookie<'static> {
    plain(app, VISITOR_COOKIE, value, None)
}

/// One line for the next page.
pub(super) fn notice_cookie(app: &App, notice: &str) -> Cookie<'static> {
    plain(
        app,
        NOTICE_COOKIE,
        hex::encode(notice),
        Some(Duration::seconds(60)),
    )
}

/// The line was shown.
pub(super) fn no_notice(app: &App) -> Cookie<'static> {
    plain(app, NOTICE_COOKIE, String::new(), Some(Duration::ZERO))
}

fn behind_tls(app: &App) -> bool {
    app.config.base_url.starts_with("https:")
}

fn named(app: &App, [plain, secure]: CookieName) -> &'static str {
    if behind_tls(app) { secure } else { plain }
}

fn plain(app: &App, name: CookieName, value: String, age: Option<Duration>) -> Cookie<'static> {
    let mut builder = Cookie::build(named(app, name), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(behind_tls(app));
    if let Some(age) = age {
        builder = builder.max_age(age);
    }
    builder.finish()
}
