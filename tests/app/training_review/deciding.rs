//! Recognising, sending back, refusing; and who may not.

use shegong::training::RecordState;
use shegong::training::filing::{Handing, submit};
use shegong::training::queue::{self, Case};
use shegong::training::review::{Correction, Decision, ReviewRefusal, decide, decide_many};
use shegong::training::rules::review::{Exception, ReviewBar};
use shegong::training::store::submissions::{QueuePlace, Wanted};
use shegong::training::submission::{Standing, Step};

use actix_web::http::StatusCode;

use super::*;
use crate::harness::Visitor;

fn recognise() -> Decision {
    Decision::Recognise(None)
}

fn decided(
    app: &TestApp,
    office: &Office,
    record: TrainingRecordId,
    decision: &Decision,
) -> Result<(), ReviewRefusal> {
    decide(
        &app.app,
        &office.reach(app),
        &office.hr,
        seen(app, record),
        decision,
        &app.occasion(),
    )
}

fn wanted(reach: &Reach) -> Wanted {
    Wanted {
        units: reach.units(),
        standing: Standing::Waiting,
        kind: None,
        people: None,
    }
}

fn waiting(app: &TestApp, office: &Office) -> Vec<Case> {
    let reach = office.reach(app);
    app.app
        .db
        .read(|conn| {
            queue::load(conn, &wanted(&reach), QueuePlace::Skip(0), 50)
                .map_err(DatabaseError::Query)
        })
        .unwrap()
}

