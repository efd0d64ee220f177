//! Who may do what: staff, sign-in, sessions, and scope as data.
//!
//! Rows of staff and sessions carry an HMAC under a desk key; a row without a valid one does not exist for us, so that whoever
//! can write the database cannot make themselves a member of staff. The scope *filter* is built in `cases::find`, the one place.
//!
//! # Coming in
//!
//! A password, and the code of a second factor from whoever has one ([`sign_in`], [`second_factor`]), unless the device was trusted
//! within thirty days ([`devices`]). Whoever guesses waits, in a lane of their own ([`tries`]). What cannot simply be taken back asks
//! for a proof of the last ten minutes ([`proof`]).
//!
//! # Administration, thought through from the other side
//!
//! The abusive husband works in the commune's office, and a provincial administrator is his friend. What stops them:
//!
//! * An administrator's role sees no case, by no address, list or count ([`Scope::sees_cases`]); the pages of administration show how
//!   much open work somebody has only as a band that begins with "fewer than 5", so that nobody can subtract.
//! * Nobody changes their own role, office, suspension or the office they work at: to get at cases the friend needs another person.
//! * Whoever is excluded from a case stays excluded, wherever they are moved, however their office is merged or re-drawn: exclusions by
//!   office are written for the office it becomes, those by person go with the person, and handing on leaves out excluded colleagues.
//! * A new parent reads the cases of its children, so only an office of a higher level can be one.
//! * An invitation goes to one mail address, once, for seven days; its token stands nowhere, and never resets a password.
//!
//! What does not stop them, but is told at once to the leads of the office and to the office above, and stands in the audit: inviting
//! an invented responder, merging the victim's commune into a friend's, suspending the one who helps her. Whoever is at the head of
//! both the office and the one above can hide such a message; the audit cannot be hidden.

pub mod accept;
mod account_news;
pub mod administration_error;
pub mod choose_anew;
pub mod clear_factor;
pub mod confirm;
pub mod devices;
pub mod duty;
pub mod error;
pub mod invite;
pub mod invite_waiting;
pub mod office_lists;
pub mod offices;
pub mod outside_help;
pub mod overseer;
pub mod password_rules;
pub mod people;
pub mod post;
pub mod printing;
pub mod proof;
pub mod reinstate;
pub mod reset;
pub mod scope;
pub mod second_factor;
pub mod session;
pub mod sign_in;
pub mod signed_in;
pub mod staff;
pub mod staffing;
pub mod tell;
pub mod tries;

pub use administration_error::AdministrationError;
pub use error::AccessError;
pub use overseer::Overseer;
pub use post::Post;
pub use scope::{Administrator, Area, Lead, Operator, Responder, Scope, Signed, Supervisor};
