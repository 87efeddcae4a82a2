//! Registration and training: every rung at its edges.

use super::*;

#[test]
fn a_certificate_without_registration_hears_after_nine_and_eleven_months() {
    assert_due(
        &certified("2025-05-31"),
        &seasons(),
        &[
            ("2026-02-27", &[]),
            ("2026-02-28", &["registration-first 2026-02-28 made"]),
            (
                "2026-05-31",
                &[
                    "registration-first 2026-02-28 skipped",
                    "registration-first 2026-04-30 made",
                ],
            ),
            ("2026-06-01", &[]),
        ],
    );
}

#[test]
fn only_the_highest_certificate_asks_for_a_first_registration_and_the_local_grade_never() {
    let mut local = certified("2025-06-09");
    local.certificates[0].level = Level::Worker;
    assert_due(&local, &seasons(), &[("2026-03-09", &[])]);

    let mut promoted = registered("2024-01-01", "2026-12-31");
    promoted.certificates.push(CertificateSituation {
        id: CertificateId(6),
        level: Level::Intermediate,
        approved_on: Some(day("2025-06-09")),
    });
    let told = due(&promoted, &seasons(), &[], "2026-03-09");
    assert_eq!(shown(&told), ["registration-first 2026-03-09 made"]);
    assert_eq!(told[0].subject, "certificate-6");
}

#[test]
fn a_registration_hears_when_renewal_opens_and_twice_before_it_ends() {
    assert_due(
        &registered("2023-06-01", "2026-05-31"),
        &seasons(),
        &[
            ("2026-02-27", &[]),
            ("2026-02-28", &["registration-opens 2026-02-28 made"]),
            (
                "2026-05-01",
                &[
                    "registration-opens 2026-02-28 made",
                    "registration-ends 2026-05-01 made",
                ],
            ),
            (
                "2026-05-31",
                &[
                    "registration-opens 2026-02-28 made",
                    "registration-ends 2026-05-01 skipped",
                    "registration-ends 2026-05-24 made",
                ],
            ),
            ("2026-06-01", &[]),
        ],
    );
    assert_due(
        &registered("2021-06-01", "2024-05-31"),
        &seasons(),
        &[
            ("2024-02-28", &[]),
            ("2024-02-29", &["registration-opens 2024-02-29 made"]),
        ],
    );
}

#[test]
fn a_renewed_registration_and_one_below_a_registered_level_are_silent() {
    let mut renewed = registered("2023-06-01", "2026-05-31");
    renewed.registrations.push(RegistrationSituation {
        id: RegistrationId(13),
        first_day: day("2026-06-01"),
        last_day: day("2029-05-31"),
        ..renewed.registrations[0]
    });
    assert_due(&renewed, &seasons(), &[("2026-05-24", &[])]);

    let mut promoted = registered("2023-06-01", "2026-05-31");
    promoted.registrations.push(RegistrationSituation {
        id: RegistrationId(14),
        certificate: CertificateId(6),
        level: Level::Intermediate,
        first_day: day("2025-01-01"),
        last_day: day("2027-12-31"),
    });
    assert_due(&promoted, &seasons(), &[("2026-05-24", &[])]);
}

#[test]
fn open_training_hears_a_year_half_a_year_three_months_and_a_month_before_the_end() {
    assert_due(
        &training(WindowKind::Registration, "2023-09-01", "2026-08-31"),
        &seasons(),
        &[
            ("2025-08-30", &[]),
            ("2025-08-31", &["training-short 2025-08-31 made"]),
            (
                "2026-02-28",
                &[
                    "training-short 2025-08-31 skipped",
                    "training-short 2026-02-28 made",
                ],
            ),
            (
                "2026-08-31",
                &[
                    "training-short 2025-08-31 skipped",
                    "training-short 2026-02-28 skipped",
                    "training-short 2026-05-31 skipped",
                    "training-short 2026-07-31 made",
                ],
            ),
            ("2026-09-01", &["training-overdue 2026-09-01 made"]),
        ],
    );
}

#[test]
fn overdue_training_hears_every_three_months_counted_from_the_first_day() {
    assert_due(
        &training(WindowKind::Registration, "2022-11-30", "2025-11-29"),
        &seasons(),
        &[
            ("2025-11-30", &["training-overdue 2025-11-30 made"]),
            ("2026-02-27", &["training-overdue 2025-11-30 made"]),
            ("2026-02-28", &["training-overdue 2026-02-28 made"]),
            ("2026-05-29", &["training-overdue 2026-02-28 made"]),
            ("2026-05-30", &["training-overdue 2026-05-30 made"]),
            ("2029-03-01", &["training-overdue 2029-02-28 made"]),
        ],
    );
}

#[test]
fn a_rolling_window_hears_on_quarter_days_for_two_weeks() {
    assert_due(
        &training(WindowKind::Rolling, "2023-04-02", "2026-04-01"),
        &seasons(),
        &[
            ("2026-03-31", &[]),
            ("2026-04-01", &["training-rolling 2026-04-01 made"]),
            ("2026-04-15", &["training-rolling 2026-04-01 made"]),
            ("2026-04-16", &[]),
            ("2026-07-01", &["training-rolling 2026-07-01 made"]),
            ("2026-10-15", &["training-rolling 2026-10-01 made"]),
            ("2026-01-01", &["training-rolling 2026-01-01 made"]),
            ("2026-12-31", &[]),
        ],
    );
}

#[test]
fn complete_training_is_silent() {
    for basis in [WindowKind::Registration, WindowKind::Rolling] {
        let mut person = training(basis, "2023-04-01", "2026-03-31");
        person.training[0].open_hundredths = 0;
        assert_due(
            &person,
            &seasons(),
            &[("2026-03-31", &[]), ("2026-04-01", &[])],
        );
    }
}
