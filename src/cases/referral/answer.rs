//! What the office that was asked says: it does it, it has done it, it does not do it.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{ReferralState, at, revoke::case_of, state_of, take_back::end, tell_asker};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    cases::{CaseError, find, told},
    ctx::Ctx,
    db::Tx,
    entity::referral,
    kernel::{Timestamp, secret::Plaintext},
    notification::ReferralNews,
    vault::{
        case_keys,
        envelope::Part,
        sealing::{ReferralKey, seal},
    },
};

/// What it says.
#[derive(Debug)]
pub struct Answer {
    /// `Accepted`, `Done` or `Rejected`.
    pub state: ReferralState,
    /// What was done, or why not; needed unless it is accepted.
    pub words: Option<Plaintext>,
}

/// Answers what was asked of the office of `by`.
///
/// # Errors
/// `NotFound` for what was asked of another office; `Changed` when it is over or was answered so already; fields at fault.
pub async fn answer(ctx: &Ctx, by: &Responder, id: Uuid, answer: Answer) -> Result<(), CaseError> {
    let known = find::asked_of(&by.scope()).filter(referral::Column::Id.eq(id)).one(ctx.db.read()).await?.ok_or(CaseError::NotFound)?;
    let (news, column) = match answer.state {
        ReferralState::Accepted => (ReferralNews::Accepted, "accepted_words"),
        ReferralState::Done => (ReferralNews::Done, "end_words"),
        ReferralState::Rejected => (ReferralNews::Rejected, "end_words"),
        ReferralState::InProgress | ReferralState::Revoked => return Err(CaseError::field("/answer", "answer-needed")),
    };
    let words = answer.words.filter(|words| !words.is_blank());
    if words.is_none() && answer.state != ReferralState::Accepted {
        return Err(CaseError::field("/words", "referral-words-needed"));
    }
    let words = words.map(|words| told::note("/words", &words)).transpose()?;
    if known.card_taken_at.is_some() {
        return Err(CaseError::Changed);
    }
    let key: ReferralKey = case_keys::open(ctx.db.read(), &ctx.vault, known.case_id, Part::Referral(id), by.office()).await?;
    let said = words.map(|words| seal(&key, at(column, id), &words, ctx.ids.as_ref())).transpose()?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(known.case_id)).await?;
            let now = ctx.clock.now();
            let row = find::asked_of(&by.scope()).filter(referral::Column::Id.eq(id)).one(tx).await?.ok_or(CaseError::NotFound)?;
            let before = state_of(&row);
            if !before.is_open() || before == answer.state {
                return Err(CaseError::Changed);
            }
            let case = case_of(tx, &row).await?;
            let row = if answer.state == ReferralState::Accepted {
                ledger.record(now, by.actor(), &Event::ReferralAnswered { referral: id, state: answer.state.code() });
                accept(tx, row, (by.staff(), said), now).await?
            } else {
                end(tx, &mut ledger, row, (answer.state, said), by.actor(), now).await?
            };
            tell_asker(ctx, tx, &case, &row, (news, now)).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn accept(tx: &Tx, row: referral::Model, (by, said): (Uuid, Option<Vec<u8>>), now: Timestamp) -> Result<referral::Model, CaseError> {
    referral::Entity::update_many()
        .col_expr(referral::Column::State, Expr::value(ReferralState::Accepted.code()))
        .col_expr(referral::Column::AcceptedAt, Expr::value(now))
        .col_expr(referral::Column::AcceptedBy, Expr::value(by))
        .col_expr(referral::Column::AcceptedWords, Expr::value(said))
        .filter(referral::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(row)
}
