//! The tables as diesel sees them: the portable subset of types only. Written by
//! hand; `tests/app/databases.rs` compares it with both databases.
#![allow(
    missing_docs,
    reason = "column meanings stand in the migrations and the rows that load them"
)]

mod changes;
mod claiming;
mod district;
mod evidence;
mod former_names;
mod keeping;
mod kept;
mod signing_in;

pub use changes::*;
pub use claiming::*;
pub use district::*;
pub use evidence::*;
pub use former_names::*;
pub use keeping::*;
pub use kept::*;
pub use signing_in::*;

diesel::table! {
    system_settings (key) {
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    import_batches (id) {
        id -> BigInt,
        kind -> Text,
        file_name -> Text,
        file_sha256 -> Text,
        region -> Text,
        actor -> Text,
        imported_at -> Timestamp,
        row_count -> BigInt,
        new_count -> BigInt,
        changed_count -> BigInt,
        unchanged_count -> BigInt,
        refused_count -> BigInt,
        undone_at -> Nullable<Timestamp>,
        unit_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    units (id) {
        id -> BigInt,
        parent_id -> Nullable<BigInt>,
        name -> Text,
        path -> Text,
        name_key -> Text,
        kind -> Text,
        kind_guessed -> Bool,
        region -> Nullable<Text>,
        contact_name -> Nullable<Text>,
        contact_mobile -> Nullable<Text>,
        contact_email -> Nullable<Text>,
        employee_count -> Nullable<BigInt>,
        has_social_work_office -> Nullable<Bool>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        closed_on -> Nullable<Date>,
    }
}

diesel::table! {
    people (id) {
        id -> BigInt,
        name -> Text,
        pinyin_key -> Text,
        pinyin_initials -> Text,
        id_kind -> Text,
        id_number_cipher -> Text,
        id_number_hash -> Text,
        unit_id -> BigInt,
        mobile -> Nullable<Text>,
        email -> Nullable<Text>,
        education -> Nullable<Text>,
        major -> Nullable<Text>,
        graduated_on -> Nullable<Date>,
        social_work_since -> Nullable<Date>,
        employment_kind -> Nullable<Text>,
        joined_on -> Nullable<Date>,
        left_on -> Nullable<Date>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        merged_into -> Nullable<BigInt>,
    }
}

diesel::table! {
    certificates (id) {
        id -> BigInt,
        person_id -> BigInt,
        level -> Text,
        number -> Nullable<Text>,
        approved_on -> Nullable<Date>,
        scope -> Text,
        scope_region -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    registrations (id) {
        id -> BigInt,
        certificate_id -> BigInt,
        follows_id -> Nullable<BigInt>,
        kind -> Text,
        first_day -> Date,
        last_day -> Date,
        last_day_printed -> Bool,
        document -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    training_records (id) {
        id -> BigInt,
        person_id -> BigInt,
        title -> Text,
        title_key -> Text,
        organiser -> Nullable<Text>,
        first_day -> Date,
        last_day -> Date,
        days_hundredths -> Nullable<BigInt>,
        hours_hundredths -> Nullable<BigInt>,
        mode -> Nullable<Text>,
        kind -> Text,
        state -> Text,
        source -> Text,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    seasons (id) {
        id -> BigInt,
        year -> BigInt,
        area -> Text,
        district -> Text,
        state -> Text,
        signup_opens_at -> Nullable<Timestamp>,
        signup_closes_at -> Nullable<Timestamp>,
        payment_closes_at -> Nullable<Timestamp>,
        ticket_first_day -> Nullable<Date>,
        ticket_last_day -> Nullable<Date>,
        exam_first_day -> Nullable<Date>,
        exam_last_day -> Nullable<Date>,
        results_at -> Nullable<Timestamp>,
        results_day_only -> Bool,
        service_cutoff_on -> Nullable<Date>,
        source_document -> Text,
        source_trust -> Text,
        from_policy -> Bool,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    entries (id) {
        id -> BigInt,
        person_id -> BigInt,
        season_id -> BigInt,
        level -> Text,
        state -> Text,
        paid_at -> Nullable<Timestamp>,
        paid_cents -> Nullable<BigInt>,
        refunded_cents -> Nullable<BigInt>,
        ticket_number -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    entry_subjects (entry_id, subject) {
        entry_id -> BigInt,
        subject -> Text,
    }
}

diesel::table! {
    results (id) {
        id -> BigInt,
        person_id -> BigInt,
        year -> BigInt,
        level -> Text,
        subject -> Text,
        score_kind -> Text,
        score_tenths -> Nullable<BigInt>,
        area -> Text,
        work_county -> Nullable<Text>,
        revoked -> Bool,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        message_id -> Text,
        person_id -> Nullable<BigInt>,
        unit_id -> Nullable<BigInt>,
        to_name -> Text,
        to_address -> Text,
        subject -> Text,
        text_body -> Text,
        html_body -> Text,
        state -> Text,
        attempts -> BigInt,
        next_attempt_at -> Timestamp,
        lease_owner -> Nullable<Text>,
        leased_until -> Nullable<Timestamp>,
        last_error -> Nullable<Text>,
        sent_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        sealed -> Bool,
    }
}

diesel::table! {
    reminders (id) {
        id -> BigInt,
        recipient -> Text,
        person_id -> Nullable<BigInt>,
        unit_id -> Nullable<BigInt>,
        rule -> Text,
        subject -> Text,
        due_on -> Date,
        useful_until -> Date,
        told_on -> Nullable<Date>,
        content -> Text,
        channel -> Text,
        state -> Text,
        outbox_id -> Nullable<BigInt>,
        made_on -> Date,
        created_at -> Timestamp,
    }
}

diesel::table! {
    history (id) {
        id -> BigInt,
        occurred_at -> Timestamp,
        actor -> Text,
        origin -> Text,
        import_batch_id -> Nullable<BigInt>,
        person_id -> Nullable<BigInt>,
        entity -> Text,
        entity_id -> BigInt,
        action -> Text,
        before -> Nullable<Text>,
        after -> Nullable<Text>,
        payload_hash -> Text,
        account_id -> Nullable<BigInt>,
        address -> Nullable<Text>,
        on_behalf_of_id -> Nullable<BigInt>,
        request_id -> Nullable<Text>,
        erased_by_id -> Nullable<BigInt>,
    }
}

diesel::joinable!(registrations -> certificates (certificate_id));
diesel::joinable!(certificates -> people (person_id));
diesel::joinable!(training_records -> people (person_id));
diesel::joinable!(results -> people (person_id));
diesel::joinable!(entries -> people (person_id));
diesel::joinable!(entries -> seasons (season_id));
diesel::joinable!(entry_subjects -> entries (entry_id));
diesel::joinable!(claim_lines -> claims (claim_id));
diesel::joinable!(claim_receipts -> claims (claim_id));
diesel::joinable!(claim_travel_legs -> claim_lines (line_id));
diesel::joinable!(receipt_identities -> claims (claim_id));
diesel::joinable!(claim_attachments -> evidence_files (evidence_id));
diesel::joinable!(people -> units (unit_id));
diesel::joinable!(extended_registrations -> registration_extensions (extension_id));
diesel::joinable!(extended_registrations -> registrations (registration_id));

diesel::allow_tables_to_appear_in_same_query!(
    system_settings,
    import_batches,
    units,
    unit_former_names,
    people,
    certificates,
    registrations,
    training_records,
    seasons,
    entries,
    entry_subjects,
    results,
    claims,
    claim_lines,
    claim_receipts,
    claim_travel_legs,
    receipt_identities,
    claim_attachments,
    claim_steps,
    claim_delegations,
    bank_accounts,
    claim_settings,
    outbox,
    reminders,
    history,
    accounts,
    account_roles,
    earlier_passwords,
    sessions,
    api_tokens,
    reset_links,
    recovery_codes,
    notice_receipts,
    person_moves,
    service_periods,
    import_uploads,
    evidence_files,
    training_proofs,
    training_submissions,
    training_review_steps,
    registration_extensions,
    extended_registrations,
    policy_versions,
    policy_withdrawals,
    unknown_names,
    password_slips,
    history_seals,
    job_runs,
    background_jobs,
    purge_orders,
    erased_people,
    revisions,
);
