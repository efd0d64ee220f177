//! Alerts: typed messages to offices, an outbox, and the conversation with the mail server (DESIGN 4.3).
//!
//! Whoever causes an alert writes it into the outbox in the same transaction ([`outbox::enqueue`]); the worker turns it into one
//! delivery per mailbox ([`address`]) and sends those ([`deliver`]). Mailboxes are read by many and shown on lock screens: a mail
//! says that there is work and by when, never what about.

pub mod address;
pub mod deliver;
pub mod duty;
pub mod mail;
mod mail_of_staff;
pub mod message;
pub mod outbox;
pub mod smtp;
pub mod transport;

pub use message::{AccountNews, IdentityNews, Message, OfficeChange, ReferralNews, StaffChange, Target};
pub use transport::{Mail, SendError, Sender, Transport};
