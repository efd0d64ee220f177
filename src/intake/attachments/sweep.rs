//! Files that no report came for, tokens whose time is over, and sealed bytes that no row knows.
//!
//! A row goes before its bytes: whoever claims the file in between finds it gone, and never gets a row without bytes.

use std::{collections::HashSet, time::SystemTime};

use chrono::Duration;
use futures_util::StreamExt;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::{ctx::Ctx, entity::attachment, files::StoreFault};

/// Age from which bytes without a row belong to nobody: whoever was writing them has ended long ago.
const ORPHANED: Duration = Duration::hours(2);
/// Rows, and names, per step.
const STEP: u64 = 500;

/// Why the sweep stopped.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

/// Removes files whose report did not come, and forgets tokens whose time is over. Returns how many rows were touched.
///
/// # Errors
/// [`SweepError`].
pub async fn sweep(ctx: &Ctx) -> Result<u64, SweepError> {
    use attachment::Column;
    let now = ctx.clock.now();
    let over: Vec<(Uuid, String, Option<Uuid>)> = attachment::Entity::find()
        .select_only()
        .columns([Column::Id, Column::Object, Column::CaseId])
        .filter(Column::TokenUntil.lte(now))
        .limit(STEP)
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let ids = |claimed: bool| over.iter().filter(move |row| row.2.is_some() == claimed).map(|row| row.0).collect::<Vec<_>>();
    let (waiting, claimed) = (ids(false), ids(true));
    if over.is_empty() {
        return Ok(0);
    }
    let touched = ctx
        .db
        .write(async |tx| {
            let gone = attachment::Entity::delete_many()
                .filter(Column::Id.is_in(waiting.clone()))
                .filter(Column::CaseId.is_null())
                .exec(tx)
                .await?;
            let forgotten = attachment::Entity::update_many()
                .col_expr(Column::TokenLookup, Expr::value(Option::<Vec<u8>>::None))
                .col_expr(Column::Mark, Expr::value(Option::<Vec<u8>>::None))
                .col_expr(Column::TokenUntil, Expr::value(Option::<crate::kernel::Timestamp>::None))
                .filter(Column::Id.is_in(claimed.clone()))
                .filter(Column::CaseId.is_not_null())
                .exec(tx)
                .await?;
            Ok::<_, DbErr>(gone.rows_affected + forgotten.rows_affected)
        })
        .await?;
    let left = still_known(ctx, over.iter().map(|row| row.1.clone()).collect()).await?;
    for (_, object, case) in &over {
        if case.is_none() && !left.contains(object) {
            ctx.files.remove(object).await?;
        }
    }
    Ok(touched)
}

/// Removes sealed bytes that no row knows: what a process left behind that was killed between storing and writing down. Looks at every
/// file of the store. Returns how many were removed.
///
/// # Errors
/// [`SweepError`].
pub async fn sweep_orphans(ctx: &Ctx) -> Result<u64, SweepError> {
    let before = SystemTime::from(ctx.clock.now() - ORPHANED);
    let mut removed = ctx.files.remove_left_aside(before)?;
    let mut found = ctx.files.older_than(before).chunks(usize::try_from(STEP).unwrap_or(usize::MAX));
    while let Some(names) = found.next().await {
        let names = names.into_iter().collect::<Result<Vec<_>, _>>()?;
        let known = still_known(ctx, names.clone()).await?;
        for name in names.iter().filter(|name| !known.contains(*name)) {
            ctx.files.remove(name).await?;
            removed += 1;
        }
    }
    Ok(removed)
}

async fn still_known(ctx: &Ctx, names: Vec<String>) -> Result<HashSet<String>, DbErr> {
    let rows = attachment::Entity::find()
        .select_only()
        .column(attachment::Column::Object)
        .filter(attachment::Column::Object.is_in(names))
        .into_tuple::<String>();
    Ok(rows.all(ctx.db.read()).await?.into_iter().collect())
}
