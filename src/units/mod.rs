//! Units (单位) as a tree.

mod model;

pub use model::*;
