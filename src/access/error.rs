//! Refusals at the door.

use sea_orm::DbErr;

use super::AdministrationError;
use crate::{
    kernel::{Classify, FieldError, Kind},
    vault::{NoDeskKeys, SealError},
};

/// Why somebody was not let in, or not let through.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// Nobody is signed in, or the session has ended.
    #[error("not signed in")]
    NotSignedIn,
    /// The address or the password is wrong: we do not say which.
    #[error("sign-in wrong")]
    SignInWrong,
    /// Too many tries in a row: this one was not looked at.
    #[error("tried too often")]
    Wait {
        /// Minutes until the next is.
        minutes: i64,
    },
    /// The password is right; the code of the second factor is still to come.
    #[error("a code is needed")]
    CodeNeeded,
    /// The code is wrong, too old or was used before.
    #[error("code wrong")]
    CodeWrong,
    /// No secret waits for its first code, or it waited too long.
    #[error("nothing offered")]
    NoOffer,
    /// There is no second factor.
    #[error("no second factor")]
    NoFactor,
    /// The operator asks everybody for a second factor, and this person has none yet.
    #[error("a second factor is required")]
    FactorRequired,
    /// The last password is too long ago for this.
    #[error("a fresh proof is needed")]
    ProofNeeded,
    /// Somebody has to confirm first that it is they, after a forgotten password.
    #[error("not confirmed yet")]
    Unconfirmed,
    /// No such session or device of one's own.
    #[error("not found")]
    NotFound,
    /// The role does not include this.
    #[error("not allowed")]
    Forbidden,
    /// This process has no desk keys.
    #[error(transparent)]
    NoDesk(#[from] NoDeskKeys),
    /// A sealed secret does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl Classify for AccessError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotSignedIn | Self::SignInWrong | Self::CodeNeeded | Self::CodeWrong => Kind::Unauthenticated,
            Self::Forbidden | Self::FactorRequired | Self::ProofNeeded | Self::Unconfirmed => Kind::Forbidden,
            Self::NoDesk(_) | Self::NotFound => Kind::NotFound,
            Self::NoOffer | Self::NoFactor => Kind::Conflict,
            Self::Wait { .. } => Kind::Busy,
            Self::Seal(_) | Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not-signed-in",
            Self::SignInWrong => "sign-in-wrong",
            Self::Wait { .. } => "fields",
            Self::CodeNeeded => "code-needed",
            Self::CodeWrong => "code-wrong",
            Self::NoOffer => "no-second-factor-offered",
            Self::NoFactor => "no-second-factor",
            Self::FactorRequired => "second-factor-required",
            Self::ProofNeeded => "proof-needed",
            Self::Unconfirmed => "unconfirmed",
            Self::Forbidden => "forbidden",
            Self::NoDesk(_) | Self::NotFound => "not-found",
            Self::Seal(_) | Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Wait { minutes } => vec![FieldError::new("", "tried-too-often").with("minutes", minutes)],
            _ => Vec::new(),
        }
    }
}

impl AccessError {
    /// Why the row of a person could not be held or stored.
    pub(super) fn of_row(error: AdministrationError) -> Self {
        match error {
            AdministrationError::Access(error) => error,
            AdministrationError::NoDesk(error) => error.into(),
            AdministrationError::Database(error) => error.into(),
            _ => Self::NotSignedIn,
        }
    }
}
