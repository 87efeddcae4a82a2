//! Training records with proof: handing in, reviewing, and who may not.

mod broken;
mod deciding;
mod handing_in;

use shegong::accounts::store::{NewAccount, insert, insert_role};
use shegong::accounts::{AccountId, Reach, Role, RoleAt};
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::people::PersonId;
use shegong::training::TrainingRecordId;
use shegong::training::filing::{Handing, SentFile, submit};
use shegong::training::review::Seen;
use shegong::training::rules::review::Reviewer;
use shegong::training::submission::{Filer, Standing, Submission, TrailLine, TypedRecord};
use shegong::training::{StoredRecord, store};
use shegong::units::UnitId;

use crate::harness::proofs::png;
use crate::harness::{TestApp, id_number};

/// A township with two communities, a worker in each, and an HR officer.
pub struct Office {
    /// 陈静 of 城南社区.
    pub worker: Filer,
    /// 李强 of 城北社区.
    pub other: Filer,
    /// 古南街道.
    pub township: UnitId,
    /// 城南社区.
    pub community: UnitId,
    /// 王芳, HR of 古南街道; a person of 城南社区 herself.
    pub hr: Reviewer,
}

impl Office {
    /// The office.
    pub fn new(app: &TestApp) -> Office {
        app.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "单位", "电子邮箱"],
            &[
                &["陈静", &id_number(1), "古南街道城南社区", "chen@example.cn"],
                &["李强", &id_number(2), "古南街道城北社区", ""],
                &["王芳", &id_number(3), "古南街道城南社区", ""],
            ],
        );
        let unit = |name: &str| -> UnitId {
            let id = app.texts(&format!(
                "SELECT CAST(id AS TEXT) AS text FROM units WHERE name = '{name}'"
            ));
            UnitId(id[0].parse().unwrap())
        };
        let (township, community) = (unit("古南街道"), unit("古南街道城南社区"));
        let filer = |name: &str| {
            let person = person_named(app, name);
            Filer {
                account: Some(account(app, name, Some(person), &[])),
                name: name.to_owned(),
                person: Some(person),
            }
        };
        let (worker, other, hr) = (filer("陈静"), filer("李强"), filer("王芳"));
        hold(app, hr.account.unwrap(), Role::Hr, township);
        Office {
            hr: Reviewer {
                account: hr.account.unwrap(),
                name: hr.name,
                person: hr.person,
                posts: vec![township],
            },
            worker,
            other,
            township,
            community,
        }
    }

    /// How far HR reaches.
    pub fn reach(&self, app: &TestApp) -> Reach {
        let tree = app
            .app
            .db
            .read(|conn| shegong::units::store::load_tree(conn).map_err(DatabaseError::Query))
            .unwrap();
        Reach::Units(tree.below(self.township).into_iter().collect())
    }

    /// HR as one who files for others.
    pub fn hr_filer(&self) -> Filer {
        Filer {
            account: Some(self.hr.account),
            name: self.hr.name.clone(),
            person: self.hr.person,
        }
    }

    /// A record of 陈静 with one picture.
    pub fn handed_in(&self, app: &TestApp, title: &str, seed: u8) -> TrainingRecordId {
        submit(
            &app.app,
            self.worker.person.unwrap(),
            &self.worker,
            with_picture(typed(title), seed),
            &app.occasion(),
        )
        .unwrap()
    }
}

/// The person of this name.
pub fn person_named(app: &TestApp, name: &str) -> PersonId {
    let id = app.texts(&format!(
        "SELECT CAST(id AS TEXT) AS text FROM people WHERE name = '{name}'"
    ));
    PersonId(id[0].parse().unwrap())
}

/// An account.
pub fn account(
    app: &TestApp,
    name: &str,
    person: Option<PersonId>,
    roles: &[(Role, UnitId)],
) -> AccountId {
    let id = app
        .app
        .db
        .write(|conn| {
            let login = format!("login-{name}");
            let new = NewAccount {
                login_name: Some(&login),
                person,
                display_name: name,
                password_hash: Some("never"),
                must_change_password: false,
                at: app.app.now().instant,
            };
            insert(conn, &new).map_err(DatabaseError::Query)
        })
        .unwrap();
    for (role, unit) in roles {
        hold(app, id, *role, *unit);
    }
    id
}

/// Gives an account a role.
pub fn hold(app: &TestApp, account: AccountId, role: Role, unit: UnitId) {
    let held = RoleAt {
        role,
        unit: Some(unit),
    };
    app.app
        .db
        .write(|conn| {
            insert_role(conn, account, held, app.app.now().instant).map_err(DatabaseError::Query)
        })
        .unwrap();
}

/// A record that can be stored, of 3 and 4 March 2026.
pub fn typed(title: &str) -> TypedRecord {
    TypedRecord {
        title: title.to_owned(),
        organiser: "綦江区民政局".to_owned(),
        first_day: "2026-03-03".to_owned(),
        last_day: "2026-03-04".to_owned(),
        days: "2".to_owned(),
        hours: "12".to_owned(),
        mode: "in_person".to_owned(),
        kind: "training".to_owned(),
    }
}

/// The same with a picture as its proof.
pub fn with_picture(typed: TypedRecord, seed: u8) -> Handing {
    Handing {
        typed,
        files: vec![SentFile {
            name: format!("证明{seed}.png"),
            bytes: png(seed),
        }],
        ..Handing::default()
    }
}

/// A record, its submission and its trail.
pub fn state_of(
    app: &TestApp,
    record: TrainingRecordId,
) -> (StoredRecord, Submission, Vec<TrailLine>) {
    app.app
        .db
        .read(|conn| {
            (|| {
                Ok((
                    store::get(conn, record)?,
                    store::submissions::find(conn, record)?.unwrap(),
                    store::submissions::load_steps(conn, &[record])?,
                ))
            })()
            .map_err(DatabaseError::Query)
        })
        .unwrap()
}

/// The version that a page would show now.
pub fn seen(app: &TestApp, record: TrainingRecordId) -> Seen {
    Seen {
        record,
        version: state_of(app, record).0.version,
    }
}

/// Where a record stands.
pub fn standing(app: &TestApp, record: TrainingRecordId) -> Standing {
    state_of(app, record).1.standing
}
