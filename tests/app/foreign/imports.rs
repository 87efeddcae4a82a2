//! Spreadsheets that an office brings in: a row about another unit's people or places is
//! refused, the other rows are not, and a refusal tells nothing of them.

use actix_web::http::StatusCode;
use shegong::intake::ImportKind;

use super::asking::leaked;
use super::names::{FOREIGN, OWN};
use super::township::Township;
use crate::harness::{Contents, TestApp, Visitor, id_number, masked, xlsx};

/// What an import may always write: that it was tried.
const OF_THE_TRY: [&str; 3] = ["import_uploads:", "import_batches:", "history:"];

/// Sends a file and confirms it: new or changed rows, refused rows, and all that was said.
fn bring_in(officer: &mut Visitor, kind: ImportKind, rows: &[&[&str]]) -> (u64, u64, Vec<String>) {
    // Whoever wrote a number may be shown the masked one.
    let mut sent = rows.concat().join(" ");
    sent.push_str(&masked(&id_number(FOREIGN.number)));
    let upload = officer.upload(
        "/api/v1/imports",
        &[("kind", kind.as_str())],
        &[("file", "rows.xlsx", &xlsx(rows[0], &rows[1..]))],
    );
    assert_eq!(upload.status, StatusCode::CREATED, "{}", upload.text());
    let link = upload.json()["link"].as_str().unwrap().to_owned();
    let page = officer.get(&format!("/imports/{link}"));
    let checked = upload.json();
    let confirmed = officer.post(&format!("/imports/{link}/confirm"), &[]);
    let after = officer.get(&format!("/imports/{link}"));
    let refused = officer.get(&format!("/imports/{link}/refused.xlsx"));
    let told = [&upload, &page, &confirmed, &after, &refused]
        .into_iter()
        .flat_map(|seen| leaked(seen, &sent))
        .collect();
    let count = |name: &str| checked[name].as_u64().unwrap();
    (count("new") + count("changed"), count("refused"), told)
}

on_both_databases! {
    fn rows_about_people_and_places_of_another_unit_are_refused_one_by_one(app: TestApp) {
        let mut own = Township::new(&app, OWN);
        Township::new(&app, FOREIGN);
        let (worker, place) = (FOREIGN.worker, format!("{}/{}", FOREIGN.town, FOREIGN.village));
        let (number, nobody) = (id_number(FOREIGN.number), id_number(909));
        let own_place = format!("{}/{}", OWN.town, OWN.village);
        let before = Contents::exact(&app.app);

        let files: [(ImportKind, &[&[&str]]); 5] = [
            (ImportKind::People, &[
                &["姓名", "身份证号", "单位", "手机号"],
                &[worker, &number, &own_place, "13700000001"],
                &[worker, &number, &place, "13700000001"],
                &["安然", &nobody, &place, "13700000002"],
            ]),
            (ImportKind::Certificates, &[
                &["姓名", "身份证号", "级别", "批准日期", "登记日期"],
                &[worker, &number, "中级", "2024-06-18", ""],
            ]),
            (ImportKind::Training, &[
                &["姓名", "身份证号", "培训名称", "开始日期", "结束日期", "天数"],
                &[worker, &number, "沟通技巧", "2025-03-01", "2025-03-02", "2"],
            ]),
            (ImportKind::ExamEntries, &[
                &["姓名", "身份证号", "考试年度", "报考级别", "报考科目", "缴费状态", "缴费金额"],
                &[worker, &number, "2026", "中级", "全部", "已缴费", "200"],
            ]),
            (ImportKind::ExamResults, &[
                &["姓名", "身份证号", "考试年度", "级别", "科目", "成绩"],
                &[worker, &number, "2025", "中级", "社会工作实务", "88"],
            ]),
        ];
        for (kind, rows) in files {
            let (stored, refused, told) = bring_in(&mut own.officer, kind, rows);
            assert_eq!((stored, refused as usize), (0, rows.len() - 1), "{kind:?}");
            assert!(told.is_empty(), "{kind:?} tells {told:?}");
        }

        let written: Vec<_> = Contents::exact(&app.app)
            .difference(&before)
            .into_iter()
            .filter(|row| !OF_THE_TRY.iter().any(|table| row.starts_with(table)))
            .collect();
        assert!(written.is_empty(), "{written:#?}");
    }

    fn a_row_of_ones_own_passes_beside_a_refused_one(app: TestApp) {
        let mut own = Township::new(&app, OWN);
        Township::new(&app, FOREIGN);
        let (foreign, number) = (id_number(FOREIGN.number), id_number(OWN.number));

        let (stored, refused, told) = bring_in(&mut own.officer, ImportKind::Training, &[
            &["姓名", "身份证号", "培训名称", "开始日期", "结束日期", "天数"],
            &[FOREIGN.worker, &foreign, "沟通技巧", "2025-03-01", "2025-03-02", "2"],
            &[OWN.worker, &number, "沟通技巧", "2025-03-01", "2025-03-02", "2"],
        ]);

        assert_eq!((stored, refused), (1, 1));
        assert!(told.is_empty(), "{told:?}");
    }
}
