//! Callers to be called back, when it is safe for them.

use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{HotlineError, LISTED, opened, sealed};
use crate::{
    access::Operator,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::callback,
    kernel::{Timestamp, secret::Plaintext, terms::CallbackOutcome},
    vault::At,
};

/// Farthest ahead that somebody is called back.
pub const FARTHEST: Duration = Duration::days(14);

/// Somebody to be called back.
#[derive(Debug)]
pub struct NewCallback {
    /// The number; sealed.
    pub number: Plaintext,
    /// Safe times, and who to say is calling; sealed.
    pub how: Option<Plaintext>,
    /// When.
    pub due_at: Timestamp,
}

/// A call-back that waits.
#[derive(Debug)]
pub struct Waiting {
    /// The row.
    pub row: callback::Model,
    /// The number.
    pub number: Plaintext,
    /// Safe times, and who to say is calling.
    pub how: Option<Plaintext>,
}

/// Plans a call-back.
///
/// # Errors
/// Fields at fault.
pub async fn plan(ctx: &Ctx, by: &Operator, new: NewCallback) -> Result<Uuid, HotlineError> {
    let now = ctx.clock.now();
    if new.due_at < now - Duration::minutes(1) {
        return Err(HotlineError::field("/due_at", "time-in-past"));
    }
    if new.due_at > now + FARTHEST {
        return Err(HotlineError::field("/due_at", "time-too-far"));
    }
    let id = ctx.ids.row(now);
    let number = sealed(ctx, by, at(id, "number"), "/number", Some(&new.number))?;
    let number = number.ok_or_else(|| HotlineError::field("/number", "number-needed"))?;
    let how = sealed(ctx, by, at(id, "how"), "/how", new.how.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let row = callback::Model {
                id,
                office_code: by.office().as_str().to_owned(),
                planned_by: by.staff(),
                planned_at: now,
                due_at: new.due_at,
                number,
                how,
                attempts: 0,
                attempted_at: None,
                ended_at: None,
                ended_by: None,
                outcome: None,
            };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::CallbackPlanned { callback: id });
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}

/// Those of the office that wait, the one due first on top.
///
/// # Errors
/// The database cannot be read, or a number not opened.
pub async fn waiting(ctx: &Ctx, by: &Operator) -> Result<Vec<Waiting>, HotlineError> {
    let rows = callback::Entity::find()
        .filter(callback::Column::OfficeCode.eq(by.office().as_str()))
        .filter(callback::Column::EndedAt.is_null())
        .order_by_asc(callback::Column::DueAt)
        .order_by_asc(callback::Column::Id)
        .limit(LISTED)
        .all(ctx.db.read())
        .await?;
    let open = |row: callback::Model| {
        let number = opened(ctx, by, at(row.id, "number"), Some(&row.number))?.unwrap_or_else(|| Plaintext::new(String::new()));
        Ok(Waiting { number, how: opened(ctx, by, at(row.id, "how"), row.how.as_ref())?, row })
    };
    rows.into_iter().map(open).collect()
}

/// Enters an attempt: nobody answered and it goes on waiting, or it ends.
///
/// # Errors
/// `NotFound` at another office; `Done`.
pub async fn attempt(ctx: &Ctx, by: &Operator, id: Uuid, outcome: CallbackOutcome) -> Result<(), HotlineError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let found = callback::Entity::find_by_id(id).filter(callback::Column::OfficeCode.eq(by.office().as_str())).one(tx).await?;
            let row = found.ok_or(HotlineError::NotFound)?;
            let mut update = callback::Entity::update_many()
                .col_expr(callback::Column::Attempts, Expr::value(row.attempts.saturating_add(1)))
                .col_expr(callback::Column::AttemptedAt, Expr::value(now))
                .filter(callback::Column::Id.eq(id))
                .filter(callback::Column::EndedAt.is_null());
            if outcome != CallbackOutcome::NoAnswer {
                update = update
                    .col_expr(callback::Column::EndedAt, Expr::value(now))
                    .col_expr(callback::Column::EndedBy, Expr::value(by.staff()))
                    .col_expr(callback::Column::Outcome, Expr::value(outcome.code()));
            }
            if update.exec(tx).await?.rows_affected != 1 {
                return Err(HotlineError::Done);
            }
            ledger.record(now, by.actor(), &Event::CallbackAttempted { callback: id, outcome: outcome.code() });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

fn at(row: Uuid, column: &'static str) -> At {
    At { table: "callback", column, row }
}
