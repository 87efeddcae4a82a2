//! The chain over the history: what a seal is, and whether the seals still hold. Pure.
//!
//! Each seal is SHA-256 over the seal before it and one line. Of the payload only its
//! hash goes in, so that a payload can be erased by law while the chain holds; the
//! erasure has a line of its own that names whose data went.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

/// What stands before the first seal.
pub const BEGINNING: &str = "";
/// The form of what is hashed; a later form gets a later number.
const FORM: &str = "shegong history 1";
/// So many findings are told one by one; all are counted.
pub const FINDINGS_TOLD: usize = 200;

/// One line as it is sealed: plain words and numbers, as they stand in the database.
#[derive(Debug, Clone, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::db::schema::history)]
#[diesel(check_for_backend(crate::db::Backend))]
pub struct SealedLine {
    /// Its id.
    pub id: i64,
    /// When (UTC, whole seconds).
    pub occurred_at: NaiveDateTime,
    /// Who.
    pub actor: String,
    /// `cli`, `web` …
    pub origin: String,
    /// In which import.
    pub import_batch_id: Option<i64>,
    /// Whom it concerns.
    pub person_id: Option<i64>,
    /// What kind of thing.
    pub entity: String,
    /// Which one.
    pub entity_id: i64,
    /// What happened.
    pub action: String,
    /// Values before; not part of the seal.
    pub before: Option<String>,
    /// Values after; not part of the seal.
    pub after: Option<String>,
    /// SHA-256 over both.
    pub payload_hash: String,
    /// With which account.
    pub account_id: Option<i64>,
    /// From which address.
    pub address: Option<String>,
    /// In whose place.
    pub on_behalf_of_id: Option<i64>,
    /// In which request.
    pub request_id: Option<String>,
    /// By which line the payload was erased; not part of the seal.
    pub erased_by_id: Option<i64>,
}

/// SHA-256 over both payloads, each with its presence and length before it.
pub fn payload_hash(before: Option<&str>, after: Option<&str>) -> String {
    let mut hash = Sha256::new();
    part(&mut hash, before);
    part(&mut hash, after);
    hex::encode(hash.finalize())
}

/// The seal of `line` after the seal `previous`.
pub fn seal(previous: &str, line: &SealedLine) -> String {
    let mut hash = Sha256::new();
    let number = |value: Option<i64>| value.map(|value| value.to_string());
    let texts = [
        Some(FORM.to_owned()),
        Some(previous.to_owned()),
        Some(line.id.to_string()),
        Some(line.occurred_at.format("%Y-%m-%dT%H:%M:%S").to_string()),
        Some(line.actor.clone()),
        number(line.account_id),
        Some(line.origin.clone()),
        line.address.clone(),
        number(line.on_behalf_of_id),
        line.request_id.clone(),
        number(line.import_batch_id),
        number(line.person_id),
        Some(line.entity.clone()),
        Some(line.entity_id.to_string()),
        Some(line.action.clone()),
        Some(line.payload_hash.clone()),
    ];
    for text in &texts {
        part(&mut hash, text.as_deref());
    }
    hex::encode(hash.finalize())
}

/// One part with its presence and length before it, so that no two rows of parts run
/// into the same bytes.
fn part(hash: &mut Sha256, text: Option<&str>) {
    match text {
        None => hash.update([0_u8]),
        Some(text) => {
            hash.update([1_u8]);
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
    }
}

/// One seal as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Its place in the chain, from 1, without gaps.
    pub sequence: i64,
    /// The line it seals.
    pub history_id: i64,
    /// The seal.
    pub chain_hash: String,
}

