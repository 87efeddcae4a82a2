//! Exams (考试): seasons, entries, results, and what still lives.
//!
//! A season is a year in one exam area. An assistant passes both subjects in
//! one year, an intermediate all three within two consecutive years, sliding;
//! the senior paper gives a proof of three years (国人部发〔2006〕71号,
//! 人社部规〔2018〕2号). Outcomes are recomputed from results and pass lines,
//! never edited, so a line published later can turn 未通过 into 已通过.

pub mod actions;
pub mod by_hand;
pub mod entered;
pub mod import;
pub mod marks;
mod model;
pub mod prospects;
pub mod rules;
pub mod season_api;
pub mod season_book;
pub mod season_changes;
mod season_conflict;
mod season_form;
pub mod season_pages;
pub mod situation;
pub mod store;
mod stored;
pub mod trial;
pub mod wording;

pub use model::*;
pub use stored::*;
