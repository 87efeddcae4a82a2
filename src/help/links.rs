//! Where pages lead for the rule behind a figure or a sentence. Every address written
//! out here is one that help has; a test holds that.

use crate::certificates::Level;

/// 报考条件.
pub const ELIGIBILITY: &str = "/help/eligibility";
/// How full years are counted.
pub const YEARS_OF_SERVICE: &str = "/help/eligibility#years";
/// Which education and which major counts.
pub const EDUCATION: &str = "/help/eligibility#education";
/// 有效期和再登记: three years, and the last three months for the renewal.
pub const REGISTRATION_PERIOD: &str = "/help/registration#period";
/// 首次登记 within a year.
pub const FIRST_REGISTRATION: &str = "/help/registration#first";
/// 批量延长.
pub const EXTENSION: &str = "/help/registration#extension";
/// The steps of an entry.
pub const ENTRY_STEPS: &str = "/help/exam#entry";
/// What claims are paid.
pub const REIMBURSEMENT: &str = "/help/reimbursement";
/// How training counts.
pub const TRAINING: &str = "/help/training";
/// How ID numbers are kept.
pub const MASKED_NUMBERS: &str = "/help/privacy#masked";

/// The line of the conditions that admits or refuses somebody; all of them where no
/// single one decides.
pub fn eligibility_line(line: Option<&str>) -> String {
    match line {
        Some(id) => format!("{ELIGIBILITY}#{id}"),
        None => ELIGIBILITY.to_owned(),
    }
}

/// When a level counts as passed.
pub fn passing_rule(level: Level) -> &'static str {
    match level {
        Level::Worker => "/help/exam",
        Level::Assistant => "/help/exam#one-year",
        Level::Intermediate => "/help/exam#two-years",
        Level::Senior => "/help/exam#senior-proof",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::help::{TopicKind, topic};
    use crate::policy::Policies;

    #[test]
    fn every_address_is_one_that_help_has() {
        let policies = Policies::embedded().unwrap();
        let day = "2026-03-09".parse().unwrap();
        let lines = policies.all_eligibility_lines().iter();
        let addresses = lines
            .map(|line| eligibility_line(Some(&line.id)))
            .chain(
                Level::ALL
                    .iter()
                    .map(|level| passing_rule(*level).to_owned()),
            )
            .chain(
                [
                    ELIGIBILITY,
                    YEARS_OF_SERVICE,
                    EDUCATION,
                    REGISTRATION_PERIOD,
                    FIRST_REGISTRATION,
                    EXTENSION,
                    ENTRY_STEPS,
                    REIMBURSEMENT,
                    TRAINING,
                    MASKED_NUMBERS,
                ]
                .map(str::to_owned),
            );
        for address in addresses {
            let path = address.strip_prefix("/help/").unwrap();
            let (kind, anchor) = path.split_once('#').unwrap_or((path, ""));
            let kind: TopicKind = kind.parse().unwrap();
            let sections = topic(kind, &policies, "綦江区", day).sections;
            let known = sections.iter().any(|one| one.anchor == anchor);
            assert!(anchor.is_empty() || known, "{address}");
        }
    }
}
