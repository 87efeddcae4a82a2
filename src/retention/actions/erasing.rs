//! The erasing of one confirmation, part by part, in an order that leaves no row
//! pointing at one that is gone.

use std::collections::BTreeMap;

use super::RetentionError;
use crate::audit::{self, Entity, Occasion};
use crate::db::Conn;
use crate::evidence::EvidenceId;
use crate::people::PersonId;
use crate::policy::RetentionClass;
use crate::retention::situation::came_to_nothing;
use crate::retention::{Part, PersonScope};
use crate::training::TrainingRecordId;
use crate::{
    accounts, certificates, claims, evidence, exams, imports, mail, people, reminders, training,
};

/// People whose rows go together.
const PEOPLE_AT_ONCE: usize = 500;

/// What the parts are called in the line that tells of the erasure.
type Rows = BTreeMap<String, u64>;

pub(super) fn erase(
    conn: &mut Conn,
    scope: &[PersonScope],
    occasion: &Occasion,
) -> Result<Rows, RetentionError> {
    let at = occasion.now.instant;
    let mut rows = Rows::new();
    let mut count = |kind: &str, more: usize| {
        *rows.entry(kind.to_owned()).or_default() += more as u64;
    };
    for people in with(scope, Part::Class(RetentionClass::Applications)).chunks(PEOPLE_AT_ONCE) {
        count("未成功的报销申请", erase_claims(conn, people, true)?);
    }
    for people in with(scope, Part::Class(RetentionClass::Vouchers)).chunks(PEOPLE_AT_ONCE) {
        count("报销凭证", erase_claims(conn, people, false)?);
    }
    for people in with(scope, Part::Class(RetentionClass::Exams)).chunks(PEOPLE_AT_ONCE) {
        let kept = kept_by_claims(conn, people)?.entries;
        count(
            "报考和成绩",
            exams::store::erase::delete_of_people(conn, people, &kept)?,
        );
    }
    for people in with(scope, Part::Class(RetentionClass::Training)).chunks(PEOPLE_AT_ONCE) {
        let kept = kept_by_claims(conn, people)?;
        count(
            "培训记录",
            training::store::erase::delete_of_people(conn, people, &kept.records)?,
        );
        let mut proofs = proofs_of(conn, &kept.records)?;
        proofs.extend(kept.evidence);
        count(
            "上传的文件",
            evidence::store::of_people::delete(conn, people, &proofs)?,
        );
        count(
            "证书和登记",
            certificates::store::erase::delete_of_people(conn, people)?,
        );
    }
    for people in with(scope, Part::Class(RetentionClass::Contact)).chunks(PEOPLE_AT_ONCE) {
        count(
            "联系方式",
            people::store::leavers::erase_contact(conn, people, at)?,
        );
        count(
            "提醒",
            reminders::store::of_people::delete_of_people(conn, people)?,
        );
        count("邮件", mail::store::erase::delete_of_people(conn, people)?);
        count(
            "收款账户",
            claims::store::bank_accounts::delete(conn, people)?,
        );
        count(
            "账号",
            accounts::store::erase::close_of_people(conn, people, at)?,
        );
    }
    for people in with(scope, Part::IdNumber).chunks(PEOPLE_AT_ONCE) {
        count(
            "调动记录",
            people::store::leavers::delete_moves(conn, people)?,
        );
    }
    for person in with(scope, Part::IdNumber) {
        count(
            "证件号码",
            people::store::leavers::erase_id_number(conn, person, at)?,
        );
    }
    for person in with(scope, Part::Name) {
        count(
            "姓名",
            people::store::leavers::erase_name(conn, person, at)?,
        );
    }
    for (entities, people) in history_scope(scope) {
        for people in people.chunks(PEOPLE_AT_ONCE) {
            let lines = audit::store::erase::count_payloads(conn, people, &entities)?;
            count("历史记录内容", usize::try_from(lines).unwrap_or(0));
        }
    }
    Ok(rows)
}

/// Who is to lose a part.
fn with(scope: &[PersonScope], part: Part) -> Vec<PersonId> {
    scope
        .iter()
        .filter(|one| one.parts.contains(&part))
        .map(|one| one.person)
        .collect()
}