on_both_databases! {
    fn a_recognised_record_counts_and_the_person_is_told(app: TestApp) {
        let office = Office::new(&app);
        let record = office.handed_in(&app, "个案管理", 1);

        decided(&app, &office, record, &recognise()).unwrap();

        let (stored, submission, trail) = state_of(&app, record);
        assert_eq!(stored.details.state, RecordState::Recognised);
        assert_eq!(submission.standing, Standing::Recognised);
        assert_eq!(trail.last().unwrap().step, Step::Recognised);
        let mails = app.texts("SELECT to_address || ' ' || subject || ' ' || text_body AS text FROM outbox");
        assert_eq!(mails.len(), 1);
        assert!(mails[0].starts_with("chen@example.cn 【社工通】培训“个案管理”已认定"), "{}", mails[0]);
        assert!(mails[0].contains("2天，12学时") && mails[0].contains("/me/training/"), "{}", mails[0]);
    }

    fn the_figures_of_the_proof_win_and_the_correction_is_kept(app: TestApp) {
        let office = Office::new(&app);
        let record = office.handed_in(&app, "个案管理", 1);
        let correction = Correction { days: "1.5".to_owned(), hours: String::new() };

        decided(&app, &office, record, &Decision::Recognise(Some(correction))).unwrap();

        let (stored, _, trail) = state_of(&app, record);
        assert_eq!((stored.details.days_hundredths, stored.details.hours_hundredths), (Some(150), None));
        assert_eq!(trail.last().unwrap().correction.as_deref(), Some("天数由2天改为1.5天，学时由12学时改为空"));
        let history = app.texts("SELECT after AS text FROM history WHERE entity = 'training_record' ORDER BY id");
        assert!(history.last().unwrap().contains("天数由2天改为1.5天"));
    }

    fn a_correction_must_be_possible(app: TestApp) {
        let office = Office::new(&app);
        let record = office.handed_in(&app, "个案管理", 1);
        for (days, hours, sentence) in [("", "", "至少填一项"), ("9", "", "超过起止日期"), ("x", "", "不是数字")] {
            let correction = Correction { days: days.to_owned(), hours: hours.to_owned() };
            let refused = decided(&app, &office, record, &Decision::Recognise(Some(correction)));
            assert!(matches!(&refused, Err(ReviewRefusal::Invalid(wrong)) if wrong[0].message.contains(sentence)), "{refused:?}");
        }
        assert_eq!(standing(&app, record), Standing::Waiting);
    }

    fn sending_back_and_refusing_need_a_reason_which_the_person_reads(app: TestApp) {
        let office = Office::new(&app);
        let record = office.handed_in(&app, "个案管理", 1);
        let long = "长".repeat(301);

        for reason in ["", "  ", &long] {
            for decision in [Decision::Return(reason.to_owned()), Decision::Reject(reason.to_owned())] {
                let refused = decided(&app, &office, record, &decision);
                assert!(matches!(&refused, Err(ReviewRefusal::Invalid(wrong)) if wrong[0].field == "reason"), "{refused:?}");
            }
        }
        decided(&app, &office, record, &Decision::Return("照片看不清，请重拍".to_owned())).unwrap();

        assert_eq!(standing(&app, record), Standing::Returned);
        assert_eq!(state_of(&app, record).2.last().unwrap().reason.as_deref(), Some("照片看不清，请重拍"));
        let mail = app.texts("SELECT subject || text_body || html_body AS text FROM outbox");
        assert_eq!(mail[0].matches("照片看不清，请重拍").count(), 2, "{}", mail[0]);
    }

    fn of_two_reviewers_the_second_is_told_that_it_is_done(app: TestApp) {
        let office = Office::new(&app);
        let record = office.handed_in(&app, "个案管理", 1);
        let both_saw = seen(&app, record);
        let decide_as_seen = |decision: &Decision| {
            decide(&app.app, &office.reach(&app), &office.hr, both_saw, decision, &app.occasion())
        };

        decide_as_seen(&recognise()).unwrap();
        let second = decide_as_seen(&Decision::Return("再看看".to_owned()));
        let fresh = decided(&app, &office, record, &recognise());

        assert!(matches!(second, Err(ReviewRefusal::Stale)), "{second:?}");
        assert!(matches!(fresh, Err(ReviewRefusal::NotWaiting(Standing::Recognised))), "{fresh:?}");
        assert_eq!(app.texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM outbox"), ["1"]);
    }

    fn two_reviewers_at_once_make_one_decision(app: TestApp) {
        let office = Office::new(&app);
        let record = office.handed_in(&app, "个案管理", 1);
        let (saw, reach) = (seen(&app, record), office.reach(&app));
        let outcomes: Vec<bool> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| {
                    decide(&app.app, &reach, &office.hr, saw, &recognise(), &app.occasion()).is_ok()
                }))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });

        assert_eq!(outcomes.iter().filter(|done| **done).count(), 1);
        let (_, _, trail) = state_of(&app, record);
        assert_eq!(trail.len(), 2, "{trail:?}");
        assert_eq!(app.texts("SELECT CAST(COUNT(*) AS TEXT) AS text FROM outbox"), ["1"]);
    }

    fn nobody_decides_about_their_own_record(app: TestApp) {
        let office = Office::new(&app);
        let own = submit(
            &app.app, office.hr.person.unwrap(), &office.hr_filer(),
            with_picture(typed("个案管理"), 1), &app.occasion(),
        ).unwrap();

        let refused = decided(&app, &office, own, &recognise());

        assert!(matches!(refused, Err(ReviewRefusal::Barred(ReviewBar::Own))), "{refused:?}");
    }

    fn who_filed_for_somebody_decides_only_where_nobody_else_can(app: TestApp) {
        let office = Office::new(&app);
        let file = |title: &str, seed| submit(
            &app.app, office.worker.person.unwrap(), &office.hr_filer(),
            with_picture(typed(title), seed), &app.occasion(),
        ).unwrap();
        let (alone, together) = (file("个案管理", 1), file("小组工作", 2));

        decided(&app, &office, alone, &recognise()).unwrap();
        // The person's own account, even as a training officer, is nobody else.
        hold(&app, office.worker.account.unwrap(), Role::TrainingOfficer, office.community);
        account(&app, "周敏", None, &[(Role::TrainingOfficer, office.township)]);
        let refused = decided(&app, &office, together, &recognise());

        assert_eq!(standing(&app, alone), Standing::Recognised);
        assert!(matches!(refused, Err(ReviewRefusal::Barred(ReviewBar::FiledByReviewer))), "{refused:?}");
    }

    fn the_persons_own_office_does_not_count_as_another_reviewer(app: TestApp) {
        let office = Office::new(&app);
        hold(&app, office.worker.account.unwrap(), Role::TrainingOfficer, office.community);
        let filed = submit(
            &app.app, office.worker.person.unwrap(), &office.hr_filer(),
            with_picture(typed("个案管理"), 1), &app.occasion(),
        ).unwrap();

        decided(&app, &office, filed, &recognise()).unwrap();
    }

    fn what_lies_out_of_reach_does_not_exist(app: TestApp) {
        let office = Office::new(&app);
        let record = office.handed_in(&app, "个案管理", 1);
        let elsewhere = Reach::Units([UnitId(999_999)].into());

        let refused = decide(&app.app, &elsewhere, &office.hr, seen(&app, record), &recognise(), &app.occasion());
        let cases = app.app.db.read(|conn| {
            queue::load(conn, &wanted(&elsewhere), QueuePlace::Skip(0), 50).map_err(DatabaseError::Query)
        }).unwrap();

        assert!(matches!(refused, Err(ReviewRefusal::NoRecord)), "{refused:?}");
        assert!(cases.is_empty());
        assert_eq!(waiting(&app, &office).len(), 1);
    }

    fn a_reviewer_sees_first_what_must_be_looked_at(app: TestApp) {
        let office = Office::new(&app);
        let person = office.worker.person.unwrap();
        let plain = office.handed_in(&app, "个案管理", 1);
        let mut other_days = typed("督导实务");
        (other_days.first_day, other_days.last_day) = ("2026-02-01".to_owned(), "2026-02-01".to_owned());
        (other_days.days, other_days.hours) = ("1".to_owned(), "9".to_owned());
        let long_day = submit(&app.app, person, &office.worker, with_picture(other_days, 2), &app.occasion()).unwrap();
        let bare = Handing { typed: typed("家庭工作"), ..Handing::default() };
        let unproved = submit(&app.app, office.other.person.unwrap(), &office.hr_filer(), bare, &app.occasion()).unwrap();
        let copied = submit(&app.app, office.other.person.unwrap(), &office.other, with_picture(typed("老年服务"), 1), &app.occasion()).unwrap();
        app.import_rows(
            ImportKind::Training,
            &["姓名", "身份证号", "培训名称", "开始日期", "结束日期", "天数"],
            &[&["陈静", &id_number(1), "个案管理", "2026-03-03", "2026-03-04", "2"]],
        );

        let cases = waiting(&app, &office);
        let of = |record| &cases.iter().find(|case| case.record.id == record).unwrap().exceptions;

        assert!(of(plain).iter().any(|e| matches!(e, Exception::SameTraining { state: RecordState::Recognised, .. })), "{:?}", of(plain));
        assert!(of(plain).contains(&Exception::SameFileOfOther { person: office.other.person.unwrap() }));
        assert_eq!(of(long_day), &[Exception::TooManyHours { per_day_hundredths: 900 }]);
        assert!(of(unproved).contains(&Exception::NoProof));
        assert!(of(unproved).iter().any(|e| matches!(e, Exception::Overlaps { other, .. } if *other == copied)));
        assert!(of(copied).contains(&Exception::SameFileOfOther { person }));
    }

    fn many_are_recognised_together_but_none_that_must_be_looked_at(app: TestApp) {
        let office = Office::new(&app);
        let file = |title: &str, first: &str, seed| {
            let mut record = typed(title);
            (record.first_day, record.last_day) = (first.to_owned(), first.to_owned());
            (record.days, record.hours) = ("1".to_owned(), "6".to_owned());
            submit(&app.app, office.worker.person.unwrap(), &office.worker, with_picture(record, seed), &app.occasion()).unwrap()
        };
        let (good, changed) = (file("甲", "2026-03-01", 1), file("乙", "2026-03-02", 2));
        let (one, two) = (file("丙", "2026-03-03", 3), file("丁", "2026-03-03", 4));
        let seen: Vec<_> = [good, changed, one].map(|record| seen(&app, record)).to_vec();
        shegong::training::filing::withdraw(
            &app.app, office.worker.person.unwrap(), changed, 1, &office.worker, &app.occasion(),
        ).unwrap();

        let outcomes = decide_many(&app.app, &office.reach(&app), &office.hr, &seen, &recognise(), &app.occasion()).unwrap();

        assert!(outcomes[0].1.is_ok(), "{outcomes:?}");
        assert!(matches!(outcomes[1].1, Err(ReviewRefusal::Stale)), "{outcomes:?}");
        assert!(matches!(outcomes[2].1, Err(ReviewRefusal::LookFirst)), "{outcomes:?}");
        assert_eq!(standing(&app, one), Standing::Waiting);
        let order: Vec<_> = waiting(&app, &office).iter().map(|case| case.record.id).collect();
        assert_eq!(order, [one, two]);
        // Sending back many needs no look at each.
        let back = Decision::Return("请合并成一份".to_owned());
        let seen: Vec<_> = [one, two].map(|record| super::seen(&app, record)).to_vec();
        let outcomes = decide_many(&app.app, &office.reach(&app), &office.hr, &seen, &back, &app.occasion()).unwrap();
        assert!(outcomes.iter().all(|(_, outcome)| outcome.is_ok()), "{outcomes:?}");
    }

    fn the_next_case_is_the_next_in_the_queue_and_then_the_first(app: TestApp) {
        let office = Office::new(&app);
        let (first, second) = (office.handed_in(&app, "甲", 1), office.handed_in(&app, "乙", 2));
        let reach = office.reach(&app);
        let next = |record| {
            let (_, submission, _) = state_of(&app, record);
            app.app.db.read(|conn| {
                queue::next_waiting(conn, &reach, &submission).map_err(DatabaseError::Query)
            }).unwrap()
        };

        assert_eq!(next(first), Some(second));
        assert_eq!(next(second), Some(first));
        decided(&app, &office, first, &Decision::Return("请补".to_owned())).unwrap();
        assert_eq!(next(second), None);
    }

    fn the_queue_is_narrowed_downloaded_and_sent_back_by_ticks(app: TestApp) {
        let office = Office::new(&app);
        let first = office.handed_in(&app, "社区治理培训", 1);
        let second = office.handed_in(&app, "个案工作培训", 2);
        let mut hr = Visitor::with_role(&app, Role::Hr, Some(office.township));

        let all = hr.get("/reviews").text();
        let community = office.community;
        let here = hr.get(&format!("/reviews?unit={community}&kind=training")).text();
        let none = hr.get("/reviews?kind=degree").text();
        let file = hr.get(&format!("/reviews.xlsx?unit={community}"));
        assert!(all.contains("社区治理培训") && here.contains("个案工作培训"), "{all}");
        assert!(none.contains("没有符合条件"), "{none}");
        assert!(file.bytes.starts_with(b"PK"), "{}", file.text());
        assert_eq!(hr.get("/reviews?kind=gold").status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(hr.get("/reviews?unit=999999").status, StatusCode::NOT_FOUND);

        let ticks = [format!("{first}:1"), format!("{second}:1")];
        let mut form = vec![("decision", "return"), ("seen", ticks[0].as_str()), ("seen", ticks[1].as_str())];
        let address = format!("/reviews?state=waiting&unit={community}");
        let without = hr.post(&address, &form);
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(without.text().contains("id=\"reason-error\""));
        form.push(("reason", "请补传盖章的证明"));
        let done = hr.post(&address, &form);
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        assert_eq!(done.location(), address);
        let returned = hr.get("/reviews?state=returned").text();
        assert!(returned.contains("社区治理培训") && returned.contains("个案工作培训"));

        assert!(returned.contains("/reviews/message?state=returned"), "{returned}");
        let message = hr.get("/reviews/message?state=returned").text();
        assert!(message.contains("已退回，请按退回原因补充") && message.contains("· 社区治理培训："), "{message}");
        assert!(!message.contains("请补传盖章的证明"), "why is told to the person alone");
        assert_eq!(hr.get("/reviews/message?state=recognised").status, StatusCode::CONFLICT);
        let lines = app.texts("SELECT after AS text FROM history WHERE action = 'exported' ORDER BY id");
        assert!(lines.last().unwrap().contains("培训证明群通知"), "{lines:?}");
    }
}
