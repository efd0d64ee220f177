//! The reconcilers and the loop that drives them.
//!
//! Each takes no input, acts on the state it finds, and may run any number of times, in any number of processes. They run on a
//! nudge from whoever wrote something and, as a safety net, on a timer.

use std::time::Duration;

use crate::{
    access::{AccessError, AdministrationError, duty::leavers, invite_waiting, reset, session},
    audit::checkpoint,
    cases::{
        CaseError, end_drill, envelopes, identity::overdue, moved_offices, numbers, referral::take_back, reporter_notice, reporter_words,
    },
    ctx::Ctx,
    escalation::sweep,
    intake::{
        attachments::{self, SweepError},
        drill::{self, DrillError},
        forget,
    },
    map_changes::{self, MapChangeError},
    notification::{Transport, address, deliver},
    readiness::{check::check, schedule::until_next},
    vault::office_keys::{self, OfficeKeyError},
};

pub mod heartbeat;
pub mod lease;

use heartbeat::Reconciler;

/// How long the loop sleeps when nobody nudges it.
const PAUSE: Duration = Duration::from_secs(5);
/// How often a checkpoint is made.
const CHECKPOINT_EVERY: chrono::Duration = chrono::Duration::minutes(5);
/// A look at the readiness of all offices that takes longer has died.
const LONGEST_LOOK: chrono::Duration = chrono::Duration::minutes(10);
/// How often the rosters are looked through for people who left.
const OFF_DUTY_EVERY: chrono::Duration = chrono::Duration::minutes(10);
/// How often the cards that other offices hold are looked through for those that should not be out any more.
const CARDS_EVERY: chrono::Duration = chrono::Duration::minutes(10);
/// How often the store of files is looked through for bytes that no row knows.
const ORPHANED_FILES_EVERY: chrono::Duration = chrono::Duration::hours(1);
/// Rounds after which a worker that still finds something to do gives others a turn.
const MOST_ROUNDS: usize = 10_000;

/// What one round has done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Round {
    /// Changes of the map that took effect and cases that followed them; buttons of reporters.
    pub followed: usize,
    /// Cases the clock looked at.
    pub swept: usize,
    /// Cases of suspended and merged offices moved on.
    pub moved: usize,
    /// Cases whose keys were brought up to date, or whose numbers were made findable.
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
    /// Looks at the readiness of all offices.
    pub readiness: usize,
    /// Drills sent, and drills that ended by themselves.
    pub drills: usize,
    /// People who came in by a table and were invited; forgotten passwords that were looked at.
    pub invited: usize,
}

impl Round {
    /// Whether there was nothing to do.
    #[must_use]
    pub fn is_quiet(self) -> bool {
        self == Self::default()
    }

    fn add(&mut self, other: Self) {
        self.followed += other.followed;
        self.swept += other.swept;
        self.moved += other.moved;
        self.keys += other.keys;
        self.addressed += other.addressed;
        self.sent += other.sent;
        self.postponed += other.postponed;
        self.refused += other.refused;
        self.forgotten += other.forgotten;
        self.checkpoints += other.checkpoints;
        self.readiness += other.readiness;
        self.drills += other.drills;
        self.invited += other.invited;
    }
}

