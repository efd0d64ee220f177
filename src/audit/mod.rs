//! Evidence: who did what, when, in chains that cannot be rewritten unseen (DESIGN 4.5).
//!
//! A chain belongs to a case, a member of staff, or the system's day. Each entry holds the hash of the one before, and a MAC
//! under the key of the face that wrote it, so that access to the database alone can neither add nor alter one. Entries hold
//! ids and codes, never free text, names or contacts. Checkpoints ([`checkpoint`]) bear witness to the heads of the chains;
//! [`verify`] finds what was altered, inserted, reordered, cut off or forged anew.
//!
//! Not found by design, and said so: entries younger than the last checkpoint that somebody who can write the database deletes
//! together with the head of their chain.

pub mod checkpoint;
mod event;
mod merkle;
mod record;
pub mod verify;

pub use event::Event;
pub use record::{Chain, Ledger, finish_all};
