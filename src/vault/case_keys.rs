//! Opening a part of a case: only through an office for which an envelope lies there. There is no other way in.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait};
use uuid::Uuid;

use super::{
    SealError, Vault,
    envelope::{self, EnvelopeContext, Part},
    office_keys::{OfficeKeyError, private_key},
    sealing::SealingKey,
};
use crate::{entity, kernel::codes::OfficeCode};

/// Why a part stays closed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// No envelope for this office: it is not entitled.
    #[error("no envelope for this office")]
    NoEnvelope,
    /// The office's key cannot be used.
    #[error(transparent)]
    OfficeKey(#[from] OfficeKeyError),
    /// The envelope cannot be opened.
    #[error("an envelope cannot be opened: {0}")]
    Seal(#[from] SealError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

/// The key of `part`, through `office`.
///
/// # Errors
/// [`OpenError::NoEnvelope`] for an office that is not entitled, whoever asks.
pub async fn open<K: SealingKey>(
    db: &impl ConnectionTrait,
    vault: &Vault,
    case: Uuid,
    part: Part,
    office: &OfficeCode,
) -> Result<K, OpenError> {
    let key = (case, part.code().to_owned(), part.report(), office.as_str().to_owned());
    let row = entity::envelope::Entity::find_by_id(key).one(db).await?.ok_or(OpenError::NoEnvelope)?;
    let private = private_key(db, vault, office, row.key_version).await?;
    let context = EnvelopeContext { case, part, recipient: office.as_str(), key_version: row.key_version };
    Ok(envelope::unwrap(&row.sealed_key, &private, &context)?)
}
