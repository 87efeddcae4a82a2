//! A real browser: Chromium behind ChromeDriver, and the program serving its demo.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::json;
use tempfile::TempDir;

use super::{command, shegong};
use crate::skipping::skip;

/// What stands in a test's browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// 1280 × 900.
    Desk,
    /// 390 × 844.
    Phone,
    /// 1280 × 900, scripts switched off.
    DeskWithoutScripts,
}

/// ChromeDriver as a child process.
pub struct Driver {
    child: Child,
    url: String,
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Driver {
    /// Starts it on a port of its own. None where there is none, or no Chromium.
    pub fn start() -> Option<Driver> {
        let started = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut child) = started else {
            return skip("browser", "there is no chromedriver");
        };
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.split_once("successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        let Some(port) = port else {
            let _ = child.kill();
            return skip("browser", "chromedriver does not start");
        };
        // Read on, so that it never waits for a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Driver {
            child,
            url: format!("http://127.0.0.1:{port}"),
        })
    }

    /// A browser of its own, closed by [`Client::close`].
    pub async fn open(&self, screen: Screen) -> Client {
        let mut options = json!({
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1280,900", "--lang=zh-CN",
            ],
        });
        match screen {
            Screen::Desk => {}
            Screen::Phone => {
                options["mobileEmulation"] = json!({
                    "deviceMetrics": { "width": 390, "height": 844, "pixelRatio": 1.0 },
                });
            }
            Screen::DeskWithoutScripts => {
                options["prefs"] = json!({
                    "profile.managed_default_content_settings.javascript": 2,
                });
            }
        }
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        ClientBuilder::new(connector)
            .capabilities(capabilities)
            .connect(&self.url)
            .await
            .expect("Chromium starts")
    }
}

/// The program serving its demo on a port of its own.
pub struct DemoSite {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    folder: TempDir,
    _made: Arc<TempDir>,
}

