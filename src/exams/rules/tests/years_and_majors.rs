//! What eligibility is counted from: full years, and which major is social work.

use super::builders::day;
use crate::exams::rules::{full_years, major_of};
use crate::policy::Major::{Other, SocialWork};

#[test]
fn full_years_count_both_ends_and_29_february_is_full_on_the_28th() {
    for (first, last, years) in [
        ("2023-01-01", "2026-12-31", 4),
        ("2023-01-02", "2026-12-31", 3),
        ("2024-02-29", "2025-02-27", 0),
        ("2024-02-29", "2025-02-28", 1),
        ("2026-12-31", "2026-12-31", 0),
        ("2027-01-01", "2026-12-31", 0),
    ] {
        assert_eq!(full_years(day(first), day(last)), years, "{first} {last}");
    }
}

#[test]
fn no_major_is_another_major() {
    assert_eq!(major_of(None), Other);
    assert_eq!(major_of(Some("社会学")), Other);
    assert_eq!(major_of(Some("社会工作（本科）")), SocialWork);
}
