//! Choosing a new password by the link of a letter, once.
//!
//! Whoever holds the link may be whoever reads the mailbox: every session ends, every remembered device is forgotten, the second factor
//! stays, and nothing sealed opens before somebody who knows the person said that it was they ([`super::confirm`]).

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect, sea_query::LockType};
use uuid::Uuid;

use super::{
    AdministrationError, account_news, devices, invite, password_rules, people, people::Standing, reset, session::on_a_thread, staffing,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{password_reset, staff},
    kernel::{Actor, Timestamp, secret::Plaintext},
    notification::{AccountNews, StaffChange},
    vault::{invitation::named_by, password},
};

/// The person to whom the letter with `token` went.
///
/// # Errors
/// [`AdministrationError::NoReset`], without saying what is wrong with it.
pub async fn named(ctx: &Ctx, token: &str) -> Result<staff::Model, AdministrationError> {
    let id = named_by(token).ok_or(AdministrationError::NoReset)?;
    let row = password_reset::Entity::find_by_id(id).one(ctx.db.read()).await?;
    let row = good(ctx, row, token, ctx.clock.now())?;
    let person = people::find_authentic(ctx, ctx.db.read(), row.staff_id).await?;
    person.filter(|person| Standing::of(person) == Standing::Working).ok_or(AdministrationError::NoReset)
}

/// Sets the password of whoever holds `token`.
///
/// # Errors
/// `NoReset`; `Fields` when the password is not taken.
pub async fn choose(ctx: &Ctx, token: &str, chosen: &Plaintext) -> Result<(), AdministrationError> {
    let person = named(ctx, token).await?;
    password_rules::check(chosen, &person.email).map_err(|fault| AdministrationError::field("/password", fault.code()))?;
    let (given, ids) = (chosen.clone(), ctx.ids.clone());
    let hash = on_a_thread(move || password::hash(&given, ids.as_ref())).await?.map_err(|_| AdministrationError::Hash)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(person.id)).await?;
            let now = ctx.clock.now();
            let office = staffing::hold(tx, &person.office_code).await?.ok_or(AdministrationError::NoReset)?;
            let mut row = people::held(ctx, tx, person.id).await.map_err(|_| AdministrationError::NoReset)?;
            if Standing::of(&row) != Standing::Working || row.office_code != office.code {
                return Err(AdministrationError::NoReset);
            }
            let used = use_up(ctx, tx, token, now).await?;
            reset::void(tx, &row).await?;
            row.password_hash.clone_from(&hash);
            row.unconfirmed_since = Some(now);
            people::store(ctx, tx, row.clone()).await?;
            people::end_sessions(tx, row.id).await?;
            devices::forget_all(tx, row.id).await?;
            account_news::tell(ctx, tx, now, &row, AccountNews::PasswordReset).await?;
            invite::tell_of(ctx, tx, now, &row, &office, StaffChange::Reset).await?;
            ledger.record(now, Actor::Staff(row.id), &Event::PasswordReset { reset: used });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn use_up(ctx: &Ctx, tx: &Tx, token: &str, now: Timestamp) -> Result<Uuid, AdministrationError> {
    let id = named_by(token).ok_or(AdministrationError::NoReset)?;
    let row = password_reset::Entity::find_by_id(id).lock(LockType::Update).one(tx).await?;
    let mut row = good(ctx, row, token, now)?;
    row.used_at = Some(now);
    row.row_mac = ctx.vault.desk()?.reset_row_mac(&row).to_vec();
    row.into_active_model().reset_all().update(tx).await?;
    Ok(id)
}

fn good(ctx: &Ctx, row: Option<password_reset::Model>, token: &str, now: Timestamp) -> Result<password_reset::Model, AdministrationError> {
    let desk = ctx.vault.desk()?;
    let row = row.filter(|row| desk.reset_row_holds(row) && desk.is_reset_token_of(row, token));
    row.filter(|row| row.used_at.is_none() && now < row.expires_at).ok_or(AdministrationError::NoReset)
}
