//! Why an act of administration was refused.

use sea_orm::DbErr;

use super::AccessError;
use crate::{
    kernel::{Classify, FieldError, Kind},
    vault::NoDeskKeys,
};

/// A refusal. Whoever and whatever lies outside the area is `NotFound`, exactly like what does not exist.
#[derive(Debug, thiserror::Error)]
pub enum AdministrationError {
    /// No such person or office, or not in the area.
    #[error("not found")]
    NotFound,
    /// Nobody changes what they themselves may do, nor the office they work at.
    #[error("not for oneself")]
    OwnAccount,
    /// It is not in a state in which this can be done; the code says which.
    #[error("not now: {0}")]
    State(&'static str),
    /// The invitation is unknown, forged, used, too old or replaced: we do not say which.
    #[error("not an invitation")]
    NoInvitation,
    /// The letter to choose a new password is unknown, forged, used, too old or replaced: we do not say which.
    #[error("not a letter of ours")]
    NoReset,
    /// Fields at fault.
    #[error("fields at fault")]
    Fields(Vec<FieldError>),
    /// It changed meanwhile, again and again: look again.
    #[error("changed meanwhile")]
    Changed,
    /// Not let through.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// This process has no desk keys.
    #[error(transparent)]
    NoDesk(#[from] NoDeskKeys),
    /// The password could not be hashed.
    #[error("the password cannot be hashed")]
    Hash,
    /// A case could not be handed on.
    #[error("a case: {0}")]
    Case(String),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl AdministrationError {
    /// One field at fault.
    #[must_use]
    pub fn field(pointer: &str, message: &'static str) -> Self {
        Self::Fields(vec![FieldError::new(pointer, message)])
    }
}

impl Classify for AdministrationError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::NoInvitation | Self::NoReset | Self::NoDesk(_) => Kind::NotFound,
            Self::OwnAccount => Kind::Forbidden,
            Self::State(_) | Self::Changed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Access(error) => error.kind(),
            Self::Hash | Self::Case(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound | Self::NoDesk(_) => "not-found",
            Self::OwnAccount => "own-account",
            Self::State(code) => code,
            Self::NoInvitation => "invitation-invalid",
            Self::NoReset => "reset-invalid",
            Self::Fields(_) => "fields",
            Self::Changed => "changed-meanwhile",
            Self::Access(error) => error.code(),
            Self::Hash | Self::Case(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Fields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}
