//! What waited too long for a decision about who reported: the office above hears of it too, once.

use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{CaseError, IdentityNews, Target, deciders, row, signed, tell};
use crate::{
    access::AccessError,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::case_file,
    kernel::Actor,
};

/// Rows of one round.
const ROUND: u64 = 50;

/// Tells the offices above. Returns how many waited.
///
/// # Errors
/// The database refuses.
pub async fn tell_above(ctx: &Ctx) -> Result<usize, CaseError> {
    if ctx.vault.desk().is_err() {
        return Ok(0);
    }
    let due = row::Entity::find()
        .filter(row::Column::JudgedAt.is_null())
        .filter(row::Column::ToldAboveAt.is_null())
        .filter(row::Column::DueAt.lte(ctx.clock.now()))
        .limit(ROUND)
        .all(ctx.db.read())
        .await?;
    let mut told = 0;
    for waiting in due {
        told += usize::from(climb(ctx, waiting.id, waiting.case_id).await?);
    }
    Ok(told)
}

async fn climb(ctx: &Ctx, access: Uuid, case: Uuid) -> Result<bool, CaseError> {
    let desk = ctx.vault.desk().map_err(AccessError::from)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let now = ctx.clock.now();
            let found = row::Entity::find_by_id(access).one(tx).await?;
            let waits = |row: &row::Model| desk.identity_access_holds(row) && row.judged_at.is_none() && row.told_above_at.is_none();
            let Some(mut row) = found.filter(waits) else { return Ok(false) };
            let case = case_file::Entity::find_by_id(case).one(tx).await?.ok_or(CaseError::NotFound)?;
            let above = deciders::above(ctx, tx, case.id, &row.judge_office, row.asked_by).await?;
            row.told_above_at = Some(now);
            let judge = row.judge_office.clone();
            signed(ctx, row)?.into_active_model().reset_all().update(tx).await?;
            let office = above.as_ref().map_or(judge.as_str(), |above| above.as_str());
            ledger.record(now, Actor::System, &Event::IdentityWaited { access, office });
            if let Some(above) = &above {
                deciders::let_read(tx, &case, above, now).await?;
                tell(ctx, tx, &case, (above.as_str(), Target::Lead), IdentityNews::Overdue, now).await?;
            }
            tell(ctx, tx, &case, (&judge, Target::Lead), IdentityNews::Overdue, now).await?;
            ledger.finish(tx).await?;
            Ok(true)
        })
        .await
}
