//! Uploaded files: told by their content, kept whole or not at all.

use std::time::Duration;

use image::{GenericImageView as _, ImageFormat};
use shegong::evidence::actions::{TakeInError, Uploader, keep, record, shelf, sweep};
use shegong::evidence::inspect::{inspect, sha256};
use shegong::evidence::{Evidence, EvidenceRefusal, MediaType, ShelfError, store};
use shegong::intake::ImportKind;
use shegong::people::PersonId;

use crate::harness::proofs::*;
use crate::harness::{TestApp, id_number};

#[test]
fn a_file_is_what_its_bytes_say() {
    let word = zip_of(&[
        ("word/document.xml", b"<w/>"),
        ("[Content_Types].xml", b"<t/>"),
    ]);
    let mut heic = b"\0\0\0\x18ftypheic".to_vec();
    heic.extend([0; 40]);
    let mut ole = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    ole.extend([0; 100]);
    let mut late_pdf = vec![b'\n'; 900];
    late_pdf.extend(pdf("late"));
    let cases: Vec<(&str, Vec<u8>, Result<MediaType, EvidenceRefusal>)> = vec![
        ("a JPEG", jpg(1), Ok(MediaType::Jpg)),
        ("a PNG", png(1), Ok(MediaType::Png)),
        ("a PDF", pdf("a"), Ok(MediaType::Pdf)),
        (
            "a PDF with something before it",
            late_pdf,
            Ok(MediaType::Pdf),
        ),
        ("an OFD", ofd(), Ok(MediaType::Ofd)),
        ("nothing", Vec::new(), Err(EvidenceRefusal::Empty)),
        (
            "a text",
            b"hello".to_vec(),
            Err(EvidenceRefusal::UnknownType),
        ),
        (
            "a page",
            b"<html><script>".to_vec(),
            Err(EvidenceRefusal::UnknownType),
        ),
        (
            "an SVG",
            b"<svg onload='x'/>".to_vec(),
            Err(EvidenceRefusal::UnknownType),
        ),
        (
            "a GIF",
            b"GIF89a....".to_vec(),
            Err(EvidenceRefusal::UnknownType),
        ),
        (
            "a program",
            b"MZ\x90\0".to_vec(),
            Err(EvidenceRefusal::UnknownType),
        ),
        (
            "a telephone's picture",
            heic,
            Err(EvidenceRefusal::PhonePicture),
        ),
        ("an old document", ole, Err(EvidenceRefusal::OfficeDocument)),
        ("a new document", word, Err(EvidenceRefusal::OfficeDocument)),
        (
            "any zip",
            zip_of(&[("a.txt", b"a")]),
            Err(EvidenceRefusal::UnknownType),
        ),
        (
            "a zip with OFD.xml deeper",
            zip_of(&[("x/OFD.xml", b"a")]),
            Err(EvidenceRefusal::UnknownType),
        ),
        (
            "a locked PDF",
            pdf_with("/Encrypt 5 0 R"),
            Err(EvidenceRefusal::Encrypted),
        ),
        (
            "a PDF locked in place",
            pdf_with("/Encrypt<</Filter/Standard>>"),
            Err(EvidenceRefusal::Encrypted),
        ),
        (
            "a PDF that speaks of locks",
            pdf_with("/EncryptMetadata false/T(/Encrypt it)"),
            Ok(MediaType::Pdf),
        ),
        (
            "a picture of 3.6 thousand million points",
            bomb_png(60_000, 60_000),
            Err(EvidenceRefusal::TooManyPixels {
                width: 60_000,
                height: 60_000,
            }),
        ),
        (
            "a picture of one point too many",
            bomb_png(40_000_001, 1),
            Err(EvidenceRefusal::TooManyPixels {
                width: 40_000_001,
                height: 1,
            }),
        ),
    ];
    for (what, bytes, expected) in cases {
        assert_eq!(
            inspect(bytes).map(|file| file.media_type),
            expected,
            "{what}"
        );
    }
}

#[test]
fn twenty_megabytes_pass_and_one_byte_more_does_not() {
    let mut whole = pdf("big");
    let end = whole.split_off(whole.len() - 30);
    whole.resize(20 * 1024 * 1024 - end.len(), b' ');
    whole.extend(end);
    let mut more = whole.clone();
    more.insert(40, b' ');

    assert_eq!(inspect(whole).unwrap().media_type, MediaType::Pdf);
    assert_eq!(
        inspect(more),
        Err(EvidenceRefusal::TooLarge { megabytes: 21 })
    );
}

