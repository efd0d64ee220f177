//! Office keys in the database: made once for every office, believed only with a directory signature.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::{NoDeskKeys, SealError, Vault, envelope::KeyPair};
use crate::{
    db::{Db, rows},
    entity::{office, office_key},
    kernel::{Ids, codes::OfficeCode, secret::SecretKey},
};

/// First version of an office's key.
const FIRST_VERSION: i32 = 1;
/// Codes per query (TRAPS 4.14).
const CHUNK: usize = 500;

/// The public half of an office's newest key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficePublic {
    /// Which of the office's keys.
    pub version: i32,
    /// The key.
    pub key: [u8; 32],
}

/// Why an office's keys could not be used.
#[derive(Debug, thiserror::Error)]
pub enum OfficeKeyError {
    /// This process has no desk keys, so it opens nothing.
    #[error(transparent)]
    NoDesk(#[from] NoDeskKeys),
    /// The office has no key, or not one with a valid signature.
    #[error("the office has no key that can be believed")]
    NoKey,
    /// The key cannot be opened.
    #[error("an office key cannot be opened: {0}")]
    Seal(#[from] SealError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

/// Makes a key pair for every office that has none. Returns how many. Needs desk keys.
///
/// # Errors
/// [`OfficeKeyError`].
pub async fn provide(db: &Db, vault: &Vault, ids: &dyn Ids) -> Result<usize, OfficeKeyError> {
    let with_key = office_key::Entity::find().select_only().column(office_key::Column::OfficeCode).into_query();
    let missing: Vec<String> = office::Entity::find()
        .select_only()
        .column(office::Column::Code)
        .filter(office::Column::Code.not_in_subquery(with_key))
        .into_tuple()
        .all(db.read())
        .await?;
    let keys = missing.iter().map(|office| make(vault, ids, office)).collect::<Result<Vec<_>, _>>()?;
    let count = keys.len();
    if count > 0 {
        db.write(async |tx| rows::insert_all(tx, keys).await).await?;
    }
    Ok(count)
}

/// Whether any office has a key. Needs no desk keys, and no right that the public face's role has not.
///
/// # Errors
/// The database cannot be read.
pub async fn any(db: &Db) -> Result<bool, DbErr> {
    let one = office_key::Entity::find().select_only().column(office_key::Column::OfficeCode).limit(1);
    Ok(one.into_tuple::<String>().one(db.read()).await?.is_some())
}

fn make(vault: &Vault, ids: &dyn Ids, office: &str) -> Result<office_key::Model, OfficeKeyError> {
    let desk = vault.desk()?;
    let pair = KeyPair::generate(ids);
    Ok(office_key::Model {
        office_code: office.to_owned(),
        version: FIRST_VERSION,
        public_key: pair.public.to_vec(),
        directory_signature: desk.sign_office_key(office, FIRST_VERSION, &pair.public),
        private_key: desk.seal_office_private(office, FIRST_VERSION, &pair.private, ids)?,
    })
}

/// The believable public keys of `offices`; an office without one is missing from the answer.
///
/// # Errors
/// The database cannot be read.
pub async fn public_keys(
    db: &impl ConnectionTrait,
    vault: &Vault,
    offices: &[OfficeCode],
) -> Result<HashMap<OfficeCode, OfficePublic>, DbErr> {
    let mut found = HashMap::new();
    for chunk in offices.chunks(CHUNK) {
        let rows: Vec<(String, i32, Vec<u8>, Vec<u8>)> = office_key::Entity::find()
            .select_only()
            .columns([
                office_key::Column::OfficeCode,
                office_key::Column::Version,
                office_key::Column::PublicKey,
                office_key::Column::DirectorySignature,
            ])
            .filter(office_key::Column::OfficeCode.is_in(chunk.iter().map(OfficeCode::as_str)))
            .order_by_asc(office_key::Column::Version)
            .into_tuple()
            .all(db)
            .await?;
        for (office, version, key, signature) in rows {
            let Ok(key) = <[u8; 32]>::try_from(key) else { continue };
            // Whoever can write the table could put their own key there: only the directory's signature makes it count.
            if vault.public().verify_office_key(&office, version, &key, &signature)
                && let Some(code) = OfficeCode::parse(&office)
            {
                found.insert(code, OfficePublic { version, key });
            }
        }
    }
    Ok(found)
}

/// The private half of an office's key. Needs desk keys.
///
/// # Errors
/// [`OfficeKeyError`].
pub(super) async fn private_key(
    db: &impl ConnectionTrait,
    vault: &Vault,
    office: &OfficeCode,
    version: i32,
) -> Result<SecretKey, OfficeKeyError> {
    let desk = vault.desk()?;
    let row = office_key::Entity::find_by_id((office.as_str().to_owned(), version)).one(db).await?.ok_or(OfficeKeyError::NoKey)?;
    Ok(desk.open_office_private(office.as_str(), version, &row.private_key)?)
}
