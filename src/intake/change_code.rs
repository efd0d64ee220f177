//! A new access code in the place of one that somebody of the staff has heard.
//!
//! Two steps, so that a lost answer never costs somebody their only key: first a new code is shown, and nothing has changed; then whoever
//! has kept it says so, and from that instant the new code opens the conversation and the old one nothing. The new code comes back with
//! a proof that we made it for this very report: nobody can choose a code, which would be one that can be guessed.
//!
//! While a code has to be changed it opens nothing else: whoever read it out could read along.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::follow_up::{FollowUpError, RECIPIENT, Unlocked, unlock_even_if_heard};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::{envelope, follow_up_session, report},
    kernel::{Actor, FieldError},
    vault::{
        EnvelopeContext, Part,
        access_code::{AccessCode, Proof},
        envelope::wrap,
    },
};

/// Version of a reporter's key: there is only ever one, made from the code.
const KEY_VERSION: i32 = 1;

/// A code that could be used from now on.
pub struct Proposed {
    /// The code, as it is shown.
    pub code: Zeroizing<String>,
    /// How to say it aloud.
    pub spoken: Vec<&'static str>,
    /// That we made it for this report.
    pub proof: String,
}

/// Makes a new code for the report of an old one. Nothing changes yet.
///
/// # Errors
/// [`FollowUpError::Unknown`], also for a code that nobody read out; a slip in the code.
pub async fn propose(ctx: &Ctx, old: &str) -> Result<Proposed, FollowUpError> {
    let at = unlock_heard(ctx, old).await?;
    let code = AccessCode::random(ctx.ids.as_ref());
    let proof = Proof::of(ctx.vault.public().pepper(), at.report(), &code).to_text();
    Ok(Proposed { spoken: code.spoken_vi(), code: code.shown(), proof })
}

/// Puts the new code in the place of the old one. Doing it again changes nothing.
///
/// # Errors
/// [`FollowUpError::Unknown`]; a new code that we did not make.
pub async fn change(ctx: &Ctx, old: &str, new: &str, proof: &str) -> Result<(), FollowUpError> {
    let not_ours = || FollowUpError::Fields(vec![FieldError::new("/new_code", "access-code-wrong")]);
    let code = AccessCode::parse(new)?;
    let at = match unlock_heard(ctx, old).await {
        Ok(at) => at,
        // The answer to the first time got lost on its way.
        Err(FollowUpError::Unknown) => {
            let at = unlock_even_if_heard(ctx, new).await?;
            return if Proof::of(ctx.vault.public().pepper(), at.report(), &code).is(proof) { Ok(()) } else { Err(not_ours()) };
        }
        Err(error) => return Err(error),
    };
    if !Proof::of(ctx.vault.public().pepper(), at.report(), &code).is(proof) {
        return Err(not_ours());
    }
    put(ctx, &at, old, &code).await
}

/// The conversation of a code that has to be changed. No other code can be: whoever found one on paper would take the conversation over,
/// and its reporter would never learn of it.
async fn unlock_heard(ctx: &Ctx, old: &str) -> Result<Unlocked, FollowUpError> {
    let at = unlock_even_if_heard(ctx, old).await?;
    if was_heard(ctx, at.report()).await? { Ok(at) } else { Err(FollowUpError::Unknown) }
}

async fn put(ctx: &Ctx, at: &Unlocked, old: &str, code: &AccessCode) -> Result<(), FollowUpError> {
    let pepper = ctx.vault.public().pepper();
    let mut salt = [0; 16];
    ctx.ids.fill(&mut salt);
    let (before, derived) = (AccessCode::parse(old)?.derive(pepper).lookup.to_vec(), code.derive(pepper));
    let (case, report) = (at.case(), at.report());
    let context = EnvelopeContext { case, part: Part::Thread(report), recipient: RECIPIENT, key_version: KEY_VERSION };
    let sealed = wrap(at.key(), &derived.reporter_keys(&salt).public, &context, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?;
            let now = ctx.clock.now();
            let changed = report::Entity::update_many()
                .col_expr(report::Column::CodeLookup, Expr::value(derived.lookup.to_vec()))
                .col_expr(report::Column::ReporterSalt, Expr::value(salt.to_vec()))
                .col_expr(report::Column::CodeHeard, Expr::value(false))
                .filter(report::Column::Id.eq(report))
                .filter(report::Column::CodeLookup.eq(before))
                .exec(tx)
                .await?;
            if changed.rows_affected != 1 {
                return Err(FollowUpError::Unknown);
            }
            envelope::Entity::update_many()
                .col_expr(envelope::Column::SealedKey, Expr::value(sealed))
                .filter(envelope::Column::CaseId.eq(case))
                .filter(envelope::Column::Part.eq(Part::Thread(report).code()))
                .filter(envelope::Column::ReportId.eq(report))
                .filter(envelope::Column::Recipient.eq(RECIPIENT))
                .exec(tx)
                .await?;
            // Whoever came in with the old code goes out with it.
            follow_up_session::Entity::delete_many().filter(follow_up_session::Column::ReportId.eq(report)).exec(tx).await?;
            ledger.record(now, Actor::Reporter, &Event::CodeChanged { report });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Whether the code of a report was heard by somebody of the staff and must be changed before it opens anything.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn was_heard(ctx: &Ctx, report: Uuid) -> Result<bool, FollowUpError> {
    let heard: Option<bool> =
        report::Entity::find_by_id(report).select_only().column(report::Column::CodeHeard).into_tuple().one(ctx.db.read()).await?;
    Ok(heard.unwrap_or(false))
}
