//! The jobs' SQL, by noun.

pub mod background;
pub mod checks;
pub mod runs;
