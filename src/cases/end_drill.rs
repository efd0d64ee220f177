//! Ending a drill: by anybody who is accountable, by the office above, or by itself after a day.
//!
//! A drill has one reason for closing, and no real case has it: nothing real can be closed as practice. After a day it ends by itself,
//! answered or not, so that practice keeps nobody busy; until then its ladder climbs as far as the province (`escalation::sweep`).

use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{
    CaseError, argument,
    close::{is_direct_parent, miss_the_rest},
    find,
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{case_file, drill, milestone},
    kernel::{Actor, Timestamp, codes::CaseCode, terms::Milestone},
};

/// The reason of closing that only a drill has.
pub const REASON: &str = "drill";
/// A drill ends by itself after this long.
pub const ENDS_AFTER: Duration = Duration::hours(24);
/// Drills per round.
const ROUND: u64 = 50;

/// Ends the drill.
///
/// # Errors
/// A case that is real; `NotAccountable` for offices beside and far above; `NotFound`, `Closed`.
pub async fn end(ctx: &Ctx, by: &Responder, code: &CaseCode) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if !found.drill {
        return Err(CaseError::field("/reason", "not-a-drill"));
    }
    ctx.db
        .write(async |tx| {
            let ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() && !is_direct_parent(tx, &case, by).await? {
                return Err(CaseError::NotAccountable);
            }
            close(tx, ledger, &case, Some(by.staff()), now).await
        })
        .await
}

/// Ends every drill that is a day old. Returns how many.
///
/// # Errors
/// The database refuses.
pub async fn end_old(ctx: &Ctx) -> Result<usize, CaseError> {
    let old: Vec<Uuid> = drill::Entity::find()
        .select_only()
        .column(drill::Column::CaseId)
        .filter(drill::Column::EndedAt.is_null())
        .filter(drill::Column::SentAt.lte(ctx.clock.now() - ENDS_AFTER))
        .order_by_asc(drill::Column::SentAt)
        .limit(ROUND)
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    let mut ended = 0;
    for case in old {
        ended += usize::from(ctx.db.write(async |tx| end_by_itself(ctx, tx, case).await).await?);
    }
    Ok(ended)
}

async fn end_by_itself(ctx: &Ctx, tx: &Tx, case: Uuid) -> Result<bool, CaseError> {
    let ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
    let now = ctx.clock.now();
    let query = case_file::Entity::find_by_id(case).filter(case_file::Column::Drill.eq(true)).filter(case_file::Column::ClosedAt.is_null());
    let Some(case) = query.one(tx).await? else { return Ok(false) };
    close(tx, ledger, &case, None, now).await?;
    Ok(true)
}

async fn close(tx: &Tx, mut ledger: Ledger<'_>, case: &case_file::Model, staff: Option<Uuid>, now: Timestamp) -> Result<(), CaseError> {
    let actor = staff.map_or(Actor::System, Actor::Staff);
    let closed = milestone::Model {
        case_id: case.id,
        code: Milestone::Closed.code().to_owned(),
        happened_at: now,
        recorded_at: now,
        counted_at: now,
        recorded_late: false,
        staff_id: staff,
    };
    rows::insert_new(tx, closed).await?;
    ledger.record(now, actor, &Event::MilestoneReached { milestone: Milestone::Closed.code() });
    miss_the_rest(tx, case, now).await?;
    argument::lapse(tx, &mut ledger, case.id, actor, now).await?;
    case_file::Entity::update_many()
        .col_expr(case_file::Column::ClosedAt, Expr::value(now))
        .col_expr(case_file::Column::ClosureReason, Expr::value(REASON))
        .col_expr(case_file::Column::AttentionAt, Expr::value(Option::<Timestamp>::None))
        .col_expr(case_file::Column::DueAt, Expr::value(Option::<Timestamp>::None))
        .filter(case_file::Column::Id.eq(case.id))
        .exec(tx)
        .await?;
    drill::Entity::update_many()
        .col_expr(drill::Column::EndedAt, Expr::value(now))
        .filter(drill::Column::CaseId.eq(case.id))
        .exec(tx)
        .await?;
    ledger.record(now, actor, &Event::Closed { reason: REASON });
    ledger.finish(tx).await?;
    Ok(())
}
