//! The telephones of an office on duty, whoever is on.

use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{DutyError, Keeper, at, held};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::rows,
    entity::duty_phone,
    kernel::{
        phone::Phone,
        text::{LINE_CHARS, bounded},
    },
};

/// Most telephones of one office.
const MOST_PHONES: u64 = 20;

/// Adds a telephone, or gives one that is known another label.
///
/// # Errors
/// [`DutyError::Fields`]: not a number, a label too long, or too many.
pub async fn add(ctx: &Ctx, by: &Keeper, office: &str, phone: &str, label: &str) -> Result<Phone, DutyError> {
    let phone = Phone::parse(phone).ok_or_else(|| at("/phone", "duty-phone"))?;
    let label = bounded(label, LINE_CHARS).map_err(|_| at("/label", "duty-label"))?;
    let label = Some(label).filter(|label| !label.is_empty());
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
            let now = ctx.clock.now();
            let office = held(tx, by, office).await?;
            let others = duty_phone::Entity::find()
                .filter(duty_phone::Column::OfficeCode.eq(&office.code))
                .filter(duty_phone::Column::Phone.ne(phone.as_str()));
            if others.count(tx).await? >= MOST_PHONES {
                return Err(at("/phone", "duty-too-many-phones"));
            }
            duty_phone::Entity::delete_by_id((office.code.clone(), phone.as_str().to_owned())).exec(tx).await?;
            let row = duty_phone::Model { office_code: office.code.clone(), phone: phone.as_str().to_owned(), label: label.clone() };
            rows::insert(tx, row).await?;
            ledger.record(now, by.actor(), &Event::DutyPhoneAdded { office: &office.code });
            ledger.finish(tx).await?;
            Ok(phone.clone())
        })
        .await
}

/// Takes a telephone away.
///
/// # Errors
/// [`DutyError::NotFound`] when the office has no such telephone.
pub async fn remove(ctx: &Ctx, by: &Keeper, office: &str, phone: &str) -> Result<(), DutyError> {
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
            let now = ctx.clock.now();
            let office = held(tx, by, office).await?;
            // As it is kept: a row brought in from a table may be written otherwise than we would.
            let gone = duty_phone::Entity::delete_by_id((office.code.clone(), phone.to_owned())).exec(tx).await?;
            if gone.rows_affected == 0 {
                return Err(DutyError::NotFound);
            }
            ledger.record(now, by.actor(), &Event::DutyPhoneRemoved { office: &office.code });
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
