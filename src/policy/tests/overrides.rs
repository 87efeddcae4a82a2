use std::fs;

use super::day;
use crate::certificates::Level;
use crate::policy::{Policies, check_all};

/// A rule of 荣昌区 that no embedded file knows.
const RONGCHANG: &str = r#"
[[training_rule]]
id = "rongchang-days"
name = "荣昌区培训天数要求"
region = "荣昌"
from = 2025-01-01
unit = "days"
required = { assistant = "7.5", intermediate = 10.25 }
years = 3
window = "rolling"
hours_per_day = [{ hours = 8 }]
kinds = ["training"]
caps = [{ modes = ["online"], at_most = 4 }]
source = { document = "测试文件", trust = "DECIDED" }
"#;

#[test]
fn a_folder_adds_files_and_replaces_those_of_the_same_name() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("rongchang.toml"), RONGCHANG).expect("written");
    fs::write(
        folder.path().join("qijiang.toml"),
        "# 綦江区的规定已经废止\n",
    )
    .expect("written");
    fs::write(folder.path().join("说明.txt"), "不是政策文件").expect("written");

    let policies = Policies::load(Some(folder.path())).expect("loads");

    let rongchang = policies.training_rules("荣昌区", day("2026-03-09"));
    assert_eq!(rongchang.len(), 2);
    assert_eq!(
        rongchang[1].region, "荣昌区",
        "the official name stands in its place"
    );
    let amount = |level| rongchang[1].required[&level].to_string();
    assert_eq!(
        (amount(Level::Assistant), amount(Level::Intermediate)),
        ("15/2".into(), "41/4".into())
    );
    assert_eq!(
        policies.training_rules("綦江区", day("2026-03-09")).len(),
        1
    );
    assert!(
        policies
            .reimbursement("綦江区", day("2026-03-09"))
            .is_none()
    );
}

#[test]
fn an_added_file_may_not_say_again_what_an_embedded_one_says() {
    let folder = tempfile::tempdir().expect("folder");
    let again = RONGCHANG
        .replace("rongchang-days", "qijiang-days")
        .replace("荣昌", "綦江");
    fs::write(folder.path().join("zz-again.toml"), again).expect("written");

    let problems = check_all(Some(folder.path()));

    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].file.ends_with("zz-again.toml"));
    assert_eq!(problems[0].line, 2);
    assert!(
        problems[0].message.contains("内置/qijiang.toml"),
        "{}",
        problems[0]
    );
}

#[test]
fn a_missing_folder_and_a_file_in_another_encoding_are_said() {
    let folder = tempfile::tempdir().expect("folder");
    fs::write(folder.path().join("gbk.toml"), [0xd6, 0xd8, 0xc7, 0xec]).expect("written");

    let encoding = check_all(Some(folder.path()));
    let missing = check_all(Some(&folder.path().join("absent")));

    assert_eq!(encoding.len(), 1);
    assert!(encoding[0].message.contains("UTF-8"), "{}", encoding[0]);
    assert_eq!(missing.len(), 1);
    assert!(missing[0].message.contains("打不开"), "{}", missing[0]);
}
