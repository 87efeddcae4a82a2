//! A township with something of everything, made through the site as its own people
//! would make it.

use actix_web::http::{Method, StatusCode};
use chrono::TimeDelta;
use serde_json::json;
use shegong::accounts::store::{NewSession, insert_session};
use shegong::accounts::{AccountId, Role, RoleAt};
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::jobs::handlers::KINDS;
use shegong::jobs::runner::run_background;
use shegong::units::UnitId;

use super::ids::{Ids, account_of, ids_of};
use super::names::Names;
use crate::harness::proofs::png;
use crate::harness::{Seen, TestApp, Visitor, xlsx};

/// A township, those who act for it, and the ids of what it has.
pub struct Township {
    pub names: Names,
    pub worker: Visitor,
    pub colleague: Visitor,
    pub officer: Visitor,
    /// Acts as the district would, for this township only.
    pub district: Visitor,
    /// What it has.
    pub ids: Ids,
}

impl Township {
    /// Makes it.
    pub fn new(app: &TestApp, names: Names) -> Township {
        import_books(app, &names);
        let town = app.unit(names.town);
        let held = |role| RoleAt {
            role,
            unit: Some(town),
        };
        let person = |name: &str| app.person(name).id;
        let mut township = Township {
            worker: Visitor::of_person(app, person(names.worker), &[]),
            colleague: Visitor::of_person(app, person(names.colleague), &[]),
            officer: Visitor::of_person(
                app,
                person(names.officer),
                &[Role::Hr, Role::Trainer, Role::Approver, Role::Finance].map(held),
            ),
            district: Visitor::with_role(app, Role::District, Some(town)),
            names,
            ids: Ids::new(),
        };
        township.hand_in();
        township.import_a_file(app);
        township.issue_accounts(app);
        township.extend_and_order_erasing(app, town);
        township.ids.extend(ids_of(app, &township.names));
        township
    }

    /// Worker and colleague hand in a training each.
    fn hand_in(&mut self) {
        let seed = u8::try_from(self.names.number % 100).unwrap();
        for (visitor, seed) in [(&mut self.worker, seed), (&mut self.colleague, seed + 50)] {
            let fields = [
                ("title", self.names.title),
                ("organiser", "綦江区民政局"),
                ("first_day", "2026-03-03"),
                ("last_day", "2026-03-04"),
                ("days", "2"),
                ("kind", "training"),
            ];
            let name = format!("{}.png", self.names.title);
            let proof: (&str, &str, &[u8]) = ("proof", &name, &png(seed));
            done(&visitor.upload("/me/training", &fields, &[proof]));
        }
    }

    /// Sends a certificate of the colleague and a wrong row: the link of the upload.
    fn send_certificate(&mut self, level: &str, approved_on: &str) -> String {
        let number = self.names.id_number(1);
        let file = xlsx(
            &["姓名", "身份证号", "级别", "批准日期", "登记日期"],
            &[
                &[self.names.colleague, &number, level, approved_on, ""],
                &["无此人", "123", level, approved_on, ""],
            ],
        );
        let name = format!("{}.xlsx", self.names.title);
        let sent = self.officer.upload(
            "/imports/new",
            &[("kind", ImportKind::Certificates.as_str())],
            &[("file", &name, &file)],
        );
        done(&sent);
        sent.location().rsplit('/').next().unwrap().to_owned()
    }

    /// The officer brings in one more certificate, leaves another one waiting, and makes
    /// tokens.
    fn import_a_file(&mut self, app: &TestApp) {
        let waiting = self.send_certificate("中级", "2024-06-18");
        self.ids.insert("waiting", waiting);
        let link = self.send_certificate("初级", "2022-06-18");
        done(&self.officer.post(&format!("/imports/{link}/confirm"), &[]));
        self.ids.insert("link", link);
        let told = [
            ("label", self.names.title),
            ("scope", "read"),
            ("days", "30"),
        ];
        let account = account_of(app, self.names.officer);
        for _ in 0..2 {
            done(&self.officer.post("/tokens", &told));
            another_session(app, account);
        }
    }

