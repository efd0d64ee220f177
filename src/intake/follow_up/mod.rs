//! Coming back with the code: the code opens the conversation and nothing else, and whoever holds it may be the wrong person.
//!
//! | file | is for |
//! |---|---|
//! | `session` | from a code, or a session, to the key of the conversation |
//! | `conversation` | where the case stands; one message at a time; hiding one for good |
//! | `say` | writing more; the buttons |
//! | `lock` | "somebody else knows my code" |
//! | `receipt` | the day and the office, for those who must prove that they reported |
//!
//! Invariants: nothing here reads a report, a name, a visit or a measure, and no right to do so exists; a text comes out only when it is
//! asked for, one at a time; no time of a visit is kept: reading and hiding leave no trace at all, a session row only its end; a locked
//! code is answered like one that never was. What follows from a button is done at the desk (`cases::reporter_words`): the public face
//! only writes that it was said.

mod conversation;
mod lock;
mod receipt;
mod say;
mod session;

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QuerySelect};
use uuid::Uuid;

use super::attachments::PresentError;
use crate::{
    cases::clock::tracks_of,
    entity::case_file,
    kernel::{Classify, FieldError, Kind, Timestamp, terms::Severity},
    vault::{SealError, ThreadKey, access_code::AccessCodeError},
};

pub use conversation::{Closed, Conversation, Line, Opened, OpenedBy, hide, open, read};
pub use lock::lock;
pub use receipt::{DatedReceipt, receipt};
pub use say::{say, write};
pub(super) use session::unlock_even_if_heard;
pub use session::{IDLE, RECIPIENT, begin_session, end_session, find, resume, unlock};

/// Why a follow-up was refused.
#[derive(Debug, thiserror::Error)]
pub enum FollowUpError {
    /// Not the shape of a code: a typing slip.
    #[error(transparent)]
    Code(#[from] AccessCodeError),
    /// No report has this code, or the session has ended.
    #[error("no report has this code")]
    Unknown,
    /// Somebody of the staff has heard the code: it has to be changed first.
    #[error("the code has to be changed first")]
    MustChange,
    /// No message has this number, or it is hidden.
    #[error("no such message")]
    NoMessage,
    /// The case is open: there is nothing to object to.
    #[error("the case is open")]
    StillOpen,
    /// The case was closed too long ago.
    #[error("the case was closed too long ago")]
    TooLate,
    /// A field at fault.
    #[error("fields at fault")]
    Fields(Vec<FieldError>),
    /// Something cannot be sealed or opened.
    #[error("sealing: {0}")]
    Seal(#[from] SealError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl Classify for FollowUpError {
    fn kind(&self) -> Kind {
        match self {
            Self::Code(_) | Self::Unknown => Kind::Unauthenticated,
            Self::NoMessage => Kind::NotFound,
            Self::MustChange | Self::StillOpen | Self::TooLate => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Seal(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Code(error) => error.code(),
            Self::Unknown => "access-code-wrong",
            Self::MustChange => "access-code-heard",
            Self::NoMessage => "message-gone",
            Self::StillOpen => "objection-still-open",
            Self::TooLate => "objection-too-late",
            Self::Fields(_) => "fields",
            Self::Seal(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Code(error) => error.fields(),
            Self::Fields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}

impl From<PresentError> for FollowUpError {
    fn from(error: PresentError) -> Self {
        match error {
            PresentError::Fields(fields) => Self::Fields(fields),
            PresentError::Seal(error) => Self::Seal(error),
            PresentError::Database(error) => Self::Database(error),
        }
    }
}

/// A conversation whose key is at hand.
pub struct Unlocked {
    case: Uuid,
    report: Uuid,
    key: ThreadKey,
}

impl Unlocked {
    pub(super) fn case(&self) -> Uuid {
        self.case
    }

    pub(super) fn report(&self) -> Uuid {
        self.report
    }

    pub(super) fn key(&self) -> &ThreadKey {
        &self.key
    }
}

/// The columns of a case that the public face may read.
struct CaseColumns {
    code: String,
    office: String,
    severity: Severity,
    tracks: crate::clocks::Tracks,
    opened_at: Timestamp,
    closed_at: Option<Timestamp>,
    due_at: Option<Timestamp>,
}

async fn case_columns(db: &impl ConnectionTrait, case: Uuid) -> Result<Option<CaseColumns>, DbErr> {
    type Row = (String, String, String, String, Timestamp, Option<Timestamp>, Option<Timestamp>);
    let row: Option<Row> = case_file::Entity::find_by_id(case)
        .select_only()
        .columns([
            case_file::Column::Code,
            case_file::Column::OfficeCode,
            case_file::Column::Severity,
            case_file::Column::Tracks,
            case_file::Column::OpenedAt,
            case_file::Column::ClosedAt,
            case_file::Column::DueAt,
        ])
        .into_tuple()
        .one(db)
        .await?;
    Ok(row.map(|(code, office, severity, tracks, opened_at, closed_at, due_at)| CaseColumns {
        code,
        office,
        severity: Severity::parse(&severity).unwrap_or(Severity::Emergency),
        tracks: tracks_of(&tracks),
        opened_at,
        closed_at,
        due_at,
    }))
}
