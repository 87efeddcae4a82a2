//! Files that cannot be read, by accident or on purpose: one sentence each.

use std::io::Write as _;
use std::path::Path;

use super::{file, kept, sentence};
use crate::sheets::layouts;

#[test]
fn what_cannot_be_read_is_refused_in_one_sentence() {
    let roster = std::fs::read(kept("sample-district/roster.xlsx")).unwrap();
    let junk: Vec<u8> = {
        let mut state = 1u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33).to_le_bytes()[0]
        };
        (0..10_000_000).map(|_| next()).collect()
    };
    let junk_text: Vec<u8> = junk.iter().map(|byte| 0x20 + byte % 0x5F).collect();
    let damaged = "文件不完整或已损坏，请重新导出，或用表格软件打开后另存为xlsx再导入";
    let no_table =
        "这个文件不是表格（支持xlsx、xls、ods、csv），请用表格软件打开后另存为xlsx再导入";
    let no_headings = "没有找到表头，表头应有身份证号、姓名，请核对文件是否选对";
    let html =
        "这个文件其实是网页（HTML），只是用了表格的扩展名，请用表格软件打开后另存为xlsx再导入";
    let mut junk_zip = b"PK\x03\x04".to_vec();
    junk_zip.extend(&junk[..100_000]);
    let mut junk_ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    junk_ole.extend(&junk[..100_000]);
    let old = std::fs::read(kept("sheets/people.xls")).unwrap();
    let cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("空.xlsx", vec![], "文件是空的，请检查导出是否完成"),
        ("空白.csv", b"\n\n\n".to_vec(), no_headings),
        ("半.xlsx", roster[..roster.len() / 2].to_vec(), damaged),
        ("junk.xlsx", junk, no_table),
        ("junk.csv", junk_text, no_headings),
        ("junk2.xlsx", junk_zip, damaged),
        ("junk.xls", junk_ole, damaged),
        ("半.xls", old[..old.len() / 2].to_vec(), damaged),
        (
            "网页.xls",
            "<html><table><tr><td>姓名</td></tr></table></html>".into(),
            html,
        ),
        ("网页.xls", "\u{FEFF}\r\n  <!DOCTYPE HTML>".into(), html),
        ("xml.xls", "<?xml version=\"1.0\"?><Workbook>".into(), html),
        ("文.pdf", b"%PDF-1.7 ...".to_vec(), no_table),
        ("text.csv", "今天天气很好".into(), no_headings),
    ];
    for (name, bytes, expected) in cases {
        let (_folder, path) = file(name, &bytes);
        assert_eq!(sentence(&path, &layouts::PEOPLE), expected, "{name}");
    }
    let missing = sentence(Path::new("/不存在/名单.xlsx"), &layouts::PEOPLE);
    assert_eq!(
        missing,
        "文件“/不存在/名单.xlsx”打不开（文件不存在），请核对路径和权限"
    );
}

/// An OLE file whose directory names these streams.
fn ole(streams: &[&str]) -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.resize(512, 0);
    for name in streams {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        entry[64] = u8::try_from(name.len() * 2 + 2).unwrap();
        bytes.extend(entry);
    }
    bytes.resize(4096, 0);
    bytes
}

#[test]
fn encrypted_files_have_their_own_sentence() {
    let encrypted = "文件设有打开密码，请另存为不加密码的xlsx再导入";
    // An encrypted xlsx is an OLE file with the archive inside.
    let bytes = ole(&["Root Entry", "EncryptionInfo", "EncryptedPackage"]);
    let (_folder, path) = file("a.xlsx", &bytes);
    assert_eq!(sentence(&path, &layouts::PEOPLE), encrypted);

    // An encrypted xls has a FILEPASS record after its first one.
    let mut bytes = std::fs::read(kept("sheets/people.xls")).unwrap();
    let first = bytes
        .windows(4)
        .position(|record| record == [0x09, 0x08, 0x10, 0x00])
        .unwrap();
    let second = first + 4 + 0x10;
    bytes[second] = 0x2F;
    bytes[second + 1] = 0;
    bytes[second + 4] = 1;
    let (_folder, path) = file("a.xls", &bytes);
    assert_eq!(sentence(&path, &layouts::PEOPLE), encrypted);
}

