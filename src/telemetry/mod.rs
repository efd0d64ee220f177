//! Logs: what happened to the program, never what happened to a person. Lines hold ids, codes, classes and durations.
//!
//! Deliberately absent: request lines. An address or a user agent in a log would undo what the page promises.

use tracing_subscriber::EnvFilter;

/// Starts logging to standard error, with `directives` as in `RUST_LOG`.
pub fn start(directives: &str) {
    let filter = EnvFilter::try_new(directives).unwrap_or_else(|_| EnvFilter::new("info"));
    // A second start, as in tests, keeps the first.
    drop(tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false).try_init());
}
