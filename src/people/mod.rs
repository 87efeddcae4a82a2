//! People (人员).

mod model;

pub use model::*;
