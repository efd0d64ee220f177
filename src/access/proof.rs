//! Proving again, while signed in, that it is still the same person: before what cannot simply be taken back.
//!
//! A screen that was left open, on a computer that a whole commune office walks past, must not be enough to hand out a report's
//! table, to invite an invented colleague or to put a stranger's phone in the place of one's own.

use super::{
    AccessError, Signed, second_factor,
    session::{self, on_a_thread},
    staff, tries,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    kernel::secret::Plaintext,
    vault::{door::Lane, macs::Token, password},
};

/// Takes a proof: the password, and a code from whoever has a second factor. It counts for ten minutes, in this session.
///
/// # Errors
/// [`AccessError::SignInWrong`], [`AccessError::CodeNeeded`], [`AccessError::CodeWrong`]; [`AccessError::Wait`] counts with the
/// sign-ins from this device.
pub async fn prove(ctx: &Ctx, by: &Signed, token: &Token, given: &Plaintext, code: &Plaintext) -> Result<(), AccessError> {
    let person = staff::by_id(ctx, by.staff()).await?.ok_or(AccessError::NotSignedIn)?;
    let lane = ctx.vault.desk()?.lane(Lane::Device(by.device()));
    tries::begin(ctx, lane).await?;
    let (hash, given) = (person.password_hash.clone(), given.clone());
    let right = on_a_thread(move || password::verify(&given, &hash)).await?;
    let claim = match person.second_factor_at {
        Some(_) if right && code.is_blank() => {
            ctx.db.write(async |tx| Ok::<_, AccessError>(tries::take_back(tx, lane).await?)).await?;
            return Err(AccessError::CodeNeeded);
        }
        Some(_) if right => Some(second_factor::claim(ctx, person.id, code).await?),
        _ => None,
    };
    let refused = ctx
        .db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(person.id)).await?;
            let now = ctx.clock.now();
            let refused = match &claim {
                _ if !right => Some((Event::SignInFailed, AccessError::SignInWrong)),
                Some(claim) if !second_factor::use_up(ctx, tx, person.id, claim).await? => {
                    Some((Event::SecondFactorFailed, AccessError::CodeWrong))
                }
                _ => None,
            };
            ledger.record(now, by.actor(), refused.as_ref().map_or(&Event::Proved, |(event, _)| event));
            ledger.finish(tx).await?;
            if refused.is_none() {
                session::proved(ctx, tx, token, now).await?;
                tries::forget(tx, lane).await?;
            }
            Ok::<_, AccessError>(refused.map(|(_, error)| error))
        })
        .await?;
    refused.map_or(Ok(()), Err)
}

/// Takes the password alone, for what a lost second factor must not delay: it opens nothing else, and the session is no more proved
/// than before.
///
/// # Errors
/// [`AccessError::SignInWrong`]; [`AccessError::Wait`] counts with the sign-ins from this device.
pub async fn by_password(ctx: &Ctx, by: &Signed, given: &Plaintext) -> Result<(), AccessError> {
    let person = staff::by_id(ctx, by.staff()).await?.ok_or(AccessError::NotSignedIn)?;
    let lane = ctx.vault.desk()?.lane(Lane::Device(by.device()));
    tries::begin(ctx, lane).await?;
    let (hash, given) = (person.password_hash.clone(), given.clone());
    let right = on_a_thread(move || password::verify(&given, &hash)).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(person.id)).await?;
            ledger.record(ctx.clock.now(), by.actor(), if right { &Event::Proved } else { &Event::SignInFailed });
            ledger.finish(tx).await?;
            if right {
                tries::take_back(tx, lane).await?;
            }
            Ok::<_, AccessError>(())
        })
        .await?;
    if right { Ok(()) } else { Err(AccessError::SignInWrong) }
}
