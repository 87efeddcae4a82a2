//! 继续教育（培训）情况表: every record, repeated heads.

use super::samples::*;
use super::{keep, pages, text};
use crate::print::*;

#[test]
fn a_statement_shows_every_record_its_reason_and_the_totals() {
    let pdf = press()
        .training_statement(&statement(3), &on(Paper::A4))
        .unwrap();
    keep("statement", &pdf);

    let text = text(&pdf);
    for expected in [
        "继续教育（培训）情况表",
        "欧阳海波",
        "500110********1237",
        "助理社会工作师",
        "20200525005000000456",
        "再登记",
        "2024年4月2日至2027年4月1日",
        "第3期",
        "重庆市社会工作协会",
        "2024-05-06至2024-05-08",
        "早于本周期",
        "72学时",
        "55.5学时",
        "16.5学时",
        "进度落后",
        "民发〔2009〕123号",
        "綦江民发〔2020〕60号",
        "18.5",
        "单位审核意见",
        "第1页共",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
}

#[test]
fn a_long_statement_repeats_its_head_on_every_page() {
    let pdf = press()
        .training_statement(&statement(45), &on(Paper::Voucher))
        .unwrap();
    keep("statement-long", &pdf);

    let pages = pages(&pdf);
    assert!(pages.len() >= 4, "{}", pages.len());
    for (index, page) in pages.iter().enumerate() {
        assert!(
            page.contains(&format!("第{}页共{}页", index + 1, pages.len())),
            "{page}"
        );
        assert!(page.contains("欧阳海波"), "{page}");
    }
    assert!(pages[1].contains("培训名称"));
}
