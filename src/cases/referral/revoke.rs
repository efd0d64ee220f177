//! Taking back what was asked: the other office loses the card at once.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{ReferralState, at, state_of, take_back::end, tell_asked};
use crate::{
    access::Responder,
    audit::{Chain, Ledger},
    cases::{CaseError, find, inside, told},
    ctx::Ctx,
    entity::{case_file, referral},
    kernel::{codes::CaseCode, secret::Plaintext},
    notification::ReferralNews,
    vault::{
        case_keys,
        envelope::Part,
        sealing::{CaseKey, seal},
    },
};

/// Takes a referral back, of a closed case too. Why is kept for the case; the other office reads only that it was taken back.
///
/// # Errors
/// `NotFound` out of scope or for another case's, `NotAccountable`, `Changed` when it is over already.
pub async fn revoke(ctx: &Ctx, by: &Responder, code: &CaseCode, id: Uuid, words: Option<&Plaintext>) -> Result<(), CaseError> {
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let words = words.filter(|words| !words.is_blank()).map(|words| told::note("/reason", words)).transpose()?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let said = words.map(|words| seal(&key.referral(id), at("end_words", id), &words, ctx.ids.as_ref())).transpose()?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::in_scope(tx, &by.scope(), code).await?;
            inside::works(&by.scope(), &case)?;
            if case.office_code != by.office().as_str() {
                return Err(CaseError::NotAccountable);
            }
            let row = referral::Entity::find_by_id(id).filter(referral::Column::CaseId.eq(case.id)).one(tx).await?;
            let row = row.ok_or(CaseError::NotFound)?;
            if !state_of(&row).is_open() {
                return Err(CaseError::Changed);
            }
            let row = end(tx, &mut ledger, row, (ReferralState::Revoked, said), by.actor(), now).await?;
            tell_asked(ctx, tx, &case, &row, ReferralNews::Revoked).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// The case of a referral, whoever asks: the caller has let them in.
pub(super) async fn case_of(db: &impl sea_orm::ConnectionTrait, row: &referral::Model) -> Result<case_file::Model, CaseError> {
    case_file::Entity::find_by_id(row.case_id).one(db).await?.ok_or(CaseError::NotFound)
}
