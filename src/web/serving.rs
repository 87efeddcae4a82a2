//! Listening, with or without TLS, until told to stop.

use std::fs::File;
use std::io::BufReader;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::{App as Site, Error, HttpServer, web};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tracing_actix_web::TracingLogger;

use super::headers::{self, Spans};
use super::metrics::{self, Metrics};
use super::routes::routes;
use crate::app::App;
use crate::config::JobsRun;
use crate::imports;
use crate::jobs::worker::Workers;

/// How long a client may take to send the head of a request.
const SLOWEST_HEAD: Duration = Duration::from_secs(15);
/// How long a connection without requests is kept.
const KEEP_ALIVE: Duration = Duration::from_secs(60);
/// How long requests under way are waited for when the server is told to stop.
const LONGEST_STOP_SECONDS: u64 = 30;

/// How long imports under way may take to stop.
const LONGEST_IMPORT_STOP: Duration = Duration::from_secs(15);

/// Why the server cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken or not ours.
    #[error("不能监听 {address}：{error}。请换一个端口（--port）或关闭占用它的程序")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error(
        "TLS 证书或私钥不能用（{path}）：{reason}。请核对 server.tls_certificate 和 server.tls_key"
    )]
    Tls {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Anything else of the system's.
    #[error("网站不能启动：{0}")]
    Io(#[from] std::io::Error),
    /// A metric is defined twice.
    #[error("网站不能启动：{0}")]
    Metrics(#[from] prometheus::Error),
}

/// The site as it is served, and as tests call it.
pub fn site(
    app: web::Data<App>,
    metrics: web::Data<Metrics>,
) -> Site<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    Site::new()
        .app_data(app)
        .app_data(metrics)
        .wrap(actix_web::middleware::from_fn(metrics::count))
        .wrap(actix_web::middleware::from_fn(headers::add))
        .wrap(actix_web::middleware::Compress::default())
        .wrap(TracingLogger::<Spans>::new())
        .configure(routes)
}

/// Serves until it is told to stop (Ctrl-C, SIGTERM); requests under way are finished.
///
/// # Errors
/// [`ServeError`].
pub fn serve(app: App) -> Result<(), ServeError> {
    let config = app.config.clone();
    let address = SocketAddr::new(config.server.listen, config.server.port);
    let tls = tls(&app)?;
    let metrics = web::Data::new(Metrics::new()?);
    if let Err(error) = imports::uploads::find_broken_off(&app, true) {
        tracing::error!(%error, "imports that were broken off cannot be told");
    }
    let under_way = app.imports.clone();
    // They end with the server: dropped, they finish the work in hand.
    let _jobs = match config.jobs.run {
        JobsRun::WithServe => Some(Workers::start(&app)?),
        JobsRun::Separately => None,
    };
    let data = web::Data::new(app);
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || site(data.clone(), metrics.clone()))
            .workers(config.server.workers)
            .client_request_timeout(SLOWEST_HEAD)
            .keep_alive(KEEP_ALIVE)
            .shutdown_timeout(LONGEST_STOP_SECONDS);
        let refused = |error| ServeError::Listen { address, error };
        let (server, scheme) = match tls {
            Some(tls) => (
                server.bind_rustls_0_23(address, tls).map_err(refused)?,
                "https",
            ),
            None => (server.bind(address).map_err(refused)?, "http"),
        };
        println!("社工通已启动：{scheme}://{address}/ （按 Ctrl-C 结束）");
        server.run().await?;
        // What they have not stored is rolled back, and told on their pages.
        under_way.stop_all(LONGEST_IMPORT_STOP);
        Ok(())
    })
}

/// The certificate of the settings, if there is one.
fn tls(app: &App) -> Result<Option<ServerConfig>, ServeError> {
    let server = &app.config.server;
    let (Some(certificate), Some(key)) = (&server.tls_certificate, &server.tls_key) else {
        return Ok(None);
    };
    let chain = CertificateDer::pem_reader_iter(reader(certificate)?)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| unusable(certificate, &error))?;
    let secret =
        PrivateKeyDer::from_pem_reader(reader(key)?).map_err(|error| unusable(key, &error))?;
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unusable(certificate, &error))?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(|error| unusable(certificate, &error))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Some(config))
}

fn reader(path: &Path) -> Result<BufReader<File>, ServeError> {
    File::open(path)
        .map(BufReader::new)
        .map_err(|error| unusable(path, &error))
}

fn unusable(path: &Path, error: &dyn std::fmt::Display) -> ServeError {
    ServeError::Tls {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}
