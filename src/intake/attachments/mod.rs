//! Files that come with a report: taken in before it, or together with it, and given to its case in its transaction.
//!
//! | file | is for |
//! |---|---|
//! | `stage` | taking one file in: recognised, cleaned, sealed and stored while it arrives |
//! | `present` | the tokens a report brings along, and what becomes of their files |
//! | `sweep` | files that no report came for |
//!
//! A file waits as a row without a case. Its key lies sealed under the token that only its sender holds, so that the public face
//! cannot open it any more once the token is given out. When the report comes, the key is sealed anew: under the case, or under the
//! identity part where voice or video would tell who somebody is who gave no name; files added later belong to the conversation,
//! the only part whose key a reporter has.
//!
//! Deliberately absent: reading a file. That is for the desk, `cases::files`.

mod present;
mod stage;
mod sweep;

pub use present::{Claim, PresentError, Presented, Recipient, take_from, waits};
pub use stage::{Interrupted, Source, StageError, Staged, shown_name, stage};
pub use sweep::{SweepError, sweep, sweep_orphans};

use chrono::Duration;

/// How long a file waits for its report.
pub const WAITS: Duration = Duration::hours(1);

/// Names of sealed columns.
const DETAILS: &str = "details";
const MARK: &str = "mark";
