//! Deciding about a contact that the reporter denies. The office above decides: until then the contact counts as none (DOMAIN 2C).

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    CaseError,
    close::is_direct_parent,
    find,
    note::{self, NoteKind},
};
use crate::{
    access::Lead,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::{case_file, reporter_word},
    kernel::{
        Timestamp,
        codes::CaseCode,
        secret::Plaintext,
        terms::{ReporterWord, Settlement},
    },
};

/// Whether `word` denies a contact that is said to have happened at `happened_at`: "nobody has contacted me", said then or later.
#[must_use]
pub fn denies(word: &reporter_word::Model, happened_at: Timestamp) -> bool {
    word.kind == ReporterWord::ContactedNo.code() && word.said_at >= happened_at
}

/// Whether `word` waits for a decision.
#[must_use]
pub fn waits(word: &reporter_word::Model) -> bool {
    word.settled_as.is_none()
}

/// Decides all denials of the case that wait for it.
///
/// # Errors
/// `NotFound` out of scope; `NeedsParent` for the office whose contact is denied; a missing reason; `/decision` when nothing waits.
pub async fn settle(ctx: &Ctx, by: &Lead, code: &CaseCode, decision: Settlement, reason: &Plaintext) -> Result<(), CaseError> {
    if reason.is_blank() {
        return Err(CaseError::field("/reason", "reason-needed"));
    }
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let note = note::sealed(ctx, by, found.id, NoteKind::Review, Some(reason)).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = case_file::Entity::find_by_id(found.id).one(tx).await?.ok_or(CaseError::NotFound)?;
            if !is_direct_parent(tx, &case, by).await? {
                return Err(CaseError::NeedsParent);
            }
            let waiting = reporter_word::Entity::find()
                .filter(reporter_word::Column::CaseId.eq(case.id))
                .filter(reporter_word::Column::Kind.eq(ReporterWord::ContactedNo.code()))
                .filter(reporter_word::Column::SettledAt.is_null())
                .all(tx)
                .await?;
            if waiting.is_empty() {
                return Err(CaseError::field("/decision", "nothing-disputed"));
            }
            note::store(tx, by, case.id, note, now).await?;
            for word in waiting {
                reporter_word::Entity::update_many()
                    .col_expr(reporter_word::Column::SettledAt, Expr::value(now))
                    .col_expr(reporter_word::Column::SettledBy, Expr::value(by.staff()))
                    .col_expr(reporter_word::Column::SettledAs, Expr::value(decision.code()))
                    .filter(reporter_word::Column::Id.eq(word.id))
                    .exec(tx)
                    .await?;
                ledger.record(now, by.actor(), &Event::DisputeSettled { word: word.id, decision: decision.code() });
            }
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
