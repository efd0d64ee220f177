//! Refusals at the door.

use sea_orm::DbErr;

use crate::{
    kernel::{Classify, Kind},
    vault::NoDeskKeys,
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
    /// The role does not include this.
    #[error("not allowed")]
    Forbidden,
    /// This process has no desk keys.
    #[error(transparent)]
    NoDesk(#[from] NoDeskKeys),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl Classify for AccessError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotSignedIn | Self::SignInWrong => Kind::Unauthenticated,
            Self::Forbidden => Kind::Forbidden,
            Self::NoDesk(_) => Kind::NotFound,
            Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotSignedIn => "not-signed-in",
            Self::SignInWrong => "sign-in-wrong",
            Self::Forbidden => "forbidden",
            Self::NoDesk(_) => "not-found",
            Self::Database(_) => "internal",
        }
    }
}
