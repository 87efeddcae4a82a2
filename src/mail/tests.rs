//! What a mail looks like when it leaves, and how files and memory keep it.

use chrono::{NaiveDate, NaiveDateTime};
use mailparse::{MailHeaderMap, ParsedMail};

use super::*;

fn at(hour: u32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 16)
        .and_then(|day| day.and_hms_opt(hour, 5, 9))
        .unwrap()
}

fn settings() -> MailSettings {
    MailSettings {
        from_address: "shegong@example.cn".to_owned(),
        reply_to: Some("hr@example.cn".to_owned()),
        ..MailSettings::default()
    }
}

fn message() -> Message {
    Message {
        message_id: "reminder-7@example.cn".to_owned(),
        to_name: "李明".to_owned(),
        to_address: "li.ming@example.cn".to_owned(),
        subject: "请于3月19日17:00前完成报名".to_owned(),
        text: "您好：\n请于3月19日17:00前完成报名。\n".to_owned(),
        html: "<p>请于3月19日17:00前完成报名。</p>\n".to_owned(),
    }
}

fn raw(message: &Message, hour: u32) -> Vec<u8> {
    let mails = MemoryMails::new(Sender::from_settings(&settings()).unwrap());
    let transport = Transport::Memory(mails.clone());
    transport.send(message, at(hour)).unwrap();
    mails.sent().remove(0).raw
}

fn header(mail: &ParsedMail<'_>, name: &str) -> String {
    mail.headers.get_first_value(name).unwrap_or_default()
}

#[test]
fn a_mail_carries_text_and_html_in_chinese() {
    let bytes = raw(&message(), 1);
    let mail = mailparse::parse_mail(&bytes).unwrap();

    assert!(bytes.is_ascii(), "older relays take seven bits only");
    assert_eq!(header(&mail, "From"), "社工通 <shegong@example.cn>");
    assert_eq!(header(&mail, "To"), "李明 <li.ming@example.cn>");
    assert_eq!(header(&mail, "Reply-To"), "hr@example.cn");
    assert_eq!(header(&mail, "Subject"), message().subject);
    assert_eq!(header(&mail, "Message-ID"), "<reminder-7@example.cn>");
    assert_eq!(header(&mail, "Date"), "Mon, 16 Mar 2026 01:05:09 +0000");
    assert_eq!(header(&mail, "Auto-Submitted"), "auto-generated");
    assert_eq!(mail.ctype.mimetype, "multipart/alternative");
    let parts: Vec<(&str, String)> = mail
        .subparts
        .iter()
        .map(|part| {
            let body = part.get_body().unwrap().replace("\r\n", "\n");
            (part.ctype.mimetype.as_str(), body.trim_end().to_owned())
        })
        .collect();
    assert_eq!(
        parts,
        [
            ("text/plain", message().text.trim_end().to_owned()),
            ("text/html", message().html.trim_end().to_owned()),
        ]
    );
    assert!(
        mail.subparts
            .iter()
            .all(|part| part.ctype.charset == "utf-8")
    );
}

