//! The vocabulary everything else is written in: time, identity, bounded text, errors. No I/O lives here.

pub mod actor;
pub mod clock;
pub mod codes;
pub mod error;
pub mod fold;
pub mod ids;
pub mod lang;
pub mod phone;
pub mod secret;
pub mod terms;
pub mod text;
pub mod visitors;
pub mod voice;

pub use actor::Actor;
pub use clock::{Clock, Timestamp};
pub use error::{Classify, FieldError, Kind};
pub use ids::Ids;
pub use lang::Lang;
pub use voice::Voice;
