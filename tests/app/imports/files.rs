//! Files that are not what they say: junk, bombs, halves, web pages. Each is refused
//! as a whole with one sentence, and nothing is stored.

use std::io::Write as _;

use rust_xlsxwriter::{Formula, Workbook};
use shegong::intake::ImportKind;

use super::{assert_is_a_sentence, counts, refusal, with_people};
use crate::harness::{TestApp, id_number, xlsx};

const HEADINGS: [&str; 6] = [
    "姓名",
    "身份证号",
    "培训名称",
    "开始日期",
    "结束日期",
    "学时",
];

fn ledger() -> Vec<u8> {
    let number = id_number(1);
    let row = ["张三", &number, "督导", "2025-01-02", "2025-01-03", "12"];
    xlsx(&HEADINGS, &[&row])
}

/// Bytes that look like nothing, always the same.
fn junk(size: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..size)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        })
        .collect()
}

/// A workbook whose only sheet inflates to `size` bytes of one honest-looking row.
fn bomb(size: usize) -> Vec<u8> {
    let honest = ledger();
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(honest)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        out.start_file(&name, options).unwrap();
        if name.ends_with("sheet1.xml") {
            let spaces = vec![b' '; 1 << 20];
            out.write_all(b"<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>").unwrap();
            for _ in 0..size >> 20 {
                out.write_all(&spaces).unwrap();
            }
            out.write_all(b"</sheetData></worksheet>").unwrap();
        } else {
            std::io::copy(&mut part, &mut out).unwrap();
        }
    }
    out.finish().unwrap().into_inner()
}

fn refuse_file(app: &TestApp, name: &str, bytes: &[u8]) -> String {
    let path = app.file(name, bytes);
    let before = app.contents();
    let files = || std::fs::read_dir(app.path("")).unwrap().count();
    let files_before = files();

    let refused = app.try_import(ImportKind::Training, &path);

    let sentence = refused
        .map(|report| panic!("{name}: {report:?}"))
        .unwrap_err()
        .to_string();
    assert_is_a_sentence(&sentence);
    assert!(app.contents() == before, "{name}: nothing is stored");
    assert_eq!(files(), files_before, "{name}: no file is written");
    sentence
}

on_both_databases! {
    fn a_file_that_is_no_table_is_refused_whatever_its_name(app: TestApp) {
        with_people(&app, &["张三"]);
        let junk = junk(10 << 20);
        for name in ["junk.xlsx", "junk.xls", "junk.ods", "junk.csv"] {
            refuse_file(&app, name, &junk);
        }
        for name in ["empty.xlsx", "empty.csv"] {
            refuse_file(&app, name, b"");
        }
    }

    fn ten_megabytes_of_text_without_headings_are_refused(app: TestApp) {
        let line = "这,是,一,行,没有,意义,的,文字\n".repeat(1 << 18);
        refuse_file(&app, "text.csv", line.as_bytes());
        refuse_file(&app, "one-line.csv", "长".repeat(4 << 20).as_bytes());
    }

    fn a_zip_bomb_is_refused_before_it_is_unpacked(app: TestApp) {
        let bomb = bomb(128 << 20);
        assert!(bomb.len() < 1 << 20);

        let sentence = refuse_file(&app, "bomb.xlsx", &bomb);

        assert!(sentence.contains("解压"), "{sentence}");
    }

    fn half_a_file_is_refused_wherever_it_was_cut(app: TestApp) {
        with_people(&app, &["张三"]);
        let whole = ledger();
        for tenth in 1..10 {
            refuse_file(&app, "half.xlsx", &whole[..whole.len() * tenth / 10]);
        }
    }

    fn a_web_page_posing_as_xls_is_read_as_a_table_or_told_to_be_saved_as_xlsx(app: TestApp) {
        let page = "<html><head><meta charset=\"utf-8\"></head><body><table>\
                    <tr><td>姓名</td><td>身份证号</td></tr></table></body></html>";
        let sentence = refuse_file(&app, "page.xls", page.as_bytes());

        assert!(sentence.contains("xlsx"), "{sentence}");
    }

    fn a_file_of_another_kind_is_refused_by_its_missing_headings(app: TestApp) {
        let roster = xlsx(&["姓名", "身份证号", "学历"], &[&["张三", &id_number(1), "本科"]]);
        let sentence = refuse_file(&app, "roster.xlsx", &roster);

        assert!(sentence.contains("培训名称"), "{sentence}");
    }

    fn a_file_that_is_not_there_or_is_a_folder_is_told_by_name(app: TestApp) {
        for name in ["missing.xlsx", ""] {
            let refused = app.try_import(ImportKind::People, &app.path(name)).unwrap_err().to_string();
            assert_is_a_sentence(&refused);
            assert!(refused.contains(app.path(name).to_str().unwrap()), "{refused}");
        }
        assert!(app.contents().is_empty());
    }

    fn a_formula_gives_its_cached_value_and_an_error_value_refuses_the_row(app: TestApp) {
        with_people(&app, &["张三", "李四"]);
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, HEADINGS).unwrap();
        for (row, person) in [(1, 1), (2, 2)] {
            sheet.write_row(row, 0, ["", &id_number(person), "督导", "2025-01-02", "2025-01-03"]).unwrap();
        }
        sheet.write_formula(1, 5, Formula::new("=6*2").set_result("12")).unwrap();
        sheet.write_formula(2, 5, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        let path = app.file("formulas.xlsx", workbook.save_to_buffer().unwrap());

        let report = app.import(ImportKind::Training, &path);

        assert_eq!(counts(&report), [1, 0, 0, 1]);
        let (column, message) = refusal(&report);
        assert_eq!((column, report.errors[0].row), ("学时", 3));
        assert!(message.contains("#DIV/0!"), "{message}");
        assert_eq!(app.texts("SELECT CAST(hours_hundredths AS TEXT) AS text FROM training_records"), ["1200"]);
    }

    fn titles_notes_empty_rows_and_full_width_characters_are_normal(app: TestApp) {
        with_people(&app, &["张三"]);
        let number: String = id_number(1).chars()
            .map(|letter| char::from_u32(u32::from(letter) - 0x21 + 0xff01).unwrap()).collect();
        let rows: &[&[&str]] = &[
            &["綦江区社会工作者培训台账"],
            &["填表单位：区委社会工作部"],
            &[],
            &["序号", " 学员姓名 ", "身份证号码", "班次名称", "培训起", "培训止", "培训天数（天）", "心情"],
            &["１", "张　三", &number, "个案工作", "２０２５．３．９", "2025年3月10日", "２", "好"],
            &[],
            &["合计", "", "", "", "", "", "2"],
            &["注：本表由单位填写"],
        ];
        let path = app.file("ledger.xlsx", crate::harness::workbook(&[("说明", &[&["无关"]]), ("2025年", rows)]));

        let report = app.import(ImportKind::Training, &path);

        assert_eq!(counts(&report), [1, 0, 0, 0], "{report:?}");
        let named = |word: &str| report.notices.iter().filter(|notice| notice.contains(word)).count();
        assert_eq!(named("心情"), 1, "{:?}", report.notices);
        assert_eq!(app.texts("SELECT CAST(first_day AS TEXT) AS text FROM training_records"), ["2025-03-09"]);
    }
}
