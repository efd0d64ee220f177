//! What the pages show, as plain data: handlers fill these structs, templates only lay them out.
//!
//! Invariants, tested in `tidy`: every template renders in both languages, full and nearly empty; one `h1`; every field
//! has a label; ids are unique; nothing inline that our content policy would stop; everything typed is kept and escaped;
//! the report page with its stylesheet and script fits into the first round trips of a slow line.
//! Deliberately absent: queries, rules, times to be formatted; handlers hand over words.

pub mod account;
pub mod admin;
pub mod arranged;
pub mod cards;
pub mod case_file;
pub mod casework;
pub mod desk;
pub mod doors;
pub mod duty;
pub mod files;
pub mod follow_up;
pub mod form;
pub mod hotline;
pub mod identity;
pub mod inside;
pub mod links;
pub mod notices;
pub mod official;
pub mod outside_help;
pub mod oversight;
pub mod page;
pub mod public;
pub mod report;
pub mod reset;
pub mod support;
pub mod today;

#[cfg(test)]
mod casework_samples;
#[cfg(test)]
mod duty_samples;
#[cfg(test)]
mod facility_samples;
#[cfg(test)]
mod follow_up_samples;
#[cfg(test)]
mod notice_samples;
#[cfg(test)]
mod report_samples;
#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tidy;

pub use cards::{CardsView, PosterView};
pub use case_file::CaseView;
pub use desk::{QueueView, SignInView};
pub use doors::Door;
pub use follow_up::{DatedReceiptView, FollowUpEnterView, FollowUpView};
pub use form::{Problem, Problems, Typed};
pub use oversight::{ClustersView, ResponseTimesView};
pub use page::Page;
pub use public::{NotFoundView, ReceivedView, StartView, TroubleView};
pub use report::{CheckView, ReportView};
