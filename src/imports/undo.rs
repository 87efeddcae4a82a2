//! `import-undo`: takes one import back while nothing was built on it.
//!
//! The history of the import is walked backwards: what it made is taken out, what it
//! changed gets its old values back. A thing that was changed later, or that
//! something else refers to, stops the whole undo.

use std::collections::{BTreeMap, HashMap};

use diesel::result::{DatabaseErrorKind, Error};
use serde::de::DeserializeOwned;

use super::undo_plan::name_alone;
use crate::app::App;
use crate::audit::store::Line;
use crate::audit::{self, Action, Change, Entity, ImportBatchId, Occasion};
use crate::certificates::{self, CertificateId, RegistrationId};
use crate::db::{Conn, DatabaseError};
use crate::exams::import::EntryHistory;
use crate::exams::{self, EntryId, ResultId, SeasonId};
use crate::intake::{Within, store as batches};
use crate::people::{self, PersonDetails, PersonId};
use crate::training::{self, TrainingRecordId};
use crate::units::{self, UnitId};

/// What was taken back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Undone {
    /// Things that the import had made.
    pub removed: u64,
    /// Things that the import had changed.
    pub restored: u64,
}

/// Why an import is not taken back; nothing was.
#[derive(Debug, thiserror::Error)]
pub enum UndoRefusal {
    /// There is no such import.
    #[error("没有编号为 {0} 的导入批次：请核对编号")]
    NoSuchImport(ImportBatchId),
    /// It was taken back before.
    #[error("导入批次 {0} 已经撤销过了")]
    AlreadyUndone(ImportBatchId),
    /// Something it touched was changed since.
    #[error("导入批次 {batch} 之后，{what}“{name}”又有改动，不能整批撤销：请直接更正有误的记录")]
    ChangedSince {
        /// The import.
        batch: ImportBatchId,
        /// What was changed.
        what: &'static str,
        /// Which one.
        name: String,
    },
    /// Something else refers to what it made.
    #[error(
        "导入批次 {batch} 新增的{what}“{name}”已被后来的记录（导入、提醒、邮件或报销单）使用，不能撤销：请直接更正有误的记录"
    )]
    BuiltUpon {
        /// The import.
        batch: ImportBatchId,
        /// What is referred to.
        what: &'static str,
        /// Which one.
        name: String,
        /// The line of the history that made it.
        line: Box<Line>,
    },
    /// It would change how the owner of an account is reached that may more.
    #[error(
        "导入批次 {batch} 改过“{name}”的手机号或邮箱，而这个人的账号权限高于您，不能整批撤销：请区县管理员撤销"
    )]
    ContactKept {
        /// The import.
        batch: ImportBatchId,
        /// Whose contact.
        name: String,
    },
    /// The history of the import cannot be read.
    #[error("导入批次 {0} 的历史记录不完整，不能撤销")]
    Unreadable(ImportBatchId),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<Error> for UndoRefusal {
    fn from(error: Error) -> Self {
        Self::Database(DatabaseError::Query(error))
    }
}

/// Takes an import back, all of it or nothing.
///
/// # Errors
/// [`UndoRefusal`].
pub fn undo(app: &App, batch: ImportBatchId, occasion: &Occasion) -> Result<Undone, UndoRefusal> {
    undo_within(app, batch, &Within::everywhere(), occasion)
}

