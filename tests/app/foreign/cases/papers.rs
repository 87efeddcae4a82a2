//! What an office keeps by hand of a person: entries, scores, trainings, certificates.

use shegong::web::Verb::{Get, Post, Put};

use super::Case;
use super::Sent::{Form, Json, Nothing};

/// About the papers of people, and their full numbers.
pub const PAPERS: &[Case] = &[
    (Get, "/people/{person}/training/{record}", Nothing),
    (Get, "/people/{own_person}/training/{record}", Nothing),
    (
        Get,
        "/people/{own_person}/certificates/{certificate}",
        Nothing,
    ),
    (Get, "/api/v1/people/{person}/training/{record}", Nothing),
    (
        Get,
        "/api/v1/people/{own_person}/training/{record}",
        Nothing,
    ),
    (Get, "/api/v1/people/{person}/exam-entries", Nothing),
    (Get, "/api/v1/people/{person}/exam-results", Nothing),
    (Get, "/people/{person}/entries/new", Nothing),
    (Get, "/people/{person}/entries/{entry}", Nothing),
    (Get, "/people/{own_person}/entries/{entry}", Nothing),
    (
        Get,
        "/people/{person}/results?year=2025&level=intermediate",
        Nothing,
    ),
    (
        Post,
        "/api/v1/people/{person}/unmasking",
        Json("", r#"{"reason":"网上报名"}"#),
    ),
    (
        Post,
        "/api/v1/people/{person}/exam-entries",
        Json(
            "",
            r#"{"year":2023,"level":"intermediate","state":"submitted"}"#,
        ),
    ),
    (
        Put,
        "/api/v1/people/{person}/exam-entries/{entry}",
        Json(
            "{entry_version}",
            r#"{"state":"cancelled","ticket_number":"2025003","reason":"录错"}"#,
        ),
    ),
    (
        Put,
        "/api/v1/people/{own_person}/exam-entries/{entry}",
        Json(
            "{entry_version}",
            r#"{"state":"cancelled","ticket_number":"2025004","reason":"录错"}"#,
        ),
    ),
    (
        Post,
        "/api/v1/people/{person}/exam-results",
        Json(
            "",
            r#"{"year":2023,"level":"intermediate","scores":[{"subject":"practice","score":"66"}]}"#,
        ),
    ),
    (
        Put,
        "/api/v1/people/{person}/training/{record}",
        Json(
            "{record_version}",
            r#"{"title":"沟通技巧","organiser":"民政局","first_day":"2026-02-03","last_day":"2026-02-04","days":"2","kind":"training","reason":"录错"}"#,
        ),
    ),
    (
        Put,
        "/api/v1/people/{own_person}/training/{record}",
        Json(
            "{record_version}",
            r#"{"title":"沟通技巧","organiser":"民政局","first_day":"2026-02-03","last_day":"2026-02-04","days":"2","kind":"training","reason":"录错"}"#,
        ),
    ),
    (
        Post,
        "/api/v1/people/{person}/training/{record}/withdrawal",
        Json("{record_version}", r#"{"reason":"录错"}"#),
    ),
    (
        Post,
        "/api/v1/people/{person}/training/{record}/restoration",
        Json("{record_version}", r#"{"reason":"录错"}"#),
    ),
    (
        Post,
        "/people/{person}/entries/new",
        Form("year=2024&level=intermediate&state=submitted"),
    ),
    (
        Post,
        "/people/{person}/results",
        Form("year=2024&level=intermediate&score_practice=65&version_practice=0"),
    ),
    (
        Post,
        "/people/{person}/entries/{entry}",
        Form("version={entry_version}&state=cancelled&ticket_number=2025001&reason=录错"),
    ),
    (
        Post,
        "/people/{own_person}/entries/{entry}",
        Form("version={entry_version}&state=cancelled&ticket_number=2025002&reason=录错"),
    ),
    (
        Post,
        "/people/{person}/training/{record}",
        Form(
            "step=correct&version={record_version}&title=沟通技巧&organiser=民政局&first_day=2026-02-03&last_day=2026-02-04&days=2&kind=training&reason=录错",
        ),
    ),
    (
        Post,
        "/people/{own_person}/training/{record}",
        Form(
            "step=correct&version={record_version}&title=沟通技巧&organiser=民政局&first_day=2026-02-03&last_day=2026-02-04&days=2&kind=training&reason=录错",
        ),
    ),
    (
        Post,
        "/people/{person}/training/{record}",
        Form("step=withdraw&version={record_version}&reason=录错"),
    ),
    (
        Post,
        "/people/{person}/training/{record}",
        Form("step=restore&version={record_version}&reason=录错"),
    ),
    (
        Post,
        "/api/v1/people/{person}/certificates",
        Json("", r#"{"level":"senior","approved_on":"2024-06-18"}"#),
    ),
];
