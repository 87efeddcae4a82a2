//! The forms of policies beside those of training: targets, exam fees, pass lines and
//! public holidays.

use shegong::accounts::Role;

use super::people::hr;
use super::{Sheet, all_right, markup_stays_text};
use crate::harness::{TestApp, Visitor};

const SOURCE: [(&str, &str); 2] = [
    ("source_document", "国办发明电〔2026〕9号"),
    ("source_trust", "CONF-A"),
];

fn with_source<'v>(fields: &[(&'v str, &'v str)]) -> Vec<(&'v str, &'v str)> {
    fields.iter().copied().chain(SOURCE).collect()
}

#[test]
fn public_holidays_and_pass_lines() {
    let app = TestApp::sqlite();
    hr(&app);
    let mut district = Visitor::with_role(&app, Role::District, None);
    let year = with_source(&[
        ("year", "2027"),
        (
            "holidays",
            "元旦：1月1日至3日\n春节：2月5日（星期五）至12日",
        ),
        ("workdays", "1月23日、2月14日"),
    ]);
    let holidays = Sheet {
        needed: &["year", "holidays", "source_document"],
        numbers: &["year"],
        wrong: &[
            ("holidays", "春节放假八天"),
            ("holidays", "2月30日"),
            ("holidays", "2028-01-01"),
            ("workdays", "1月4日"),
            ("workdays", "2月6日"),
        ],
        ..Sheet::at("/policies/new?kind=holidays", &year).to("/policies/trial")
    };
    let line = with_source(&[
        ("region", "重庆市"),
        ("counties", "城口县、巫溪县"),
        ("year_from", "2024"),
        ("mark", "54"),
        ("published_on", "2026-02-20"),
    ]);
    let pass_line = Sheet {
        needed: &["region", "year_from", "mark", "source_document"],
        days: &["on", "published_on"],
        numbers: &["year_from", "year_to", "mark"],
        wrong: &[
            ("mark", "101"),
            ("mark", "54.55"),
            ("region", "綦江区"),
            ("counties", "火星县"),
            ("counties", "成都市"),
            ("year_to", "2023"),
        ],
        ..Sheet::at("/policies/new?kind=pass_line", &line).to("/policies/trial")
    };
    let sheets = [holidays, pass_line];
    all_right(&app, &mut district, &sheets);
    markup_stays_text(&sheets[0], &mut district, &["holidays", "workdays", "year"]);
    markup_stays_text(&sheets[1], &mut district, &["counties", "region"]);
    for sheet in &sheets {
        sheet.is_taken(&mut district);
    }
}

#[test]
fn targets_and_exam_fees() {
    let app = TestApp::sqlite();
    hr(&app);
    let mut district = Visitor::with_role(&app, Role::District, None);
    let from = ("from", "2026-04-01");
    let new = with_source(&[from, ("total_people", "1500")]);
    let targets = Sheet {
        needed: &["name", "region", "from", "target_name_0", "source_document"],
        days: &["from", "to", "due", "on"],
        numbers: &["total_people", "agencies", "target_people_0"],
        wrong: &[
            ("region", "火星区"),
            ("to", "2026-03-31"),
            ("target_share_0", "3"),
            ("target_people_0", "0"),
        ],
        ..Sheet::at(
            "/policies/new?kind=certified_target&rule=qijiang-60-targets",
            &new,
        )
        .to("/policies/trial")
    };
    let amounts = with_source(&[from, ("objective", "66"), ("senior", "90")]);
    let fees = Sheet {
        needed: &[
            "region",
            "from",
            "objective",
            "subjective",
            "senior",
            "source_document",
        ],
        days: &["from", "to", "on"],
        numbers: &[
            "objective",
            "subjective",
            "senior",
            "archive_fee",
            "archive_years",
        ],
        wrong: &[
            ("region", "綦江区"),
            ("region", "火星市"),
            ("to", "2026-03-31"),
            ("archive_years", ""),
            ("archive_years", "11"),
        ],
        ..Sheet::at(
            "/policies/new?kind=exam_fees&rule=%E9%87%8D%E5%BA%86%E5%B8%82",
            &amounts,
        )
        .to("/policies/trial")
    };
    let sheets = [targets, fees];
    all_right(&app, &mut district, &sheets);
    markup_stays_text(
        &sheets[0],
        &mut district,
        &["name", "target_name_0", "target_note_0", "target_words_0"],
    );
    for sheet in &sheets {
        sheet.is_taken(&mut district);
    }
}
