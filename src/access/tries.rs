//! Who guesses waits: wrong passwords and wrong codes are counted alike, before they are looked at.
//!
//! Counted is a *lane*: everybody who tries one address from devices that are not known for it, together; and each device that the
//! person has signed in from, for itself. So a stranger who guesses all night slows other strangers, and never the person at the
//! device they work with. An address that nobody has is counted like any other: waiting tells nothing.
//!
//! A try is counted before the password is looked at and taken back when it was right: a hundred at once count as a hundred.

use chrono::Duration;
use sea_orm::{ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::LockType};

use super::AccessError;
use crate::{
    ctx::Ctx,
    db::{Tx, rows},
    entity::sign_in_wait,
    kernel::Timestamp,
};

/// Tries in a row that cost no waiting: people mistype.
pub const FREE: i32 = 5;
/// The wait after the first try beyond; each further one doubles it.
const FIRST: Duration = Duration::seconds(30);
/// The longest wait: whoever guesses gets a hundred tries a day, and whoever forgot gets in today.
pub const LONGEST: Duration = Duration::minutes(15);
/// After this long without a try nothing is remembered.
const FORGOTTEN: Duration = Duration::hours(12);

/// When the next try is looked at, after `tries` in a row of which the last was at `last_at`.
fn next_at(tries: i32, last_at: Timestamp) -> Timestamp {
    let beyond = tries - FREE;
    if beyond < 0 {
        return last_at;
    }
    // Six doublings are beyond the longest wait already.
    let wait = (0..beyond.min(6)).fold(FIRST, |wait, _| (wait + wait).min(LONGEST));
    last_at + wait
}

/// Counts a try, unless it is one too soon. Gives how many it are in a row now.
///
/// # Errors
/// [`AccessError::Wait`] says how long; the try was not looked at and not counted.
pub(super) async fn begin(ctx: &Ctx, lane: [u8; 32]) -> Result<i32, AccessError> {
    ctx.db
        .write(async |tx| {
            let now = ctx.clock.now();
            rows::insert_new(tx, sign_in_wait::Model { lane: lane.to_vec(), tries: 0, last_at: now }).await?;
            let query = sign_in_wait::Entity::find_by_id(lane.to_vec()).lock(LockType::Update);
            let Some(mut row) = query.one(tx).await? else { return Err(AccessError::Database(DbErr::Custom("a lane vanished".into()))) };
            let now = ctx.clock.now();
            if now >= row.last_at + FORGOTTEN {
                row.tries = 0;
            }
            let free_at = next_at(row.tries, row.last_at);
            if now < free_at {
                return Err(AccessError::Wait { minutes: minutes(free_at - now) });
            }
            row.tries = row.tries.saturating_add(1);
            row.last_at = now;
            let tries = row.tries;
            row.into_active_model().reset_all().update(tx).await?;
            Ok(tries)
        })
        .await
}

fn minutes(span: Duration) -> i64 {
    (span.num_seconds() + 59) / 60
}

/// Takes a try back that was right as far as it went: nothing is forgiven, nothing is added.
///
/// # Errors
/// The database refuses.
pub(super) async fn take_back(tx: &Tx, lane: [u8; 32]) -> Result<(), DbErr> {
    if let Some(mut row) = sign_in_wait::Entity::find_by_id(lane.to_vec()).lock(LockType::Update).one(tx).await? {
        row.tries = (row.tries - 1).max(0);
        row.into_active_model().reset_all().update(tx).await?;
    }
    Ok(())
}

/// Forgets a lane: somebody got in.
///
/// # Errors
/// The database refuses.
pub(super) async fn forget(tx: &Tx, lane: [u8; 32]) -> Result<(), DbErr> {
    sign_in_wait::Entity::delete_by_id(lane.to_vec()).exec(tx).await?;
    Ok(())
}

/// Forgets lanes in which nobody tried for long. Returns how many.
///
/// # Errors
/// The database refuses.
pub(super) async fn forget_old(ctx: &Ctx, now: Timestamp) -> Result<u64, DbErr> {
    let old = || sign_in_wait::Column::LastAt.lte(now - FORGOTTEN);
    if sign_in_wait::Entity::find().filter(old()).one(ctx.db.read()).await?.is_none() {
        return Ok(0);
    }
    ctx.db.write(async |tx| Ok(sign_in_wait::Entity::delete_many().filter(old()).exec(tx).await?.rows_affected)).await
}

#[cfg(test)]
mod tests {
    use chrono::{Duration, TimeZone, Utc};

    use super::{FREE, LONGEST, minutes, next_at};

    #[test]
    fn the_first_tries_are_free_and_the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let at = Utc.with_ymd_and_hms(2026, 11, 21, 15, 0, 0).unwrap();
        let waits: Vec<i64> = (0..FREE + 8).map(|tries| (next_at(tries, at) - at).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(next_at(i32::MAX, at) - at, LONGEST);
        assert_eq!((minutes(Duration::seconds(30)), minutes(Duration::seconds(61)), minutes(LONGEST)), (1, 2, 15));
    }
}
