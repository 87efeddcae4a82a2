//! The dated, regional rule data (政策数据): typed, checked at start, and asked
//! "which rule holds for whom on which day".

mod model;

pub use model::*;
