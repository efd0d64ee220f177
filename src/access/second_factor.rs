//! The second factor: offering a secret, confirming it by its first code, taking a code once.
//!
//! Whether somebody has one stands in their staff row, under its MAC: deleting the factor's own row opens nothing, it keeps
//! the person out until an administrator clears it. Deliberately absent: turning it off oneself. Somebody who gets a new phone
//! replaces it; somebody who lost it uses a recovery code, or asks the administrator ([`super::clear_factor`]).

use chrono::Duration;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect, sea_query::LockType};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{AccessError, Signed, account_news, people};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{recovery_code, second_factor},
    kernel::{Timestamp, secret::Plaintext},
    notification::AccountNews,
    vault::second_factor::{Secret, Slot, recovery_code as as_recovery_code, recovery_codes},
};

/// An offered secret that was not confirmed within this time is worth nothing.
pub const OFFER_HOLDS: Duration = Duration::minutes(15);
/// Recovery codes at which somebody is asked to make new ones.
pub const FEW_CODES: u64 = 3;

/// How it stands with somebody's second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Since when they have one.
    pub since: Option<Timestamp>,
    /// Recovery codes that are left.
    pub codes_left: u64,
}

/// A secret to be put into an app.
#[derive(Debug)]
pub struct Offer {
    /// To be typed.
    pub text: Zeroizing<String>,
    /// To be shown as a square.
    pub address: Zeroizing<String>,
}

/// How it stands with the second factor of whoever asks.
///
/// # Errors
/// The database cannot be read.
pub async fn state(ctx: &Ctx, by: &Signed) -> Result<State, AccessError> {
    let person = super::staff::by_id(ctx, by.staff()).await?.ok_or(AccessError::NotSignedIn)?;
    let codes = recovery_code::Entity::find().filter(recovery_code::Column::StaffId.eq(by.staff()));
    Ok(State { since: person.second_factor_at, codes_left: codes.count(ctx.db.read()).await? })
}

/// Offers a fresh secret. The one in use holds until the new one is confirmed. Always fresh: whoever finds an unlocked computer must
/// not be able to leave a secret there that its owner confirms later.
///
/// # Errors
/// [`AccessError::ProofNeeded`] when the last password is long ago.
pub async fn offer(ctx: &Ctx, by: &Signed) -> Result<(), AccessError> {
    by.has_proved(ctx.clock.now())?;
    let desk = ctx.vault.desk()?;
    let secret = Secret::random(ctx.ids.as_ref());
    let sealed = desk.seal_factor(by.staff(), Slot::Offered, &secret, ctx.ids.as_ref())?;
    ctx.db
        .write(async |tx| {
            let ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let mut row = held(ctx, tx, by.staff()).await?.unwrap_or_else(|| fresh(by.staff()));
            row.offered = Some(sealed.clone());
            row.offered_at = Some(now);
            store(ctx, tx, row).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// The secret that waits for its first code; nothing where none does.
///
/// # Errors
/// The database cannot be read, or the secret does not open.
pub async fn offered(ctx: &Ctx, by: &Signed) -> Result<Option<Offer>, AccessError> {
    let Some((secret, _)) = open_offer(ctx, by.staff()).await? else { return Ok(None) };
    let person = super::staff::by_id(ctx, by.staff()).await?.ok_or(AccessError::NotSignedIn)?;
    Ok(Some(Offer { text: secret.as_text(), address: secret.address(&person.email) }))
}

/// The secret that waits, and as it lies there.
async fn open_offer(ctx: &Ctx, person: Uuid) -> Result<Option<(Secret, Vec<u8>)>, AccessError> {
    let Some(row) = read(ctx, person).await? else { return Ok(None) };
    let (Some(sealed), Some(at)) = (row.offered, row.offered_at) else { return Ok(None) };
    if ctx.clock.now() >= at + OFFER_HOLDS {
        return Ok(None);
    }
    Ok(Some((ctx.vault.desk()?.open_factor(person, Slot::Offered, &sealed)?, sealed)))
}

/// Confirms the offered secret by its first code, and gives the recovery codes, once.
///
/// # Errors
/// [`AccessError::NoOffer`]; [`AccessError::CodeWrong`].
pub async fn confirm(ctx: &Ctx, by: &Signed, code: &Plaintext) -> Result<Vec<Zeroizing<String>>, AccessError> {
    let desk = ctx.vault.desk()?;
    let (secret, seen) = open_offer(ctx, by.staff()).await?.ok_or(AccessError::NoOffer)?;
    let step = secret.step_of(code.reveal(), ctx.clock.now()).ok_or(AccessError::CodeWrong)?;
    let sealed = desk.seal_factor(by.staff(), Slot::Secret, &secret, ctx.ids.as_ref())?;
    let codes = recovery_codes(ctx.ids.as_ref());
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let mut row = held(ctx, tx, by.staff()).await?.ok_or(AccessError::NoOffer)?;
            // Another page may have offered another secret meanwhile: what was confirmed must be what is stored.
            if row.offered.take().as_ref() != Some(&seen) {
                return Err(AccessError::NoOffer);
            }
            row.offered_at = None;
            row.secret = Some(sealed.clone());
            row.last_step = step;
            store(ctx, tx, row).await?;
            let mut person = people::held(ctx, tx, by.staff()).await.map_err(AccessError::of_row)?;
            person.second_factor_at = Some(now);
            account_news::tell(ctx, tx, now, &person, AccountNews::FactorSet).await?;
            people::store(ctx, tx, person).await.map_err(AccessError::of_row)?;
            replace_codes(ctx, tx, by.staff(), &codes).await?;
            ledger.record(now, by.actor(), &Event::SecondFactorSet);
            ledger.finish(tx).await?;
            Ok(())
        })
        .await?;
    Ok(codes)
}

/// Makes new recovery codes; the earlier ones are worth nothing.
///
/// # Errors
/// [`AccessError::ProofNeeded`]; [`AccessError::NoFactor`] for somebody who has no second factor.
pub async fn new_codes(ctx: &Ctx, by: &Signed) -> Result<Vec<Zeroizing<String>>, AccessError> {
    by.has_proved(ctx.clock.now())?;
    if !by.is_enrolled() {
        return Err(AccessError::NoFactor);
    }
    let codes = recovery_codes(ctx.ids.as_ref());
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            replace_codes(ctx, tx, by.staff(), &codes).await?;
            ledger.record(now, by.actor(), &Event::RecoveryCodesMade);
            ledger.finish(tx).await?;
            Ok::<_, AccessError>(())
        })
        .await?;
    Ok(codes)
}

