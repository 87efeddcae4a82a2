//! How the machine runs (运行情况): jobs and their last runs, the outbox, the chain of
//! the history, disk and versions; and the page of one piece of long work.

pub mod api;
mod overview;
pub mod pages;

pub use overview::{LongWork, Overview, failed_mails, overview};
