//! Every request that names something by its id, well formed: sent by who owns the thing
//! it is obeyed, sent by anybody else the thing does not exist.
//!
//! `{name}` stands for an id of the township asked for, `{own_name}` for the same of who
//! asks; see `ids.rs` for the names.

pub mod offices;
pub mod papers;

use shegong::web::Verb;

use Sent::{Form, Json, Nothing, Upload, UploadSeen};
use Verb::{Get, Patch, Post, Put};

/// What goes with a request.
#[derive(Debug, Clone, Copy)]
pub enum Sent {
    Nothing,
    /// The fields of a form.
    Form(&'static str),
    /// The fields of a form with a proof.
    Upload(&'static str),
    /// If-Match and the fields of a form with a proof.
    UploadSeen(&'static str, &'static str),
    /// If-Match and the body.
    Json(&'static str, &'static str),
}

/// One request: verb, path with query, and what goes with it.
pub type Case = (Verb, &'static str, Sent);

/// About people and what they have.
pub const PEOPLE: &[Case] = &[
    (Get, "/people/{person}", Nothing),
    (Get, "/people/{person}/edit", Nothing),
    (Get, "/people/{person}/leave", Nothing),
    (Get, "/people/{person}/leave/undo", Nothing),
    (Get, "/people/{person}/return", Nothing),
    (Get, "/people/{person}/move", Nothing),
    (Get, "/people/{person}/id-number", Nothing),
    (Get, "/people/{person}/unmask", Nothing),
    (Get, "/people/{person}/merge", Nothing),
    (Get, "/people/{own_person}/merge?other={colleague}", Nothing),
    (Get, "/people/{person}/merge?other={own_colleague}", Nothing),
    (Get, "/people/{person}/record.pdf", Nothing),
    (
        Get,
        "/people/{person}/record.json?full=1&reason=check",
        Nothing,
    ),
    (Get, "/people/{person}/training/new", Nothing),
    (Get, "/people/{person}/certificates/new", Nothing),
    (Get, "/people/{person}/certificates/{certificate}", Nothing),
    (
        Get,
        "/people/{person}/registrations/new?certificate={certificate}",
        Nothing,
    ),
    (Get, "/api/v1/people/{person}", Nothing),
    (Get, "/api/v1/people/{person}/certificates", Nothing),
    (Get, "/api/v1/people/{person}/exam-status", Nothing),
    (Get, "/api/v1/people/{person}/training-status", Nothing),
    (Get, "/api/v1/people/{person}/record", Nothing),
    (Get, "/people?unit={unit}", Nothing),
    (Get, "/people.xlsx?unit={village}", Nothing),
    (Get, "/people/message?unit={unit}", Nothing),
    (Get, "/people/candidates?unit={unit}", Nothing),
    (Get, "/people/candidates.xlsx?unit={village}", Nothing),
    (Get, "/api/v1/people?unit={unit}", Nothing),
    (Get, "/training/gaps?unit={unit}", Nothing),
    (Get, "/training/gaps.xlsx?unit={village}", Nothing),
    (Get, "/api/v1/training-gaps?unit={unit}", Nothing),
    (Post, "/people/{person}/unmask", Form("reason=网上报名")),
    (
        Post,
        "/people/{person}/training",
        Upload(
            "title=沟通技巧&organiser=民政局&first_day=2026-02-03&last_day=2026-02-04&days=2&kind=training",
        ),
    ),
    (
        Post,
        "/api/v1/people/{person}/training",
        Upload(
            "title=督导实务&organiser=民政局&first_day=2026-02-10&last_day=2026-02-11&days=2&kind=training&same_file=1",
        ),
    ),
    (
        Post,
        "/people/{person}/edit",
        Form("version={version}&name=安然&mobile=13700000001"),
    ),
    (
        Patch,
        "/api/v1/people/{person}",
        Json("{version}", r#"{"name":"安然"}"#),
    ),
    (
        Post,
        "/people/{person}/id-number",
        Form("version={version}&id_number={corrected_number}&reason=录错"),
    ),
    (
        Put,
        "/api/v1/people/{person}/id-number",
        Json(
            "{version}",
            r#"{"id_number":"{corrected_number}","reason":"录错"}"#,
        ),
    ),
    (
        Post,
        "/people/{person}/certificates/new",
        Form("level=intermediate&approved_on=2024-06-18&scope=national"),
    ),
    (
        Post,
        "/people/{person}/certificates/{certificate}",
        Form(
            "version={certificate_version}&level=assistant&approved_on=2022-06-19&scope=national&reason=录错",
        ),
    ),
    (
        Put,
        "/api/v1/people/{person}/certificates/{certificate}",
        Json(
            "{certificate_version}",
            r#"{"certificate":{"level":"assistant","approved_on":"2022-06-20"},"reason":"录错"}"#,
        ),
    ),
    (
        Put,
        "/api/v1/people/{own_person}/certificates/{certificate}",
        Json(
            "{certificate_version}",
            r#"{"certificate":{"level":"assistant","approved_on":"2022-06-20"},"reason":"录错"}"#,
        ),
    ),
    (
        Post,
        "/api/v1/people/{person}/certificates/{certificate}/registrations",
        Json(
            "{certificate_version}",
            r#"{"kind":"renewal","first_day":"2026-03-01","last_day":"2029-02-28"}"#,
        ),
    ),
    (
        Post,
        "/api/v1/people/{own_person}/certificates/{certificate}/registrations",
        Json(
            "{certificate_version}",
            r#"{"kind":"renewal","first_day":"2026-03-01","last_day":"2029-02-28"}"#,
        ),
    ),
    (
        Post,
        "/people/{person}/registrations/new",
        Form(
            "certificate={certificate}&version={certificate_version}&kind=renewal&first_day=2026-03-01&last_day=2029-02-28",
        ),
    ),
    (
        Post,
        "/people/{person}/registrations/new",
        Form(
            "certificate={certificate}&version={certificate_version}&kind=correction&follows={registration}&first_day=2026-03-01&last_day=2029-02-28",
        ),
    ),
    (
        Post,
        "/people/{own_person}/move",
        Form("version={own_version}&unit={village}&moved_on=2026-03-01&reason=调动"),
    ),
    (
        Post,
        "/api/v1/people/{own_person}/move",
        Json(
            "{own_version}",
            r#"{"unit":{village},"moved_on":"2026-03-01","reason":"调动"}"#,
        ),
    ),
    (
        Post,
        "/people/{person}/move",
        Form("version={version}&unit={own_village}&moved_on=2026-03-01&reason=调动"),
    ),
    (
        Post,
        "/api/v1/people/{person}/move",
        Json(
            "{version}",
            r#"{"unit":{own_village},"moved_on":"2026-03-01","reason":"调动"}"#,
        ),
    ),
    (
        Post,
        "/people/{person}/leave",
        Form("version={version}&left_on=2026-03-01&reason=退休"),
    ),
    (
        Post,
        "/api/v1/people/{person}/leave",
        Json("{version}", r#"{"left_on":"2026-03-01","reason":"退休"}"#),
    ),
    (
        Post,
        "/people/{person}/leave/undo",
        Form("version={version}&reason=登记错人"),
    ),
    (
        Post,
        "/api/v1/people/{person}/leave/undo",
        Json("{version}", r#"{"reason":"登记错人"}"#),
    ),
    (
        Post,
        "/people/{person}/return",
        Form("version={version}&joined_on=2026-03-05"),
    ),
    (
        Post,
        "/api/v1/people/{person}/return",
        Json("{version}", r#"{"joined_on":"2026-03-05"}"#),
    ),
    (
        Post,
        "/people/new",
        Form("name=安然&id_number={new_number}&unit={village}&confirmed=yes"),
    ),
    (
        Post,
        "/api/v1/people",
        Json(
            "",
            r#"{"name":"安然","id_number":"{another_new_number}","unit":"{village}","confirmed":true}"#,
        ),
    ),
    (
        Post,
        "/people/{own_person}/merge",
        Form(
            "version={own_version}&other={colleague}&other_version={colleague_version}&reason=重复",
        ),
    ),
    (
        Post,
        "/people/{person}/merge",
        Form(
            "version={version}&other={own_colleague}&other_version={own_colleague_version}&reason=重复",
        ),
    ),
    (
        Post,
        "/api/v1/people/{own_person}/merge",
        Json(
            "{own_version}",
            r#"{"other":{colleague},"other_version":{colleague_version},"reason":"重复"}"#,
        ),
    ),
    (
        Post,
        "/api/v1/people/{person}/merge",
        Json(
            "{version}",
            r#"{"other":{own_colleague},"other_version":{own_colleague_version},"reason":"重复"}"#,
        ),
    ),
];

/// About the proofs that wait for review.
pub const REVIEWS: &[Case] = &[
    (Get, "/reviews/{record}", Nothing),
    (Get, "/api/v1/reviews/{record}", Nothing),
    (Get, "/api/v1/evidence/{evidence}", Nothing),
    (Get, "/evidence/{evidence}", Nothing),
    (Get, "/evidence/{evidence}/picture", Nothing),
    (
        Post,
        "/reviews/{record}",
        Form("version={record_version}&decision=recognise&days=2"),
    ),
    (
        Post,
        "/reviews/{record}",
        Form("version={record_version}&decision=return&days=2&reason=看不清"),
    ),
    (
        Post,
        "/api/v1/training-records/{record}/review",
        Json("{record_version}", r#"{"decision":"recognise"}"#),
    ),
    (
        Post,
        "/api/v1/training-records/{record}/review",
        Json(
            "{record_version}",
            r#"{"decision":"reject","reason":"不是本人"}"#,
        ),
    ),
];

/// A worker's own things; sent by a colleague as well.
pub const WORKER: &[Case] = &[
    (Get, "/me/training/{record}", Nothing),
    (Get, "/me/training/{record}/edit", Nothing),
    (Get, "/api/v1/evidence/{evidence}", Nothing),
    (Get, "/evidence/{evidence}", Nothing),
    (Get, "/evidence/{evidence}/picture", Nothing),
    (
        Post,
        "/me/training/{record}",
        Upload(
            "version={record_version}&title=沟通技巧&organiser=民政局&first_day=2026-02-03&last_day=2026-02-04&days=2&kind=training",
        ),
    ),
    (
        Post,
        "/api/v1/me/training/{record}",
        UploadSeen(
            "{record_version}",
            "title=沟通技巧&organiser=民政局&first_day=2026-02-03&last_day=2026-02-04&days=2&kind=training",
        ),
    ),
    (
        Post,
        "/me/training/{record}/withdraw",
        Form("version={record_version}"),
    ),
    (
        Post,
        "/api/v1/me/training/{record}/withdrawal",
        Json("{record_version}", "{}"),
    ),
];

/// Routes with a parameter that names nothing of a unit, and why.
pub const OF_NO_UNIT: &[(&str, &str)] = &[
    ("/help/{topic}", "the rules are public"),
    (
        "/password/reset/{link}",
        "whoever has the link is its owner; accounts/passwords.rs",
    ),
    (
        "/policies/{key}",
        "rules of a region, the same for all its units",
    ),
    (
        "/api/v1/policies/{key}",
        "rules of a region, the same for all its units",
    ),
    (
        "/policies/{key}/withdraw",
        "rules of a region; who may is asked in policies_withdrawn.rs",
    ),
    (
        "/api/v1/policies/{key}/withdrawal",
        "rules of a region; who may is asked in policies_withdrawn.rs",
    ),
    (
        "/imports/template/{file}",
        "an empty spreadsheet, the same for everybody",
    ),
    ("/seasons/{year}/{place}", "dates of exams"),
    ("/api/v1/seasons/{year}/{place}", "dates of exams"),
];
