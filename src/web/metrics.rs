//! `/metrics` for Prometheus: requests and how long they took, the outbox's depth.
//!
//! Not for everybody who reaches the port: the figures tell which pages are used, how
//! many mails wait, and what fails. The machine itself may read them, or whoever shows
//! the token of the settings; for all others the page does not exist.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, HttpResponse, web};
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder,
};

use super::routes::nowhere;
use crate::app::App;
use crate::db::DatabaseError;
use crate::mail::outbox::MailState;
use crate::mail::store::count_by_state;

/// What is measured.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    outbox: IntGaugeVec,
}

impl Metrics {
    /// Registers everything once.
    ///
    /// # Errors
    /// When a metric is defined twice.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("shegong_requests_total", "Requests by route and status"),
            &["route", "status"],
        )?;
        let seconds = HistogramVec::new(
            HistogramOpts::new("shegong_request_seconds", "Duration of requests by route"),
            &["route"],
        )?;
        let outbox = IntGaugeVec::new(
            Opts::new("shegong_outbox_mails", "Mails in the outbox by state"),
            &["state"],
        )?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(outbox.clone()))?;
        Ok(Self {
            registry,
            requests,
            seconds,
            outbox,
        })
    }
}

/// Counts every request by its route pattern, never by its path: paths hold ids.
pub async fn count(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let metrics = request.app_data::<web::Data<Metrics>>().cloned();
    let started = std::time::Instant::now();
    let response = next.call(request).await?;
    if let Some(metrics) = metrics {
        // Known once the request was routed; before that it would be searched for.
        let route = response.request().match_pattern();
        let route = route.unwrap_or_else(|| "none".to_owned());
        let status = response.status().as_u16().to_string();
        metrics
            .requests
            .with_label_values(&[route.as_str(), status.as_str()])
            .inc();
        metrics
            .seconds
            .with_label_values(&[route.as_str()])
            .observe(started.elapsed().as_secs_f64());
    }
    Ok(response)
}

/// What a proxy adds to a request: one that carries any of these came from elsewhere.
const PROXY_HEADERS: &[&str] = &[
    "forwarded",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
];

/// Whether a request may read the figures.
fn may_read(http: &HttpRequest, app: &App) -> bool {
    if let Some(token) = &app.config.metrics.token {
        let shown = http
            .headers()
            .get("authorization")
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.strip_prefix("Bearer "));
        // Compared by keyed hash, so that the time tells nothing of where they differ.
        let hash = |text: &str| app.keys.lookup_hash("metrics.token", text);
        return shown.is_some_and(|shown| hash(shown.trim()) == hash(&token.0));
    }
    let forwarded = PROXY_HEADERS
        .iter()
        .any(|name| http.headers().contains_key(*name));
    let local = http
        .peer_addr()
        .is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    local && !forwarded
}

/// The metrics as text, for whoever may read them.
pub async fn page(
    http: HttpRequest,
    app: web::Data<App>,
    metrics: web::Data<Metrics>,
) -> HttpResponse {
    if !may_read(&http, &app) {
        return nowhere(http).await;
    }
    let counted = web::block(move || {
        app.db
            .read(|conn| count_by_state(conn).map_err(DatabaseError::from))
    })
    .await;
    match counted {
        Ok(Ok(counts)) => {
            for state in MailState::ALL {
                let count = counts
                    .iter()
                    .find(|(known, _)| known == state)
                    .map_or(0, |(_, count)| *count);
                metrics
                    .outbox
                    .with_label_values(&[state.as_str()])
                    .set(count);
            }
        }
        _ => metrics.outbox.reset(),
    }
    let mut text = Vec::new();
    match TextEncoder::new().encode(&metrics.registry.gather(), &mut text) {
        Ok(()) => HttpResponse::Ok()
            .content_type("text/plain; version=0.0.4; charset=utf-8")
            .body(text),
        Err(error) => {
            tracing::error!(%error, "metrics cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}
