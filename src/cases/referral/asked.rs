//! What other offices ask of this one: a list without a word of any card, and one card at a time, each opening entered.

use chrono::Duration;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{card::OpenedCard, revoke::case_of};
use crate::{
    access::Responder,
    audit::{Chain, Event, Ledger},
    cases::{CaseError, find},
    ctx::Ctx,
    entity::referral,
    vault::{case_keys, envelope::Part, sealing::ReferralKey},
};

/// How long an office that has done what was asked keeps the card, and how long the list shows what is over.
pub const KEPT_AFTER: Duration = Duration::days(30);
/// Most rows of the list.
const SHOWN: u64 = 200;

/// Something another office asks of this one.
pub struct AskedReferral {
    /// The referral.
    pub row: referral::Model,
    /// The code of its case, to speak of on the telephone.
    pub case: String,
    /// Whether it is practice.
    pub drill: bool,
    /// The office to call: the one that answers for the case now.
    pub office: String,
    /// The card, as long as this office holds it.
    pub card: Option<OpenedCard>,
}

/// What was asked of the office of `by`, open ones first, then by when they are due. Nothing sealed is opened.
///
/// # Errors
/// The database cannot be read.
pub async fn list(ctx: &Ctx, by: &Responder) -> Result<Vec<AskedReferral>, CaseError> {
    let since = ctx.clock.now() - KEPT_AFTER;
    let recent = Condition::any().add(referral::Column::EndedAt.is_null()).add(referral::Column::EndedAt.gt(since));
    let rows = find::asked_of(&by.scope()).filter(recent).order_by_asc(referral::Column::DueAt).order_by_asc(referral::Column::Id);
    let mut rows = rows.limit(SHOWN).all(ctx.db.read()).await?;
    rows.sort_by_key(|row| row.ended_at.is_some());
    let mut asked = Vec::with_capacity(rows.len());
    for row in rows {
        asked.push(plain(ctx, row).await?);
    }
    Ok(asked)
}

async fn plain(ctx: &Ctx, row: referral::Model) -> Result<AskedReferral, CaseError> {
    let case = case_of(ctx.db.read(), &row).await?;
    Ok(AskedReferral { case: case.code, drill: case.drill, office: case.office_code, row, card: None })
}

/// One of them, its card opened while this office holds it.
///
/// # Errors
/// `NotFound` for what was asked of another office, or is about somebody this office or person must not know of.
pub async fn opened(ctx: &Ctx, by: &Responder, id: Uuid) -> Result<AskedReferral, CaseError> {
    let row = find::asked_of(&by.scope()).filter(referral::Column::Id.eq(id)).one(ctx.db.read()).await?.ok_or(CaseError::NotFound)?;
    let mut asked = plain(ctx, row).await?;
    if asked.row.card_taken_at.is_some() {
        return Ok(asked);
    }
    let (case, part) = (asked.row.case_id, Part::Referral(id));
    let key: ReferralKey = case_keys::open(ctx.db.read(), &ctx.vault, case, part, by.office()).await?;
    let card = OpenedCard::of(&key, &asked.row)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            ledger.record(ctx.clock.now(), by.actor(), &Event::ReferralRead { referral: id, office: by.office().as_str() });
            ledger.finish(tx).await?;
            Ok::<_, CaseError>(())
        })
        .await?;
    asked.card = Some(card);
    Ok(asked)
}
