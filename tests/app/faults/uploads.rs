//! Uploads that break off, and files that are not what they say.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use actix_web::http::StatusCode;

use crate::harness::forms::Form;
use crate::harness::proofs::{bomb_ofd, pdf};
use crate::harness::served::Served;
use crate::harness::{TestApp, Visitor, multipart};

const RECORD: [(&str, &str); 8] = [
    ("title", "个案管理"),
    ("organiser", "綦江区民政局"),
    ("first_day", "2026-03-03"),
    ("last_day", "2026-03-04"),
    ("days", "2"),
    ("hours", "12"),
    ("kind", "training"),
    ("mode", "online"),
];

fn chen(app: &TestApp) -> Visitor {
    app.with_two_townships();
    Visitor::of_person(app, app.person("陈静").id, &[])
}

fn nothing_is_kept(app: &TestApp) {
    let contents = app.contents();
    assert_eq!(contents.count("training_records"), 0);
    assert_eq!(contents.count("evidence_files"), 0);
    let folder = app.path("files");
    assert!(!folder.exists() || std::fs::read_dir(folder).unwrap().next().is_none());
}

on_both_databases! {
    fn an_upload_cut_in_the_middle_leaves_no_row_and_no_file(app: TestApp) {
        let worker = chen(&app);
        let served = Served::start(&app.app);
        let (cookie, token) = worker.cookie_and_token();
        let mut fields = vec![("csrf", token.as_str())];
        fields.extend(RECORD);
        let file = [b"%PDF-1.4\n%".as_slice(), &[b' '; 300_000], b"\n", &pdf("个案管理")].concat();
        let (kind, body) = multipart(&fields, &[("proof", "证明.pdf", &file)]);
        let head = format!(
            "POST /me/training HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            served.address, body.len()
        );
        for kept in [0, 200, body.len() / 2, body.len() - 1] {
            let mut line = TcpStream::connect(served.address).unwrap();
            line.write_all(head.as_bytes()).unwrap();
            line.write_all(&body[..kept]).unwrap();
            std::thread::sleep(Duration::from_millis(50));
            line.shutdown(Shutdown::Both).unwrap();
        }
        std::thread::sleep(Duration::from_millis(500));
        nothing_is_kept(&app);

        // The very same request, whole, is taken.
        let mut line = TcpStream::connect(served.address).unwrap();
        line.write_all(head.as_bytes()).unwrap();
        line.write_all(&body).unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        assert_eq!(app.contents().count("evidence_files"), 1);
    }

    fn a_file_that_is_not_what_it_says_is_told_beside_its_field(app: TestApp) {
        let mut worker = chen(&app);
        let program = [b"MZ\x90\0".as_slice(), &[0; 4000]].concat();
        let bomb = bomb_ofd();
        for (name, bytes) in [("证明.pdf", &program), ("证明.ofd", &bomb), ("证明.jpg", &b"<svg onload='x'/>".to_vec()), ("证明.png", &Vec::new())] {
            let told = worker.upload("/me/training", &RECORD, &[("proof", name, bytes)]);

            assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", told.text());
            let form = Form::of(&told, "/me/training");
            let proof = form.field("proof");
            assert!(proof.invalid && proof.sentence.contains(name) && proof.sentence.contains('请'), "{proof:?}");
            assert!(RECORD.iter().all(|(field, value)| form.value(field) == *value), "{form:?}");
            nothing_is_kept(&app);
        }
    }

    fn a_right_file_is_not_kept_while_another_field_is_wrong(app: TestApp) {
        let mut worker = chen(&app);
        let mut wrong = RECORD;
        wrong[3] = ("last_day", "2026-02-30");

        let told = worker.upload("/me/training", &wrong, &[("proof", "证明.pdf", &pdf("个案管理"))]);

        assert_eq!(told.status, StatusCode::UNPROCESSABLE_ENTITY);
        nothing_is_kept(&app);
    }
}
