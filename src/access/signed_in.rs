//! Where somebody is signed in: their sessions by names that are no tokens, and ending them.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{AccessError, Signed, devices, session};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::{device, session as row},
};

/// The sessions of somebody that have not ended, the one used last first.
///
/// # Errors
/// The database cannot be read.
pub async fn list(ctx: &Ctx, by: &Signed) -> Result<Vec<row::Model>, AccessError> {
    let now = ctx.clock.now();
    let found = row::Entity::find().filter(row::Column::StaffId.eq(by.staff())).order_by_desc(row::Column::LastSeenAt);
    let mut found = found.all(ctx.db.read()).await?;
    let desk = ctx.vault.desk()?;
    found.retain(|row| session::is_running(desk, row, now));
    Ok(found)
}

/// Ends a session of one's own.
///
/// # Errors
/// [`AccessError::NotFound`] for one that is not one's own, exactly as for none.
pub async fn end(ctx: &Ctx, by: &Signed, id: Uuid) -> Result<(), AccessError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let ended = row::Entity::delete_many().filter(row::Column::Id.eq(id)).filter(row::Column::StaffId.eq(by.staff()));
            if ended.exec(tx).await?.rows_affected == 0 {
                return Err(AccessError::NotFound);
            }
            ledger.record(now, by.actor(), &Event::SessionEnded { session: id });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Ends every session of one's own but this one, and forgets every device but this one: from elsewhere a code is asked again.
/// Returns how many sessions ended.
///
/// # Errors
/// The database refuses.
pub async fn end_others(ctx: &Ctx, by: &Signed) -> Result<u64, AccessError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let ended = row::Entity::delete_many().filter(row::Column::StaffId.eq(by.staff())).filter(row::Column::Id.ne(by.session()));
            let count = ended.exec(tx).await?.rows_affected;
            let others = device::Entity::delete_many().filter(device::Column::StaffId.eq(by.staff()));
            others.filter(device::Column::Id.ne(by.device())).exec(tx).await?;
            ledger.record(now, by.actor(), &Event::OtherSessionsEnded { count: usize::try_from(count).unwrap_or(usize::MAX) });
            ledger.finish(tx).await?;
            Ok(count)
        })
        .await
}

/// The devices of somebody that go without a code, and until when.
///
/// # Errors
/// The database cannot be read.
pub async fn trusted(ctx: &Ctx, by: &Signed) -> Result<Vec<device::Model>, AccessError> {
    let now = ctx.clock.now();
    let mut found = devices::list(ctx, by).await?;
    found.retain(|row| devices::is_trusted(row, now));
    Ok(found)
}
