//! "Somebody else knows my code": from this instant it opens nothing, in no browser, and the office knows that the channel is unsafe.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{FollowUpError, Unlocked, case_columns, say};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::{code_lock, follow_up_session},
    kernel::{Actor, terms::ReporterWord},
    notification::Message,
};

/// Locks the code for good and ends every session that it opened.
///
/// # Errors
/// The database refuses.
pub async fn lock(ctx: &Ctx, at: &Unlocked) -> Result<(), FollowUpError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(at.case)).await?;
            let now = ctx.clock.now();
            let case = case_columns(tx, at.case).await?.ok_or(FollowUpError::Unknown)?;
            let row = code_lock::Model { report_id: at.report, case_id: at.case, locked_at: now };
            if rows::insert_new(tx, row).await? {
                ledger.record(now, Actor::Reporter, &Event::CodeLocked { report: at.report });
                say::enter(ctx, tx, &mut ledger, at, ReporterWord::CodeKnown, now).await?;
                say::tell(ctx, tx, at, &case, &Message::ChannelUnsafe { case: case.code.clone() }, now).await?;
            }
            follow_up_session::Entity::delete_many().filter(follow_up_session::Column::ReportId.eq(at.report)).exec(tx).await?;
            ledger.finish(tx).await?;
            Ok::<_, FollowUpError>(())
        })
        .await?;
    ctx.nudge.notify_one();
    Ok(())
}
