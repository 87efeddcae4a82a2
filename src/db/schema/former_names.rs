//! The table of what units were called before.

diesel::table! {
    unit_former_names (id) {
        id -> BigInt,
        unit_id -> BigInt,
        name -> Text,
        path -> Text,
        merged_unit_id -> Nullable<BigInt>,
        ended_on -> Date,
        created_at -> Timestamp,
    }
}
