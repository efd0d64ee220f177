//! Sending what is waiting: claimed one by one, most urgent first, tried again with growing pauses, never given up silently.

use chrono::Duration;
use sea_orm::{
    ColumnTrait, Condition, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType},
};
use uuid::Uuid;

use super::{
    Message, SendError, Transport,
    address::wake,
    mail::{self, Letter, Occasion},
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::Tx,
    entity::{alert, case_file, delivery},
    kernel::{Actor, Lang, Timestamp},
};

/// How long a worker may hold a delivery before another takes it over.
const CLAIM: Duration = Duration::minutes(2);
/// First pause after a temporary failure; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::seconds(20);
const LONGEST_PAUSE: Duration = Duration::minutes(30);
/// Attempts after which the ladder is told, while trying goes on.
const ATTEMPTS_UNTIL_CLIMB: i32 = 5;
/// Mails sent before the other reconcilers get their turn: an emergency reported meanwhile must not wait behind a backlog.
const AT_ONCE: usize = 20;

/// What one call has done.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// Taken by the mail server.
    pub sent: usize,
    /// To be tried again.
    pub postponed: usize,
    /// Refused for good.
    pub refused: usize,
}

/// Sends what is due now, [`AT_ONCE`] mails at most and no further than the first that has to wait: a mail server that hangs must not
/// keep the clock waiting.
///
/// # Errors
/// The database refuses. A mail server's refusal is a fact, not an error.
pub async fn deliver_waiting(ctx: &Ctx, transport: &dyn Transport) -> Result<Delivered, DbErr> {
    let mut done = Delivered::default();
    while done.sent + done.refused < AT_ONCE && done.postponed == 0 {
        let Some((delivery, alert)) = claim(ctx).await? else { break };
        let occasion = occasion(ctx, &alert).await?;
        let outcome = match serde_json::from_str::<Message>(&alert.message) {
            Ok(message) => {
                let lang = Lang::from_tag(&delivery.language).unwrap_or_default();
                let letter = Letter { id: delivery.id, to: &delivery.address, lang, message: &message, occasion };
                match mail::write(ctx, letter, ctx.clock.now()) {
                    Ok(mail) => transport.send(&mail).await,
                    Err(_) => Err(SendError::Permanent("composition".into())),
                }
            }
            Err(_) => Err(SendError::Permanent("message".into())),
        };
        match &outcome {
            Ok(()) => done.sent += 1,
            Err(SendError::Temporary(_)) => done.postponed += 1,
            Err(SendError::Permanent(_)) => done.refused += 1,
        }
        ctx.db.write(async |tx| settle(ctx, tx, &delivery, &alert, &outcome).await).await?;
    }
    Ok(done)
}

async fn claim(ctx: &Ctx) -> Result<Option<(delivery::Model, alert::Model)>, DbErr> {
    // Look before taking the writer: an idle deliverer must not commit every second.
    if waiting(ctx.clock.now()).one(ctx.db.read()).await?.is_none() {
        return Ok(None);
    }
    ctx.db
        .write(async |tx| {
            let now = ctx.clock.now();
            let mut query = waiting(now);
            if ctx.db.backend() == DbBackend::Postgres {
                query = query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
            }
            let Some(delivery) = query.one(tx).await? else { return Ok(None) };
            delivery::Entity::update_many()
                .col_expr(delivery::Column::ClaimedUntil, (now + CLAIM).into())
                .filter(delivery::Column::Id.eq(delivery.id))
                .exec(tx)
                .await?;
            let alert = alert::Entity::find_by_id(delivery.alert_id).one(tx).await?;
            Ok::<_, DbErr>(alert.map(|alert| (delivery, alert)))
        })
        .await
}

/// Whether the case of an alert is a drill: asked of the case itself, so that no alert can forget to say so.
async fn occasion(ctx: &Ctx, alert: &alert::Model) -> Result<Occasion, DbErr> {
    let Some(case) = alert.case_id else { return Ok(Occasion::Real) };
    let drill = case_file::Entity::find_by_id(case).select_only().column(case_file::Column::Drill);
    let drill = drill.into_tuple::<bool>().one(ctx.db.read()).await?.unwrap_or_default();
    Ok(if drill { Occasion::Drill } else { Occasion::Real })
}

