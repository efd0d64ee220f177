//! The clocks of a case: deadline policies, working time, severity before and by triage, and what counts as reached.
//!
//! Pure: text and facts in, instants out, everything in UTC. Invariants: a policy file is taken whole or not at all; the same facts give the
//! same deadlines; nothing a person leaves out lengthens one.
//! Deliberately absent: storing deadlines, telling anybody, and custody. A case that changes hands keeps its clocks.

mod calendar;
mod check;
mod counting;
mod deadline;
mod deputies;
mod event;
mod fingerprint;
mod load;
mod policy;
mod risk;
mod roster;
mod severity;
mod track;

pub use calendar::{Calendar, CalendarError, OfficeHours, Period, local_time};
pub use check::{Finding, Grade, check, sample};
pub use counting::{Counted, counted_at, first_received, recording_window};
pub use deadline::{CaseFacts, Due, DueRung, FIRST_MONTH, NotRunning, due_for, fingerprint, governing, rungs, start_of};
pub use deputies::{StandIn, acting_for, closes_a_circle};
pub use event::Event;
pub use fingerprint::Fingerprint;
pub use load::{PolicyError, Problem};
pub use policy::{Allowance, ClockKind, Confidence, DutyHolder, NotServed, Policies, Policy, PolicyId, PolicyKind, Rung, RungTarget, Unit};
pub use risk::{RiskAnswer, RiskError, RiskFacts, RiskItem, RiskScale};
pub use roster::{Hole, Presence, Roster, Shift, WeekMinute};
pub use severity::{Because, PreTriage, UrgencyFacts, before_triage};
pub use track::{AgeBand, PersonFacts, Track, TrackFacts, Tracks, tracks};

/// The policies and the calendar of this installation, loaded once at start.
#[derive(Debug, Clone)]
pub struct Clocks {
    /// Deadline policies.
    pub policies: Policies,
    /// Working time.
    pub calendar: Calendar,
    /// The questions of triage.
    pub risk: RiskScale,
}

/// Why the clocks could not be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClocksError {
    /// The policies.
    #[error(transparent)]
    Policies(#[from] PolicyError),
    /// The calendar.
    #[error(transparent)]
    Calendar(#[from] CalendarError),
    /// The risk scale.
    #[error(transparent)]
    Risk(#[from] RiskError),
}

impl Clocks {
    /// The clocks this program was built with.
    ///
    /// # Errors
    /// [`ClocksError`], which a test rules out for a released program.
    pub fn load() -> Result<Self, ClocksError> {
        let policies = Policies::load()?;
        let calendar = Calendar::load(policies.office_hours())?;
        Ok(Self { policies, calendar, risk: RiskScale::load()? })
    }

    /// The clocks of a province with a policy file and days off of its own.
    ///
    /// # Errors
    /// [`ClocksError`] naming policy and line, or the line of the calendar.
    pub fn parse(policies_yaml: &str, calendar_csv: &str) -> Result<Self, ClocksError> {
        let policies = Policies::parse(policies_yaml)?;
        let calendar = Calendar::parse(policies.office_hours(), calendar_csv)?;
        Ok(Self { policies, calendar, risk: RiskScale::load()? })
    }

    /// The clocks that run for a case.
    #[must_use]
    pub fn due_for(&self, facts: &CaseFacts) -> Vec<Due> {
        due_for(&self.policies, &self.calendar, facts)
    }

    /// A print of everything the deadlines of a case follow from.
    #[must_use]
    pub fn fingerprint(&self, facts: &CaseFacts) -> Fingerprint {
        fingerprint(&self.policies, &self.calendar, facts)
    }
}
