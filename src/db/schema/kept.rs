//! The numbers of migration 0019.

diesel::table! {
    revisions (subject) {
        subject -> Text,
        number -> BigInt,
    }
}
