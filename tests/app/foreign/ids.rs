//! The ids of what a township has, by the names that the cases know them by.

use std::collections::BTreeMap;

use shegong::accounts::AccountId;

use super::names::Names;
use crate::harness::TestApp;

/// By name, to be put in the place of `{name}`.
pub type Ids = BTreeMap<&'static str, String>;

/// Everything that belongs to the township made last.
pub fn ids_of(app: &TestApp, names: &Names) -> Ids {
    let mut ids = Ids::from([("initials", names.initials.to_owned())]);
    note_people(app, names, &mut ids);
    note_papers(app, names, &mut ids);
    note_account(app, names, &mut ids);
    note_units(app, names, &mut ids);
    // Numbers that nobody has yet.
    for (key, at) in [
        ("new_number", 40),
        ("another_new_number", 41),
        ("corrected_number", 42),
    ] {
        ids.insert(key, names.id_number(at));
    }
    ids
}

/// The account of a person.
pub fn account_of(app: &TestApp, name: &str) -> AccountId {
    AccountId(
        one(app, "accounts", "id", &belonging_to(name))
            .parse()
            .unwrap(),
    )
}

fn belonging_to(name: &str) -> String {
    format!("WHERE person_id = (SELECT id FROM people WHERE name = '{name}')")
}

/// A column of the latest row of a table.
fn one(app: &TestApp, table: &str, column: &str, which: &str) -> String {
    all(app, table, column, which)
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("nothing in {table} {which}"))
}

fn all(app: &TestApp, table: &str, column: &str, which: &str) -> Vec<String> {
    app.texts(&format!(
        "SELECT CAST({column} AS TEXT) AS text FROM {table} {which} ORDER BY id DESC"
    ))
}

fn note_people(app: &TestApp, names: &Names, ids: &mut Ids) {
    for (key, name) in [
        ("person", names.worker),
        ("colleague", names.colleague),
        ("leaver", names.leaver),
        ("newcomer", names.newcomer),
    ] {
        ids.insert(key, app.person(name).id.to_string());
    }
    for (key, name) in [
        ("version", names.worker),
        ("colleague_version", names.colleague),
    ] {
        ids.insert(key, app.person(name).version.to_string());
    }
}

/// Certificate, registration, training, proof and entry of the worker; what the offices did.
fn note_papers(app: &TestApp, names: &Names, ids: &mut Ids) {
    let of_worker = belonging_to(names.worker);
    for (key, table, column) in [
        ("certificate", "certificates", "id"),
        ("certificate_version", "certificates", "version"),
        ("record", "training_records", "id"),
        ("record_version", "training_records", "version"),
        ("evidence", "evidence_files", "id"),
        ("entry", "entries", "id"),
        ("entry_version", "entries", "version"),
    ] {
        ids.insert(key, one(app, table, column, &of_worker));
    }
    let of_certificate = format!("WHERE certificate_id = {}", ids["certificate"]);
    let mut registrations = all(app, "registrations", "id", &of_certificate);
    ids.insert("registration", registrations.pop().unwrap());
    let imported = "WHERE batch_id IS NOT NULL";
    ids.insert("batch", one(app, "import_uploads", "batch_id", imported));
    for (key, table, column) in [
        ("order", "purge_orders", "id"),
        ("extension", "registration_extensions", "id"),
    ] {
        ids.insert(key, one(app, table, column, ""));
    }
}

/// The colleague's account; roles, tokens and sessions of the officer's.
fn note_account(app: &TestApp, names: &Names, ids: &mut Ids) {
    let of_colleague = belonging_to(names.colleague);
    for (key, column) in [("account", "id"), ("account_version", "version")] {
        ids.insert(key, one(app, "accounts", column, &of_colleague));
    }
    let officer = account_of(app, names.officer);
    let of_officer = format!("WHERE account_id = {officer}");
    ids.insert("officer_account", officer.to_string());
    let itself = format!("WHERE id = {officer}");
    ids.insert("officer_version", one(app, "accounts", "version", &itself));
    for (keys, table) in [
        (&["role", "second_role", "third_role"][..], "account_roles"),
        (&["token", "second_token"], "api_tokens"),
        (&["session", "second_session"], "sessions"),
    ] {
        let found = all(app, table, "id", &of_officer);
        ids.extend(keys.iter().copied().zip(found));
    }
}

fn note_units(app: &TestApp, names: &Names, ids: &mut Ids) {
    let tree = app.tree();
    for (key, version, name) in [
        ("unit", "unit_version", names.town),
        ("village", "village_version", names.village),
    ] {
        let unit = tree.get(app.unit(name)).unwrap();
        ids.insert(key, unit.id.to_string());
        ids.insert(version, unit.version.to_string());
    }
}
