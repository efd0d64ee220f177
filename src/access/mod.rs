//! Who may do what: staff, sign-in, sessions, and scope as data.
//!
//! Rows of staff and sessions carry an HMAC under a desk key; a row without a valid one does not exist for us, so that whoever
//! can write the database cannot make themselves a member of staff. The scope *filter* is built in `cases::find`, the one place.

pub mod duty;
pub mod error;
pub mod offices;
pub mod overseer;
pub mod printing;
pub mod scope;
pub mod session;
pub mod staff;

pub use error::AccessError;
pub use overseer::Overseer;
pub use scope::{Administrator, Area, Lead, Responder, Scope, Signed, Supervisor};
