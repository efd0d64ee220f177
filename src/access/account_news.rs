//! Telling somebody what happened to their own account. No address, no kind of device: only that, and when.

use sea_orm::DbErr;

use crate::{
    ctx::Ctx,
    db::Tx,
    entity::staff,
    kernel::{Timestamp, codes::OfficeCode},
    notification::{AccountNews, Message, Target, outbox},
};

/// Tells `person`, in the transaction in which it happened.
///
/// # Errors
/// The database refuses.
pub(super) async fn tell(ctx: &Ctx, tx: &Tx, now: Timestamp, person: &staff::Model, news: AccountNews) -> Result<(), DbErr> {
    match OfficeCode::parse(&person.office_code) {
        Some(office) => {
            let message = Message::AccountNews { news, at: now };
            outbox::enqueue_beside_cases(ctx, tx, now, &office, Target::Person(person.id), &message).await
        }
        None => Ok(()),
    }
}
