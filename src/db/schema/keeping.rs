//! Seals of the history, jobs, and what may be erased.

diesel::table! {
    history_seals (sequence) {
        sequence -> BigInt,
        history_id -> BigInt,
        chain_hash -> Text,
        sealed_at -> Timestamp,
    }
}

diesel::table! {
    job_runs (id) {
        id -> BigInt,
        job -> Text,
        due_at -> Timestamp,
        state -> Text,
        attempts -> BigInt,
        lease_owner -> Nullable<Text>,
        leased_until -> Nullable<Timestamp>,
        started_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    background_jobs (id) {
        id -> BigInt,
        kind -> Text,
        title -> Text,
        asked_by -> Text,
        account_id -> Nullable<BigInt>,
        unit_id -> Nullable<BigInt>,
        input -> Text,
        state -> Text,
        done_count -> BigInt,
        total_count -> Nullable<BigInt>,
        message -> Text,
        result -> Nullable<Text>,
        attempts -> BigInt,
        lease_owner -> Nullable<Text>,
        leased_until -> Nullable<Timestamp>,
        created_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    purge_orders (id) {
        id -> BigInt,
        due_on -> Date,
        scope -> Text,
        person_count -> BigInt,
        state -> Text,
        ordered_by -> Text,
        ordered_account_id -> Nullable<BigInt>,
        ordered_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        confirmed_by -> Nullable<Text>,
        confirmed_account_id -> Nullable<BigInt>,
        confirmed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    erased_people (id) {
        id -> BigInt,
        person_id -> BigInt,
        contact_erased_on -> Date,
        name_erased_on -> Nullable<Date>,
        purge_order_id -> BigInt,
    }
}
