//! A change of the map, from the tables of a resolution to the last case that follows it.
//!
//! `load` checks and keeps a change; nothing moves before its day. On that day `turn` makes communes, offices and people those of
//! after it, in one unit of work, and `follow` leads the cases there one by one. Both act on what they find: any number of workers,
//! killed anywhere, end in the same state.
//!
//! Invariants: custody of an open case moves to the office that goes on for the one that ended, by order of the system, and no clock
//! moves with it; who must not know stays kept out under every name the new map gives them; of a split commune the default part is
//! taken and marked, never silently; what is closed keeps the place it had, and its figures.
//!
//! Deliberately absent: merging provinces, and merging police posts, schools and stations of communes that merged: which of them go
//! on is a decision of people.

pub mod follow;
pub mod load;
mod people;
pub mod preview;
pub mod status;
mod step;
pub mod turn;
mod who;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    cases::CaseError,
    clocks::local_time,
    ctx::Ctx,
    entity::map_change,
    kernel::Timestamp,
    localities::{
        atlas::Mark,
        map_change::Fault,
        store::{self, StoreError},
    },
    vault::{NoDeskKeys, office_keys::OfficeKeyError},
};

/// Why a change of the map was not loaded, shown or applied.
#[derive(Debug, thiserror::Error)]
pub enum MapChangeError {
    /// The tables are at fault.
    #[error("{}", said(.0))]
    Faults(Vec<Fault>),
    /// The same change is kept already.
    #[error("this change is loaded already: see `langnghe map status`")]
    LoadedAlready,
    /// There is no such change, or its day has come.
    #[error("no change of this id is waiting: see `langnghe map status`; a change whose day has come is not taken back")]
    NotWaiting,
    /// A stored plan is not one that this version can read.
    #[error("a stored change of the map cannot be read by this version")]
    Unreadable,
    /// Places.
    #[error(transparent)]
    Places(#[from] StoreError),
    /// A case could not follow.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// Keys of new offices could not be made.
    #[error(transparent)]
    OfficeKeys(#[from] OfficeKeyError),
    /// Rows of staff can be changed at the desk only.
    #[error(transparent)]
    NoDesk(#[from] NoDeskKeys),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] DbErr),
}

/// Faults that are told at once; a list of the wrong extent has thousands.
const MOST_TOLD: usize = 20;

fn said(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().take(MOST_TOLD).map(|fault| format!("\n  {fault}")).collect();
    let more = faults.len().saturating_sub(MOST_TOLD);
    let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    format!("the change was not loaded; {} faults:{}{rest}", faults.len(), lines.concat())
}

/// The day it is where the communes are.
#[must_use]
pub fn today(now: Timestamp) -> NaiveDate {
    local_time(now).date()
}

/// Turns what is due and leads cases on. Returns how many changes and cases.
///
/// # Errors
/// [`MapChangeError`]; what was done stays done.
pub async fn reconcile(ctx: &Ctx) -> Result<usize, MapChangeError> {
    let turned = turn::due(ctx).await?;
    refresh(ctx).await?;
    Ok(turned + follow::due(ctx).await?)
}

/// Reads the places again when the map has turned since this process read them.
///
/// # Errors
/// The places cannot be read; the edition of before stays.
pub async fn refresh(ctx: &Ctx) -> Result<(), MapChangeError> {
    let mark = mark(ctx).await?;
    if !ctx.places.knows(&mark) {
        // Read after the mark: what turns meanwhile is noticed the next time.
        ctx.places.publish(store::load(&ctx.db).await?, mark);
        tracing::info!("the map has changed: a new edition of the places is in use");
    }
    Ok(())
}

/// What the public face may read of a change: that it turned, and when.
async fn mark(ctx: &Ctx) -> Result<Mark, DbErr> {
    let turned: Vec<Timestamp> = map_change::Entity::find()
        .select_only()
        .column(map_change::Column::TurnedAt)
        .filter(map_change::Column::TurnedAt.is_not_null())
        .order_by_desc(map_change::Column::TurnedAt)
        .into_tuple()
        .all(ctx.db.read())
        .await?;
    Ok(turned.first().map(|last| (turned.len() as u64, *last)))
}
