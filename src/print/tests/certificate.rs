//! 结业证书.

use super::*;
use crate::print::{Press, TrainingCertificate};

#[test]
fn a_certificate_says_who_finished_what_and_how_much_it_was() {
    let press = Press::new("社工通", None).unwrap();
    let day = |text: &str| text.parse().unwrap();

    let pdf = press
        .training_certificate(&TrainingCertificate {
            number: "渝社协培〔2026〕0101号".to_owned(),
            name: "陈静".to_owned(),
            course: "儿童主任能力提升班".to_owned(),
            organiser: "重庆市社会工作者协会".to_owned(),
            first_day: day("2026-02-06"),
            last_day: day("2026-02-07"),
            amount: "1.5天、9学时".to_owned(),
            issued_on: day("2026-02-07"),
        })
        .unwrap();

    keep("certificate", &pdf);
    assert_eq!(sizes(&pdf), [(210, 148)]);
    let text = text(&pdf);
    for words in [
        "结业证书",
        "陈静同志",
        "于2026年2月6日至2026年2月7日参加“儿童主任能力提升班”，培训1.5天、9学时",
        "渝社协培〔2026〕0101号",
        "重庆市社会工作者协会2026年2月7日",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}
