//! Tables of migrations 0002 and 0006: accounts, roles, sessions, and what proves them.

diesel::table! {
    accounts (id) {
        id -> BigInt,
        login_name -> Nullable<Text>,
        person_id -> Nullable<BigInt>,
        display_name -> Text,
        state -> Text,
        password_hash -> Nullable<Text>,
        password_changed_at -> Nullable<Timestamp>,
        must_change_password -> Bool,
        failure_count -> BigInt,
        locked_until -> Nullable<Timestamp>,
        second_factor_cipher -> Nullable<Text>,
        second_factor_since -> Nullable<Timestamp>,
        second_factor_last_step -> Nullable<BigInt>,
        notice_version -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    account_roles (id) {
        id -> BigInt,
        account_id -> BigInt,
        role -> Text,
        unit_id -> Nullable<BigInt>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    earlier_passwords (id) {
        id -> BigInt,
        account_id -> BigInt,
        password_hash -> Text,
        replaced_at -> Timestamp,
    }
}

diesel::table! {
    sessions (id) {
        id -> BigInt,
        account_id -> BigInt,
        generation -> BigInt,
        second_factor_given -> Bool,
        address -> Text,
        user_agent -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        rotated_at -> Timestamp,
        expires_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> BigInt,
        account_id -> BigInt,
        label -> Text,
        token_hash -> Text,
        scope -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    reset_links (id) {
        id -> BigInt,
        account_id -> BigInt,
        link_hash -> Text,
        created_at -> Timestamp,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
        address_hash -> Nullable<Text>,
    }
}

diesel::table! {
    recovery_codes (id) {
        id -> BigInt,
        account_id -> BigInt,
        code_hash -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    notice_receipts (id) {
        id -> BigInt,
        account_id -> BigInt,
        notice_version -> Text,
        address -> Text,
        read_at -> Timestamp,
    }
}

diesel::table! {
    unknown_names (id) {
        id -> BigInt,
        name_hash -> Text,
        failure_count -> BigInt,
        locked_until -> Nullable<Timestamp>,
        failed_at -> Timestamp,
    }
}

diesel::table! {
    password_slips (id) {
        id -> BigInt,
        account_id -> BigInt,
        password_cipher -> Text,
        made_at -> Timestamp,
    }
}

diesel::joinable!(account_roles -> accounts (account_id));
diesel::joinable!(sessions -> accounts (account_id));
diesel::joinable!(api_tokens -> accounts (account_id));
