//! Closing a case. Most reasons need the office above, so that a case cannot be made to disappear where it hurts.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    CaseError, argument,
    ask_closing::{self, Decision},
    clock, closing, find,
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
/// An unknown reason; `/reason` before anybody was reached; `NeedsParent` when the reason or the case is for the office above;
/// `NeedsSecondPerson` when nobody else has asked for it; `NotFound`, `Closed`.
pub async fn close(ctx: &Ctx, by: &Lead, code: &CaseCode, closure: Closure) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if found.drill {
        return Err(CaseError::field("/reason", "drill-reason"));
    }
    let approval = closing::approval_of(ctx, &closure.reason)?;
    let note = note::sealed(ctx, by, found.id, NoteKind::Closure, closure.note.as_ref()).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            let rule = closing::rule_for(ctx, tx, &case, approval).await?;
            let own = case.office_code == by.office().as_str();
            let above = closing::office_above(tx, &case).await?;
            if own && !rule.above.is_empty() && above.is_some() {
                return Err(CaseError::NeedsParent);
            }
            // The office above closes for every office below it; other offices in scope only read.
            if !own && above.as_ref() != Some(by.office()) {
                return Err(CaseError::NotAccountable);
            }
            closing::was_reached(tx, &case, &closure.reason).await?;
            let asked = ask_closing::waiting(tx, case.id).await?.filter(|asked| asked.reason == closure.reason);
            if rule.two_people && asked.is_none_or(|asked| asked.asked_by == by.staff()) {
                return Err(CaseError::NeedsSecondPerson);
            }
            ask_closing::decide(tx, &mut ledger, &case, by.actor(), Decision::Approved, now).await?;
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
