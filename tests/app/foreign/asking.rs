//! Sending a case, and reading in its answer what must not stand there.

use std::io::Read as _;

use actix_web::http::Method;
use shegong::web::{Route, TABLE};

use super::cases::{Case, Sent};
use super::ids::Ids;
use super::names::FOREIGN;
use crate::harness::proofs::png;
use crate::harness::{Seen, Visitor, multipart};

/// The route that a request belongs to: of those that fit, the most literal.
pub fn route_of(case: &Case) -> &'static Route {
    let path = case.1.split('?').next().unwrap();
    let alike = |route: &Route| -> Option<usize> {
        let (asked, told): (Vec<_>, Vec<_>) =
            (path.split('/').collect(), route.path.split('/').collect());
        let pairs = || asked.iter().zip(&told);
        let fits = case.0 == route.verb
            && asked.len() == told.len()
            && pairs().all(|(asked, told)| asked == told || told.starts_with('{'));
        fits.then(|| pairs().filter(|(asked, told)| asked == told).count())
    };
    TABLE
        .iter()
        .filter_map(|route| alike(route).map(|count| (count, route)))
        .max_by_key(|(count, _)| *count)
        .unwrap_or_else(|| panic!("no route: {case:?}"))
        .1
}

/// A text with the ids of the township that is asked for and of the one that asks.
pub fn filled(text: &str, asked: &Ids, asking: &Ids) -> String {
    let mut text = text.to_owned();
    for (ids, prefix) in [(asked, ""), (asking, "own_")] {
        for (name, id) in ids {
            text = text.replace(&format!("{{{prefix}{name}}}"), id);
        }
    }
    text
}

/// Sends a request: what was sent, and what came back.
pub fn send(visitor: &mut Visitor, case: &Case, asked: &Ids, asking: &Ids) -> (String, Seen) {
    let fill = |text: &str| filled(text, asked, asking);
    let path = fill(case.1);
    let fields = match case.2 {
        Sent::Form(fields) | Sent::Upload(fields) | Sent::UploadSeen(_, fields) => fill(fields),
        Sent::Nothing | Sent::Json(..) => String::new(),
    };
    let pairs: Vec<(&str, &str)> = fields
        .split('&')
        .filter_map(|field| field.split_once('='))
        .collect();
    let seen = match case.2 {
        Sent::Nothing => visitor.get(&path),
        Sent::Form(_) => visitor.post(&path, &pairs),
        Sent::Upload(_) => visitor.upload(&path, &pairs, &[("proof", "a.png", &png(200))]),
        Sent::UploadSeen(version, _) => {
            let version = format!("\"{}\"", fill(version));
            let (_, token) = visitor.cookie_and_token();
            let mut fields = vec![("csrf", token.as_str())];
            fields.extend(&pairs);
            let (kind, body) = multipart(&fields, &[("proof", "a.png", &png(200))]);
            let headers = [("if-match", version.as_str())];
            visitor.send(Method::POST, &path, Some(&kind), body, &headers)
        }
        Sent::Json(version, body) => {
            let (version, body) = (format!("\"{}\"", fill(version)), fill(body));
            let body =
                serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error}: {body}"));
            visitor.json(case.0.method(), &path, &body, &[("if-match", &version)])
        }
    };
    (format!("{path} {fields}"), seen)
}

/// All that an answer says: its head, its body, and what is packed into it.
fn said(seen: &Seen) -> String {
    let mut said = format!("{:?} {}", seen.headers, seen.text());
    if seen.bytes.starts_with(b"PK") {
        let mut parts = zip::ZipArchive::new(std::io::Cursor::new(&seen.bytes)).unwrap();
        for at in 0..parts.len() {
            let mut part = parts.by_index(at).unwrap();
            part.read_to_string(&mut said).unwrap();
        }
    }
    if seen.bytes.starts_with(b"%PDF") {
        said.push_str(&pdf_extract::extract_text_from_mem(&seen.bytes).unwrap());
    }
    said
}

/// What of the foreign township an answer tells beside what was `sent`.
pub fn leaked(seen: &Seen, sent: &str) -> Vec<String> {
    let said = said(seen);
    FOREIGN
        .secrets()
        .into_iter()
        .filter(|secret| said.contains(secret.as_str()) && !sent.contains(secret.as_str()))
        .collect()
}