impl Drop for DemoSite {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The made-up district: making it takes longer than anything that is done with it, so
/// the tests that are under way together share it; the last one throws it away.
static MADE: Mutex<Weak<TempDir>> = Mutex::new(Weak::new());

/// The arguments of a demo of `people` people as of 9 March 2026, and further ones.
fn demo<'a>(people: &'a str, further: &[&'a str]) -> Vec<&'a str> {
    let mut arguments = vec!["demo", "--people", people, "--as-of", "2026-03-09"];
    arguments.extend(further);
    arguments
}

/// A folder with the demo in it.
fn made(people: &str) -> Arc<TempDir> {
    let mut kept = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(made) = kept.upgrade() {
        return made;
    }
    let made = Arc::new(tempfile::tempdir().unwrap());
    let finished = shegong(made.path(), &demo(people, &["--no-serve"]), &[]);
    assert_eq!(finished.code, Some(0), "{finished:?}");
    *kept = Arc::downgrade(&made);
    made
}

/// Copies a folder with all that is in it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl DemoSite {
    /// Serves a demo of `people` people as of 9 March 2026, a copy of its own.
    pub fn start(people: u32) -> DemoSite {
        let people = people.to_string();
        let made = made(&people);
        let folder = tempfile::tempdir().unwrap();
        copy(made.path(), folder.path());
        let port = free_port();
        let listening = port.to_string();
        let child = command(folder.path(), &demo(&people, &["--port", &listening]), &[])
            .stdout(log(folder.path(), "out"))
            .stderr(log(folder.path(), "err"))
            .spawn()
            .unwrap();
        let mut site = DemoSite {
            child,
            url: format!("http://127.0.0.1:{port}"),
            folder,
            _made: made,
        };
        site.wait(port);
        site
    }

    fn wait(&mut self, port: u16) {
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = self.child.try_wait().unwrap();
            let told = || std::fs::read_to_string(self.folder.path().join("err")).unwrap();
            assert!(ended.is_none(), "the demo ended: {}", told());
            assert!(
                begun.elapsed() < Duration::from_secs(180),
                "the demo does not serve: {}",
                told()
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn log(folder: &Path, name: &str) -> Stdio {
    std::fs::File::create(folder.join(name)).unwrap().into()
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Signs in through the page.
pub async fn sign_in(browser: &Client, site: &str, name: &str, password: &str) {
    browser.goto(&format!("{site}/sign-in")).await.unwrap();
    fill(browser, "name", name).await;
    fill(browser, "password", password).await;
    press(browser, "main button[type=submit]").await;
    // Whatever comes next must not cut the answer off.
    for _ in 0..50 {
        let at = browser.current_url().await.unwrap();
        if !at.path().starts_with("/sign-in") || text(browser).await.contains("账号或密码不对")
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// What a selector finds, on this page or the one that is on its way.
async fn find(browser: &Client, selector: &str) -> Element {
    for _ in 0..50 {
        if let Ok(found) = browser.find(Locator::Css(selector)).await {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("nothing at {selector} in {}", text(browser).await);
}

/// Types into a field.
pub async fn fill(browser: &Client, field: &str, text: &str) {
    let found = find(browser, &format!("main [name={field}]")).await;
    found.clear().await.unwrap();
    found.send_keys(text).await.unwrap();
}

/// Presses what a selector finds, and waits for the next page.
pub async fn press(browser: &Client, selector: &str) {
    let found = find(browser, selector).await;
    found.click().await.unwrap();
}

/// The text of the page. Asked again where the next page comes in between.
pub async fn text(browser: &Client) -> String {
    for _ in 0..50 {
        if let Ok(body) = browser.find(Locator::Css("footer.site")).await
            && body.is_displayed().await.is_ok()
            && let Ok(body) = browser.find(Locator::Css("body")).await
            && let Ok(text) = body.text().await
        {
            return text;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the page has no text")
}

/// What axe-core finds serious or critical on the page: rule and first place.
pub async fn axe(browser: &Client) -> Vec<String> {
    // The library and its call go over in one.
    const AXE: &str = concat!(
        include_str!("../../data/browser/axe.min.js"),
        ";const done = arguments[0];
         axe.run(document, { resultTypes: ['violations'] }).then(
             r => done(r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
                 .map(v => v.id + ': ' + v.nodes[0].html.slice(0, 160) + ' ' + (v.nodes[0].failureSummary || '').slice(0, 200))),
             e => done([String(e)]));"
    );
    let found = browser.execute_async(AXE, Vec::new()).await.unwrap();
    serde_json::from_value(found).unwrap()
}

/// What can be told of a page that has loaded, asked for at once.
#[derive(Debug, serde::Deserialize)]
pub struct Facts {
    /// Its title.
    pub title: String,
    /// How many pixels it is wider than its window.
    pub wider: i64,
    /// The text that is shown.
    pub text: String,
    /// Where its links lead, as they are written.
    pub links: Vec<String>,
    /// The kinds of element in it: where each stands, its attributes without numbers
    /// and addresses, whether it has a text. A page with no kind that another page of
    /// the same template has not had is built of the same parts.
    pub parts: Vec<String>,
}

/// What can be told of the page that has loaded.
pub async fn facts(browser: &Client) -> Facts {
    let script = "const root = document.documentElement;
         const passing = ['href', 'value', 'content', 'action', 'aria-current', 'title', 'd'];
         const part = e => [e.parentElement?.parentElement, e.parentElement, e].map(one => one
             ? one.tagName + Array.from(one.attributes, a => passing.includes(a.name) ? a.name : a.name + '=' + a.value.replace(/\\d+/g, '')).sort().join(' ')
             : '').join('>') + Array.from(e.childNodes).some(n => n.nodeType === 3 && n.data.trim() !== '');
         return {
             title: document.title,
             wider: root.scrollWidth - root.clientWidth,
             text: document.body.innerText,
             links: Array.from(document.querySelectorAll('a[href]'), a => a.getAttribute('href')),
             parts: Array.from(new Set(Array.from(document.body.querySelectorAll('*'), part))),
         };";
    let found = browser.execute(script, Vec::new()).await.unwrap();
    serde_json::from_value(found).unwrap()
}
