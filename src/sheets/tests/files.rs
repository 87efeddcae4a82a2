//! Files of every kind that offices send.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Format, Formula, Workbook as Book};
use tempfile::TempDir;

use super::{file, kept, row_numbers};
use crate::sheets::{CellRefusal, Field, FileRefusal, Layout, Row, Workbook, layouts};

pub(super) const ID: &str = "11010519491231002X";
const OTHER_ID: &str = "440524188001010014";

/// An xlsx made by `fill`.
pub(super) fn xlsx(fill: impl FnOnce(&mut Book)) -> (TempDir, PathBuf) {
    let mut book = Book::new();
    fill(&mut book);
    file("表格.xlsx", &book.save_to_buffer().unwrap())
}

/// What `read` makes of every data row.
pub(super) fn read_all<T>(
    path: &Path,
    layout: &'static Layout,
    read: impl Fn(&Row<'_>) -> Result<T, CellRefusal>,
) -> Vec<Result<T, String>> {
    let mut all = Vec::new();
    let mut workbook = Workbook::open(path, layout).unwrap();
    workbook
        .for_each_row(|row| {
            all.push(read(row).map_err(|refusal| refusal.message));
            Ok::<(), FileRefusal>(())
        })
        .unwrap();
    all
}

pub(super) fn id_and_day(row: &Row<'_>) -> Result<String, CellRefusal> {
    let id = row.id_number(Field::IdNumber)?;
    let day = row.required(Field::FirstDay, row.day(Field::FirstDay))?;
    Ok(format!("{} {day}", id.as_str()))
}

#[test]
fn dates_of_the_1904_calendar_are_right() {
    // rust_xlsxwriter writes the 1900 calendar only; the setting is put in by hand.
    let (_folder, path) = xlsx(|book| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let sheet = book.add_worksheet();
        for (column, heading) in (0..).zip(["姓名", "身份证号", "培训名称", "开始日期", "结束日期"])
        {
            sheet.write(0, column, heading).unwrap();
        }
        sheet.write(1, 1, ID).unwrap();
        sheet.write_with_format(1, 3, 44_263, &day).unwrap();
        sheet.write(2, 1, ID).unwrap();
        sheet.write(2, 3, 44_263).unwrap();
    });
    let bytes = with_part(&path, "xl/workbook.xml", |xml| {
        assert!(xml.contains("<workbookPr "));
        xml.replace("<workbookPr ", "<workbookPr date1904=\"1\" ")
    });
    let (_folder, path) = file("1904.xlsx", &bytes);

    let read = read_all(&path, &layouts::TRAINING, id_and_day);

    let expected = Ok("11010519491231002X 2025-03-09".to_owned());
    assert_eq!(read, [expected.clone(), expected]);
}

