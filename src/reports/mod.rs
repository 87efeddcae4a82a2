//! What the district counts over all rooms: the targets for certified people against
//! fact, yearly statistics, and who lacks how much training.
//!
//! Everything is worked out when it is asked for. Sex and age come from the ID number
//! at that moment and are never stored (个人信息保护法 art. 6: no more than needed).
//! Source of the targets: 綦江民发〔2020〕60号 一（二）, as policy data.

pub mod api;
mod gap_message;
pub mod gap_pages;
pub mod gaps;
pub mod pages;
pub mod rules;
pub mod statistics;
pub mod targets;
mod tasks;
pub mod trial;
