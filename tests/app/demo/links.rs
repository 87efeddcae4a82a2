//! Every link of the demo's pages that names a rule leads to that rule.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use shegong::demo::DEMO_PASSWORD;

use super::*;
use crate::harness::Visitor;

/// The addresses on a page that begin with `/help/`, or with `/` where all are wanted.
fn links<'h>(html: &'h str, start: &str) -> BTreeSet<&'h str> {
    html.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with(start))
        .collect()
}

fn sign_in(nobody: &TestApp, demo: &Demo, name: &str) -> Visitor {
    let mut visitor = Visitor::stranger(nobody).at(&demo.app);
    visitor.get("/sign-in");
    let seen = visitor.post("/sign-in", &[("name", name), ("password", DEMO_PASSWORD)]);
    assert_eq!(
        seen.status,
        StatusCode::SEE_OTHER,
        "{name}: {}",
        seen.text()
    );
    visitor
}

#[test]
fn every_link_to_a_rule_on_the_demos_pages_hits_a_rule() {
    let (folder, nobody) = (tempfile::tempdir().unwrap(), TestApp::sqlite());
    let demo = made(&request(folder.path(), 60, day(2026, 7, 1)));
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut seen_pages = 0;
    for (name, starts) in [
        (
            "worker",
            &["/me", "/me/training", "/me/exams", "/me/certificates"][..],
        ),
        (
            "district",
            &[
                "/people",
                "/people/candidates",
                "/registrations",
                "/training/gaps",
                "/targets",
                "/statistics",
            ][..],
        ),
    ] {
        let mut visitor = sign_in(&nobody, &demo, name);
        let mut pages: BTreeSet<String> = starts.iter().map(|page| (*page).to_owned()).collect();
        if name == "district" {
            let list = visitor.get("/people").text();
            let people = links(&list, "/people/").into_iter();
            let numbered = |link: &&str| {
                link.rsplit('/')
                    .next()
                    .is_some_and(|id| id.parse::<i64>().is_ok())
            };
            pages.extend(people.filter(numbered).map(str::to_owned));
        }
        for page in pages {
            let seen = visitor.get(&page);
            assert_eq!(seen.status, StatusCode::OK, "{page}");
            found.extend(links(&seen.text(), "/help/").into_iter().map(str::to_owned));
            seen_pages += 1;
        }
    }
    assert!(seen_pages > 40, "{seen_pages}");

    let mut district = sign_in(&nobody, &demo, "district");
    let anchored = found.iter().filter(|link| link.contains('#')).count();
    assert!(anchored > 15, "{found:?}");
    for link in &found {
        let (page, anchor) = link.split_once('#').unwrap_or((link, ""));
        let seen = district.get(page);
        assert_eq!(seen.status, StatusCode::OK, "{link}");
        let there = anchor.is_empty() || seen.text().contains(&format!("id=\"{anchor}\""));
        assert!(there, "{link}");
    }
}

#[test]
fn the_demo_has_something_to_see_on_the_pages_of_every_office() {
    let (folder, nobody) = (tempfile::tempdir().unwrap(), TestApp::sqlite());
    let demo = made(&request(folder.path(), 60, day(2026, 3, 9)));

    let mut town = sign_in(&nobody, &demo, "hr-town");
    let imports = town.get("/imports").text();
    assert!(
        imports.contains("拒绝 1") && imports.contains("已撤销"),
        "{imports}"
    );
    let mut community = sign_in(&nobody, &demo, "hr-community");
    let reviews = community.get("/reviews").text();
    assert!(reviews.contains("城市社区治理与居民自治培训"), "{reviews}");
    let mut district = sign_in(&nobody, &demo, "district");
    assert!(district.get("/operations").text().contains("检查全部数据"));
    assert!(district.get("/imports").text().contains("已撤销"));
    let policies = district.get("/policies").text();
    assert!(policies.contains("通知（演示〔2026〕2号）"), "{policies}");
    let start = district.get("/district").text();
    for told in [
        "份培训证明待审核",
        "人登记已过期",
        "人可办再登记",
        "封邮件没有送到",
        "人继续教育已逾期",
    ] {
        assert!(start.contains(told), "{told}: {start}");
    }
}
