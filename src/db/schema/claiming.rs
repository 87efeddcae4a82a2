//! Tables of migration 0018: receipts by their identities, journeys, attachments, the
//! approval trail, delegations, bank accounts, and a unit's own way of claiming.

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
