//! The work of an office, played through in the browser.

use fantoccini::Client;

use super::{PASSWORD, in_browser};
use crate::harness::browser::{Screen, fill, press, sign_in, text};

async fn every_role_signs_in_and_out(browser: Client, site: String) {
    for (name, greeting) in [
        ("worker", "件事"),
        ("hr-town", "人员"),
        ("hr-community", "人员"),
        ("training", "培训"),
        ("registrar", "人员"),
        ("district", "单位"),
        ("auditor", "全区"),
        ("admin", "账号"),
    ] {
        sign_in(&browser, &site, name, PASSWORD).await;
        let shown = text(&browser).await;
        assert!(shown.contains(greeting), "{name}: {shown}");
        browser.delete_all_cookies().await.unwrap();
    }
    sign_in(&browser, &site, "worker", "Wrong#2026").await;
    assert!(text(&browser).await.contains("账号或密码不对"));
}

async fn signs_out(browser: Client, site: String) {
    sign_in(&browser, &site, "worker", PASSWORD).await;
    press(&browser, "details.menu summary").await;
    press(&browser, "form[action='/sign-out'] button").await;
    browser.goto(&format!("{site}/me")).await.unwrap();
    assert!(browser.current_url().await.unwrap().path() == "/sign-in");
}

async fn changes_the_password(browser: Client, site: String) {
    sign_in(&browser, &site, "worker", PASSWORD).await;
    browser.goto(&format!("{site}/password")).await.unwrap();
    fill(&browser, "current", PASSWORD).await;
    fill(&browser, "new", "short").await;
    fill(&browser, "repeated", "short").await;
    press(&browser, "main button[type=submit]").await;
    assert!(text(&browser).await.contains("8"), "the rule is told");

    fill(&browser, "current", PASSWORD).await;
    fill(&browser, "new", "Plum#Blossom81").await;
    fill(&browser, "repeated", "Plum#Blossom81").await;
    press(&browser, "main button[type=submit]").await;
    browser.delete_all_cookies().await.unwrap();
    sign_in(&browser, &site, "worker", "Plum#Blossom81").await;
    assert!(text(&browser).await.contains("件事"));
}

#[test]
fn every_role_signs_in_and_a_wrong_password_does_not() {
    in_browser(Screen::Desk, every_role_signs_in_and_out);
}

#[test]
fn somebody_signs_out_and_is_out() {
    in_browser(Screen::Desk, signs_out);
}

#[test]
fn a_password_is_changed_with_and_without_scripts() {
    in_browser(Screen::Desk, changes_the_password);
    in_browser(Screen::DeskWithoutScripts, changes_the_password);
}

#[test]
fn everything_works_without_scripts() {
    in_browser(Screen::DeskWithoutScripts, every_role_signs_in_and_out);
    in_browser(Screen::DeskWithoutScripts, signs_out);
}
