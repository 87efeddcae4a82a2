//! A day of an office, played through in the browser on a desk, on a phone and without
//! scripts: a proof handed in and reviewed, a spreadsheet with refused rows, a first
//! password, two people at one form.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fantoccini::{Client, Locator};

use super::pages::keep_picture;
use super::{PASSWORD, in_browser};
use crate::harness::browser::{Screen, axe, facts, fill, press, sign_in, text};
use crate::harness::id_number;
use crate::harness::proofs::jpg;

/// One browser at one site.
struct Day {
    browser: Client,
    site: String,
    screen: Screen,
    folder: tempfile::TempDir,
}

impl Day {
    async fn is(&self, name: &str) {
        self.browser.delete_all_cookies().await.unwrap();
        sign_in(&self.browser, &self.site, name, PASSWORD).await;
    }

    async fn goes(&self, path: &str) {
        let path = format!("{}{path}", self.site);
        self.browser.goto(&path).await.unwrap();
    }

    /// The page shows this before long; axe is content with it, and it fits.
    async fn sees(&self, picture: &str, words: &str) {
        let mut shown = String::new();
        for _ in 0..100 {
            shown = text(&self.browser).await;
            if shown.contains(words) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert!(shown.contains(words), "{picture}: no “{words}” in {shown}");
        let width = match self.screen {
            Screen::Desk => "1280",
            Screen::Phone => "390",
            Screen::DeskWithoutScripts => return,
        };
        assert_eq!(axe(&self.browser).await, Vec::<String>::new(), "{picture}");
        assert!(
            facts(&self.browser).await.wider <= 0,
            "{picture} is too wide"
        );
        keep_picture(&self.browser, &format!("day-{picture}-{width}")).await;
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    async fn chooses_file(&self, field: &str, path: &Path) {
        let input = self
            .browser
            .find(Locator::Css(&format!("input[name={field}]")))
            .await
            .unwrap();
        input.send_keys(path.to_str().unwrap()).await.unwrap();
    }

    /// A day typed into the browser's own field, whichever order its parts have there.
    async fn types_day(&self, field: &str, year: &str, month: &str, day: &str) {
        const RIGHT: char = '\u{e014}';
        let input = self
            .browser
            .find(Locator::Css(&format!("main [name={field}]")))
            .await
            .unwrap();
        for keys in [
            format!("{month}{day}{year}"),
            format!("{day}{month}{year}"),
            format!("{year}{RIGHT}{month}{day}"),
        ] {
            input.clear().await.unwrap();
            input.send_keys(&keys).await.unwrap();
            let typed = input.prop("value").await.unwrap().unwrap_or_default();
            if typed == format!("{year}-{month}-{day}") {
                return;
            }
        }
        panic!("the day cannot be typed into {field}");
    }

    async fn submits(&self) {
        press(&self.browser, "main form.stack button[type=submit]").await;
    }
}

async fn hands_in(day: &Day, title: &str, seed: u8) {
    day.is("worker").await;
    day.goes("/me/training/new").await;
    fill(&day.browser, "title", title).await;
    fill(&day.browser, "organiser", "綦江区民政局").await;
    fill(&day.browser, "days", "1").await;
    fill(&day.browser, "hours", "6").await;
    // The days are missing yet: told beside them, and what was typed is kept.
    day.submits().await;
    day.sees("handing-in-wrong", "请填写开始日期").await;
    // Each on a day of its own: two trainings on one day are looked at one by one.
    let on = format!("{:02}", 1 + seed);
    day.types_day("first_day", "2026", "03", &on).await;
    day.types_day("last_day", "2026", "03", &on).await;
    let photo = day.file(&format!("{title}.jpg"), &jpg(seed));
    day.chooses_file("proof", &photo).await;
    day.submits().await;
    day.sees("handed-in", "已提交，等待单位审核").await;
}

/// The sign-in whose list holds the record; its list is on the screen.
async fn reviewer_of(day: &Day, title: &str) {
    for name in ["hr-community", "hr-town", "training"] {
        day.is(name).await;
        day.goes("/reviews").await;
        if text(&day.browser).await.contains(title) {
            return;
        }
    }
    panic!("nobody can review {title}");
}

async fn opens(day: &Day, title: &str) {
    let link = day.browser.find(Locator::LinkText(title)).await.unwrap();
    link.click().await.unwrap();
}

async fn a_proof_is_handed_in_and_reviewed(day: &Day) {
    hands_in(day, "儿童个案工作坊", 1).await;
    reviewer_of(day, "儿童个案工作坊").await;
    opens(day, "儿童个案工作坊").await;
    day.sees("review-with-picture", "认定天数").await;
    press(&day.browser, "button[value=return]").await;
    day.sees("review-without-reason", "原因").await;
    fill(&day.browser, "reason", "证明没有盖章，请补盖后再传").await;
    press(&day.browser, "button[value=return]").await;
    day.sees("review-returned", "已退回：").await;

    day.is("worker").await;
    day.goes("/me/training").await;
    opens(day, "儿童个案工作坊").await;
    day.sees("record-returned", "证明没有盖章，请补盖后再传")
        .await;

    hands_in(day, "老年社会工作讲座", 2).await;
    reviewer_of(day, "老年社会工作讲座").await;
    opens(day, "老年社会工作讲座").await;
    press(&day.browser, "button[value=recognise]").await;
    day.sees("review-recognised", "已认定：").await;

    hands_in(day, "社区营造研修班", 3).await;
    reviewer_of(day, "社区营造研修班").await;
    press(&day.browser, "main form button[value=recognise]").await;
    day.sees("bulk-nothing-ticked", "请先勾选").await;
    press(&day.browser, "[aria-label$='社区营造研修班']").await;
    press(&day.browser, "main form button[value=recognise]").await;
    day.sees("bulk-done", "已办理 1 条").await;
}

/// In whose name an import page says it imports.
async fn own_unit(day: &Day) -> String {
    day.goes("/imports/new?kind=people").await;
    let shown = text(&day.browser).await;
    let (_, after) = shown.split_once("以“").unwrap();
    let path = after.split('”').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

async fn a_spreadsheet_with_refused_rows_is_imported_and_taken_back(day: &Day) {
    day.is("hr-town").await;
    let unit = own_unit(day).await;
    let sheet = format!(
        "姓名,身份证号,单位,手机号\n安然,{},{unit},13900000101\n白露,110101199001010000,{unit},\n单霜,{},{unit},12\n",
        id_number(9_001),
        id_number(9_002)
    );
    let path = day.file("名单.csv", sheet.as_bytes());
    day.submits().await;
    day.sees("import-no-file", "请选择要导入的表格").await;
    day.chooses_file("file", &path).await;
    day.submits().await;
    day.sees("import-preview", "确认后新增 1 行").await;
    day.sees("import-preview", "被拒绝的行").await;
    press(&day.browser, "form[action$='/confirm'] button").await;
    day.sees("import-done", "被拒绝的 2 行请下载").await;
    if day.screen == Screen::Desk {
        let size = day
            .browser
            .execute_async(
                "const done = arguments[0];
                 fetch(document.querySelector('a[href$=\"refused.xlsx\"]').href)
                     .then(r => r.arrayBuffer())
                     .then(b => done(String.fromCharCode(...new Uint8Array(b.slice(0, 2)))), e => done(String(e)));",
                Vec::new(),
            )
            .await
            .unwrap();
        assert_eq!(size, "PK", "the refused rows come as a workbook");
    }
    press(&day.browser, "a[href$='/undo']").await;
    day.sees("import-undo", "删除这次新增的").await;
    press(&day.browser, "form[action$='/undo'] button").await;
    day.sees("import-undone", "已撤销：删除 1 条").await;
}

async fn a_long_spreadsheet_shows_how_far_it_is(day: &Day) {
    day.is("hr-town").await;
    let unit = own_unit(day).await;
    let mut sheet = "姓名,身份证号,单位\n".to_owned();
    for person in 0..15_000 {
        sheet.push_str(&format!("张三,{},{unit}\n", id_number(10_000 + person)));
    }
    let path = day.file("全区名单.csv", sheet.as_bytes());
    day.chooses_file("file", &path).await;
    day.submits().await;
    day.sees("import-under-way", "本页每两秒自动刷新").await;
    day.sees("import-long-preview", "确认后新增 15000 行").await;
}

async fn a_first_password_is_changed_before_anything_else(day: &Day) {
    day.is("hr-town").await;
    day.goes("/accounts").await;
    press(&day.browser, "form[action^='/accounts/of-person/'] button").await;
    day.sees("first-password", "离开这个页面后不再显示初始密码")
        .await;
    let facts = day
        .browser
        .find_all(Locator::Css("dl.facts dd"))
        .await
        .unwrap();
    let name = facts[0].text().await.unwrap();
    let password = facts[2].text().await.unwrap();
    // Who has no mobile number of their own signs in with the ID number.
    day.goes(&format!("/people?q={}", name.trim())).await;
    let link = day.browser.find(Locator::LinkText(name.trim())).await;
    let person = link.unwrap().attr("href").await.unwrap().unwrap();
    day.goes(&format!("{person}/unmask")).await;
    fill(&day.browser, "reason", "当面交初始密码").await;
    day.submits().await;
    day.sees("unmasked", "本次查看已记入历史").await;
    let facts = day.browser.find_all(Locator::Css("dl.facts dd")).await;
    let number = facts.unwrap()[0].text().await.unwrap();

    day.browser.delete_all_cookies().await.unwrap();
    sign_in(&day.browser, &day.site, number.trim(), password.trim()).await;
    day.sees("password-forced", "请先修改密码").await;
    day.goes("/me/profile").await;
    day.sees("password-forced-again", "请先修改密码").await;
    for (new, told) in [("weak", "8"), ("Plum#Blossom81", "")] {
        fill(&day.browser, "current", password.trim()).await;
        fill(&day.browser, "new", new).await;
        fill(&day.browser, "repeated", new).await;
        day.submits().await;
        day.sees("password-changed", told).await;
    }
    day.sees("notice", "个人信息处理告知书").await;
    press(&day.browser, "main input[name=read]").await;
    press(&day.browser, "main form[action='/notice'] button").await;
    day.sees("first-start", "培训").await;
}

async fn two_people_at_one_form(day: &Day) {
    day.is("hr-town").await;
    day.goes("/people").await;
    let link = day
        .browser
        .find(Locator::Css("main table a[href^='/people/']"))
        .await
        .unwrap();
    let person = link.attr("href").await.unwrap().unwrap();
    day.goes(&format!("{person}/edit")).await;
    let first = day.browser.window().await.unwrap();
    let second = day.browser.new_window(true).await.unwrap().handle;
    day.browser.switch_to_window(second).await.unwrap();
    day.goes(&format!("{person}/edit")).await;
    fill(&day.browser, "mobile", "13900000201").await;
    fill(&day.browser, "major", "社会工作").await;
    day.submits().await;
    day.sees("person-saved", "资料已保存").await;
    day.browser.close_window().await.unwrap();
    day.browser.switch_to_window(first).await.unwrap();
    fill(&day.browser, "mobile", "13900000202").await;
    day.submits().await;
    day.sees("conflict", "以我填写的为准，保存").await;
    press(&day.browser, ".conflict form button").await;
    day.sees("conflict-settled", "资料已保存").await;
}

async fn pages_to_look_at(day: &Day) {
    day.is("hr-town").await;
    day.goes("/people").await;
    let link = day
        .browser
        .find(Locator::Css("main table a[href^='/people/']"))
        .await
        .unwrap();
    let person = link.attr("href").await.unwrap().unwrap();
    day.goes(&format!("{person}/unmask")).await;
    day.sees("unmask", "查看完整号码").await;
    fill(&day.browser, "reason", "网上报名核对").await;
    day.submits().await;
    day.sees("unmasked", "本次查看已记入历史").await;
    day.goes(&format!("{person}/certificates/new")).await;
    day.submits().await;
    day.sees("certificate-wrong", "请选择证书级别").await;
    day.goes("/accounts/issue").await;
    let unit = day
        .browser
        .find(Locator::Css("datalist option"))
        .await
        .unwrap();
    let unit = unit.attr("value").await.unwrap().unwrap();
    fill(&day.browser, "unit", &unit).await;
    press(
        &day.browser,
        "main form[action='/accounts/issue'] button.primary",
    )
    .await;
    day.sees("accounts-job", "已办完").await;
}

async fn whole_day(browser: Client, site: String, screen: Screen) {
    let day = Day {
        browser,
        site,
        screen,
        folder: tempfile::tempdir().unwrap(),
    };
    a_first_password_is_changed_before_anything_else(&day).await;
    a_proof_is_handed_in_and_reviewed(&day).await;
    a_spreadsheet_with_refused_rows_is_imported_and_taken_back(&day).await;
    two_people_at_one_form(&day).await;
    if screen != Screen::DeskWithoutScripts {
        pages_to_look_at(&day).await;
    }
    a_long_spreadsheet_shows_how_far_it_is(&day).await;
}

#[test]
fn a_day_at_a_desk() {
    in_browser(Screen::Desk, |browser, site| {
        whole_day(browser, site, Screen::Desk)
    });
}

#[test]
fn a_day_on_a_phone() {
    in_browser(Screen::Phone, |browser, site| {
        whole_day(browser, site, Screen::Phone)
    });
}

#[test]
fn a_day_without_scripts() {
    in_browser(Screen::DeskWithoutScripts, |browser, site| {
        whole_day(browser, site, Screen::DeskWithoutScripts)
    });
}
