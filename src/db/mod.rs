//! The databases: connections, transactions, migrations, schema, column types.

pub mod types;
