//! Claims from entries to the printed form, on both databases.

use chrono::NaiveDate;
use shegong::audit::Occasion;
use shegong::claims::ProposalOutcome;
use shegong::claims::actions::{ProposalLine, propose_claims};
use shegong::claims::print::{ClaimFormError, claim_form, find_claim, press};
use shegong::clock::Now;
use shegong::intake::ImportKind;
use shegong::training::print::statement;

use crate::harness::{TestApp, day, id_number};

const ROSTER: &[&str] = &["姓名", "身份证号", "单位", "人员类别"];
const ENTRIES: &[&str] = &[
    "姓名",
    "身份证号",
    "考试年度",
    "报考级别",
    "报考科目",
    "缴费状态",
    "缴费金额",
    "退费金额",
    "准考证号",
];
const RESULTS: &[&str] = &["姓名", "身份证号", "考试年度", "级别", "科目", "成绩"];

/// After the results of 2025.
fn after_results() -> NaiveDate {
    day(2025, 9, 1)
}

fn occasion(app: &TestApp) -> Occasion {
    let mut occasion = app.occasion();
    occasion.now = Now {
        today: after_results(),
        ..occasion.now
    };
    occasion
}

fn propose(app: &TestApp, dry_run: bool) -> Vec<ProposalLine> {
    propose_claims(&app.app, 2025, dry_run, &occasion(app)).unwrap()
}

/// A village cadre and a civil servant who sat in 2025, and someone of an agency.
fn three_candidates(app: &TestApp) {
    let people = [
        ("赵村", "石壕镇溪山村", "村干部"),
        ("钱局", "区民政局", "公务员"),
        ("孙社", "阳光社工服务中心", "社工机构员工"),
    ];
    for (number, (name, unit, kind)) in (1..).zip(people) {
        let id = id_number(number);
        app.import_rows(ImportKind::People, ROSTER, &[&[name, &id, unit, kind]]);
        app.import_rows(
            ImportKind::ExamEntries,
            ENTRIES,
            &[&[
                name,
                &id,
                "2025",
                "初级",
                "全部",
                "已缴费",
                "142",
                "20",
                "250000000001",
            ]],
        );
        app.import_rows(
            ImportKind::ExamResults,
            RESULTS,
            &[
                &[name, &id, "2025", "初级", "社会工作综合能力", "70"],
                &[name, &id, "2025", "初级", "社会工作实务", "55"],
            ],
        );
    }
}

fn outcome_of<'l>(lines: &'l [ProposalLine], name: &str) -> &'l ProposalLine {
    lines.iter().find(|line| line.name == name).unwrap()
}

