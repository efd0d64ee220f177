//! The changes of the map there are: waiting, under way, applied.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{MapChangeError, load, preview::Preview};
use crate::{
    ctx::Ctx,
    entity::{case_map_move, map_change},
    kernel::Timestamp,
};

/// Fewer cases than this are not counted out: a small number in a small place says whose case it is.
pub const FEWEST: u64 = 5;

/// How far a change is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    /// It waits for its day; this is what it will do as things stand now.
    Waiting(Box<Preview>),
    /// The map has turned; cases follow.
    UnderWay {
        /// When the map turned.
        turned_at: Timestamp,
    },
    /// Nothing is left to do.
    Applied {
        /// When the map turned.
        turned_at: Timestamp,
    },
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Its id.
    pub id: Uuid,
    /// Its day.
    pub effective_on: String,
    /// Its resolution.
    pub legal_basis: String,
    /// How far it is.
    pub stage: Stage,
    /// Communes that end.
    pub retired: usize,
    /// Communes that come into being.
    pub new: usize,
    /// Communes that keep their code.
    pub altered: usize,
    /// Cases that it has reached.
    pub reached: u64,
    /// Cases among them of which the part was taken by default.
    pub by_default: u64,
}

/// Every change, the latest day first.
///
/// # Errors
/// The database cannot be read.
pub async fn all(ctx: &Ctx) -> Result<Vec<Status>, MapChangeError> {
    let query = map_change::Entity::find().order_by_desc(map_change::Column::EffectiveOn).order_by_desc(map_change::Column::LoadedAt);
    let mut all = Vec::new();
    for row in query.all(ctx.db.read()).await? {
        let plan = load::read(&row)?;
        let moves = case_map_move::Entity::find().filter(case_map_move::Column::ChangeId.eq(row.id));
        let stage = match (row.turned_at, row.applied_at) {
            (None, _) => Stage::Waiting(Box::new(Preview::of(ctx, &plan).await?)),
            (Some(turned_at), None) => Stage::UnderWay { turned_at },
            (Some(turned_at), Some(_)) => Stage::Applied { turned_at },
        };
        all.push(Status {
            id: row.id,
            retired: plan.retired().len(),
            new: plan.new.len(),
            altered: plan.altered.len(),
            reached: moves.clone().count(ctx.db.read()).await?,
            by_default: moves.filter(case_map_move::Column::ByDefault.eq(true)).count(ctx.db.read()).await?,
            effective_on: row.effective_on,
            legal_basis: row.legal_basis,
            stage,
        });
    }
    Ok(all)
}
