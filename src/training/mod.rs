//! Continuing training (继续教育): records, rules, and what each record counts.

mod model;

pub use model::*;