/// Every file cut anywhere is refused, never kept as a whole one.
#[test]
fn a_file_cut_in_the_middle_is_refused_wherever_it_was_cut() {
    for (what, whole) in [
        ("jpg", jpg(3)),
        ("png", png(3)),
        ("pdf", pdf("x")),
        ("ofd", ofd()),
    ] {
        for part in 1..20 {
            let length = whole.len() * part / 20;
            let cut = inspect(whole[..length].to_vec());

            assert!(cut.is_err(), "{what} cut to {length} of {}", whole.len());
        }
        let told = inspect(whole[..whole.len() * 3 / 4].to_vec())
            .unwrap_err()
            .to_string();
        assert!(
            told.contains("不完整") || told.contains("损坏"),
            "{what}: {told}"
        );
    }
}

#[test]
fn a_file_damaged_inside_is_refused_where_its_points_are_lost() {
    let mut damaged = png(9);
    let middle = damaged.len() / 2;
    damaged[middle..middle + 8].fill(0xAA);

    assert_eq!(
        inspect(damaged),
        Err(EvidenceRefusal::Damaged(MediaType::Png))
    );
}

#[test]
fn an_ofd_that_inflates_without_end_is_refused() {
    let bytes = bomb_ofd();

    assert!(bytes.len() < 1024 * 1024);
    assert_eq!(inspect(bytes), Err(EvidenceRefusal::Inflates));
}

#[test]
fn a_telephones_picture_is_kept_upright_and_without_its_place() {
    let sent = telephone_jpg(5);
    let kept = inspect(sent.clone()).unwrap();
    let picture = image::load_from_memory_with_format(&kept.bytes, ImageFormat::Jpeg).unwrap();

    assert_eq!(picture.dimensions(), (20, 40), "it lay on its side");
    assert!(sent.windows(3).any(|bytes| bytes == b"GPS"));
    assert!(
        !kept
            .bytes
            .windows(4)
            .any(|bytes| bytes == b"Exif" || bytes == b"GPS ")
    );
    assert_eq!(kept.original_sha256, sha256(&sent));
    assert_eq!(kept.stored_sha256, sha256(&kept.bytes));
}

#[test]
fn pdf_and_ofd_stay_byte_for_byte() {
    for bytes in [pdf("signed"), ofd()] {
        let kept = inspect(bytes.clone()).unwrap();

        assert_eq!(kept.bytes, bytes);
        assert_eq!(kept.original_sha256, kept.stored_sha256);
    }
}

/// A person to own files.
fn person(app: &TestApp, number: u32) -> PersonId {
    app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "单位"],
        &[&["陈静", &id_number(number), "古南街道城南社区"]],
    );
    let newest = app.texts("SELECT CAST(MAX(id) AS TEXT) AS text FROM people");
    PersonId(newest[0].parse().unwrap())
}

/// Takes a file in as a page would.
fn take_in(app: &TestApp, person: PersonId, name: &str, bytes: Vec<u8>) -> Evidence {
    let kept = keep(&app.app, name, bytes).unwrap();
    let uploader = Uploader {
        account: None,
        name: "陈静".to_owned(),
    };
    let occasion = app.occasion();
    app.app
        .db
        .write(|conn| {
            let mut changes = Vec::new();
            let evidence = record(conn, &kept, person, &uploader, &occasion, &mut changes)?;
            shegong::audit::store::record(conn, &occasion, &changes)?;
            Ok::<_, shegong::db::DatabaseError>(evidence)
        })
        .unwrap()
}

