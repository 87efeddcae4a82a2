//! Certificates (证书) and their registrations (登记).

mod model;

pub use model::*;
