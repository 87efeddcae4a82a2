//! Handing in a training with its proof, for oneself and by the office.

use super::*;

on_both_databases! {
    fn a_record_is_handed_in_seen_changed_and_taken_back(app: TestApp) {
        let chen = worker(&app);
        let mut visitor = Visitor::of_person(&app, chen, &[]);

        let at = hand_in(&mut visitor, &png(1));
        has(&visitor.get(&at), &["个案管理", "待审核", "/evidence/", "提交"]);
        has(&visitor.get("/me"), &["待单位审核"]);
        has(&visitor.get(&format!("{at}/edit")), &["value=\"个案管理\"", "证明.png", "name=\"removed\""]);
        let mut fields = FIELDS.to_vec();
        fields[0] = ("title", "个案管理实务");
        fields.push(("version", "1"));
        let changed = visitor.upload(&at, &fields, &[]);
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        let stale = visitor.upload(&at, &fields, &[]);
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
        let back = visitor.post(&format!("{at}/withdraw"), &[("version", "2")]);
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
        has(&visitor.get(&at), &["已撤回", "修改并重新提交"]);
    }

    fn a_wrong_form_comes_back_with_what_was_typed_and_stores_nothing(app: TestApp) {
        let chen = worker(&app);
        let mut visitor = Visitor::of_person(&app, chen, &[]);
        let fields = [
            ("title", "<script>alert(1)</script>"), ("organiser", ""), ("first_day", "2026-03-09"),
            ("last_day", "2026-03-01"), ("days", "两天"), ("hours", ""), ("kind", "training"), ("mode", ""),
        ];

        let seen = visitor.upload("/me/training", &fields, &[("proof", "a.png", b"GIF89a")]);

        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
        let page = seen.text();
        for text in ["请填写主办单位", "早于开始日期", "不是数字", "PDF、JPG、PNG 或 OFD", "value=\"两天\""] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(!page.contains("<script>alert"), "{page}");
        assert_eq!(app.texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM evidence_files"), ["0"]);
    }

    fn a_proof_is_for_its_owner_and_the_reviewers_within_reach(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        hand_in(&mut owner, &telephone_jpg(1));
        let file = app.texts("SELECT CAST(id AS TEXT) AS text FROM evidence_files")[0].clone();
        let (download, picture) = (format!("/evidence/{file}"), format!("/evidence/{file}/picture"));
        let li = person(&app, "李强");

        let seen = owner.get(&download);
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.headers["x-content-type-options"], "nosniff");
        assert!(seen.headers["content-disposition"].starts_with("attachment"));
        assert_eq!(seen.headers["content-type"], "image/jpeg");
        assert!(!seen.bytes.windows(3).any(|bytes| bytes == b"GPS"));
        let inline = owner.get(&picture);
        assert_eq!(inline.headers["content-type"], "image/jpeg");
        assert!(!inline.headers.contains_key("content-disposition"));
        let admin = Visitor::with_role(&app, Role::Admin, None);
        for (who, mut visitor, expected) in [
            ("HR of the township", hr_of(&app, "古南街道"), StatusCode::OK),
            ("HR of another township", hr_of(&app, "石壕镇"), StatusCode::NOT_FOUND),
            ("another worker", Visitor::of_person(&app, li, &[]), StatusCode::NOT_FOUND),
            ("an administrator", admin, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(visitor.get(&download).status, expected, "{who}");
            assert_eq!(visitor.get(&picture).status, expected, "{who}");
        }
    }

    fn a_pdf_is_kept_byte_for_byte_and_its_first_page_shown_as_a_picture(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        let record = hand_in(&mut owner, &pdf_of_one_page());
        let file = app.texts("SELECT CAST(id AS TEXT) AS text FROM evidence_files")[0].clone();

        let page = owner.get(&record).text();
        let shown = owner.get(&format!("/evidence/{file}/picture"));

        assert!(page.contains("这里显示 PDF 的第一页"), "{page}");
        assert_eq!(shown.status, StatusCode::OK);
        assert_eq!(shown.headers["content-type"], "image/png");
        assert_eq!(shown.headers["x-content-type-options"], "nosniff");
        assert!(shown.bytes.starts_with(b"\x89PNG"));
        assert_eq!(owner.get(&format!("/evidence/{file}")).bytes, pdf_of_one_page());
    }

    fn a_pdf_that_cannot_be_drawn_is_offered_for_download(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        hand_in(&mut owner, &pdf("a"));
        let file = app.texts("SELECT CAST(id AS TEXT) AS text FROM evidence_files")[0].clone();

        let shown = owner.get(&format!("/evidence/{file}/picture"));

        assert_eq!(shown.status, StatusCode::CONFLICT);
        assert!(shown.text().contains("请下载查看"));
        assert_eq!(owner.get(&format!("/evidence/{file}")).bytes, pdf("a"));
    }

    fn pages_without_end_are_given_up_and_the_next_page_is_drawn(app: TestApp) {
        let chen = worker(&app);
        let mut owner = Visitor::of_person(&app, chen, &[]);
        hand_in(&mut owner, &pdf_without_end());
        let file = app.texts("SELECT CAST(id AS TEXT) AS text FROM evidence_files")[0].clone();
        let bad = format!("/evidence/{file}/picture");

        assert_eq!(owner.get(&bad).status, StatusCode::CONFLICT);

        let record = [("title", "第二次培训"), ("first_day", "2026-02-03"), ("last_day", "2026-02-04")];
        let fields: Vec<_> = FIELDS
            .iter()
            .map(|field| *record.iter().find(|other| other.0 == field.0).unwrap_or(field))
            .collect();
        owner.upload("/me/training", &fields, &[("proof", "b.pdf", &pdf_of_one_page())]);
        let files = app.texts("SELECT CAST(id AS TEXT) AS text FROM evidence_files ORDER BY id");
        let shown = owner.get(&format!("/evidence/{}/picture", files[1]));
        assert_eq!(shown.status, StatusCode::OK);
    }

    fn another_persons_record_does_not_exist(app: TestApp) {
        let chen = worker(&app);
        let at = hand_in(&mut Visitor::of_person(&app, chen, &[]), &jpg(1));
        let li = person(&app, "李强");
        let mut other = Visitor::of_person(&app, li, &[]);

        assert_eq!(other.get(&at).status, StatusCode::NOT_FOUND);
        assert_eq!(other.get(&format!("{at}/edit")).status, StatusCode::NOT_FOUND);
        assert_eq!(other.upload(&at, &FIELDS, &[("proof", "b.png", &png(2))]).status, StatusCode::NOT_FOUND);
        assert_eq!(other.post(&format!("{at}/withdraw"), &[("version", "1")]).status, StatusCode::NOT_FOUND);
    }

    fn the_office_files_for_somebody_of_its_own_and_for_nobody_else(app: TestApp) {
        let chen = worker(&app);
        let form = format!("/people/{chen}/training/new");
        let post = format!("/people/{chen}/training");
        let mut hr = hr_of(&app, "古南街道");
        let mut elsewhere = hr_of(&app, "石壕镇");

        has(&hr.get(&form), &["代陈静登记一次培训", "代填"]);
        assert_eq!(elsewhere.get(&form).status, StatusCode::NOT_FOUND);
        assert_eq!(elsewhere.upload(&post, &FIELDS, &[]).status, StatusCode::NOT_FOUND);
        assert_eq!(hr.upload(&post, &FIELDS, &[]).status, StatusCode::SEE_OTHER);
        has(&Visitor::of_person(&app, chen, &[]).get("/me/training"), &["测试账号代填"]);
    }

}
