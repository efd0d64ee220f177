//! Signing in, being signed in, signing out. Sessions live in the database; only a hash of the token is kept there.

use chrono::Duration;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{AccessError, Area, Signed, staff};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::{office, session, staff as staff_row},
    kernel::{Actor, Timestamp, codes::OfficeCode, secret::Plaintext, terms::Role},
    localities::party,
    vault::{fields::Fields, macs::Token, password},
};

/// A session without a request for this long has ended.
pub const IDLE: Duration = Duration::hours(2);
/// A session ends after this long in any case.
pub const LIFETIME: Duration = Duration::hours(12);
/// How exact `last_seen_at` is kept: not every look is a write.
const SEEN_STEP: Duration = Duration::minutes(5);

/// Signs somebody in. Takes the same time for an address we do not know.
///
/// # Errors
/// [`AccessError::SignInWrong`], without saying what was wrong.
pub async fn sign_in(ctx: &Ctx, email: &str, given: &Plaintext) -> Result<Token, AccessError> {
    let desk = ctx.vault.desk()?;
    let Some(person) = staff::by_email(ctx, email).await? else {
        let given = given.clone();
        on_a_thread(move || password::burn(&given)).await?;
        return Err(AccessError::SignInWrong);
    };
    let (hash, given) = (person.password_hash.clone(), given.clone());
    let right = on_a_thread(move || password::verify(&given, &hash)).await?;
    // At a suspended office even the right password opens nothing, and it does not show that it was right.
    let suspended = office::Entity::find_by_id(&person.office_code).one(ctx.db.read()).await?.is_none_or(|office| office.suspended);
    let right = right && !suspended;
    let token = Token::random(ctx.ids.as_ref());
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(person.id)).await?;
            let now = ctx.clock.now();
            // A failed attempt is entered and stays entered: the transaction succeeds, the sign-in does not.
            ledger.record(now, Actor::Staff(person.id), if right { &Event::SignedIn } else { &Event::SignInFailed });
            ledger.finish(tx).await?;
            if right {
                let mut row = session::Model {
                    token_hash: desk.session_hash(&token).to_vec(),
                    staff_id: person.id,
                    created_at: now,
                    last_seen_at: now,
                    expires_at: now + LIFETIME,
                    row_mac: Vec::new(),
                };
                row.row_mac = desk.session_row_mac(&content(&row)).to_vec();
                rows::insert(tx, row).await?;
                staff_row::Entity::update_many()
                    .col_expr(staff_row::Column::LastSignInAt, Expr::value(now))
                    .filter(staff_row::Column::Id.eq(person.id))
                    .exec(tx)
                    .await?;
            }
            Ok::<_, AccessError>(())
        })
        .await?;
    if right { Ok(token) } else { Err(AccessError::SignInWrong) }
}

/// The person behind a token.
///
/// # Errors
/// [`AccessError::NotSignedIn`] when the token is unknown, forged, idle too long or too old.
pub async fn authenticate(ctx: &Ctx, token: &Token) -> Result<Signed, AccessError> {
    let desk = ctx.vault.desk()?;
    let row = session::Entity::find_by_id(desk.session_hash(token).to_vec()).one(ctx.db.read()).await?.ok_or(AccessError::NotSignedIn)?;
    let now = ctx.clock.now();
    let authentic = desk.session_row_holds(&content(&row), &row.row_mac);
    if !authentic || now >= row.expires_at || now >= row.last_seen_at + IDLE {
        return Err(AccessError::NotSignedIn);
    }
    let person = staff::by_id(ctx, row.staff_id).await?.ok_or(AccessError::NotSignedIn)?;
    if now >= row.last_seen_at + SEEN_STEP {
        seen(ctx, row, now).await?;
    }
    let office = office::Entity::find_by_id(&person.office_code).one(ctx.db.read()).await?;
    let office = office.filter(|office| !office.suspended).ok_or(AccessError::NotSignedIn)?;
    let mut parties = party::of_office(&office);
    parties.push(party::of_staff(person.id));
    Ok(Signed {
        area: Area::of(&office).ok_or(AccessError::NotSignedIn)?,
        parties,
        staff: person.id,
        name: person.name,
        role: Role::parse(&person.role).ok_or(AccessError::NotSignedIn)?,
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

/// Removes sessions that have ended. Returns how many.
///
/// # Errors
/// The database refuses.
pub async fn forget_ended(ctx: &Ctx) -> Result<u64, AccessError> {
    let now = ctx.clock.now();
    let ended = || session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(now));
    if session::Entity::find().filter(session::Column::ExpiresAt.lte(now)).one(ctx.db.read()).await?.is_none() {
        return Ok(0);
    }
    ctx.db.write(async |tx| Ok(ended().exec(tx).await?.rows_affected)).await
}

async fn seen(ctx: &Ctx, mut row: session::Model, now: Timestamp) -> Result<(), AccessError> {
    row.last_seen_at = now;
    row.row_mac = ctx.vault.desk()?.session_row_mac(&content(&row)).to_vec();
    ctx.db
        .write(async |tx| {
            let mut update = row.clone().into_active_model();
            update.last_seen_at = Set(row.last_seen_at);
            update.row_mac = Set(row.row_mac.clone());
            match update.update(tx).await {
                // The session was ended meanwhile; this request was still within it.
                Ok(_) | Err(sea_orm::DbErr::RecordNotUpdated) => Ok(()),
                Err(error) => Err(error.into()),
            }
        })
        .await
}

fn content(row: &session::Model) -> Fields {
    Fields::of("session")
        .bytes(&row.token_hash)
        .uuid(row.staff_id)
        .number(row.created_at.timestamp_micros())
        .number(row.last_seen_at.timestamp_micros())
        .number(row.expires_at.timestamp_micros())
}

/// Argon2 takes tens of milliseconds: not on a thread that serves others.
pub(super) async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccessError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| AccessError::Database(sea_orm::DbErr::Custom("a task was stopped".into())))
}
