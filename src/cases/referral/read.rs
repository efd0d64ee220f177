//! What was asked of other offices about a case, for whoever opens it.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    ask::a_guardian_may_harm,
    at,
    basis::{Basis, offered},
    card::OpenedCard,
};
use crate::{
    cases::CaseError,
    ctx::Ctx,
    entity::{case_file, referral},
    kernel::secret::Plaintext,
    vault::sealing::{CaseKey, open},
};

/// A referral, opened.
pub struct OpenedReferral {
    /// The referral.
    pub row: referral::Model,
    /// Who said yes and how, or why the ground holds.
    pub basis_words: Option<Plaintext>,
    /// The card, and what was said about it.
    pub card: OpenedCard,
}

/// Everything asked of other offices, and on what ground more may be asked.
#[derive(Default)]
pub struct Referrals {
    /// Oldest first.
    pub asked: Vec<OpenedReferral>,
    /// What a basis may be chosen from.
    pub bases: Vec<Basis>,
}

/// Reads and opens them.
pub(in crate::cases) async fn of_case(ctx: &Ctx, key: &CaseKey, case: &case_file::Model) -> Result<Referrals, CaseError> {
    let rows = referral::Entity::find().filter(referral::Column::CaseId.eq(case.id));
    let rows = rows.order_by_asc(referral::Column::AskedAt).order_by_asc(referral::Column::Id).all(ctx.db.read()).await?;
    let opened = |row: referral::Model| {
        let words = row.basis_words.as_ref().map(|sealed| open(key, at("basis_words", row.id), sealed)).transpose()?;
        Ok::<_, CaseError>(OpenedReferral { card: OpenedCard::of(&key.referral(row.id), &row)?, basis_words: words, row })
    };
    Ok(Referrals {
        asked: rows.into_iter().map(opened).collect::<Result<_, _>>()?,
        bases: offered(a_guardian_may_harm(ctx, key, case.id).await?),
    })
}