/// What does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// Seals are gone.
    #[error("第 {first} 号到第 {last} 号封条不见了：封条表被删过行")]
    SealsMissing {
        /// The first missing one.
        first: i64,
        /// The last missing one.
        last: i64,
    },
    /// A sealed line is gone.
    #[error("历史记录第 {line} 条不见了（第 {sequence} 号封条）：记录被删除")]
    LineMissing {
        /// The line.
        line: i64,
        /// Its seal.
        sequence: i64,
    },
    /// A line or its place differs from what was sealed.
    #[error("历史记录第 {line} 条与第 {sequence} 号封条对不上：谁、何时、何事或先后次序被改动过")]
    LineChanged {
        /// The line.
        line: i64,
        /// Its seal.
        sequence: i64,
    },
    /// A payload differs from its hash.
    #[error("历史记录第 {line} 条的前后内容被改动过")]
    PayloadChanged {
        /// The line.
        line: i64,
    },
    /// A payload is gone, and no erasure by law names the person.
    #[error("历史记录第 {line} 条的内容被清空，却没有对应的依法清除记录")]
    ErasedWithoutGround {
        /// The line.
        line: i64,
    },
    /// A line was never sealed although its time has come.
    #[error("历史记录第 {line} 条一直没有封存：请确认后台任务在运行；若已运行，这一条来历不明")]
    NotSealed {
        /// The line.
        line: i64,
    },
    /// The end of the chain is not the one that was last noted under the key.
    #[error("封条链的末尾（第 {found} 号）与系统记下的不一致：末尾的封条被删除或整条链被重做过")]
    EndReplaced {
        /// The last seal found.
        found: i64,
    },
}

/// What a check of the chain found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChainReport {
    /// Seals looked at.
    pub seals: i64,
    /// Payloads erased by law, each with its ground.
    pub erased: i64,
    /// Lines that wait for the next sealing.
    pub waiting: i64,
    /// The last seal, to be written down outside the system.
    pub end: Option<Seal>,
    /// How many findings there are.
    pub found: usize,
    /// The first of them.
    pub findings: Vec<Finding>,
}

impl ChainReport {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.found == 0
    }

    /// Notes a finding.
    pub fn note(&mut self, finding: Finding) {
        self.found += 1;
        if self.findings.len() < FINDINGS_TOLD {
            self.findings.push(finding);
        }
    }
}

/// Whose data each erasure took: erasing line → people.
pub type Erasures = HashMap<i64, HashSet<i64>>;

/// Walks along the chain, seal by seal, keeping only the last one.
#[derive(Debug)]
pub struct Walk {
    previous: String,
    sequence: i64,
    erasures: Erasures,
    /// What was found so far.
    pub report: ChainReport,
}

impl Walk {
    /// At the beginning of the chain.
    pub fn new(erasures: Erasures) -> Self {
        Self {
            previous: BEGINNING.to_owned(),
            sequence: 0,
            erasures,
            report: ChainReport::default(),
        }
    }

    /// The place of the last seal seen.
    pub fn sequence(&self) -> i64 {
        self.sequence
    }

    /// Looks at the next seal and the line it seals. Goes on from the seal as stored, so
    /// that one altered line is one finding and not all that follow.
    pub fn step(&mut self, seal_found: Seal, line: Option<&SealedLine>) {
        let expected = self.sequence + 1;
        let gap = seal_found.sequence > expected;
        if gap {
            self.report.note(Finding::SealsMissing {
                first: expected,
                last: seal_found.sequence - 1,
            });
        }
        match line {
            None => self.report.note(Finding::LineMissing {
                line: seal_found.history_id,
                sequence: seal_found.sequence,
            }),
            Some(line) => {
                // After a gap the seal before is unknown; the line itself cannot be judged.
                if !gap && seal(&self.previous, line) != seal_found.chain_hash {
                    self.report.note(Finding::LineChanged {
                        line: line.id,
                        sequence: seal_found.sequence,
                    });
                }
                self.check_payload(line);
            }
        }
        self.report.seals += 1;
        self.sequence = seal_found.sequence;
        self.previous.clone_from(&seal_found.chain_hash);
        self.report.end = Some(seal_found);
    }

    fn check_payload(&mut self, line: &SealedLine) {
        if payload_hash(line.before.as_deref(), line.after.as_deref()) == line.payload_hash {
            return;
        }
        if line.before.is_some() || line.after.is_some() {
            self.report.note(Finding::PayloadChanged { line: line.id });
            return;
        }
        let grounded = line
            .erased_by_id
            .filter(|by| *by > line.id)
            .and_then(|by| self.erasures.get(&by))
            .zip(line.person_id)
            .is_some_and(|(people, person)| people.contains(&person));
        if grounded {
            self.report.erased += 1;
        } else {
            self.report
                .note(Finding::ErasedWithoutGround { line: line.id });
        }
    }
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
