//! Where a request comes from: the client's address behind trusted proxies, and
//! whether a browser says that one of our own pages sent it.

use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::Method;

use crate::config::Config;

/// The client's IP address: the peer's, or, where the peer is a trusted proxy, the
/// last address in `X-Forwarded-For` that is not one.
pub(super) fn address(request: &HttpRequest, config: &Config) -> String {
    let Some(peer) = request.peer_addr().map(|address| address.ip()) else {
        return String::new();
    };
    let forwarded = request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    client(peer, forwarded, &config.server.trusted_proxies).to_string()
}

fn client(peer: IpAddr, forwarded: &str, trusted: &[IpAddr]) -> IpAddr {
    let mut client = peer;
    for hop in forwarded.rsplit(',') {
        if !trusted.contains(&client) {
            break;
        }
        match hop.trim().parse() {
            Ok(before) => client = before,
            Err(_) => break,
        }
    }
    client
}

/// Path and query of the page of this site that a browser says it came from.
pub(super) fn came_from(request: &HttpRequest) -> Option<String> {
    let text = |name| request.headers().get(name)?.to_str().ok();
    let (_, rest) = text("referer")?.split_once("://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    (Some(host) == text("host")).then(|| path.to_owned())
}

/// Whether a changing request was sent by one of our own pages, as far as the browser
/// says: old browsers and programs say nothing, and then the CSRF token alone decides.
pub(super) fn is_own(request: &HttpRequest, config: &Config) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return true;
    }
    let text = |name| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), host) => {
            let origin_host = origin.split_once("://").map(|(_, host)| host);
            origin == config.base_url || (origin_host.is_some() && origin_host == host)
        }
        (None, _) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_may_say_where_a_request_comes_from() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let inner: IpAddr = "10.0.0.2".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let cases = [
            (stranger, "1.2.3.4", "203.0.113.9"),
            (proxy, "1.2.3.4", "1.2.3.4"),
            (proxy, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
            (proxy, "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
            (proxy, "nonsense", "10.0.0.1"),
            (proxy, "", "10.0.0.1"),
        ];
        for (peer, forwarded, expected) in cases {
            assert_eq!(
                client(peer, forwarded, &[proxy, inner]).to_string(),
                expected,
                "{forwarded}"
            );
        }
    }
}
