//! The duty roster of an office: its week, who stands in for whom, its telephones, and who is on now.
//!
//! Kept by whoever administers the office and by its lead ([`Keeper`]). For anybody else, an office they may not keep does not exist.
//! What it changes for alerts is decided in `notification::address`; what may be promised, in `clocks::Presence`.
//! Deliberately absent: single dates. A week is like every other; whoever is away for some days has a deputy for them.

pub mod deputies;
pub mod kept;
pub mod leavers;
pub mod now;
pub mod phones;
pub mod week;

use sea_orm::{DbErr, EntityTrait, QuerySelect};
use uuid::Uuid;

use super::{AccessError, Administrator, Lead, Signed};
use crate::{
    db::Tx,
    entity::office,
    kernel::{Actor, Classify, FieldError, Kind},
    vault::NoDeskKeys,
};

/// Somebody who may keep rosters: an administrator those of their area, a lead that of their office.
#[derive(Debug, Clone)]
pub enum Keeper {
    /// Of an area.
    Administrator(Administrator),
    /// Of one office.
    Lead(Lead),
}

impl Keeper {
    /// Whether `signed` keeps rosters.
    ///
    /// # Errors
    /// [`AccessError::Forbidden`] for other roles.
    pub fn of(signed: &Signed) -> Result<Self, AccessError> {
        signed.administrator().map(Self::Administrator).or_else(|_| signed.lead().map(Self::Lead))
    }

    /// Whether they keep the roster of `office`.
    #[must_use]
    pub fn keeps(&self, office: &office::Model) -> bool {
        match self {
            Self::Administrator(by) => by.covers(office),
            Self::Lead(by) => by.office().as_str() == office.code,
        }
    }

    fn actor(&self) -> Actor {
        match self {
            Self::Administrator(by) => by.actor(),
            Self::Lead(by) => by.actor(),
        }
    }
}

/// Why a roster was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum DutyError {
    /// There is no such office, shift or deputy, or not for this person.
    #[error("no such roster")]
    NotFound,
    /// Somebody else changed the week meanwhile.
    #[error("the week was changed by somebody else")]
    Changed,
    /// Fields at fault.
    #[error("fields at fault")]
    Fields(Vec<FieldError>),
    /// This process has no desk keys.
    #[error(transparent)]
    NoDesk(#[from] NoDeskKeys),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

impl Classify for DutyError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotFound | Self::NoDesk(_) => Kind::NotFound,
            Self::Changed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Database(_) => Kind::Internal,
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound | Self::NoDesk(_) => "not-found",
            Self::Changed => "duty-week-changed",
            Self::Fields(_) => "fields",
            Self::Database(_) => "internal",
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Fields(fields) => fields.clone(),
            _ => Vec::new(),
        }
    }
}

fn at(pointer: impl Into<String>, message: &'static str) -> DutyError {
    DutyError::Fields(vec![FieldError::new(pointer, message)])
}

/// The office of a code, held so that two who change its roster at once come one after the other. The chain of entries is taken before.
async fn held(tx: &Tx, by: &Keeper, code: &str) -> Result<office::Model, DutyError> {
    let office = office::Entity::find_by_id(code).lock_exclusive().one(tx).await?;
    office.filter(|office| by.keeps(office)).ok_or(DutyError::NotFound)
}

/// An id as it was sent; what is none belongs to nobody.
fn id(text: &str) -> Option<Uuid> {
    Uuid::parse_str(text.trim()).ok()
}
