//! What results, pass lines, eligibility and entries come to. Pure.
//!
//! Sources: 国人部发〔2006〕71号 (levels, two years, eligibility),
//! 人社部规〔2018〕2号 (senior), the pass mark notices in policy data; what no
//! source says is decided in docs/rules.md §4.

mod cost;
mod eligibility;
mod entry;
mod live;
mod outcome;
mod pass_line;
mod place;
mod season;
mod standing;

#[cfg(test)]
mod tests;

pub use cost::{CostRefusal, EntryCost, entry_cost, has_archive_record};
pub use eligibility::{
    Eligibility, MissingFact, eligibility, full_years, major_of, may_be_invited,
};
pub use entry::{
    EntryRefusal, EntryStep, door_closes_soon, doubt, may_move_entry, may_stand, next_door,
};
pub use live::{
    ExamStatus, LivePass, closing_day, exam_status, next_season, passes_without_certificate,
};
pub use outcome::{qualified_year, subjects_of, year_before};
pub use pass_line::{PassMark, is_passed, is_passed_nationally, pass_mark, read_score};
pub use place::{place_matches, place_stem};
pub use season::{SeasonInput, SeasonRefusal, check_season, next_season_states};
pub use standing::{EntryStanding, entry_standing, qualified_on};
