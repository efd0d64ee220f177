//! Writing an alert in the transaction that caused it.

use sea_orm::DbErr;
use uuid::Uuid;

use super::{Message, Target};
use crate::{
    ctx::Ctx,
    db::{Tx, rows},
    entity::alert,
    kernel::{Timestamp, codes::OfficeCode},
};

/// Puts `message` into the outbox for `office`. Whoever must not know is refused by the caller's rule and again when it is addressed.
///
/// # Errors
/// The database refuses.
pub async fn enqueue(
    ctx: &Ctx,
    tx: &Tx,
    now: Timestamp,
    case: Uuid,
    office: &OfficeCode,
    target: Target,
    message: &Message,
) -> Result<(), DbErr> {
    rows::insert(tx, row(ctx, now, case, office, target, message)).await
}

/// Puts a message that belongs to no case into the outbox.
///
/// # Errors
/// The database refuses.
pub async fn enqueue_beside_cases(
    ctx: &Ctx,
    tx: &Tx,
    now: Timestamp,
    office: &OfficeCode,
    target: Target,
    message: &Message,
) -> Result<(), DbErr> {
    rows::insert(tx, alert::Model { case_id: None, ..row(ctx, now, Uuid::nil(), office, target, message) }).await
}

/// The row of an alert, for commands that insert several rows at once.
#[must_use]
pub fn row(ctx: &Ctx, now: Timestamp, case: Uuid, office: &OfficeCode, target: Target, message: &Message) -> alert::Model {
    alert::Model { case_id: Some(case), ..notice(ctx, now, office, target, message) }
}

/// The row of an alert that is about offices and no case.
#[must_use]
pub fn notice(ctx: &Ctx, now: Timestamp, office: &OfficeCode, target: Target, message: &Message) -> alert::Model {
    alert::Model {
        id: ctx.ids.row(now),
        kind: message.code().to_owned(),
        case_id: None,
        office_code: office.as_str().to_owned(),
        target: target.code().into_owned(),
        message: serde_json::to_string(message).unwrap_or_default(),
        urgency: message.urgency(),
        created_at: now,
        addressed_at: None,
        unreachable: false,
    }
}
