//! Handing in, changing, taking back.

use shegong::training::filing::{FilingRefusal, Handing, SentFile, mend, submit, withdraw};
use shegong::training::review::{Decision, decide};
use shegong::training::submission::{Standing, Step, TypedRecord, check};
use shegong::training::{RecordSource, RecordState};

use super::*;
use crate::harness::day;
use crate::harness::proofs::{jpg, pdf, png};

/// Every field wrong in every way: its own sentence beside it.
#[test]
fn every_wrong_field_has_its_own_sentence() {
    let long = "长".repeat(101);
    type Set<'a> = fn(&mut TypedRecord, &'a str);
    let cases: Vec<(&str, Set<'_>, &str, &str)> = vec![
        ("title", |r, v| r.title = v.to_owned(), "", "请填写培训名称"),
        (
            "title",
            |r, v| r.title = v.to_owned(),
            "  \t",
            "请填写培训名称",
        ),
        (
            "title",
            |r, v| r.title = v.to_owned(),
            &long,
            "超过 100 个字",
        ),
        (
            "organiser",
            |r, v| r.organiser = v.to_owned(),
            "",
            "请填写主办单位",
        ),
        (
            "organiser",
            |r, v| r.organiser = v.to_owned(),
            &long,
            "超过 100 个字",
        ),
        (
            "first_day",
            |r, v| r.first_day = v.to_owned(),
            "",
            "请填写开始日期",
        ),
        (
            "first_day",
            |r, v| r.first_day = v.to_owned(),
            "上周",
            "不是日期",
        ),
        (
            "first_day",
            |r, v| r.first_day = v.to_owned(),
            "2026-02-30",
            "不存在",
        ),
        (
            "first_day",
            |r, v| r.first_day = v.to_owned(),
            "1979-01-01",
            "1980年至2099年",
        ),
        (
            "first_day",
            |r, v| r.first_day = v.to_owned(),
            "2024-01-01",
            "超过一年",
        ),
        (
            "last_day",
            |r, v| r.last_day = v.to_owned(),
            "",
            "请填写结束日期",
        ),
        (
            "last_day",
            |r, v| r.last_day = v.to_owned(),
            "2026-03-02",
            "早于开始日期",
        ),
        (
            "last_day",
            |r, v| r.last_day = v.to_owned(),
            "2026-03-10",
            "还没有到",
        ),
        (
            "days",
            |r, v| r.days = v.to_owned(),
            "3",
            "超过起止日期之间的 2 天",
        ),
        ("days", |r, v| r.days = v.to_owned(), "0", "应大于 0"),
        ("days", |r, v| r.days = v.to_owned(), "-1", "不能是负数"),
        (
            "days",
            |r, v| r.days = v.to_owned(),
            "1.333",
            "小数超过两位",
        ),
        ("days", |r, v| r.days = v.to_owned(), "两天", "不是数字"),
        (
            "days",
            |r, v| {
                r.days = v.to_owned();
                r.hours = v.to_owned()
            },
            "",
            "至少填一项",
        ),
        (
            "hours",
            |r, v| r.hours = v.to_owned(),
            "49",
            "超过起止日期之间的 48 学时",
        ),
        ("hours", |r, v| r.hours = v.to_owned(), "1e3", "不是数字"),
        ("hours", |r, v| r.hours = v.to_owned(), "99999", "数值过大"),
        ("mode", |r, v| r.mode = v.to_owned(), "电话", "请从面授"),
        ("kind", |r, v| r.kind = v.to_owned(), "", "请选择培训类别"),
        (
            "kind",
            |r, v| r.kind = v.to_owned(),
            "'; DROP TABLE",
            "请选择培训类别",
        ),
    ];
    for (field, set, value, sentence) in cases {
        let mut record = typed("个案管理");
        set(&mut record, value);

        let wrong = check(&record, day(2026, 3, 9)).unwrap_err();

        let told: Vec<_> = wrong
            .iter()
            .map(|w| (w.field, w.message.as_str()))
            .collect();
        assert!(
            told.iter()
                .any(|(f, message)| *f == field && message.contains(sentence)),
            "{field} = {value:?}: {told:?}"
        );
        assert_eq!(told.len(), 1, "{field} = {value:?}: {told:?}");
    }
    let all = check(&TypedRecord::default(), day(2026, 3, 9)).unwrap_err();
    let fields: Vec<_> = all.iter().map(|wrong| wrong.field).collect();
    assert_eq!(
        fields,
        [
            "title",
            "organiser",
            "kind",
            "first_day",
            "last_day",
            "days"
        ]
    );
}

