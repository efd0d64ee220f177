//! Whether an office could answer tonight: an office that looks staffed on paper may be a dead mailbox.
//!
//! [`gaps`] says purely what keeps an office from answering; [`facts`] gathers what that needs for all offices at once; [`check`]
//! keeps the table of gaps true and tells the offices above; [`overview`] is what people see. Figures of cases are deliberately
//! absent: an office is ready or not before anybody reports anything.

pub mod check;
pub mod facts;
pub mod gaps;
pub mod overview;
pub mod schedule;

pub use gaps::Gap;