on_both_databases! {
    fn a_kept_file_has_its_row_its_bytes_and_its_line_in_the_history(app: TestApp) {
        let owner = person(&app, 1);

        let file = take_in(&app, owner, "../结业证书.JPEG.exe", png(2));

        assert_eq!(file.details.original_name, "结业证书.JPEG.exe");
        assert_eq!(file.download_name(), "结业证书.JPEG.png");
        assert_eq!(file.details.media_type, MediaType::Png);
        let bytes = shelf(&app.app).read(&file.details.stored_sha256).unwrap();
        assert_eq!(i64::try_from(bytes.len()).unwrap(), file.details.size_bytes);
        assert!(image::load_from_memory(&bytes).is_ok());
        let history = app.texts("SELECT after AS text FROM history WHERE entity = 'evidence'");
        assert_eq!(history.len(), 1);
        assert!(history[0].contains("结业证书") && history[0].contains(&file.details.stored_sha256));
    }

    fn the_same_file_is_found_again_under_any_name_and_without_its_hidden_parts(app: TestApp) {
        let (first, second) = (person(&app, 1), person(&app, 2));
        let original = take_in(&app, first, "a.jpg", telephone_jpg(7));
        let again = keep(&app.app, "b.jpg", telephone_jpg(7)).unwrap();
        let other = keep(&app.app, "c.jpg", telephone_jpg(8)).unwrap();

        let same = |kept: &shegong::evidence::actions::Kept| {
            app.app.db.read(|conn| {
                store::load_same(
                    conn,
                    std::slice::from_ref(&kept.file.original_sha256),
                    std::slice::from_ref(&kept.file.stored_sha256),
                ).map_err(shegong::db::DatabaseError::Query)
            }).unwrap()
        };

        assert_eq!(same(&again).iter().map(|file| file.id).collect::<Vec<_>>(), [original.id]);
        assert!(same(&other).is_empty());
        let theirs = take_in(&app, second, "d.jpg", telephone_jpg(7));
        assert_eq!(theirs.details.stored_sha256, original.details.stored_sha256);
        let stored = walk_files(&app);
        assert_eq!(stored.len(), 2, "one file per content: {stored:?}");
    }

    fn a_folder_that_cannot_be_written_is_one_sentence_and_nothing_is_stored(app: TestApp) {
        let owner = person(&app, 1);
        // A file where the folder should be: no right of the test's user gets past it.
        std::fs::write(&app.app.config.files.folder, b"in the way").unwrap();

        let refused = keep(&app.app, "a.png", png(1)).unwrap_err();

        assert!(matches!(refused, TakeInError::Shelf(ShelfError::Unwritable(_))), "{refused:?}");
        assert!(refused.to_string().contains("没有保存"), "{refused}");
        let rows = app.texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM evidence_files");
        assert_eq!(rows, ["0"], "{owner}");

        std::fs::remove_file(&app.app.config.files.folder).unwrap();
        take_in(&app, owner, "a.png", png(1));
    }

    fn a_file_that_was_changed_on_the_disk_is_not_handed_out(app: TestApp) {
        let owner = person(&app, 1);
        let file = take_in(&app, owner, "a.pdf", pdf("a"));
        let path = shelf(&app.app).path(&file.details.stored_sha256);
        std::fs::write(&path, pdf("b")).unwrap();

        assert!(matches!(
            shelf(&app.app).read(&file.details.stored_sha256),
            Err(ShelfError::Lost)
        ));
        // Uploading it again mends it.
        take_in(&app, owner, "a.pdf", pdf("a"));
        assert_eq!(shelf(&app.app).read(&file.details.stored_sha256).unwrap(), pdf("a"));
    }

    fn a_sweep_takes_what_no_row_speaks_of_and_nothing_else(app: TestApp) {
        let owner = person(&app, 1);
        let kept = take_in(&app, owner, "a.pdf", pdf("a"));
        let broken_off = keep(&app.app, "b.pdf", pdf("b")).unwrap();

        assert_eq!(sweep(&app.app).unwrap(), 0, "both are young");
        let known = |name: &str| -> Result<bool, shegong::db::DatabaseError> {
            app.app.db.read(|conn| store::is_kept(conn, name).map_err(shegong::db::DatabaseError::Query))
        };
        assert_eq!(shelf(&app.app).sweep(Duration::ZERO, known).unwrap(), 1);
        assert!(shelf(&app.app).read(&kept.details.stored_sha256).is_ok());
        assert!(shelf(&app.app).read(&broken_off.file.stored_sha256).is_err());
    }
}

/// Every file of the folder.
fn walk_files(app: &TestApp) -> Vec<std::path::PathBuf> {
    let groups = std::fs::read_dir(&app.app.config.files.folder).unwrap();
    groups
        .flat_map(|group| std::fs::read_dir(group.unwrap().path()).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect()
}
