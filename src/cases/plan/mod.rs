//! What is planned for a person: goals, the decision about them, and services that shall really reach the person.
//!
//! Two milestones are reached here and nowhere else (DOMAIN 2C). *Planned*: a written plan with a decision, which is a paper with a
//! number, a date and a signature; writing a plan down here, or agreeing to it, is none. *Support started*: the first service was really
//! received, confirmed by the person or by whoever gave it; a request to another office stops nothing. Deliberately absent: a scan of
//! the decision, because staff cannot bring files into a case yet.

pub mod decide;
pub mod read;
pub mod step;
pub mod write;

use uuid::Uuid;

use super::{CaseError, find};
use crate::{
    access::Responder,
    db::Tx,
    entity::case_file,
    kernel::{Timestamp, terms::terms},
    vault::sealing::At,
};

terms! {
    /// How a service stands.
    StepState {
        /// It shall reach the person.
        Planned = "planned",
        /// It has reached the person, and goes on.
        Started = "started",
        /// It came to its end before it was done, or never began.
        Stopped = "stopped",
        /// It is done.
        Done = "done",
    }
}

impl StepState {
    /// Whether something of it is still to come.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Started)
    }
}

terms! {
    /// Who confirmed that a service was really received.
    ConfirmedBy {
        /// Whoever received it.
        Person = "person",
        /// Whoever gave it.
        Provider = "provider",
    }
}

const fn at(table: &'static str, column: &'static str, row: Uuid) -> At {
    At { table, column, row }
}

/// The case inside a unit of work that holds its chain: open, and answered for by the office of `by`.
async fn own_open(tx: &Tx, by: &Responder, case: Uuid) -> Result<case_file::Model, CaseError> {
    let case = find::open_in_scope(tx, &by.scope(), case).await?;
    if case.office_code == by.office().as_str() { Ok(case) } else { Err(CaseError::NotAccountable) }
}

/// A time in the past of this case; `now`, where none is said.
fn past(case: &case_file::Model, pointer: &str, said: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, CaseError> {
    match said {
        None => Ok(now),
        Some(at) if at > now => Err(CaseError::field(pointer, "time-in-future")),
        Some(at) if at < case.opened_at => Err(CaseError::field(pointer, "time-before-report")),
        Some(at) => Ok(at),
    }
}
