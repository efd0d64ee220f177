//! Names for those who read a case: pages show who wrote and which office, never an id.
//!
//! Not scoped: whoever asks holds the codes and ids already, from rows that were in scope.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::CaseError;
use crate::{
    ctx::Ctx,
    entity::{office, staff},
    kernel::Lang,
};

/// Names per query (TRAPS 4.14).
const CHUNK: usize = 500;

/// The names of offices in the reader's language, by code. A code that no office has is left out.
///
/// # Errors
/// The database cannot be read.
pub async fn offices(ctx: &Ctx, lang: Lang, codes: &BTreeSet<String>) -> Result<HashMap<String, String>, CaseError> {
    let codes: Vec<&String> = codes.iter().collect();
    let name = match lang {
        Lang::Vi => office::Column::Name,
        Lang::En => office::Column::NameEn,
    };
    let mut names = HashMap::new();
    for chunk in codes.chunks(CHUNK) {
        let query = office::Entity::find().select_only().columns([office::Column::Code, name]);
        let query = query.filter(office::Column::Code.is_in(chunk.iter().copied()));
        names.extend(query.into_tuple::<(String, String)>().all(ctx.db.read()).await?);
    }
    Ok(names)
}

/// The names of members of staff, by id; also of those who have left.
///
/// # Errors
/// The database cannot be read.
pub async fn staff(ctx: &Ctx, ids: &BTreeSet<Uuid>) -> Result<HashMap<Uuid, String>, CaseError> {
    let ids: Vec<Uuid> = ids.iter().copied().collect();
    let mut names = HashMap::new();
    for chunk in ids.chunks(CHUNK) {
        let query = staff::Entity::find().select_only().columns([staff::Column::Id, staff::Column::Name]);
        let query = query.filter(staff::Column::Id.is_in(chunk.iter().copied()));
        names.extend(query.into_tuple::<(Uuid, String)>().all(ctx.db.read()).await?);
    }
    Ok(names)
}
