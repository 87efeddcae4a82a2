//! What becomes of everything when two entries are made one, as tables.

use crate::calendar::day;
use chrono::NaiveDate;

use super::*;
use crate::accounts::AccountId;
use crate::certificates::{
    CertificateId, CertificateScope, Level, Registration, RegistrationDetails, RegistrationId,
    RegistrationKind,
};
use crate::claims::{ClaimId, ClaimState};
use crate::exams::{
    EntryDetails, EntryState, ResultDetails, ResultId, SeasonId, StoredEntry, Subject,
};
use crate::people::{Person, PersonId};
use crate::text::compare_key;
use crate::training::{RecordDetails, RecordSource, RecordState, TrainingKind, TrainingRecordId};
use crate::units::UnitId;

/// An entry without anything.
fn entry(id: i64, name: &str) -> Belongings {
    Belongings {
        person: Person {
            id: PersonId(id),
            id_number_hash: String::new(),
            id_number_cipher: String::new(),
            details: PersonDetails {
                name: name.to_owned(),
                pinyin_key: String::new(),
                pinyin_initials: String::new(),
                unit_id: UnitId(1),
                mobile: None,
                email: None,
                education: None,
                major: None,
                graduated_on: None,
                social_work_since: None,
                employment_kind: None,
                joined_on: None,
                left_on: None,
            },
            version: 1,
        },
        certificates: Vec::new(),
        registrations: std::collections::BTreeMap::new(),
        records: Vec::new(),
        entries: Vec::new(),
        results: Vec::new(),
        claims: Vec::new(),
        account: None,
    }
}

fn certificate(id: i64, person: i64, level: Level, number: Option<&str>) -> Certificate {
    Certificate {
        id: CertificateId(id),
        details: CertificateDetails {
            person_id: PersonId(person),
            level,
            number: number.map(str::to_owned),
            approved_on: None,
            scope: CertificateScope::National,
            scope_region: None,
        },
        version: 1,
    }
}

fn registration(id: i64, certificate: i64) -> (CertificateId, Vec<Registration>) {
    let row = Registration {
        id: RegistrationId(id),
        details: RegistrationDetails {
            certificate_id: CertificateId(certificate),
            follows_id: None,
            kind: RegistrationKind::First,
            first_day: day("2024-04-02"),
            last_day: day("2027-04-01"),
            last_day_printed: false,
            document: None,
        },
    };
    (CertificateId(certificate), vec![row])
}

fn record(id: i64, person: i64, title: &str, source: RecordSource) -> StoredRecord {
    StoredRecord {
        id: TrainingRecordId(id),
        details: RecordDetails {
            person_id: PersonId(person),
            title: title.to_owned(),
            title_key: compare_key(title),
            organiser: None,
            first_day: day("2025-03-01"),
            last_day: day("2025-03-02"),
            days_hundredths: Some(200),
            hours_hundredths: None,
            mode: None,
            kind: TrainingKind::Training,
            state: RecordState::Recognised,
            source,
        },
        version: 1,
    }
}

fn exam_entry(id: i64, person: i64, season: i64) -> StoredEntry {
    StoredEntry {
        id: EntryId(id),
        details: EntryDetails {
            person_id: PersonId(person),
            season_id: SeasonId(season),
            level: Level::Assistant,
            state: EntryState::Paid,
            paid_at: None,
            paid_cents: None,
            refunded_cents: None,
            ticket_number: None,
        },
        version: 1,
    }
}

fn result(id: i64, person: i64, year: i64, tenths: i64) -> StoredResult {
    StoredResult {
        id: ResultId(id),
        details: ResultDetails {
            person_id: PersonId(person),
            year,
            level: Level::Assistant,
            subject: Subject::Practice,
            score_kind: ScoreKind::Score,
            score_tenths: Some(tenths),
            area: "重庆市".to_owned(),
            work_county: None,
            revoked: false,
        },
        version: 1,
    }
}

