//! Devices: the browsers and clients that somebody has signed in from, and for how long they go without a code.
//!
//! A device is one person's: each person who signs in at a shared computer gets a token of their own, made in that instant. Whoever
//! used the computer before knows none of it. A device that is known has a lane of its own when passwords are guessed
//! ([`super::tries`]), and signing in from it alerts nobody.

use chrono::Duration;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{AccessError, Signed};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{device, session},
    kernel::Timestamp,
    vault::token::Token,
};

/// How long a device goes without a code once somebody asked for it.
pub const TRUSTED: Duration = Duration::days(30);
/// A device from which nobody signed in for this long is a new one.
pub const KNOWN: Duration = Duration::days(180);
/// Tokens of a cookie that are looked at: a computer is shared by so many.
pub const MOST: usize = 6;

/// The device of `person` among those whose tokens came along.
///
/// # Errors
/// The database cannot be read.
pub(super) async fn known(ctx: &Ctx, person: Uuid, tokens: &[Token]) -> Result<Option<device::Model>, AccessError> {
    let desk = ctx.vault.desk()?;
    if tokens.is_empty() {
        return Ok(None);
    }
    let hashes = tokens.iter().take(MOST).map(|token| desk.device_hash(token).to_vec());
    let found = device::Entity::find()
        .filter(device::Column::TokenHash.is_in(hashes))
        .filter(device::Column::StaffId.eq(person))
        .order_by_desc(device::Column::SeenAt)
        .all(ctx.db.read())
        .await?;
    let now = ctx.clock.now();
    Ok(found.into_iter().find(|row| desk.device_row_holds(row) && now < row.expires_at))
}

/// Whether `row` goes without a code now.
pub(super) fn is_trusted(row: &device::Model, now: Timestamp) -> bool {
    row.trusted_until.is_some_and(|until| now < until)
}

/// The device that somebody comes in from.
pub(super) struct Arrival {
    /// The row as it is from now on.
    pub row: device::Model,
    /// Whether nobody knew it before.
    pub new: bool,
}

/// What becomes of a device at a sign-in; `fresh` is its token where it is new.
pub(super) fn arrival(
    ctx: &Ctx,
    person: Uuid,
    known: Option<&device::Model>,
    fresh: &Token,
    trust: bool,
    now: Timestamp,
) -> Result<Arrival, AccessError> {
    let desk = ctx.vault.desk()?;
    let mut row = known.cloned().unwrap_or_else(|| device::Model {
        id: ctx.ids.row(now),
        token_hash: desk.device_hash(fresh).to_vec(),
        staff_id: person,
        created_at: now,
        seen_at: now,
        trusted_until: None,
        expires_at: now,
        row_mac: Vec::new(),
    });
    row.seen_at = now;
    row.expires_at = now + KNOWN;
    if trust {
        row.trusted_until = Some(now + TRUSTED);
    }
    row.row_mac = desk.device_row_mac(&row).to_vec();
    Ok(Arrival { row, new: known.is_none() })
}

/// Stores a device at a sign-in.
///
/// # Errors
/// [`AccessError::SignInWrong`] when it was forgotten in this very moment: the one who forgot it meant it.
pub(super) async fn store(tx: &Tx, arrival: Arrival) -> Result<(), AccessError> {
    if arrival.new {
        return Ok(rows::insert(tx, arrival.row).await?);
    }
    match arrival.row.into_active_model().reset_all().update(tx).await {
        Ok(_) => Ok(()),
        Err(DbErr::RecordNotUpdated) => Err(AccessError::SignInWrong),
        Err(error) => Err(error.into()),
    }
}

/// The devices of somebody, the one used last first.
///
/// # Errors
/// The database cannot be read.
pub async fn list(ctx: &Ctx, by: &Signed) -> Result<Vec<device::Model>, AccessError> {
    let desk = ctx.vault.desk()?;
    let found = device::Entity::find().filter(device::Column::StaffId.eq(by.staff())).order_by_desc(device::Column::SeenAt);
    let now = ctx.clock.now();
    let mut found = found.all(ctx.db.read()).await?;
    found.retain(|row| desk.device_row_holds(row) && now < row.expires_at);
    Ok(found)
}

/// Forgets a device of one's own: its sessions end, and from there a code is asked again.
///
/// # Errors
/// [`AccessError::NotFound`] for a device that is not one's own, exactly as for none.
pub async fn forget(ctx: &Ctx, by: &Signed, id: Uuid) -> Result<(), AccessError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let gone = device::Entity::delete_by_id(id).filter(device::Column::StaffId.eq(by.staff())).exec(tx).await?;
            if gone.rows_affected == 0 {
                return Err(AccessError::NotFound);
            }
            let of_it = session::Entity::delete_many().filter(session::Column::DeviceId.eq(id));
            of_it.filter(session::Column::StaffId.eq(by.staff())).exec(tx).await?;
            ledger.record(now, by.actor(), &Event::DeviceForgotten { device: id });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Forgets every device of a person.
///
/// # Errors
/// The database refuses.
pub(super) async fn forget_all(tx: &Tx, person: Uuid) -> Result<(), DbErr> {
    device::Entity::delete_many().filter(device::Column::StaffId.eq(person)).exec(tx).await?;
    Ok(())
}

/// Forgets devices that nobody used for long. Returns how many.
///
/// # Errors
/// The database refuses.
pub(super) async fn forget_old(ctx: &Ctx, now: Timestamp) -> Result<u64, DbErr> {
    let old = || device::Column::ExpiresAt.lte(now);
    if device::Entity::find().filter(old()).one(ctx.db.read()).await?.is_none() {
        return Ok(0);
    }
    ctx.db.write(async |tx| Ok(device::Entity::delete_many().filter(old()).exec(tx).await?.rows_affected)).await
}
