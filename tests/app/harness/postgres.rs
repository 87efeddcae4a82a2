//! A schema of its own on the PostgreSQL server, dropped when the test ends.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

use crate::skipping::skip;

/// An empty schema; dropping it takes everything in it along.
pub struct Schema {
    server: String,
    name: String,
    url: String,
}

impl Schema {
    /// Makes one. None where `SHEGONG_TEST_POSTGRES` names no server.
    pub fn create() -> Option<Schema> {
        let Some(server) = std::env::var("SHEGONG_TEST_POSTGRES")
            .ok()
            .filter(|url| !url.is_empty())
        else {
            return skip(
                "postgres",
                "SHEGONG_TEST_POSTGRES names no PostgreSQL server",
            );
        };
        let mut random = [0_u8; 8];
        getrandom::fill(&mut random).unwrap();
        let name = format!("test_{}", hex::encode(random));
        let separator = if server.contains('?') { '&' } else { '?' };
        let schema = Schema {
            url: format!("{server}{separator}options=-csearch_path%3D{name}"),
            server,
            name,
        };
        schema.run(&format!("CREATE SCHEMA {}", schema.name));
        Some(schema)
    }

    /// The address of the database, looking only into this schema.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn run(&self, statement: &str) {
        PgConnection::establish(&self.server)
            .unwrap()
            .batch_execute(statement)
            .unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        self.run(&format!(
            "SET client_min_messages = warning; DROP SCHEMA {} CASCADE",
            self.name
        ));
    }
}
