//! Tables of migration 0003: uploaded files, proofs of training and their review.

diesel::table! {
    evidence_files (id) {
        id -> BigInt,
        person_id -> BigInt,
        original_sha256 -> Text,
        stored_sha256 -> Text,
        media_type -> Text,
        size_bytes -> BigInt,
        original_name -> Text,
        uploaded_by -> Nullable<BigInt>,
        uploaded_by_name -> Text,
        uploaded_at -> Timestamp,
    }
}

diesel::table! {
    training_proofs (id) {
        id -> BigInt,
        record_id -> BigInt,
        evidence_id -> BigInt,
        added_at -> Timestamp,
        removed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    training_submissions (record_id) {
        record_id -> BigInt,
        standing -> Text,
        filed_by -> Nullable<BigInt>,
        filed_by_name -> Text,
        on_behalf -> Bool,
        handed_in_at -> Timestamp,
    }
}

diesel::table! {
    training_review_steps (id) {
        id -> BigInt,
        record_id -> BigInt,
        step -> Text,
        account_id -> Nullable<BigInt>,
        actor_name -> Text,
        reason -> Nullable<Text>,
        correction -> Nullable<Text>,
        taken_at -> Timestamp,
    }
}

diesel::joinable!(training_submissions -> super::training_records (record_id));
diesel::joinable!(training_proofs -> super::training_records (record_id));
