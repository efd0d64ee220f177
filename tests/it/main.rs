//! The promises, held on both databases by speaking HTTP to the real router. Modules mirror `src/`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on says so by panicking"
)]
#![expect(
    clippy::items_after_statements,
    clippy::manual_strip,
    clippy::cloned_ref_to_slice_refs,
    clippy::assigning_clones,
    clippy::type_complexity,
    reason = "a test reads from top to bottom, and nobody waits for its clones"
)]

mod support;

mod administration;
mod audit;
mod authz_matrix;
mod bad_input;
mod coming_back;
mod command_line;
mod custody;
mod database;
mod desk;
mod doctor;
mod drills;
mod duty;
mod exclusion;
mod faces;
mod facilities;
mod figures;
mod files;
mod follow_up;
mod hotline;
mod idempotency;
mod identity;
mod inside;
mod intake;
mod inventory;
mod killed;
mod ladder;
mod links;
mod mail;
mod map_changes;
mod pages;
mod places;
mod process;
mod protected;
mod readiness;
mod registers;
mod sealing;
mod sign_in;
mod smtp_server;
mod starting;
mod triage_lane;
