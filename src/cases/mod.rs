//! Cases: what responders work on. One command per file; finding is always scoped; opening needs an envelope.
//!
//! Every command takes the case's chain first and reads `now` after it, so that two of them never interleave and time never runs
//! backwards in a case. Deliberately absent here: how a report becomes a case (`intake`) and who is told when nobody acts (`escalation`).

pub mod acknowledge;
pub mod argument;
pub mod arranged;
pub mod ask_closing;
pub mod asked;
pub mod assign;
pub mod clock;
pub mod close;
pub mod closing;
pub mod clusters;
pub mod contact;
pub mod content;
pub mod correct;
pub mod custody;
pub mod decide;
pub mod departure;
pub mod end_drill;
pub mod entitled;
pub mod envelopes;
mod error;
pub mod exclude;
pub mod files;
pub mod find;
pub mod groups;
pub mod hand_on;
pub mod hand_over;
pub mod link;
pub mod links;
pub mod load;
pub mod locate;
pub mod merge_offices;
pub mod merge_reports;
pub mod message;
pub mod milestones;
pub mod moved_offices;
pub mod names;
pub mod new_code;
pub mod note;
pub mod numbers;
pub mod orders;
pub mod persons;
pub mod queue_rows;
pub mod raise;
mod readers;
pub mod release;
pub mod reopen;
pub mod repeats;
pub mod reporter_notice;
pub mod reporter_words;
pub mod review;
pub mod safety;
pub mod settle;
mod shed_names;
pub mod status;
pub mod suspend_office;
pub mod talk;
pub mod territory;
mod told;
pub mod triage;
pub mod view;
pub mod work;
pub mod write_note;

pub use error::CaseError;
