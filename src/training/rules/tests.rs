//! What a district officer would check by hand, as tables.

mod amounts;
mod limits;
mod states;
