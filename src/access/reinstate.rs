//! Letting a person, or an office, work again.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    AdministrationError, Administrator, invite, people,
    people::{Person, Standing},
    staffing, tell,
};
use crate::{
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    entity::office,
    notification::{Message, OfficeChange, StaffChange},
};

/// Lets a person work again: after a suspension with the password they had, after having left by a new invitation.
///
/// # Errors
/// `NotFound` outside the area, `OwnAccount`, `State` for somebody who is at work or whose office is suspended.
pub async fn person(ctx: &Ctx, by: &Administrator, id: Uuid) -> Result<(), AdministrationError> {
    by.has_proved(ctx.clock.now())?;
    let Person { row, .. } = people::find(ctx, ctx.db.read(), by, id).await?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(id)).await?;
            let now = ctx.clock.now();
            let office = staffing::hold(tx, &row.office_code).await?.ok_or(AdministrationError::NotFound)?;
            let mut row = people::held(ctx, tx, id).await?;
            if row.office_code != office.code {
                return Err(AdministrationError::Changed);
            }
            if row.active {
                return Err(AdministrationError::State("not-suspended"));
            }
            if office.suspended {
                return Err(AdministrationError::State("office-suspended"));
            }
            let returns = Standing::of(&row) == Standing::Left;
            row.active = true;
            people::store(ctx, tx, row.clone()).await?;
            ledger.record(now, by.actor(), &Event::StaffReinstated { staff: id });
            if returns {
                invite::send(ctx, tx, &mut ledger, by.actor(), &row, &office, now).await?;
            }
            staffing::refresh(ctx, tx, &office.code).await?;
            invite::tell_of(ctx, tx, now, &row, &office, StaffChange::Reinstated).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}

/// Lets an office work again. What was handed up meanwhile stays where it is.
///
/// # Errors
/// `NotFound` outside the area, `State` for an office that is not suspended.
pub async fn office(ctx: &Ctx, by: &Administrator, code: &str) -> Result<(), AdministrationError> {
    by.has_proved(ctx.clock.now())?;
    office::Entity::find_by_id(code).filter(by.offices()).one(ctx.db.read()).await?.ok_or(AdministrationError::NotFound)?;
    ctx.db
        .write(async |tx| {
            let mut ledger = Ledger::take(tx, &ctx.vault, Chain::System(ctx.clock.now())).await?;
            let now = ctx.clock.now();
            let office = staffing::hold(tx, code).await?.ok_or(AdministrationError::NotFound)?;
            if !office.suspended {
                return Err(AdministrationError::State("not-suspended"));
            }
            office::Entity::update_many()
                .col_expr(office::Column::Suspended, Expr::value(false))
                .filter(office::Column::Code.eq(code))
                .exec(tx)
                .await?;
            staffing::refresh(ctx, tx, code).await?;
            ledger.record(now, by.actor(), &Event::OfficeReinstated { office: code });
            let message = Message::OfficeChanged { office: office.name.clone(), change: OfficeChange::Reinstated, other: None };
            tell::leads(ctx, tx, now, &office, &message).await?;
            ledger.finish(tx).await?;
            Ok(())
        })
        .await
}
