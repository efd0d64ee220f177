//! The people of an office that ended, and what belongs to them: they go to the office that goes on for it.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, sea_query::Expr};

use super::MapChangeError;
use crate::{
    access::staffing,
    audit::{Chain, Event, Ledger},
    ctx::Ctx,
    db::{Tx, rows},
    entity::{duty_phone, duty_shift, office, readiness_gap, session, staff},
    kernel::{Actor, Timestamp},
    vault::macs::staff_fields,
};

/// Moves everybody of `from` to `into`: their rows are authenticated anew, their sessions end, their duty goes with them. `from` is
/// suspended and nobody answers there any more; `into` is staffed when somebody came who can answer.
///
/// A row that the desk did not write is left where it is: a move must not make it genuine.
///
/// # Errors
/// The database refuses, or this process has no desk keys.
pub(super) async fn move_all(ctx: &Ctx, tx: &Tx, from: &str, into: &str, now: Timestamp) -> Result<(), MapChangeError> {
    let desk = ctx.vault.desk()?;
    let people = staff::Entity::find().filter(staff::Column::OfficeCode.eq(from)).order_by_asc(staff::Column::Id).all(tx).await?;
    for person in people {
        if !desk.staff_row_holds(&staff_fields(&person), &person.row_mac) {
            tracing::error!(staff = %person.id, "the row of a member of staff is not one that the desk wrote; it stays in its old office");
            continue;
        }
        let mut ledger = Ledger::take(tx, &ctx.vault, Chain::Staff(person.id)).await?;
        ledger.record(now, Actor::System, &Event::StaffMoved { staff: person.id, from, to: into });
        let moved = staff::Model { office_code: into.to_owned(), ..person.clone() };
        let mut update = person.into_active_model();
        update.row_mac = Set(desk.staff_row_mac(&staff_fields(&moved)).to_vec());
        update.office_code = Set(moved.office_code);
        update.update(tx).await?;
        session::Entity::delete_many().filter(session::Column::StaffId.eq(moved.id)).exec(tx).await?;
        ledger.finish(tx).await?;
    }
    duty(tx, from, into).await?;
    readiness_gap::Entity::delete_many().filter(readiness_gap::Column::OfficeCode.eq(from)).exec(tx).await?;
    office::Entity::update_many()
        .col_expr(office::Column::Suspended, Expr::value(true))
        .col_expr(office::Column::Staffed, Expr::value(false))
        .col_expr(office::Column::RoundTheClock, Expr::value(false))
        .col_expr(office::Column::MergedInto, Expr::value(into))
        .filter(office::Column::Code.eq(from))
        .exec(tx)
        .await?;
    staffing::refresh(ctx, tx, into).await?;
    Ok(())
}

async fn duty(tx: &Tx, from: &str, into: &str) -> Result<(), MapChangeError> {
    duty_shift::Entity::update_many()
        .col_expr(duty_shift::Column::OfficeCode, Expr::value(into))
        .filter(duty_shift::Column::OfficeCode.eq(from))
        .exec(tx)
        .await?;
    for phone in duty_phone::Entity::find().filter(duty_phone::Column::OfficeCode.eq(from)).all(tx).await? {
        rows::insert_new(tx, duty_phone::Model { office_code: into.to_owned(), ..phone }).await?;
    }
    duty_phone::Entity::delete_many().filter(duty_phone::Column::OfficeCode.eq(from)).exec(tx).await?;
    Ok(())
}