/// The same by somebody who may not bring back every address.
///
/// # Errors
/// [`UndoRefusal`].
pub fn undo_within(
    app: &App,
    batch: ImportBatchId,
    within: &Within,
    occasion: &Occasion,
) -> Result<Undone, UndoRefusal> {
    // The lines of the undo belong to the import, too: once it is taken back, neither
    // stands in the way of taking back what was there before.
    let occasion = &Occasion {
        batch: Some(batch),
        ..occasion.clone()
    };
    let taken_back = app.db.write(|conn| {
        let known = batches::find_batch(conn, batch)?.ok_or(UndoRefusal::NoSuchImport(batch))?;
        if known.undone_at.is_some() || !batches::mark_undone(conn, batch, occasion.now.instant)? {
            return Err(UndoRefusal::AlreadyUndone(batch));
        }
        let lines = audit::store::load_of_batch(conn, batch)?;
        let changed = last_changes(conn, batch, &lines)?;
        let mut undone = Undone::default();
        let mut changes = Vec::with_capacity(lines.len());
        for line in lines.into_iter().rev() {
            let since = changed.get(&(line.entity, line.entity_id));
            if since.is_some_and(|since| *since > line.id) {
                return Err(UndoRefusal::ChangedSince {
                    batch,
                    what: line.entity.label(),
                    name: name_alone(conn, line.entity, line.entity_id, line.person_id)?,
                });
            }
            changes.push(undo_line(
                conn,
                batch,
                &line,
                within,
                occasion,
                &mut undone,
            )?);
        }
        people::store::delete_moves_of_batch(conn, batch)?;
        audit::store::record(conn, occasion, &changes)?;
        Ok(undone)
    });
    taken_back.map_err(|refusal| with_name(app, refusal))
}

/// A transaction that failed answers nothing more, so the name is looked up after it.
fn with_name(app: &App, refusal: UndoRefusal) -> UndoRefusal {
    match refusal {
        UndoRefusal::BuiltUpon {
            batch, what, line, ..
        } => {
            let name = app.db.read(|conn| {
                let named = name_alone(conn, line.entity, line.entity_id, line.person_id);
                Ok::<_, UndoRefusal>(named?)
            });
            UndoRefusal::BuiltUpon {
                batch,
                what,
                name: name.unwrap_or_default(),
                line,
            }
        }
        other => other,
    }
}

/// The last change to each thing of an import that stands: by hand, or by another import
/// that was not taken back. One query for each kind of thing, not one for each line.
fn last_changes(
    conn: &mut Conn,
    batch: ImportBatchId,
    lines: &[Line],
) -> Result<HashMap<(Entity, i64), i64>, UndoRefusal> {
    let mut touched: BTreeMap<Entity, Vec<i64>> = BTreeMap::new();
    for line in lines {
        touched.entry(line.entity).or_default().push(line.entity_id);
    }
    let first = lines.first().map_or(0, |line| line.id);
    let mut undone: HashMap<ImportBatchId, bool> = HashMap::new();
    let mut last: HashMap<(Entity, i64), i64> = HashMap::new();
    for (entity, ids) in touched {
        for (thing, line, by) in audit::store::load_later_changes(conn, entity, &ids, first, batch)?
        {
            let is_undone = match by {
                None => false,
                Some(other) => match undone.get(&other) {
                    Some(known) => *known,
                    None => {
                        let known = batches::find_batch(conn, other)?;
                        let is_undone = known.is_some_and(|known| known.undone_at.is_some());
                        undone.insert(other, is_undone);
                        is_undone
                    }
                },
            };
            if !is_undone {
                let known = last.entry((entity, thing)).or_insert(line);
                *known = (*known).max(line);
            }
        }
    }
    Ok(last)
}

fn undo_line(
    conn: &mut Conn,
    batch: ImportBatchId,
    line: &Line,
    within: &Within,
    occasion: &Occasion,
    undone: &mut Undone,
) -> Result<Change, UndoRefusal> {
    let value = |payload: &Option<String>| {
        payload
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok())
    };
    match line.action {
        Action::Created => {
            remove(conn, batch, line)?;
            undone.removed += 1;
        }
        Action::Changed => {
            restore(conn, batch, line, within, occasion)?;
            undone.restored += 1;
        }
        Action::Removed
        | Action::SignedIn
        | Action::SignInFailed
        | Action::SignedOut
        | Action::Viewed
        | Action::Exported
        | Action::Printed
        | Action::Erased => return Err(UndoRefusal::Unreadable(batch)),
    }
    Ok(Change {
        person: line.person_id,
        entity: line.entity,
        entity_id: line.entity_id,
        action: if line.action == Action::Created {
            Action::Removed
        } else {
            Action::Changed
        },
        before: value(&line.after),
        after: value(&line.before),
    })
}

