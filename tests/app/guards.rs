//! Detours: what an office must not reach by another way than the one that is barred.
//! Each test goes the way through the site that led there once.

mod accounts;
mod auditor;
mod following;
mod imports;
mod looks;
mod mobiles;
mod oneself;
mod other_districts;

use shegong::accounts::{Role, RoleAt};
use shegong::intake::ImportKind;

use crate::harness::{TestApp, Visitor, id_number};

/// HR of 古南街道, signed in.
fn hr(app: &TestApp) -> Visitor {
    Visitor::with_role(app, Role::Hr, Some(app.unit("古南街道")))
}

/// A role at a unit.
fn at(app: &TestApp, role: Role, unit: &str) -> RoleAt {
    RoleAt {
        role,
        unit: Some(app.unit(unit)),
    }
}

/// The two townships; 万玲 and 陈静 can be reached by mail.
fn with_addresses(app: &TestApp) {
    app.with_two_townships();
    let report = app.import_rows(
        ImportKind::People,
        &["姓名", "身份证号", "邮箱"],
        &[
            &["陈静", &id_number(1), "chenjing@example.cn"],
            &["万玲", &id_number(2), "wanling@example.cn"],
        ],
    );
    assert_eq!(report.changed, 2, "{:?}", report.errors);
}

/// Changes rows behind the application's back.
pub fn execute(app: &TestApp, statement: &str) {
    use diesel::connection::SimpleConnection;
    app.app
        .db
        .write(|conn| {
            conn.batch_execute(statement)
                .map_err(shegong::db::DatabaseError::Query)
        })
        .unwrap();
}
