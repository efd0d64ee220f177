//! Why a command on a case was refused.

use sea_orm::DbErr;

use crate::{
    access::AccessError,
    kernel::{Classify, FieldError, Kind},
    vault::{SealError, case_keys::OpenError},
};

/// A refusal. What is out of scope is `NotFound`, exactly like what does not exist.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// No such case, or not in scope.
    #[error("not found")]
    NotFound,
    /// The report has to be opened first.
    #[error("the report was not opened by this person")]
    NotOpened,
    /// A colleague is named for the case: it can be read for a reason.
    #[error("a colleague works on the case")]
    WithAnother,
    /// Nobody asks them for a reason: the case is open to them.
    #[error("no reason is needed")]
    NoReasonNeeded,
    /// The case is closed.
    #[error("the case is closed")]
    Closed,
    /// Another office is accountable.
    #[error("another office is accountable")]
    NotAccountable,
    /// Somebody has taken the case already.
    #[error("already acknowledged")]
    AlreadyAcknowledged,
    /// It is known already where the case lies.
    #[error("the place is known")]
    AlreadyLocated,
    /// It does not wait in the triage lane.
    #[error("the case does not wait in the triage lane")]
    NotSuspected,
    /// It is offered to another office already.
    #[error("the case is offered already")]
    AlreadyOffered,
    /// Nothing is offered, or not to this office.
    #[error("nothing is offered")]
    NothingOffered,
    /// No decision and no order waits.
    #[error("nothing waits to be decided or acknowledged")]
    NothingWaits,
    /// The office above has to decide this.
    #[error("the office above decides")]
    NeedsParent,
    /// Somebody else has to have asked for it.
    #[error("a second person is needed")]
    NeedsSecondPerson,
    /// Nobody said who they are, and nothing is kept apart.
    #[error("nothing is kept apart")]
    NothingProtected,
    /// Who reported is protected: it takes a request that somebody approved.
    #[error("who reported is protected")]
    IdentityProtected,
    /// A request of the same person waits already.
    #[error("a request waits already")]
    AlreadyAsked,
    /// Nobody who could decide works at the office or above it.
    #[error("nobody could decide")]
    NobodyJudges,
    /// Contact details are not opened at once: it is no emergency, or somebody else has to act.
    #[error("contact details are not opened at once here")]
    NoEmergencyOpening,
    /// It changed meanwhile: look again.
    #[error("the case changed meanwhile")]
    Changed,
    /// A stored file is not what was sealed.
    #[error("a stored file was changed or cut")]
    FileUnreadable,
    /// Fields at fault.
    #[error("fields at fault")]
    Fields(Vec<FieldError>),
    /// Not let through.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// A key or a sealed field cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A field cannot be sealed or opened.
    #[error("sealing: {0}")]
    Seal(#[from] SealError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl CaseError {
    /// One field at fault.
    #[must_use]
    pub fn field(pointer: &str, message: &'static str) -> Self {
        Self::Fields(vec![FieldError::new(pointer, message)])
    }
}

impl Classify for CaseError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::Open(OpenError::NoEnvelope) => Kind::NotFound,
            Self::FileUnreadable
            | Self::NotOpened
            | Self::Closed
            | Self::AlreadyAcknowledged
            | Self::AlreadyLocated
            | Self::NotSuspected
            | Self::AlreadyOffered
            | Self::NothingOffered
            | Self::NothingWaits
            | Self::NothingProtected
            | Self::AlreadyAsked
            | Self::NobodyJudges
            | Self::NoReasonNeeded
            | Self::Changed => Kind::Conflict,
            Self::WithAnother
            | Self::NotAccountable
            | Self::NeedsParent
            | Self::NeedsSecondPerson
            | Self::IdentityProtected
            | Self::NoEmergencyOpening => Kind::Forbidden,
            Self::Fields(_) => Kind::Invalid,
            Self::Access(error) => error.kind(),
            Self::Open(_) | Self::Seal(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound | Self::Open(OpenError::NoEnvelope) => "not-found",
            Self::FileUnreadable => "file-unreadable",
            Self::NotOpened => "not-opened",
            Self::WithAnother => "with-another",
            Self::NoReasonNeeded => "no-reason-needed",
            Self::Closed => "case-closed",
            Self::NotAccountable => "not-accountable",
            Self::AlreadyAcknowledged => "already-acknowledged",
            Self::AlreadyLocated => "already-located",
            Self::NotSuspected => "not-suspected",
            Self::AlreadyOffered => "already-offered",
            Self::NothingOffered => "nothing-offered",
            Self::NothingWaits => "nothing-waits",
            Self::NeedsParent => "needs-parent",
            Self::NeedsSecondPerson => "needs-second-person",
            Self::NothingProtected => "nothing-protected",
            Self::IdentityProtected => "identity-protected",
            Self::AlreadyAsked => "already-asked",
            Self::NobodyJudges => "nobody-judges",
            Self::NoEmergencyOpening => "no-emergency-opening",
            Self::Changed => "changed-meanwhile",
            Self::Fields(_) => "fields",
            Self::Access(error) => error.code(),
            Self::Open(_) | Self::Seal(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Fields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}
