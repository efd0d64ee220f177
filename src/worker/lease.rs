//! What only one worker may do, and only so often: a row with an end.

use chrono::Duration;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{ctx::Ctx, db::rows, entity::lease};

/// Whether somebody holds the lease `name` now.
///
/// # Errors
/// The database cannot be read.
pub async fn is_held(ctx: &Ctx, name: &str) -> Result<bool, DbErr> {
    let held = lease::Entity::find_by_id(name).filter(lease::Column::UntilAt.gt(ctx.clock.now()));
    Ok(held.one(ctx.db.read()).await?.is_some())
}

/// Takes the lease `name` for `length` if nobody holds it. A holder that died holds it no longer than that.
///
/// # Errors
/// The database refuses.
pub async fn take(ctx: &Ctx, name: &str, length: Duration) -> Result<bool, DbErr> {
    if is_held(ctx, name).await? {
        return Ok(false);
    }
    ctx.db
        .write(async |tx| {
            let now = ctx.clock.now();
            let holder = ctx.ids.row(now);
            let row = lease::Model { name: name.to_owned(), holder, until_at: now + length };
            if rows::insert_new(tx, row).await? {
                return Ok(true);
            }
            let taken = lease::Entity::update_many()
                .col_expr(lease::Column::Holder, Expr::value::<Uuid>(holder))
                .col_expr(lease::Column::UntilAt, Expr::value(now + length))
                .filter(lease::Column::Name.eq(name))
                .filter(lease::Column::UntilAt.lte(now))
                .exec(tx)
                .await?;
            Ok(taken.rows_affected == 1)
        })
        .await
}
