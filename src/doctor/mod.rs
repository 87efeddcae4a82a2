//! The doctor (体检): whether what always holds does hold: the invariants of every room's
//! tables, the ciphertexts, the chain over the history. It changes nothing.

mod ciphertexts;

use serde::Serialize;

use crate::app::App;
use crate::audit::chain::ChainReport;
use crate::audit::sealing::check_chain;
use crate::db::DatabaseError;
use crate::db::checks::Check;
use crate::{
    accounts, certificates, claims, exams, jobs, mail, people, reminders, retention, training,
    units,
};

/// So many ids are told of one finding; all are counted.
pub const IDS_TOLD: usize = 20;

/// Every invariant that is a query, room by room.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    [
        units::store::checks::CHECKS,
        people::store::checks::CHECKS,
        certificates::store::checks::CHECKS,
        training::store::checks::CHECKS,
        exams::store::checks::CHECKS,
        claims::store::checks::CHECKS,
        mail::store::checks::CHECKS,
        reminders::store::checks::CHECKS,
        accounts::store::checks::CHECKS,
        jobs::store::checks::CHECKS,
        retention::store::checks::CHECKS,
    ]
    .into_iter()
    .flatten()
}

/// An invariant that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Which one.
    pub check: String,
    /// What is wrong, one Chinese sentence without the ids.
    pub finding: String,
    /// How many rows.
    pub count: usize,
    /// The first of them.
    pub ids: Vec<i64>,
}

impl Broken {
    fn new(check: &str, finding: &str, mut ids: Vec<i64>) -> Self {
        let count = ids.len();
        ids.truncate(IDS_TOLD);
        Self {
            check: check.to_owned(),
            finding: finding.to_owned(),
            count,
            ids,
        }
    }

    /// The whole sentence with its ids.
    pub fn sentence(&self) -> String {
        let ids: Vec<String> = self.ids.iter().map(ToString::to_string).collect();
        let more = if self.count > self.ids.len() {
            format!(" 等 {} 条", self.count)
        } else {
            String::new()
        };
        format!("{}：编号 {}{more}", self.finding, ids.join("、"))
    }
}

/// What an examination found.
#[derive(Debug, Clone, Default)]
pub struct DoctorReport {
    /// How many invariants were looked at.
    pub checks: usize,
    /// Those that do not hold.
    pub broken: Vec<Broken>,
    /// How many ciphertexts were opened.
    pub ciphertexts: u64,
    /// The chain over the history.
    pub chain: ChainReport,
}

impl DoctorReport {
    /// Whether everything holds.
    pub fn is_healthy(&self) -> bool {
        self.broken.is_empty() && self.chain.holds()
    }

    /// Every finding as a sentence.
    pub fn sentences(&self) -> Vec<String> {
        let mut told: Vec<String> = self.broken.iter().map(Broken::sentence).collect();
        told.extend(self.chain.findings.iter().map(ToString::to_string));
        if self.chain.found > self.chain.findings.len() {
            told.push(format!(
                "历史封条共有 {} 处问题，以上只列出前 {} 处",
                self.chain.found,
                self.chain.findings.len()
            ));
        }
        told
    }

    /// The outcome in one sentence, for the page of operations.
    pub fn summary(&self) -> String {
        let found = self.broken.len() + self.chain.found;
        let seals = self.chain.seals;
        let checked = format!(
            "核对 {} 项约束、{seals} 条历史封条、{} 个密文",
            self.checks, self.ciphertexts
        );
        if found == 0 {
            format!("{checked}，全部正常")
        } else {
            format!("{checked}，发现 {found} 处问题，请运行 shegong doctor 查看")
        }
    }
}

/// Examines everything; `full` opens every ciphertext instead of a sample.
///
/// # Errors
/// When the database fails.
pub fn examine(app: &App, full: bool) -> Result<DoctorReport, DatabaseError> {
    let mut report = DoctorReport::default();
    app.db.read(|conn| {
        for check in checks() {
            report.checks += 1;
            let ids = check.broken(conn)?;
            if !ids.is_empty() {
                report
                    .broken
                    .push(Broken::new(check.name, check.finding, ids));
            }
        }
        ciphertexts::examine(conn, &app.keys, full, &mut report)
    })?;
    report.chain = check_chain(app)?;
    Ok(report)
}
