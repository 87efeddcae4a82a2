//! Every page that a sign-in can reach by links: found from the navigation, then from
//! what the pages themselves link to, one of each kind.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use fantoccini::Client;

use super::{PASSWORD, in_browser};
use crate::harness::browser::{Screen, axe, facts, sign_in, text};

/// The demo's sign-ins, one of each kind of user.
const SIGN_INS: &[&str] = &[
    "worker",
    "hr-town",
    "hr-community",
    "training",
    "registrar",
    "district",
    "auditor",
    "admin",
];

/// A path with its numbers left out: pages of one kind are looked at once.
fn kind(path: &str) -> String {
    let path = path.split(['?', '#']).next().unwrap();
    path.split('/')
        .map(|part| match part.rsplit_once('-') {
            // A rule's address ends in the digits of its hash.
            Some((_, hash)) if hash.len() == 10 => "N",
            _ if part.parse::<i64>().is_ok() => "N",
            _ => part,
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Whether a link leads to a page: no file, no form's target, nothing elsewhere.
fn is_page(path: &str) -> bool {
    let plain = path.split(['?', '#']).next().unwrap();
    let file = plain
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains('.'));
    path.starts_with('/')
        && !path.starts_with("//")
        && !file
        && !plain.starts_with("/api/")
        && !plain.starts_with("/evidence/")
}

/// What was found while looking at pages.
#[derive(Default)]
struct Findings {
    wrong: Vec<String>,
    /// Of each kind of page, the parts that axe-core has looked at.
    parts: BTreeMap<String, BTreeSet<String>>,
    pages: usize,
    by_axe: usize,
}

impl Findings {
    /// Looks at one page: it is no problem page, not wider than its window, and axe is
    /// content. The same page of another kind of user is left to it again only where it
    /// is built of other parts: that is what takes the time. Gives the pages linked to.
    async fn look(&mut self, browser: &Client, site: &str, path: &str) -> Vec<String> {
        browser.goto(&format!("{site}{path}")).await.unwrap();
        let seen = facts(browser).await;
        self.pages += 1;
        let mut wrong = |what: String| self.wrong.push(format!("{path}: {what}"));
        for problem in ["系统出错", "没有权限", "没有找到", "暂时无法使用"] {
            if seen.title.starts_with(problem) {
                wrong(seen.title.clone());
            }
        }
        if seen.wider > 0 {
            wrong(format!("{} pixels wider than its window", seen.wider));
        }
        for sign in ["{{", "None", "Some(", "null", "undefined", "NaN"] {
            if seen.text.contains(sign) {
                wrong(format!("shows {sign}"));
            }
        }
        let known = self.parts.entry(kind(path)).or_default();
        let parts_before = known.len();
        known.extend(seen.parts);
        if known.len() > parts_before {
            self.by_axe += 1;
            axe(browser).await.into_iter().for_each(wrong);
        }
        seen.links
            .into_iter()
            .filter(|link| is_page(link))
            .collect()
    }
}

/// Keeps a picture of the page where the tester asked for it.
pub(super) async fn keep_picture(browser: &Client, name: &str) {
    let Some(folder) = std::env::var_os("SHEGONG_PICTURES").map(PathBuf::from) else {
        return;
    };
    let height = browser
        .execute(
            "return Math.min(document.documentElement.scrollHeight, 4000);",
            Vec::new(),
        )
        .await
        .unwrap()
        .as_u64()
        .unwrap_or(900);
    let (width, before) = browser.get_window_size().await.unwrap();
    let size = |pixels: u64| u32::try_from(pixels).unwrap_or(900);
    browser
        .set_window_size(size(width), size(height + 140))
        .await
        .unwrap();
    let picture = browser.screenshot().await.unwrap();
    browser
        .set_window_size(size(width), size(before))
        .await
        .unwrap();
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
}

async fn look_at_everything(browser: Client, site: String, width: &str) {
    let mut findings = Findings::default();
    let mut seen_by_all = BTreeSet::new();
    for name in SIGN_INS {
        browser.delete_all_cookies().await.unwrap();
        sign_in(&browser, &site, name, PASSWORD).await;
        let mut seen = BTreeSet::new();
        let mut waiting = vec!["/".to_owned()];
        text(&browser).await;
        waiting.extend(
            facts(&browser)
                .await
                .links
                .into_iter()
                .filter(|link| is_page(link)),
        );
        while let Some(path) = waiting.pop() {
            let kind = kind(&path);
            if kind == "/sign-out" || !seen.insert(kind.clone()) {
                continue;
            }
            waiting.extend(findings.look(&browser, &site, &path).await);
            let picture = format!("{name}{}-{width}", kind.replace('/', "-"));
            keep_picture(&browser, &picture).await;
        }
        assert!(seen.len() >= 5, "{name} sees only {seen:?}");
        seen_by_all.extend(seen);
    }
    assert!(seen_by_all.len() >= 40, "only {seen_by_all:?}");
    println!("{} pages, {} by axe-core", findings.pages, findings.by_axe);
    let mut wrong = findings.wrong;
    wrong.sort();
    wrong.dedup();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_page_fits_a_desk_and_axe_finds_nothing_serious() {
    in_browser(Screen::Desk, |browser, site| {
        look_at_everything(browser, site, "1280")
    });
}

#[test]
fn every_page_fits_a_phone_and_axe_finds_nothing_serious() {
    in_browser(Screen::Phone, |browser, site| {
        look_at_everything(browser, site, "390")
    });
}
