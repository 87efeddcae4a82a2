//! Tables of claims (migrations 0001 and 0018): receipts by their identities, journeys,
//! attachments, the approval trail, delegations, bank accounts, and a unit's own way of
//! claiming.

diesel::table! {
    claims (id) {
        id -> BigInt,
        claim_number -> Text,
        person_id -> BigInt,
        unit_id -> BigInt,
        state -> Text,
        policy_id -> Text,
        basis -> Text,
        filed_on -> Date,
        deadline_on -> Nullable<Date>,
        attachment_count -> BigInt,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        filed_by -> Nullable<BigInt>,
        filed_by_name -> Text,
        on_behalf -> Bool,
        handed_in_at -> Nullable<Timestamp>,
        needs_two -> Bool,
        funding_source -> Nullable<Text>,
        marked_fields -> Text,
    }
}

diesel::table! {
    claim_lines (id) {
        id -> BigInt,
        claim_id -> BigInt,
        kind -> Text,
        entry_id -> Nullable<BigInt>,
        training_record_id -> Nullable<BigInt>,
        purpose -> Text,
        gross_cents -> BigInt,
        archive_fee_cents -> BigInt,
        refund_cents -> BigInt,
        amount_cents -> BigInt,
        approved_cents -> Nullable<BigInt>,
        missing_receipt_reason -> Text,
        held_entry_id -> Nullable<BigInt>,
        held_record_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    claim_receipts (id) {
        id -> BigInt,
        claim_id -> BigInt,
        kind -> Text,
        code -> Text,
        number -> Text,
        issued_on -> Nullable<Date>,
        amount_cents -> BigInt,
        check_code -> Nullable<Text>,
        pays_for -> Text,
        digital_number -> Text,
        issuer -> Text,
        title -> Text,
        evidence_id -> Nullable<BigInt>,
        read_from -> Text,
    }
}

diesel::table! {
    claim_travel_legs (id) {
        id -> BigInt,
        line_id -> BigInt,
        travelled_on -> Date,
        from_place -> Text,
        to_place -> Text,
        means -> Text,
        amount_cents -> BigInt,
    }
}

diesel::table! {
    receipt_identities (id) {
        id -> BigInt,
        receipt_id -> BigInt,
        claim_id -> BigInt,
        identity -> Text,
        held -> Nullable<Text>,
    }
}

diesel::table! {
    claim_attachments (id) {
        id -> BigInt,
        claim_id -> BigInt,
        evidence_id -> BigInt,
        purpose -> Text,
        added_at -> Timestamp,
    }
}

diesel::table! {
    claim_steps (id) {
        id -> BigInt,
        claim_id -> BigInt,
        action -> Text,
        from_state -> Text,
        to_state -> Text,
        account_id -> Nullable<BigInt>,
        person_id -> Nullable<BigInt>,
        actor_name -> Text,
        for_account_id -> Nullable<BigInt>,
        for_person_id -> Nullable<BigInt>,
        for_name -> Text,
        reason -> Text,
        amount_cents -> BigInt,
        taken_at -> Timestamp,
    }
}

diesel::table! {
    claim_delegations (id) {
        id -> BigInt,
        from_account_id -> BigInt,
        to_account_id -> BigInt,
        first_on -> Date,
        last_on -> Date,
        reason -> Text,
        made_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        version -> BigInt,
    }
}

diesel::table! {
    bank_accounts (person_id) {
        person_id -> BigInt,
        holder -> Text,
        bank -> Text,
        number_cipher -> Text,
        number_hash -> Text,
        number_tail -> Text,
        version -> BigInt,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    claim_settings (unit_id) {
        unit_id -> BigInt,
        form_name -> Text,
        paper -> Nullable<Text>,
        signature_boxes -> Text,
        funding_sources -> Text,
        second_above_cents -> Nullable<BigInt>,
        version -> BigInt,
        updated_at -> Timestamp,
    }
}
