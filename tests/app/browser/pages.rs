//! Every page that a sign-in can reach by links: found from the navigation, then from
//! what the pages themselves link to, one of each kind.

use std::collections::BTreeSet;
use std::path::PathBuf;

use fantoccini::Client;

use super::{PASSWORD, in_browser};
use crate::harness::browser::{Screen, axe, facts, sign_in, text};

/// The demo's sign-ins, one of each kind of user.
const SIGN_INS: &[&str] = &[
    "worker", "hr-town", "training", "district", "auditor", "admin",
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

/// Looks at one page: it is no problem page, not wider than its window, and axe is
/// content. Gives the pages it links to.
async fn look(browser: &Client, site: &str, path: &str, wrong: &mut Vec<String>) -> Vec<String> {
    browser.goto(&format!("{site}{path}")).await.unwrap();
    let seen = facts(browser).await;
    for problem in ["系统出错", "没有权限", "没有找到", "暂时无法使用"] {
        if seen.title.starts_with(problem) {
            wrong.push(format!("{path}: {}", seen.title));
        }
    }
    if seen.wider > 0 {
        let pixels = seen.wider;
        wrong.push(format!("{path}: {pixels} pixels wider than its window"));
    }
    for found in axe(browser).await {
        wrong.push(format!("{path}: {found}"));
    }
    for sign in ["{{", "None", "Some(", "null", "undefined", "NaN"] {
        if seen.text.contains(sign) {
            wrong.push(format!("{path}: shows {sign}"));
        }
    }
    seen.links
        .into_iter()
        .filter(|link| is_page(link))
        .collect()
}

/// Keeps a picture of the page where the tester asked for it.
async fn keep_picture(browser: &Client, name: &str) {
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
    let mut wrong = Vec::new();
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
            waiting.extend(look(&browser, &site, &path, &mut wrong).await);
            let picture = format!("{name}{}-{width}", kind.replace('/', "-"));
            keep_picture(&browser, &picture).await;
        }
        assert!(seen.len() >= 5, "{name} sees only {seen:?}");
        seen_by_all.extend(seen);
    }
    assert!(seen_by_all.len() >= 40, "only {seen_by_all:?}");
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
