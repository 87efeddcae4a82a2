//! What offices do with accounts, imports, units and registrations.

use shegong::web::Verb::{Delete, Get, Patch, Post, Put};

use super::Case;
use super::Sent::{Form, Json, Nothing};

/// About accounts and imports, and what an account has for itself.
pub const ACCOUNTS: &[Case] = &[
    (Get, "/accounts/{account}", Nothing),
    (Get, "/api/v1/accounts/{account}", Nothing),
    (Get, "/accounts?unit={unit}", Nothing),
    (Get, "/api/v1/accounts?unit={unit}", Nothing),
    (Post, "/api/v1/people/{newcomer}/account", Json("", "{}")),
    (Post, "/accounts/of-person/{newcomer}", Form("")),
    (Post, "/accounts/{account}/reset", Form("")),
    (Post, "/accounts/{account}/slip", Form("password=x")),
    (Post, "/accounts/{account}/unlock", Form("")),
    (Post, "/api/v1/accounts/{account}/unlocking", Json("", "{}")),
    (
        Post,
        "/api/v1/accounts/{account}/password-reset",
        Json("", "{}"),
    ),
    (
        Post,
        "/api/v1/accounts/issuing",
        Json("", r#"{"unit":{unit}}"#),
    ),
    (
        Post,
        "/api/v1/accounts/slips",
        Json("", r#"{"unit":{unit}}"#),
    ),
    (
        Post,
        "/api/v1/accounts",
        Json(
            "",
            r#"{"login_name":"trainer2","role":"trainer","unit":{unit}}"#,
        ),
    ),
    (Post, "/accounts/issue", Form("unit={path}&delivery=slips")),
    (Post, "/accounts/slips", Form("unit={path}")),
    (
        Post,
        "/accounts/{account}/roles",
        Form("role=trainer&unit={path}&email_checked=yes"),
    ),
    (
        Post,
        "/accounts/{account}/roles",
        Form("role=approver&unit={own_path}&email_checked=yes"),
    ),
    (
        Post,
        "/accounts/{own_account}/roles",
        Form("role=finance&unit={path}&email_checked=yes"),
    ),
    (
        Post,
        "/api/v1/accounts/{account}/roles",
        Json(
            "",
            r#"{"role":"registrar","unit":{own_unit},"email_checked":true}"#,
        ),
    ),
    (
        Post,
        "/api/v1/accounts/{own_account}/roles",
        Json("", r#"{"role":"training_officer","unit":{unit}}"#),
    ),
    (
        Post,
        "/accounts/new",
        Form("login_name=trainer1&display_name=培训岗&role=trainer&unit={path}"),
    ),
    (Post, "/accounts/{account}/second-factor/remove", Form("")),
    (
        Post,
        "/accounts/{account}/state",
        Form("version={account_version}&state=locked"),
    ),
    (
        Patch,
        "/api/v1/accounts/{account}",
        Json("{account_version}", r#"{"state":"locked"}"#),
    ),
    (
        Post,
        "/accounts/{officer_account}/roles/{role}/revoke",
        Form(""),
    ),
    (
        Post,
        "/accounts/{own_account}/roles/{second_role}/revoke",
        Form(""),
    ),
    (
        Delete,
        "/api/v1/accounts/{officer_account}/roles/{third_role}",
        Json("{officer_version}", "{}"),
    ),
];

/// About what belongs to one account alone.
pub const OFFICER: &[Case] = &[
    (Get, "/imports/{link}", Nothing),
    (Get, "/imports/{link}/refused.xlsx", Nothing),
    (Get, "/api/v1/imports/{link}", Nothing),
    (Post, "/imports/{link}/confirm", Form("")),
    (Post, "/api/v1/imports/{link}/confirm", Json("", "{}")),
    (Get, "/imports/{waiting}", Nothing),
    (Get, "/imports/{waiting}/preview.xlsx", Nothing),
    (Get, "/api/v1/imports/{waiting}/preview", Nothing),
    (Get, "/imports/batches/{batch}", Nothing),
    (Get, "/imports/batches/{batch}/undo", Nothing),
    (Get, "/api/v1/imports/batches/{batch}/undo", Nothing),
    (Get, "/jobs/{job}", Nothing),
    (Get, "/api/v1/jobs/{job}", Nothing),
    (Post, "/imports/batches/{batch}/undo", Form("")),
    (Post, "/api/v1/imports/batches/{batch}/undo", Json("", "{}")),
    (Post, "/imports/{waiting}/stop", Form("")),
    (Post, "/api/v1/imports/{waiting}/stop", Json("", "{}")),
    (Post, "/imports/{waiting}/discard", Form("")),
    (Delete, "/api/v1/imports/{link}", Json("", "{}")),
    (Post, "/tokens/{token}/revoke", Form("")),
    (Delete, "/api/v1/tokens/{second_token}", Json("", "{}")),
    (Post, "/sessions/{session}/end", Form("")),
    (Delete, "/api/v1/sessions/{second_session}", Json("", "{}")),
];

/// About units and what the district does with them.
pub const DISTRICT: &[Case] = &[
    (Get, "/units/{unit}", Nothing),
    (Get, "/units/{village}", Nothing),
    (Get, "/api/v1/units/{unit}", Nothing),
    (Get, "/units/{unit}/edit", Nothing),
    (Get, "/units/{village}/handover?to={unit}", Nothing),
    (
        Get,
        "/api/v1/units/{village}/handover?to={unit}&moved_on=2026-03-09",
        Nothing,
    ),
    (Get, "/extensions/{extension}", Nothing),
    (Get, "/extensions/{extension}/list.xlsx", Nothing),
    (Get, "/api/v1/extensions/{extension}", Nothing),
    (Get, "/history/person/{person}", Nothing),
    (Get, "/history/training_record/{record}", Nothing),
    (Get, "/history/evidence/{evidence}", Nothing),
    (Get, "/history/unit/{village}", Nothing),
    (Get, "/history/registration_extension/{extension}", Nothing),
    (
        Post,
        "/api/v1/extensions/preview",
        Json(
            "",
            r#"{"unit":{unit},"last_day_from":"2026-01-01","last_day_to":"2026-12-31","new_last_day":"2027-06-30","document":"x"}"#,
        ),
    ),
    (
        Post,
        "/units",
        Form("parent={unit}&name=新桥村&kind=village"),
    ),
    (
        Post,
        "/api/v1/units",
        Json("", r#"{"parent":{unit},"name":"新河村","kind":"village"}"#),
    ),
    (
        Post,
        "/units/{village}",
        Form("version={village_version}&parent={unit}&name=新溪村&kind=village"),
    ),
    (
        Post,
        "/units/{own_village}",
        Form("version={own_village_version}&parent={unit}&name=新溪村&kind=village"),
    ),
    (
        Put,
        "/api/v1/units/{village}",
        Json(
            "{village_version}",
            r#"{"parent":{own_unit},"name":"新溪村","kind":"village"}"#,
        ),
    ),
    (
        Post,
        "/units/{village}/closing",
        Form("version={village_version}"),
    ),
    (
        Post,
        "/api/v1/units/{village}/closing",
        Json("{village_version}", "{}"),
    ),
    (
        Post,
        "/units/{village}/opening",
        Form("version={village_version}"),
    ),
    (
        Post,
        "/api/v1/units/{village}/opening",
        Json("{village_version}", "{}"),
    ),
    (
        Post,
        "/units/{village}/handover",
        Form("version={village_version}&to={unit}&mode=merge&moved_on=2026-03-09"),
    ),
    (
        Post,
        "/api/v1/units/{village}/handover",
        Json(
            "{village_version}",
            r#"{"to":{unit},"merges":true,"moved_on":"2026-03-09","people":[],"carried_roles":[]}"#,
        ),
    ),
    (Post, "/extensions/{extension}/reversal", Form("version=1")),
    (
        Post,
        "/api/v1/extensions/{extension}/reversal",
        Json("1", "{}"),
    ),
    (Get, "/api/v1/retention/orders/{order}", Nothing),
    (Get, "/retention/orders/{order}", Nothing),
    (
        Post,
        "/retention/orders/{order}/confirmation",
        Form("understood=1"),
    ),
    (
        Post,
        "/api/v1/retention/orders/{order}/confirmation",
        Json("", r#"{"understood":true}"#),
    ),
    // Whoever stands in an order is not due until it is withdrawn.
    (Post, "/retention/orders/{order}/withdrawal", Form("")),
    (
        Post,
        "/retention/orders",
        Form("person={leaver}&understood=1"),
    ),
    (
        Post,
        "/api/v1/retention/orders/{order}/withdrawal",
        Json("", "{}"),
    ),
];
