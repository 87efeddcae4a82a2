//! The rule data against the facts it was made from, and every kind of mistake.

mod calendar;
mod content;
mod mistakes;
mod money;
mod overrides;
mod places;
mod versions;
mod workdays;

use std::sync::LazyLock;

use crate::calendar::day;
use chrono::NaiveDateTime;

use super::Policies;

/// The embedded rules, read once for all tests.
fn policies() -> &'static Policies {
    static POLICIES: LazyLock<Policies> = LazyLock::new(|| {
        Policies::embedded().expect("embedded policies are checked by a test of their own")
    });
    &POLICIES
}

/// A moment from `2026-03-09 09:00`.
fn moment(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("test moment")
}