#[test]
fn days_and_hours_are_read_as_people_write_them() {
    let mut record = typed("  个案　管理 ");
    record.first_day = "2026年3月3日".to_owned();
    record.last_day = "2026.3.4".to_owned();
    record.days = "１.５天".to_owned();
    record.hours = String::new();

    let checked = check(&record, day(2026, 3, 9)).unwrap();

    assert_eq!(checked.title, "个案 管理");
    assert_eq!(checked.days.last, day(2026, 3, 4));
    assert_eq!(
        (checked.days_hundredths, checked.hours_hundredths),
        (Some(150), None)
    );
}

on_both_databases! {
    fn a_handed_in_record_waits_with_its_proof_and_its_trail(app: TestApp) {
        let office = Office::new(&app);

        let record = office.handed_in(&app, "个案管理", 1);

        let (stored, submission, trail) = state_of(&app, record);
        assert_eq!(stored.details.state, RecordState::Pending);
        assert_eq!(stored.details.source, RecordSource::Typed);
        assert_eq!(submission.standing, Standing::Waiting);
        assert!(!submission.on_behalf);
        assert_eq!(trail.len(), 1);
        assert_eq!((trail[0].step, trail[0].actor_name.as_str()), (Step::Submitted, "陈静"));
        let proofs = app.texts("SELECT original_name AS text FROM evidence_files");
        assert_eq!(proofs, ["证明1.png"]);
        let history = app.texts("SELECT after AS text FROM history WHERE entity = 'training_record'");
        assert!(history[0].contains("\"standing\":\"waiting\""), "{history:?}");
    }

    fn a_worker_needs_a_proof_and_the_office_does_not(app: TestApp) {
        let office = Office::new(&app);
        let person = office.worker.person.unwrap();
        let bare = || Handing { typed: typed("个案管理"), ..Handing::default() };

        let refused = submit(&app.app, person, &office.worker, bare(), &app.occasion());
        let filed = submit(&app.app, person, &office.hr_filer(), bare(), &app.occasion()).unwrap();

        assert!(matches!(&refused, Err(FilingRefusal::Invalid(wrong)) if wrong[0].field == "proof"), "{refused:?}");
        let (_, submission, trail) = state_of(&app, filed);
        assert!(submission.on_behalf);
        assert_eq!(submission.filed_by_name, "王芳");
        assert_eq!(trail[0].actor_name, "王芳");
    }

    fn wrong_files_and_wrong_fields_are_told_together_and_nothing_is_stored(app: TestApp) {
        let office = Office::new(&app);
        let handing = Handing {
            typed: TypedRecord { title: String::new(), ..typed("") },
            files: vec![
                SentFile { name: "a.pdf".to_owned(), bytes: b"not a pdf".to_vec() },
                SentFile { name: "b.jpg".to_owned(), bytes: jpg(1)[..80].to_vec() },
                SentFile { name: "c.png".to_owned(), bytes: png(1) },
            ],
            ..Handing::default()
        };

        let refused = submit(&app.app, office.worker.person.unwrap(), &office.worker, handing, &app.occasion());

        let Err(FilingRefusal::Invalid(wrong)) = refused else { panic!("{refused:?}") };
        let told: Vec<_> = wrong.iter().map(|w| (w.field, w.message.as_str())).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert_eq!(told[0].0, "title");
        assert!(told[1].1.starts_with("“a.pdf”") && told[1].1.contains("PDF、JPG、PNG 或 OFD"), "{told:?}");
        assert!(told[2].1.starts_with("“b.jpg”") && told[2].1.contains("不完整"), "{told:?}");
        for table in ["training_records", "evidence_files", "training_submissions"] {
            let rows = app.texts(&format!("SELECT CAST(COUNT(*) AS TEXT) AS text FROM {table}"));
            assert_eq!(rows, ["0"], "{table}");
        }
    }

    fn one_training_is_handed_in_once_and_the_sentence_says_where_it_is(app: TestApp) {
        let office = Office::new(&app);
        office.handed_in(&app, "个案管理", 1);

        let again = submit(
            &app.app, office.worker.person.unwrap(), &office.worker,
            with_picture(typed("个案 管理"), 2), &app.occasion(),
        );

        let Err(FilingRefusal::Invalid(wrong)) = again else { panic!("{again:?}") };
        assert_eq!(wrong[0].field, "title");
        assert!(wrong[0].message.contains("已经填报过，现在是“待审核”"), "{}", wrong[0].message);
        // Somebody else may have been to the same training.
        submit(
            &app.app, office.other.person.unwrap(), &office.other,
            with_picture(typed("个案管理"), 3), &app.occasion(),
        ).unwrap();
    }

    fn the_same_file_for_another_training_must_be_confirmed(app: TestApp) {
        let office = Office::new(&app);
        let person = office.worker.person.unwrap();
        office.handed_in(&app, "个案管理", 1);

        let refused = submit(&app.app, person, &office.worker, with_picture(typed("小组工作"), 1), &app.occasion());
        let confirmed = Handing { same_file_confirmed: true, ..with_picture(typed("小组工作"), 1) };
        let taken = submit(&app.app, person, &office.worker, confirmed, &app.occasion());

        assert!(matches!(&refused, Err(FilingRefusal::SameFile(sentence)) if sentence.contains("“个案管理”")), "{refused:?}");
        assert!(taken.is_ok(), "{taken:?}");
    }

    fn a_waiting_record_can_be_changed_and_its_proof_replaced(app: TestApp) {
        let office = Office::new(&app);
        let person = office.worker.person.unwrap();
        let record = office.handed_in(&app, "个案管理", 1);
        let first = app.texts("SELECT CAST(id AS TEXT) AS text FROM evidence_files");
        let handing = Handing {
            typed: TypedRecord { days: "1.5".to_owned(), ..typed("个案管理实务") },
            files: vec![SentFile { name: "b.pdf".to_owned(), bytes: pdf("b") }],
            removed: vec![shegong::evidence::EvidenceId(first[0].parse().unwrap())],
            same_file_confirmed: false,
        };

        mend(&app.app, person, record, 1, &office.worker, handing, &app.occasion()).unwrap();

        let (stored, _, trail) = state_of(&app, record);
        assert_eq!(stored.details.title, "个案管理实务");
        assert_eq!(stored.details.days_hundredths, Some(150));
        assert_eq!(trail.last().unwrap().step, Step::Edited);
        let live = app.texts(
            "SELECT original_name AS text FROM evidence_files JOIN training_proofs \
             ON evidence_id = evidence_files.id WHERE removed_at IS NULL",
        );
        assert_eq!(live, ["b.pdf"]);
    }

    fn the_last_proof_cannot_be_taken_out(app: TestApp) {
        let office = Office::new(&app);
        let record = office.handed_in(&app, "个案管理", 1);
        let file = app.texts("SELECT CAST(id AS TEXT) AS text FROM evidence_files");
        let handing = Handing {
            typed: typed("个案管理"),
            removed: vec![shegong::evidence::EvidenceId(file[0].parse().unwrap())],
            ..Handing::default()
        };

        let refused = mend(&app.app, office.worker.person.unwrap(), record, 1, &office.worker, handing, &app.occasion());

        assert!(matches!(&refused, Err(FilingRefusal::Invalid(wrong)) if wrong[0].field == "proof"), "{refused:?}");
        let live = app.texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM training_proofs WHERE removed_at IS NULL");
        assert_eq!(live, ["1"]);
    }

    fn nobody_touches_the_record_of_another(app: TestApp) {
        let office = Office::new(&app);
        let record = office.handed_in(&app, "个案管理", 1);
        let other = office.other.person.unwrap();

        let mended = mend(&app.app, other, record, 1, &office.other, with_picture(typed("x"), 2), &app.occasion());
        let withdrawn = withdraw(&app.app, other, record, 1, &office.other, &app.occasion());

        assert!(matches!(mended, Err(FilingRefusal::NoRecord)), "{mended:?}");
        assert!(matches!(withdrawn, Err(FilingRefusal::NoRecord)), "{withdrawn:?}");
        assert_eq!(state_of(&app, record).0.details.title, "个案管理");
    }

    fn a_withdrawn_or_returned_record_is_handed_in_again_a_decided_one_never(app: TestApp) {
        let office = Office::new(&app);
        let person = office.worker.person.unwrap();
        let record = office.handed_in(&app, "个案管理", 1);
        let again = |version| mend(
            &app.app, person, record, version, &office.worker,
            Handing { typed: typed("个案管理"), ..Handing::default() }, &app.occasion(),
        );

        withdraw(&app.app, person, record, 1, &office.worker, &app.occasion()).unwrap();
        assert_eq!(state_of(&app, record).0.details.state, RecordState::Withdrawn);
        again(2).unwrap();
        assert_eq!(standing(&app, record), Standing::Waiting);
        let reach = office.reach(&app);
        let review = |decision: &Decision| decide(&app.app, &reach, &office.hr, seen(&app, record), decision, &app.occasion());
        review(&Decision::Return("照片看不清".to_owned())).unwrap();
        assert_eq!(state_of(&app, record).0.details.state, RecordState::Rejected);
        again(4).unwrap();
        assert_eq!(state_of(&app, record).2.last().unwrap().step, Step::Resubmitted);
        review(&Decision::Reject("不是继续教育".to_owned())).unwrap();

        let refused = again(6);
        assert!(matches!(refused, Err(FilingRefusal::NotEditable(Standing::Rejected))), "{refused:?}");
        let stale = withdraw(&app.app, person, record, 1, &office.worker, &app.occasion());
        assert!(matches!(stale, Err(FilingRefusal::Stale)), "{stale:?}");
    }
}
