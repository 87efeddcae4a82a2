//! The tables of changing people and of files on their way in.

diesel::table! {
    person_moves (id) {
        id -> BigInt,
        person_id -> BigInt,
        from_unit_id -> BigInt,
        to_unit_id -> BigInt,
        moved_on -> Date,
        reason -> Nullable<Text>,
        created_at -> Timestamp,
        import_batch_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    service_periods (id) {
        id -> BigInt,
        person_id -> BigInt,
        joined_on -> Nullable<Date>,
        left_on -> Date,
        created_at -> Timestamp,
    }
}

diesel::table! {
    import_uploads (id) {
        id -> BigInt,
        link -> Text,
        account_id -> BigInt,
        unit_id -> Nullable<BigInt>,
        kind -> Text,
        region -> Text,
        file_name -> Text,
        state -> Text,
        report -> Nullable<Text>,
        sentence -> Nullable<Text>,
        batch_id -> Nullable<BigInt>,
        refused_file -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        lease_owner -> Nullable<Text>,
        leased_until -> Nullable<Timestamp>,
        kept_bytes -> BigInt,
    }
}