/// Takes out the claims that came to nothing, or the vouchers, with what only they
/// still held.
fn erase_claims(
    conn: &mut Conn,
    people: &[PersonId],
    nothing: bool,
) -> Result<usize, RetentionError> {
    let gone: Vec<_> = claims::store::of_people::load(conn, people)?
        .iter()
        .filter(|claim| came_to_nothing(claim) == nothing)
        .map(|claim| claim.id)
        .collect();
    let held = claims::store::of_people::load_referred(conn, &gone)?;
    let mut rows = claims::store::of_people::delete(conn, &gone)?;
    if !nothing {
        // Another claim may hold the same entry; what is still held stays.
        let kept = kept_by_claims(conn, people)?;
        let free = |id: &_| !kept.entries.contains(id);
        let entries: Vec<_> = held.entries.into_iter().filter(free).collect();
        let free = |id: &_| !kept.records.contains(id);
        let records: Vec<_> = held.records.into_iter().filter(free).collect();
        rows += exams::store::erase::delete_entries(conn, &entries)?;
        rows += training::store::erase::delete(conn, &records)?;
    }
    Ok(rows)
}

/// The files that prove these records.
fn proofs_of(
    conn: &mut Conn,
    records: &[TrainingRecordId],
) -> Result<Vec<EvidenceId>, RetentionError> {
    Ok(training::store::proofs::load_of_records(conn, records)?
        .into_iter()
        .map(|proof| proof.evidence_id)
        .collect())
}

/// What the claims that are left refer to.
fn kept_by_claims(
    conn: &mut Conn,
    people: &[PersonId],
) -> Result<claims::store::of_people::Referred, RetentionError> {
    let left: Vec<_> = claims::store::of_people::load(conn, people)?
        .iter()
        .map(|claim| claim.id)
        .collect();
    Ok(claims::store::of_people::load_referred(conn, &left)?)
}

/// Which payloads of the history go with a part. With the ID number goes whatever else
/// tells of the person; what tells of vouchers goes with those.
fn history_of(part: Part) -> Vec<Entity> {
    match part {
        Part::Class(RetentionClass::Contact) => {
            vec![Entity::Person, Entity::Account, Entity::Reminder]
        }
        Part::Class(RetentionClass::Training) => vec![
            Entity::Certificate,
            Entity::Registration,
            Entity::TrainingRecord,
        ],
        Part::Class(RetentionClass::Exams) => vec![Entity::Entry, Entity::ExamResult],
        // A person's claims are not told apart in the history: they go with the vouchers.
        Part::Class(RetentionClass::Applications) => Vec::new(),
        Part::Class(RetentionClass::Vouchers) => vec![Entity::Claim],
        Part::IdNumber => Entity::ALL
            .iter()
            .copied()
            .filter(|entity| *entity != Entity::Claim)
            .collect(),
        Part::Name => Entity::ALL.to_vec(),
    }
}

/// Whose payloads of which kinds go: people with the same kinds together.
fn history_scope(scope: &[PersonScope]) -> BTreeMap<Vec<Entity>, Vec<PersonId>> {
    let mut grouped: BTreeMap<Vec<Entity>, Vec<PersonId>> = BTreeMap::new();
    for one in scope {
        let mut entities: Vec<Entity> = one.parts.iter().flat_map(|p| history_of(*p)).collect();
        entities.sort_unstable();
        entities.dedup();
        grouped.entry(entities).or_default().push(one.person);
    }
    grouped
}

/// Empties the payloads; `line` tells of it.
pub(super) fn erase_history(
    conn: &mut Conn,
    scope: &[PersonScope],
    line: i64,
) -> Result<(), RetentionError> {
    for (entities, people) in history_scope(scope) {
        for people in people.chunks(PEOPLE_AT_ONCE) {
            audit::store::erase::erase_payloads(conn, people, &entities, line)?;
        }
    }
    // The sentences about refused rows name people; they stand there for a week at most.
    imports::store::empty_reports(conn)?;
    Ok(())
}
