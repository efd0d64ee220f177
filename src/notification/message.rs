//! What an alert can say. Every message carries all of it, so that writing the mail needs no look at the case.

use serde::{Deserialize, Serialize};

use crate::kernel::{Timestamp, terms::Severity};

/// A message to an office: times, codes and severity; never a category, a person, a place below the office or a word of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "case code, severity, times and the name of the accountable office, as the variant's sentence says")]
pub enum Message {
    /// A report has arrived; the office is accountable.
    NewReport { case: String, severity: Severity, due_at: Option<Timestamp> },
    /// An emergency in the office's area; another office is accountable.
    EmergencyNotice { case: String, accountable: String },
    /// A deadline comes near.
    DueSoon { case: String, severity: Severity, milestone: String, due_at: Timestamp, accountable: String },
    /// A deadline was missed.
    Overdue { case: String, severity: Severity, milestone: String, due_at: Timestamp, accountable: String },
    /// The reporter wrote.
    ReporterWrote { case: String, due_at: Option<Timestamp> },
    /// Offices below could not answer: how many, and how many for each gap, the worst first.
    ReadinessGaps { offices: usize, gaps: Vec<(String, usize)> },
}

impl Message {
    /// The stored code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NewReport { .. } => "new_report",
            Self::EmergencyNotice { .. } => "emergency_notice",
            Self::DueSoon { .. } => "due_soon",
            Self::Overdue { .. } => "overdue",
            Self::ReporterWrote { .. } => "reporter_wrote",
            Self::ReadinessGaps { .. } => "readiness_gaps",
        }
    }

    /// Whether the ladder climbs when an alert of this kind reaches nobody. Who stands beside the ladder leaves no hole in it.
    #[must_use]
    pub fn climbs_when_unreachable(kind: &str) -> bool {
        !["emergency_notice", "readiness_gaps"].contains(&kind)
    }

    /// Order of sending: 0 goes first.
    #[must_use]
    pub const fn urgency(&self) -> i16 {
        match self {
            Self::EmergencyNotice { .. } => 0,
            Self::NewReport { severity, .. } | Self::DueSoon { severity, .. } | Self::Overdue { severity, .. } => severity.rank(),
            Self::ReporterWrote { .. } => 2,
            Self::ReadinessGaps { .. } => 3,
        }
    }
}

/// Who in an office is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Who is on duty now; where nobody is by the roster, all responders, or whoever leads where there is none.
    DutyPerson,
    /// Who heads the office, or stands in for them.
    Lead,
    /// Everybody of an office above who may act or oversee.
    Office,
    /// Whoever answers for the offices below: leads, supervisors, administrators.
    Oversight,
}

impl Target {
    /// The stored code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DutyPerson => "duty_person",
            Self::Lead => "lead",
            Self::Office => "office",
            Self::Oversight => "oversight",
        }
    }

    /// The target of a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::DutyPerson, Self::Lead, Self::Office, Self::Oversight].into_iter().find(|target| target.code() == code)
    }
}