fn waiting(now: Timestamp) -> sea_orm::Select<delivery::Entity> {
    delivery::Entity::find()
        .filter(delivery::Column::State.eq("waiting"))
        .filter(delivery::Column::NextAttemptAt.lte(now))
        .filter(Condition::any().add(delivery::Column::ClaimedUntil.is_null()).add(delivery::Column::ClaimedUntil.lte(now)))
        .order_by_asc(delivery::Column::Urgency)
        .order_by_asc(delivery::Column::NextAttemptAt)
        .limit(1)
}

/// Writes down how it went: after the sending, never before (TRAPS 4.27).
async fn settle(
    ctx: &Ctx,
    tx: &Tx,
    delivery: &delivery::Model,
    alert: &alert::Model,
    outcome: &Result<(), SendError>,
) -> Result<(), DbErr> {
    let now = ctx.clock.now();
    let attempts = delivery.attempts + 1;
    let update = delivery::Entity::update_many()
        .col_expr(delivery::Column::ClaimedUntil, Expr::value(Option::<Timestamp>::None))
        .col_expr(delivery::Column::Attempts, attempts.into())
        .filter(delivery::Column::Id.eq(delivery.id));
    let update = match outcome {
        Ok(()) => update.col_expr(delivery::Column::State, "sent".into()).col_expr(delivery::Column::SentAt, now.into()),
        Err(SendError::Temporary(reply)) => update
            .col_expr(delivery::Column::LastReply, reply.as_str().into())
            .col_expr(delivery::Column::NextAttemptAt, (now + pause(ctx, attempts)).into()),
        Err(SendError::Permanent(reply)) => {
            update.col_expr(delivery::Column::LastReply, reply.as_str().into()).col_expr(delivery::Column::State, "refused".into())
        }
    };
    let failed = match outcome {
        Ok(()) => false,
        Err(SendError::Temporary(_)) => attempts == ATTEMPTS_UNTIL_CLIMB,
        Err(SendError::Permanent(_)) => true,
    };
    let may_climb = failed && Message::climbs_when_unreachable(&alert.kind);
    // The chain first: two workers, each refused for one of the last two mailboxes, must not each take the other's for still waiting.
    let ledger = match alert.case_id {
        Some(case) if may_climb => Some((case, Ledger::take(tx, &ctx.vault, Chain::Case(case)).await?)),
        _ => None,
    };
    update.exec(tx).await?;
    if may_climb && nobody_else_was_told(tx, alert, delivery).await? {
        climb(tx, ledger, alert, now).await?;
    }
    Ok(())
}

/// Whether every other mailbox of the alert refused it or has been failing as long.
async fn nobody_else_was_told(tx: &Tx, alert: &alert::Model, delivery: &delivery::Model) -> Result<bool, DbErr> {
    let others = delivery::Entity::find()
        .filter(delivery::Column::AlertId.eq(alert.id))
        .filter(delivery::Column::Id.ne(delivery.id))
        .all(tx)
        .await?;
    Ok(others.iter().all(|other| other.state == "refused" || (other.state == "waiting" && other.attempts >= ATTEMPTS_UNTIL_CLIMB)))
}

async fn climb(tx: &Tx, ledger: Option<(Uuid, Ledger<'_>)>, alert: &alert::Model, now: Timestamp) -> Result<(), DbErr> {
    if let Some((case, mut ledger)) = ledger {
        ledger.record(now, Actor::System, &Event::AlertUnreachable { alert: alert.id });
        ledger.finish(tx).await?;
        wake(tx, case, now).await?;
    }
    alert::Entity::update_many().col_expr(alert::Column::Unreachable, true.into()).filter(alert::Column::Id.eq(alert.id)).exec(tx).await?;
    Ok(())
}

/// The pause before attempt `attempts + 1`, with up to a quarter of jitter so that a recovered server is not hit by all at once.
pub fn pause(ctx: &Ctx, attempts: i32) -> Duration {
    let doubled = FIRST_PAUSE * 2_i32.saturating_pow(u32::try_from(attempts.clamp(1, 10) - 1).unwrap_or_default());
    let longest = doubled.min(LONGEST_PAUSE);
    let mut random = [0_u8; 1];
    ctx.ids.fill(&mut random);
    // In whole milliseconds: an instant finer than a microsecond is kept by one database and not by the other.
    longest + Duration::milliseconds(longest.num_milliseconds() * i64::from(random[0]) / 1024)
}
