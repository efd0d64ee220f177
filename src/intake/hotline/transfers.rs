//! Callers passed on to another line while the operator stays on: who answered there, and when.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{HotlineError, LISTED, opened, past, sealed};
use crate::{
    access::Operator,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::warm_transfer,
    kernel::{Timestamp, secret::Plaintext, terms::Line},
    vault::At,
};

/// A transfer to be entered.
#[derive(Debug)]
pub struct NewTransfer {
    /// To which line.
    pub line: Line,
    /// Who answered there; sealed.
    pub answered_by: Option<Plaintext>,
    /// When.
    pub answered_at: Timestamp,
}

/// A transfer as it is listed.
#[derive(Debug)]
pub struct Transfer {
    /// The row.
    pub row: warm_transfer::Model,
    /// Who answered.
    pub answered_by: Option<Plaintext>,
}

/// Enters a transfer.
///
/// # Errors
/// Fields at fault.
pub async fn log(ctx: &Ctx, by: &Operator, new: NewTransfer) -> Result<Uuid, HotlineError> {
    past("/answered_at", new.answered_at, ctx.clock.now())?;
    let id = ctx.ids.row(ctx.clock.now());
    let answered_by = sealed(ctx, by, at(id), "/answered_by", new.answered_by.as_ref())?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(by.staff())).await?;
            let now = ctx.clock.now();
            let row = warm_transfer::Model {
                id,
                office_code: by.office().as_str().to_owned(),
                staff_id: by.staff(),
                line: new.line.code().to_owned(),
                answered_at: new.answered_at,
                recorded_at: now,
                answered_by,
            };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::CallerTransferred { transfer: id, line: new.line.code() });
            ledger.finish(tx).await?;
            Ok(id)
        })
        .await
}

/// The newest transfers of the office.
///
/// # Errors
/// The database cannot be read, or a name not opened.
pub async fn list(ctx: &Ctx, by: &Operator) -> Result<Vec<Transfer>, HotlineError> {
    let rows = warm_transfer::Entity::find()
        .filter(warm_transfer::Column::OfficeCode.eq(by.office().as_str()))
        .order_by_desc(warm_transfer::Column::AnsweredAt)
        .limit(LISTED)
        .all(ctx.db.read())
        .await?;
    rows.into_iter().map(|row| Ok(Transfer { answered_by: opened(ctx, by, at(row.id), row.answered_by.as_ref())?, row })).collect()
}

fn at(row: Uuid) -> At {
    At { table: "warm_transfer", column: "answered_by", row }
}
