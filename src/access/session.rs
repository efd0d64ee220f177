//! Being signed in, signing out. Sessions live in the database; only a hash of the token is kept there.

use chrono::Duration;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::LockType};
use uuid::Uuid;

use super::{AccessError, Area, Signed, devices, post, staff, tries};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{office, session},
    kernel::{Actor, Timestamp, codes::OfficeCode, terms::Role},
    localities::party,
    vault::{DeskKeys, fields::Fields, macs::Token},
};

/// A session without a request for this long has ended.
pub const IDLE: Duration = Duration::hours(2);
/// A session ends after this long in any case.
pub const LIFETIME: Duration = Duration::hours(12);
/// How exact `last_seen_at` is kept: not every look is a write.
const SEEN_STEP: Duration = Duration::minutes(5);

/// Opens a session for somebody who proved who they are, under a token that nobody had before.
///
/// # Errors
/// The database refuses.
pub(super) async fn open(ctx: &Ctx, tx: &Tx, token: &Token, person: Uuid, device: Uuid, now: Timestamp) -> Result<(), AccessError> {
    let desk = ctx.vault.desk()?;
    let mut row = session::Model {
        token_hash: desk.session_hash(token).to_vec(),
        id: ctx.ids.row(now),
        staff_id: person,
        device_id: device,
        created_at: now,
        last_seen_at: now,
        proved_at: now,
        expires_at: now + LIFETIME,
        row_mac: Vec::new(),
    };
    row.row_mac = desk.session_row_mac(&content(&row)).to_vec();
    Ok(rows::insert(tx, row).await?)
}

/// Ends the session of a token, whosever it is: another one takes its place in the same browser.
///
/// # Errors
/// The database refuses.
pub(super) async fn discard(ctx: &Ctx, tx: &Tx, token: &Token) -> Result<(), AccessError> {
    session::Entity::delete_by_id(ctx.vault.desk()?.session_hash(token).to_vec()).exec(tx).await?;
    Ok(())
}

/// Notes that whoever holds `token` proved again who they are.
///
/// # Errors
/// [`AccessError::NotSignedIn`] when the session ended meanwhile.
pub(super) async fn proved(ctx: &Ctx, tx: &Tx, token: &Token, now: Timestamp) -> Result<(), AccessError> {
    let desk = ctx.vault.desk()?;
    let query = session::Entity::find_by_id(desk.session_hash(token).to_vec()).lock(LockType::Update);
    let mut row = query.one(tx).await?.filter(|row| is_running(desk, row, now)).ok_or(AccessError::NotSignedIn)?;
    row.proved_at = now;
    row.row_mac = desk.session_row_mac(&content(&row)).to_vec();
    row.into_active_model().reset_all().update(tx).await?;
    Ok(())
}

/// Whether a session is one that the desk wrote and has not ended.
pub(super) fn is_running(desk: &DeskKeys, row: &session::Model, now: Timestamp) -> bool {
    desk.session_row_holds(&content(row), &row.row_mac) && now < row.expires_at && now < row.last_seen_at + IDLE
}

/// The person behind a token.
///
/// # Errors
/// [`AccessError::NotSignedIn`] when the token is unknown, forged, idle too long or too old.
pub async fn authenticate(ctx: &Ctx, token: &Token) -> Result<Signed, AccessError> {
    let desk = ctx.vault.desk()?;
    let row = session::Entity::find_by_id(desk.session_hash(token).to_vec()).one(ctx.db.read()).await?.ok_or(AccessError::NotSignedIn)?;
    let now = ctx.clock.now();
    if !is_running(desk, &row, now) {
        return Err(AccessError::NotSignedIn);
    }
    let person = staff::by_id(ctx, row.staff_id).await?.ok_or(AccessError::NotSignedIn)?;
    let (id, device, proved_at) = (row.id, row.device_id, row.proved_at);
    if now >= row.last_seen_at + SEEN_STEP {
        seen(ctx, &row.token_hash, now).await?;
    }
    let office = office::Entity::find_by_id(&person.office_code).one(ctx.db.read()).await?;
    let office = office.filter(|office| !office.suspended).ok_or(AccessError::NotSignedIn)?;
    let mut parties = party::of_office(&office);
    parties.push(party::of_staff(person.id));
    let role = Role::parse(&person.role).ok_or(AccessError::NotSignedIn)?;
    Ok(Signed {
        area: Area::of(&office).ok_or(AccessError::NotSignedIn)?,
        parties,
        post: post::of(ctx, person.id, role, &office.code, now).await?,
        session: id,
        device,
        proved_at,
        enrolled: person.second_factor_at.is_some(),
        unconfirmed: person.unconfirmed_since.is_some(),
        staff: person.id,
        name: person.name,
        role,
        office: OfficeCode::parse(&person.office_code).ok_or(AccessError::NotSignedIn)?,
    })
}

/// Ends the session of a token; a token that is not known has nothing to end.
///
/// # Errors
/// The database refuses.
pub async fn sign_out(ctx: &Ctx, token: &Token, staff: Uuid) -> Result<(), AccessError> {
    let hash = ctx.vault.desk()?.session_hash(token).to_vec();
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(staff)).await?;
            ledger.record(ctx.clock.now(), Actor::Staff(staff), &Event::SignedOut);
            ledger.finish(tx).await?;
            session::Entity::delete_by_id(hash).exec(tx).await?;
            Ok(())
        })
        .await
}

/// Removes sessions that have ended, devices that nobody uses, and who waits no longer. Returns how many.
///
/// # Errors
/// The database refuses.
pub async fn forget_ended(ctx: &Ctx) -> Result<u64, AccessError> {
    let now = ctx.clock.now();
    let others = tries::forget_old(ctx, now).await? + devices::forget_old(ctx, now).await?;
    let ended = || session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(now));
    if session::Entity::find().filter(session::Column::ExpiresAt.lte(now)).one(ctx.db.read()).await?.is_none() {
        return Ok(others);
    }
    ctx.db.write(async |tx| Ok(others + ended().exec(tx).await?.rows_affected)).await
}

/// Reads the row again: a proof that came meanwhile is kept.
async fn seen(ctx: &Ctx, token_hash: &[u8], now: Timestamp) -> Result<(), AccessError> {
    let desk = ctx.vault.desk()?;
    ctx.db
        .write(async |tx| {
            let query = session::Entity::find_by_id(token_hash.to_vec()).lock(LockType::Update);
            // Where the session was ended meanwhile, this request was still within it.
            let Some(mut row) = query.one(tx).await?.filter(|row| is_running(desk, row, now)) else { return Ok(()) };
            row.last_seen_at = now;
            row.row_mac = desk.session_row_mac(&content(&row)).to_vec();
            row.into_active_model().reset_all().update(tx).await?;
            Ok(())
        })
        .await
}

fn content(row: &session::Model) -> Fields {
    Fields::of("session")
        .bytes(&row.token_hash)
        .uuid(row.id)
        .uuid(row.staff_id)
        .uuid(row.device_id)
        .number(row.created_at.timestamp_micros())
        .number(row.last_seen_at.timestamp_micros())
        .number(row.proved_at.timestamp_micros())
        .number(row.expires_at.timestamp_micros())
}

/// Argon2 takes tens of milliseconds: not on a thread that serves others.
pub(super) async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccessError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| AccessError::Database(sea_orm::DbErr::Custom("a task was stopped".into())))
}
