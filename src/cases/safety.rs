//! Confirming that the person is safe: a protective measure is in force, or the danger is over. A lead answers for it.

use super::{
    CaseError, find,
    milestones::{self, Reached},
    note::{self, NoteKind},
};
use crate::{
    access::Lead,
    audit::{Chain, Ledger},
    ctx::Ctx,
    kernel::{Timestamp, codes::CaseCode, secret::Plaintext, terms::Milestone},
};

/// Why the person is safe.
#[derive(Debug)]
pub struct Safety {
    /// The measure with its decision number, or why the danger is over.
    pub reason: Plaintext,
    /// Since when; now, where it is not said.
    pub happened_at: Option<Timestamp>,
}

/// Enters that the person is safe.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`, a missing reason, a time outside the case.
pub async fn confirm(ctx: &Ctx, by: &Lead, code: &CaseCode, safety: Safety) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    if safety.reason.is_blank() {
        return Err(CaseError::field("/reason", "reason-needed"));
    }
    let now = ctx.clock.now();
    if safety.happened_at.is_some_and(|at| at > now) {
        return Err(CaseError::field("/happened_at", "time-in-future"));
    }
    if safety.happened_at.is_some_and(|at| at < found.opened_at) {
        return Err(CaseError::field("/happened_at", "time-before-report"));
    }
    let note = note::sealed(ctx, by, found.id, NoteKind::Safety, Some(&safety.reason)).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() {
                return Err(CaseError::NotAccountable);
            }
            note::store(tx, by, case.id, note, now).await?;
            milestones::enter(
                ctx,
                tx,
                &mut ledger,
                &case,
                Reached { milestone: Milestone::Safe, happened_at: safety.happened_at.unwrap_or(now), by, now },
            )
            .await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
