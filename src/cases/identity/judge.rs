//! Deciding about a request, and looking at an opening in an emergency.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{CaseError, Judgement, OPEN_FOR, Target, Way, at, deciders, row, signed, tell};
use crate::{
    access::{AccessError, Lead},
    audit::{Chain, Event, Ledger},
    cases::{find, told},
    ctx::Ctx,
    kernel::{codes::CaseCode, secret::Plaintext},
    vault::{
        case_keys,
        envelope::Part,
        sealing::{CaseKey, seal},
    },
};

/// What a lead says to a way in.
#[derive(Debug)]
pub struct Judged {
    /// Which.
    pub access: Uuid,
    /// What.
    pub judgement: Judgement,
    /// In words; needed where it says no.
    pub words: Plaintext,
}

/// Decides about a request, or says whether an opening in an emergency was right.
///
/// # Errors
/// `NotFound` out of scope; `NeedsSecondPerson` about one's own; `NeedsParent` for a lead of another office; `NothingWaits`; a fresh
/// proof or words are needed.
pub async fn judge(ctx: &Ctx, by: &Lead, code: &CaseCode, judged: Judged) -> Result<(), CaseError> {
    let Judged { access, judgement, words } = judged;
    let found = find::in_scope(ctx.db.read(), &by.scope(), code).await?;
    let waiting = authentic(ctx, row::Entity::find_by_id(access).one(ctx.db.read()).await?, found.id)?;
    deciders::may(ctx.db.read(), by, &waiting).await?;
    let way = Way::parse(&waiting.way).ok_or(CaseError::NotFound)?;
    if !judgement.answers(way) {
        return Err(CaseError::field("/judgement", "answer-needed"));
    }
    if judgement.says_no() && words.is_blank() {
        return Err(CaseError::field("/words", "reason-needed"));
    }
    by.has_proved(ctx.clock.now())?;
    let words = told::note("/words", &words)?;
    let key: CaseKey = case_keys::open(ctx.db.read(), &ctx.vault, found.id, Part::Case, by.office()).await?;
    let sealed = (!words.is_blank()).then(|| seal(&key, at("words", access), &words, ctx.ids.as_ref())).transpose()?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(found.id)).await?;
            let now = ctx.clock.now();
            let case = find::in_scope(tx, &by.scope(), code).await?;
            let mut row = authentic(ctx, row::Entity::find_by_id(access).one(tx).await?, case.id)?;
            deciders::may(tx, by, &row).await?;
            if row.judged_at.is_some() {
                return Err(CaseError::NothingWaits);
            }
            row.judged_by = Some(by.staff());
            row.judged_at = Some(now);
            row.judgement = Some(judgement.code().to_owned());
            row.words = sealed.clone();
            row.open_until = (judgement == Judgement::Approved).then_some(now + OPEN_FOR);
            let (asker, office) = (row.asked_by, row.asked_from.clone());
            signed(ctx, row)?.into_active_model().reset_all().update(tx).await?;
            ledger.record(now, by.actor(), &Event::IdentityJudged { access, judgement: judgement.code() });
            tell(ctx, tx, &case, (&office, Target::Person(asker)), judgement.news(), now).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// A row of this case that the desk wrote.
fn authentic(ctx: &Ctx, found: Option<row::Model>, case: Uuid) -> Result<row::Model, CaseError> {
    let desk = ctx.vault.desk().map_err(AccessError::from)?;
    found.filter(|row| row.case_id == case && desk.identity_access_holds(row)).ok_or(CaseError::NotFound)
}