on_both_databases! {
    fn villages_pay_on_attending_organs_on_passing_and_agencies_not(app: TestApp) {
        three_candidates(&app);

        let lines = propose(&app, false);

        let village = outcome_of(&lines, "赵村");
        assert_eq!(village.outcome, ProposalOutcome::Proposed, "{}", village.reason);
        assert_eq!(village.lines.iter().map(|line| line.amount_cents).collect::<Vec<_>>(), [12_200]);
        assert_eq!(outcome_of(&lines, "钱局").outcome, ProposalOutcome::NotCovered);
        assert_eq!(outcome_of(&lines, "孙社").outcome, ProposalOutcome::NotCovered);
        assert!(lines.iter().all(|line| !line.reason.is_empty()));
        assert!(lines.iter().all(|line| line.id_number.contains("********")));
    }

    fn an_entry_is_claimed_once_and_a_dry_run_stores_nothing(app: TestApp) {
        three_candidates(&app);
        let before = app.contents();

        let dry = propose(&app, true);
        assert_eq!(app.contents(), before);
        let first = propose(&app, false);
        let second = propose(&app, false);

        assert_eq!(outcome_of(&dry, "赵村").outcome, ProposalOutcome::Proposed);
        assert_eq!(outcome_of(&first, "赵村").outcome, ProposalOutcome::Proposed);
        assert_eq!(outcome_of(&second, "赵村").outcome, ProposalOutcome::Exists);
        assert_eq!(app.texts("SELECT state AS text FROM claims"), ["draft"]);
        assert_eq!(app.texts("SELECT action AS text FROM history WHERE entity = 'claim'"), ["created"]);
    }

    fn the_printed_claim_tells_gross_archive_fee_refund_and_net(app: TestApp) {
        three_candidates(&app);
        let lines = propose(&app, false);
        let number = outcome_of(&lines, "赵村").claim_number.clone().unwrap();

        let claim = find_claim(&app.app, &number).unwrap();
        let pdf = claim_form(&app.app, &press(&app.app).unwrap(), claim).unwrap();

        let text: String = pdf_extract::extract_text_from_mem(&pdf)
            .unwrap()
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        for expected in ["考试报名费报销申请表", "费用报销单", "赵村", "¥142.00", "¥20.00", "¥122.00", "壹佰贰拾贰元整", &number] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert!(!text.contains(&id_number(1)), "the ID number is masked");
    }

    fn a_name_without_a_glyph_is_an_error_that_names_person_and_character(app: TestApp) {
        app.import_rows(ImportKind::People, ROSTER, &[&["张𪚥", &id_number(1), "石壕镇溪山村", "村干部"]]);
        let person = shegong::people::PersonId(1);
        let press = press(&app.app).unwrap();
        let setup = shegong::print::Setup::new(after_results());

        let refused = statement(&app.app, &press, person, after_results(), false, &setup);

        let sentence = refused.unwrap_err().to_string();
        assert!(sentence.contains("张𪚥") && sentence.contains("U+2A6A5"), "{sentence}");
    }

    fn a_claim_that_does_not_exist_is_named(app: TestApp) {
        assert!(matches!(find_claim(&app.app, "BX2025-99999"), Err(ClaimFormError::NoSuchClaim(_))));
        assert!(matches!(find_claim(&app.app, "7"), Err(ClaimFormError::NoSuchClaim(_))));
    }

    fn forms_of_one_state_are_written_one_a_claim_by_the_program(app: TestApp) {
        three_candidates(&app);
        propose(&app, false);

        let done = app.shegong(&["claim-forms", "--state", "draft", "--out", app.path("forms").to_str().unwrap()]);

        assert_eq!(done.code, Some(0), "{done:?}");
        let files: Vec<_> = std::fs::read_dir(app.path("forms")).unwrap().collect();
        assert_eq!(files.len(), 1);
    }

    fn whoever_missed_one_subject_and_sat_another_is_paid(app: TestApp) {
        let id = id_number(1);
        app.import_rows(ImportKind::People, ROSTER, &[&["赵村", &id, "石壕镇溪山村", "村干部"]]);
        // No column for the level: the brackets tell it.
        let report = app.import_rows(
            ImportKind::ExamEntries,
            &["姓名", "身份证号", "考试年度", "报考科目", "报名状态"],
            &[
                &["赵村", &id, "2025", "社会工作综合能力（初级）", "缺考"],
                &["赵村", &id, "2025", "社会工作实务（初级）", "已参考"],
            ],
        );
        app.import_rows(
            ImportKind::ExamResults,
            &["姓名", "身份证号", "考试年度", "考试名称", "科目", "成绩", "考区"],
            &[
                &["赵村", &id, "2025", "2025年度社会工作者职业资格考试", "社会工作综合能力（初级）", "缺考", "重庆考区"],
                &["赵村", &id, "2025", "2025年度社会工作者职业资格考试", "社会工作实务（初级）", "70", "重庆考区"],
            ],
        );

        let lines = propose(&app, false);

        assert_eq!((report.new, report.refused), (2, 0), "{report:?}");
        assert_eq!(app.texts("SELECT state AS text FROM entries"), ["sat"]);
        let line = outcome_of(&lines, "赵村");
        assert_eq!(line.outcome, ProposalOutcome::Proposed, "{}", line.reason);
    }
}
