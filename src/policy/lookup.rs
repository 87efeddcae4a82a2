//! Which rule holds for whom on which day. Everything is pure: the day is
//! passed in. A region may be named in any way [`Policies::region`] knows.

use chrono::NaiveDate;

use super::Policies;
use super::model::{
    EligibilityLine, ExamFees, ExamPaper, ExpectedSeason, HolidayYear, PassLine, Region,
    ReimbursementPolicy, TrainingRule,
};
use super::overview::pass_line_id;
use super::regions::NATIONAL;
use super::targets::TargetPolicy;
use crate::certificates::Level;
use crate::exams::Subject;

impl Policies {
    /// The region a name means: its official name, another name, its stem
    /// (酉阳, 酉阳县), or written with those it lies in (重庆市綦江区). None
    /// where it is not listed, so that the caller can say so.
    pub fn region(&self, name: &str) -> Option<&Region> {
        self.regions.find(name)
    }

    /// Every region listed.
    pub fn regions(&self) -> &[Region] {
        self.regions.all()
    }

    /// The names from the region itself up to 全国. A name that is not listed
    /// gives 全国 alone: what holds everywhere holds there too.
    pub fn region_chain(&self, name: &str) -> Vec<&str> {
        self.regions.chain(name)
    }

    /// The exam area (考区) of a region: its province. None for 全国 and for a
    /// name that is not listed.
    pub fn area_of(&self, region: &str) -> Option<&str> {
        let chain = self.region_chain(region);
        let province = chain.len().checked_sub(2)?;
        chain.get(province).copied()
    }

    /// The training rules in force on `day` in a region, those of 全国 first,
    /// then down to the region; within one region by id.
    pub fn training_rules(&self, region: &str, day: NaiveDate) -> Vec<&TrainingRule> {
        let chain = self.region_chain(region);
        let mut rules: Vec<&TrainingRule> = Vec::new();
        for place in chain.iter().rev() {
            let here = self.training_rules.iter();
            rules.extend(here.filter(|rule| rule.region == *place && rule.validity.covers(day)));
        }
        rules
    }

    /// The version of a training rule in force on `day`.
    pub fn training_rule(&self, id: &str, day: NaiveDate) -> Option<&TrainingRule> {
        self.training_rules
            .iter()
            .find(|rule| rule.id == id && rule.validity.covers(day))
    }

    /// Every dated version of every training rule, by id and first day.
    pub fn all_training_rules(&self) -> &[TrainingRule] {
        &self.training_rules
    }

    /// The version of a training rule that begins last.
    pub fn latest_training_rule(&self, id: &str) -> Option<&TrainingRule> {
        let versions = self.training_rules.iter().filter(|rule| rule.id == id);
        versions.max_by_key(|rule| rule.validity.from)
    }

    /// The version of a reimbursement policy that begins last.
    pub fn latest_reimbursement(&self, id: &str) -> Option<&ReimbursementPolicy> {
        let versions = self.reimbursements.iter().filter(|policy| policy.id == id);
        versions.max_by_key(|policy| policy.validity.from)
    }

    /// The version of a region's targets that begins last.
    pub fn latest_targets(&self, id: &str) -> Option<&TargetPolicy> {
        let versions = self.targets.iter().filter(|policy| policy.id == id);
        versions.max_by_key(|policy| policy.validity.from)
    }

    /// The version of an area's fees that begins last.
    pub fn latest_fees(&self, area: &str) -> Option<&ExamFees> {
        let versions = self.fees.iter().filter(|fees| fees.area == area);
        versions.max_by_key(|fees| fees.validity.from)
    }

    /// The line of the latest year among those with these papers and this first county.
    pub fn latest_pass_line(&self, id: &str) -> Option<&PassLine> {
        let lines = self.pass_lines.iter();
        lines
            .filter(|line| pass_line_id(line) == id)
            .max_by_key(|line| line.year_from)
    }

    /// The public holidays of a year, where there is data.
    pub fn holidays_of(&self, year: i32) -> Option<&HolidayYear> {
        self.holidays.get(&year)
    }

    /// The papers of a level, in the order they are sat.
    pub fn papers(&self, level: Level) -> Vec<&ExamPaper> {
        self.papers
            .iter()
            .filter(|paper| paper.level == level)
            .collect()
    }

    /// The papers of every level, by level and in the order they are sat.
    pub fn all_papers(&self) -> &[ExamPaper] {
        &self.papers
    }

    /// The subjects of a level, in the order they are sat.
    pub fn subjects(&self, level: Level) -> Vec<Subject> {
        self.papers(level)
            .iter()
            .map(|paper| paper.subject)
            .collect()
    }

    /// The exam fees of an area on `day`: the area's own or those of the
    /// region around it; none where policy does not know them.
    pub fn fees(&self, area: &str, day: NaiveDate) -> Option<&ExamFees> {
        self.nearest(area, |place| {
            self.fees
                .iter()
                .find(|fees| fees.area == place && fees.validity.covers(day))
        })
    }

    /// Every pass line, national and special. The counties of a special line
    /// are official names; those inside a named prefecture are listed too.
    pub fn pass_lines(&self) -> &[PassLine] {
        &self.pass_lines
    }

    /// The lines of eligibility of a level, in the order of the files.
    pub fn eligibility_lines(&self, level: Level) -> Vec<&EligibilityLine> {
        self.eligibility
            .iter()
            .filter(|line| line.level == level)
            .collect()
    }

    /// The lines of eligibility of every level, in the order of the files.
    pub fn all_eligibility_lines(&self) -> &[EligibilityLine] {
        &self.eligibility
    }

    /// Every dated version of every region's reimbursement policy.
    pub fn all_reimbursements(&self) -> &[ReimbursementPolicy] {
        &self.reimbursements
    }

    /// Every dated fee table.
    pub fn all_fees(&self) -> &[ExamFees] {
        &self.fees
    }

    /// How seasons that nobody announced are guessed.
    pub fn expected_seasons(&self) -> &[ExpectedSeason] {
        &self.expected_seasons
    }

    /// The public holidays of every year there is data for.
    pub fn holiday_years(&self) -> impl Iterator<Item = &HolidayYear> {
        self.holidays.values()
    }

    /// The reimbursement policy that holds in a region on `day`: its own, else
    /// that of the nearest region around it.
    pub fn reimbursement(&self, region: &str, day: NaiveDate) -> Option<&ReimbursementPolicy> {
        self.nearest(region, |place| {
            self.reimbursements
                .iter()
                .find(|policy| policy.region == place && policy.validity.covers(day))
        })
    }

    /// The first thing found from a region upward.
    pub(super) fn nearest<'a, T>(
        &'a self,
        region: &str,
        find: impl Fn(&str) -> Option<&'a T>,
    ) -> Option<&'a T> {
        self.region_chain(region).into_iter().find_map(find)
    }

    /// 全国 or a region's official name; the name itself where it is not listed.
    pub(super) fn official_area(&self, name: &str) -> String {
        match self.region(name) {
            Some(region) if region.name == NATIONAL => NATIONAL.to_owned(),
            Some(region) => self
                .area_of(&region.name)
                .unwrap_or(&region.name)
                .to_owned(),
            None => name.trim().to_owned(),
        }
    }
}
