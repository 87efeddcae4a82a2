use std::fs;

use crate::policy::{PolicyProblem, check_file};

/// What `check_file` says of a file `test.toml` with this text.
fn problems_of(text: &str) -> Vec<PolicyProblem> {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("test.toml");
    fs::write(&path, text).expect("written");
    let problems = check_file(&path);
    assert!(
        problems
            .iter()
            .all(|problem| problem.file == path.display().to_string()),
        "{problems:#?}"
    );
    problems
}

/// Each expected problem: its line and words of its message; no others.
fn assert_found(text: &str, expected: &[(usize, &str)]) {
    let found = problems_of(text);
    let fits = found.len() == expected.len()
        && found.iter().zip(expected).all(|(problem, (line, words))| {
            problem.line == *line && problem.message.contains(words)
        });
    assert!(fits, "expected {expected:#?}\nfound {found:#?}\nin {text}");
}

const SOURCE: &str = "source = { document = \"测试文件\", trust = \"DECIDED\" }";

/// A training rule of twelve lines; `change` edits its text.
fn rule(change: &[(&str, &str)]) -> String {
    let mut text = format!(
        "[[training_rule]]\nid = \"test\"\nname = \"测试\"\nregion = \"荣昌区\"\nfrom = 2024-01-01\n\
         unit = \"days\"\nrequired = {{ assistant = 12 }}\nyears = 3\nwindow = \"rolling\"\n\
         hours_per_day = [{{ hours = 6 }}]\nkinds = [\"training\"]\n{SOURCE}\n"
    );
    for (from, to) in change {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    text
}

#[test]
fn a_right_rule_has_no_problems() {
    assert_found(&rule(&[]), &[]);
}

#[test]
fn each_mistake_of_a_training_rule_is_found_on_its_line() {
    for (from, to, line, words) in [
        (
            "2024-01-01",
            "2026-02-30",
            5,
            "日期或时刻 2026-02-30 不存在",
        ),
        ("2024-01-01", "\"2026-02-30\"", 5, "from 应是存在的日期"),
        (
            "from = 2024-01-01",
            "from = 2024-01-02\nto = 2024-01-01",
            6,
            "to 早于 from",
        ),
        (
            "\"days\"",
            "\"weeks\"",
            6,
            "“weeks”，系统不认识；请改为 days、hours 之一",
        ),
        ("\"days\"", "7", 6, "unit 应是不为空的文字"),
        ("assistant = 12", "assistent = 12", 7, "“assistent”"),
        (
            "assistant = 12",
            "assistant = -12",
            7,
            "required.assistant 应是不小于 0",
        ),
        ("assistant = 12", "assistant = 1.505", 7, "至多两位小数"),
        (
            "assistant = 12",
            "assistant = 12, assistant = 15",
            7,
            "assistant 在同一处写了两次",
        ),
        (
            "years = 3",
            "years = 30",
            8,
            "years 应是 1 到 10 之间的整数",
        ),
        ("{ hours = 6 }", "{ hours = 0 }", 10, "应大于 0"),
        ("{ hours = 6 }", "{ hour = 6 }", 10, "缺少 hours"),
        (
            "[\"training\"]",
            "[\"training\", \"training\"]",
            11,
            "“training”写了两次",
        ),
        ("[\"training\"]", "[\"pre_exam\"]", 1, "考前培训不计入"),
        ("[\"training\"]", "[]", 11, "没有写能计入的类别"),
        ("DECIDED", "SURE", 12, "“SURE”"),
        ("document = \"测试文件\", ", "", 12, "缺少 document"),
        ("荣昌区", "荣盛区", 1, "行政区划里没有“荣盛区”"),
        ("name = \"测试\"", "nam = \"测试\"", 1, "缺少 name"),
    ] {
        let found = problems_of(&rule(&[(from, to)]));
        let fits = found
            .iter()
            .any(|p| p.line == line && p.message.contains(words));
        assert!(fits, "{to}: {found:#?}");
    }
}

#[test]
fn a_missing_source_and_an_unknown_key_are_found() {
    assert_found(
        &rule(&[(SOURCE, "")]),
        &[(1, "继续教育要求 test 缺少 source")],
    );
    assert_found(
        &rule(&[("years = 3", "years = 3\ncolour = 1")]),
        &[(9, "不认识的 colour")],
    );
    assert_found(
        "[[training_rules]]\nid = \"a\"\n",
        &[(1, "不认识条目 [[training_rules]]")],
    );
    assert_found("region = \"全国\"\n", &[(1, "[[region]]")]);
}

#[test]
fn all_mistakes_of_a_file_are_told_at_once() {
    let text = rule(&[
        ("2024-01-01", "2026-02-30"),
        ("\"days\"", "\"weeks\""),
        ("years = 3", "years = 0"),
    ]);

    assert_found(
        &text,
        &[(5, "2026-02-30 不存在"), (6, "“weeks”"), (8, "years")],
    );
}

#[test]
fn a_file_that_is_not_toml_is_told_once_and_nothing_is_guessed() {
    assert_found("[[training_rule\nid = 1\n", &[(1, "不合 TOML 的写法")]);
}

#[test]
fn overlapping_versions_of_one_id_are_found_and_following_ones_are_not() {
    let old = rule(&[("from = 2024-01-01", "from = 2020-01-01\nto = 2023-12-31")]);

    assert_found(&format!("{old}{}", rule(&[])), &[]);
    assert_found(
        &format!("{}{}", rule(&[]), rule(&[("2024-01-01", "2025-01-01")])),
        &[(13, "有效期与")],
    );
    assert_found(
        &format!("{old}{}", rule(&[("荣昌区", "丰都县")])),
        &[(14, "适用地区")],
    );
}

#[test]
fn the_table_of_hours_a_day_has_neither_overlaps_nor_gaps() {
    let table = |lines: &str| rule(&[("{ hours = 6 }", lines)]);

    assert_found(
        &table("{ to = 2020-12-31, hours = 6 }, { from = 2021-01-01, hours = 8 }"),
        &[],
    );
    assert_found(
        &table("{ to = 2021-01-01, hours = 6 }, { from = 2021-01-01, hours = 8 }"),
        &[(1, "hours_per_day 有两项的日期重叠")],
    );
    assert_found(
        &table("{ hours = 6 }, { from = 2021-01-01, hours = 8 }"),
        &[(1, "重叠")],
    );
    assert_found(
        &table("{ to = 2019-12-31, hours = 6 }, { from = 2021-01-01, hours = 8 }"),
        &[(1, "从 2020-01-01 起有一段没有数")],
    );
}

#[test]
fn two_caps_that_could_hold_one_record_are_found() {
    let caps = |lines: &str| rule(&[("years = 3", &format!("years = 3\ncaps = [{lines}]"))]);

    assert_found(
        &caps("{ modes = [\"online\"], at_most = 4 }, { modes = [\"mixed\"], at_most = 2 }"),
        &[],
    );
    assert_found(
        &caps("{ modes = [\"online\"], at_most = 4 }, { kinds = [\"training\"], at_most = 2 }"),
        &[(1, "至多受一个上限")],
    );
}

/// A season of 重庆市 2027 with these lines between year and source.
fn season(lines: &str) -> String {
    format!("[[season]]\nyear = 2027\narea = \"重庆市\"\n{lines}\n{SOURCE}\n")
}

#[test]
fn days_of_a_season_in_an_impossible_order_are_found() {
    for (lines, words) in [
        (
            "signup_opens = 2027-03-19\nsignup_closes = 2027-03-09",
            "报名截止早于报名开始",
        ),
        (
            "signup_closes = 2027-03-19 17:00\npayment_closes = 2027-03-19 16:00",
            "缴费截止早于报名截止",
        ),
        (
            "signup_closes = 2027-05-22\nexam = [2027-05-22, 2027-05-23]",
            "在考试之后",
        ),
        (
            "ticket = [2027-05-20, 2027-05-25]\nexam = [2027-05-22, 2027-05-23]",
            "准考证打印在考试之后",
        ),
        (
            "payment_closes = 2027-03-19\nticket = [2027-03-01, 2027-03-05]",
            "准考证打印早于",
        ),
        (
            "exam = [2027-05-22, 2027-05-23]\nresults = 2027-05-23 10:00",
            "成绩公布不晚于考试",
        ),
        ("exam = [2026-05-23, 2026-05-24]", "不在该年度"),
    ] {
        let found = problems_of(&season(lines));
        let fits = found.len() == 1 && found[0].line == 1 && found[0].message.contains(words);
        assert!(fits, "{lines}: {found:#?}");
    }
    assert_found(
        &season("exam = [2027-05-23, 2027-05-22]"),
        &[(4, "exam 应是先后两个存在的日期")],
    );
    assert_found(
        &season("signup_opens = 2027-03-09 25:00"),
        &[(4, "2027-03-09 25:00 不存在")],
    );
}

#[test]
fn a_window_after_the_national_exam_is_found_too() {
    let late = season("signup_closes = 2026-06-01")
        .replace("2027", "2026")
        .replace("重庆市", "湖南省");

    assert_found(&late, &[(1, "在考试之后")]);
}

#[test]
fn what_is_said_twice_is_found() {
    let twice = |entry: &str| format!("{entry}\n{SOURCE}\n{entry}\n{SOURCE}\n");
    let fees = "[[exam_fees]]\narea = \"湖南省\"\nfrom = 2024-01-01\nobjective_yuan = 50\n\
                subjective_yuan = \"60.50\"\nsenior_yuan = 69";
    let line = "[[eligibility]]\nid = \"x\"\nlabel = \"x\"\nlevel = \"senior\"\n\
                educations = [\"doctor\"]\nmajor = \"any\"\nyears = 1";
    let pass = "[[pass_line]]\nyear_from = 2024\nyear_to = 2024\narea = \"湖南省\"\n\
                counties = [\"长沙\"]\nmark = 55.5";
    let off = "[[holidays]]\nyear = 2027\nholidays = [2027-01-01]";
    let habit = "[[expected_season]]\narea = \"湖南省\"\nexam_month = 5\n\
                 exam_saturday_from_end = 2\nresults_days_after = 60";

    assert_found(&twice(fees), &[(8, "湖南省的考试收费的有效期与")]);
    assert_found(&twice(line), &[(9, "报考条件 x，已在")]);
    assert_found(&twice(pass), &[(8, "2024年湖南省的合格标准，已在")]);
    assert_found(&twice(off), &[(5, "2027年的节假日，已在")]);
    assert_found(&twice(habit), &[(7, "湖南省的预计考试安排，已在")]);
    assert_found(
        &season("").repeat(2),
        &[(6, "2027年重庆市的考试安排，已在")],
    );
    assert_found(
        &format!(
            "[[exam_paper]]\nlevel = \"senior\"\nsubject = \"practice\"\npaper = \"objective\"\n\
                  exam_day = 2\nstarts = \"23:00\"\nminutes = 120\n{SOURCE}\n"
        ),
        &[
            (1, "考试时间过了午夜"),
            (1, "高级社会工作师的社会工作实务，已在"),
        ],
    );
}

#[test]
fn mistakes_of_fees_pass_lines_and_eligibility_are_found() {
    assert_found(
        &format!(
            "[[exam_fees]]\narea = \"湖南省\"\nfrom = 2024-01-01\nobjective_yuan = -1\n\
                  subjective_yuan = 60.505\nsenior_yuan = 69\narchive_fee_yuan = 20\n{SOURCE}\n"
        ),
        &[
            (1, "archive_record_years"),
            (4, "objective_yuan"),
            (5, "subjective_yuan"),
        ],
    );
    assert_found(
        &format!("[[pass_line]]\nyear_from = 2024\narea = \"湖南省\"\nmark = 55\n{SOURCE}\n"),
        &[(1, "单独划线只管当年")],
    );
    assert_found(
        &format!(
            "[[pass_line]]\nyear_from = 2024\nyear_to = 2024\narea = \"湖南省\"\nmark = 155\n{SOURCE}\n"
        ),
        &[(5, "0 到 100 分")],
    );
    assert_found(
        &format!(
            "[[eligibility]]\nid = \"x\"\nlabel = \"x\"\nlevel = \"assistant\"\n\
                  educations = [\"doctor\"]\nmajor = \"any\"\nyears = 1\n\
                  after_certificate = \"senior\"\n{SOURCE}\n"
        ),
        &[(1, "after_certificate 不低于报考级别")],
    );
}

#[test]
fn mistakes_of_reimbursement_policies_are_found() {
    let policy = |groups: &str| {
        format!(
            "[[reimbursement]]\nid = \"x\"\nname = \"x\"\nregion = \"荣昌区\"\nfrom = 2024-01-01\n\
             kinds = [\"exam_fee\"]\ncaps_yuan = {{ books = 100 }}\n{SOURCE}\n{groups}"
        )
    };
    let group = "[[reimbursement.groups]]\nunit_kinds = [\"organ\"]\ncovered = true\n";

    assert_found(
        &policy(""),
        &[(1, "caps_yuan 写了 books"), (1, "groups 没有写")],
    );
    assert_found(
        &policy(group),
        &[(1, "caps_yuan 写了 books"), (9, "第1项 缺少 reimburse_on")],
    );
    let paid = format!("{group}reimburse_on = \"passed\"\n");
    assert_found(
        &policy(&paid.repeat(2)),
        &[(1, "caps_yuan 写了 books"), (1, "第2项永远轮不到")],
    );
}

#[test]
fn mistakes_of_regions_and_holidays_are_found() {
    assert_found(
        "[[region]]\nname = \"甲县\"\n",
        &[(1, "甲县没有写上级 parent")],
    );
    assert_found(
        "[[region]]\nname = \"甲县\"\nparent = \"乙市\"\n",
        &[(1, "上级“乙市”没有列出")],
    );
    assert_found(
        "[[region]]\nname = \"湖南某州\"\nparent = \"湖南省\"\ncontains = [\n  \"綦江区\",\n]\n",
        &[(5, "“綦江区”已在")],
    );
    assert_found(
        "[[region]]\nname = \"甲市\"\nparent = \"乙市\"\n[[region]]\nname = \"乙市\"\nparent = \"甲市\"\n",
        &[(1, "绕回了它自己"), (4, "绕回了它自己")],
    );
    assert_found(
        &format!(
            "[[holidays]]\nyear = 2027\nholidays = [2026-12-31, [2027-01-01, 2027-01-03]]\n\
                  workdays = [2027-01-03, 2027-01-04]\n{SOURCE}\n"
        ),
        &[
            (1, "2026-12-31 不在2027年"),
            (1, "2027-01-03 既写成放假又写成上班"),
            (1, "2027-01-04 不是周末"),
        ],
    );
}
