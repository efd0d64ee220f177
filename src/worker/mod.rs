//! The reconcilers and the loop that drives them.
//!
//! Each takes no input, acts on the state it finds, and may run any number of times, in any number of processes. They run on a
//! nudge from whoever wrote something and, as a safety net, on a timer.

use std::time::Duration;

use crate::{
    access::{AccessError, session},
    audit::checkpoint,
    cases::{CaseError, envelopes, moved_offices},
    ctx::Ctx,
    escalation::sweep,
    intake::forget,
    notification::{Transport, address, deliver},
    vault::office_keys::{self, OfficeKeyError},
};

pub mod lease;

/// How long the loop sleeps when nobody nudges it.
const PAUSE: Duration = Duration::from_secs(5);
/// How often a checkpoint is made.
const CHECKPOINT_EVERY: chrono::Duration = chrono::Duration::minutes(5);
/// Rounds after which a worker that still finds something to do gives others a turn.
const MOST_ROUNDS: usize = 10_000;

/// What one round has done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Cases the clock looked at.
    pub swept: usize,
    /// Cases of suspended and merged offices moved on.
    pub moved: usize,
    /// Cases whose keys were brought up to date.
    pub keys: usize,
    /// Alerts turned into deliveries.
    pub addressed: usize,
    /// Mails the server took.
    pub sent: usize,
    /// Mails to be tried again.
    pub postponed: usize,
    /// Mails refused for good.
    pub refused: usize,
    /// Receipts, sessions and keys forgotten.
    pub forgotten: u64,
    /// Checkpoints made.
    pub checkpoints: usize,
}

impl Round {
    /// Whether there was nothing to do.
    #[must_use]
    pub fn is_quiet(self) -> bool {
        self == Self::default()
    }

    fn add(&mut self, other: Self) {
        self.swept += other.swept;
        self.moved += other.moved;
        self.keys += other.keys;
        self.addressed += other.addressed;
        self.sent += other.sent;
        self.postponed += other.postponed;
        self.refused += other.refused;
        self.forgotten += other.forgotten;
        self.checkpoints += other.checkpoints;
    }
}

/// Why a reconciler stopped.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// A case.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// Sessions.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// Office keys.
    #[error(transparent)]
    OfficeKeys(#[from] OfficeKeyError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] sea_orm::DbErr),
}

/// Runs every reconciler once.
///
/// # Errors
/// The first that failed, after all of them ran.
pub async fn round(ctx: &Ctx, transport: Option<&dyn Transport>) -> Result<Round, WorkerError> {
    let mut failed = Failed(None);
    let mut done = Round {
        swept: failed.or_nothing(sweep::sweep(ctx).await),
        addressed: failed.or_nothing(address::address_waiting(ctx).await),
        ..Round::default()
    };
    if let Some(transport) = transport {
        let delivered = failed.or_nothing(deliver::deliver_waiting(ctx, transport).await);
        (done.sent, done.postponed, done.refused) = (delivered.sent, delivered.postponed, delivered.refused);
    }
    done.moved = failed.or_nothing(moved_offices::settle(ctx).await);
    done.keys = failed.or_nothing(office_keys::provide(&ctx.db, &ctx.vault, ctx.ids.as_ref()).await)
        + failed.or_nothing(envelopes::reconcile_due(ctx).await);
    done.forgotten = failed.or_nothing(forget::forget(ctx).await) + failed.or_nothing(session::forget_ended(ctx).await);
    done.checkpoints = failed.or_nothing(witness(ctx).await);
    failed.0.map_or(Ok(done), Err)
}

/// Makes a checkpoint when one is due, at once after an emergency.
async fn witness(ctx: &Ctx) -> Result<usize, sea_orm::DbErr> {
    if !lease::take(ctx, "checkpoint", CHECKPOINT_EVERY).await? && !checkpoint::emergency_waits(&ctx.db).await? {
        return Ok(0);
    }
    Ok(usize::from(checkpoint::make(&ctx.db, &ctx.vault, ctx.clock.as_ref()).await?.is_some()))
}

/// The first failure of a round: one reconciler that fails must not keep the others from their work.
struct Failed(Option<WorkerError>);

impl Failed {
    fn or_nothing<T: Default, E: Into<WorkerError>>(&mut self, outcome: Result<T, E>) -> T {
        outcome.unwrap_or_else(|error| {
            self.0.get_or_insert(error.into());
            T::default()
        })
    }
}

/// Runs rounds until there is nothing left to do.
///
/// # Errors
/// [`WorkerError`].
pub async fn until_quiet(ctx: &Ctx, transport: Option<&dyn Transport>) -> Result<Round, WorkerError> {
    let mut all = Round::default();
    for _ in 0..MOST_ROUNDS {
        let done = round(ctx, transport).await?;
        all.add(done);
        // A mail that was postponed is not due in the next round, but those behind it are.
        if done.is_quiet() {
            break;
        }
    }
    Ok(all)
}

/// Works until told to stop. A failure is logged and the work goes on: state says what is left.
pub async fn forever(ctx: &Ctx, transport: Option<&dyn Transport>, mut stop: tokio::sync::watch::Receiver<bool>) {
    loop {
        if let Err(error) = until_quiet(ctx, transport).await {
            tracing::error!(cause = %error, "a reconciler failed; the next round tries again");
        }
        tokio::select! {
            () = ctx.nudge.notified() => {}
            () = tokio::time::sleep(PAUSE) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}