/// The archive at `path` with one part changed.
fn with_part(path: &Path, name: &str, change: impl FnOnce(String) -> String) -> Vec<u8> {
    let mut old = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut change = Some(change);
    for index in 0..old.len() {
        let mut part = old.by_index(index).unwrap();
        let part_name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
        if part_name == name {
            let text = String::from_utf8(bytes).unwrap();
            bytes = change.take().unwrap()(text).into_bytes();
        }
        new.start_file(part_name, zip::write::SimpleFileOptions::default())
            .unwrap();
        new.write_all(&bytes).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[test]
fn a_formula_gives_its_cached_value_and_an_error_refuses_its_row() {
    let (_folder, path) = xlsx(|book| {
        let sheet = book.add_worksheet();
        for (column, heading) in (0..).zip(["身份证号", "培训名称", "开始日期", "结束日期", "天数"])
        {
            sheet.write(0, column, heading).unwrap();
        }
        for (row, result) in [(1, "2"), (2, "#REF!"), (3, "#N/A"), (4, "#DIV/0!")] {
            sheet.write(row, 0, ID).unwrap();
            let formula = Formula::new("=D2-C2+1").set_result(result);
            sheet.write_formula(row, 4, formula).unwrap();
        }
    });

    let read = read_all(&path, &layouts::TRAINING, |row| {
        row.day_hundredths(Field::Days)
    });

    assert_eq!(read[0], Ok(Some(200)));
    for (row, fault) in [(1, "#REF!"), (2, "#N/A"), (3, "#DIV/0!")] {
        let expected = format!("“天数”列是错误值{fault}，请改正公式或直接填写内容");
        assert_eq!(read[row], Err(expected));
    }
    let unread = read_all(&path, &layouts::TRAINING, |row| row.without_faults());
    assert_eq!(unread.iter().filter(|row| row.is_err()).count(), 3);
}

#[test]
fn csv_comes_in_every_encoding_and_with_every_delimiter() {
    let text = "姓名,身份证号,备注\r\n\"王\n伟\",\t11010519491231002X,\"一,二\"\r\n\r\n李娜,'440524188001010014,\r\n";
    let rows = |path: &Path| {
        let ids = read_all(path, &layouts::PEOPLE, |row| row.id_number(Field::IdNumber));
        let ids: Vec<_> = ids
            .into_iter()
            .map(|id| id.unwrap().as_str().to_owned())
            .collect();
        assert_eq!(ids, [ID, OTHER_ID]);
        let names = read_all(path, &layouts::PEOPLE, |row| row.person_name(Field::Name));
        assert_eq!(
            names,
            [Ok(Some("王伟".to_owned())), Ok(Some("李娜".to_owned()))]
        );
        let numbers = row_numbers(path, &layouts::PEOPLE);
        // A cell of two lines is one row, an empty line is a row, as on the screen.
        assert_eq!(
            numbers
                .iter()
                .map(|(_, number)| *number)
                .collect::<Vec<_>>(),
            [2, 4]
        );
    };
    let utf16 = |little: bool| -> Vec<u8> {
        let text = format!("\u{FEFF}{text}");
        let units = text.encode_utf16();
        units
            .flat_map(|u| {
                if little {
                    u.to_le_bytes()
                } else {
                    u.to_be_bytes()
                }
            })
            .collect()
    };
    let variants: Vec<Vec<u8>> = vec![
        text.as_bytes().to_vec(),
        format!("\u{FEFF}{text}").into_bytes(),
        encoding_rs::GB18030.encode(text).0.into_owned(),
        utf16(true),
        utf16(false),
        text.replace(",\"一,二\"", ";\"一,二\"")
            .replace("名,", "名;")
            .replace("号,", "号;")
            .replace("\",\t", "\";\t")
            .replace("娜,", "娜;")
            .replace("4,", "4;")
            .into_bytes(),
        text.replace("\"一,二\"", "一")
            .replace(",\t", ",")
            .replace(',', "\t")
            .into_bytes(),
        text.replace("\r\n", "\n").trim_end().as_bytes().to_vec(),
        text.replace("\r\n", "\r").into_bytes(),
    ];
    for bytes in variants {
        let (_folder, path) = file("名单.csv", &bytes);
        rows(&path);
        // The name of a file means nothing.
        let (_folder, path) = file("名单.xlsx", &bytes);
        rows(&path);
    }
}

#[test]
fn old_private_use_characters_come_in_as_the_standard_ones() {
    let mut bytes = encoding_rs::GB18030
        .encode("姓名,身份证号\n吕秀")
        .0
        .into_owned();
    bytes.extend([0xFE, 0x9F]);
    bytes.extend(format!(",{ID}\n").as_bytes());
    let private_use = format!("姓名,身份证号\n吕秀\u{E863},{ID}\n").into_bytes();
    for bytes in [bytes, private_use] {
        let (_folder, path) = file("a.csv", &bytes);
        let names = read_all(&path, &layouts::PEOPLE, |row| row.person_name(Field::Name));
        assert_eq!(names, [Ok(Some("吕秀䶮".to_owned()))]);
    }
}

#[test]
fn a_broken_character_refuses_its_row_only() {
    let mut bytes = format!("姓名,身份证号,单位\n王伟,{ID},").into_bytes();
    let good = bytes.len();
    bytes.extend("区民政局\n".as_bytes());
    let mut gbk = encoding_rs::GB18030
        .encode(&String::from_utf8_lossy(&bytes))
        .0
        .into_owned();
    let last = gbk.len() - 2;
    gbk[last] = 0xFF;
    assert!(good > 0);
    let (_folder, path) = file("a.csv", &gbk);

    let units = read_all(&path, &layouts::PEOPLE, |row| row.text(Field::Unit, 100));

    assert_eq!(units.len(), 1);
    assert!(
        units[0]
            .as_ref()
            .unwrap_err()
            .contains("里有乱码，请重新填写"),
        "{units:?}"
    );
}

#[test]
fn xls_and_ods_are_read_whole() {
    for name in ["people.xls", "people.ods", "people-1904.xls"] {
        let path = kept("sheets").join(name);
        let rows = read_all(&path, &layouts::PEOPLE, |row| {
            let id = row.id_number(Field::IdNumber)?.as_str().to_owned();
            let name = row.person_name(Field::Name)?.unwrap_or_default();
            let mobile = row.mobile(Field::Mobile)?.map(|m| m.as_str().to_owned());
            let joined = row.day(Field::JoinedOn)?.map(|day| day.to_string());
            Ok((id, name, mobile, joined))
        });

        let joined = || Some("2025-03-09".to_owned());
        assert_eq!(
            rows,
            [
                Ok((
                    ID.to_owned(),
                    "王伟".to_owned(),
                    Some("13812341234".to_owned()),
                    joined()
                )),
                Ok((OTHER_ID.to_owned(), "李娜".to_owned(), None, joined())),
            ],
            "{name}",
        );
        let numbers = row_numbers(&path, &layouts::PEOPLE);
        assert_eq!(
            numbers,
            [("花名册".to_owned(), 3), ("花名册".to_owned(), 5)],
            "{name}"
        );
    }
}
