//! Reviewing an open case: the clock that runs when no other does.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    CaseError, clock, find,
    note::{self, NoteKind},
};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::case_file,
    kernel::{codes::CaseCode, secret::Plaintext},
};

/// Enters that the case was reviewed and what was found.
///
/// # Errors
/// `NotFound` out of scope, `NotAccountable`, `Closed`, an empty finding.
pub async fn review(ctx: &Ctx, by: &Responder, code: &CaseCode, finding: &Plaintext) -> Result<(), CaseError> {
    if finding.is_blank() {
        return Err(CaseError::field("/finding", "reason-needed"));
    }
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let note = note::sealed(ctx, by, found.id, NoteKind::Review, Some(finding)).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::open_in_scope(tx, &by.scope(), found.id).await?;
            if case.office_code != by.office().as_str() {
                return Err(CaseError::NotAccountable);
            }
            note::store(tx, by, case.id, note, now).await?;
            clock::stop(tx, case.id, crate::clocks::Event::Reviewed, now).await?;
            case_file::Entity::update_many()
                .col_expr(case_file::Column::ReviewedAt, Expr::value(now))
                .filter(case_file::Column::Id.eq(case.id))
                .exec(tx)
                .await?;
            clock::refresh(ctx, tx, (&case).into(), now).await?;
            ledger.record(now, by.actor(), &Event::Reviewed);
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
