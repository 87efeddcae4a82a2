//! An office with its people: who works there, and who acts for it.

use shegong::accounts::{AccountId, Role, RoleAt, Viewer};
use shegong::certificates::Certificate;
use shegong::db::DatabaseError;
use shegong::intake::ImportKind;
use shegong::people::Person;
use shegong::units::{FoundUnit, UnitId, UnitTree};

use super::{TestApp, id_number};

/// Two townships: 古南街道 with two communities, 石壕镇 with a village.
pub const PEOPLE: [(&str, u32, &str, &str); 5] = [
    ("陈静", 1, "古南街道/城南社区", "13800000001"),
    ("万玲", 2, "古南街道/城南社区", "13800000002"),
    ("郭羙", 3, "古南街道/金桥社区", ""),
    ("单雪琳", 4, "古南街道", ""),
    ("王伟", 5, "石壕镇/溪山村", "13800000005"),
];

impl TestApp {
    /// Imports [`PEOPLE`] with the ID numbers `id_number(1)` to `id_number(5)`.
    pub fn with_two_townships(&self) {
        let rows: Vec<[String; 4]> = PEOPLE
            .iter()
            .map(|(name, number, unit, mobile)| {
                [
                    (*name).to_owned(),
                    id_number(*number),
                    (*unit).to_owned(),
                    (*mobile).to_owned(),
                ]
            })
            .collect();
        let rows: Vec<Vec<&str>> = rows
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let report = self.import_rows(
            ImportKind::People,
            &["姓名", "身份证号", "单位", "手机号"],
            &rows,
        );
        assert_eq!(report.refused, 0, "{:?}", report.errors);
    }

    /// Every unit.
    pub fn tree(&self) -> UnitTree {
        self.app
            .db
            .read(|conn| Ok::<_, DatabaseError>(shegong::units::store::load_tree(conn)?))
            .unwrap()
    }

    /// A unit by its name or path.
    pub fn unit(&self, name: &str) -> UnitId {
        match self.tree().find(name) {
            FoundUnit::One(id) => id,
            other => panic!("{name}: {other:?}"),
        }
    }

    /// A person by name.
    pub fn person(&self, name: &str) -> Person {
        let mut found = self
            .app
            .db
            .read(|conn| Ok::<_, DatabaseError>(shegong::people::store::load_named(conn, name)?))
            .unwrap();
        assert_eq!(found.len(), 1, "{name}");
        found.remove(0)
    }

    /// The certificates of a person.
    pub fn certificates(&self, name: &str) -> Vec<Certificate> {
        let person = self.person(name).id;
        self.app
            .db
            .read(|conn| {
                let found = shegong::certificates::store::load_of_people(conn, &[person])?;
                Ok::<_, DatabaseError>(found)
            })
            .unwrap()
    }

    /// What the history tells about a person, oldest line first: what, and the payload after.
    pub fn history_of(&self, name: &str) -> Vec<(String, String)> {
        let person = self.person(name).id;
        self.app
            .db
            .read(|conn| {
                Ok::<_, DatabaseError>(shegong::audit::store::load_of_person(conn, person)?)
            })
            .unwrap()
            .into_iter()
            .map(|line| {
                (
                    format!("{} {}", line.entity, line.action),
                    line.after.unwrap_or_default(),
                )
            })
            .collect()
    }
}

/// Somebody with one role at a unit; `None` = everywhere.
pub fn viewer(role: Role, unit: Option<UnitId>) -> Viewer {
    Viewer {
        account: AccountId(1),
        name: "刘敏".to_owned(),
        person: None,
        unit: None,
        roles: vec![RoleAt { role, unit }],
        session: None,
        token: None,
        step: None,
    }
}