#[test]
fn a_letter_in_an_old_container_is_no_table() {
    let (_folder, path) = file("a.xls", &ole(&["Root Entry", "WordDocument"]));

    assert_eq!(
        sentence(&path, &layouts::PEOPLE),
        "这个文件不是表格（支持xlsx、xls、ods、csv），请用表格软件打开后另存为xlsx再导入",
    );
}

#[test]
fn a_quotation_mark_without_end_does_not_swallow_the_file() {
    let mut text = String::from("姓名,身份证号\n王伟,11010519491231002X\n\"李娜,1\n");
    text.push_str(&"赵云,440524188001010014\n".repeat(200_000));
    let (_folder, path) = file("a.csv", text.as_bytes());

    assert_eq!(
        sentence(&path, &layouts::PEOPLE),
        "第3行起的引号没有成对，后面的内容连成了一格，请补上引号后再导入",
    );
}

/// An xlsx whose named part inflates to `megabytes` of blanks.
fn bomb(part: &str, megabytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("xl/workbook.xml", options).unwrap();
    zip.write_all(b"<workbook/>").unwrap();
    zip.start_file(part, options).unwrap();
    let blanks = vec![b' '; 1024 * 1024];
    for _ in 0..megabytes {
        zip.write_all(&blanks).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_zip_bomb_is_found_before_it_fills_the_memory() {
    for part in [
        "xl/sharedStrings.xml",
        "xl/worksheets/sheet1.xml",
        "xl/media/picture.png",
    ] {
        let (_folder, path) = file("bomb.xlsx", &bomb(part, 64));
        assert_eq!(
            sentence(&path, &layouts::PEOPLE),
            "文件解压后大得不正常，已停止读取，请用表格软件打开后只保留数据另存为xlsx再导入",
            "{part}",
        );
    }
}

#[test]
fn other_archives_are_no_spreadsheets() {
    for (part, expected) in [
        (
            "word/document.xml",
            "这个文件不是表格（支持xlsx、xls、ods、csv），请用表格软件打开后另存为xlsx再导入",
        ),
        (
            "xl/workbook.bin",
            "这是xlsb格式的工作簿，请用表格软件打开后另存为xlsx再导入",
        ),
    ] {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file(part, zip::write::SimpleFileOptions::default())
            .unwrap();
        let (_folder, path) = file("a.xlsx", &zip.finish().unwrap().into_inner());
        assert_eq!(sentence(&path, &layouts::PEOPLE), expected, "{part}");
    }
}

#[test]
fn a_stray_cell_at_the_far_end_of_an_old_sheet_takes_no_memory() {
    // The first LABELSST record of the sheet is moved to row 65,536, column 65,536.
    let mut bytes = std::fs::read(kept("sheets/people.xls")).unwrap();
    let label = bytes
        .windows(4)
        .position(|head| head == [0xFD, 0x00, 0x0A, 0x00])
        .unwrap();
    bytes[label + 4..label + 8].fill(0xFF);
    let (_folder, path) = file("far.xls", &bytes);

    assert_eq!(
        sentence(&path, &layouts::PEOPLE),
        "文件解压后大得不正常，已停止读取，请用表格软件打开后只保留数据另存为xlsx再导入",
    );
}

#[test]
fn an_old_file_above_the_limit_is_refused() {
    let mut bytes = std::fs::read(kept("sheets/people.xls")).unwrap();
    bytes.resize(20 * 1024 * 1024 + 512, 0);
    let (_folder, path) = file("big.xls", &bytes);

    assert_eq!(
        sentence(&path, &layouts::PEOPLE),
        "xls和ods文件不能超过20MB，请另存为xlsx再导入"
    );
}
