//! Cards that are out although they should not be any more: of excluded offices, of work done long ago, of offices merged into others.
//!
//! Whoever excludes somebody calls [`shed`] in the same transaction. The rest is a reconciler: it acts on the state it finds.

use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, IntoCondition},
};
use uuid::Uuid;

use super::{ReferralState, asked::KEPT_AFTER, revoke::case_of, state_of};
use crate::{
    audit::{Chain, Event, Ledger},
    cases::{CaseError, envelopes},
    ctx::Ctx,
    db::Tx,
    entity::{case_file, envelope, office, referral},
    kernel::{Actor, Timestamp},
    localities::party,
    vault::envelope::Part,
};

/// Cards per round.
const ROUND: u64 = 50;

/// Ends a referral. The card goes with it, unless what was asked was done: then the office keeps it for thirty days.
pub(super) async fn end(
    tx: &Tx,
    ledger: &mut Ledger<'_>,
    row: referral::Model,
    (state, said): (ReferralState, Option<Vec<u8>>),
    by: Actor,
    now: Timestamp,
) -> Result<referral::Model, DbErr> {
    let keeps = state == ReferralState::Done;
    let who = if let Actor::Staff(staff) = by { Some(staff) } else { None };
    // In one statement with the card: the schema knows no refusal that leaves it there.
    referral::Entity::update_many()
        .col_expr(referral::Column::State, Expr::value(state.code()))
        .col_expr(referral::Column::EndedAt, Expr::value(now))
        .col_expr(referral::Column::EndedBy, Expr::value(who))
        .col_expr(referral::Column::EndWords, Expr::value(said))
        .col_expr(referral::Column::CardTakenAt, Expr::value((!keeps).then_some(now)))
        .filter(referral::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    ledger.record(now, by, &Event::ReferralAnswered { referral: row.id, state: state.code() });
    if !keeps {
        forget_key(tx, ledger, &row, by, now).await?;
    }
    Ok(referral::Model { state: state.code().to_owned(), ended_at: Some(now), ..row })
}

async fn forget_key(tx: &Tx, ledger: &mut Ledger<'_>, row: &referral::Model, by: Actor, now: Timestamp) -> Result<(), DbErr> {
    envelope::Entity::delete_many()
        .filter(envelope::Column::CaseId.eq(row.case_id))
        .filter(envelope::Column::Part.eq(Part::Referral(row.id).code()))
        .filter(envelope::Column::ReportId.eq(row.id))
        .exec(tx)
        .await?;
    ledger.record(now, by, &Event::ReferralCardTaken { referral: row.id });
    Ok(())
}

/// Takes the card away; what is open ends with it.
async fn take(tx: &Tx, ledger: &mut Ledger<'_>, row: referral::Model, by: Actor, now: Timestamp) -> Result<(), DbErr> {
    if state_of(&row).is_open() {
        end(tx, ledger, row, (ReferralState::Revoked, None), by, now).await?;
        return Ok(());
    }
    referral::Entity::update_many()
        .col_expr(referral::Column::CardTakenAt, Expr::value(now))
        .filter(referral::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    forget_key(tx, ledger, &row, by, now).await
}

/// Takes every card of the case from whoever must not know. To be called by whoever writes an exclusion, in the same transaction.
///
/// # Errors
/// The database refuses.
pub async fn shed(tx: &Tx, ledger: &mut Ledger<'_>, case: Uuid, by: Actor, now: Timestamp) -> Result<(), DbErr> {
    let out = referral::Entity::find().filter(referral::Column::CaseId.eq(case)).filter(referral::Column::CardTakenAt.is_null());
    let out = out.all(tx).await?;
    if out.is_empty() {
        return Ok(());
    }
    let excluded = party::excluded_from(tx, case).await?;
    for row in out {
        let holder = office::Entity::find_by_id(&row.to_office).one(tx).await?;
        if holder.is_none_or(|office| party::is_excluded(&excluded, &office)) {
            take(tx, ledger, row, by, now).await?;
        }
    }
    Ok(())
}

/// Takes back the cards of what was done, or whose case was closed, thirty days ago; and has those of merged offices follow. Returns
/// how many.
///
/// # Errors
/// The database refuses.
pub async fn reconcile(ctx: &Ctx) -> Result<u64, CaseError> {
    let long_ago = ctx.clock.now() - KEPT_AFTER;
    let closed = case_file::Entity::find().select_only().column(case_file::Column::Id).filter(case_file::Column::ClosedAt.lte(long_ago));
    let merged = office::Entity::find().select_only().column(office::Column::Code).filter(office::Column::MergedInto.is_not_null());
    let over = referral::Column::EndedAt.lte(long_ago).into_condition();
    let due = Condition::any()
        .add(over)
        .add(Expr::exists(
            closed
                .filter(Expr::col((case_file::Entity, case_file::Column::Id)).equals((referral::Entity, referral::Column::CaseId)))
                .into_query(),
        ))
        .add(referral::Column::ToOffice.in_subquery(merged.into_query()));
    let due = referral::Entity::find().filter(referral::Column::CardTakenAt.is_null()).filter(due).limit(ROUND);
    let mut done = 0;
    for row in due.all(ctx.db.read()).await? {
        done += u64::from(settle(ctx, &row, long_ago).await?);
    }
    Ok(done)
}

async fn settle(ctx: &Ctx, known: &referral::Model, long_ago: Timestamp) -> Result<bool, CaseError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(known.case_id)).await?;
            let now = ctx.clock.now();
            let row = referral::Entity::find_by_id(known.id).filter(referral::Column::CardTakenAt.is_null()).one(tx).await?;
            let Some(row) = row else { return Ok(false) };
            let case = case_of(tx, &row).await?;
            let heir = office::Entity::find_by_id(&row.to_office).one(tx).await?.and_then(|office| office.merged_into);
            let over = row.ended_at.is_some_and(|at| at <= long_ago) || case.closed_at.is_some_and(|at| at <= long_ago);
            match heir {
                _ if over => take(tx, &mut ledger, row, Actor::System, now).await?,
                Some(heir) => follow(tx, &mut ledger, row, &heir, now).await?,
                None => return Ok(false),
            }
            ledger.finish(tx).await?;
            Ok(true)
        })
        .await
}

/// What was asked of an office is asked of the one it was merged into, unless that one was asked already or must not know.
async fn follow(tx: &Tx, ledger: &mut Ledger<'_>, row: referral::Model, heir: &str, now: Timestamp) -> Result<(), CaseError> {
    let waits = referral::Entity::find().filter(referral::Column::CaseId.eq(row.case_id)).filter(referral::Column::ToOffice.eq(heir));
    let waits = waits.filter(referral::Column::State.eq(ReferralState::InProgress.code())).one(tx).await?.is_some();
    if waits && state_of(&row) == ReferralState::InProgress {
        return Ok(take(tx, ledger, row, Actor::System, now).await?);
    }
    referral::Entity::update_many()
        .col_expr(referral::Column::ToOffice, Expr::value(heir))
        .filter(referral::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    // The key of the old office goes with the next look at the envelopes, which seals one for the new.
    envelopes::due(tx, row.case_id).await?;
    Ok(shed(tx, ledger, row.case_id, Actor::System, now).await?)
}
