//! What belongs to an entry, and what becomes of it.

use std::collections::BTreeMap;

use crate::accounts::{AccountId, AccountState};
use crate::certificates::{Certificate, CertificateDetails, CertificateId, Registration};
use crate::claims::{ClaimId, ClaimState};
use crate::exams::{EntryId, ResultId, StoredEntry, StoredResult};
use crate::people::{Person, PersonDetails};
use crate::training::{StoredRecord, TrainingRecordId};

/// Everything of one entry that a merging looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belongings {
    /// The entry.
    pub person: Person,
    /// The certificates.
    pub certificates: Vec<Certificate>,
    /// Their registrations, oldest row first.
    pub registrations: BTreeMap<CertificateId, Vec<Registration>>,
    /// The training records.
    pub records: Vec<StoredRecord>,
    /// The exam entries.
    pub entries: Vec<StoredEntry>,
    /// The results.
    pub results: Vec<StoredResult>,
    /// The claims: state and the exam entries that their lines pay for.
    pub claims: Vec<(ClaimId, ClaimState, Vec<EntryId>)>,
    /// The account.
    pub account: Option<(AccountId, AccountState)>,
}

/// The same thing on both sides: the kept entry's stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What kind of thing: 证书, 培训记录 …
    pub what: &'static str,
    /// Which one.
    pub which: String,
    /// What the kept entry says.
    pub kept: String,
    /// What the other one says.
    pub other: String,
}

/// What a certificate of the kept entry takes over from one of the same level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinedCertificate {
    /// The kept certificate.
    pub kept: CertificateId,
    /// Its values with the gaps filled, where any were.
    pub details: Option<CertificateDetails>,
    /// The other certificate, which stays with the entry that goes.
    pub other: CertificateId,
    /// Whether the other's registrations are taken over: the kept one has none.
    pub takes_registrations: bool,
}

/// What will be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePlan {
    /// The kept entry's values with the gaps filled.
    pub details: PersonDetails,
    /// Which gaps are filled, in words.
    pub filled: Vec<&'static str>,
    /// Certificates that go over.
    pub certificates: Vec<CertificateId>,
    /// Certificates of a level that both have.
    pub joined: Vec<JoinedCertificate>,
    /// Training records that go over.
    pub records: Vec<TrainingRecordId>,
    /// Training records that both have: the other's and the kept one.
    pub same_records: Vec<(TrainingRecordId, TrainingRecordId)>,
    /// Exam entries that go over.
    pub entries: Vec<EntryId>,
    /// Exam entries that both have: the other's and the kept one.
    pub same_entries: Vec<(EntryId, EntryId)>,
    /// Results that go over.
    pub results: Vec<ResultId>,
    /// How many claims go over.
    pub claims: usize,
    /// The account that goes over.
    pub account: Option<AccountId>,
    /// Where both have the same thing.
    pub conflicts: Vec<Conflict>,
}
