//! Doing what follows from a reporter's button. Runs at the desk: the public face writes that it was said, and may do nothing of this.
//!
//! *More danger* raises the case and opens it again where it was closed, however long ago; *objection* opens it again within thirty
//! days; *somebody knows my code* takes the reporter's own envelope away, so that the code opens nothing even for a thief of the
//! database. What was said about contacts is a fact that figures read.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{CaseError, raise, reopen};
use crate::{
    audit::{Chain, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{case_file, envelope, reporter_word},
    kernel::{Actor, terms::ReporterWord},
    vault::Part,
};

/// Words per round.
const ROUND: u64 = 100;

/// Follows every word that waits, in the order in which they were said. Returns how many.
///
/// # Errors
/// The database refuses, and not one could be followed.
pub async fn follow(ctx: &Ctx) -> Result<usize, CaseError> {
    let waiting: Vec<(Uuid, Uuid)> = reporter_word::Entity::find()
        .select_only()
        .columns([reporter_word::Column::Id, reporter_word::Column::CaseId])
        .filter(reporter_word::Column::FollowedAt.is_null())
        .order_by_asc(reporter_word::Column::SaidAt)
        .limit(ROUND)
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let (mut followed, mut failed) = (0, None);
    for (word, case) in waiting {
        match ctx.db.write(async |tx| follow_one(ctx, tx, word, case).await).await {
            Ok(()) => followed += 1,
            Err(error) => {
                tracing::error!(%word, cause = %error, "what a reporter said could not be followed");
                failed.get_or_insert(error);
            }
        }
    }
    // One word that cannot be followed must not keep the others waiting.
    failed.filter(|_| followed == 0).map_or(Ok(followed), Err)
}

async fn follow_one(ctx: &Ctx, tx: &Tx, word: Uuid, case: Uuid) -> Result<(), CaseError> {
    let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
    let now = ctx.clock.now();
    let query = reporter_word::Entity::find_by_id(word).filter(reporter_word::Column::FollowedAt.is_null());
    let Some(word) = query.one(tx).await? else { return Ok(()) };
    let found = case_file::Entity::find_by_id(case).one(tx).await?.ok_or(CaseError::NotFound)?;
    match ReporterWord::parse(&word.kind) {
        Some(ReporterWord::MoreDanger) => {
            reopen::above(ctx, tx, &mut ledger, &found, word.said_at, now).await?;
            let found = case_file::Entity::find_by_id(case).one(tx).await?.ok_or(CaseError::NotFound)?;
            raise::to_emergency(ctx, tx, &mut ledger, &found, Actor::Reporter, now).await?;
        }
        Some(ReporterWord::Objection) if found.closed_at.is_some_and(|closed_at| reopen::in_time(closed_at, word.said_at)) => {
            reopen::above(ctx, tx, &mut ledger, &found, word.said_at, now).await?;
        }
        Some(ReporterWord::CodeKnown) => take_key(tx, word.report_id).await?,
        _ => {}
    }
    reporter_word::Entity::update_many()
        .col_expr(reporter_word::Column::FollowedAt, Expr::value(now))
        .filter(reporter_word::Column::Id.eq(word.id))
        .exec(tx)
        .await?;
    ledger.finish(tx).await?;
    Ok(())
}

/// Removes the reporter's own key of the conversation. Offices make it from the key of the case.
async fn take_key(tx: &Tx, report: Uuid) -> Result<(), DbErr> {
    envelope::Entity::delete_many()
        .filter(envelope::Column::Part.eq(Part::Thread(report).code()))
        .filter(envelope::Column::ReportId.eq(report))
        .exec(tx)
        .await?;
    Ok(())
}
