//! The site of a test, put together once. Building it (some two hundred routes, each
//! with its pattern) takes longer than most answers, so it is kept for all visitors of
//! an application. It cannot leave its thread; every test has a thread of its own.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::rt::{System, SystemRunner};
use actix_web::test::TestRequest;
use actix_web::{test as site_test, web};
use shegong::app::App;
use shegong::config::Config;
use shegong::web::{Metrics, site};

use super::Seen;

/// An answer, and each cookie that came with it.
type Answered = (Seen, Vec<String>);

/// The site as a function from request to answer.
type Answering = dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Answered>>>;

/// A site and the event loop it lives on.
struct KeptSite {
    /// The settings of its application: no two applications share them, and they are
    /// held so that no other can come to lie at their address.
    config: Arc<Config>,
    /// Its clock, since a test may move that on.
    clock: String,
    answering: Box<Answering>,
    runner: SystemRunner,
}

thread_local! {
    static KEPT: RefCell<Option<Rc<KeptSite>>> = const { RefCell::new(None) };
}

/// What the site of `app` answers.
pub fn answer(app: &App, request: TestRequest) -> Answered {
    let served = KEPT.with_borrow_mut(|kept| match kept {
        Some(served) if served.is_of(app) => Rc::clone(served),
        _ => Rc::clone(kept.insert(Rc::new(KeptSite::new(app)))),
    });
    served.runner.block_on((served.answering)(request))
}

/// Lets go of the site kept by this thread, and so of its application.
pub fn forget() {
    // Where the thread itself ends there is nothing left to let go of.
    let _ = KEPT.try_with(|kept| kept.take());
}

impl KeptSite {
    fn new(app: &App) -> KeptSite {
        let runner = System::new();
        let answering = runner.block_on(answering(app.clone()));
        KeptSite {
            config: Arc::clone(&app.config),
            clock: format!("{:?}", app.clock),
            answering,
            runner,
        }
    }

    fn is_of(&self, app: &App) -> bool {
        Arc::ptr_eq(&self.config, &app.config) && self.clock == format!("{:?}", app.clock)
    }
}

async fn answering(app: App) -> Box<Answering> {
    let metrics = web::Data::new(Metrics::new().unwrap());
    let service = Rc::new(site_test::init_service(site(web::Data::new(app), metrics)).await);
    Box::new(move |request| {
        let service = Rc::clone(&service);
        Box::pin(async move {
            let response = site_test::call_service(&*service, request.to_request()).await;
            let status = response.status();
            let headers: Vec<(String, String)> = response
                .headers()
                .iter()
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                    (name.as_str().to_owned(), value)
                })
                .collect();
            let cookies = headers
                .iter()
                .filter(|(name, _)| name == "set-cookie")
                .map(|(_, value)| value.clone())
                .collect();
            let bytes = site_test::read_body(response).await.to_vec();
            let headers = headers.into_iter().collect();
            let seen = Seen {
                status,
                headers,
                bytes,
            };
            (seen, cookies)
        })
    })
}