#[test]
fn the_gaps_are_filled_and_what_is_known_stays() {
    let (mut kept, mut other) = (entry(1, "陈静"), entry(2, "陈敬"));
    kept.person.details.mobile = Some("13800000001".to_owned());
    other.person.details.mobile = Some("13900000001".to_owned());
    other.person.details.major = Some("社会工作".to_owned());
    other.person.details.joined_on = Some(day("2020-01-06"));

    let plan = plan(&kept, &other).expect("allowed");

    assert_eq!(plan.details.name, "陈静");
    assert_eq!(plan.details.mobile.as_deref(), Some("13800000001"));
    assert_eq!(plan.details.major.as_deref(), Some("社会工作"));
    assert_eq!(plan.filled, ["专业", "入职日期"]);
}

#[test]
fn a_certificate_of_a_level_that_both_have_stays_and_lends_what_is_missing() {
    let (mut kept, mut other) = (entry(1, "陈静"), entry(2, "陈敬"));
    kept.certificates = vec![certificate(1, 1, Level::Assistant, None)];
    other.certificates = vec![
        certificate(2, 2, Level::Assistant, Some("B1")),
        certificate(3, 2, Level::Intermediate, Some("B2")),
    ];
    other.registrations = [registration(7, 2)].into();

    let first = plan(&kept, &other).expect("allowed");
    kept.registrations = [registration(8, 1)].into();
    let second = plan(&kept, &other).expect("allowed");

    assert_eq!(first.certificates, [CertificateId(3)]);
    let joined = &first.joined[0];
    assert_eq!(
        (joined.kept, joined.other),
        (CertificateId(1), CertificateId(2))
    );
    assert_eq!(
        joined
            .details
            .as_ref()
            .and_then(|details| details.number.as_deref()),
        Some("B1")
    );
    assert!(joined.takes_registrations);
    assert!(!second.joined[0].takes_registrations);
    assert_eq!(first.conflicts[0].other, "管理号B1，批准日期未填，有登记");
}

#[test]
fn the_same_training_counts_once_and_another_goes_over() {
    let (mut kept, mut other) = (entry(1, "陈静"), entry(2, "陈敬"));
    kept.records = vec![record(1, 1, "年度 培训", RecordSource::Imported)];
    other.records = vec![
        record(2, 2, "年度培训", RecordSource::Imported),
        record(3, 2, "年度培训", RecordSource::Typed),
        record(4, 2, "督导培训", RecordSource::Imported),
    ];

    let plan = plan(&kept, &other).expect("allowed");

    // What came another way is not the same row; the rules count it as a duplicate.
    assert_eq!(plan.records, [TrainingRecordId(3), TrainingRecordId(4)]);
    assert_eq!(
        plan.same_records,
        [(TrainingRecordId(2), TrainingRecordId(1))]
    );
    assert_eq!(plan.conflicts[0].kept, "2.00天（已认定）");
}

#[test]
fn entries_and_results_of_the_same_exam_stay_with_the_kept_entry() {
    let (mut kept, mut other) = (entry(1, "陈静"), entry(2, "陈敬"));
    kept.entries = vec![exam_entry(1, 1, 5)];
    other.entries = vec![exam_entry(2, 2, 5), exam_entry(3, 2, 6)];
    kept.results = vec![result(1, 1, 2025, 585)];
    other.results = vec![result(2, 2, 2025, 610), result(3, 2, 2024, 600)];

    let plan = plan(&kept, &other).expect("allowed");

    assert_eq!(
        (plan.entries, plan.same_entries),
        (vec![EntryId(3)], vec![(EntryId(2), EntryId(1))])
    );
    assert_eq!(plan.results, [ResultId(3)]);
    let scores = &plan.conflicts[1];
    assert_eq!(
        (scores.kept.as_str(), scores.other.as_str()),
        ("58.5分", "61.0分")
    );
}

