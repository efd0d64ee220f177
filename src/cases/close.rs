//! Closing a case. Most reasons need the office above, so that a case cannot be made to disappear where it hurts.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    CaseError, argument, clock, find,
    milestones::{self, Reached},
    note::{self, NoteKind},
};
use crate::{
    access::{Lead, Signed},
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{case_file, office},
    kernel::{Timestamp, codes::CaseCode, secret::Plaintext, terms::Milestone},
    taxonomy::Approval,
};

/// Why the case closes.
#[derive(Debug)]
pub struct Closure {
    /// A code of `closure_reasons`.
    pub reason: String,
    /// In words.
    pub note: Option<Plaintext>,
}

/// The reason that says that the danger is over.
const SAFE_STABLE: &str = "safe_stable";

/// Closes the case.
///
/// # Errors
/// An unknown reason; `NeedsParent` when the reason, or a watched case, is for the office above; `NotFound`, `Closed`.
pub async fn close(ctx: &Ctx, by: &Lead, code: &CaseCode, closure: Closure) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if found.drill {
        return Err(CaseError::field("/reason", "drill-reason"));
    }
    let approval = ctx.taxonomy.closure_reasons.get(&closure.reason).map(|reason| reason.approved_by);
    let approval = approval.ok_or_else(|| CaseError::field("/reason", "unknown-code"))?;
    let note = note::sealed(ctx, by, found.id, NoteKind::Closure, closure.note.as_ref()).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let own = case.office_code == by.office().as_str();
            if own && (case.watched || approval != Approval::Lead) {
                return Err(CaseError::NeedsParent);
            }
            // The parent closes for every office below it; other offices in scope only read.
            if !own && !is_direct_parent(tx, &case, by).await? {
                return Err(CaseError::NotAccountable);
            }
            note::store(tx, by, case.id, note, now).await?;
            if closure.reason == SAFE_STABLE {
                milestones::enter(ctx, tx, &mut ledger, &case, Reached { milestone: Milestone::Safe, happened_at: now, by, now }).await?;
            }
            milestones::enter(ctx, tx, &mut ledger, &case, Reached { milestone: Milestone::Closed, happened_at: now, by, now }).await?;
            miss_the_rest(tx, &case, now).await?;
            argument::lapse(tx, &mut ledger, case.id, by.actor(), now).await?;
            case_file::Entity::update_many()
                .col_expr(case_file::Column::ClosedAt, Expr::value(now))
                .col_expr(case_file::Column::ClosureReason, Expr::value(closure.reason.as_str()))
                .col_expr(case_file::Column::AttentionAt, Expr::value(Option::<Timestamp>::None))
                .col_expr(case_file::Column::DueAt, Expr::value(Option::<Timestamp>::None))
                .filter(case_file::Column::Id.eq(case.id))
                .exec(tx)
                .await?;
            ledger.record(now, by.actor(), &Event::Closed { reason: &closure.reason });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

pub(super) async fn is_direct_parent(tx: &Tx, case: &case_file::Model, by: &Signed) -> Result<bool, CaseError> {
    let office = office::Entity::find_by_id(&case.office_code).one(tx).await?;
    Ok(office.and_then(|o| o.parent_code).as_deref() == Some(by.office().as_str()))
}

/// A milestone that was not reached when a case closes counts as missed, whether it was due or not (DOMAIN 2C). A review or an
/// answer that was not due yet has lost its object.
pub(super) async fn miss_the_rest(tx: &Tx, case: &case_file::Model, now: Timestamp) -> Result<(), CaseError> {
    for deadline in clock::running(tx, case.id).await? {
        let missed = Milestone::parse(&deadline.stops_on).is_some() || deadline.due_at < now;
        clock::end(tx, &deadline, now, if missed { clock::Outcome::Missed } else { clock::Outcome::Superseded }).await?;
    }
    Ok(())
}