#[test]
fn a_resend_differs_in_its_date_only() {
    let without_date = |bytes: Vec<u8>| -> Vec<String> {
        String::from_utf8(bytes)
            .unwrap()
            .lines()
            .filter(|line| !line.starts_with("Date:"))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(
        without_date(raw(&message(), 1)),
        without_date(raw(&message(), 9))
    );
}

#[test]
fn line_breaks_in_names_and_subjects_add_no_headers() {
    let evil = Message {
        to_name: "李明\r\nBcc: all@example.cn".to_owned(),
        subject: "报名\r\nBcc: all@example.cn\n\n<script>\u{2028}\u{202E}反".to_owned(),
        ..message()
    };
    let bytes = raw(&evil, 1);
    let mail = mailparse::parse_mail(&bytes).unwrap();

    assert_eq!(header(&mail, "Bcc"), "");
    assert_eq!(
        header(&mail, "Subject"),
        "报名 Bcc: all@example.cn <script> 反"
    );
    assert_eq!(mail.subparts.len(), 2);
}

#[test]
fn names_keep_their_signs_and_very_long_ones_are_cut() {
    for (name, shown) in [
        ("买买提·吐尔逊".to_owned(), "买买提·吐尔逊".to_owned()),
        (
            "Li \"Ming\", Dr. <x@y.cn>".to_owned(),
            "Li \"Ming\", Dr. <x@y.cn>".to_owned(),
        ),
        ("䶮𠮷".to_owned(), "䶮𠮷".to_owned()),
        ("长".repeat(5000), format!("{}…", "长".repeat(63))),
    ] {
        let bytes = raw(
            &Message {
                to_name: name,
                ..message()
            },
            1,
        );
        let mail = mailparse::parse_mail(&bytes).unwrap();
        let to = mail.headers.get_first_header("To").unwrap();
        let mailparse::MailAddr::Single(to) = &mailparse::addrparse_header(to).unwrap()[0] else {
            panic!("one address");
        };
        assert_eq!(to.addr, "li.ming@example.cn");
        assert_eq!(to.display_name.as_deref(), Some(shown.as_str()));
        let longest = bytes.split(|byte| *byte == b'\n').map(<[u8]>::len).max();
        assert!(longest < Some(998), "RFC 5322 allows 998 bytes a line");
    }
}

#[test]
fn a_person_without_a_name_still_has_an_address() {
    let bytes = raw(
        &Message {
            to_name: " \t".to_owned(),
            ..message()
        },
        1,
    );
    let mail = mailparse::parse_mail(&bytes).unwrap();
    assert_eq!(header(&mail, "To"), "li.ming@example.cn");
}

#[test]
fn bad_addresses_and_ids_are_final_errors() {
    let mails = MemoryMails::new(Sender::from_settings(&settings()).unwrap());
    let transport = Transport::Memory(mails.clone());
    for broken in [
        Message {
            to_address: "nobody".to_owned(),
            ..message()
        },
        Message {
            to_address: "a@b.cn\r\nRCPT TO:<c@d.cn>".to_owned(),
            ..message()
        },
        Message {
            message_id: "../../etc/passwd".to_owned(),
            ..message()
        },
        Message {
            message_id: "a b@example.cn".to_owned(),
            ..message()
        },
        Message {
            message_id: String::new(),
            ..message()
        },
    ] {
        let error = transport.send(&broken, at(1)).unwrap_err();
        assert!(!error.is_temporary(), "{error}");
    }
    assert_eq!(mails.sent(), []);
}

#[test]
fn a_message_id_ends_with_the_senders_domain() {
    let sender = Sender::from_settings(&settings()).unwrap();
    assert_eq!(sender.message_id("reminder-12"), "reminder-12@example.cn");
}

#[test]
fn memory_can_be_told_to_fail_once() {
    let mails = MemoryMails::new(Sender::from_settings(&settings()).unwrap());
    let transport = Transport::Memory(mails.clone());
    let failure = SendError::Unreachable {
        server: "localhost:25".to_owned(),
        reason: "refused".to_owned(),
    };
    mails.fail_next(failure.clone());

    assert_eq!(transport.send(&message(), at(1)), Err(failure));
    assert_eq!(transport.send(&message(), at(1)), Ok(()));
    assert_eq!(mails.sent().len(), 1);
}

#[test]
fn every_mail_is_a_file_of_its_own_that_sorts_by_time() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("data/mails");
    let files = MailSettings {
        folder: target.clone(),
        ..settings()
    };
    let transport = Transport::open(&files).unwrap();

    transport.send(&message(), at(9)).unwrap();
    transport.send(&message(), at(1)).unwrap();
    transport.send(&message(), at(1)).unwrap();

    let mut names: Vec<String> = std::fs::read_dir(&target)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "20260316T010509Z-reminder-7@example.cn.eml",
            "20260316T090509Z-reminder-7@example.cn.eml",
        ]
    );
    assert_eq!(
        std::fs::read(target.join(&names[0])).unwrap(),
        raw(&message(), 1)
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_told_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("mails");
    let files = MailSettings {
        folder: target.clone(),
        ..settings()
    };
    let transport = Transport::open(&files).unwrap();
    std::fs::remove_dir(&target).unwrap();
    std::fs::write(&target, "in the way").unwrap();

    let error = transport.send(&message(), at(1)).unwrap_err();
    assert!(error.is_temporary() && error.concerns_every_mail());
    assert!(
        error.to_string().contains(&target.display().to_string()),
        "{error}"
    );

    let setup = Transport::open(&files).unwrap_err().to_string();
    assert!(setup.contains("mail.folder"), "{setup}");
}

#[test]
fn a_ca_file_that_is_missing_or_no_certificate_is_told_when_opening() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "not a certificate").unwrap();
    let broken = folder.path().join("broken.pem");
    std::fs::write(
        &broken,
        "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n",
    )
    .unwrap();
    for file in [folder.path().join("missing.pem"), empty, broken] {
        let mut settings = MailSettings {
            transport: TransportKind::Smtp,
            ..settings()
        };
        settings.smtp.host = "smtp.example.cn".to_owned();
        settings.smtp.ca_file = Some(file.clone());
        let error = Transport::open(&settings).unwrap_err();
        assert!(
            error.to_string().contains(&file.display().to_string()),
            "{error}"
        );
        assert!(error.to_string().ends_with('。'), "{error}");
    }
}
