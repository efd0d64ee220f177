//! From what somebody tells us to a case somebody is accountable for, in one transaction.
//!
//! Everything here runs with public keys only: what is written cannot be read back by the process that wrote it, except by
//! whoever holds the access code, and then only the conversation.

pub mod attachments;
pub mod body;
pub mod change_code;
pub mod drill;
mod envelopes;
pub mod follow_up;
pub mod forget;
pub mod form;
pub mod hotline;
mod lane;
pub mod preview;
mod promise;
pub mod receipt;
mod route;
mod rows;
pub mod submit;

pub use body::ReportBody;
pub use form::ReportForm;
pub use preview::Preview;
pub use receipt::Receipt;
