//! Telling those who head an office, and the office above it, what an administrator changed.
//!
//! An administrator cannot read a case, but can invite a person who can. What keeps an invented colleague from staying unseen is that
//! the people who work there, and those above, hear of every such act in the transaction that does it.

use sea_orm::DbErr;

use crate::{
    ctx::Ctx,
    db::Tx,
    entity::office,
    kernel::{Timestamp, codes::OfficeCode},
    notification::{Message, Target, outbox},
};

/// Tells the leads of `office` and everybody of the office above who may act or oversee.
///
/// # Errors
/// The database refuses.
pub async fn leads(ctx: &Ctx, tx: &Tx, now: Timestamp, office: &office::Model, message: &Message) -> Result<(), DbErr> {
    if let Some(own) = OfficeCode::parse(&office.code) {
        outbox::enqueue_beside_cases(ctx, tx, now, &own, Target::Lead, message).await?;
    }
    above(ctx, tx, now, office, message).await
}

/// Tells everybody of the office above `office` who may act or oversee.
///
/// # Errors
/// The database refuses.
pub async fn above(ctx: &Ctx, tx: &Tx, now: Timestamp, office: &office::Model, message: &Message) -> Result<(), DbErr> {
    match office.parent_code.as_deref().and_then(OfficeCode::parse) {
        Some(parent) => outbox::enqueue_beside_cases(ctx, tx, now, &parent, Target::Office, message).await,
        None => Ok(()),
    }
}