    /// The officer issues the accounts that are missing.
    fn issue_accounts(&mut self, app: &TestApp) {
        let path = app
            .tree()
            .get(app.unit(self.names.town))
            .unwrap()
            .details
            .path
            .clone();
        let fields = [("unit", path.as_str()), ("delivery", "slips")];
        let asked = self.officer.post("/accounts/issue", &fields);
        done(&asked);
        let job = asked.location().rsplit('=').next().unwrap().to_owned();
        self.ids.insert("job", job);
        self.ids.insert("path", path);
        while run_background(&app.app, "test", KINDS).unwrap() {}
        import_people(app, &self.names, 4..5);
    }

    fn extend_and_order_erasing(&mut self, app: &TestApp, town: UnitId) {
        let mut wanted = json!({
            "unit": town.0, "last_day_from": "2026-01-01", "last_day_to": "2026-12-31",
            "new_last_day": "2027-06-30", "document": self.names.title,
        });
        let looked = self
            .district
            .json(Method::POST, "/api/v1/extensions/preview", &wanted, &[]);
        wanted["fingerprint"] = looked.json()["fingerprint"].clone();
        let made = self
            .district
            .json(Method::POST, "/api/v1/extensions", &wanted, &[]);
        done(&made);
        let leaver = app.person(self.names.leaver).id.to_string();
        let fields = [("person", leaver.as_str()), ("understood", "1")];
        done(&self.district.post("/retention/orders", &fields));
    }
}

/// People by their place in [`Names::people`], as a roster.
fn import_people(app: &TestApp, names: &Names, which: std::ops::Range<usize>) {
    let place = format!("{}/{}", names.town, names.village);
    let people = names.people();
    let rows: Vec<[String; 8]> = which
        .map(|at| {
            [
                people[at].to_owned(),
                names.id_number(at),
                place.clone(),
                names.mobile(at),
                format!("{}{at}@example.test", names.mail),
                "本科".to_owned(),
                "2010-01-01".to_owned(),
                if at == 3 { "2018-06-30" } else { "" }.to_owned(),
            ]
        })
        .collect();
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let head = [
        "姓名",
        "身份证号",
        "单位",
        "手机号",
        "电子邮箱",
        "学历",
        "入职日期",
        "离职日期",
    ];
    let report = app.import_rows(ImportKind::People, &head, &rows);
    assert_eq!(report.refused, 0, "{:?}", report.errors);
}

/// The spreadsheets that a township begins with.
fn import_books(app: &TestApp, names: &Names) {
    import_people(app, names, 0..4);
    let worker_number = names.id_number(0);
    let (name, number) = (names.worker, worker_number.as_str());
    for (kind, head, row) in [
        (
            ImportKind::Certificates,
            &[
                "姓名",
                "身份证号",
                "级别",
                "批准日期",
                "登记日期",
                "登记有效期至",
            ][..],
            &[
                name,
                number,
                "初级",
                "2022-06-18",
                "2023-07-28",
                "2026-07-27",
            ][..],
        ),
        (
            ImportKind::ExamEntries,
            &[
                "姓名",
                "身份证号",
                "考试年度",
                "报考级别",
                "报考科目",
                "缴费状态",
                "缴费金额",
            ],
            &[name, number, "2025", "中级", "全部", "已缴费", "200"],
        ),
        (
            ImportKind::ExamResults,
            &["姓名", "身份证号", "考试年度", "级别", "科目", "成绩"],
            &[name, number, "2025", "中级", "社会工作综合能力", "70"],
        ),
    ] {
        let report = app.import_rows(kind, head, &[row]);
        assert_eq!(report.refused, 0, "{:?}", report.errors);
    }
}

/// A session at another desk, to be ended.
fn another_session(app: &TestApp, account: AccountId) {
    let at = app.app.now().instant;
    let new = NewSession {
        account,
        address: "192.0.2.7",
        user_agent: "another desk",
        at,
        expires_at: at + TimeDelta::hours(8),
    };
    app.app
        .db
        .write(|conn| Ok::<_, DatabaseError>(insert_session(conn, &new)?))
        .unwrap();
}

/// The township is made by steps that must all succeed.
fn done(seen: &Seen) {
    let fine = [StatusCode::OK, StatusCode::CREATED, StatusCode::SEE_OTHER].contains(&seen.status);
    let text = seen.text();
    let sentences: Vec<&str> = text.lines().filter(|line| line.contains("error")).collect();
    assert!(fine, "{} {sentences:?}", seen.status);
}