#[test]
fn one_exam_fee_is_never_claimed_by_two_live_claims() {
    for (mine, theirs, refused) in [
        (ClaimState::Submitted, ClaimState::Paid, true),
        (ClaimState::Withdrawn, ClaimState::Paid, false),
        (ClaimState::Draft, ClaimState::Rejected, false),
    ] {
        let (mut kept, mut other) = (entry(1, "陈静"), entry(2, "陈敬"));
        kept.entries = vec![exam_entry(1, 1, 5)];
        other.entries = vec![exam_entry(2, 2, 5)];
        kept.claims = vec![(ClaimId(1), mine, vec![EntryId(1)])];
        other.claims = vec![(ClaimId(2), theirs, vec![EntryId(2)])];

        let refusal = plan(&kept, &other).err();

        assert_eq!(
            refusal == Some(MergeRefusal::ClaimedTwice),
            refused,
            "{mine} {theirs}"
        );
    }
}

#[test]
fn an_account_goes_over_where_the_kept_entry_has_none() {
    use AccountState::{Active, Locked};
    let account = |id: i64, state| Some((AccountId(id), state));
    for (mine, theirs, told) in [
        (None, None, Ok(None)),
        (None, account(2, Active), Ok(Some(AccountId(2)))),
        (account(1, Active), None, Ok(None)),
        (account(1, Active), account(2, Locked), Ok(None)),
        (
            account(1, Active),
            account(2, Active),
            Err(MergeRefusal::BothSignIn("陈敬".to_owned())),
        ),
        (
            account(1, Locked),
            account(2, Active),
            Err(MergeRefusal::KeepTheOther),
        ),
    ] {
        let (mut kept, mut other) = (entry(1, "陈静"), entry(2, "陈敬"));
        kept.account = mine;
        other.account = theirs;

        assert_eq!(plan(&kept, &other).map(|plan| plan.account), told);
    }
}

#[test]
fn an_entry_is_not_merged_with_itself() {
    assert_eq!(
        plan(&entry(1, "陈静"), &entry(1, "陈静")),
        Err(MergeRefusal::SameEntry)
    );
}

#[test]
fn two_people_are_never_one_and_one_difference_needs_a_look_at_the_documents() {
    use crate::identity::Sex::{Female, Male};
    let who = |name: &str, born: &str, sex| Identity {
        name: name.to_owned(),
        born_on: (!born.is_empty()).then(|| day(born)),
        sex,
    };
    let chen = who("陈静", "1990-01-01", Some(Female));
    for (other, differs, unconfirmed, confirmed) in [
        (who("陈静", "1990-01-01", Some(Female)), "", true, true),
        (who("陈 静", "1990-01-01", Some(Female)), "", true, true),
        // A passport tells neither birthday nor sex.
        (who("陈静", "", None), "", true, true),
        (who("陈敬", "", None), "姓名", false, true),
        (who("陈敬", "1990-01-01", Some(Female)), "姓名", false, true),
        (
            who("陈静", "1991-01-01", Some(Female)),
            "出生日期",
            false,
            true,
        ),
        (who("陈静", "1990-01-01", Some(Male)), "性别", false, true),
        (
            who("陈静", "1991-01-01", Some(Male)),
            "出生日期、性别",
            false,
            true,
        ),
        (
            who("陈敬", "1991-01-01", Some(Female)),
            "姓名、出生日期",
            false,
            false,
        ),
        (
            who("陈敬", "1990-01-01", Some(Male)),
            "姓名、性别",
            false,
            false,
        ),
    ] {
        let found = differences(&chen, &other);
        assert_eq!(found.words().join("、"), differs, "{other:?}");
        assert_eq!(one_person(found, false).is_ok(), unconfirmed, "{other:?}");
        assert_eq!(one_person(found, true).is_ok(), confirmed, "{other:?}");
    }
}
