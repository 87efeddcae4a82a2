//! Tables of migrations 0007 and 0014: mass extensions, added versions of policies and
//! those of them that were withdrawn before they held.

diesel::table! {
    registration_extensions (id) {
        id -> BigInt,
        unit_id -> BigInt,
        level -> Nullable<Text>,
        last_day_from -> Date,
        last_day_to -> Date,
        new_last_day -> Date,
        document -> Text,
        registration_count -> BigInt,
        made_by -> Text,
        made_at -> Timestamp,
        reversed_by -> Nullable<Text>,
        reversed_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    extended_registrations (registration_id) {
        registration_id -> BigInt,
        extension_id -> BigInt,
    }
}

diesel::table! {
    policy_versions (id) {
        id -> BigInt,
        kind -> Text,
        rule_id -> Text,
        region -> Text,
        valid_from -> Date,
        body -> Text,
        source_document -> Text,
        added_by -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    policy_withdrawals (id) {
        id -> BigInt,
        version_id -> BigInt,
        reason -> Text,
        withdrawn_by -> Text,
        withdrawn_at -> Timestamp,
    }
}