fn remove(conn: &mut Conn, batch: ImportBatchId, line: &Line) -> Result<(), UndoRefusal> {
    let id = line.entity_id;
    let removed = match line.entity {
        Entity::Unit => units::store::delete(conn, UnitId(id)),
        Entity::Person => people::store::delete(conn, PersonId(id)),
        Entity::Certificate => certificates::store::delete(conn, CertificateId(id)),
        Entity::Registration => certificates::store::delete_registration(conn, RegistrationId(id)),
        Entity::TrainingRecord => training::store::delete(conn, TrainingRecordId(id)),
        Entity::Season => exams::store::seasons::delete(conn, SeasonId(id)),
        Entity::Entry => exams::store::entries::delete(conn, EntryId(id)),
        Entity::ExamResult => exams::store::results::delete(conn, ResultId(id)),
        Entity::Claim
        | Entity::Evidence
        | Entity::Reminder
        | Entity::ImportBatch
        | Entity::RegistrationExtension
        | Entity::PolicyVersion
        | Entity::Account
        | Entity::AccountRole
        | Entity::Session
        | Entity::ApiToken
        | Entity::List
        | Entity::PurgeOrder => {
            return Err(UndoRefusal::Unreadable(batch));
        }
    };
    match removed {
        Ok(1) => Ok(()),
        Ok(_) => Err(UndoRefusal::Unreadable(batch)),
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _)) => {
            Err(UndoRefusal::BuiltUpon {
                batch,
                what: line.entity.label(),
                name: String::new(),
                line: Box::new(line.clone()),
            })
        }
        Err(error) => Err(error.into()),
    }
}

fn restore(
    conn: &mut Conn,
    batch: ImportBatchId,
    line: &Line,
    within: &Within,
    occasion: &Occasion,
) -> Result<(), UndoRefusal> {
    let at = occasion.now.instant;
    let id = line.entity_id;
    match line.entity {
        Entity::Unit => {
            let details = before(line, batch)?;
            let tree = units::store::load_tree(conn)?;
            let unit = tree.get(UnitId(id)).ok_or(UndoRefusal::Unreadable(batch))?;
            units::store::update(conn, unit, &details, at)?;
        }
        Entity::Person => {
            let details: PersonDetails = before(line, batch)?;
            let person = people::store::get(conn, PersonId(id))?;
            if !within.may_change_contact(person.id) && !person.details.same_contact(&details) {
                return Err(UndoRefusal::ContactKept {
                    batch,
                    name: name_alone(conn, line.entity, id, line.person_id)?,
                });
            }
            people::store::update(
                conn,
                person.id,
                person.version,
                &details.with_name_keys(),
                at,
            )?;
        }
        Entity::Certificate => {
            let details = before(line, batch)?;
            let certificate = certificates::store::get(conn, CertificateId(id))?;
            certificates::store::update(conn, certificate.id, certificate.version, &details, at)?;
        }
        Entity::TrainingRecord => {
            let details = before(line, batch)?;
            let record = training::store::get(conn, TrainingRecordId(id))?;
            training::store::update(conn, record.id, record.version, &details, at)?;
        }
        Entity::Entry => {
            let history: EntryHistory = before(line, batch)?;
            let entry = exams::store::entries::get(conn, EntryId(id))?;
            exams::store::entries::update(conn, entry.id, entry.version, &history.details, at)?;
            exams::store::entries::replace_subjects(conn, entry.id, history.subjects)?;
        }
        Entity::ExamResult => {
            let details = before(line, batch)?;
            let result = exams::store::results::get(conn, ResultId(id))?;
            exams::store::results::update(conn, result.id, result.version, &details, at)?;
        }
        Entity::Registration
        | Entity::Season
        | Entity::Claim
        | Entity::Evidence
        | Entity::Reminder
        | Entity::ImportBatch
        | Entity::RegistrationExtension
        | Entity::PolicyVersion
        | Entity::Account
        | Entity::AccountRole
        | Entity::Session
        | Entity::ApiToken
        | Entity::List
        | Entity::PurgeOrder => {
            return Err(UndoRefusal::Unreadable(batch));
        }
    }
    Ok(())
}

fn before<T: DeserializeOwned>(line: &Line, batch: ImportBatchId) -> Result<T, UndoRefusal> {
    line.before
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .ok_or(UndoRefusal::Unreadable(batch))
}
