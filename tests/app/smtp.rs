//! Mail over a real SMTP server on loopback (aiosmtpd): every TLS mode, the
//! CA file, signing in, refusals, and a server that is gone.
//!
//! Needs `python3` with aiosmtpd and the `openssl` command. Without them a test
//! says that it skips; with `smtp` in `SHEGONG_REQUIRE` a skip is a failure.

mod server;

use chrono::{NaiveDate, NaiveDateTime};
use mailparse::MailHeaderMap;
use shegong::mail::{MailSettings, Message, Secret, SendError, TlsMode, Transport, TransportKind};

use server::{Certificates, SmtpServer};

fn sent_at() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 3, 16)
        .and_then(|day| day.and_hms_opt(1, 5, 9))
        .unwrap()
}

fn message(to: &str) -> Message {
    Message {
        message_id: "reminder-20260316-7@example.cn".to_owned(),
        to_name: "李明".to_owned(),
        to_address: to.to_owned(),
        subject: "【社工通】请于2026年3月19日17:00前完成报名（还有3天）".to_owned(),
        text: "请于2026年3月19日17:00前完成报名。\n.\n以点开头的一行也要原样送到。\n".to_owned(),
        html: "<p>请于2026年3月19日17:00前完成报名。</p>".to_owned(),
    }
}

fn settings(server: &SmtpServer, tls: TlsMode) -> MailSettings {
    let mut settings = MailSettings {
        transport: TransportKind::Smtp,
        from_address: "shegong@example.cn".to_owned(),
        ..MailSettings::default()
    };
    settings.smtp.host = "localhost".to_owned();
    settings.smtp.port = Some(server.port());
    settings.smtp.tls = tls;
    settings.smtp.timeout_seconds = 10;
    settings
}

fn trusting(server: &SmtpServer, tls: TlsMode, certificates: &Certificates) -> MailSettings {
    let mut settings = settings(server, tls);
    settings.smtp.ca_file = Some(certificates.ca_file());
    settings
}

fn send(settings: &MailSettings, to: &str) -> Result<(), SendError> {
    Transport::open(settings)
        .unwrap()
        .send(&message(to), sent_at())
}

#[test]
fn a_mail_arrives_whole_over_a_plain_connection() {
    let Some(server) = SmtpServer::plain() else {
        return;
    };

    send(&settings(&server, TlsMode::None), "li.ming@example.cn").unwrap();

    let mail = server.received();
    assert_eq!(mail.from, "shegong@example.cn");
    assert_eq!(mail.to, ["li.ming@example.cn"]);
    assert!(!mail.tls);
    let parsed = mailparse::parse_mail(&mail.data).unwrap();
    assert_eq!(
        parsed.headers.get_first_value("Subject").unwrap(),
        "【社工通】请于2026年3月19日17:00前完成报名（还有3天）"
    );
    assert_eq!(
        parsed.headers.get_first_value("Message-ID").unwrap(),
        "<reminder-20260316-7@example.cn>"
    );
    assert_eq!(
        parsed.headers.get_first_value("Date").unwrap(),
        "Mon, 16 Mar 2026 01:05:09 +0000"
    );
    let text = parsed.subparts[0].get_body().unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), message("").text.trim_end());
}

#[test]
fn tls_by_starttls_and_from_the_first_byte_with_a_ca_of_ones_own() {
    let Some(certificates) = Certificates::make() else {
        return;
    };
    for (offered, mode) in [
        ("starttls", TlsMode::Required),
        ("starttls", TlsMode::Optional),
        ("wrapper", TlsMode::Wrapper),
    ] {
        let Some(server) = SmtpServer::with_tls(offered, &certificates) else {
            return;
        };
        send(
            &trusting(&server, mode, &certificates),
            "li.ming@example.cn",
        )
        .unwrap();
        assert!(server.received().tls, "{offered} {mode:?}");
    }
}

#[test]
fn optional_tls_sends_in_the_clear_where_the_server_offers_none() {
    let Some(server) = SmtpServer::plain() else {
        return;
    };

    send(&settings(&server, TlsMode::Optional), "li.ming@example.cn").unwrap();

    assert!(!server.received().tls);
}

#[test]
fn required_tls_sends_nothing_where_the_server_offers_none() {
    let Some(server) = SmtpServer::plain() else {
        return;
    };

    let error = send(&settings(&server, TlsMode::Required), "li.ming@example.cn").unwrap_err();

    assert!(matches!(error, SendError::NotEncrypted { .. }), "{error:?}");
    assert!(error.is_temporary() && error.concerns_every_mail());
    assert!(error.to_string().contains("mail.smtp.tls"), "{error}");
    assert!(server.received_nothing());
}

#[test]
fn a_certificate_of_an_unknown_ca_is_refused() {
    let Some(certificates) = Certificates::make() else {
        return;
    };
    let Some(strangers) = Certificates::make() else {
        return;
    };
    for (offered, mode) in [
        ("starttls", TlsMode::Required),
        ("starttls", TlsMode::Optional),
        ("wrapper", TlsMode::Wrapper),
    ] {
        let Some(server) = SmtpServer::with_tls(offered, &certificates) else {
            return;
        };
        for settings in [settings(&server, mode), trusting(&server, mode, &strangers)] {
            let error = send(&settings, "li.ming@example.cn").unwrap_err();
            assert!(
                matches!(error, SendError::NotEncrypted { .. }),
                "{mode:?} {error:?}"
            );
        }
        assert!(server.received_nothing());
    }
}

