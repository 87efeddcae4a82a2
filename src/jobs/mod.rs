//! Jobs (后台任务): what the clock starts, and long work that somebody asked for.
//!
//! Cron only wakes. What is due is decided by rows: one row per job and slot, unique in
//! the database, taken with a lease by a guarded update. So any number of processes run
//! beside each other, a crashed run is taken up again, and a machine that was off makes
//! up for the last slot only; the work itself knows what is due and not yet done.
//!
//! Long work is a row of [`background`] with its progress. Rooms queue it; what to do
//! with it stands in [`handlers`], which alone knows the rooms.

pub mod background;
pub mod handlers;
mod model;
pub mod rules;
pub mod runner;
pub mod store;
pub mod worker;

pub use model::*;
