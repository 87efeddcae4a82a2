//! Imports (导入): one spreadsheet in, a report of every row out.

mod model;

pub use model::*;