#[test]
fn a_certificate_for_another_name_is_refused() {
    let Some(certificates) = Certificates::make_for("DNS:mail.example.cn") else {
        return;
    };
    let Some(server) = SmtpServer::with_tls("starttls", &certificates) else {
        return;
    };

    let settings = trusting(&server, TlsMode::Required, &certificates);
    let error = send(&settings, "li.ming@example.cn").unwrap_err();

    assert!(matches!(error, SendError::NotEncrypted { .. }), "{error:?}");
    assert!(server.received_nothing());
}

#[test]
fn the_wrong_kind_of_tls_is_told_as_such() {
    let Some(server) = SmtpServer::plain() else {
        return;
    };

    let error = send(&settings(&server, TlsMode::Wrapper), "li.ming@example.cn").unwrap_err();

    assert!(matches!(error, SendError::NotEncrypted { .. }), "{error:?}");
}

#[test]
fn signing_in_works_and_a_wrong_password_is_the_accounts_fault_not_the_mails() {
    let Some(server) = SmtpServer::with_account("shegong", "geheim 密码") else {
        return;
    };
    let with_password = |password: &str| {
        let mut settings = settings(&server, TlsMode::None);
        settings.smtp.user = Some("shegong".to_owned());
        settings.smtp.password = Some(Secret(password.to_owned()));
        settings
    };

    send(&with_password("geheim 密码"), "li.ming@example.cn").unwrap();
    assert_eq!(server.received().user.as_deref(), Some("shegong"));

    for settings in [with_password("falsch"), settings(&server, TlsMode::None)] {
        let error = send(&settings, "li.ming@example.cn").unwrap_err();
        assert!(
            matches!(error, SendError::SignInRefused { .. }),
            "{error:?}"
        );
        assert!(error.is_temporary() && error.concerns_every_mail());
        assert!(!error.to_string().contains("falsch"));
    }
    let check = |settings: &MailSettings| Transport::open(settings).unwrap().check();
    assert_eq!(check(&with_password("geheim 密码")), Ok(()));
    assert!(matches!(
        check(&with_password("falsch")),
        Err(SendError::SignInRefused { .. })
    ));
}

#[test]
fn a_refused_recipient_is_final_and_a_deferred_one_is_not() {
    let Some(server) = SmtpServer::plain() else {
        return;
    };
    let transport = Transport::open(&settings(&server, TlsMode::None)).unwrap();

    let refused = transport
        .send(&message("unknown@example.cn"), sent_at())
        .unwrap_err();
    let deferred = transport
        .send(&message("later@example.cn"), sent_at())
        .unwrap_err();

    assert!(
        matches!(refused, SendError::Refused { code: 550, .. }),
        "{refused:?}"
    );
    assert!(!refused.is_temporary());
    assert!(
        matches!(deferred, SendError::Deferred { code: 451, .. }),
        "{deferred:?}"
    );
    assert!(deferred.is_temporary() && !deferred.concerns_every_mail());
    for sentence in [refused.to_string(), deferred.to_string()] {
        assert!(
            sentence.contains("***@e***.cn") && sentence.ends_with('。'),
            "{sentence}"
        );
        assert!(!sentence.contains("@example.cn"), "{sentence}");
    }

    transport
        .send(&message("li.ming@example.cn"), sent_at())
        .unwrap();
    assert_eq!(
        server.received().to,
        ["li.ming@example.cn"],
        "the pool still works"
    );
}

#[test]
fn a_bad_address_is_final_before_anybody_is_asked() {
    let Some(server) = SmtpServer::plain() else {
        return;
    };

    let error = send(&settings(&server, TlsMode::None), "张三@example.cn").unwrap_err();

    assert!(matches!(error, SendError::BadAddress(_)), "{error:?}");
    assert!(!error.is_temporary());
    assert!(server.received_nothing());
}

#[test]
fn several_mails_share_a_connection() {
    let Some(server) = SmtpServer::plain() else {
        return;
    };
    let transport = Transport::open(&settings(&server, TlsMode::None)).unwrap();

    for _ in 0..3 {
        transport
            .send(&message("li.ming@example.cn"), sent_at())
            .unwrap();
    }

    let ports: Vec<u16> = (0..3).map(|_| server.received().peer_port).collect();
    assert_eq!(ports, [ports[0]; 3]);
}

#[test]
fn a_server_that_breaks_off_or_is_gone_is_tried_again_later() {
    let Some(mut server) = SmtpServer::plain() else {
        return;
    };
    let transport = Transport::open(&settings(&server, TlsMode::None)).unwrap();
    let broken_off = transport
        .send(&message("drop@example.cn"), sent_at())
        .unwrap_err();
    transport
        .send(&message("li.ming@example.cn"), sent_at())
        .unwrap();

    server.stop();
    let gone = transport
        .send(&message("li.ming@example.cn"), sent_at())
        .unwrap_err();

    for error in [broken_off, gone] {
        assert!(matches!(error, SendError::Unreachable { .. }), "{error:?}");
        assert!(error.is_temporary() && error.concerns_every_mail());
        assert!(error.to_string().contains("localhost:"), "{error}");
    }
}

#[test]
fn a_name_that_does_not_exist_is_unreachable() {
    let mut settings = MailSettings {
        transport: TransportKind::Smtp,
        from_address: "shegong@example.cn".to_owned(),
        ..MailSettings::default()
    };
    settings.smtp.host = "no-such-host.invalid".to_owned();
    settings.smtp.tls = TlsMode::None;
    settings.smtp.timeout_seconds = 5;

    let error = send(&settings, "li.ming@example.cn").unwrap_err();

    assert!(matches!(error, SendError::Unreachable { .. }), "{error:?}");
}
