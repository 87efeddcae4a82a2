//! The web application. So far: a start page, health and metrics; the pages of the
//! four kinds of user come with sign-in.

mod health;
mod metrics;
mod start;

use std::net::SocketAddr;

use actix_web::{App as Site, HttpServer, web};
use tracing_actix_web::TracingLogger;

use crate::app::App;
pub use metrics::Metrics;

/// Every route: the table of contents of the site.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/", web::get().to(start::page))
        .route("/assets/shegong.css", web::get().to(start::style))
        .route("/healthz", web::get().to(health::alive))
        .route("/readyz", web::get().to(health::ready))
        .route("/metrics", web::get().to(metrics::page));
}

/// Serves until it is told to stop (Ctrl-C, SIGTERM); requests under way are finished.
///
/// # Errors
/// When the address cannot be listened on.
pub fn serve(app: App, port: Option<u16>) -> std::io::Result<()> {
    let server = &app.config.server;
    let address = SocketAddr::new(server.listen, port.unwrap_or(server.port));
    let metrics = web::Data::new(Metrics::new().map_err(std::io::Error::other)?);
    let data = web::Data::new(app);
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            Site::new()
                .app_data(data.clone())
                .app_data(metrics.clone())
                .wrap(actix_web::middleware::from_fn(metrics::count))
                .wrap(TracingLogger::default())
                .configure(routes)
        })
        .workers(2)
        .bind(address)
        .map_err(|error| {
            std::io::Error::new(
                error.kind(),
                format!("不能监听 {address}：{error}。请换一个端口（--port）或关闭占用它的程序"),
            )
        })?;
        println!("社工通已启动：http://{address}/ （按 Ctrl-C 结束）");
        server.run().await
    })
}
