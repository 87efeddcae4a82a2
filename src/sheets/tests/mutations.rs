//! Files changed at random: whatever comes, there is an answer and never a panic.

use std::path::Path;

use proptest::prelude::*;

use super::kept;
use crate::sheets::{Field, FileRefusal, Workbook, layouts};

/// Opens a file and reads every kind of cell of every row.
fn read_through(path: &Path) {
    let Ok(mut workbook) = Workbook::open(path, &layouts::PEOPLE) else {
        return;
    };
    let _ = workbook.for_each_row(|row| {
        let _ = row.id_number(Field::IdNumber);
        let _ = row.person_name(Field::Name);
        let _ = row.mobile(Field::Mobile);
        let _ = row.email(Field::Email);
        let _ = row.day(Field::JoinedOn);
        let _ = row.month(Field::SocialWorkSince);
        let _ = row.cents(Field::Unit);
        let _ = row.score(Field::Unit);
        let _ = row.yes_no(Field::Unit);
        let _ = row.moment(Field::Unit);
        let _ = row.original();
        Ok::<(), FileRefusal>(())
    });
}

fn changed(bytes: &[u8], changes: &[(prop::sample::Index, u8)], keep: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        bytes[at] = *byte;
    }
    bytes.truncate(bytes.len() * keep / 100);
    bytes
}

fn check(bytes: &[u8]) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    read_through(file.path());
}

/// The parts of an xlsx, put into a new archive after a change to one: checksums
/// are right, so that the change reaches the reader of sheets.
fn with_changed_part(part: usize, changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    use std::io::{Read, Write};
    let path = kept("sheets/small.xlsx");
    let mut old = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut new = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let part = part % old.len();
    for index in 0..old.len() {
        let mut entry = old.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if index == part {
            bytes = changed(&bytes, changes, 100);
        }
        let name = entry.name().unwrap().into_owned();
        new.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        new.write_all(&bytes).unwrap();
    }
    new.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_old_file_never_makes_it_fall_over(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        keep in 50usize..=100,
    ) {
        check(&changed(&std::fs::read(kept("sheets/people.xls")).unwrap(), &changes, keep));
    }

    #[test]
    fn a_changed_part_of_a_workbook_never_makes_it_fall_over(
        part in 0usize..20,
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0x20u8..0x7F), 1..8),
    ) {
        check(&with_changed_part(part, &changes));
    }

    #[test]
    fn any_text_at_all_is_read_or_refused(text in "(姓名|身份证号|[,;\t\"'\n\r]|[0-9X]{1,18}|.){0,200}") {
        check(format!("姓名,身份证号\n{text}").as_bytes());
        check(text.as_bytes());
    }
}

/// Enough to notice a new hole; 6,000 of each were tried when this was written.
const CASES: u32 = 64;
