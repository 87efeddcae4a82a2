//! The site in a real Chromium: every page of every kind of user at 1280 and 390
//! pixels, with axe-core; the work of an office played through; all of it without
//! scripts too.
//!
//! Needs `chromium` and `chromedriver`. Without them a test says that it skips; with
//! `browser` in `SHEGONG_REQUIRE` a skip is a failure. `SHEGONG_PICTURES=FOLDER` keeps a
//! picture of each page there.

mod day;
mod pages;
mod work;

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use fantoccini::Client;

use crate::harness::browser::{DemoSite, Driver, Screen};

/// Of every sign-in of the demo.
const PASSWORD: &str = shegong::demo::DEMO_PASSWORD;
/// Enough for every story of the demo to have somebody.
const PEOPLE: u32 = 60;

/// Held by the test whose browser is open.
static TURN: Mutex<()> = Mutex::new(());

/// Runs `work` in a browser against a demo of its own. False where there is no browser.
fn in_browser<F: Future<Output = ()>>(
    screen: Screen,
    work: impl FnOnce(Client, String) -> F,
) -> bool {
    let Some(driver) = Driver::start() else {
        return false;
    };
    // One at a time: browsers and servers side by side only wait for each other.
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let site = DemoSite::start(PEOPLE);
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(async {
            let browser = driver.open(screen).await;
            work(browser.clone(), site.url.clone()).await;
            browser.close().await.unwrap();
        });
    true
}
