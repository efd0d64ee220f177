//! The desk: the queue, and what responders and leads do with a case.

mod acknowledging;
mod asked_closings;
mod closing;
mod contacts;
mod day;
pub mod handing_over;
mod locating;
mod notes;
mod planning;
mod queue;
mod referrals;
mod talks;
mod triage;