async fn replace_codes(ctx: &Ctx, tx: &Tx, person: Uuid, codes: &[Zeroizing<String>]) -> Result<(), AccessError> {
    let desk = ctx.vault.desk()?;
    recovery_code::Entity::delete_many().filter(recovery_code::Column::StaffId.eq(person)).exec(tx).await?;
    let row = |code: &Zeroizing<String>| {
        let meant = as_recovery_code(code)?;
        Some(recovery_code::Model { staff_id: person, code_hash: desk.recovery_hash(person, &meant).to_vec() })
    };
    Ok(rows::insert_all(tx, codes.iter().filter_map(row).collect()).await?)
}

/// What somebody typed as their second factor, looked at before the transaction that uses it up.
#[derive(Debug)]
pub(super) enum Claim {
    /// A code of the app, of this half-minute.
    Step(i64),
    /// A recovery code, by its hash.
    Recovery(Vec<u8>),
    /// Neither.
    Wrong,
}

/// Looks at what somebody typed.
///
/// # Errors
/// [`AccessError::CodeWrong`] where there is no authentic row: nobody gets in by deleting it.
pub(super) async fn claim(ctx: &Ctx, person: Uuid, typed: &Plaintext) -> Result<Claim, AccessError> {
    let desk = ctx.vault.desk()?;
    if let Some(code) = as_recovery_code(typed.reveal()) {
        return Ok(Claim::Recovery(desk.recovery_hash(person, &code).to_vec()));
    }
    let Some(sealed) = read(ctx, person).await?.and_then(|row| row.secret) else { return Ok(Claim::Wrong) };
    let secret = desk.open_factor(person, Slot::Secret, &sealed)?;
    Ok(secret.step_of(typed.reveal(), ctx.clock.now()).map_or(Claim::Wrong, Claim::Step))
}

/// Uses a claim up: a code once, a recovery code once. Says whether it was good.
///
/// # Errors
/// The database refuses.
pub(super) async fn use_up(ctx: &Ctx, tx: &Tx, person: Uuid, claim: &Claim) -> Result<bool, AccessError> {
    match claim {
        Claim::Wrong => Ok(false),
        Claim::Recovery(hash) => {
            let gone = recovery_code::Entity::delete_by_id((person, hash.clone())).exec(tx).await?;
            Ok(gone.rows_affected == 1)
        }
        Claim::Step(step) => {
            let Some(mut row) = held(ctx, tx, person).await? else { return Ok(false) };
            if *step <= row.last_step {
                return Ok(false);
            }
            row.last_step = *step;
            store(ctx, tx, row).await?;
            Ok(true)
        }
    }
}

/// Removes the second factor of a person and their recovery codes.
///
/// # Errors
/// The database refuses.
pub(super) async fn remove(tx: &Tx, person: Uuid) -> Result<(), sea_orm::DbErr> {
    recovery_code::Entity::delete_many().filter(recovery_code::Column::StaffId.eq(person)).exec(tx).await?;
    second_factor::Entity::delete_by_id(person).exec(tx).await?;
    Ok(())
}

fn fresh(person: Uuid) -> second_factor::Model {
    second_factor::Model { staff_id: person, secret: None, offered: None, offered_at: None, last_step: 0, row_mac: Vec::new() }
}

async fn read(ctx: &Ctx, person: Uuid) -> Result<Option<second_factor::Model>, AccessError> {
    let desk = ctx.vault.desk()?;
    Ok(second_factor::Entity::find_by_id(person).one(ctx.db.read()).await?.filter(|row| desk.factor_row_holds(row)))
}

async fn held(ctx: &Ctx, tx: &Tx, person: Uuid) -> Result<Option<second_factor::Model>, AccessError> {
    let desk = ctx.vault.desk()?;
    let row = second_factor::Entity::find_by_id(person).lock(LockType::Update).one(tx).await?;
    Ok(row.filter(|row| desk.factor_row_holds(row)))
}

async fn store(ctx: &Ctx, tx: &Tx, mut row: second_factor::Model) -> Result<(), AccessError> {
    row.row_mac = ctx.vault.desk()?.factor_row_mac(&row).to_vec();
    if rows::insert_new(tx, row.clone()).await? {
        return Ok(());
    }
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}
