//! Forgetting in time: receipts that may no longer be fetched, hashes of old keys, sessions that have ended.

use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    ctx::Ctx,
    entity::{follow_up_session, replay},
};

/// Forgets what is due. Returns how many rows were touched.
///
/// # Errors
/// The database refuses.
pub async fn forget(ctx: &Ctx) -> Result<u64, DbErr> {
    let now = ctx.clock.now();
    let receipts = || replay::Column::ReceiptUntil.lte(now).and(replay::Column::Receipt.is_not_null());
    let keys = || replay::Column::ForgetAt.lte(now);
    let sessions = || follow_up_session::Column::ExpiresAt.lte(now);
    // Look before taking the writer: most rounds find nothing.
    let db = ctx.db.read();
    let found = replay::Entity::find().filter(receipts().or(keys())).one(db).await?.is_some()
        || follow_up_session::Entity::find().filter(sessions()).one(db).await?.is_some();
    if !found {
        return Ok(0);
    }
    ctx.db
        .write(async |tx| {
            let dropped = replay::Entity::delete_many().filter(keys()).exec(tx).await?.rows_affected;
            let emptied = replay::Entity::update_many()
                .col_expr(replay::Column::Receipt, Expr::value(Option::<Vec<u8>>::None))
                .filter(receipts())
                .exec(tx)
                .await?
                .rows_affected;
            let ended = follow_up_session::Entity::delete_many().filter(sessions()).exec(tx).await?.rows_affected;
            Ok(dropped + emptied + ended)
        })
        .await
}
