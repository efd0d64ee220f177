//! Loading a change: checked against the map of its day, kept until then. And taking it back before that day.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::MapChangeError;
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Db, rows},
    entity::map_change,
    kernel::Actor,
    localities::{
        map_change::{CHANGES, Extent, Fault, List, Map, Plan, Problem, Tables, plan},
        store,
    },
};

/// Checks a change and returns what it would do. Nothing is written.
///
/// # Errors
/// Every fault of the tables, by line.
pub async fn check(db: &Db, tables: Tables<'_>, extent: Extent) -> Result<Plan, MapChangeError> {
    let list = List::read(tables, extent).map_err(MapChangeError::Faults)?;
    let planned = plan(&map_of_the_day(db.read()).await?, &list).map_err(MapChangeError::Faults)?;
    in_order(db.read(), planned.effective_on).await?;
    Ok(planned)
}

/// Keeps a checked change until its day. Returns its id.
///
/// # Errors
/// [`MapChangeError::LoadedAlready`]; faults when another change was loaded meanwhile.
pub async fn keep(ctx: &Ctx, by: Actor, plan: &Plan) -> Result<Uuid, MapChangeError> {
    let stored = serde_json::to_string(plan).map_err(|_| MapChangeError::Unreadable)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
            let now = ctx.clock.now();
            if map_change::Entity::find().filter(map_change::Column::Plan.eq(&stored)).one(tx).await?.is_some() {
                return Err(MapChangeError::LoadedAlready);
            }
            in_order(tx, plan.effective_on).await?;
            let row = map_change::Model {
                id: ctx.ids.row(now),
                effective_on: plan.effective_on.to_string(),
                legal_basis: plan.legal_basis.clone(),
                plan: stored.clone(),
                loaded_at: now,
                turned_at: None,
                applied_at: None,
            };
            let id = row.id;
            rows::insert(tx, row).await?;
            ledger.record(now, by, &Event::MapChangeLoaded { change: id });
            ledger.finish(tx).await?;
            ctx.nudge.notify_one();
            Ok(id)
        })
        .await
}

/// Takes a change back before its day.
///
/// # Errors
/// [`MapChangeError::NotWaiting`].
pub async fn withdraw(ctx: &Ctx, by: Actor, id: Uuid) -> Result<(), MapChangeError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
            let waiting = map_change::Entity::delete_by_id(id).filter(map_change::Column::TurnedAt.is_null());
            if waiting.exec(tx).await?.rows_affected != 1 {
                return Err(MapChangeError::NotWaiting);
            }
            ledger.record(ctx.clock.now(), by, &Event::MapChangeWithdrawn { change: id });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// The map as it will be when everything that waits has taken effect.
async fn map_of_the_day(db: &impl ConnectionTrait) -> Result<Map, MapChangeError> {
    let mut map = store::map(db).await?;
    for row in waiting(db).await? {
        map = map.after(&read(&row)?);
    }
    Ok(map)
}

/// Changes that wait for their day, in the order in which they will take effect.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn waiting(db: &impl ConnectionTrait) -> Result<Vec<map_change::Model>, MapChangeError> {
    let query = map_change::Entity::find().filter(map_change::Column::TurnedAt.is_null());
    Ok(query.order_by_asc(map_change::Column::EffectiveOn).order_by_asc(map_change::Column::LoadedAt).all(db).await?)
}

/// The stored plan of a change.
///
/// # Errors
/// [`MapChangeError::Unreadable`].
pub(super) fn read(row: &map_change::Model) -> Result<Plan, MapChangeError> {
    serde_json::from_str(&row.plan).map_err(|_| MapChangeError::Unreadable)
}

/// A plan is made for the map after those that wait: it cannot take effect before them.
async fn in_order(db: &impl ConnectionTrait, day: NaiveDate) -> Result<(), MapChangeError> {
    let later = map_change::Entity::find()
        .filter(map_change::Column::TurnedAt.is_null())
        .filter(map_change::Column::EffectiveOn.gt(day.to_string()))
        .one(db)
        .await?;
    match later {
        Some(row) => Err(MapChangeError::Faults(vec![Fault { file: CHANGES, line: None, problem: Problem::OutOfOrder(row.effective_on) }])),
        None => Ok(()),
    }
}
