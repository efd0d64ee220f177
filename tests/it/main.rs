//! The promises, held on both databases by speaking HTTP to the real router. Modules mirror `src/`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]

mod support;

mod audit;
mod database;
mod smtp_server;
