//! Why something of the telephone was refused.

use sea_orm::DbErr;

use crate::{
    access::AccessError,
    intake::submit::SubmitError,
    kernel::{Classify, FieldError, Kind},
    vault::{NoDeskKeys, SealError},
};

/// A refusal.
#[derive(Debug, thiserror::Error)]
pub enum HotlineError {
    /// Fields at fault.
    #[error("fields at fault")]
    Fields(Vec<FieldError>),
    /// No such thing at this office.
    #[error("not found")]
    NotFound,
    /// It is done already.
    #[error("done already")]
    Done,
    /// Not let through.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The report was not taken.
    #[error(transparent)]
    Submit(#[from] SubmitError),
    /// Something cannot be sealed or opened.
    #[error("sealing: {0}")]
    Seal(#[from] SealError),
    /// Only the desk can do this.
    #[error(transparent)]
    Keys(#[from] NoDeskKeys),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl HotlineError {
    pub(super) fn field(pointer: &str, message: &'static str) -> Self {
        Self::Fields(vec![FieldError::new(pointer, message)])
    }
}

impl Classify for HotlineError {
    fn kind(&self) -> Kind {
        match self {
            Self::Fields(_) => Kind::Invalid,
            Self::NotFound => Kind::NotFound,
            Self::Done => Kind::Conflict,
            Self::Access(error) => error.kind(),
            Self::Submit(error) => error.kind(),
            Self::Seal(_) | Self::Keys(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Fields(_) => "fields",
            Self::NotFound => "not-found",
            Self::Done => "changed-meanwhile",
            Self::Access(error) => error.code(),
            Self::Submit(error) => error.code(),
            Self::Seal(_) | Self::Keys(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Fields(fields) => fields.clone(),
            Self::Submit(error) => error.fields(),
            _ => Vec::new(),
        }
    }
}