/// Why a reconciler stopped.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// A case.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// A drill.
    #[error(transparent)]
    Drill(#[from] DrillError),
    /// Files.
    #[error(transparent)]
    Files(#[from] SweepError),
    /// The map.
    #[error(transparent)]
    Map(#[from] MapChangeError),
    /// Sessions.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// People and offices.
    #[error(transparent)]
    Administration(#[from] AdministrationError),
    /// Office keys.
    #[error(transparent)]
    OfficeKeys(#[from] OfficeKeyError),
    /// The database failed.
    #[error("database: {}", crate::db::error::class(.0))]
    Database(#[from] sea_orm::DbErr),
}

/// Work that was done although a reconciler failed.
#[derive(Debug, thiserror::Error)]
#[error("{reconciler}: {cause}")]
pub struct Unfinished {
    /// What the others have done.
    pub done: Box<Round>,
    /// Which reconciler failed first.
    pub reconciler: &'static str,
    /// Why.
    #[source]
    pub cause: Box<WorkerError>,
}

/// Runs every reconciler once.
///
/// # Errors
/// The first that failed, after all of them ran, with what the others have done.
pub async fn round(ctx: &Ctx, transport: Option<&dyn Transport>) -> Result<Round, Unfinished> {
    let mut turn = Turn::default();
    // What is sent and what is over comes before the clock that would look at it.
    let drills = turn.of(Reconciler::Drills, drill::send_due(ctx).await) + turn.of(Reconciler::Drills, end_drill::end_old(ctx).await);
    let mut done = Round {
        // First: whom an alert reaches follows from the map of today.
        followed: turn.of(Reconciler::Map, map_changes::reconcile(ctx).await)
            + turn.of(Reconciler::ReporterWords, reporter_words::follow(ctx).await),
        drills,
        swept: turn.of(Reconciler::Clock, sweep::sweep(ctx).await) + turn.of(Reconciler::Protection, overdue::tell_above(ctx).await),
        addressed: turn.of(Reconciler::Addressing, address::address_waiting(ctx).await),
        ..Round::default()
    };
    if let Some(transport) = transport {
        let delivered = turn.of(Reconciler::Delivery, deliver::deliver_waiting(ctx, transport).await);
        (done.sent, done.postponed, done.refused) = (delivered.sent, delivered.postponed, delivered.refused);
        // Offices first: whoever must help goes before whoever is told that a message waits.
        done.sent += turn.of(Reconciler::Delivery, reporter_notice::send_due(ctx, transport).await);
    }
    done.moved = turn.of(Reconciler::MovedOffices, moved_offices::settle(ctx).await);
    done.keys = turn.of(Reconciler::OfficeKeys, office_keys::provide(&ctx.db, &ctx.vault, ctx.ids.as_ref()).await)
        + turn.of(Reconciler::Envelopes, envelopes::reconcile_due(ctx).await)
        + turn.of(Reconciler::Numbers, numbers::index_due(ctx).await);
    done.forgotten =
        turn.of(Reconciler::Forgetting, forget::forget(ctx).await) + turn.of(Reconciler::Sessions, session::forget_ended(ctx).await);
    done.forgotten += turn.of(Reconciler::Envelopes, cards(ctx).await);
    done.forgotten += turn.of(Reconciler::Files, files(ctx).await);
    done.forgotten += turn.of(Reconciler::Rosters, off_duty(ctx).await);
    // Last but the slow looks: whoever reports goes before whoever is to work here one day.
    done.invited = turn.of(Reconciler::Invitations, invite_waiting::invite_some(ctx).await)
        + turn.of(Reconciler::Invitations, reset::send_due(ctx).await);
    done.checkpoints = turn.of(Reconciler::Checkpoints, witness(ctx).await);
    done.readiness = turn.of(Reconciler::Readiness, look_at_readiness(ctx).await);
    if let Err(error) = heartbeat::beat(ctx, &turn.ended).await {
        turn.failed.get_or_insert(("heartbeat", Box::new(error.into())));
    }
    turn.failed.map_or(Ok(done), |(reconciler, cause)| Err(Unfinished { done: Box::new(done), reconciler, cause }))
}

/// Takes cards back that other offices should hold no more, every now and then: a look at every card that is out.
async fn cards(ctx: &Ctx) -> Result<u64, CaseError> {
    if lease::take(ctx, "referral-cards", CARDS_EVERY).await? { take_back::reconcile(ctx).await } else { Ok(0) }
}

/// Takes people who left off the rosters, every now and then: a look at every shift of the country.
async fn off_duty(ctx: &Ctx) -> Result<u64, sea_orm::DbErr> {
    if lease::take(ctx, "off-duty", OFF_DUTY_EVERY).await? { leavers::forget(ctx).await } else { Ok(0) }
}

/// Removes files that no report came for and, every now and then, bytes that no row knows: a look at the whole store.
async fn files(ctx: &Ctx) -> Result<u64, SweepError> {
    let orphans = if lease::take(ctx, "orphaned-files", ORPHANED_FILES_EVERY).await? { attachments::sweep_orphans(ctx).await? } else { 0 };
    Ok(orphans + attachments::sweep(ctx).await?)
}

/// Makes a checkpoint when one is due, at once after an emergency.
async fn witness(ctx: &Ctx) -> Result<usize, sea_orm::DbErr> {
    if !lease::take(ctx, "checkpoint", CHECKPOINT_EVERY).await? && !checkpoint::emergency_waits(&ctx.db).await? {
        return Ok(0);
    }
    Ok(usize::from(checkpoint::make(&ctx.db, &ctx.vault, ctx.clock.as_ref()).await?.is_some()))
}

/// Looks at the readiness of all offices once a local day. Today's look counts as done only when it has been: whoever died in the middle
/// is followed by another after [`LONGEST_LOOK`].
async fn look_at_readiness(ctx: &Ctx) -> Result<usize, sea_orm::DbErr> {
    if ctx.vault.desk().is_err() || lease::is_held(ctx, "readiness").await? || !lease::take(ctx, "readiness-look", LONGEST_LOOK).await? {
        return Ok(0);
    }
    check(ctx).await?;
    lease::take(ctx, "readiness", until_next(ctx.clock.now())).await?;
    Ok(1)
}

/// How a round went: one reconciler that fails must not keep the others from their work.
#[derive(Default)]
struct Turn {
    failed: Option<(&'static str, Box<WorkerError>)>,
    ended: Vec<Reconciler>,
}

impl Turn {
    fn of<T: Default, E: Into<WorkerError>>(&mut self, reconciler: Reconciler, outcome: Result<T, E>) -> T {
        match outcome {
            Ok(done) => {
                self.ended.push(reconciler);
                done
            }
            Err(error) => {
                self.failed.get_or_insert((reconciler.name(), Box::new(error.into())));
                T::default()
            }
        }
    }
}

/// Runs rounds until there is nothing left that can be done. A reconciler that fails in every round does not slow the others down.
///
/// # Errors
/// The first failure, with all that was done.
pub async fn until_quiet(ctx: &Ctx, transport: Option<&dyn Transport>) -> Result<Round, Unfinished> {
    let (mut all, mut failed) = (Round::default(), None);
    for _ in 0..MOST_ROUNDS {
        let done = round(ctx, transport).await.unwrap_or_else(|unfinished| {
            failed.get_or_insert((unfinished.reconciler, unfinished.cause));
            *unfinished.done
        });
        all.add(done);
        // A mail that was postponed is not due in the next round, but those behind it are.
        if done.is_quiet() {
            break;
        }
    }
    failed.map_or(Ok(all), |(reconciler, cause)| Err(Unfinished { done: Box::new(all), reconciler, cause }))
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
