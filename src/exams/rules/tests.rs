//! What a district officer would check by hand, as tables.

mod builders;
mod costs;
mod eligible;
mod entries;
mod outcomes;
mod pass_lines;
mod standings;
mod years_and_majors;
