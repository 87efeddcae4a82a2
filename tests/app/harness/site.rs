//! The site as a browser sees it: cookies kept, forms sent with their token.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use actix_web::http::{Method, StatusCode};
use actix_web::test as site_test;
use shegong::accounts::store::{NewAccount, NewSession, insert, insert_role, insert_session};
use shegong::accounts::{AccountId, Role, RoleAt};
use shegong::app::App;
use shegong::db::{Conn, DatabaseError};
use shegong::people::PersonId;
use shegong::units::UnitId;
use shegong::web::credentials;

use super::{TestApp, kept_site};

/// What came back.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub bytes: Vec<u8>,
}

impl Seen {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get("location").map_or("", String::as_str)
    }
}

/// A browser of its own, signed in or not.
pub struct Visitor {
    app: App,
    cookies: BTreeMap<String, String>,
    csrf: Option<String>,
    address: SocketAddr,
}

/// Where a browser's requests come from where a test says nothing else.
fn usual_address() -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], 4000))
}

/// The content type and the body of a form with files.
pub fn multipart(fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> (String, Vec<u8>) {
    let boundary = "----shegong-test-boundary";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
            .as_bytes(),
        );
    }
    for (name, file, bytes) in files {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

impl Visitor {
    /// Somebody who is not signed in.
    pub fn stranger(app: &TestApp) -> Visitor {
        Visitor {
            app: app.app.clone(),
            cookies: BTreeMap::new(),
            csrf: None,
            address: usual_address(),
        }
    }

    /// An office's account with one role, signed in, nothing forced.
    pub fn with_role(app: &TestApp, role: Role, unit: Option<UnitId>) -> Visitor {
        Visitor::signed_in(app, None, &[RoleAt { role, unit }])
    }

    /// The account of a person, signed in, with further roles.
    pub fn of_person(app: &TestApp, person: PersonId, roles: &[RoleAt]) -> Visitor {
        Visitor::signed_in(app, Some(person), roles)
    }

    fn signed_in(app: &TestApp, person: Option<PersonId>, roles: &[RoleAt]) -> Visitor {
        let now = app.app.now();
        let session = app
            .app
            .db
            .write(|conn| {
                let account = make_account(conn, app, person, roles)?;
                Ok::<_, DatabaseError>(insert_session(
                    conn,
                    &NewSession {
                        account,
                        address: "192.0.2.1",
                        user_agent: "test",
                        at: now.instant,
                        expires_at: now.instant + chrono::TimeDelta::hours(8),
                    },
                )?)
            })
            .unwrap();
        let (cookie, csrf) = credentials(&app.app, session).unwrap();
        let (name, value) = cookie.split_once('=').unwrap();
        Visitor {
            app: app.app.clone(),
            cookies: BTreeMap::from([(name.to_owned(), value.to_owned())]),
            csrf: Some(csrf),
            address: usual_address(),
        }
    }

    /// The same browser on another machine.
    pub fn on_machine(mut self, address: &str) -> Visitor {
        self.address = SocketAddr::new(address.parse().unwrap(), 4000);
        self
    }

    /// The same browser at another process of the same site.
    pub fn at(mut self, app: &App) -> Visitor {
        self.app = app.clone();
        self
    }

    /// Its `Cookie` header and its token, for a request that is written by hand.
    pub fn cookie_and_token(&self) -> (String, String) {
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (pairs.join("; "), self.csrf.clone().unwrap_or_default())
    }

    /// A page.
    pub fn get(&mut self, path: &str) -> Seen {
        self.send(Method::GET, path, None, Vec::new(), &[])
    }

    /// A form, with the CSRF token of the session or of the page seen last.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let token = self.csrf.clone().unwrap_or_default();
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        let body = all
            .iter()
            .map(|(name, value)| format!("{}={}", percent(name), percent(value)))
            .collect::<Vec<_>>()
            .join("&");
        let kind = "application/x-www-form-urlencoded";
        self.send(Method::POST, path, Some(kind), body.into_bytes(), &[])
    }

    /// A form without its token, as a foreign page would send it.
    pub fn post_forged(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let kept = self.csrf.replace(String::new());
        let seen = self.post(path, fields);
        self.csrf = kept;
        seen
    }

    /// A form with files: `(field, file name, bytes)`.
    pub fn upload(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Seen {
        let token = self.csrf.clone().unwrap_or_default();
        let mut all = vec![("csrf", token.as_str())];
        all.extend_from_slice(fields);
        let (kind, body) = multipart(&all, files);
        self.send(Method::POST, path, Some(&kind), body, &[])
    }

    /// JSON by a program that uses the session, with further headers such as `If-Match`.
    pub fn json(
        &mut self,
        method: Method,
        path: &str,
        body: &serde_json::Value,
        headers: &[(&str, &str)],
    ) -> Seen {
        let token = self.csrf.clone().unwrap_or_default();
        let mut all = vec![("x-csrf-token", token.as_str())];
        all.extend_from_slice(headers);
        self.send(
            method,
            path,
            Some("application/json"),
            body.to_string().into_bytes(),
            &all,
        )
    }

    /// Anything.
    pub fn send(
        &mut self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Vec<u8>,
        headers: &[(&str, &str)],
    ) -> Seen {
        let mut request = site_test::TestRequest::default()
            .method(method)
            .uri(path)
            .peer_addr(self.address)
            .set_payload(body);
        if let Some(kind) = content_type {
            request = request.insert_header(("content-type", kind));
        }
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        if !self.cookies.is_empty() {
            let all: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.insert_header(("cookie", all.join("; ")));
        }
        let (seen, cookies) = kept_site::answer(&self.app, request);
        for cookie in cookies {
            self.keep(&cookie);
        }
        self.note_token(&seen);
        seen
    }

    /// Keeps a cookie, or forgets it.
    fn keep(&mut self, set: &str) {
        let (pair, rest) = set.split_once(';').unwrap_or((set, ""));
        let (name, value) = pair.split_once('=').unwrap();
        if value.is_empty() || rest.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// The token of the page seen last.
    fn note_token(&mut self, seen: &Seen) {
        let text = seen.text();
        if let Some((_, after)) = text.split_once("name=\"csrf\" value=\"") {
            self.csrf = after.split('"').next().map(str::to_owned);
        }
    }
}

fn make_account(
    conn: &mut Conn,
    app: &TestApp,
    person: Option<PersonId>,
    roles: &[RoleAt],
) -> Result<AccountId, DatabaseError> {
    let at = app.app.now().instant;
    let count = shegong::accounts::store::count(conn)?;
    let name = format!("test{count}");
    let account = insert(
        conn,
        &NewAccount {
            login_name: Some(&name),
            person,
            display_name: "测试账号",
            password_hash: Some("none"),
            must_change_password: false,
            at,
        },
    )?;
    shegong::accounts::store::set_notice(conn, account, shegong::accounts::rules::NOTICE_VERSION)?;
    for role in roles {
        insert_role(conn, account, *role, at)?;
    }
    Ok(account)
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
