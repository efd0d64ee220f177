//! Accepting an invitation: whoever holds the link chooses a password, once.

use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QuerySelect, sea_query::LockType};
use uuid::Uuid;

use super::{AdministrationError, password_rules, people, people::Standing, session::on_a_thread, staffing};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::{invitation, staff},
    kernel::{Actor, Timestamp, secret::Plaintext},
    vault::{invitation as tokens, password},
};

/// The person who is invited by `token`.
///
/// # Errors
/// [`AdministrationError::NoInvitation`], without saying what is wrong with it.
pub async fn invited(ctx: &Ctx, token: &str) -> Result<staff::Model, AdministrationError> {
    let id = tokens::named_by(token).ok_or(AdministrationError::NoInvitation)?;
    let row = invitation::Entity::find_by_id(id).one(ctx.db.read()).await?;
    let row = good(ctx, row, token, ctx.clock.now())?;
    let person = people::find_authentic(ctx, ctx.db.read(), row.staff_id).await?;
    person.filter(|person| Standing::of(person) == Standing::Invited).ok_or(AdministrationError::NoInvitation)
}

/// Sets the first password of whoever holds `token`; their office counts as staffed from then on where they answer for cases.
///
/// # Errors
/// `NoInvitation`; `Fields` when the password is not taken.
pub async fn accept(ctx: &Ctx, token: &str, chosen: &Plaintext) -> Result<(), AdministrationError> {
    let person = invited(ctx, token).await?;
    password_rules::check(chosen, &person.email).map_err(|fault| AdministrationError::field("/password", fault.code()))?;
    let (given, ids) = (chosen.clone(), ctx.ids.clone());
    let hash = on_a_thread(move || password::hash(&given, ids.as_ref())).await?.map_err(|_| AdministrationError::Hash)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(person.id)).await?;
            let now = ctx.clock.now();
            staffing::hold(tx, &person.office_code).await?;
            let mut row = people::held(ctx, tx, person.id).await.map_err(|_| AdministrationError::NoInvitation)?;
            // Two who come with the same link: the second finds a password.
            if Standing::of(&row) != Standing::Invited {
                return Err(AdministrationError::NoInvitation);
            }
            if row.office_code != person.office_code {
                return Err(AdministrationError::Changed);
            }
            let used = use_up(ctx, tx, token, now).await?;
            let office = row.office_code.clone();
            row.password_hash.clone_from(&hash);
            people::store(ctx, tx, row).await?;
            staffing::refresh(ctx, tx, &office).await?;
            ledger.record(now, Actor::Staff(person.id), &Event::InvitationAccepted { invitation: used });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

async fn use_up(ctx: &Ctx, tx: &crate::db::Tx, token: &str, now: Timestamp) -> Result<Uuid, AdministrationError> {
    let id = tokens::named_by(token).ok_or(AdministrationError::NoInvitation)?;
    let row = invitation::Entity::find_by_id(id).lock(LockType::Update).one(tx).await?;
    let mut row = good(ctx, row, token, now)?;
    row.used_at = Some(now);
    row.row_mac = ctx.vault.desk()?.invitation_row_mac(&row).to_vec();
    row.into_active_model().reset_all().update(tx).await?;
    Ok(id)
}

fn good(ctx: &Ctx, row: Option<invitation::Model>, token: &str, now: Timestamp) -> Result<invitation::Model, AdministrationError> {
    let desk = ctx.vault.desk()?;
    let row = row.filter(|row| desk.invitation_row_holds(row) && desk.is_token_of(row, token));
    row.filter(|row| row.used_at.is_none() && now < row.expires_at).ok_or(AdministrationError::NoInvitation)
}
